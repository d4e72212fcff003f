//! Single values, both ways (SnelStart fact sheet §6).

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

/// The zone of SnelStart's wall clock: not documented (SNEL-A06). If it is UTC after all, the overlap of
/// [`crate::Config::overlap_hours`] makes up for it.
const ZONE: &str = "Europe/Amsterdam";
/// Length of an id with its dashes.
const GUID: usize = 36;

/// A whole number, however many zeros are written behind it.
pub(crate) fn integer(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| {
        let decimal = decimal(text)?.normalize();
        (decimal.scale() == 0).then(|| i64::try_from(decimal.mantissa()).ok()).flatten()
    })
}

/// A decimal, `1.5e2` included.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

/// A moment without a zone; one that has a zone is read on the wall clock.
pub(crate) fn moment(text: &str) -> Option<DateTime> {
    text.parse().ok().or_else(|| text.parse().ok().map(wall_clock))
}

/// An id in its one way of writing, so that two of them can be compared. Nothing else goes into an address.
pub(crate) fn guid(text: &str) -> Option<String> {
    let is_guid = text.len() == GUID && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    is_guid.then(|| text.to_ascii_lowercase())
}

/// A moment on SnelStart's wall clock.
pub(crate) fn wall_clock(moment: Timestamp) -> DateTime {
    TimeZone::get(ZONE).unwrap_or(TimeZone::UTC).to_datetime(moment)
}

/// The wall clock so many hours before a moment.
pub(crate) fn hours_before(moment: Timestamp, hours: u32) -> DateTime {
    let earlier = moment.saturating_sub(SignedDuration::from_hours(i64::from(hours)));
    wall_clock(earlier.unwrap_or(Timestamp::MIN))
}

/// `2026-07-15T09:30:00`; parts of a second are left off, which is earlier.
pub(crate) fn write_moment(moment: DateTime) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// `2026-07-15T00:00:00`
pub(crate) fn write_date(date: Date) -> String {
    write_moment(date.to_datetime(jiff::civil::Time::midnight()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    #[test]
    fn moments_are_naive_and_come_with_any_fraction() {
        for (text, expected) in [
            ("2026-07-14T09:12:03.457", Some(datetime(2026, 7, 14, 9, 12, 3, 457_000_000))),
            ("2026-07-14T09:12:03.12", Some(datetime(2026, 7, 14, 9, 12, 3, 120_000_000))),
            ("2026-07-14T09:12:03", Some(datetime(2026, 7, 14, 9, 12, 3, 0))),
            ("2026-07-14", Some(datetime(2026, 7, 14, 0, 0, 0, 0))),
            ("2026-07-14T07:12:03Z", Some(datetime(2026, 7, 14, 9, 12, 3, 0))),
            ("gisteren", None),
            ("", None),
        ] {
            assert_eq!(moment(text), expected, "{text}");
        }
    }

    #[test]
    fn a_moment_is_written_on_the_wall_clock_and_some_hours_earlier() {
        for (moment, written) in [
            ("2026-07-16T12:00:00Z", "2026-07-16T11:00:00"),
            // The night in which the clock goes back, and the one in which it goes on.
            ("2026-10-25T01:30:00Z", "2026-10-25T00:30:00"),
            ("2026-03-29T02:00:00Z", "2026-03-29T00:00:00"),
        ] {
            assert_eq!(write_moment(hours_before(moment.parse().unwrap(), 3)), written);
        }
        assert_eq!(write_date(date(2026, 7, 15)), "2026-07-15T00:00:00");
    }

    #[test]
    fn numbers_are_whole_or_not() {
        for (text, expected) in
            [("1042", Some(1042)), ("-2", Some(-2)), ("12.0", Some(12)), ("1e3", Some(1000)), ("1.5", None)]
        {
            assert_eq!(integer(text), expected, "{text}");
        }
        assert_eq!(decimal("1.75"), Some(Decimal::new(175, 2)));
    }

    #[test]
    fn nothing_but_an_id_is_one() {
        assert!(guid("AAAAAAAA-0000-4000-8000-000000001042").is_some());
        for text in
            ["", "1042", "aaaaaaaa-0000-4000-8000-00000000104/", "../aaaaaaa-0000-4000-8000-000000001042"]
        {
            assert_eq!(guid(text), None, "{text}");
        }
    }
}
