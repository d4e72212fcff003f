//! A pace for calls: at most so many at once, so long between the starts of two, and so many in a stretch of time.
//!
//! One [`Pace`] stands for one licence or one administration; whoever shares it, shares the limit. Time is kept on the
//! [`Clock`], so a test's clock moves instead of waiting.
//!
//! Leaves out: what other processes call. Their calls are known only by the other side's own word, a 429.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};

use crate::clock::Clock;

/// A shared limit on calls.
#[derive(Debug)]
pub struct Pace {
    at_once: Arc<Semaphore>,
    interval: Duration,
    next_start: Mutex<Timestamp>,
    budgets: Mutex<Vec<Budget>>,
}

/// At most so many calls in a stretch of time, which begins with its first call.
#[derive(Clone, Debug)]
struct Budget {
    calls: u32,
    per: SignedDuration,
    began: Timestamp,
    used: u32,
}

impl Budget {
    /// How long until there is a call left; nothing where there is one now.
    fn wait(&mut self, now: Timestamp) -> Option<Duration> {
        let gone = now.duration_since(self.began);
        // A clock that was set back would make a stretch endless.
        if gone.is_negative() || gone >= self.per {
            (self.began, self.used) = (now, 0);
        }
        if self.used < self.calls {
            return None;
        }
        let left = self.per.saturating_sub(now.duration_since(self.began));
        Duration::try_from(left).ok()
    }
}

/// The right to one call; given back when dropped.
#[derive(Debug)]
pub struct Turn {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Pace {
    /// At most `at_once` calls under way (at least 1), and `interval` between two starts.
    #[must_use]
    pub fn new(at_once: usize, interval: Duration) -> Self {
        Self {
            at_once: Arc::new(Semaphore::new(at_once.max(1))),
            interval,
            next_start: Mutex::new(Timestamp::MIN),
            budgets: Mutex::new(Vec::new()),
        }
    }

    /// The same, with at most so many calls (at least 1) in each of these stretches of time, for
    /// [`Pace::turn_within`].
    #[must_use]
    pub fn with_budgets(self, budgets: &[(u32, Duration)]) -> Self {
        let budget = |(calls, per): &(u32, Duration)| Budget {
            calls: (*calls).max(1),
            per: SignedDuration::try_from(*per).unwrap_or(SignedDuration::MAX),
            began: Timestamp::MIN,
            used: 0,
        };
        Self { budgets: Mutex::new(budgets.iter().map(budget).collect()), ..self }
    }

    /// Waits for a turn for which every budget has a call left.
    ///
    /// # Errors
    /// How long the wait would be, where that is more than `patience`; nothing was waited for then.
    pub async fn turn_within(&self, clock: &dyn Clock, patience: Duration) -> Result<Turn, Duration> {
        let mut patience = patience;
        loop {
            let wait = {
                let mut budgets = self.budgets.lock().await;
                let now = clock.now();
                let wait = budgets.iter_mut().filter_map(|budget| budget.wait(now)).max();
                if wait.is_none() {
                    budgets.iter_mut().for_each(|budget| budget.used += 1);
                }
                wait
            };
            let Some(wait) = wait else { return Ok(self.turn(clock).await) };
            // Others wait for the same calls, so a second wait may follow; patience is for all of them together.
            patience = patience.checked_sub(wait).ok_or(wait)?;
            clock.sleep(wait).await;
        }
    }

    /// Waits for a turn.
    pub async fn turn(&self, clock: &dyn Clock) -> Turn {
        // The semaphore is never closed, so this cannot fail; a turn without a permit would only loosen the limit.
        let permit = Arc::clone(&self.at_once).acquire_owned().await.ok();
        if !self.interval.is_zero() {
            let wait = {
                let mut next_start = self.next_start.lock().await;
                let now = clock.now();
                let start = now.max(*next_start);
                let interval = SignedDuration::try_from(self.interval).unwrap_or(SignedDuration::ZERO);
                *next_start = start.saturating_add(interval).unwrap_or(Timestamp::MAX);
                start.duration_since(now)
            };
            if let Ok(wait) = Duration::try_from(wait)
                && !wait.is_zero()
            {
                clock.sleep(wait).await;
            }
        }
        Turn { _permit: permit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    const MINUTE: Duration = Duration::from_secs(60);

    fn clock() -> ManualClock {
        ManualClock::new("2026-11-23T08:00:00Z".parse().unwrap())
    }

    #[tokio::test]
    async fn a_budget_is_waited_for_as_long_as_patience_lasts() {
        let clock = clock();
        let began = clock.now();
        let pace = Pace::new(4, Duration::ZERO).with_budgets(&[(3, MINUTE), (5, 60 * MINUTE)]);
        for _ in 0..3 {
            pace.turn_within(&clock, Duration::ZERO).await.unwrap();
        }
        assert_eq!(pace.turn_within(&clock, Duration::from_secs(59)).await.unwrap_err(), MINUTE);
        assert_eq!(clock.now(), began, "nothing was waited for");
        for _ in 0..2 {
            pace.turn_within(&clock, MINUTE).await.unwrap();
        }
        assert_eq!(clock.now().duration_since(began), SignedDuration::from_secs(60));
        assert_eq!(pace.turn_within(&clock, MINUTE).await.unwrap_err(), 59 * MINUTE, "the hour is spent");
        clock.advance(59 * MINUTE);
        pace.turn_within(&clock, Duration::ZERO).await.unwrap();
    }

    #[tokio::test]
    async fn a_clock_that_is_set_back_does_not_lock_a_budget() {
        let clock = clock();
        let pace = Pace::new(1, Duration::ZERO).with_budgets(&[(1, MINUTE)]);
        pace.turn_within(&clock, Duration::ZERO).await.unwrap();
        clock.set("2026-11-23T07:00:00Z".parse().unwrap());
        pace.turn_within(&clock, Duration::ZERO).await.unwrap();
    }
}
