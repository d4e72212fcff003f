//! When a schedule fires: `rate(5 minutes)`, `cron(2/5 * * * ? *)`, `at(2026-11-24T09:00:00)`.
//!
//! A cron expression goes by the wall clock of its zone: a moment that the clock skips does not fire, and one that comes
//! twice fires the first time only.
//!
//! Leaves out, of cron: names of months, `L`, `W`, `#` and years.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

/// Farther than this no next moment is looked for.
const LOOK_AHEAD_DAYS: i32 = 62;
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// A schedule's expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    Rate(SignedDuration),
    At(Timestamp),
    Cron { minutes: Vec<i8>, hours: Vec<i8>, days: Vec<i8>, weekdays: Vec<i8>, zone: TimeZone },
}

impl Expression {
    pub(super) fn parse(text: &str, zone: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('(')?;
        let inner = rest.strip_suffix(')')?;
        let zone = if zone == "UTC" { TimeZone::UTC } else { TimeZone::get(zone).ok()? };
        match kind {
            "rate" => {
                let (number, unit) = inner.split_once(' ')?;
                let number: i64 = number.parse().ok().filter(|number| *number > 0)?;
                let minutes = match (unit, number) {
                    ("minute", 1) => 1,
                    ("hour", 1) => 60,
                    ("day", 1) => 24 * 60,
                    ("minutes", 2..) => number,
                    ("hours", 2..) => number.checked_mul(60)?,
                    ("days", 2..) => number.checked_mul(24 * 60)?,
                    _ => return None,
                };
                Some(Self::Rate(SignedDuration::from_mins(minutes)))
            }
            "at" => {
                let at: DateTime = inner.parse().ok()?;
                Some(Self::At(zone.to_timestamp(at).ok()?))
            }
            "cron" => {
                let fields: Vec<&str> = inner.split(' ').collect();
                let [minutes, hours, days, "*", weekdays, "*"] = fields[..] else { return None };
                // One of the two must be left open.
                if (days == "?") == (weekdays == "?") {
                    return None;
                }
                Some(Self::Cron {
                    minutes: values(minutes, 0, 59, &[])?,
                    hours: values(hours, 0, 23, &[])?,
                    days: values(days, 1, 31, &[])?,
                    weekdays: values(weekdays, 1, 7, &DAYS)?,
                    zone,
                })
            }
            _ => None,
        }
    }

    pub(super) const fn is_once(&self) -> bool {
        matches!(self, Self::At(_))
    }

    /// The first moment after `after`; a moment that has passed before the schedule was made fires all the same.
    pub(super) fn next(&self, after: Timestamp, created_at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Rate(period) => {
                let passed = after.duration_since(created_at).as_secs() / period.as_secs();
                created_at.checked_add(SignedDuration::from_secs((passed + 1) * period.as_secs())).ok()
            }
            Self::At(at) => (after <= created_at || *at > after).then_some(*at),
            Self::Cron { minutes, hours, days, weekdays, zone } => {
                let wall = zone.to_datetime(after);
                let fits = |date: &Date| {
                    days.contains(&date.day()) && weekdays.contains(&date.weekday().to_sunday_one_offset())
                };
                let dates =
                    (0..LOOK_AHEAD_DAYS).map_while(|ahead| wall.date().checked_add(ahead.days()).ok());
                dates
                    .filter(fits)
                    .flat_map(|date| hours.iter().map(move |hour| date.at(*hour, 0, 0, 0)))
                    .flat_map(|hour| {
                        minutes.iter().filter_map(move |at| hour.with().minute(*at).build().ok())
                    })
                    .filter(|moment| *moment > wall)
                    .filter_map(|moment| first_time(zone, moment))
                    .find(|moment| *moment > after)
            }
        }
    }
}

/// The first time that the wall clock shows this; never, where it is skipped.
fn first_time(zone: &TimeZone, wall: DateTime) -> Option<Timestamp> {
    let moment = zone.to_ambiguous_timestamp(wall);
    match moment.offset() {
        AmbiguousOffset::Gap { .. } => None,
        _ => moment.earlier().ok(),
    }
}

/// The values of one field: `*`, `?`, `5`, `1-5`, `2/5`, `MON,WED`.
fn values(field: &str, least: i8, most: i8, names: &[&str]) -> Option<Vec<i8>> {
    let number = |text: &str| -> Option<i8> {
        let named =
            names.iter().position(|name| *name == text).and_then(|place| i8::try_from(place + 1).ok());
        named.or_else(|| text.parse().ok()).filter(|value| (least..=most).contains(value))
    };
    let mut all = Vec::new();
    for part in field.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, step.parse().ok().filter(|step| *step > 0)?),
            None => (part, 1_usize),
        };
        let (from, to) = match range {
            "*" | "?" => (least, most),
            range => match range.split_once('-') {
                Some((from, to)) => (number(from)?, number(to)?),
                None if part.contains('/') => (number(range)?, most),
                None => (number(range)?, number(range)?),
            },
        };
        all.extend((from..=to).step_by(step));
    }
    all.sort_unstable();
    (!all.is_empty()).then_some(all)
}
