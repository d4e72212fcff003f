//! What the demo company's people do to records on both sides, one deed at a time.
//!
//! Guarantees: a deed is done to what is there and to nothing else; it prints nothing, as the world may be in a process
//! whose output is listened to.

use koppel_simulators::books::{Article, ArticleGroup, Books, Debtor};
use koppel_simulators::simple_simon::SimonSimulator;
use serde_json::{Value, json};

use crate::compare::{number, text};

/// Those who keep the books, and those who work in Simple-Simon.
#[derive(Clone, Copy)]
pub(crate) struct People<'a> {
    pub(crate) books: &'a Books,
    pub(crate) simon: &'a SimonSimulator,
}

impl People<'_> {
    pub(crate) fn block_debtor(&self, debtor: Debtor, blocked: bool) {
        self.books.put_debtor(Debtor { blocked, ..debtor });
    }

    pub(crate) fn rename_debtor(&self, debtor: Debtor, name: &str) {
        self.books.put_debtor(Debtor { name: name.to_owned(), ..debtor });
    }

    pub(crate) fn block_article(&self, article: Article) {
        self.books.put_article(Article { blocked: true, ..article });
    }

    pub(crate) fn move_article(&self, article: Article, group: u32) {
        self.books.put_article(Article { group: Some(group), ..article });
    }

    pub(crate) fn add_group(&self, nr: u32, name: &str) {
        self.books.put_group(ArticleGroup { nr, description: name.to_owned() });
    }

    /// Adds a customer with a work address in Simple-Simon.
    pub(crate) fn add_customer(&self, name: &str) {
        let customer = self.simon.insert("customer", json!({ "Name": name, "City": "Utrecht" }));
        self.add_address(customer, name);
    }

    /// Adds a work address under a customer of Simple-Simon.
    pub(crate) fn add_address(&self, customer: i64, name: &str) {
        self.simon.insert("location", json!({ "CustomerId": customer, "Name": name, "City": "Breda" }));
    }

    /// Adds an article in Simple-Simon.
    pub(crate) fn add_item(&self, code: &str) {
        self.simon.insert("item", json!({ "Code": code, "Description": "Zelf toegevoegd", "Unit": "Stuk" }));
    }

    /// Changes one field of a record of Simple-Simon; `false` where it is not there.
    pub(crate) fn change(&self, table: &str, ext_key: &str, field: &str, value: &str) -> bool {
        let id = find(self.simon, table, ext_key);
        id.is_some_and(|id| {
            let fields = [(field.to_owned(), Value::from(value))].into_iter().collect();
            self.simon.change(table, id, Value::Object(fields))
        })
    }
}

/// The record of Simple-Simon that carries a number of bookkeeping.
pub(crate) fn find(simon: &SimonSimulator, table: &str, ext_key: &str) -> Option<i64> {
    let mut found = None;
    simon.for_each(table, |record| {
        if text(record, "ExtKey") == ext_key {
            found = number(record, "Id");
        }
    });
    found
}
