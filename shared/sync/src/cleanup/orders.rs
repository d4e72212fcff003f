//! The ledger against bookkeeping's sales orders (P1): each order that was sent must be there once, under its number.
//!
//! Bookkeeping's list is a first sieve only: whatever looks wrong in it is looked up by its reference before it is told.

use std::collections::{BTreeSet, HashMap};

use koppel_domain::ledger::OrderState;
use koppel_domain::message::{Message, Table};
use koppel_domain::sales_order::OrderReference;
use koppel_domain::work_order::SimonId;
use koppel_store::OrderEntry;

use super::Shift;
use crate::context::Stop;

/// Entries of the ledger in one request.
const PAGE: u32 = 500;
/// Most pages of orders in one list.
const PAGES_MOST: usize = 2_000;
/// Most orders that are looked up one by one in a round.
const LOOKED_UP_MOST: u64 = 100;
/// What the key of the problem of such an order begins with.
const PROBLEMS: &str = "order#";

impl Shift<'_> {
    /// Compares the ledger with bookkeeping; the number of orders that do not agree.
    pub(super) async fn compare_orders(&mut self) -> Result<u64, Stop> {
        let found = self.referenced_orders().await?;
        let mut wrong: BTreeSet<String> = BTreeSet::new();
        let mut looked_up = 0;
        let mut after = None;
        loop {
            let (entries, next) = self.desk.tenant.orders_page(after, PAGE).await?;
            for entry in entries.iter().filter(|entry| entry.state == OrderState::Sent) {
                let number = entry.order_number.as_ref().map(ToString::to_string).unwrap_or_default();
                let listed = found.get(&entry.work_order).map(Vec::as_slice).unwrap_or_default();
                if listed == [number.clone()] {
                    continue;
                }
                let key = format!("{PROBLEMS}{}", entry.work_order);
                looked_up += 1;
                if looked_up > LOOKED_UP_MOST {
                    // What was told before stays told.
                    wrong.insert(key);
                    continue;
                }
                if let Some(message) = self.fault_of(entry, number).await? {
                    self.counts.add("orders wrong", 1);
                    self.notebook.open(Table::Link, &key, message, self.desk.now());
                    wrong.insert(key);
                }
            }
            after = next;
            if after.is_none() {
                break;
            }
        }
        for key in self.notebook.keys(Table::Link) {
            if key.starts_with(PROBLEMS) && !wrong.contains(&key) {
                self.notebook.close(Table::Link, &key);
            }
        }
        Ok(wrong.len() as u64)
    }

    /// The numbers of all sales orders that carry a reference, by the work order that it names.
    async fn referenced_orders(&self) -> Result<HashMap<SimonId, Vec<String>>, Stop> {
        let mut found: HashMap<SimonId, Vec<String>> = HashMap::new();
        let mut after = None;
        for _ in 0..PAGES_MOST {
            let page = self.desk.connected.bookkeeping.referenced_orders(after.as_ref()).await?;
            for order in page.orders {
                found.entry(order.reference.work_order()).or_default().push(order.number.to_string());
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(found)
    }

    /// What is wrong with an order that was sent, by bookkeeping's answer about this very one.
    async fn fault_of(&self, entry: &OrderEntry, order: String) -> Result<Option<Message>, Stop> {
        let reference = OrderReference::of(entry.work_order);
        let found = self.desk.connected.bookkeeping.orders_by_reference(reference).await?;
        let orders: Vec<String> = found.iter().map(|found| found.number.to_string()).collect();
        let work_order = entry.number.clone();
        Ok(match orders.as_slice() {
            [] => Some(Message::OrderMissing { work_order, order }),
            [only] if *only == order => None,
            [_] => Some(Message::OrderRenumbered { work_order, order, orders }),
            _ => Some(Message::OrderDouble { work_order, orders }),
        })
    }
}
