//! The demo company's quotes of every kind, ten at a time, and what must have become of them in Simple-Simon.
//!
//! What a quote of a number says at first follows from the number, so that it is known whatever became of it later.

use std::collections::HashMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use koppel_simulators::books::{Books, Debtor, Quote, QuoteLine};
use koppel_simulators::simple_simon::SimonSimulator;
use rust_decimal::Decimal;

use crate::compare::{Made, Record, number, text};
use crate::seed;

/// The number of the first quote of the demo.
const FIRST: u32 = 26_000_000;
/// The number of the first quote of the days that somebody watches.
pub(crate) const FIRST_OF_A_DAY: u32 = 27_000_000;
/// Quotes of every kind.
const BATCH: u32 = 10;
/// Debtors that quotes are for; nobody blocks or deletes these.
pub(crate) const DEBTORS: u32 = 40;
/// The debtor of a quote that came before its customer.
const LATE_DEBTOR: u32 = 30_000_000;
/// What stands before a quote's number on its work order.
const KEY: &str = "quote-";

/// A quote as it is at first, and what must become of it.
struct Plan {
    quote: Quote,
    /// Description and used articles of its work order; `None` = it becomes none.
    becomes: Option<(String, Vec<(String, Decimal)>)>,
}

fn line(article: &str, quantity: Decimal, description: &str) -> QuoteLine {
    QuoteLine {
        article: (!article.is_empty()).then(|| article.to_owned()),
        quantity,
        description: description.to_owned(),
        unit: "Stuk".to_owned(),
    }
}

fn plan(index: u32, customers: u32, date: Date) -> Plan {
    let mut quote = Quote {
        nr: FIRST + index,
        debtor: Some(seed::FIRST_DEBTOR + index % customers.clamp(1, DEBTORS)),
        date,
        reference: format!("Aanvraag {index}"),
        memo: "Graag voor de zomer".to_owned(),
        lines: vec![line("", Decimal::ZERO, "Badkamer verbouwen")],
    };
    let both = "Badkamer verbouwen\nGraag voor de zomer".to_owned();
    let item = |nr: u32, quantity| line(&format!("A{nr:05}"), quantity, "Onderdeel");
    let of = |lines: &[QuoteLine]| -> Vec<(String, Decimal)> {
        lines.iter().filter_map(|line| Some((line.article.clone()?, line.quantity))).collect()
    };
    let becomes = match index % BATCH {
        // Two articles; changed later.
        0 => {
            quote.lines.extend([item(310, Decimal::from(2)), item(315, Decimal::new(15, 1))]);
            Some((both, of(&quote.lines)))
        }
        // A memo alone; withdrawn later.
        1 => {
            quote.lines.clear();
            Some((quote.memo.clone(), Vec::new()))
        }
        // More lines than are made between two saves.
        2 => {
            quote.lines.extend((1..=60).map(|place| item(305 + place, Decimal::from(place))));
            Some((both, of(&quote.lines)))
        }
        // For someone who is no debtor yet.
        3 => {
            quote.debtor = None;
            None
        }
        // For a debtor who comes later.
        4 => {
            quote.debtor = Some(LATE_DEBTOR + index);
            Some((both, Vec::new()))
        }
        // With an article that is blocked.
        5 => {
            quote.lines.push(line("A00210", Decimal::ONE, "Geblokkeerd"));
            quote.lines.push(item(315, Decimal::ONE));
            Some((both, vec![("A00315".to_owned(), Decimal::ONE)]))
        }
        // Quoted before the link was activated, changed since.
        6 => {
            quote.date = date.saturating_sub(30.days());
            None
        }
        // Characters that mean something in XML and JSON.
        7 => {
            quote.memo = "Tekens & <tags> \"quotes\" 'enkel' 🔧 €".to_owned();
            Some((format!("Badkamer verbouwen\n{}", quote.memo), Vec::new()))
        }
        // Taken back, and text between the articles.
        8 => {
            quote.lines.push(item(310, Decimal::from(-3)));
            quote.lines.push(line("", Decimal::ONE, "Inclusief montage"));
            quote.lines.push(item(320, Decimal::new(125, 3)));
            Some((both, of(&quote.lines)))
        }
        _ => Some((both, Vec::new())),
    };
    Plan { quote, becomes }
}

