//! Signing in with a browser: the code flow with PKCE, and a cookie that holds the token (design: sign-in).
//!
//! Guarantees: the cookie is the same token that a machine sends, checked in the same way at every request; no page's
//! script can read it, no other site can send it with anything but a plain visit.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::{HeaderMap, HeaderValue, header};
use koppel_identity::{Refused, SignInError};
use serde::Deserialize;

use crate::admin::Anyone;
use crate::app::App;
use crate::query;
use crate::wrong::Wrong;

/// The cookie with the token.
const SESSION: &str = "koppel-session";
/// What a browser takes from this very host alone; only with HTTPS.
const HOST_ONLY: &str = "__Host-";
/// The cookie that lives while someone signs in.
const SIGN_IN: &str = "koppel-sign-in";
/// Where a browser goes after it: who signed in.
const SIGNED_IN: &str = "/api/v1/me";
/// How long a sign-in may take, in seconds.
const SIGN_IN_LIFE: u64 = 600;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/sign-in", get(begin)).route("/signed-in", get(end)).route("/sign-out", post(leave))
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

async fn begin(State(app): State<App>) -> Result<Response, Wrong> {
    let begun = app.identity.sign_in().await.map_err(Wrong::Unauthorized)?;
    let mut response = Redirect::to(&begun.url).into_response();
    set(&app, &mut response, SIGN_IN, &begun.kept, SIGN_IN_LIFE)?;
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
    let mut response = Redirect::to(SIGNED_IN).into_response();
    let life = signed_in.expires_in.as_secs();
    set(&app, &mut response, SESSION, &signed_in.token, life)?;
    set(&app, &mut response, SIGN_IN, "", 0)?;
    Ok(response)
}

async fn leave(State(app): State<App>, _: Anyone) -> Result<Response, Wrong> {
    let mut response = Redirect::to("/sign-in").into_response();
    set(&app, &mut response, SESSION, "", 0)?;
    Ok(response)
}

fn set(app: &App, response: &mut Response, name: &str, value: &str, life: u64) -> Result<(), Wrong> {
    // On one machine there is no HTTPS.
    let secure = if app.rules.loopback { "" } else { "; Secure" };
    let name = named(app, name);
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={life}{secure}");
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| Wrong::Unauthorized(Refused::Malformed))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(())
}
