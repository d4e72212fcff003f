//! VAT rates (SnelStart fact sheet §7, §6 sentinels), and the totals of an order (§8.5, §8.6).
//!
//! Guarantees: a line's total is rounded to cents; VAT is reckoned per rate over the sum of its lines.
//!
//! Leaves out: small entrepreneurs, reverse charge, and rates of other countries.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::bind::rounded;
use super::json::{Json, Object, property};
use super::moment;
use super::prices::discounted;

const CENTS: u32 = 2;
const OPEN_START: Date = date(1900, 1, 1);
const OPEN_END: Date = date(2400, 12, 31);

/// Kind, percentage, first day, last day.
const RATES: [(&str, u32, Date, Date); 6] = [
    ("Geen", 0, OPEN_START, OPEN_END),
    ("Laag", 6, OPEN_START, date(2018, 12, 31)),
    ("Laag", 9, date(2019, 1, 1), OPEN_END),
    ("Hoog", 19, OPEN_START, date(2012, 9, 30)),
    ("Hoog", 21, date(2012, 10, 1), OPEN_END),
    ("Overig", 0, OPEN_START, OPEN_END),
];

/// The list of rates.
pub(super) fn list() -> Json {
    let rate = |(kind, percentage, from, until): (&str, u32, Date, Date)| {
        Json::object([
            ("btwSoort", kind.into()),
            ("btwPercentage", Decimal::from(percentage).into()),
            ("datumVanaf", moment::write(from.at(0, 0, 0, 0)).into()),
            ("datumTotEnMet", moment::write(until.at(0, 0, 0, 0)).into()),
        ])
    };
    Json::List(RATES.into_iter().map(rate).collect())
}

/// The percentage of a kind on a day; 0 for an unknown kind.
fn percentage(kind: &str, day: Date) -> Decimal {
    let holds =
        |(of, _, from, until): &&(&str, u32, Date, Date)| *of == kind && *from <= day && day <= *until;
    RATES.iter().find(holds).map_or(Decimal::ZERO, |rate| Decimal::from(rate.1))
}

/// A line's total: price times quantity less its discount.
pub(super) fn line_total(line: &Object) -> Decimal {
    let number = |name| property(line, name).number().unwrap_or_default();
    let total = number("stuksprijs").checked_mul(number("aantal")).unwrap_or_default();
    rounded(discounted(total, property(line, "kortingsPercentage")), CENTS)
}

/// Fills in both totals of an order; `kind_of` tells the kind of VAT of an article.
pub(super) fn fill_totals(order: &mut Object, kind_of: impl Fn(&str) -> String) {
    let day = property(order, "datum").text().and_then(moment::read).map(|moment| moment.date());
    let day = day.unwrap_or_default();
    let mut by_kind: BTreeMap<String, Decimal> = BTreeMap::new();
    for line in property(order, "regels").list() {
        let kind = line.get("artikel").id().map(&kind_of).unwrap_or_default();
        let sum = by_kind.entry(kind).or_default();
        *sum = sum.saturating_add(line.get("totaal").number().unwrap_or_default());
    }
    let includes = property(order, "verkooporderBtwIngaveModel").text() == Some("Inclusief");
    let (mut without, mut with) = (Decimal::ZERO, Decimal::ZERO);
    for (kind, sum) in by_kind {
        let sum = rounded(discounted(sum, property(order, "factuurkorting")), CENTS);
        let rate = percentage(&kind, day);
        let (net, gross) = if includes { (taken_out(sum, rate), sum) } else { (sum, put_on(sum, rate)) };
        without = without.saturating_add(net);
        with = with.saturating_add(gross);
    }
    order.insert("totaalExclusiefBtw".to_owned(), without.into());
    order.insert("totaalInclusiefBtw".to_owned(), with.into());
}

fn put_on(sum: Decimal, rate: Decimal) -> Decimal {
    let whole = Decimal::ONE_HUNDRED.saturating_add(rate);
    let gross = sum.checked_mul(whole).and_then(|part| part.checked_div(Decimal::ONE_HUNDRED));
    rounded(gross.unwrap_or(sum), CENTS)
}

fn taken_out(sum: Decimal, rate: Decimal) -> Decimal {
    let whole = Decimal::ONE_HUNDRED.saturating_add(rate);
    let net = sum.checked_mul(Decimal::ONE_HUNDRED).and_then(|part| part.checked_div(whole));
    rounded(net.unwrap_or(sum), CENTS)
}
