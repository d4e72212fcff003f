//! Forty archived work orders of every kind, as field workers and the office leave them.

use koppel_simulators::simple_simon::SimonSimulator;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::compare::number;
use crate::people::find;
use crate::seed;

/// What must become of a work order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Expected {
    /// One sales order with so many lines.
    Sent(usize),
    /// None: the filter word.
    Skipped,
    /// None: a reason that a person must mend.
    Refused,
}

/// A work order of the demo.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Demo {
    pub(crate) id: i64,
    pub(crate) kind: String,
    pub(crate) expected: Expected,
}

/// Finds records of Simple-Simon by their number in bookkeeping.
struct Shelf<'a> {
    simon: &'a SimonSimulator,
    customers: Vec<i64>,
    locations: Vec<i64>,
    items: Vec<i64>,
}

impl<'a> Shelf<'a> {
    fn new(simon: &'a SimonSimulator) -> Self {
        let customers: Vec<i64> = (0..40)
            .filter_map(|index| find(simon, "customer", &(seed::FIRST_DEBTOR + index).to_string()))
            .collect();
        let locations = customers.iter().filter_map(|id| location_of(simon, *id)).collect();
        let items = (0..400).filter_map(|index| find(simon, "item", &format!("A{index:05}"))).collect();
        Self { simon, customers, locations, items }
    }

    fn customer(&self, index: usize) -> (i64, i64) {
        let at = index % self.customers.len().max(1);
        (
            self.customers.get(at).copied().unwrap_or_default(),
            self.locations.get(at).copied().unwrap_or_default(),
        )
    }

    fn item(&self, index: usize) -> i64 {
        self.items.get(index % self.items.len().max(1)).copied().unwrap_or_default()
    }

    fn plain(&self, index: usize, description: &str) -> i64 {
        let (customer, location) = self.customer(index);
        self.simon.work_order(customer, location, description)
    }
}

fn location_of(simon: &SimonSimulator, customer: i64) -> Option<i64> {
    let mut found = None;
    simon.for_each("location", |record| {
        if number(record, "CustomerId") == Some(customer) && found.is_none() {
            found = number(record, "Id");
        }
    });
    found
}

/// Makes and archives the forty.
pub(crate) fn archive(simon: &SimonSimulator) -> Vec<Demo> {
    let shelf = Shelf::new(simon);
    let mut demos: Vec<Demo> = (0..40).map(|index| fill(&shelf, index)).collect();
    for demo in &mut demos {
        simon.report_ready(demo.id);
        simon.archive(demo.id);
    }
    demos
}

fn fill(shelf: &Shelf<'_>, index: usize) -> Demo {
    use Expected::{Refused, Sent, Skipped};
    let simon = shelf.simon;
    let demo = |id, kind: &str, expected| Demo { id, kind: kind.to_owned(), expected };
    match index % 20 {
        0 => {
            let id = shelf.plain(index, "Ketel nakijken");
            simon.book_time(id, "Travel", 15);
            demo(id, "travel only", Sent(1))
        }
        1 => {
            let id = shelf.plain(index, "Storing oven");
            simon.book_time(id, "Work", 120);
            demo(id, "work only", Sent(1))
        }
        2 => {
            let id = shelf.plain(index, "Kraan vervangen");
            simon.use_item(id, shelf.item(index), "Kogelkraan", Decimal::from(2));
            demo(id, "articles only", Sent(1))
        }
        3 => {
            let id = shelf.plain(index, "Filter word: Garantie op de cv-ketel");
            simon.book_time(id, "Work", 60);
            demo(id, "filter word", Skipped)
        }
        4 => {
            let (_, location) = shelf.customer(index);
            let id = simon.work_order(None, location, "Iemand belde");
            simon.book_time(id, "Work", 30);
            demo(id, "no customer", Refused)
        }
        5 => {
            let (customer, _) = shelf.customer(index);
            let (_, location) = shelf.customer(index + 1);
            let id = simon.work_order(customer, location, "Verkeerd adres");
            simon.book_time(id, "Work", 30);
            demo(id, "address of another customer", Refused)
        }
        6 => {
            let own = simon.insert("item", json!({ "Code": "EIGEN", "Description": "Zelf toegevoegd" }));
            let id = shelf.plain(index, "Met een eigen artikel");
            simon.use_item(id, own, "Zelf toegevoegd", Decimal::ONE);
            demo(id, "article unknown to bookkeeping", Refused)
        }
        7 => demo(shelf.plain(index, "Niemand thuis"), "nothing booked", Refused),
        8 => {
            let id = shelf.plain(index, &"Lekkage in de kelder, water staat tot de enkels. ".repeat(5));
            simon.use_item(
                id,
                shelf.item(index),
                &"Zeer lange omschrijving van een artikel ".repeat(4),
                Decimal::ONE,
            );
            demo(id, "very long texts", Sent(1))
        }
        9 => {
            let id = shelf.plain(index, "Tekens & <tags> \"quotes\" 'enkel' 🔧👨‍👩‍👧 €");
            simon.use_item(id, shelf.item(index), "Buis <1\" & \"2\" 🔩", Decimal::ONE);
            demo(id, "special characters and emoji", Sent(1))
        }
        10 => {
            let id = shelf.plain(index, "Grote verbouwing");
            for line in 0..300 {
                simon.use_item(id, shelf.item(line), "Onderdeel", Decimal::new(5, 1));
            }
            demo(id, "300 lines", Sent(300))
        }
        11 => {
            let id = shelf.plain(index, "Pomp teruggenomen");
            simon.use_item(id, shelf.item(index), "Pomp", Decimal::from(-1));
            simon.book_time(id, "Work", 45);
            demo(id, "negative quantity", Sent(2))
        }
        12 => {
            let id = shelf.plain(index, "Kabels trekken");
            simon.use_item(id, None, "Los materiaal", Decimal::ONE);
            demo(id, "article as free text", Refused)
        }
        13 => {
            let id = shelf.plain(index, "Nachtdienst");
            simon.book_time(id, "Work", 1_500);
            simon.book_time(id, "Work", -20);
            demo(id, "minutes above a day and below zero", Sent(1))
        }
        14 => {
            let own = simon.insert("customer", json!({ "Name": "Zelf toegevoegd" }));
            simon.change("customer", own, json!({ "ExtKey": format!("H{own}") }));
            let location = simon.insert("location", json!({ "CustomerId": own, "Name": "Zelf toegevoegd" }));
            let id = simon.work_order(own, location, "Klant niet uit de boekhouding");
            simon.book_time(id, "Work", 60);
            demo(id, "customer added by hand", Refused)
        }
        _ => {
            let id = shelf.plain(index, "Onderhoudsbeurt");
            simon.book_time(id, "Travel", 25);
            simon.book_time(id, "Work", 100);
            simon.use_item(id, shelf.item(index), "Onderdeel", Decimal::new(25, 1));
            simon.use_item(id, shelf.item(index + 1), "Onderdeel", Decimal::from(4));
            demo(id, "travel, work and articles", Sent(4))
        }
    }
}
