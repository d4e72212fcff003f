//! Signing in with a browser: the code flow with PKCE, and a cookie that holds the token (design: sign-in).
//!
//! Guarantees: the cookie is the same token that a machine sends, checked in the same way at every request; no page's
//! script can read it, no other site can send it with anything but a plain visit. After signing in a browser goes back to
//! the page that it wanted, never to another host.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::{HeaderMap, HeaderValue, header};
use koppel_domain::message::Language;
use koppel_identity::{Refused, SignInError};
use serde::Deserialize;

use crate::admin;
use crate::app::App;
use crate::console::{HOME, SIGNED_OUT};
use crate::query;
use crate::wrong::Wrong;

/// The cookie with the token.
const SESSION: &str = "koppel-session";
/// What a browser takes from this very host alone; only with HTTPS.
const HOST_ONLY: &str = "__Host-";
/// The cookie that lives while someone signs in.
const SIGN_IN: &str = "koppel-sign-in";
/// The cookie with the address that a browser wanted when it was led to signing in.
const BACK_TO: &str = "koppel-back-to";
/// The cookie with the language that was chosen.
const LANGUAGE: &str = "koppel-language";
/// How long a chosen language is kept, in seconds: a year.
const LANGUAGE_LIFE: u64 = 31_536_000;
/// Longest address that is gone back to.
const ADDRESS_MAX: usize = 500;
/// How long a sign-in may take, in seconds.
const SIGN_IN_LIFE: u64 = 600;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(begin))
        .route("/signed-in", get(end))
        .route("/sign-out", post(leave))
        .route("/language", post(choose))
}

/// The language that was chosen.
pub(crate) fn language(headers: &HeaderMap) -> Option<Language> {
    match cookie(headers, LANGUAGE)?.as_str() {
        "nl" => Some(Language::Dutch),
        "en" => Some(Language::English),
        _ => None,
    }
}

/// An address of our own that may be gone to: a path, and nothing that a browser could take for another host.
fn own_address(address: &str) -> Option<&str> {
    let fits = address.len() <= ADDRESS_MAX
        && address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'\\' | b';' | b'"'));
    fits.then_some(address)
}

/// The token in the cookie.
pub(crate) fn token(app: &App, headers: &HeaderMap) -> Option<String> {
    cookie(headers, &named(app, SESSION))
}

fn named(app: &App, name: &str) -> String {
    if app.rules.loopback { name.to_owned() } else { format!("{HOST_ONLY}{name}") }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut parts = all.flat_map(|value| value.split(';')).map(str::trim);
    let value = parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))?;
    Some(value.to_owned()).filter(|value| !value.is_empty())
}

/// Where to go once signed in.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    to: String,
}

async fn begin(
    State(app): State<App>,
    wanted: Result<Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Wrong> {
    let Wanted { to } = query::read(wanted)?;
    let begun = app.identity.sign_in().await.map_err(Wrong::Unauthorized)?;
    let mut response = Redirect::to(&begun.url).into_response();
    set(&app, &mut response, SIGN_IN, &begun.kept, SIGN_IN_LIFE)?;
    set(&app, &mut response, BACK_TO, own_address(&to).unwrap_or(HOME), SIGN_IN_LIFE)?;
    Ok(response)
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

async fn end(
    State(app): State<App>,
    headers: HeaderMap,
    answer: Result<Query<Answer>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Wrong> {
    let Answer { code, state } = query::read(answer)?;
    let kept = cookie(&headers, &named(&app, SIGN_IN)).ok_or(Wrong::SignIn)?;
    let signed_in = app.identity.signed_in(&kept, &state, &code).await.map_err(|error| match error {
        SignInError::Token(refused) => Wrong::Unauthorized(refused),
        SignInError::ClientRefused => {
            tracing::error!(error = %error, "nobody can sign in");
            Wrong::Unauthorized(Refused::WrongAudience)
        }
        _ => Wrong::SignIn,
    })?;
    let back_to = cookie(&headers, &named(&app, BACK_TO)).unwrap_or_default();
    let mut response = Redirect::to(own_address(&back_to).unwrap_or(HOME)).into_response();
    let life = signed_in.expires_in.as_secs();
    set(&app, &mut response, SESSION, &signed_in.token, life)?;
    set(&app, &mut response, SIGN_IN, "", 0)?;
    set(&app, &mut response, BACK_TO, "", 0)?;
    Ok(response)
}

/// Signs out; also whoever's sign-in has expired.
async fn leave(State(app): State<App>, headers: HeaderMap) -> Result<Response, Wrong> {
    if !admin::is_same_site(&headers) {
        return Err(Wrong::CrossSite);
    }
    let mut response = Redirect::to(SIGNED_OUT).into_response();
    set(&app, &mut response, SESSION, "", 0)?;
    Ok(response)
}

/// The language switch.
#[derive(Deserialize)]
struct Choice {
    language: String,
    #[serde(default)]
    to: String,
}

async fn choose(
    State(app): State<App>,
    headers: HeaderMap,
    body: Result<axum::body::Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Response, Wrong> {
    if !admin::is_same_site(&headers) {
        return Err(Wrong::CrossSite);
    }
    let body = body.map_err(|_| Wrong::TooLarge)?;
    let form: Result<Choice, _> = serde_html_form::from_bytes(&body);
    let Choice { language, to } = form.map_err(|_| Wrong::Malformed("language".to_owned()))?;
    if !matches!(language.as_str(), "nl" | "en") {
        return Err(Wrong::Malformed("language".to_owned()));
    }
    let mut response = Redirect::to(own_address(&to).unwrap_or(HOME)).into_response();
    set_named(&app, &mut response, LANGUAGE, &language, LANGUAGE_LIFE)?;
    Ok(response)
}

fn set(app: &App, response: &mut Response, name: &str, value: &str, life: u64) -> Result<(), Wrong> {
    set_named(app, response, &named(app, name), value, life)
}

fn set_named(app: &App, response: &mut Response, name: &str, value: &str, life: u64) -> Result<(), Wrong> {
    // On one machine there is no HTTPS.
    let secure = if app.rules.loopback { "" } else { "; Secure" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={life}{secure}");
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| Wrong::Unauthorized(Refused::Malformed))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_host() {
        for right in ["/", "/log?kind=error", "/work-orders/12"] {
            assert_eq!(own_address(right), Some(right));
        }
        for wrong in
            ["", "log", "//evil.example", "https://evil.example", "/\\evil.example", "/a b", "/a;b", "/\r\nx"]
        {
            assert_eq!(own_address(wrong), None, "{wrong}");
        }
        assert_eq!(own_address(&format!("/{}", "a".repeat(ADDRESS_MAX))), None);
    }
}