/// How many quotes there have been, besides those of the days that somebody watched.
fn count(books: &Books) -> u32 {
    let last = books
        .quotes()
        .into_iter()
        .map(|quote| quote.nr)
        .filter(|nr| (FIRST..FIRST_OF_A_DAY).contains(nr))
        .max();
    last.map_or(0, |last| last - FIRST + 1)
}

/// Makes ten quotes, and more where an earlier start was cut off in the midst of it.
pub(crate) fn make(books: &Books, customers: u32, today: Date) {
    let first = count(books);
    for index in first..(first.div_ceil(BATCH) + 1) * BATCH {
        books.put_quote(plan(index, customers, today).quote);
    }
}

/// Quotes change and are withdrawn after their work orders were made; and the debtor comes whose quote waits.
pub(crate) fn change(books: &Books, today: Date) {
    for mut quote in books.quotes() {
        match quote.nr.checked_sub(FIRST).map(|index| index % BATCH) {
            Some(1) => {
                books.remove_quote(quote.nr);
            }
            Some(4) => {
                let index = quote.nr - FIRST;
                let nr = LATE_DEBTOR + index;
                if books.debtors().iter().all(|debtor| debtor.nr != nr) {
                    books.put_debtor(Debtor { nr, ..seed::debtor(index % DEBTORS) });
                }
            }
            // Those that came along, and those from before the activation.
            Some(0 | 6) | None => {
                quote.memo = format!("Toch anders, op {today}");
                quote.lines.push(line("A00001", Decimal::from(9), "Erbij"));
                books.put_quote(quote);
            }
            Some(_) => {}
        }
    }
}

/// A quote of this number waits for someone, as it must.
pub(crate) fn waits(number: &str) -> bool {
    let index = number.parse::<u32>().ok().and_then(|nr| nr.checked_sub(FIRST));
    index.is_some_and(|index| index % BATCH == 3)
}

/// A quote of this number waits until its debtor comes.
pub(crate) fn waits_for_its_debtor(number: &str) -> bool {
    let index = number.parse::<u32>().ok().and_then(|nr| nr.checked_sub(FIRST));
    index.is_some_and(|index| index % BATCH == 4)
}

/// What became of all quotes so far.
pub(crate) fn compare(books: &Books, simon: &SimonSimulator, customers: u32) -> Made {
    let mut found: HashMap<String, Vec<Record>> = HashMap::new();
    simon.for_each("workorder", |order| {
        if let Some(quote) = text(order, "ExtKey").strip_prefix(KEY) {
            found.entry(quote.to_owned()).or_default().push(order.clone());
        }
    });
    let items = Items::new(simon);
    let mut made = Made { made: found.values().map(|orders| orders.len() as u64).sum(), ..Made::default() };
    for index in 0..count(books) {
        let Plan { quote, becomes } = plan(index, customers, Date::default());
        let orders = found.remove(&quote.nr.to_string()).unwrap_or_default();
        made.double += u64::from(orders.len() > 1);
        match (becomes, orders.first()) {
            (None, order) => made.wrong += u64::from(order.is_some()),
            (Some(_), None) => {
                made.wanted += 1;
                made.missing += 1;
            }
            (Some((description, used)), Some(order)) => {
                made.wanted += 1;
                let is_right = text(order, "Description") == description
                    && text(order, "CustomerReference") == quote.reference
                    && items.place_of(order) == quote.debtor.map(|debtor| debtor.to_string())
                    && items.on(order) == sorted(used);
                made.wrong += u64::from(!is_right);
            }
        }
    }
    // Of a quote of a watched day, all that is asked here is that it did not become two; of the others that are left,
    // which were there before the link was, that they became none.
    for (quote, orders) in found {
        let is_of_a_day = quote.parse::<u32>().is_ok_and(|nr| nr >= FIRST_OF_A_DAY);
        made.double += u64::from(is_of_a_day && orders.len() > 1);
        made.wrong += u64::from(!is_of_a_day);
    }
    made
}

fn sorted(mut used: Vec<(String, Decimal)>) -> Vec<(String, Decimal)> {
    used.sort();
    used
}

