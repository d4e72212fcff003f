//! A work order in the hands of a field worker and the office.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::world::World;

/// A work order in Simple-Simon; every act is done at once.
#[derive(Clone, Copy)]
pub struct WorkOrder<'a> {
    world: &'a World,
    /// Its id.
    pub id: i64,
}

impl World {
    /// A new work order for the customer with this debtor number, at its first work address.
    #[must_use]
    pub fn work_order(&self, debtor: u32) -> WorkOrder<'_> {
        let customer = self.id_of("customer", &debtor.to_string());
        let location = self.id_of("location", &format!("{debtor}-0"));
        self.work_order_at(Some(customer), location)
    }

    /// A new work order for any customer at any work address.
    #[must_use]
    pub fn work_order_at(&self, customer: Option<i64>, location: i64) -> WorkOrder<'_> {
        let id = self.simon.work_order(customer, location, "Kraan lekt");
        assert_ne!(id, 0, "the work order cannot be made");
        WorkOrder { world: self, id }
    }
}

impl WorkOrder<'_> {
    /// What is to be done.
    #[must_use]
    pub fn describe(self, description: &str) -> Self {
        self.change(json!({ "Description": description }))
    }

    /// Books travel time.
    #[must_use]
    pub fn travel(self, minutes: i64) -> Self {
        self.world.simon.book_time(self.id, "Travel", minutes);
        self
    }

    /// Books work time.
    #[must_use]
    pub fn work(self, minutes: i64) -> Self {
        self.world.simon.book_time(self.id, "Work", minutes);
        self
    }

    /// Uses an article that came from bookkeeping.
    #[must_use]
    pub fn uses(self, article: &str, quantity: &str) -> Self {
        let item = self.world.id_of("item", article);
        self.uses_item(Some(item), "", quantity)
    }

    /// Uses any item, or writes free text.
    #[must_use]
    pub fn uses_item(self, item: Option<i64>, description: &str, quantity: &str) -> Self {
        let quantity: Decimal = quantity.parse().unwrap();
        self.world.simon.use_item(self.id, item, description, quantity);
        self
    }

    /// Changes fields of the work order.
    #[must_use]
    pub fn change(self, fields: Value) -> Self {
        assert!(self.world.simon.change("workorder", self.id, fields));
        self
    }

    /// The office archives it; a second passes, as mutation moments have no smaller parts.
    pub fn archive(self) -> Self {
        assert!(self.world.simon.archive(self.id));
        self.world.clock.advance(jiff::SignedDuration::from_secs(1));
        self
    }
}
