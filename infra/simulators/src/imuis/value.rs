//! A column's value: how it is read, compared and written.
//!
//! Guarantees: numbers compare as numbers, dates as dates, texts byte by byte (so `"9" > "10"` in a text column).
//! A value that is not of its column's kind is kept and written as it is, and equals nothing but itself as text.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::columns::Kind;
use super::options::{DateForm, DecimalMark, Options};

/// A value. The derived order is the order of an answer: nothing first, then by kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value<'a> {
    Null,
    Number(Decimal),
    Date(Date),
    Text(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// A text; the empty one is no value.
    pub(super) const fn text(text: &'a str) -> Self {
        if text.is_empty() { Self::Null } else { Self::Text(Cow::Borrowed(text)) }
    }

    /// A text that was put together; the empty one is no value.
    pub(super) fn owned(text: String) -> Self {
        if text.is_empty() { Self::Null } else { Self::Text(Cow::Owned(text)) }
    }

    pub(super) fn number(number: impl Into<Decimal>) -> Self {
        Self::Number(number.into())
    }

    pub(super) fn number_or_null(number: Option<impl Into<Decimal>>) -> Self {
        number.map_or(Self::Null, Self::number)
    }

    pub(super) fn date_or_null(date: Option<Date>) -> Self {
        date.map_or(Self::Null, Self::Date)
    }

    pub(super) const fn flag(flag: bool) -> Self {
        Self::Text(Cow::Borrowed(if flag { "J" } else { "N" }))
    }

    /// A raw column text, as far as it is of the column's kind.
    pub(super) fn raw(raw: &'a str, kind: Kind) -> Self {
        match kind {
            Kind::Number => parse_number(raw).map_or(Self::text(raw), Self::Number),
            Kind::Date => parse_date(raw).map_or(Self::text(raw), Self::Date),
            Kind::Text | Kind::Flag => Self::text(raw),
        }
    }

    /// Compares with a value of a selection; `None` where one of them is no value, or they are of different kinds.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => Some(left.cmp(right)),
            (Self::Date(left), Self::Date(right)) => Some(left.cmp(right)),
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            _ => None,
        }
    }

    /// Whether the value's text fits a pattern with `%` for any run of characters. The case of letters does not matter:
    /// people search with it (assumed).
    pub(super) fn is_like(&self, pattern: &str) -> bool {
        let text = match self {
            Self::Null => return false,
            Self::Text(text) => text.to_lowercase(),
            Self::Number(number) => number.normalize().to_string(),
            Self::Date(date) => dutch(*date),
        };
        let pattern = pattern.to_lowercase();
        let mut parts = pattern.split('%');
        let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
        let Some(last) = parts.next_back() else { return rest.is_empty() };
        for part in parts {
            let Some((_, after)) = rest.split_once(part) else { return false };
            rest = after;
        }
        rest.ends_with(last)
    }

    /// The value's text in an answer; nothing where there is no value.
    pub(super) fn written(&self, options: &Options) -> Option<String> {
        Some(match self {
            Self::Null => return None,
            Self::Number(number) => match options.decimal_mark {
                DecimalMark::Point => number.normalize().to_string(),
                DecimalMark::Comma => number.normalize().to_string().replace('.', ","),
            },
            Self::Date(date) => match options.date_form {
                DateForm::Dutch => dutch(*date),
                DateForm::Iso => iso(*date),
            },
            Self::Text(text) if options.padded_text => format!("{text}  "),
            Self::Text(text) => text.clone().into_owned(),
        })
    }
}

/// A date as `dd-MM-yyyy`.
pub(super) fn dutch(date: Date) -> String {
    format!("{:02}-{:02}-{:04}", date.day(), date.month(), date.year())
}

/// Midnight with Amsterdam's offset, as .NET writes a date of a data set.
fn iso(date: Date) -> String {
    date.in_tz("Europe/Amsterdam").map_or_else(
        |_| format!("{date}T00:00:00"),
        |midnight| midnight.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    )
}

/// A number with an optional sign and a point before its decimals; nothing else (iMUIS fact sheet §6: written so).
pub(super) fn parse_number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if plain && digits.starts_with(|first: char| first.is_ascii_digit()) {
        Decimal::from_str_exact(text).ok()
    } else {
        None
    }
}

/// A date as `dd-MM-yyyy` or `dd/MM/yyyy`, or in the ISO form with or without a time (iMUIS fact sheet §6).
pub(super) fn parse_date(text: &str) -> Option<Date> {
    parse_dutch_date(text).or_else(|| parse_iso_date(text))
}

/// A date as `dd-MM-yyyy` or `dd/MM/yyyy`; single digits will do.
pub(super) fn parse_dutch_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let mark = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(mark);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || day.len() > 2 || month.len() > 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The day of `yyyy-MM-dd`, alone or followed by a time.
fn parse_iso_date(text: &str) -> Option<Date> {
    let day = text.trim().split('T').next()?;
    if day.len() == 10 { day.parse().ok() } else { None }
}