/// Used articles and addresses, by the work order and the id.
struct Items {
    used: HashMap<i64, Vec<(String, Decimal)>>,
    customers: HashMap<i64, String>,
    locations: HashMap<i64, String>,
}

impl Items {
    fn new(simon: &SimonSimulator) -> Self {
        let keys = |table: &str| {
            let mut keys: HashMap<i64, String> = HashMap::new();
            simon.for_each(table, |record| {
                keys.extend(number(record, "Id").map(|id| (id, text(record, "ExtKey"))));
            });
            keys
        };
        let codes = keys("item");
        let mut used: HashMap<i64, Vec<(String, Decimal)>> = HashMap::new();
        simon.for_each("useditem", |record| {
            let item = number(record, "ItemId").and_then(|id| codes.get(&id)).cloned().unwrap_or_default();
            let quantity = record.get("Quantity").map(|quantity| quantity.to_string());
            let quantity = quantity.and_then(|text| text.parse().ok()).unwrap_or_default();
            if let Some(order) = number(record, "WorkOrderId") {
                used.entry(order).or_default().push((item, quantity));
            }
        });
        Self { used, customers: keys("customer"), locations: keys("location") }
    }

    fn on(&self, order: &Record) -> Vec<(String, Decimal)> {
        sorted(number(order, "Id").and_then(|id| self.used.get(&id)).cloned().unwrap_or_default())
    }

    /// The debtor's number, where the work order is for that customer and at its first work address.
    fn place_of(&self, order: &Record) -> Option<String> {
        let customer = self.customers.get(&number(order, "CustomerId")?)?;
        let location = self.locations.get(&number(order, "LocationId")?)?;
        (*location == format!("{customer}-0")).then(|| customer.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use koppel_simulators::books::Package;
    use koppel_simulators::clock::SimClock;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_work_order_that_is_missing_double_changed_or_too_many_is_counted() {
        let clock = SimClock::default();
        let books = Books::empty(Package::Imuis, clock.clone(), Duration::ZERO);
        let options =
            koppel_simulators::simple_simon::Options { require_unique_ext_key: false, ..Default::default() };
        let simon = SimonSimulator::new(clock.clone(), options);
        let today = clock.wall().date();
        make(&books, 1, today);
        change(&books, today);
        let customer = simon.insert("customer", json!({ "ExtKey": seed::FIRST_DEBTOR.to_string() }));
        let key = format!("{}-0", seed::FIRST_DEBTOR);
        let location = simon.insert("location", json!({ "ExtKey": key, "CustomerId": customer }));
        let item = |code: &str| simon.insert("item", json!({ "ExtKey": code }));
        let items = [(item("A00310"), Decimal::from(2)), (item("A00315"), Decimal::new(15, 1))];
        let order = |nr: u32, description: &str| {
            simon.insert(
                "workorder",
                json!({
                    "ExtKey": format!("quote-{nr}"), "CustomerId": customer, "LocationId": location,
                    "CustomerReference": format!("Aanvraag {}", nr.abs_diff(FIRST)), "Description": description,
                }),
            )
        };
        // All of it there, though the quote has changed since.
        let id = order(FIRST, "Badkamer verbouwen\nGraag voor de zomer");
        for (item, quantity) in items {
            simon.use_item(id, item, "Onderdeel", quantity);
        }
        let right = Made { wanted: 8, made: 1, missing: 7, ..Made::default() };
        assert_eq!(compare(&books, &simon, 1), right);
        // With what it says now instead, and of one that must not come, and one from before the link.
        order(FIRST + 9, "Toch anders");
        order(FIRST + 6, "Badkamer verbouwen\nGraag voor de zomer");
        order(25_000_000, "Kogelkraan");
        assert_eq!(compare(&books, &simon, 1), Made { made: 4, missing: 6, wrong: 3, ..right });
        order(FIRST, "Badkamer verbouwen\nGraag voor de zomer");
        simon.use_item(id, None, "Erbij", 1);
        assert_eq!(compare(&books, &simon, 1), Made { made: 5, missing: 6, wrong: 4, double: 1, ..right });
    }
}
