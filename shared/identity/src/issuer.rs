//! The issuer's addresses and keys: fetched when first needed, kept, and fetched anew with restraint.
//!
//! Guarantees:
//! - However many ask at once, one asks the issuer; whoever has the key needed does not wait for it.
//! - What is kept counts as fresh for an hour. A token with a key that is not known has the issuer asked at once, but
//!   once a minute at most, so that made-up keys cost the issuer nothing.
//! - While the issuer is down, the kept keys go on working, for a day. Then a key that was withdrawn is a key withdrawn.
//!
//! Leaves out: `Cache-Control` of the answers. An hour is less than any issuer lets between announcing a key and using
//! it, and a new key is asked for anyway.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::ACCEPT;
use jiff::Timestamp;
use koppel_outside::clock::Clock;
use koppel_outside::http::{Http, Limits, Method, Response};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::config::{Config, Endpoints};
use crate::keys::Keys;
use crate::origin::scheme;
use crate::refused::{Outage, Refused};
use crate::token::Token;

/// How long what is kept counts as fresh.
const FRESH_S: i64 = 3_600;
/// How long it counts at all.
const KEPT_S: i64 = 24 * 3_600;
/// How long the issuer is left alone after it was asked.
const PAUSE_S: i64 = 60;
/// The same while nothing is kept at all: people are waiting at the door.
const PAUSE_AT_THE_DOOR_S: i64 = 5;
/// An answer of an issuer is a few kilobytes; several of these fit into what a browser waits.
const LIMITS: Limits = Limits { timeout: Duration::from_secs(5), answer_bytes: 256 * 1024 };

/// What is kept of the issuer.
pub(crate) struct Known {
    pub(crate) endpoints: Endpoints,
    /// Whether the issuer takes the client's secret in the form only.
    pub(crate) secret_in_form: bool,
    keys: Keys,
    since: Timestamp,
}

/// The issuer, as it is known here.
pub(crate) struct Issuer {
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    name: String,
    endpoints: Option<Endpoints>,
    known: RwLock<Option<Arc<Known>>>,
    /// Held by the one who asks.
    last: Mutex<Option<Attempt>>,
}

/// The last time the issuer was asked.
struct Attempt {
    at: Timestamp,
    /// Until it is known to have gone well; so one that was cut off has not.
    failed: bool,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

impl Issuer {
    pub(crate) fn new(config: &Config, http: Arc<dyn Http>, clock: Arc<dyn Clock>) -> Self {
        Self {
            http,
            clock,
            name: config.issuer.clone(),
            endpoints: config.endpoints.clone(),
            known: RwLock::new(None),
            last: Mutex::new(None),
        }
    }

    /// The issuer's addresses.
    pub(crate) async fn known(&self) -> Result<Arc<Known>, Outage> {
        self.known_with(|_| true).await
    }

    /// Checks a token's signature with the issuer's keys.
    pub(crate) async fn verify(&self, token: &Token<'_>) -> Result<(), Refused> {
        self.known_with(|keys| keys.know(token)).await?.keys.verify(token)
    }

    /// What is known of the issuer, asked anew where it is old or not `enough`. It may still not be enough.
    async fn known_with(&self, enough: impl Fn(&Keys) -> bool) -> Result<Arc<Known>, Outage> {
        let kept = self.kept().filter(|known| enough(&known.keys));
        if let Some(known) = kept.as_ref().filter(|known| self.is_fresh(known)) {
            return Ok(Arc::clone(known));
        }
        let mut last = match (kept, self.last.try_lock()) {
            (_, Ok(last)) => last,
            // Somebody else is at it, and what is kept will do.
            (Some(known), Err(_)) => return Ok(known),
            (None, Err(_)) => self.last.lock().await,
        };
        // Whoever held the lock before us may have brought it.
        let kept = self.kept().filter(|known| enough(&known.keys));
        if let Some(known) = kept.as_ref().filter(|known| self.is_fresh(known)) {
            return Ok(Arc::clone(known));
        }
        self.ask(&mut last).await.or_else(|outage| kept.ok_or(outage))
    }

