//! The token, asked for once and used until shortly before its end (SnelStart fact sheet §2.2, §2.4).
//!
//! What is remembered between runs travels in [`Session`] through the caller.
//!
//! Guarantees: at most one sign-in is under way; a remembered token is used only with the credentials that it was given
//! for; what cannot be read is forgotten, never an error.

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};
use koppel_bookkeeping::Session;
use koppel_domain::digest::Digest;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use crate::credentials::Credentials;
use crate::errors::Trouble;
use crate::exchange::Exchange;

/// A token in use.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Live {
    token: String,
    given: Timestamp,
    lives_seconds: i64,
}

impl Live {
    fn is_good(&self, now: Timestamp, margin_seconds: u32) -> bool {
        let age = now.duration_since(self.given);
        let life = self.lives_seconds.saturating_sub(i64::from(margin_seconds));
        // One that was given in the future was kept by another clock, and may be of any age.
        !age.is_negative() && age < SignedDuration::from_secs(life)
    }
}

/// What is remembered between runs.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Digest of the credentials.
    of: Digest,
    live: Live,
}

/// What an earlier connector with the same credentials left behind.
pub(crate) fn recall(session: Option<&Session>, credentials: &Credentials) -> Option<Live> {
    let kept = serde_json::from_str::<Kept>(&session?.0).ok()?;
    (kept.of == digest(credentials)).then_some(kept.live)
}

/// What to leave behind; `None` where there is nothing.
pub(crate) fn keep(live: Option<Live>, credentials: &Credentials) -> Option<Session> {
    serde_json::to_string(&Kept { of: digest(credentials), live: live? }).ok().map(Session)
}

fn digest(credentials: &Credentials) -> Digest {
    Digest::of(&(credentials.subscription_key.expose_secret(), credentials.link_key.expose_secret()))
}

/// The token of one connector.
pub(crate) struct SignedIn {
    live: tokio::sync::Mutex<Option<Live>>,
    renewed: AtomicBool,
}

impl SignedIn {
    pub(crate) fn new(live: Option<Live>) -> Self {
        Self { live: tokio::sync::Mutex::new(live), renewed: AtomicBool::new(false) }
    }

    /// It was given here.
    pub(crate) fn is_renewed(&self) -> bool {
        self.renewed.load(Ordering::Relaxed)
    }

    pub(crate) async fn live(&self) -> Option<Live> {
        self.live.lock().await.clone()
    }

    /// A token that should still be good; asks for one where there is none.
    pub(crate) async fn token(&self, exchange: &Exchange) -> Result<String, Trouble> {
        let mut live = self.live.lock().await;
        let now = exchange.clock.now();
        if let Some(live) =
            live.as_ref().filter(|live| live.is_good(now, exchange.config.token_margin_seconds))
        {
            return Ok(live.token.clone());
        }
        *live = None;
        let given = exchange.token().await?;
        *live = Some(Live { token: given.token.clone(), given: now, lives_seconds: given.lives_seconds });
        self.renewed.store(true, Ordering::Relaxed);
        Ok(given.token)
    }

    /// Forgets a token that was refused, unless another took its place meanwhile.
    pub(crate) async fn forget(&self, token: &str) {
        let mut live = self.live.lock().await;
        if live.as_ref().is_some_and(|live| live.token == token) {
            *live = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(link_key: &str) -> Credentials {
        Credentials { subscription_key: "abonnement".into(), link_key: link_key.into() }
    }

    fn live(given: &str) -> Live {
        Live { token: "a.b.c".to_owned(), given: given.parse().unwrap(), lives_seconds: 3599 }
    }

    #[test]
    fn a_token_is_used_until_shortly_before_its_end() {
        for (now, is_good) in [
            ("2026-11-23T08:00:00Z", true),
            ("2026-11-23T08:58:58Z", true),
            ("2026-11-23T08:58:59Z", false),
            ("2026-11-23T07:59:59Z", false),
        ] {
            assert_eq!(live("2026-11-23T08:00:00Z").is_good(now.parse().unwrap(), 60), is_good, "{now}");
        }
    }

    #[test]
    fn a_token_is_remembered_for_its_own_credentials() {
        let kept = keep(Some(live("2026-11-23T08:00:00Z")), &credentials("sleutel")).unwrap();
        assert!(!kept.0.contains("sleutel") && !kept.0.contains("abonnement"));
        assert_eq!(recall(Some(&kept), &credentials("sleutel")).unwrap().token, "a.b.c");
        assert!(recall(Some(&kept), &credentials("andere")).is_none());
        assert!(recall(Some(&Session("onzin".to_owned())), &credentials("sleutel")).is_none());
        assert_eq!(keep(None, &credentials("sleutel")), None);
    }
}
