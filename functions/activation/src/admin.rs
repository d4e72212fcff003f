//! Who is calling: the company's admin, or the operator; and in which language.
//!
//! Guarantees: an [`Admin`] carries the company of their token and can only be made from one (P6). A cookie counts only
//! where the browser says that a page of our own, or the person, sent the request.

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, Method, header};
use koppel_domain::message::Language;
use koppel_domain::tenant::TenantId;
use koppel_identity::{Caller, Refused, Role};
use koppel_store::TenantStore;

use crate::app::App;
use crate::session;
use crate::wrong::Wrong;

/// The admin of one company.
#[derive(Clone)]
pub(crate) struct Admin {
    /// The company.
    pub(crate) tenant: TenantId,
    /// Who, for the log.
    pub(crate) name: String,
    /// The company's memory.
    pub(crate) memory: TenantStore,
}

/// The operator.
#[derive(Clone)]
pub(crate) struct Operator {
    /// Who, for the log.
    pub(crate) name: String,
}

/// Either of them.
pub(crate) struct Anyone(pub(crate) Caller);

impl FromRequestParts<App> for Anyone {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Wrong> {
        let token = token(app, parts)?;
        app.identity.caller(&token).await.map(Self).map_err(Wrong::Unauthorized)
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Wrong> {
        let Anyone(caller) = Anyone::from_request_parts(parts, app).await?;
        match caller.role {
            Role::Admin(tenant) => {
                let memory = app.store.of(&tenant);
                Ok(Self { tenant, name: caller.name, memory })
            }
            Role::Operator => Err(Wrong::Forbidden),
        }
    }
}

impl FromRequestParts<App> for Operator {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Wrong> {
        let Anyone(caller) = Anyone::from_request_parts(parts, app).await?;
        match caller.role {
            Role::Operator => Ok(Self { name: caller.name }),
            Role::Admin(_) => Err(Wrong::Forbidden),
        }
    }
}

fn token(app: &App, parts: &Parts) -> Result<String, Wrong> {
    let none = || Wrong::Unauthorized(Refused::NoToken);
    if let Some(bearer) = parts.headers.get(header::AUTHORIZATION) {
        let bearer = bearer.to_str().map_err(|_| Wrong::Unauthorized(Refused::Malformed))?;
        let (scheme, token) = bearer.split_once(' ').ok_or_else(none)?;
        return if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim().to_owned()) } else { Err(none()) };
    }
    let token = session::token(app, &parts.headers).ok_or_else(none)?;
    if parts.method != Method::GET && !is_same_site(&parts.headers) {
        return Err(Wrong::CrossSite);
    }
    Ok(token)
}

/// Every browser that keeps our cookie says where a request comes from.
pub(crate) fn is_same_site(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin" || site == "none")
}

/// The language that the caller chose, else the one that they ask for; Dutch where they ask for none that we have.
pub(crate) fn language(headers: &HeaderMap) -> Language {
    if let Some(chosen) = session::language(headers) {
        return chosen;
    }
    let asked =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|asked| asked.to_str().ok()).unwrap_or_default();
    let mut best = (0, Language::default());
    for part in asked.split(',').take(20) {
        let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
        let thousandths = thousandths(weight.trim());
        let language = match tag.trim().get(..2) {
            Some(tag) if tag.eq_ignore_ascii_case("nl") => Language::Dutch,
            Some(tag) if tag.eq_ignore_ascii_case("en") => Language::English,
            _ => continue,
        };
        if thousandths > best.0 {
            best = (thousandths, language);
        }
    }
    best.1
}

/// A weight of RFC 9110 (`0.8`) in thousandths.
fn thousandths(weight: &str) -> u32 {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    let part = part.get(..3).unwrap_or(part);
    let part: u32 = format!("{part:0<3}").parse().unwrap_or(0);
    whole.parse::<u32>().unwrap_or(0).min(1) * 1000 + if whole == "0" { part } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_with_the_most_weight_counts() {
        for (asked, language) in [
            ("", Language::Dutch),
            ("en", Language::English),
            ("nl-NL,nl;q=0.9,en;q=0.8", Language::Dutch),
            ("de, en-GB;q=0.7, nl;q=0.3", Language::English),
            ("fr", Language::Dutch),
            ("en;q=0, nl;q=0.001", Language::Dutch),
            ("é;q=x,,;;", Language::Dutch),
        ] {
            let mut headers = HeaderMap::new();
            if let Ok(value) = asked.parse() {
                headers.insert(header::ACCEPT_LANGUAGE, value);
            }
            assert_eq!(super::language(&headers), language, "{asked}");
        }
    }
}
