//! The simulators' clock: the machine's, or one that a test moves.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

/// A shared clock; clones show the same time.
#[derive(Clone, Debug, Default)]
pub struct SimClock(Arc<Mutex<Option<Timestamp>>>);

impl SimClock {
    /// A clock that stands still at `now` until it is set.
    #[must_use]
    pub fn standing(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Some(now))))
    }

    /// Puts a clock at `now`; from then on it stands still.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }

    /// Moves the clock on.
    pub fn advance(&self, by: SignedDuration) {
        let now = self.now();
        self.set(now.saturating_add(by).unwrap_or(now));
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(Timestamp::now)
    }

    /// The wall clock in the Netherlands.
    #[must_use]
    pub fn wall(&self) -> DateTime {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
        zone.to_datetime(self.now())
    }
}
