//! What Koppel writes to Simple-Simon, ready to be sent: every text fits, every reference is an id.
//!
//! Drafts serialise in a fixed field order, so that a caller can keep a digest of what it wrote last.
//!
//! Leaves out: prices. They are never written to Simple-Simon (Simple-Simon fact sheet §6).

use koppel_domain::records::Address;
use koppel_domain::work_order::SimonId;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::table::Table;

/// A customer (klant).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CustomerDraft {
    /// The debtor number; Simple-Simon's own key for it (SIM-A65).
    pub ext_key: String,
    /// The debtor number as people see it.
    pub debtor_number: String,
    /// Name.
    pub name: String,
    /// The debtor's standard address (R8).
    pub address: Address,
    /// Telephone.
    pub phone: String,
    /// Mobile telephone.
    pub mobile: String,
    /// E-mail address.
    pub email: String,
    /// VAT number.
    pub vat_number: String,
    /// Chamber of Commerce number.
    pub coc_number: String,
    /// Blocked in bookkeeping.
    pub blocked: bool,
}

/// The first work address (werkadres) of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LocationDraft {
    /// The customer's key with `-0` behind it.
    pub ext_key: String,
    /// The customer it belongs to.
    pub customer: SimonId,
    /// Name.
    pub name: String,
    /// The debtor's standard address (R8).
    pub address: Address,
    /// Telephone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
}

/// An article (artikel).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ItemDraft {
    /// The article number; Simple-Simon's own key for it (SIM-A65).
    pub ext_key: String,
    /// The article number as people see it.
    pub code: String,
    /// Description.
    pub description: String,
    /// Unit, for instance `Stuk`.
    pub unit: String,
    /// The group it belongs to.
    pub group: Option<SimonId>,
    /// Blocked in bookkeeping.
    pub blocked: bool,
}

/// An article group (artikelgroep).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ItemGroupDraft {
    /// The group number; Simple-Simon's own key for it (SIM-A65).
    pub ext_key: String,
    /// The group number as people see it.
    pub code: String,
    /// The group's name.
    pub description: String,
}

/// A work order (werkbon) that a quote became. Its status is not among what is written: Simple-Simon decides it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorkOrderDraft {
    /// The quote's number with `quote-` before it.
    pub ext_key: String,
    /// The customer.
    pub customer: SimonId,
    /// The work address.
    pub location: SimonId,
    /// What there is to do (R20).
    pub description: String,
    /// The customer's own reference.
    pub customer_reference: String,
}

/// A used article (verbruikt artikel) of such a work order, from a line of the quote (R19).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UsedItemDraft {
    /// The work order's key with the line's number behind it.
    pub ext_key: String,
    /// The work order it is on.
    pub work_order: SimonId,
    /// The article.
    pub item: SimonId,
    /// Description.
    pub description: String,
    /// Quantity.
    pub quantity: Decimal,
    /// Unit, for instance `Stuk`.
    pub unit: String,
}

/// A record of any table that Koppel writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "table", rename_all = "snake_case")]
pub enum Draft {
    /// Of [`Table::Customer`].
    Customer(CustomerDraft),
    /// Of [`Table::Location`].
    Location(LocationDraft),
    /// Of [`Table::Item`].
    Item(ItemDraft),
    /// Of [`Table::ItemGroup`].
    ItemGroup(ItemGroupDraft),
    /// Of [`Table::WorkOrder`].
    WorkOrder(WorkOrderDraft),
    /// Of [`Table::UsedItem`].
    UsedItem(UsedItemDraft),
}

impl Draft {
    /// The table it is of.
    #[must_use]
    pub const fn table(&self) -> Table {
        match self {
            Self::Customer(_) => Table::Customer,
            Self::Location(_) => Table::Location,
            Self::Item(_) => Table::Item,
            Self::ItemGroup(_) => Table::ItemGroup,
            Self::WorkOrder(_) => Table::WorkOrder,
            Self::UsedItem(_) => Table::UsedItem,
        }
    }

    /// Its key, unique in its table.
    #[must_use]
    pub fn ext_key(&self) -> &str {
        match self {
            Self::Customer(customer) => &customer.ext_key,
            Self::Location(location) => &location.ext_key,
            Self::Item(item) => &item.ext_key,
            Self::ItemGroup(group) => &group.ext_key,
            Self::WorkOrder(work_order) => &work_order.ext_key,
            Self::UsedItem(used) => &used.ext_key,
        }
    }
}

impl From<CustomerDraft> for Draft {
    fn from(draft: CustomerDraft) -> Self {
        Self::Customer(draft)
    }
}

impl From<LocationDraft> for Draft {
    fn from(draft: LocationDraft) -> Self {
        Self::Location(draft)
    }
}

impl From<ItemDraft> for Draft {
    fn from(draft: ItemDraft) -> Self {
        Self::Item(draft)
    }
}

impl From<ItemGroupDraft> for Draft {
    fn from(draft: ItemGroupDraft) -> Self {
        Self::ItemGroup(draft)
    }
}

impl From<WorkOrderDraft> for Draft {
    fn from(draft: WorkOrderDraft) -> Self {
        Self::WorkOrder(draft)
    }
}

impl From<UsedItemDraft> for Draft {
    fn from(draft: UsedItemDraft) -> Self {
        Self::UsedItem(draft)
    }
}

/// What came of an insert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// The record is there now, under this id.
    New(SimonId),
    /// There was a record with this key already; nothing was written. Look it up and update it.
    Exists,
}

/// What came of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updated {
    /// The record holds what the draft says.
    Done,
    /// There is no record with this id any more.
    Gone,
}

/// What came of a delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// The record was there and is gone.
    Done,
    /// There was no record with this id.
    Gone,
}
