//! Retry as data: when an open problem is tried again, and when an order without a clear answer may be sent again.
//!
//! Guarantees: pure; a moment is never before `now`. Nobody waits inside a run: the next run is the retry.
//!
//! Leaves out: closing a problem (`koppel-sync`), and asking for patience in the middle of a call (the clients).

use jiff::{SignedDuration, Timestamp};

use crate::safeguard::{self, Safeguard};

/// While a problem is this young it is tried by every run: most are mended by the other side, or by an admin who is
/// looking at the screen.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// Tries that belong to that first hour, at one run in five minutes (R2). A problem moves on only when they were
/// really made, so that a standstill of Koppel does not use them up.
const FRESH_TRIES: u32 = 12;
/// Until a problem is this old it is tried every [`STEP`], afterwards every [`LONG_STEP`].
const DAY: SignedDuration = SignedDuration::from_hours(24);
const STEP: SignedDuration = SignedDuration::from_mins(15);
const LONG_STEP: SignedDuration = SignedDuration::from_hours(1);

/// How long after a call without a clear answer an order may still arrive: the client gives up after 60 s, and the
/// server may go on with what it took in for as long again, several times over (iMUIS fact sheet §1.4; its own limit
/// is not documented). Only after this does "not found" mean "not made" (P1).
pub const QUIET_PERIOD: SignedDuration = SignedDuration::from_mins(5);

/// When a problem that was tried `tries` times, and again just now, is due the next time. `now` itself means the
/// next run, however soon it comes.
#[must_use]
pub fn next_try(tries: u32, first_seen: Timestamp, now: Timestamp) -> Timestamp {
    let age = now.duration_since(first_seen);
    let wait = if age < FRESH || tries < FRESH_TRIES {
        SignedDuration::ZERO
    } else if age < DAY {
        STEP
    } else {
        LONG_STEP
    };
    // Beyond the last moment there is: due at once is the safe side of it.
    now.checked_add(wait).unwrap_or(now)
}

/// Whether an order that was claimed at `claimed_at`, and is not found in bookkeeping, may be sent again.
#[must_use]
pub fn may_send_again(claimed_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(claimed_at) >= QUIET_PERIOD || !safeguard::stands(Safeguard::QuietPeriod)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn the_wait_grows_with_age() {
        for (tries, age, wait) in [
            (1, 0, 0),
            (11, 55, 0),
            (12, 59, 0),
            (12, 60, 15),
            (40, 8 * 60, 15),
            (100, 24 * 60 - 1, 15),
            (100, 24 * 60, 60),
            (1000, 30 * 24 * 60, 60),
        ] {
            assert_eq!(next_try(tries, at(0), at(age)), at(age + wait), "{tries} tries in {age} minutes");
        }
    }

    #[test]
    fn a_standstill_does_not_use_up_the_first_tries() {
        assert_eq!(next_try(3, at(0), at(3 * 24 * 60)), at(3 * 24 * 60));
    }

    #[test]
    fn a_clock_set_back_is_no_reason_to_wait() {
        assert_eq!(next_try(50, at(10), at(0)), at(0));
    }

    #[test]
    fn the_end_of_time_is_no_reason_to_fail() {
        assert_eq!(next_try(50, Timestamp::MIN, Timestamp::MAX), Timestamp::MAX);
    }

    #[test]
    fn an_order_is_sent_again_only_after_the_quiet_period() {
        let almost = at(5) - SignedDuration::from_nanos(1);
        for (now, allowed) in
            [(at(-10), false), (at(0), false), (almost, false), (at(5), true), (at(600), true)]
        {
            assert_eq!(may_send_again(at(0), now), allowed, "{now}");
        }
    }
}
