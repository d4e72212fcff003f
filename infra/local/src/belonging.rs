//! What belongs in Simple-Simon: what bookkeeping wants there, and what a cleanup must leave although it does not.
//!
//! That is: customers and articles that a work order still needs, and work addresses under a customer that stays.

use std::collections::{BTreeSet, HashSet};

use koppel_simulators::books::Books;
use koppel_simulators::simple_simon::SimonSimulator;

use crate::compare::{Record, ids, is_customer, is_item, number, text};
use crate::seed;

/// The tables in which everything must belong.
pub(crate) const TABLES: [&str; 4] = ["customer", "location", "item", "itemgroup"];

/// What belongs, as both packages are now.
pub(crate) struct Belonging {
    customers: BTreeSet<i64>,
    items: BTreeSet<i64>,
    groups: HashSet<String>,
}

impl Belonging {
    pub(crate) fn new(books: &Books, simon: &SimonSimulator) -> Self {
        let sent: HashSet<i64> = books.orders().into_iter().filter_map(|order| order.work_order).collect();
        let unsettled = ids(simon, "workorder", |order| !is_settled(&sent, order));
        let mut needed: (HashSet<i64>, HashSet<i64>) = Default::default();
        simon.for_each("workorder", |order| {
            if number(order, "Id").is_some_and(|id| unsettled.contains(&id)) {
                needed.0.extend(number(order, "CustomerId"));
            }
        });
        simon.for_each("useditem", |used| {
            if number(used, "WorkOrderId").is_some_and(|id| unsettled.contains(&id)) {
                needed.1.extend(number(used, "ItemId"));
            }
        });
        let debtors: HashSet<String> =
            books.debtors().iter().filter(|debtor| is_customer(debtor)).map(|it| it.nr.to_string()).collect();
        let articles: HashSet<String> =
            books.articles().into_iter().filter(is_item).map(|article| article.nr).collect();
        let belongs = |wanted: &HashSet<String>, needed: &HashSet<i64>, record: &Record| {
            wanted.contains(&text(record, "ExtKey"))
                || number(record, "Id").is_some_and(|id| needed.contains(&id))
        };
        Self {
            customers: ids(simon, "customer", |customer| belongs(&debtors, &needed.0, customer)),
            items: ids(simon, "item", |item| belongs(&articles, &needed.1, item)),
            groups: books.groups().into_iter().map(|group| group.nr.to_string()).collect(),
        }
    }

    /// This record of one of [`TABLES`] may be there.
    pub(crate) fn has(&self, table: &str, record: &Record) -> bool {
        let among = |ids: &BTreeSet<i64>, field| number(record, field).is_some_and(|id| ids.contains(&id));
        match table {
            "customer" => among(&self.customers, "Id"),
            "location" => among(&self.customers, "CustomerId"),
            "item" => among(&self.items, "Id"),
            _ => self.groups.contains(&text(record, "ExtKey")),
        }
    }
}

/// Nothing is to be made of this work order any more: it has its sales order, or is not to have one.
fn is_settled(sent: &HashSet<i64>, order: &Record) -> bool {
    match text(order, "Status").as_str() {
        "Cancelled" => true,
        "Archived" => {
            let skipped =
                text(order, "Description").to_lowercase().contains(&seed::FILTER_WORD.to_lowercase());
            skipped || number(order, "Id").is_some_and(|id| sent.contains(&id))
        }
        _ => false,
    }
}
