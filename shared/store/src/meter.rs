//! What the memory costs, counted: requests, and the capacity that DynamoDB says it took (P10).
//!
//! Counters only grow; whoever wants the cost of one act takes the difference of two snapshots. A request that the SDK
//! repeats by itself counts once. Creating tables is not counted.
//!
//! Guarantees: what one company's memory counts is counted by the whole store as well, and by no other company's.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::types::ConsumedCapacity;

/// A snapshot of the counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meter {
    /// Requests that read.
    pub reads: u64,
    /// Requests that write, whether or not their condition held.
    pub writes: u64,
    /// Read capacity taken, in hundredths of a unit.
    pub read_units: u64,
    /// Write capacity taken, in hundredths of a unit; a failed condition takes some without DynamoDB saying so.
    pub write_units: u64,
    /// Open problems that were opened, stored anew or closed.
    pub problems: u64,
}

/// The counters themselves.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    reads: AtomicU64,
    writes: AtomicU64,
    read_units: AtomicU64,
    write_units: AtomicU64,
    problems: AtomicU64,
    /// The whole of which these are a part.
    whole: Option<Arc<Counters>>,
}

impl Counters {
    /// Counters of a part of `whole`.
    pub(crate) fn within(whole: &Arc<Self>) -> Self {
        Self { whole: Some(Arc::clone(whole)), ..Self::default() }
    }

    pub(crate) fn read(&self) {
        self.add(1, |counters| &counters.reads);
    }

    pub(crate) fn write(&self) {
        self.add(1, |counters| &counters.writes);
    }

    pub(crate) fn read_took<'a>(&self, capacity: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        self.add(sum(capacity), |counters| &counters.read_units);
    }

    pub(crate) fn write_took<'a>(&self, capacity: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        self.add(sum(capacity), |counters| &counters.write_units);
    }

    pub(crate) fn problems_changed(&self, count: usize) {
        self.add(count as u64, |counters| &counters.problems);
    }

    fn add(&self, count: u64, counter: impl Fn(&Self) -> &AtomicU64) {
        counter(self).fetch_add(count, Ordering::Relaxed);
        if let Some(whole) = &self.whole {
            counter(whole).fetch_add(count, Ordering::Relaxed);
        }
    }

    pub(crate) fn snapshot(&self) -> Meter {
        Meter {
            reads: self.reads.load(Ordering::Relaxed),
            writes: self.writes.load(Ordering::Relaxed),
            read_units: self.read_units.load(Ordering::Relaxed),
            write_units: self.write_units.load(Ordering::Relaxed),
            problems: self.problems.load(Ordering::Relaxed),
        }
    }
}

fn sum<'a>(capacity: impl IntoIterator<Item = &'a ConsumedCapacity>) -> u64 {
    capacity.into_iter().filter_map(ConsumedCapacity::capacity_units).map(hundredths).sum()
}

/// The SDK hands out a float; its digits are taken over as text, so that no sum is ever a float's.
fn hundredths(units: f64) -> u64 {
    let digits: String = format!("{units:.2}").chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::hundredths;

    #[test]
    fn capacity_is_counted_in_hundredths() {
        assert_eq!(hundredths(0.5), 50);
        assert_eq!(hundredths(1.0), 100);
        assert_eq!(hundredths(12.25), 1225);
        assert_eq!(hundredths(f64::NAN), 0);
    }
}
