//! A day at the demo company, in fast motion: the bookkeeper changes records, the office makes work orders, field
//! workers fill them, the office archives them.

use koppel_simulators::imuis::{Article, ImuisSimulator};
use koppel_simulators::simple_simon::SimonSimulator;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::world::World;

const JOBS: [&str; 6] = [
    "Storing cv-ketel",
    "Lekkage keuken",
    "Groepenkast vervangen",
    "Onderhoudsbeurt",
    "Garantie: pomp",
    "Kraan lekt",
];

/// Who makes the day.
pub(crate) struct Traffic<'a> {
    imuis: &'a ImuisSimulator,
    simon: &'a SimonSimulator,
    random: StdRng,
    open: Vec<i64>,
    new_articles: u32,
}

impl<'a> Traffic<'a> {
    pub(crate) fn new(world: &'a World, seed: u64) -> Self {
        let random = StdRng::seed_from_u64(seed);
        Self { imuis: &world.imuis, simon: &world.simon, random, open: Vec::new(), new_articles: 0 }
    }

    /// What happens between two ticks.
    pub(crate) fn go(&mut self) {
        if self.random.random_range(0..2) == 0 {
            self.bookkeeper();
        }
        self.office();
        self.field_workers();
    }

    fn bookkeeper(&mut self) {
        let debtors = self.imuis.debtors();
        let index = self.random.random_range(0..debtors.len().max(1));
        if let Some(mut debtor) = debtors.into_iter().nth(index) {
            debtor.phone = format!("06-{:08}", self.random.random_range(0..100_000_000));
            println!("      the bookkeeper gives debtor {} another phone number", debtor.nr);
            self.imuis.put_debtor(debtor);
        }
        if self.random.random_range(0..4) == 0 {
            self.new_articles += 1;
            let nr = format!("N{:05}", self.random.random_range(0..100_000));
            println!("      the bookkeeper adds article {nr}");
            self.imuis.put_article(Article {
                search_key: nr.clone(),
                nr,
                description: format!("Nieuw onderdeel {}", self.new_articles),
                group: Some(2),
                unit: "Stuk".to_owned(),
                ..Article::default()
            });
        }
    }

    fn office(&mut self) {
        let linked = |record: &Map<String, Value>| {
            record.get("ExtKey").and_then(Value::as_str).is_some_and(|key| key.ends_with("-0"))
        };
        let mut locations: Vec<(i64, i64)> = Vec::new();
        self.simon.for_each("location", |record| {
            let ids =
                (record.get("Id").and_then(Value::as_i64), record.get("CustomerId").and_then(Value::as_i64));
            if let ((Some(id), Some(customer)), true) = (ids, linked(record) && locations.len() < 500) {
                locations.push((id, customer));
            }
        });
        if locations.is_empty() {
            return;
        }
        let at = self.random.random_range(0..locations.len());
        let job = self.random.random_range(0..JOBS.len());
        let (Some((location, customer)), Some(job)) = (locations.get(at), JOBS.get(job)) else { return };
        let forgotten = self.random.random_range(0..8) == 0;
        let customer = (!forgotten).then_some(*customer);
        self.open.push(self.simon.work_order(customer, *location, job));
    }

    fn field_workers(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        let id = self.open.remove(0);
        self.simon.book_time(id, "Travel", self.random.random_range(1..6) * 5);
        self.simon.book_time(id, "Work", self.random.random_range(1..16) * 15);
        let mut item = None;
        self.simon.for_each("item", |record| {
            if item.is_none() && record.get("Code").and_then(Value::as_str) == Some("A00007") {
                item = record.get("Id").and_then(Value::as_i64);
            }
        });
        if let Some(item) = item {
            self.simon.use_item(id, item, "Onderdeel", Decimal::from(self.random.random_range(1..4)));
        }
        self.simon.report_ready(id);
        self.simon.archive(id);
        println!("      the office archives work order {id}");
        // A work order without a customer is noticed sooner or later.
        if self.random.random_range(0..3) == 0 {
            self.mend();
        }
    }

    /// The office gives work orders without a customer the customer of their work address (R4).
    fn mend(&mut self) {
        let mut without: Vec<(i64, i64)> = Vec::new();
        self.simon.for_each("workorder", |record| {
            let customer = record.get("CustomerId").and_then(Value::as_i64);
            let ids =
                (record.get("Id").and_then(Value::as_i64), record.get("LocationId").and_then(Value::as_i64));
            if let ((Some(id), Some(location)), None) = (ids, customer) {
                without.push((id, location));
            }
        });
        for (id, location) in without {
            let customer =
                self.simon.record("location", location).and_then(|record| record.get("CustomerId").cloned());
            if let Some(customer) = customer {
                println!("      the office gives work order {id} its customer");
                self.simon.change("workorder", id, serde_json::json!({ "CustomerId": customer }));
            }
        }
    }
}
