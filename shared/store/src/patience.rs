//! How long to wait for DynamoDB when it did part of a batch, or met another transaction.
//!
//! The SDK repeats whole requests by itself, but not these. About three seconds in all, then the caller gets an error;
//! its next run is the next try.

use std::time::Duration;

/// The longest of each wait, in milliseconds.
const WAITS_MS: [u64; 6] = [50, 100, 200, 400, 800, 1600];

/// What is left of the waits of one request.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    used: usize,
}

impl Patience {
    /// Waits a little longer than the last time; `false` when it has waited long enough.
    pub(crate) async fn again(&mut self) -> bool {
        let Some(&longest_ms) = WAITS_MS.get(self.used) else {
            return false;
        };
        self.used += 1;
        tokio::time::sleep(Duration::from_millis(spread(longest_ms))).await;
        true
    }
}

/// Between half and the whole of `longest_ms`, so that several who wait do not come back together.
fn spread(longest_ms: u64) -> u64 {
    let half = longest_ms / 2;
    let chance = u64::try_from(ulid::Ulid::generate().random() % u128::from(half.max(1))).unwrap_or(0);
    half + chance
}
