//! The sales order (verkooporder) that an archived work order becomes.

use std::fmt;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::records::RecordKey;
use crate::work_order::SimonId;

/// What ties a sales order to its work order for good: Simple-Simon's id of the work order. It is written into
/// bookkeeping with the order and looked up there before any second try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderReference(SimonId);

impl OrderReference {
    /// The reference of a work order.
    #[must_use]
    pub const fn of(work_order: SimonId) -> Self {
        Self(work_order)
    }

    /// The work order it belongs to.
    #[must_use]
    pub const fn work_order(self) -> SimonId {
        self.0
    }
}

impl fmt::Display for OrderReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number that bookkeeping gave the sales order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderNumber(pub String);

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A sales order to be made. Prices are bookkeeping's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SalesOrder {
    /// Ties it to its work order.
    pub reference: OrderReference,
    /// Debtor number.
    pub debtor: RecordKey,
    /// Order date: the day the work order was archived.
    pub date: Date,
    /// The customer's own reference, or empty.
    pub customer_reference: String,
    /// Remarks (Opmerkingen, R16); lines are parted by `\n`.
    pub memo: String,
    /// At least one.
    pub lines: Vec<OrderLine>,
}

/// One line of a sales order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Article number.
    pub article: RecordKey,
    /// Quantity; never zero, below zero for what was taken back.
    pub quantity: Decimal,
    /// Text of the line; empty = bookkeeping's own description of the article.
    pub description: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_written_as_the_work_orders_id_and_leads_back_to_it() {
        let reference = OrderReference::of(SimonId(48211));
        assert_eq!((reference.to_string().as_str(), reference.work_order()), ("48211", SimonId(48211)));
        assert_eq!(OrderNumber("202600012".to_owned()).to_string(), "202600012");
    }
}
