//! The token of a signed-in user (SIM-A05 to SIM-A07), and that it is asked for by one caller at a time.
//!
//! Guarantees: however many calls find the token lapsed at once, one login leaves; the others take its outcome, its
//! failure as well, so that a wrong password is tried once and not once for each call under way.
//!
//! Leaves out: what a login looks like (`wire`) and sending it (`exchange`).

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use koppel_domain::failure::Failure;
use koppel_outside::clock::Clock;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

/// A token and when it was given. It is a secret: its `Debug` shows nothing. It may be kept between runs, sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub(crate) value: String,
    pub(crate) issued_at: Timestamp,
    /// Where the server told when it ends.
    pub(crate) expires_at: Option<Timestamp>,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// Young enough to be used at `now`. A token from the future was given under a clock that was put back since; how
    /// old it is, is not known.
    fn is_fresh(&self, now: Timestamp, life: SignedDuration) -> bool {
        let age = now.duration_since(self.issued_at);
        !age.is_negative() && age <= life && self.expires_at.is_none_or(|end| now < end)
    }
}

#[derive(Debug, Default)]
struct Held {
    token: Option<Token>,
    last_failure: Option<Failure>,
}

/// Where the token is kept, and asked for by one caller at a time.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    held: Mutex<Held>,
    logins: AtomicU64,
}

impl Desk {
    /// A desk that may hold a token of an earlier run.
    pub(crate) fn new(token: Option<Token>) -> Self {
        Self { held: Mutex::new(Held { token, last_failure: None }), logins: AtomicU64::new(0) }
    }

    /// The token held now.
    pub(crate) async fn token(&self) -> Option<Token> {
        self.held.lock().await.token.clone()
    }

    /// Someone logged in here.
    pub(crate) fn has_logged_in(&self) -> bool {
        self.logins.load(Ordering::SeqCst) > 0
    }

    /// A usable token: the one held, unless it is too old or is the one that was just `refused`; else a new one by
    /// `login`.
    ///
    /// How old it is, is told by the clock once no other caller is logging in: a token that was given while this caller
    /// waited would else be one from the future.
    pub(crate) async fn usable<F>(
        &self,
        refused: Option<&str>,
        clock: &dyn Clock,
        life: SignedDuration,
        login: F,
    ) -> Result<Token, Failure>
    where
        F: Future<Output = Result<Token, Failure>>,
    {
        let logins_before = self.logins.load(Ordering::SeqCst);
        let mut held = self.held.lock().await;
        if let Some(token) = &held.token
            && token.is_fresh(clock.now(), life)
            && refused != Some(token.value.as_str())
        {
            return Ok(token.clone());
        }
        // Someone else tried while this caller waited, and it failed: that is this caller's outcome too.
        if self.logins.load(Ordering::SeqCst) != logins_before
            && let Some(failure) = &held.last_failure
        {
            return Err(failure.clone());
        }
        self.renew(&mut held, login).await
    }

    /// A new token, whatever is held.
    pub(crate) async fn anew<F>(&self, login: F) -> Result<Token, Failure>
    where
        F: Future<Output = Result<Token, Failure>>,
    {
        let mut held = self.held.lock().await;
        self.renew(&mut held, login).await
    }

    async fn renew<F>(&self, held: &mut Held, login: F) -> Result<Token, Failure>
    where
        F: Future<Output = Result<Token, Failure>>,
    {
        // Whatever comes of it, the token that made this needed is no good to the next run either.
        held.token = None;
        let outcome = login.await;
        self.logins.fetch_add(1, Ordering::SeqCst);
        held.token = outcome.as_ref().ok().cloned();
        held.last_failure = outcome.as_ref().err().cloned();
        outcome
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use koppel_domain::failure::{AccessFault, System};
    use koppel_outside::clock::ManualClock;

    use super::*;

    const LIFE: SignedDuration = SignedDuration::from_mins(20);

    fn token(value: &str, issued_at: i64) -> Token {
        Token {
            value: value.to_owned(),
            issued_at: Timestamp::from_second(issued_at).unwrap(),
            expires_at: None,
        }
    }

    #[test]
    fn a_token_is_renewed_after_its_life_or_at_its_own_end() {
        let mut token = token("a", 1_000);
        let at = |second| Timestamp::from_second(second).unwrap();
        assert!(token.is_fresh(at(1_000), LIFE));
        assert!(token.is_fresh(at(2_200), LIFE));
        assert!(!token.is_fresh(at(2_201), LIFE));
        assert!(!token.is_fresh(at(999), LIFE), "a clock that was put back");
        token.expires_at = Some(at(1_500));
        assert!(token.is_fresh(at(1_499), LIFE));
        assert!(!token.is_fresh(at(1_500), LIFE));
    }

    #[test]
    fn a_token_shows_nothing_but_survives_being_kept() {
        let token = token("geheim", 5);
        assert_eq!(format!("{token:?}"), "Token(…)");
        let kept = serde_json::to_string(&token).unwrap();
        assert_eq!(serde_json::from_str::<Token>(&kept).unwrap(), token);
    }

    #[tokio::test]
    async fn many_callers_make_one_login_and_share_its_outcome() {
        for succeeds in [true, false] {
            let desk = Arc::new(Desk::new(Some(token("old", 0))));
            let logins = Arc::new(AtomicU64::new(0));
            let clock = Arc::new(ManualClock::new(Timestamp::from_second(10).unwrap()));
            let callers: Vec<_> = (0..20)
                .map(|_| {
                    let (desk, logins, clock) = (Arc::clone(&desk), Arc::clone(&logins), Arc::clone(&clock));
                    tokio::spawn(async move {
                        desk.usable(Some("old"), &*clock, LIFE, async {
                            logins.fetch_add(1, Ordering::SeqCst);
                            // A login takes its time, and the others wait meanwhile.
                            clock.sleep(Duration::from_secs(1)).await;
                            if succeeds {
                                Ok(token("new", clock.now().as_second()))
                            } else {
                                Err(Failure::Access {
                                    system: System::SimpleSimon,
                                    fault: AccessFault::Password,
                                })
                            }
                        })
                        .await
                    })
                })
                .collect();
            for caller in callers {
                assert_eq!(caller.await.unwrap().is_ok(), succeeds);
            }
            assert_eq!(logins.load(Ordering::SeqCst), 1);
            assert_eq!(desk.token().await.is_some(), succeeds);
        }
    }
}
