//! The ledger against bookkeeping's sales orders (P1): each order that was sent must be there once, under its number.
//!
//! Bookkeeping's list is a first sieve only: whatever looks wrong in it is looked up by its reference before it is told.
//! Where there is more than one round can look up, what is there twice comes first, and the others in turn.

use std::collections::{BTreeSet, HashMap};

use koppel_bookkeeping::LookUp;
use koppel_domain::failure::Failure;
use koppel_domain::ledger::OrderState;
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::sales_order::OrderReference;
use koppel_domain::work_order::SimonId;
use koppel_store::{Lease, OrderEntry};

use super::{CleanupCursor, Shift};
use crate::context::Stop;
use crate::frame::message_of;

/// Entries of the ledger in one request.
const PAGE: u32 = 500;
/// Most pages of orders in one list.
const PAGES_MOST: usize = 2_000;
/// Most orders that are looked up one by one in a round.
const LOOKED_UP_MOST: usize = 100;
/// What the key of the problem of such an order begins with.
const PROBLEMS: &str = "order#";
/// The key of the problem of orders that cannot be compared at all.
const LIST: &str = "orders";

/// What does not look right in bookkeeping's list.
#[derive(Default)]
struct Suspects {
    /// Work orders with more than one sales order.
    twice: Vec<SimonId>,
    /// Work orders that were sent, and whose sales order is not there under its number.
    others: BTreeSet<SimonId>,
}

impl Shift<'_> {
    /// Compares the ledger with bookkeeping; the number of orders that do not agree, or `None` where bookkeeping does not
    /// give its orders: that is told, and holds up nothing else.
    pub(super) async fn orders_that_disagree(
        &mut self,
        lease: &mut Lease<CleanupCursor>,
    ) -> Result<Option<u64>, Stop> {
        match self.compare_orders(lease).await {
            Ok(()) => {
                self.notebook.close(Table::Link, LIST);
                let wrong = self.notebook.keys(Table::Link);
                Ok(Some(wrong.iter().filter(|key| key.starts_with(PROBLEMS)).count() as u64))
            }
            Err(Stop::Package(failure @ (Failure::Refused { .. } | Failure::Unreadable { .. }))) => {
                let message = message_of(Concern::Cleanup, &failure);
                self.notebook.open(Table::Link, LIST, message, self.desk.now());
                Ok(None)
            }
            Err(stop) => Err(stop),
        }
    }

    async fn compare_orders(&mut self, lease: &mut Lease<CleanupCursor>) -> Result<(), Stop> {
        let found = self.referenced_orders().await?;
        let suspects = self.suspects(&found).await?;
        let after = lease.cursor.orders_after;
        let is_behind = |id: &&SimonId| after.is_none_or(|after| **id > after);
        let (behind, before): (Vec<&SimonId>, Vec<&SimonId>) = suspects.others.iter().partition(is_behind);
        let in_turn = behind.into_iter().chain(before);
        let ids: Vec<SimonId> = suspects.twice.iter().chain(in_turn).take(LOOKED_UP_MOST).copied().collect();
        let entries = self.desk.tenant.orders(&ids).await?;
        for id in ids {
            self.desk.in_time()?;
            let key = format!("{PROBLEMS}{id}");
            match entries.get(&id) {
                None => {}
                Some(entry) => match self.fault_of(entry).await? {
                    Some(message) => {
                        self.counts.add("orders wrong", 1);
                        self.notebook.open(Table::Link, &key, message, self.desk.now());
                    }
                    None => self.notebook.close(Table::Link, &key),
                },
            }
            if suspects.others.contains(&id) {
                lease.cursor.orders_after = Some(id);
            }
        }
        // What looks right again is right.
        for key in self.notebook.keys(Table::Link) {
            let id = key.strip_prefix(PROBLEMS).and_then(|id| id.parse().ok()).map(SimonId);
            if id.is_some_and(|id| !suspects.twice.contains(&id) && !suspects.others.contains(&id)) {
                self.notebook.close(Table::Link, &key);
            }
        }
        Ok(())
    }

    /// The entries of the ledger that bookkeeping's list does not confirm.
    async fn suspects(&self, found: &HashMap<SimonId, Vec<String>>) -> Result<Suspects, Stop> {
        let mut suspects = Suspects::default();
        let mut after = None;
        loop {
            self.desk.in_time()?;
            let (entries, next) = self.desk.tenant.orders_page(after, PAGE).await?;
            for entry in &entries {
                let listed = found.get(&entry.work_order).map(Vec::as_slice).unwrap_or_default();
                if listed.len() > 1 {
                    suspects.twice.push(entry.work_order);
                } else if entry.state == OrderState::Sent && listed.first() != Some(&number_of(entry)) {
                    suspects.others.insert(entry.work_order);
                }
            }
            after = next;
            if after.is_none() {
                return Ok(suspects);
            }
        }
    }

    /// The numbers of all sales orders that carry a reference, by the work order that it names.
    async fn referenced_orders(&self) -> Result<HashMap<SimonId, Vec<String>>, Stop> {
        let mut found: HashMap<SimonId, Vec<String>> = HashMap::new();
        let mut after = None;
        for _ in 0..PAGES_MOST {
            self.desk.in_time()?;
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

    /// What is wrong with an order, by bookkeeping's answer about this very one.
    async fn fault_of(&self, entry: &OrderEntry) -> Result<Option<Message>, Stop> {
        let reference = OrderReference::of(entry.work_order);
        let made_from = entry.order.as_ref().map(|order| order.date);
        let found = self
            .desk
            .connected
            .bookkeeping
            .orders_by_reference(reference, made_from, LookUp::Thorough)
            .await?;
        let orders: Vec<String> = found.iter().map(|found| found.number.to_string()).collect();
        let (work_order, order) = (entry.number.clone(), number_of(entry));
        let is_sent = entry.state == OrderState::Sent;
        Ok(match orders.as_slice() {
            [] | [_] if !is_sent => None,
            [] => Some(Message::OrderMissing { work_order, order }),
            [only] if *only == order => None,
            [_] => Some(Message::OrderRenumbered { work_order, order, orders }),
            _ => Some(Message::OrderDouble { work_order, orders }),
        })
    }
}

fn number_of(entry: &OrderEntry) -> String {
    entry.order_number.as_ref().map(ToString::to_string).unwrap_or_default()
}
