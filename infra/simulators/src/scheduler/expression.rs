//! When a schedule fires: `rate(5 minutes)`, `cron(2/5 * * * ? *)`, `at(2026-11-24T09:00:00)`.
//!
//! Leaves out, of cron: names of months, `L`, `W`, `#` and years.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

/// Farther than this no next moment is looked for.
const LOOK_AHEAD_MINUTES: u32 = 8 * 24 * 60;
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
                let mut wall = zone.to_datetime(after).with().second(0).subsec_nanosecond(0).build().ok()?;
                for _ in 0..LOOK_AHEAD_MINUTES {
                    wall = wall.checked_add(1.minute()).ok()?;
                    let weekday = wall.date().weekday().to_sunday_one_offset();
                    let is_it = minutes.contains(&wall.minute())
                        && hours.contains(&wall.hour())
                        && days.contains(&wall.day())
                        && weekdays.contains(&weekday);
                    if is_it {
                        return zone.to_timestamp(wall).ok();
                    }
                }
                None
            }
        }
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
    (!all.is_empty()).then_some(all)
}
