//! What the office and the field workers do on a day: quotes, work orders, and records added by hand in Simple-Simon.

use koppel_simulators::books::{Debtor, Quote, QuoteLine};
use rand::RngExt as _;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::{JOBS, Traffic};
use crate::compare::{ids, is_customer, text};
use crate::people::find;
use crate::quotes::FIRST_OF_A_DAY;

impl Traffic<'_> {
    /// A quote is made, or one that is there changes: only its work order does not.
    pub(super) fn quote(&mut self) {
        let quotes: Vec<Quote> =
            self.books.quotes().into_iter().filter(|it| it.nr >= FIRST_OF_A_DAY).collect();
        let nr = quotes.last().map_or(FIRST_OF_A_DAY, |quote| quote.nr + 1);
        if self.random.random_range(0..2) == 0
            && let Some(mut quote) = self.any(quotes)
        {
            self.tell(format!("the office changes quote {}", quote.nr));
            quote.memo = "Toch liever na de vakantie".to_owned();
            quote.lines.iter_mut().for_each(|line| line.quantity += Decimal::ONE);
            return self.books.put_quote(quote);
        }
        let debtors = self.books.debtors().into_iter().filter(is_customer).collect();
        let (Some(debtor), Some(job)) = (self.any(debtors), self.any(JOBS.to_vec())) else { return };
        let line = |article: Option<&str>, description: &str| QuoteLine {
            article: article.map(str::to_owned),
            quantity: if article.is_some() { Decimal::from(2) } else { Decimal::ZERO },
            description: description.to_owned(),
            unit: "Stuk".to_owned(),
        };
        self.tell(format!("the office makes quote {nr} for debtor {}", debtor.nr));
        self.books.put_quote(Quote {
            nr,
            debtor: Some(debtor.nr),
            date: self.world.today(),
            memo: "Graag voor de zomer".to_owned(),
            lines: vec![line(None, job), line(Some("A00007"), "Onderdeel")],
            ..Quote::default()
        });
    }

    /// What nobody should do in Simple-Simon, and everybody does.
    pub(super) fn by_hand(&mut self) {
        let people = self.people();
        let debtors = self.books.debtors().into_iter().filter(is_customer).collect();
        let Some(Debtor { nr, .. }) = self.any(debtors) else { return };
        match self.random.random_range(0..4) {
            0 => {
                self.tell("the office adds a customer by hand in Simple-Simon");
                people.add_customer("Zelf toegevoegde klant");
            }
            1 => {
                self.tell("the office adds an article by hand in Simple-Simon");
                people.add_item("ZELF");
            }
            2 => {
                if let Some(customer) = find(self.simon, "customer", &nr.to_string()) {
                    self.tell(format!("the office adds a work address under customer {nr} in Simple-Simon"));
                    people.add_address(customer, "Filiaal");
                }
            }
            _ => {
                if people.change("customer", &nr.to_string(), "Name", "Met de hand hernoemd") {
                    self.tell(format!("the office gives customer {nr} another name in Simple-Simon"));
                }
            }
        }
    }

    /// A work order is made, or one that came from a quote is taken on.
    pub(super) fn office(&mut self) {
        let is_new = |order: &Map<String, Value>| {
            text(order, "ExtKey").starts_with("quote-") && text(order, "Status") != "Archived"
        };
        let from_quote = ids(self.simon, "workorder", is_new);
        if let Some(id) = from_quote.into_iter().find(|id| !self.open.contains(id)) {
            return self.open.push(id);
        }
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

    /// The oldest work order is filled and archived.
    pub(super) fn field_workers(&mut self) {
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
        self.tell(format!("the office archives work order {id}"));
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
                self.tell(format!("the office gives work order {id} its customer"));
                self.simon.change("workorder", id, serde_json::json!({ "CustomerId": customer }));
            }
        }
    }
}
