//! Moments without a zone (SnelStart fact sheet §6): what is read, and what is written for a moment of the clock.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::options::Options;
use super::switches::{Fraction, Zone};

/// Reads `yyyy-MM-dd`, or `yyyy-MM-ddTHH:mm:ss` with or without a fraction; nothing with a zone.
pub(super) fn read(text: &str) -> Option<DateTime> {
    if let Ok(date) = text.parse::<Date>()
        && text.len() == 10
    {
        return Some(date.at(0, 0, 0, 0));
    }
    let is_naive = text.as_bytes().get(10) == Some(&b'T')
        && text.get(11..)?.bytes().all(|byte| byte.is_ascii_digit() || byte == b':' || byte == b'.');
    if is_naive && text.len() >= 19 { text.parse().ok() } else { None }
}

/// Writes one; the fraction has no more digits than it needs.
pub(super) fn write(moment: DateTime) -> String {
    moment.to_string()
}

/// The wall clock of the administration at a moment, to the millisecond, as `modifiedOn` writes it.
pub(super) fn stamp(moment: Timestamp, options: &Options) -> String {
    let zone = match options.zone {
        Zone::Amsterdam => TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC),
        Zone::Utc => TimeZone::UTC,
    };
    let wall = zone.to_datetime(moment);
    let millis = match options.fraction {
        Fraction::Trimmed => wall.millisecond(),
        Fraction::None => 0,
    };
    let nanoseconds = i32::from(millis).saturating_mul(1_000_000);
    write(wall.with().subsec_nanosecond(nanoseconds).build().unwrap_or(wall))
}
