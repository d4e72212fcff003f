//! What a token says, and whether it holds for us and now.
//!
//! Guarantees: a claim of the wrong kind is a refusal, never an absent claim. Times have a leeway of a minute, since
//! two machines' clocks differ.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Number, Value};

use crate::refused::Refused;

/// How far two clocks may be apart.
const LEEWAY_S: i64 = 60;
/// Most characters of a subject (OpenID Connect Core §2).
const SUBJECT_CHARS: usize = 255;

/// The claims of a token whose signature was right.
pub(crate) struct Claims {
    known: Known,
    /// Every claim, those above too.
    all: Value,
}

/// The claims whose meaning is the same with every issuer.
#[derive(Deserialize)]
struct Known {
    iss: String,
    sub: String,
    aud: Option<OneOrMany>,
    exp: Seconds,
    nbf: Option<Seconds>,
    iat: Option<Seconds>,
    azp: Option<String>,
    client_id: Option<String>,
    token_use: Option<String>,
    nonce: Option<String>,
}

/// One text, or a list of texts.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    /// Whether `text` is among them.
    pub(crate) fn has(&self, text: &str) -> bool {
        match self {
            Self::One(one) => one == text,
            Self::Many(many) => many.iter().any(|one| one == text),
        }
    }
}

/// Seconds since 1970, without their fraction.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "Number")]
struct Seconds(i64);

impl TryFrom<Number> for Seconds {
    type Error = &'static str;

    fn try_from(number: Number) -> Result<Self, Self::Error> {
        let whole = || number.as_f64().map(|seconds| seconds as i64);
        number.as_i64().or_else(whole).map(Self).ok_or("no number of seconds")
    }
}

impl Claims {
    /// Reads the claims of a token whose signature was right.
    pub(crate) fn parse(json: &[u8]) -> Result<Self, Refused> {
        let all: Value = serde_json::from_slice(json).map_err(|_| Refused::Malformed)?;
        let known = Known::deserialize(&all).map_err(|_| Refused::Malformed)?;
        let subject = known.sub.chars().count();
        if (1..=SUBJECT_CHARS).contains(&subject) { Ok(Self { known, all }) } else { Err(Refused::Malformed) }
    }

    /// Whether the token was made by `issuer` for one of `audiences` and counts at `now`.
    pub(crate) fn check(&self, issuer: &str, audiences: &[String], now: Timestamp) -> Result<(), Refused> {
        if self.known.iss != issuer {
            return Err(Refused::WrongIssuer);
        }
        if !audiences.iter().any(|audience| self.is_for(audience)) {
            return Err(Refused::WrongAudience);
        }
        let now = now.as_second();
        if self.known.exp.0.saturating_add(LEEWAY_S) <= now {
            return Err(Refused::Expired);
        }
        let begins = [self.known.nbf, self.known.iat].into_iter().flatten().map(|begin| begin.0).max();
        if begins.is_some_and(|begin| begin > now.saturating_add(LEEWAY_S)) {
            return Err(Refused::NotYetValid);
        }
        Ok(())
    }

    /// Whether this is the answer to our own sign-in, not merely a token that we would take (OpenID Connect Core
    /// §3.1.3.7).
    pub(crate) fn is_id_token_of(&self, client_id: &str) -> bool {
        let is_ours = self.known.azp.as_deref().is_none_or(|party| party == client_id);
        self.known.aud.as_ref().is_some_and(|audience| audience.has(client_id)) && is_ours
    }

    pub(crate) fn has_nonce(&self, nonce: &str) -> bool {
        self.known.nonce.as_deref() == Some(nonce)
    }

    /// Seconds until the token ends, without the leeway.
    pub(crate) fn seconds_left(&self, now: Timestamp) -> u64 {
        u64::try_from(self.known.exp.0.saturating_sub(now.as_second())).unwrap_or(0)
    }

    pub(crate) fn subject(&self) -> &str {
        &self.known.sub
    }

    /// A claim by its name, or by a JSON pointer, which starts with `/`. One without a value is absent.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let found = if name.starts_with('/') { self.all.pointer(name) } else { self.all.get(name) };
        found.filter(|value| !value.is_null())
    }

    /// Cognito's access tokens have no audience and name the client instead. Nobody else's may.
    fn is_for(&self, audience: &str) -> bool {
        match &self.known.aud {
            Some(own) => own.has(audience),
            None => {
                self.known.token_use.as_deref() == Some("access")
                    && self.known.client_id.as_deref() == Some(audience)
            }
        }
    }
}
