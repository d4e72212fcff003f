//! How a company's integration is, in one word.
//!
//! Guarantees: pure; what is behind says so even where something else is wrong as well, since then nothing else of it is
//! news.
//!
//! Leaves out: which sign comes from where (the activation function reads them).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A run that finds nothing new is stored once in this time: so old may be what is known of a company of which all is well.
///
/// Chosen by the bill: a run that is stored costs our memory about ten times one that is not.
pub const BEAT: SignedDuration = SignedDuration::from_mins(60);
/// So many periods beyond that without a pull that ended well are too many: one may be missed, a second be slow.
const PERIODS: i32 = 3;

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It is not active, or its connector is paused.
    Off,
    /// All is well.
    Well,
    /// No pull that ended well was stored for more than [`BEAT`] and three periods.
    Late,
    /// A last run did not end well, or something waits for a person.
    Troubled,
}

impl Health {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Well => "well",
            Self::Late => "late",
            Self::Troubled => "troubled",
        }
    }
}

/// What it is seen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    /// The company is active, and its connector is not paused.
    pub is_active: bool,
    /// When it was started last.
    pub started_at: Option<Timestamp>,
    /// When a pull that was stored last ended well.
    pub pulled_at: Option<Timestamp>,
    /// The last run of any concern did not end well.
    pub has_failed: bool,
    /// Open problems that a person must mend.
    pub to_mend: u64,
}

impl Signs {
    /// How far the company is behind at most: the time since a pull that was stored ended well, or since the start where none
    /// has yet.
    #[must_use]
    pub fn lag(&self, now: Timestamp) -> Option<SignedDuration> {
        let since = self.pulled_at.max(self.started_at)?;
        self.is_active.then(|| now.duration_since(since).max(SignedDuration::ZERO))
    }

    /// How it is, where a pull begins every `period`.
    #[must_use]
    pub fn health(&self, now: Timestamp, period: SignedDuration) -> Health {
        if !self.is_active {
            Health::Off
        } else if self.lag(now).is_some_and(|lag| lag > BEAT.saturating_add(period.saturating_mul(PERIODS))) {
            Health::Late
        } else if self.has_failed || self.to_mend > 0 {
            Health::Troubled
        } else {
            Health::Well
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule() {
        let at = |minutes: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        let period = SignedDuration::from_mins(5);
        let well = Signs {
            is_active: true,
            started_at: Some(at(0)),
            pulled_at: Some(at(100)),
            has_failed: false,
            to_mend: 0,
        };
        let cases = [
            (well, 175, Health::Well),
            (well, 176, Health::Late),
            (Signs { to_mend: 1, ..well }, 101, Health::Troubled),
            (Signs { has_failed: true, ..well }, 101, Health::Troubled),
            (Signs { has_failed: true, to_mend: 9, ..well }, 176, Health::Late),
            (Signs { is_active: false, has_failed: true, ..well }, 999, Health::Off),
            // Stopped for long and just started again: nothing is late yet.
            (Signs { started_at: Some(at(900)), ..well }, 915, Health::Well),
            (Signs { pulled_at: None, ..well }, 76, Health::Late),
        ];
        for (signs, now, health) in cases {
            assert_eq!(signs.health(at(now), period), health, "{signs:?} at {now}");
        }
        assert_eq!(well.lag(at(107)), Some(SignedDuration::from_mins(7)));
        assert_eq!(Signs { is_active: false, ..well }.lag(at(107)), None);
    }
}
