//! Step 2, connect (Koppel!), at Simple-Simon: its credentials, proved by a real call before they are kept (R23).
//!
//! They come before the wipe, as nothing can be wiped without them; bookkeeping ([`crate::books`]) comes after it.
//!
//! Guarantees: what was not proved is not kept; what is kept is sealed in the same write that says so. Another licence
//! than the one that was wiped is refused. Sending credentials twice keeps them twice, so an idempotency key means
//! nothing here: what is remembered of a request must hold no secret, not even as a fingerprint. Of the licence alone a
//! fingerprint is kept, which outlives its seal.

use std::sync::Arc;

use axum::extract::State;
use koppel_domain::deed::Deed;
use koppel_domain::digest::Digest;
use koppel_domain::failure::System;
use koppel_domain::integration::{Life, Refusal, Stage, Step, licence_of};
use koppel_platform::connections::{Reach, SimpleSimonSecret};
use koppel_simple_simon::{Config, Dialect, SimpleSimon};
use koppel_store::{Opened, Profile, SECRET_SIMPLE_SIMON};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::Admin;
use crate::app::{App, Rules};
use crate::body::{Json, text};
use crate::change::{Asked, Next, change, open};
use crate::status::StageView;
use crate::wrong::{Problem, Wrong};

/// How to sign in at Simple-Simon.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SimpleSimonBody {
    /// The address that Simple-Simon mailed.
    #[schema(max_length = 300, example = "https://api.simple-simon.example/classic")]
    pub(crate) address: String,
    /// The new API (`odata`) instead of the classic one (`classic`).
    #[schema(value_type = String, example = "classic")]
    #[serde(default)]
    pub(crate) dialect: Dialect,
    /// The 16-digit licence code.
    #[schema(max_length = 16, example = "1234567890123456")]
    pub(crate) licence: String,
    /// The office user's name.
    #[schema(max_length = 200)]
    pub(crate) user: String,
    /// The office user's password.
    #[schema(max_length = 200)]
    pub(crate) password: String,
    /// The API key, where Simple-Simon gave one.
    #[schema(max_length = 200)]
    #[serde(default)]
    pub(crate) api_key: Option<String>,
}

/// Proves and keeps how to sign in at Simple-Simon.
#[utoipa::path(put, path = "/api/v1/integration/simple-simon", tag = "2. connect", request_body = SimpleSimonBody, params(crate::docs::Headers), responses(
    (status = 200, body = StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn simple_simon(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
    Json(body): Json<SimpleSimonBody>,
) -> Result<axum::Json<StageView>, Wrong> {
    let secret = || read_simple_simon(&app.rules, &body);
    let opened = open(&admin).await?;
    same_licence(&app, &admin, &opened, &secret()?)?;
    app.reach.simple_simon(&admin.tenant, secret()?, None).check().await.map_err(Wrong::Unproved)?;
    let sealed = Reach::seal(&app.reach.vault, &admin.tenant, SECRET_SIMPLE_SIMON, &secret()?);
    let sealed = sealed.map_err(|_| Wrong::Sealing)?;
    let changed = change(&app, &admin, &asked.without_key(), &(), |opened| {
        let licence = Some(same_licence(&app, &admin, opened, &secret()?)?);
        let profile = opened.profile.clone();
        let life = Life { licence, ..profile.life };
        let deed = Deed::CredentialsKept { system: System::SimpleSimon };
        Ok(Next::new(Profile { life, ..profile }, deed).with(SECRET_SIMPLE_SIMON, sealed))
    })
    .await?;
    Ok(axum::Json(StageView::of(&changed)))
}

/// The company's Simple-Simon, with the credentials that were kept.
pub(crate) fn kept_simple_simon(
    app: &App,
    admin: &Admin,
    opened: &Opened,
) -> Result<Arc<SimpleSimon>, Wrong> {
    let secret = app.reach.stored_simple_simon(&admin.tenant, opened)?;
    let secret = secret.ok_or(Refusal::Missing(Step::SimpleSimon))?;
    Ok(app.reach.simple_simon(&admin.tenant, secret, None))
}

/// A company is one licence: the ledger of work orders knows them by the numbers of that licence, and another one
/// counts them anew. Until the first wipe it may still be corrected. Gives the fingerprint of the licence.
fn same_licence(
    app: &App,
    admin: &Admin,
    opened: &Opened,
    secret: &SimpleSimonSecret,
) -> Result<Digest, Wrong> {
    let licence = licence_of(&admin.tenant, &secret.licence);
    // Credentials that do not open any more, of a company without a fingerprint, cannot be compared: entering them
    // again is the way out.
    let is_other = || kept_licence(app, admin, opened).is_ok_and(|before| before != licence);
    if opened.profile.life.stage != Stage::NeverActivated && is_other() {
        return Err(Wrong::Other(System::SimpleSimon));
    }
    Ok(licence)
}

/// The fingerprint of the licence that is kept.
pub(crate) fn kept_licence(app: &App, admin: &Admin, opened: &Opened) -> Result<Digest, Wrong> {
    if let Some(licence) = &opened.profile.life.licence {
        return Ok(licence.clone());
    }
    let secret = app.reach.stored_simple_simon(&admin.tenant, opened)?;
    let secret = secret.ok_or(Refusal::Missing(Step::SimpleSimon))?;
    Ok(licence_of(&admin.tenant, &secret.licence))
}

fn read_simple_simon(rules: &Rules, body: &SimpleSimonBody) -> Result<SimpleSimonSecret, Wrong> {
    let licence = text("licence", &body.licence, 16)?;
    if licence.len() != 16 || !licence.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Wrong::Malformed("licence".to_owned()));
    }
    let address = text("address", &body.address, 300)?;
    if !is_allowed(rules, &address) {
        return Err(Wrong::Address);
    }
    let api_key = body.api_key.as_deref().filter(|key| !key.trim().is_empty());
    Ok(SimpleSimonSecret {
        config: Config::new(&address, body.dialect),
        licence,
        user: text("user", &body.user, 200)?,
        password: secret_text("password", &body.password)?,
        api_key: api_key.map(|key| text("api_key", key, 200)).transpose()?,
    })
}

