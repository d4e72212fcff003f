//! Numbers, dates and flags as text (iMUIS fact sheet §6): read whatever is known to occur, write one form.

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::config::{DateFormat, DecimalMark};

/// Decimals that iMUIS keeps of a quantity (§5.6).
const DECIMALS: u32 = 4;

/// A whole number, with either decimal mark and any number of zeros behind it.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let number = decimal(text)?;
    number.is_integer().then(|| i64::try_from(number).ok()).flatten()
}

/// A number: the last point or comma is the decimal mark, an earlier one parts thousands.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.rsplit_once(['.', ',']).unwrap_or((digits, ""));
    let whole: String = whole.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    let only_digits = whole.chars().chain(fraction.chars()).all(|c| c.is_ascii_digit());
    if !only_digits || whole.is_empty() {
        return None;
    }
    format!("{sign}{whole}.{}", if fraction.is_empty() { "0" } else { fraction }).parse().ok()
}

/// A date that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoDate;

/// A date in any form of §6, the time of day left out; `None` where the text is empty.
pub(crate) fn date(text: &str) -> Result<Option<Date>, NoDate> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['-', '/']).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (year, month, day),
        [day, month, year] if year.len() == 4 => (year, month, day),
        _ => return Err(NoDate),
    };
    let date = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    date().map(Some).ok_or(NoDate)
}

/// A flag: `J`, and what a .NET boolean says of itself; everything else, also nothing, is no.
pub(crate) fn flag(text: &str) -> bool {
    ["J", "JA", "TRUE", "1"].iter().any(|yes| text.trim().eq_ignore_ascii_case(yes))
}

/// A date as it is written.
pub(crate) fn write_date(format: DateFormat, date: Date) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match format {
        DateFormat::Dashes => format!("{day:02}-{month:02}-{year:04}"),
        DateFormat::Slashes => format!("{day:02}/{month:02}/{year:04}"),
        DateFormat::Iso => format!("{year:04}-{month:02}-{day:02}"),
    }
}

/// A quantity as it is written: at most four decimals, no zeros at the end.
pub(crate) fn write_decimal(mark: DecimalMark, number: Decimal) -> String {
    let text = number
        .round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero)
        .normalize()
        .to_string();
    match mark {
        DecimalMark::Point => text,
        DecimalMark::Comma => text.replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_with_either_mark() {
        for (text, number) in [
            ("1025", Some("1025")),
            ("-26351.77", Some("-26351.77")),
            ("12,34", Some("12.34")),
            ("1.025,50", Some("1025.50")),
            ("1,025.50", Some("1025.50")),
            (" 5 ", Some("5")),
            ("5.", Some("5")),
            ("", None),
            (".5", None),
            ("1e5", None),
            ("1_000", None),
            ("--1", None),
            ("twaalf", None),
        ] {
            assert_eq!(decimal(text), number.map(|n| n.parse().unwrap()), "{text}");
        }
        assert_eq!(integer("10000,000"), Some(10000));
        assert_eq!(integer("0"), Some(0));
        assert_eq!(integer("1.5"), None);
        assert_eq!(integer("99999999999999999999999"), None);
    }

    #[test]
    fn dates_in_every_form() {
        for text in [
            "05-03-2026",
            "5-3-2026",
            "05/03/2026",
            "5/3/2026",
            "2026-03-05",
            "2026-3-5",
            "2026-03-05T00:00:00",
            "2026-03-05T00:00:00+01:00",
            "05-03-2026 00:00:00",
            " 05-03-2026 ",
        ] {
            assert_eq!(date(text), Ok(Some(day(2026, 3, 5))), "{text}");
        }
        assert_eq!(date(" "), Ok(None));
        for text in ["31-02-2026", "2026-13-01", "00-00-0000", "05-03-26", "vandaag", "2026-03", "-5-03-2026"]
        {
            assert_eq!(date(text), Err(NoDate), "{text}");
        }
    }

    #[test]
    fn flags() {
        assert!(["J", "j", " J ", "true"].iter().all(|text| flag(text)));
        assert!(["N", "", "false", "0", "X"].iter().all(|text| !flag(text)));
    }

    #[test]
    fn quantities_are_written_with_at_most_four_decimals() {
        for (number, point) in [
            ("2", "2"),
            ("0.25", "0.25"),
            ("1.50", "1.5"),
            ("-3.0", "-3"),
            ("0.33335", "0.3334"),
            ("0.33333", "0.3333"),
        ] {
            assert_eq!(write_decimal(DecimalMark::Point, number.parse().unwrap()), point);
        }
        assert_eq!(write_decimal(DecimalMark::Comma, "0.25".parse().unwrap()), "0,25");
    }

    proptest! {
        #[test]
        fn a_date_comes_back_from_every_form(days in 0i32..50_000) {
            use jiff::ToSpan as _;
            let written = day(1950, 1, 1).saturating_add(days.days());
            for format in [DateFormat::Dashes, DateFormat::Slashes, DateFormat::Iso] {
                prop_assert_eq!(date(&write_date(format, written)), Ok(Some(written)));
            }
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = (decimal(&text), date(&text), flag(&text));
        }
    }
}
