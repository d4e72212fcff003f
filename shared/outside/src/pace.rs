//! A pace for calls: at most so many at once, and so long between the starts of two.
//!
//! One [`Pace`] stands for one licence or one administration; whoever shares it, shares the limit. The time between
//! two starts is kept on the [`Clock`], so a test's clock moves instead of waiting.

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
