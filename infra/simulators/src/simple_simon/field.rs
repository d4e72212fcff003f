//! One value in a record: read from JSON, compared in a filter.
//!
//! The API is strict: a value that does not fit its column is refused with the column's name. The office may put in
//! anything (fact sheet §12.6): what does not fit its column is kept and answered as it came, so that a client meets dates
//! that do not exist and statuses nobody knew.

use std::cmp::Ordering;
use std::str::FromStr as _;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::{Number, Value};

use super::tables::Kind;

/// A value, as small as it can be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Field {
    /// Null, missing, or empty text: all the same (SIM-A43).
    Empty,
    Text(Box<str>),
    Whole(i64),
    Decimal(Decimal),
    Flag(bool),
    Moment(DateTime),
    /// Kept as it came.
    Raw(Box<Value>),
}

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writer {
    /// The API; numbers may be text with a comma where answers write them so.
    Api { numbers_as_text: bool },
    /// Someone at the office, or a test.
    Office,
}

impl Field {
    /// Reads a value for a column.
    ///
    /// # Errors
    /// In Dutch, what should have stood there.
    pub(super) fn read(kind: Kind, value: &Value, writer: Writer) -> Result<Self, &'static str> {
        if value.is_null() || value.as_str() == Some("") {
            return Ok(Self::Empty);
        }
        match (Self::fitting(kind, value, writer), writer) {
            (Err(_), Writer::Office) => Ok(Self::Raw(Box::new(value.clone()))),
            (read, _) => read,
        }
    }

    fn fitting(kind: Kind, value: &Value, writer: Writer) -> Result<Self, &'static str> {
        let as_text = matches!(writer, Writer::Api { numbers_as_text: true });
        match (kind, value) {
            (Kind::Text(_), Value::String(text)) => Ok(Self::Text(text.as_str().into())),
            (Kind::OneOf(words), Value::String(text)) if words.contains(&text.as_str()) => {
                Ok(Self::Text(text.as_str().into()))
            }
            (Kind::OneOf(_), _) => Err("een bekende waarde"),
            (Kind::Whole | Kind::Id | Kind::Refers(..), Value::Number(number)) => {
                number.as_i64().map(Self::Whole).ok_or("een geheel getal")
            }
            (Kind::Whole, Value::String(text)) if as_text => {
                text.parse().map(Self::Whole).map_err(|_| "een geheel getal")
            }
            (Kind::Decimal, Value::Number(number)) => {
                decimal(&number.to_string()).map(Self::Decimal).ok_or("een getal")
            }
            (Kind::Decimal, Value::String(text)) if as_text => {
                decimal(&text.replace(',', ".")).map(Self::Decimal).ok_or("een getal")
            }
            (Kind::Flag, Value::Bool(flag)) => Ok(Self::Flag(*flag)),
            (Kind::Moment | Kind::Stamp, Value::String(text)) => {
                wall_clock(text).map(Self::Moment).ok_or("een moment als 2026-07-15T08:00:00")
            }
            (Kind::List, Value::Array(_)) => Ok(Self::Raw(Box::new(value.clone()))),
            (Kind::Text(_), _) => Err("tekst"),
            (Kind::Whole | Kind::Id | Kind::Refers(..), _) => Err("een geheel getal"),
            (Kind::Decimal, _) => Err("een getal"),
            (Kind::Flag, _) => Err("true of false"),
            (Kind::Moment | Kind::Stamp, _) => Err("een moment als 2026-07-15T08:00:00"),
            (Kind::List, _) => Err("een lijst"),
        }
    }

    /// Reads what a filter compares a column with; `None` where it cannot be such a value.
    pub(super) fn literal(kind: Kind, text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Empty);
        }
        match kind {
            Kind::Text(_) | Kind::OneOf(_) => Some(Self::Text(text.into())),
            Kind::Whole | Kind::Id | Kind::Refers(..) => text.parse().ok().map(Self::Whole),
            Kind::Decimal => decimal(text).map(Self::Decimal),
            Kind::Flag => text.to_ascii_lowercase().parse().ok().map(Self::Flag),
            Kind::Moment | Kind::Stamp => wall_clock(text).map(Self::Moment),
            Kind::List => None,
        }
    }

    /// Compares two values of one column; `None` where they cannot be compared.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Empty, Self::Empty) => Some(Ordering::Equal),
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Whole(a), Self::Whole(b)) => Some(a.cmp(b)),
            (Self::Decimal(a), Self::Decimal(b)) => Some(a.cmp(b)),
            (Self::Flag(a), Self::Flag(b)) => Some(a.cmp(b)),
            (Self::Moment(a), Self::Moment(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    /// The value as JSON, numbers as JSON numbers.
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) => Value::from(&**text),
            Self::Whole(number) => Value::from(*number),
            Self::Decimal(number) => decimal_json(number),
            Self::Flag(flag) => Value::from(*flag),
            Self::Moment(moment) => Value::from(moment.to_string()),
            Self::Raw(value) => (**value).clone(),
        }
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

/// Whole numbers without a point, all others as the shortest number that reads back the same (15 digits are exact).
fn decimal_json(number: &Decimal) -> Value {
    let number = number.normalize();
    i64::try_from(number).ok().filter(|_| number.scale() == 0).map_or_else(
        || f64::try_from(number).ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number),
        Value::from,
    )
}

/// A wall-clock moment, only in the form that the fact sheet gives (SIM-A40): no zone, no fraction.
pub(super) fn wall_clock(text: &str) -> Option<DateTime> {
    let written_so = text.len() == 19 && text.as_bytes().get(10) == Some(&b'T');
    if written_so { text.parse().ok() } else { None }
}

/// The Dutch wall clock at a moment written with `Z` or an offset (SIM-A25); with `zone_ignored` the digits as they stand.
pub(super) fn zoned_wall_clock(text: &str, zone_ignored: bool) -> Option<DateTime> {
    let moment: Timestamp = text.parse().ok()?;
    if zone_ignored {
        return text.get(..19).and_then(wall_clock);
    }
    let zone = TimeZone::get("Europe/Amsterdam").ok()?;
    Some(zone.to_datetime(moment))
}