/// A password may begin or end with a space.
fn secret_text(name: &str, value: &str) -> Result<String, Wrong> {
    text(name, value, 200)?;
    Ok(value.to_owned())
}

/// Koppel calls this address with what it is given: it must not be made to call its own surroundings.
fn is_allowed(rules: &Rules, address: &str) -> bool {
    let Ok(url) = url::Url::parse(address) else { return false };
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return false;
    }
    let host = match url.host() {
        Some(url::Host::Domain(host)) => host.trim_end_matches('.').to_owned(),
        Some(url::Host::Ipv4(address)) => return rules.loopback && address.is_loopback(),
        _ => return false,
    };
    if rules.loopback && host == "localhost" {
        return true;
    }
    let below = |end: &str| host == end || host.ends_with(&format!(".{end}"));
    let inner = ["localhost", "local", "internal", "lan", "home", "corp", "arpa"].into_iter().any(below);
    let listed = rules.simple_simon_hosts.is_empty() || rules.simple_simon_hosts.iter().any(|end| below(end));
    url.scheme() == "https" && host.contains('.') && !inner && listed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_public_host_by_https_is_called() {
        let rules = Rules::default();
        for right in ["https://api.simple-simon.net/classic", "https://x.example:8443/"] {
            assert!(is_allowed(&rules, right), "{right}");
        }
        for wrong in [
            "http://api.simple-simon.net",
            "https://127.0.0.1/",
            "https://169.254.169.254/latest",
            "https://[::1]/",
            "https://2130706433/",
            "https://localhost/",
            "https://a.localhost",
            "https://metadata.google.internal/",
            "https://koppel",
            "https://user@api.simple-simon.net/",
            "https://api.simple-simon.net/?a=b",
            "file:///etc/passwd",
            "api.simple-simon.net",
            "",
        ] {
            assert!(!is_allowed(&rules, wrong), "{wrong}");
        }
        let listed = Rules { simple_simon_hosts: vec!["simple-simon.net".to_owned()], ..Rules::default() };
        assert!(is_allowed(&listed, "https://api.simple-simon.net/"));
        assert!(!is_allowed(&listed, "https://evilsimple-simon.net/"));
        assert!(is_allowed(&Rules { loopback: true, ..Rules::default() }, "http://127.0.0.1:9/classic"));
    }
}
