//! One order of the ledger into bookkeeping: exactly once (P1).
//!
//! 1. Bookkeeping is asked for our reference, also before a first try: a ledger that was put back from a backup must
//!    not bill again. What is found is adopted.
//! 2. Where an earlier try got no clear answer, nothing more happens until the quiet period has passed.
//! 3. Whatever the package must be asked for before it can be told of the order, it is asked for.
//! 4. The entry is claimed, under a condition, before the call leaves; of two runs one gets it.
//! 5. The call's answer is entered. Without a clear one the entry says so, and a later run begins at 1.
//!
//! A question of 1 or 3 without a usable answer is this order's trouble alone: it stays an open problem, and the others go on.
//! A run that is cut off between 4 and 5 leaves a claimed entry; whoever finds it treats it as a call without a clear
//! answer.

use std::time::Duration;

use jiff::Timestamp;
use koppel_bookkeeping::{FoundOrder, LookUp, OrderTime};
use koppel_domain::failure::Failure;
use koppel_domain::ledger::{self, OrderState};
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::retry;
use koppel_domain::safeguard::{self, Safeguard};
use koppel_domain::sales_order::{OrderNumber, SalesOrder};
use koppel_store::{ItemKind, OrderEntry, ProblemChange, StoreError};

use super::Shift;
use super::settle::Turn;
use crate::context::Stop;

