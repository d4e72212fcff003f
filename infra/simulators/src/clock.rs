//! The simulators' clock: the machine's, or one that a test moves.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

/// A shared clock; clones show the same time.
#[derive(Clone, Debug, Default)]
pub struct SimClock(Arc<Mutex<Reading>>);

#[derive(Clone, Copy, Debug)]
enum Reading {
    /// The machine's clock, and so far ahead of it.
    Going(SignedDuration),
    /// Stands still.
    Standing(Timestamp),
}

impl Default for Reading {
    fn default() -> Self {
        Self::Going(SignedDuration::ZERO)
    }
}

impl SimClock {
    /// A clock that stands still at `now` until it is set.
    #[must_use]
    pub fn standing(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Reading::Standing(now))))
    }

    /// Puts the clock at `now`; from then on it stands still.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Reading::Standing(now);
    }

    /// Moves the clock on; one that goes with the machine's goes on, that much ahead.
    pub fn advance(&self, by: SignedDuration) {
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *reading = match *reading {
            Reading::Going(ahead) => Reading::Going(ahead.saturating_add(by)),
            Reading::Standing(now) => Reading::Standing(now.saturating_add(by).unwrap_or(now)),
        };
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Reading::Going(ahead) => Timestamp::now().saturating_add(ahead).unwrap_or(Timestamp::MAX),
            Reading::Standing(now) => now,
        }
    }

    /// The wall clock in the Netherlands.
    #[must_use]
    pub fn wall(&self) -> DateTime {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
        zone.to_datetime(self.now())
    }
}
