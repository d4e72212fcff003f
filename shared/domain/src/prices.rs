//! What a month of runs costs by Amazon's list, about: for the operator's page, never for a bill.
//!
//! The prices are those of region eu-west-1 (Ireland) in US dollars, without tax and without the free tier, of January 2025.
//! They were not read from Amazon's pages when they were written down, so they are to be compared with them before anyone
//! relies on the sum: DynamoDB on demand after the halving of November 2024
//! (aws.amazon.com/dynamodb/pricing/on-demand), Lambda on arm64, first tier (aws.amazon.com/lambda/pricing), and EventBridge
//! Scheduler (aws.amazon.com/eventbridge/pricing). Whoever runs Koppel elsewhere, or later, corrects them here alone.
//!
//! Guarantees: pure; decimals, never a float.
//!
//! Leaves out: what is not counted for each company: storage and backups, CloudWatch, the pages and the API, traffic, KMS.

use rust_decimal::Decimal;

use crate::message::Concern;
use crate::usage::Usage;

/// When the prices were current, as `2025-01`.
pub const AS_OF: &str = "2025-01";
/// The region they are of.
pub const REGION: &str = "eu-west-1";

/// A million read request units of DynamoDB, in thousandths of a dollar; half of the former 0.283, rounded up.
const MILLION_READS: i64 = 142;
/// A million write request units of DynamoDB, in thousandths of a dollar; half of the former 1.4135, rounded up.
const MILLION_WRITES: i64 = 707;
/// A million requests of Lambda, in thousandths of a dollar.
const MILLION_REQUESTS: i64 = 200;
/// A million invocations by EventBridge Scheduler, in thousandths of a dollar.
const MILLION_STARTS: i64 = 1_000;
/// A gigabyte-second of Lambda on arm64: 0.0000133334 dollars.
const GIGABYTE_SECOND: (i64, u32) = (133_334, 10);

/// Megabytes of memory that a concern's function has (`MemorySize` in `template.yaml`).
const fn memory_mb(concern: Concern) -> i64 {
    match concern {
        Concern::Cleanup => 512,
        Concern::Pull | Concern::Push | Concern::Quotes | Concern::Wipe => 256,
    }
}

/// What this use of a concern costs, in US dollars.
#[must_use]
pub fn cost(concern: Concern, usage: &Usage) -> Decimal {
    let million = Decimal::from(1_000_000_000_i64);
    let counted = |count: u64, price: i64| Decimal::from(count) * Decimal::from(price) / million;
    // Read and write capacity are counted in hundredths.
    let units = counted(usage.reads, MILLION_READS) + counted(usage.writes, MILLION_WRITES);
    let runs = counted(usage.runs, MILLION_REQUESTS + MILLION_STARTS);
    let (digits, scale) = GIGABYTE_SECOND;
    let megabyte_seconds = Decimal::from(usage.ms) * Decimal::from(memory_mb(concern)) / Decimal::from(1_000);
    let time = megabyte_seconds / Decimal::from(1_024) * Decimal::new(digits, scale);
    units / Decimal::ONE_HUNDRED + runs + time
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
}
