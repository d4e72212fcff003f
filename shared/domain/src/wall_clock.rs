//! The wall clock of both packages and of everybody who reads them: the Netherlands.
//!
//! Guarantees: its rules are part of the program, so they are never missing and never another machine's; the doubled and
//! the missing hour are the zone's own.
//!
//! Leaves out: every other zone. Nothing here is written or read in one.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The zone's name, for whoever takes names.
pub const ZONE: &str = "Europe/Amsterdam";

static NETHERLANDS: TimeZone = jiff::tz::get!("Europe/Amsterdam");

/// The zone.
#[must_use]
pub fn zone() -> TimeZone {
    NETHERLANDS.clone()
}

/// What the clock on the wall shows at a moment.
#[must_use]
pub fn at(moment: Timestamp) -> DateTime {
    NETHERLANDS.to_datetime(moment)
}

/// The moment at which the clock on the wall shows this; of a doubled hour the first. `None` beyond the end of time.
#[must_use]
pub fn moment(wall: DateTime) -> Option<Timestamp> {
    NETHERLANDS.to_timestamp(wall).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_and_winter_are_told_apart_for_decades() {
        for (moment, wall) in [
            ("2026-11-23T08:00:00Z", "2026-11-23T09:00:00"),
            ("2026-07-01T08:00:00Z", "2026-07-01T10:00:00"),
            ("2026-10-25T00:30:00Z", "2026-10-25T02:30:00"),
            ("2026-10-25T01:30:00Z", "2026-10-25T02:30:00"),
            ("2026-03-29T01:00:00Z", "2026-03-29T03:00:00"),
            ("2059-07-01T08:00:00Z", "2059-07-01T10:00:00"),
        ] {
            assert_eq!(at(moment.parse().unwrap()), wall.parse::<DateTime>().unwrap(), "{moment}");
        }
    }

    #[test]
    fn a_doubled_hour_is_its_first_and_a_missing_one_the_hour_after() {
        let moment = |wall: &str| moment(wall.parse().unwrap()).unwrap().to_string();
        assert_eq!(moment("2026-10-25T02:30:00"), "2026-10-25T00:30:00Z");
        assert_eq!(moment("2026-03-29T02:30:00"), "2026-03-29T01:30:00Z");
    }
}