    /// Asks the issuer, unless it was asked a moment ago: then that answer holds.
    async fn ask(&self, last: &mut Option<Attempt>) -> Result<Arc<Known>, Outage> {
        let kept = self.kept();
        let pause = if kept.is_some() { PAUSE_S } else { PAUSE_AT_THE_DOOR_S };
        if let Some(attempt) = last.as_ref().filter(|attempt| self.is_younger(attempt.at, pause)) {
            return kept.filter(|_| !attempt.failed).ok_or(Outage::Waiting);
        }
        let attempt = last.insert(Attempt { at: self.clock.now(), failed: true });
        let known = self.fetch().await.map(Arc::new).inspect_err(|outage| {
            tracing::warn!(error = outage as &dyn std::error::Error, "the issuer cannot be asked");
        })?;
        attempt.failed = false;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        Ok(known)
    }

    /// What is kept and not too old to count.
    fn kept(&self) -> Option<Arc<Known>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        known.filter(|known| self.is_younger(known.since, KEPT_S))
    }

    fn is_fresh(&self, known: &Known) -> bool {
        self.is_younger(known.since, FRESH_S)
    }

    /// Whether `moment` is less than so many seconds ago. One still to come is not: a clock was set back.
    fn is_younger(&self, moment: Timestamp, seconds: i64) -> bool {
        (0..seconds).contains(&self.clock.now().duration_since(moment).as_secs())
    }

    async fn fetch(&self) -> Result<Known, Outage> {
        let since = self.clock.now();
        let (endpoints, secret_in_form) = match &self.endpoints {
            Some(endpoints) => (endpoints.clone(), false),
            None => self.discover().await?,
        };
        let keys = Keys::parse(&self.get("the key set", &endpoints.keys).await?)
            .ok_or(Outage::Unusable("the key set"))?;
        Ok(Known { endpoints, secret_in_form, keys, since })
    }

    /// Reads the discovery document (OpenID Connect Discovery §4).
    async fn discover(&self) -> Result<(Endpoints, bool), Outage> {
        const WHAT: &str = "the discovery document";
        let address = format!("{}/.well-known/openid-configuration", self.name.trim_end_matches('/'));
        let found: Discovery =
            serde_json::from_slice(&self.get(WHAT, &address).await?).map_err(|_| Outage::Unusable(WHAT))?;
        if found.issuer != self.name {
            return Err(Outage::OtherIssuer);
        }
        let endpoints = Endpoints {
            authorization: found.authorization_endpoint,
            token: found.token_endpoint,
            keys: found.jwks_uri,
        };
        let own = scheme(&self.name).ok_or(Outage::Address("the issuer"))?;
        endpoints.check(own).map_err(Outage::Address)?;
        // Basic is what holds where nothing is said.
        let methods = found.token_endpoint_auth_methods_supported.unwrap_or_default();
        let has = |name: &str| methods.iter().any(|method| method == name);
        Ok((endpoints, has("client_secret_post") && !has("client_secret_basic")))
    }

    async fn get(&self, what: &'static str, address: &str) -> Result<Bytes, Outage> {
        let request = Request::builder()
            .method(Method::GET)
            .uri(address)
            .header(ACCEPT, "application/json")
            .body(Bytes::new())
            .map_err(|_| Outage::Unusable(what))?;
        let answer = self.send(what, request).await?;
        if answer.status() == http::StatusCode::OK {
            Ok(answer.into_body())
        } else {
            Err(Outage::Status(what, answer.status().as_u16()))
        }
    }

    /// Sends one request to the issuer, within the limits.
    pub(crate) async fn send(
        &self,
        what: &'static str,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, Outage> {
        self.http.send(request, LIMITS).await.map_err(|error| Outage::Silent(what, error))
    }
}
