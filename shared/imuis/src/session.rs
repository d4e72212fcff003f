//! Signing in, and staying signed in between runs (iMUIS fact sheet §1.4).
//!
//! A session is used again until it nears its end; near its end it is kept with KeepSession, and only when it is gone
//! is a new one taken. What is remembered travels in [`Session`] through the caller.
//!
//! Guarantees: at most one sign-in is under way; a remembered session is used only with the credentials that it was
//! taken with; what cannot be read is forgotten, never an error.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use koppel_bookkeeping::Session;
use koppel_domain::digest::Digest;
use koppel_domain::failure::Failure;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use crate::config::Transport;
use crate::credentials::Credentials;
use crate::errors::{self, Trouble};
use crate::exchange::Exchange;
use crate::refused::RefusedColumns;
use crate::wire::Operation;

/// A session in use.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Live {
    id: String,
    used: Timestamp,
}

/// What is remembered between runs.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Digest of the credentials.
    of: Digest,
    live: Option<Live>,
    #[serde(default)]
    refused: BTreeMap<String, BTreeSet<String>>,
}

/// What an earlier connector with the same credentials left behind.
pub(crate) fn recall(session: Option<&Session>, credentials: &Credentials) -> (Option<Live>, RefusedColumns) {
    session
        .and_then(|session| serde_json::from_str::<Kept>(&session.0).ok())
        .filter(|kept| kept.of == digest(credentials))
        .map_or_else(Default::default, |kept| (kept.live, RefusedColumns::remembered(kept.refused)))
}

/// What to leave behind; `None` where there is nothing.
pub(crate) fn keep(
    live: Option<Live>,
    refused: &RefusedColumns,
    credentials: &Credentials,
) -> Option<Session> {
    let refused = refused.by_table().clone();
    if live.is_none() && refused.is_empty() {
        return None;
    }
    serde_json::to_string(&Kept { of: digest(credentials), live, refused }).ok().map(Session)
}

fn digest(credentials: &Credentials) -> Digest {
    Digest::of(&(credentials.partner_key.expose_secret(), credentials.environment_code.expose_secret()))
}

/// The session of one connector.
pub(crate) struct SignedIn {
    live: tokio::sync::Mutex<Option<Live>>,
    renewed: AtomicBool,
}

impl SignedIn {
    pub(crate) fn new(live: Option<Live>) -> Self {
        Self { live: tokio::sync::Mutex::new(live), renewed: AtomicBool::new(false) }
    }

    /// It was taken or prolonged here.
    pub(crate) fn is_renewed(&self) -> bool {
        self.renewed.load(Ordering::Relaxed)
    }

    pub(crate) async fn live(&self) -> Option<Live> {
        self.live.lock().await.clone()
    }

    /// The id of a session that should still be good; signs in where there is none.
    pub(crate) async fn id(&self, exchange: &Exchange, transport: Transport) -> Result<String, Failure> {
        let mut live = self.live.lock().await;
        let now = exchange.clock.now();
        // One that was used in the future was kept by another clock, and may be of any age.
        if let Some(live) = live.as_mut() {
            let age = now.duration_since(live.used);
            if !age.is_negative() && age < exchange.config.session_use() {
                return Ok(live.id.clone());
            }
            if !age.is_negative()
                && age < exchange.config.session_idle()
                && keep_session(exchange, transport, &live.id).await
            {
                live.used = now;
                self.renewed.store(true, Ordering::Relaxed);
                return Ok(live.id.clone());
            }
        }
        *live = None;
        let id = sign_in(exchange, transport).await?;
        *live = Some(Live { id: id.clone(), used: now });
        self.renewed.store(true, Ordering::Relaxed);
        Ok(id)
    }

    /// Forgets a session that was refused, unless another took its place meanwhile.
    pub(crate) async fn forget(&self, id: &str) {
        let mut live = self.live.lock().await;
        if live.as_ref().is_some_and(|live| live.id == id) {
            *live = None;
        }
    }

    /// The session was good at `at`, so its idle time starts anew.
    pub(crate) async fn was_used(&self, id: &str, at: Timestamp) {
        if let Some(live) = self.live.lock().await.as_mut().filter(|live| live.id == id) {
            live.used = live.used.max(at);
        }
    }
}

/// Asks to keep a session that is near its end. Whatever goes wrong, a sign-in settles it.
async fn keep_session(exchange: &Exchange, transport: Transport, id: &str) -> bool {
    let reply = exchange.send(transport, Operation::KeepSession, id, "").await;
    reply.is_ok_and(|reply| reply.refusal.is_none())
}

pub(crate) async fn sign_in(exchange: &Exchange, transport: Transport) -> Result<String, Failure> {
    // A sign-in changes nothing in bookkeeping, so its trouble is a read's.
    let reply = exchange.send(transport, Operation::Login, "", "").await.map_err(Trouble::of_read)?;
    if let Some(refusal) = reply.refusal {
        return Err(errors::sign_in_refused(&exchange.config, &refusal.words));
    }
    reply.session_id.ok_or_else(|| errors::unreadable("sign-in without a session"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(code: &str) -> Credentials {
        Credentials { partner_key: "sleutel".into(), environment_code: code.into() }
    }

    #[test]
    fn what_is_kept_comes_back_to_the_same_credentials_alone() {
        let used = Timestamp::from_second(1_700_000_000).unwrap();
        let refused = BTreeMap::from([("DEB".to_owned(), BTreeSet::from(["TEL".to_owned()]))]);
        let live = Live { id: "1/2@d1;CSW".to_owned(), used };
        let kept =
            keep(Some(live), &RefusedColumns::remembered(refused.clone()), &credentials("00000")).unwrap();
        assert!(!kept.0.contains("sleutel"));

        let (live, columns) = recall(Some(&kept), &credentials("00000"));
        assert_eq!(live.unwrap().id, "1/2@d1;CSW");
        assert_eq!(columns.by_table(), &refused);
        assert!(columns.new_ones().is_empty(), "reported by the connector that met it");

        let (live, columns) = recall(Some(&kept), &credentials("11111"));
        assert!(live.is_none() && columns.by_table().is_empty());
    }

    #[test]
    fn nonsense_is_forgotten() {
        for text in ["", "{}", "null", "66242/858@d1095;CSW"] {
            assert!(recall(Some(&Session(text.to_owned())), &credentials("00000")).0.is_none());
        }
        assert_eq!(keep(None, &RefusedColumns::default(), &credentials("00000")), None);
    }
}
