//! Changing a profile: read, decide, save under its condition together with its log row.
//!
//! Guarantees: a request with an idempotency key is carried out once; one that says which revision it has seen
//! (`If-Match`) is refused where that is no longer the newest, with what changed.

use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::Timestamp;
use koppel_domain::deed::Deed;
use koppel_domain::digest::Digest;
use koppel_domain::integration::Refusal;
use koppel_domain::message::Message;
use koppel_store::{Along, Change, LogRow, Opened, Profile, Request, Sealed, StoreError};
use serde::Serialize;

use crate::admin::Admin;
use crate::app::App;
use crate::wrong::Wrong;

/// Longest idempotency key.
const KEY_MAX: usize = 64;

/// What a request says about itself.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    key: Option<String>,
    revision: Option<u64>,
    path: String,
}

impl FromRequestParts<App> for Asked {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Wrong> {
        let header = |name: &'static str| match parts.headers.get(name) {
            None => Ok(None),
            Some(value) => value.to_str().map(Some).map_err(|_| Wrong::Malformed(name.to_owned())),
        };
        let key = header("idempotency-key")?.map(|key| fitting("idempotency-key", key)).transpose()?;
        let revision = match header("if-match")? {
            None | Some("*") => None,
            Some(tag) => {
                let number = tag.trim_matches('"').parse();
                Some(number.map_err(|_| Wrong::Malformed("if-match".to_owned()))?)
            }
        };
        Ok(Self { key, revision, path: format!("{} {}", parts.method, parts.uri.path()) })
    }
}

/// An idempotency key.
fn fitting(name: &str, key: &str) -> Result<String, Wrong> {
    let fits = (1..=KEY_MAX).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fits { Ok(key.to_owned()) } else { Err(Wrong::Malformed(name.to_owned())) }
}

impl Asked {
    /// What the form of a page says about itself: its stamp, and the revision that the page showed.
    pub(crate) fn of_form(once: &str, revision: Option<u64>, path: String) -> Result<Self, Wrong> {
        Ok(Self { key: Some(fitting("once", once)?), revision, path })
    }

    /// The same request, to be carried out on this revision alone.
    pub(crate) fn on(self, revision: u64) -> Self {
        Self { revision: Some(revision), ..self }
    }

    /// The same request, to be carried out whenever it comes.
    pub(crate) fn without_key(self) -> Self {
        Self { key: None, ..self }
    }

    /// Whether this request, by its key, was carried out before. Refused where it may not be carried out: the key is
    /// that of another request, or its sender has seen an older revision.
    pub(crate) fn was_done<B: Serialize>(&self, profile: &Profile, body: &B) -> Result<bool, Wrong> {
        if let Some(key) = &self.key
            && let Some(request) = profile.requests.iter().find(|request| request.key == *key)
        {
            return if request.asked == self.digest(body) { Ok(true) } else { Err(Wrong::KeyReused) };
        }
        match self.revision {
            Some(revision) if revision != profile.revision => {
                Err(Wrong::Changed(profile.last_change.clone()))
            }
            _ => Ok(false),
        }
    }

    fn digest<B: Serialize>(&self, body: &B) -> Digest {
        Digest::of(&(&self.path, body))
    }
}

/// What was done.
enum Act {
    Told(Deed),
    Quiet(&'static str),
}

/// What a request changes.
pub(crate) struct Next {
    /// The profile as it is to be.
    profile: Profile,
    /// What was done.
    act: Act,
    /// Credentials that belong to it.
    secrets: Vec<(&'static str, Sealed)>,
}

impl Next {
    pub(crate) const fn new(profile: Profile, deed: Deed) -> Self {
        Self { profile, act: Act::Told(deed), secrets: Vec::new() }
    }

    /// With credentials that belong to it.
    pub(crate) fn with(self, name: &'static str, sealed: Sealed) -> Self {
        Self { secrets: vec![(name, sealed)], ..self }
    }

    /// A change that is no news for the log, by the name that whoever comes second is told.
    pub(crate) const fn quiet(profile: Profile, name: &'static str) -> Self {
        Self { profile, act: Act::Quiet(name), secrets: Vec::new() }
    }
}

/// How a change went.
pub(crate) struct Changed {
    /// The profile as it is now.
    pub(crate) profile: Profile,
    /// It had been carried out before, by this very request.
    pub(crate) replayed: bool,
}

/// The company as it stands.
pub(crate) async fn open(admin: &Admin) -> Result<Opened, Wrong> {
    admin.memory.open().await?.ok_or(Wrong::NoCompany)
}

/// The operator has not paused the company's connector.
pub(crate) fn not_paused(opened: &Opened) -> Result<(), Wrong> {
    if opened.paused { Err(Refusal::Paused.into()) } else { Ok(()) }
}

/// What is kept of a deed: who comes second is told of the change, the log has a row.
pub(crate) fn noted(by: &str, deed: Deed, at: Timestamp) -> (Change, LogRow) {
    let change = Change { by: by.to_owned(), act: deed.as_str().to_owned(), at };
    let message = Message::Done { by: by.to_owned(), deed }.bounded();
    (change, LogRow { at, message })
}

/// Carries out one change of a company's profile; `body` is what the request asks.
pub(crate) async fn change<B: Serialize>(
    app: &App,
    admin: &Admin,
    asked: &Asked,
    body: &B,
    next: impl FnOnce(&Opened) -> Result<Next, Wrong>,
) -> Result<Changed, Wrong> {
    let opened = open(admin).await?;
    let digest = asked.digest(body);
    if asked.was_done(&opened.profile, body)? {
        return Ok(Changed { profile: opened.profile, replayed: true });
    }
    let next = next(&opened)?;
    keep(app, admin, asked, digest, next).await
}

/// Saves what was decided. Apart from [`change`], so that the function holds it once and not once for each act.
async fn keep(app: &App, admin: &Admin, asked: &Asked, digest: Digest, next: Next) -> Result<Changed, Wrong> {
    let Next { mut profile, act, secrets } = next;
    let now = app.clock.now();
    let (change, rows) = match act {
        Act::Told(deed) => {
            let (change, row) = noted(&admin.name, deed, now);
            (change, vec![row])
        }
        Act::Quiet(name) => (Change { by: admin.name.clone(), act: name.to_owned(), at: now }, Vec::new()),
    };
    profile.last_change = Some(change);
    if let Some(key) = &asked.key {
        profile.remember(Request { key: key.clone(), asked: digest });
    }
    match admin.memory.save_profile_with(profile, Along { secrets, rows }).await {
        Ok(profile) => Ok(Changed { profile, replayed: false }),
        Err(StoreError::Conflict { .. }) => Err(Wrong::Changed(open(admin).await?.profile.last_change)),
        Err(error) => Err(error.into()),
    }
}