impl Shift<'_> {
    /// Sends an order that is under way; `false` = there is too little time for it.
    pub(super) async fn send(&mut self, entry: OrderEntry) -> Result<bool, Stop> {
        let Some(order) = entry.order.clone() else {
            // The ledger never keeps an order under way without its content.
            return Err(Stop::Store(StoreError::Malformed { item: ItemKind::Order }));
        };
        let entry =
            if entry.state == OrderState::Sending { self.cut_off(entry, &order).await? } else { entry };
        if self.is_late_for(&order) {
            return Ok(false);
        }
        let bookkeeping = &*self.desk.connected.bookkeeping;
        // Once one may have been made, it must be found though somebody edited its reference.
        let look_up = if entry.tries == 0 { LookUp::Quick } else { LookUp::Thorough };
        let found = match bookkeeping.orders_by_reference(order.reference, Some(order.date), look_up).await {
            Ok(found) if safeguard::stands(Safeguard::LookUp) => found,
            Ok(_) => Vec::new(),
            Err(
                failure
                @ (Failure::Unreadable { .. } | Failure::Refused { .. } | Failure::Unreachable { .. }),
            ) => {
                self.not_asked(&entry, failure)?;
                return Ok(true);
            }
            Err(failure) => return Err(failure.into()),
        };
        self.unlucky = 0;
        if !found.is_empty() {
            self.adopt(entry, order, &found).await?;
            return Ok(true);
        }
        if entry.state == OrderState::Unclear && !self.quiet_period_is_over(&entry) {
            self.wait(entry, order).await?;
            return Ok(true);
        }
        match self.desk.connected.bookkeeping.prepare(&order).await {
            // What it is refused for, making it tells too.
            Ok(()) | Err(Failure::Refused { .. }) => {}
            Err(failure @ (Failure::Unreadable { .. } | Failure::Unreachable { .. })) => {
                self.not_asked(&entry, failure)?;
                return Ok(true);
            }
            Err(failure) => return Err(failure.into()),
        }
        let OrderTime { call, .. } = self.desk.connected.bookkeeping.order_time(&order);
        if self.desk.is_late(call.saturating_add(self.desk.context.limits.after_order)) {
            return Ok(false);
        }
        // Deactivated or paused during the look-up, which may take a while: nothing is sent any more (R28).
        self.desk.still_wanted(Concern::Push).await?;
        let entry = self.claim(entry).await?;
        let answer = self.desk.connected.bookkeeping.create_order(&order).await;
        self.enter(entry, order, answer).await?;
        Ok(true)
    }

    /// Bookkeeping gave no usable answer to a question about this order, so nothing is sent; the next run asks again.
    fn not_asked(&mut self, entry: &OrderEntry, failure: Failure) -> Result<(), Stop> {
        let work_order = entry.number.clone();
        let key = entry.work_order.to_string();
        let problem = self.notebook.problem(Table::WorkOrder, &key);
        let is_known = problem.is_some_and(|problem| {
            matches!(problem.message, Message::OrderNotLookedUp { .. } | Message::OrderUnclear { .. })
        });
        // Of an order that may have been made nobody must read that it was not.
        let message = if entry.state == OrderState::Ready {
            Message::OrderNotLookedUp { work_order }
        } else {
            Message::OrderUnclear { work_order }
        };
        self.notebook.open(Table::WorkOrder, &key, message, self.desk.now());
        self.bad_luck(is_known, failure)
    }

    /// There is too little time to make this order. One that may take longer than any run has is begun by a run that is
    /// still fresh.
    fn is_late_for(&self, order: &SalesOrder) -> bool {
        let OrderTime { call, whole } = self.desk.connected.bookkeeping.order_time(order);
        let run = Duration::try_from(self.desk.end.duration_since(self.desk.began_at)).unwrap_or_default();
        let most = run.saturating_mul(3) / 4;
        let reserve = whole.min(most).max(call).saturating_add(self.desk.context.limits.after_order);
        self.desk.is_late(reserve)
    }

    /// The run that claimed this entry never entered an answer.
    async fn cut_off(&mut self, entry: OrderEntry, order: &SalesOrder) -> Result<OrderEntry, Stop> {
        let message = Message::OrderUnclear { work_order: entry.number.clone() };
        // When its call ended nobody knows: not later than now.
        let entry = OrderEntry { claimed_at: Some(self.desk.now()), ..entry };
        self.unclear(entry, order.clone(), message).await
    }

    fn quiet_period_is_over(&self, entry: &OrderEntry) -> bool {
        entry.claimed_at.is_none_or(|claimed_at| retry::may_send_again(claimed_at, self.desk.now()))
    }

    async fn wait(&mut self, entry: OrderEntry, order: SalesOrder) -> Result<(), Stop> {
        self.counts.add("waiting", 1);
        let message = Message::OrderUnclear { work_order: entry.number.clone() };
        self.unclear(entry, order, message).await?;
        Ok(())
    }

    async fn unclear(
        &mut self,
        entry: OrderEntry,
        order: SalesOrder,
        message: Message,
    ) -> Result<OrderEntry, Stop> {
        let key = entry.work_order.to_string();
        let now = self.desk.now();
        let (mut problem, news) = self.notebook.failed(Table::WorkOrder, &key, message.clone(), now);
        // A look-up is cheap, and the bookkeeper waits: every run looks, until the order is found or may be sent again.
        problem.next_try = now;
        let rows = if news { self.rows([message.clone()]) } else { Vec::new() };
        let turn = Turn {
            state: OrderState::Unclear,
            order: Some(order),
            message: Some(message),
            problem: ProblemChange::Open(problem),
            rows,
        };
        self.turn(entry, turn).await
    }

    /// Takes the entry for this run.
    async fn claim(&mut self, entry: OrderEntry) -> Result<OrderEntry, Stop> {
        let now: Timestamp = self.desk.now();
        allowed(Some(entry.state), OrderState::Sending)?;
        let entry = OrderEntry {
            state: OrderState::Sending,
            claimed_at: Some(now),
            tries: entry.tries.saturating_add(1),
            ..entry
        };
        Ok(self.desk.tenant.save_order(entry, ProblemChange::Keep, &[], now).await?)
    }

    /// Enters bookkeeping's answer.
    async fn enter(
        &mut self,
        entry: OrderEntry,
        order: SalesOrder,
        answer: Result<OrderNumber, Failure>,
    ) -> Result<(), Stop> {
        match answer {
            Ok(number) => {
                self.counts.add("sent", 1);
                let message = Message::OrderSent {
                    work_order: entry.number.clone(),
                    order: number.to_string(),
                    debtor: order.debtor.to_string(),
                };
                let entry = OrderEntry { order_number: Some(number), ..entry };
                self.sent(entry, order, message).await
            }
            Err(Failure::Refused { code, reason, .. }) => {
                let message = Message::OrderRefused { work_order: entry.number.clone(), code, reason };
                self.refuse(entry, message, Vec::new()).await
            }
            Err(Failure::Unclear { .. } | Failure::Unreadable { .. }) => {
                self.counts.add("unclear", 1);
                let message = Message::OrderUnclear { work_order: entry.number.clone() };
                // The quiet period counts from the call's end: the machine may have slept since the claim.
                let entry = OrderEntry { claimed_at: Some(self.desk.now()), ..entry };
                self.unclear(entry, order, message).await?;
                Ok(())
            }
            // Surely not carried out: it is as if it was not tried.
            Err(failure @ (Failure::Unreachable { .. } | Failure::Busy { .. } | Failure::Access { .. })) => {
                let turn = Turn {
                    state: OrderState::Ready,
                    order: Some(order),
                    message: None,
                    problem: ProblemChange::Keep,
                    rows: Vec::new(),
                };
                self.turn(entry, turn).await?;
                Err(failure.into())
            }
        }
    }

    async fn sent(&mut self, entry: OrderEntry, order: SalesOrder, message: Message) -> Result<(), Stop> {
        let turn = Turn {
            state: OrderState::Sent,
            // What was sent can be read for as long as the entry stands.
            order: Some(order),
            problem: ProblemChange::Close,
            rows: self.rows([message]),
            message: None,
        };
        self.turn(entry, turn).await?;
        Ok(())
    }

    /// Bookkeeping holds an order with our reference already.
    async fn adopt(
        &mut self,
        entry: OrderEntry,
        order: SalesOrder,
        found: &[FoundOrder],
    ) -> Result<(), Stop> {
        let work_order = entry.number.clone();
        let ours: Vec<&FoundOrder> = found.iter().filter(|found| found.debtor == order.debtor).collect();
        let Some(first) = ours.first() else {
            let other = found.first();
            let message = Message::OrderReferenceTaken {
                work_order,
                order: other.map(|found| found.number.to_string()).unwrap_or_default(),
                debtor: other.map(|found| found.debtor.to_string()).unwrap_or_default(),
            };
            return self.refuse(entry, message, Vec::new()).await;
        };
        self.counts.add("found", 1);
        let expected = entry.state == OrderState::Unclear;
        let entry = OrderEntry { order_number: Some(first.number.clone()), ..entry };
        if ours.len() > 1 {
            let orders = ours.iter().map(|found| found.number.to_string()).collect();
            self.notebook
                .tell(self.desk.now(), Message::OrderDouble { work_order: work_order.clone(), orders });
        }
        let found = first.number.to_string();
        // Only after a call without a clear answer is it surely the order of that call.
        let message = if expected {
            Message::OrderFound { work_order, order: found }
        } else {
            Message::OrderFoundUnconfirmed { work_order, order: found }
        };
        self.sent(entry, order, message).await
    }
}

/// A move that the ledger forbids is a fault of ours; the entry stays as it is, and so does the work order.
pub(super) fn allowed(from: Option<OrderState>, to: OrderState) -> Result<(), Stop> {
    ledger::step(from, to).map(drop).map_err(|forbidden| {
        tracing::error!(error = %forbidden, "the ledger forbids a move");
        Stop::Store(StoreError::Malformed { item: ItemKind::Order })
    })
}
