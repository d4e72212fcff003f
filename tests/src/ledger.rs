//! What became of work orders in bookkeeping.

use koppel_domain::ledger::OrderState;
use koppel_domain::work_order::SimonId;
use koppel_simulators::books::Order;
use koppel_store::OrderEntry;

use crate::work_order::WorkOrder;
use crate::world::World;

impl World {
    /// The sales orders that a work order became.
    #[must_use]
    pub fn orders_of(&self, work_order: WorkOrder<'_>) -> Vec<Order> {
        self.books.orders_of(work_order.id)
    }

    /// The one sales order that a work order became (P1).
    #[must_use]
    pub fn order_of(&self, work_order: WorkOrder<'_>) -> Order {
        let mut orders = self.orders_of(work_order);
        assert_eq!(orders.len(), 1, "sales orders of work order {}", work_order.id);
        orders.remove(0)
    }

    /// The lines of the one sales order that a work order became, as `article quantity`.
    #[must_use]
    pub fn lines_of(&self, work_order: WorkOrder<'_>) -> Vec<String> {
        let order = self.order_of(work_order);
        order.lines.iter().map(|line| format!("{} {}", line.article, line.quantity.normalize())).collect()
    }

    /// A work order's entry in the ledger.
    pub async fn entry_of(&self, work_order: WorkOrder<'_>) -> Option<OrderEntry> {
        let id = SimonId(work_order.id);
        self.store().orders(&[id]).await.unwrap().remove(&id)
    }

    /// Where a work order stands in the ledger.
    pub async fn state_of(&self, work_order: WorkOrder<'_>) -> Option<OrderState> {
        self.entry_of(work_order).await.map(|entry| entry.state)
    }
}
