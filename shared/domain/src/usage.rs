//! What a company's runs used in a month, counted: for the operator, who pays for it.
//!
//! Guarantees: pure; counters never overflow, and a new month begins at nothing.
//!
//! Leaves out: what it costs ([`crate::prices`]), and who counts (the runs and the store).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What the runs of one concern used in one month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// The month in the Netherlands, as `2026-11`; empty before the first run.
    pub month: String,
    /// Runs that began.
    pub runs: u64,
    /// Calls to both packages.
    pub calls: u64,
    /// Records that were written or taken out on either side.
    pub rows: u64,
    /// Read capacity of DynamoDB, in hundredths of a unit.
    pub reads: u64,
    /// Write capacity of DynamoDB, in hundredths of a unit.
    pub writes: u64,
    /// Time taken, in milliseconds.
    pub ms: u64,
}

impl Usage {
    /// Adds what was used more; what belongs to an earlier month is forgotten.
    pub fn add(&mut self, more: &Self) {
        if self.month != more.month {
            *self = Self { month: more.month.clone(), ..Self::default() };
        }
        for (counter, more) in [
            (&mut self.runs, more.runs),
            (&mut self.calls, more.calls),
            (&mut self.rows, more.rows),
            (&mut self.reads, more.reads),
            (&mut self.writes, more.writes),
            (&mut self.ms, more.ms),
        ] {
            *counter = counter.saturating_add(more);
        }
    }

    /// What was used in `month`: itself, or nothing where it is another month's.
    #[must_use]
    pub fn in_month(&self, month: &str) -> Self {
        if self.month == month { self.clone() } else { Self { month: month.to_owned(), ..Self::default() } }
    }
}

/// The month of a moment in the Netherlands, as `2026-11`.
#[must_use]
pub fn month_of(moment: Timestamp) -> String {
    crate::wall_clock::at(moment).strftime("%Y-%m").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(month: &str, runs: u64) -> Usage {
        Usage { month: month.to_owned(), runs, ms: u64::MAX, ..Usage::default() }
    }

    #[test]
    fn a_month_adds_up_and_the_next_begins_at_nothing() {
        let mut usage = Usage::default();
        usage.add(&used("2026-11", 2));
        usage.add(&used("2026-11", 3));
        assert_eq!((usage.runs, usage.ms), (5, u64::MAX));
        assert_eq!(usage.in_month("2026-11").runs, 5);
        assert_eq!(usage.in_month("2026-12"), Usage { month: "2026-12".to_owned(), ..Usage::default() });
        usage.add(&used("2026-12", 1));
        assert_eq!(usage, used("2026-12", 1));
    }

    #[test]
    fn a_month_begins_at_midnight_in_the_netherlands() {
        assert_eq!(month_of("2026-10-31T22:59:59Z".parse().unwrap()), "2026-10");
        assert_eq!(month_of("2026-10-31T23:00:00Z".parse().unwrap()), "2026-11");
        assert_eq!(month_of("2026-06-30T22:00:00Z".parse().unwrap()), "2026-07");
    }
}
