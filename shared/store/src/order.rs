//! The order ledger: what became of every archived work order, so that none is ever billed twice (P1).
//!
//! Guarantees:
//! - An entry is saved only on the revision it was read at; of two who read the same one, one wins and the other gets
//!   [`StoreError::Conflict`].
//! - An entry, its open problem and its log rows are saved together or not at all.
//! - An entry keeps its own way: a step for every change of state or message, the first five and the latest fifteen.
//! - It is found by its number, as people know it, from its first save on.
//!
//! Leaves out: which state may follow which, and what to do in each; the push decides.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;
use jiff::civil::DateTime;
use koppel_domain::ledger::OrderState;
use koppel_domain::message::{Message, Table};
use koppel_domain::sales_order::{OrderNumber, SalesOrder};
use koppel_domain::work_order::SimonId;
use serde::{Deserialize, Serialize};

use crate::TenantStore;
use crate::error::{ItemKind, StoreError};
use crate::item::{Attributes, decode, encode, text_of};
use crate::key::{self, ITEM, ORDER_NUMBERS, ORDERS};
use crate::ledger::{Entry, ProblemChange};
use crate::log::LogRow;
use crate::problem::Problem;
use crate::read::Span;
use crate::write::put_act;

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
    /// Its way here; the store keeps it.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// The number under which it is found, as it stands in a key; the store sets it.
    #[serde(default)]
    pub found_as: Option<String>,
    /// Grows by one at every save; the store sets it. 0 = not stored yet.
    pub revision: u64,
}

/// One change of state or message of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// The state from then on.
    pub state: OrderState,
    /// The version of the settings it was decided under.
    pub settings_version: u32,
    /// Why it was skipped or refused, or what was unclear.
    pub message: Option<Message>,
    /// The number that bookkeeping gave it.
    pub order_number: Option<OrderNumber>,
}

/// Entries, newest work order first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderPage {
    /// The entries.
    pub entries: Vec<OrderEntry>,
    /// What to ask for as `before` to go on; `None` at the end. A page may be short and still have one.
    pub next: Option<SimonId>,
}

/// Steps at the beginning of a way that stay.
const FIRST_STEPS: usize = 5;
/// Most steps of a way.
const STEPS_MAX: usize = 20;
/// Most entries in a page, newest first.
const PAGE_MAX: u32 = 100;
/// Entries that one request looks at when a filter passes over some.
const FILTERED: u32 = 200;
/// Most requests for such a page.
const REQUESTS_MAX: usize = 2;

impl OrderEntry {
    /// Adds the step that this entry is at, where it is a new one.
    fn note(&mut self, at: Timestamp) {
        let code = |message: &Option<Message>| message.as_ref().map(Message::code);
        let is_new = self
            .steps
            .last()
            .is_none_or(|last| last.state != self.state || code(&last.message) != code(&self.message));
        if !is_new {
            return;
        }
        self.steps.push(Step {
            at,
            state: self.state,
            settings_version: self.settings_version,
            message: self.message.clone(),
            order_number: self.order_number.clone(),
        });
        if self.steps.len() > STEPS_MAX {
            self.steps.remove(FIRST_STEPS);
        }
    }

    /// When it was last sent or found; `None` where it was not.
    #[must_use]
    pub fn sent_at(&self) -> Option<Timestamp> {
        self.steps.iter().rev().find(|step| step.state == OrderState::Sent).map(|step| step.at)
    }
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

    /// At most `limit` entries (100 at the most) by falling work order id, from just below `before`; only those of this
    /// state, where one is named. One request, or two where a state is named: then a page may be short, and says where
    /// to go on.
    ///
    /// # Errors
    /// As [`TenantStore::orders`].
    pub async fn newest_orders(
        &self,
        before: Option<SimonId>,
        limit: u32,
        state: Option<OrderState>,
    ) -> Result<OrderPage, StoreError> {
        let limit = limit.clamp(1, PAGE_MAX);
        let wanted = usize::try_from(limit).unwrap_or(1);
        let requests = if state.is_some() { REQUESTS_MAX } else { 1 };
        let mut page = OrderPage { entries: Vec::new(), next: before };
        for _ in 0..requests {
            let span = Span {
                after: page.next.map(key::order),
                is_backward: true,
                limit: if state.is_some() { FILTERED } else { limit },
                only: state.map(|state| ("state", state.as_str())),
                ..Span::of(ORDERS)
            };
            let (items, next) = self.list_once(ItemKind::Order, span).await?;
            page.entries.append(&mut read_all(items)?);
            page.next = next.as_deref().and_then(key::order_of);
            if page.entries.len() > wanted {
                page.entries.truncate(wanted);
                page.next = page.entries.last().map(|entry| entry.work_order);
            }
            if page.next.is_none() || page.entries.len() >= wanted {
                break;
            }
        }
        Ok(page)
    }

