//! The order ledger: what became of every archived work order, so that none is ever billed twice (P1).
//!
//! Guarantees:
//! - An entry is saved only on the revision it was read at; of two who read the same one, one wins and the other gets
//!   [`StoreError::Conflict`].
//! - An entry, its open problem and its log rows are saved together or not at all.
//!
//! Leaves out: which state may follow which, and what to do in each; the push decides.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::DateTime;
use koppel_domain::ledger::OrderState;
use koppel_domain::message::{Message, Table};
use koppel_domain::sales_order::{OrderNumber, SalesOrder};
use koppel_domain::work_order::SimonId;
use serde::{Deserialize, Serialize};

use crate::TenantStore;
use crate::error::{ItemKind, StoreError};
use crate::item::{Attributes, decode, encode};
use crate::key::{self, ORDERS};
use crate::ledger::{Entry, ProblemChange};
use crate::log::LogRow;

/// A work order in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEntry {
    /// Its id in Simple-Simon.
    pub work_order: SimonId,
    /// Its number as people see it.
    pub number: String,
    /// Where it stands.
    pub state: OrderState,
    /// The last change of the work order that was taken into account, Dutch wall-clock time.
    pub seen: Option<DateTime>,
    /// The version of the settings it was decided under (R27).
    pub settings_version: u32,
    /// How often it was sent.
    pub tries: u32,
    /// When it was claimed last; once its call got no clear answer, when that was known. The quiet period counts from
    /// it.
    pub claimed_at: Option<Timestamp>,
    /// When it was decided last.
    pub decided_at: Timestamp,
    /// What is to be sent, or was.
    pub order: Option<SalesOrder>,
    /// The number that bookkeeping gave it.
    pub order_number: Option<OrderNumber>,
    /// Why it was skipped or refused, or what is unclear.
    pub message: Option<Message>,
    /// Grows by one at every save; the store sets it. 0 = not stored yet.
    pub revision: u64,
}

impl TenantStore {
    /// The entries of these work orders; work orders without one are left out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`], [`StoreError::Malformed`].
    pub async fn orders(&self, work_orders: &[SimonId]) -> Result<HashMap<SimonId, OrderEntry>, StoreError> {
        let items: BTreeSet<String> = work_orders.iter().map(|id| key::order(*id)).collect();
        let found = self.get_many(ItemKind::Order, items.into_iter().collect()).await?;
        Ok(read_all(found)?.into_iter().map(|entry| (entry.work_order, entry)).collect())
    }

    /// At most `limit` entries by rising work order id, from just after `after`; and the id to go on after, where more
    /// may follow.
    ///
    /// # Errors
    /// As [`TenantStore::orders`].
    pub async fn orders_page(
        &self,
        after: Option<SimonId>,
        limit: u32,
    ) -> Result<(Vec<OrderEntry>, Option<SimonId>), StoreError> {
        let (items, next) = self.list(ItemKind::Order, ORDERS, after.map(key::order), limit).await?;
        let entries = read_all(items)?;
        // A page ends with the very item to go on after.
        let next = next.and_then(|_| entries.last().map(|entry| entry.work_order));
        Ok((entries, next))
    }

    /// Saves an entry with what belongs to it, and gives it back as stored. One plain write where the entry is all,
    /// else one transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where someone else saved it since `entry.revision`; nothing was changed then.
    /// [`StoreError::Unavailable`]: it may have been saved; read it again. [`StoreError::TooLarge`] also for more than
    /// 98 log rows.
    pub async fn save_order(
        &self,
        entry: OrderEntry,
        problem: ProblemChange,
        rows: &[LogRow],
    ) -> Result<OrderEntry, StoreError> {
        let read = entry.revision;
        let saved = OrderEntry { revision: read.saturating_add(1), ..entry };
        let subject = (Table::WorkOrder, saved.work_order.to_string());
        let write = Entry {
            kind: ItemKind::Order,
            item: key::order(saved.work_order),
            attributes: encode(ItemKind::Order, &saved)?,
            read,
        };
        self.save_entry(write, subject, problem, rows).await?;
        Ok(saved)
    }
}

fn read_all(items: Vec<Attributes>) -> Result<Vec<OrderEntry>, StoreError> {
    items.into_iter().map(|item| decode(ItemKind::Order, item)).collect()
}
