//! What Simple-Simon holds and bookkeeping receives: the work order (werkbon) with its time and used articles.
//!
//! Times are wall-clock times of Europe/Amsterdam, as people read them on the work order.

use std::fmt;

use jiff::civil::DateTime;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A record's own id in Simple-Simon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SimonId(pub i64);

impl fmt::Display for SimonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a work order stands (Simple-Simon fact sheet §7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkOrderStatus {
    /// nieuw
    New,
    /// ingepland
    Planned,
    /// in uitvoering
    InProgress,
    /// gereed gemeld: not enough to be sent (R3)
    Ready,
    /// gearchiveerd: to be sent
    Archived,
    /// vervallen
    Cancelled,
    /// A status no one told us of, as it came; at most 40 characters.
    Unknown(String),
}

/// A work order without its children.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkOrder {
    /// Simple-Simon's id; the reference of the sales order is made from it.
    pub id: SimonId,
    /// The number people see, for instance `2026-0815`; the id where it is empty.
    pub number: String,
    /// The customer in Simple-Simon.
    pub customer: Option<SimonId>,
    /// The work address in Simple-Simon.
    pub location: Option<SimonId>,
    /// The customer's own reference, for instance a purchase order number.
    pub customer_reference: String,
    /// The job to do (werkomschrijving).
    pub description: String,
    /// Where it stands.
    pub status: WorkOrderStatus,
    /// When it was archived.
    pub archived_at: Option<DateTime>,
    /// When anything on it changed last.
    pub last_mutation: Option<DateTime>,
}

/// A used article (verbruikt artikel) on a work order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedItem {
    /// Simple-Simon's id.
    pub id: SimonId,
    /// The article in Simple-Simon; `None` for free text.
    pub item: Option<SimonId>,
    /// What the field worker reads and may change.
    pub description: String,
    /// Quantity; below zero for what was taken back.
    pub quantity: Decimal,
}

/// What time was spent on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeKind {
    /// Travel time (reistijd, R11).
    Travel,
    /// Work time (werktijd, R12).
    Work,
    /// A kind no one told us of, as it came; at most 40 characters.
    Unknown(String),
}

/// A time sheet entry on a work order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSheet {
    /// Simple-Simon's id.
    pub id: SimonId,
    /// Travel or work.
    pub kind: TimeKind,
    /// Minutes spent, breaks taken off; as booked, so it may be impossible (below zero, above a day).
    pub minutes: i64,
}