    /// At most 100 entries whose number begins with what was typed, whatever its case, the exact number first and the
    /// newest work order first within a number; and whether there may be more: two requests.
    ///
    /// # Errors
    /// As [`TenantStore::orders`].
    pub async fn orders_by_number(&self, typed: &str) -> Result<(Vec<OrderEntry>, bool), StoreError> {
        let prefix = format!("{ORDER_NUMBERS}{}", key::number(typed));
        let span = Span { limit: PAGE_MAX, part: Some(WORK_ORDER), ..Span::of(&prefix) };
        let (pointers, next) = self.list_once(ItemKind::Order, span).await?;
        let pointers = pointers.into_iter().map(|item| decode::<Pointer>(ItemKind::Order, item));
        let ids = pointers.map(|pointer| Ok(pointer?.work_order)).collect::<Result<Vec<_>, StoreError>>()?;
        let mut found: Vec<OrderEntry> = self.orders(&ids).await?.into_values().collect();
        found.sort_by(|a, b| {
            let [one, other] = [a, b].map(|entry| key::number(&entry.number));
            one.cmp(&other).then(b.work_order.cmp(&a.work_order))
        });
        Ok((found, next.is_some()))
    }

    /// One entry and its open problem, in one request; `None` where the work order has no entry.
    ///
    /// # Errors
    /// As [`TenantStore::orders`].
    pub async fn order_with_problem(
        &self,
        work_order: SimonId,
    ) -> Result<Option<(OrderEntry, Option<Problem>)>, StoreError> {
        let problem = key::problem(Table::WorkOrder, &work_order.to_string())?;
        let found = self.get_many(ItemKind::Order, vec![key::order(work_order), problem]).await?;
        let (entries, problems): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|item| text_of(item, ITEM).is_some_and(|key| key.starts_with(ORDERS)));
        let Some(entry) = read_all(entries)?.pop() else { return Ok(None) };
        let problem = problems.into_iter().next().map(|item| decode(ItemKind::Problem, item)).transpose()?;
        Ok(Some((entry, problem)))
    }

    /// Saves an entry with what belongs to it and the step that it is at `now`, and gives it back as stored. One plain
    /// write where the entry is all and its number is known, else one transaction.
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
        now: Timestamp,
    ) -> Result<OrderEntry, StoreError> {
        let read = entry.revision;
        let number = key::number(&entry.number);
        let others = self.point(&entry, &number)?;
        let mut saved = OrderEntry { revision: read.saturating_add(1), found_as: Some(number), ..entry };
        saved.note(now);
        let subject = (Table::WorkOrder, saved.work_order.to_string());
        let write = Entry {
            kind: ItemKind::Order,
            item: key::order(saved.work_order),
            attributes: encode(ItemKind::Order, &saved)?,
            read,
            others,
        };
        self.save_entry(write, subject, problem, rows).await?;
        Ok(saved)
    }

    /// Makes an entry be found by `number`, and no more by the one before.
    fn point(&self, entry: &OrderEntry, number: &str) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut acts = Vec::new();
        if entry.found_as.as_deref() == Some(number) {
            return Ok(acts);
        }
        let mut pointer = encode(ItemKind::Order, &Pointer { work_order: entry.work_order })?;
        pointer.extend(self.key(&key::order_number(number, entry.work_order)));
        acts.push(put_act(ItemKind::Order, &self.inner.tables.state, pointer)?);
        if let Some(before) = &entry.found_as {
            acts.push(self.delete_act(ItemKind::Order, &key::order_number(before, entry.work_order))?);
        }
        Ok(acts)
    }
}

/// What stands under a work order's number.
#[derive(Serialize, Deserialize)]
struct Pointer {
    work_order: SimonId,
}

/// The attribute of a [`Pointer`].
const WORK_ORDER: &str = "work_order";

fn read_all(items: Vec<Attributes>) -> Result<Vec<OrderEntry>, StoreError> {
    items.into_iter().map(|item| decode(ItemKind::Order, item)).collect()
}
