//! What a month of runs costs by Amazon's list, about: for the operator's page, never for a bill.
//!
//! The prices stand in one list with its date and its sources; most of it was not read from Amazon's pages when it was
//! written down, so it is to be compared with them before anyone relies on a sum. Whoever runs Koppel elsewhere, or later,
//! puts another list in its place.
//!
//! Guarantees: pure; decimals, never a float.
//!
//! Leaves out: what is not counted for each company: storage and backups, metrics and alarms, traffic, the keys themselves.

mod eu_west_1_2025_01;

use rust_decimal::Decimal;

use crate::message::Concern;
use crate::usage::Usage;
pub use eu_west_1_2025_01::{AS_OF, REGION};
use eu_west_1_2025_01::{
    GIGABYTE_SECOND, MILLION_HTTP_REQUESTS, MILLION_KEY_REQUESTS, MILLION_LOG_BYTES_MICRO, MILLION_READS,
    MILLION_REQUESTS, MILLION_STARTS, MILLION_WRITES,
};

/// What was asked of Amazon, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Invocations by EventBridge Scheduler.
    pub starts: u64,
    /// Requests of Lambda.
    pub requests: u64,
    /// Read capacity of DynamoDB, in hundredths of a unit.
    pub reads: u64,
    /// Write capacity of DynamoDB, in hundredths of a unit.
    pub writes: u64,
    /// Bytes taken in by CloudWatch Logs.
    pub log_bytes: u64,
    /// Requests of KMS.
    pub key_requests: u64,
    /// Requests of the HTTP API.
    pub http_requests: u64,
}

impl Counted {
    /// So many times the same.
    #[must_use]
    pub const fn times(self, n: u64) -> Self {
        Self {
            starts: self.starts.saturating_mul(n),
            requests: self.requests.saturating_mul(n),
            reads: self.reads.saturating_mul(n),
            writes: self.writes.saturating_mul(n),
            log_bytes: self.log_bytes.saturating_mul(n),
            key_requests: self.key_requests.saturating_mul(n),
            http_requests: self.http_requests.saturating_mul(n),
        }
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, more: Self) -> Self {
        Self {
            starts: self.starts.saturating_add(more.starts),
            requests: self.requests.saturating_add(more.requests),
            reads: self.reads.saturating_add(more.reads),
            writes: self.writes.saturating_add(more.writes),
            log_bytes: self.log_bytes.saturating_add(more.log_bytes),
            key_requests: self.key_requests.saturating_add(more.key_requests),
            http_requests: self.http_requests.saturating_add(more.http_requests),
        }
    }

    /// What it is, how many of it, and what that costs in US dollars.
    #[must_use]
    pub fn bill(&self) -> [(&'static str, Decimal, Decimal); 7] {
        let whole = |count: u64, price: i64| (Decimal::from(count), priced(count, price));
        let hundredth = |count: u64, price: i64| {
            (Decimal::from(count) / Decimal::ONE_HUNDRED, priced(count, price) / Decimal::ONE_HUNDRED)
        };
        let log = priced(self.log_bytes, MILLION_LOG_BYTES_MICRO) / Decimal::from(1_000);
        [
            ("scheduler invocations", whole(self.starts, MILLION_STARTS)),
            ("lambda requests", whole(self.requests, MILLION_REQUESTS)),
            ("dynamodb read units", hundredth(self.reads, MILLION_READS)),
            ("dynamodb write units", hundredth(self.writes, MILLION_WRITES)),
            ("log bytes", (Decimal::from(self.log_bytes), log)),
            ("kms requests", whole(self.key_requests, MILLION_KEY_REQUESTS)),
            ("http api requests", whole(self.http_requests, MILLION_HTTP_REQUESTS)),
        ]
        .map(|(what, (count, dollars))| (what, count, dollars))
    }

    /// What all of it costs, in US dollars.
    #[must_use]
    pub fn cost(&self) -> Decimal {
        self.bill().into_iter().map(|(_, _, dollars)| dollars).sum()
    }
}

/// A count at the price of a million, in thousandths of a dollar.
fn priced(count: u64, price: i64) -> Decimal {
    Decimal::from(count) * Decimal::from(price) / Decimal::from(1_000_000_000_i64)
}

/// Megabytes of memory that a concern's function has (`MemorySize` in `template.yaml`).
const fn memory_mb(concern: Concern) -> i64 {
    match concern {
        Concern::Cleanup => 512,
        Concern::Pull | Concern::Push | Concern::Quotes | Concern::Wipe => 256,
    }
}

/// What so many milliseconds of a concern's function cost, in US dollars.
#[must_use]
pub fn time(concern: Concern, ms: u64) -> Decimal {
    let (digits, scale) = GIGABYTE_SECOND;
    let megabyte_seconds = Decimal::from(ms) * Decimal::from(memory_mb(concern)) / Decimal::from(1_000);
    megabyte_seconds / Decimal::from(1_024) * Decimal::new(digits, scale)
}

/// What this use of a concern costs, in US dollars; its log, its keys and its requests over HTTP are not counted.
#[must_use]
pub fn cost(concern: Concern, usage: &Usage) -> Decimal {
    let &Usage { runs, reads, writes, ms, .. } = usage;
    Counted { starts: runs, requests: runs, reads, writes, ..Counted::default() }.cost() + time(concern, ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_counter_has_its_price() {
        let of = |concern, usage| cost(concern, &usage).normalize().to_string();
        let million = 1_000_000;
        assert_eq!(of(Concern::Pull, Usage { runs: million, ..Usage::default() }), "1.2");
        assert_eq!(of(Concern::Pull, Usage { reads: 100 * million, ..Usage::default() }), "0.142");
        assert_eq!(of(Concern::Pull, Usage { writes: 100 * million, ..Usage::default() }), "0.707");
        // A quarter of a gigabyte for four million seconds.
        assert_eq!(of(Concern::Pull, Usage { ms: 4_000 * million, ..Usage::default() }), "13.3334");
        assert_eq!(of(Concern::Cleanup, Usage { ms: 4_000 * million, ..Usage::default() }), "26.6668");
        assert_eq!(of(Concern::Push, Usage { calls: 9, rows: 9, ..Usage::default() }), "0");
    }

    #[test]
    fn a_bill_adds_up_each_of_its_lines() {
        let one = Counted {
            starts: 1_000_000,
            requests: 1_000_000,
            reads: 100_000_000,
            writes: 100_000_000,
            log_bytes: 1_000_000_000,
            key_requests: 10_000,
            http_requests: 1_000_000,
        };
        let dollars = one.bill().map(|(_, _, dollars)| dollars.normalize().to_string());
        assert_eq!(dollars, ["1", "0.2", "0.142", "0.707", "0.57", "0.03", "1.11"]);
        let counts = one.bill().map(|(_, count, _)| count.normalize().to_string());
        assert_eq!(counts, ["1000000", "1000000", "1000000", "1000000", "1000000000", "10000", "1000000"]);
        assert_eq!(one.cost(), "3.759".parse().unwrap());
        assert_eq!(one.times(2), one.and(one));
    }
}
