//! Everything that a decision about one work order needs, gathered beforehand: the work order with its customer,
//! work address, used articles and time sheets, each with what it is in bookkeeping.
//!
//! Guarantees: a plain value, so that the decision is the same whoever gathered it.
//!
//! Leaves out: reading any of it (`koppel-sync` and the Simple-Simon client).

use crate::records::{Address, RecordKey};
use crate::work_order::{SimonId, TimeSheet, UsedItem, WorkOrder};

/// A work order and what hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathered {
    /// The work order itself.
    pub work_order: WorkOrder,
    /// Its customer; `None` where it has none, or one that is no longer in Simple-Simon.
    pub customer: Option<LinkedCustomer>,
    /// Its work address; `None` where it has none, or one that is no longer in Simple-Simon.
    pub location: Option<GatheredLocation>,
    /// Its used articles, in the order of the work order.
    pub used: Vec<GatheredItem>,
    /// Its time sheets.
    pub times: Vec<TimeSheet>,
    /// Fields of used articles and time sheets that cannot be read, as (field, value).
    pub faulty_children: Vec<(String, String)>,
}

/// The customer on a work order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedCustomer {
    /// Simple-Simon's id.
    pub simon: SimonId,
    /// Name in Simple-Simon.
    pub name: String,
    /// Debtor number; `None` where the customer did not come from bookkeeping (R4).
    pub debtor: Option<RecordKey>,
}

/// The work address on a work order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatheredLocation {
    /// Simple-Simon's id.
    pub simon: SimonId,
    /// Name in Simple-Simon.
    pub name: String,
    /// The customer it belongs to, in Simple-Simon (R8).
    pub customer: Option<SimonId>,
    /// The address.
    pub address: Address,
}

/// A used article on a work order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatheredItem {
    /// The used article as Simple-Simon has it; without an `item` it is free text.
    pub item: UsedItem,
    /// What people call the article: its code, or its description.
    pub code: String,
    /// Article number; `None` where the article did not come from bookkeeping (R13).
    pub article: Option<RecordKey>,
}

/// The articles that the settings name, as bookkeeping knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingArticles {
    /// For travel time (R11).
    pub travel: Known,
    /// For work time (R12).
    pub work: Known,
    /// For the standard line (R14).
    pub standard: Known,
}

/// Whether bookkeeping knows an article that the settings may name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// The settings name none.
    #[default]
    NotSet,
    /// Bookkeeping has it.
    Known(RecordKey),
    /// Bookkeeping does not have it; the number as the settings have it.
    Unknown(String),
}
