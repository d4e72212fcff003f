//! What Koppel reads from Simple-Simon.
//!
//! A record that holds what cannot be (31 February, a quantity of "two") is handed over as faulty, with the field by
//! its name on the wire and what stands there, so that it can be told to the admin and the others go on.

use koppel_domain::records::Address;
use koppel_domain::work_order::{SimonId, TimeSheet, UsedItem, WorkOrder};

/// A record by its two keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Simple-Simon's own id.
    pub id: SimonId,
    /// The key that Koppel gave it; `None` where it was made by hand.
    pub ext_key: Option<String>,
}

/// A record that records of other tables refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Parent {
    /// A customer: its work addresses and work orders, contact persons, objects.
    Customer(SimonId),
    /// A work address: its work orders, contact persons, objects.
    Location(SimonId),
    /// A work order: its used articles and time sheets, planning, questionnaires.
    WorkOrder(SimonId),
    /// An article: where it was used.
    Item(SimonId),
    /// An article group: its articles.
    ItemGroup(SimonId),
}

impl Parent {
    /// Its id.
    #[must_use]
    pub const fn id(self) -> SimonId {
        match self {
            Self::Customer(id)
            | Self::Location(id)
            | Self::WorkOrder(id)
            | Self::Item(id)
            | Self::ItemGroup(id) => id,
        }
    }

    /// The field that refers to it, in every table that has one (SIM-A12, SIM-A50).
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::Customer(_) => "CustomerId",
            Self::Location(_) => "LocationId",
            Self::WorkOrder(_) => "WorkOrderId",
            Self::Item(_) => "ItemId",
            Self::ItemGroup(_) => "ItemGroupId",
        }
    }
}

/// What a record of any table is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The key that Koppel gave it; `None` where it was made by hand.
    pub ext_key: Option<String>,
    /// Its name; where it has none its description, else its code, else its number; empty where it has none of them.
    pub name: String,
}

/// A work order that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadWorkOrder {
    /// A usable one.
    Read(WorkOrder),
    /// One with a field that cannot be read.
    Faulty {
        /// Simple-Simon's id.
        id: SimonId,
        /// The number people see; the id where it is empty.
        number: String,
        /// The field's name on the wire.
        field: String,
        /// What stands there, at most 40 characters.
        value: String,
    },
}

/// A used article or a time sheet with a field that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultyChild {
    /// Simple-Simon's id.
    pub id: SimonId,
    /// The field's name on the wire.
    pub field: String,
    /// What stands there, at most 40 characters; empty where the field must be filled in and is not.
    pub value: String,
}

/// The used articles of a work order, by id.
pub type UsedItems = Vec<Result<UsedItem, FaultyChild>>;

/// The time sheets of a work order, by id.
pub type TimeSheets = Vec<Result<TimeSheet, FaultyChild>>;

/// A customer as it stands in Simple-Simon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimonCustomer {
    /// Simple-Simon's id.
    pub id: SimonId,
    /// The debtor number, where it came from bookkeeping.
    pub ext_key: Option<String>,
    /// Name.
    pub name: String,
}

/// A work address as it stands in Simple-Simon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimonLocation {
    /// Simple-Simon's id.
    pub id: SimonId,
    /// The key Koppel gave it; `None` for one made by hand.
    pub ext_key: Option<String>,
    /// The customer it belongs to; a work address without one is allowed (Simple-Simon fact sheet §2).
    pub customer: Option<SimonId>,
    /// Name.
    pub name: String,
    /// Address.
    pub address: Address,
}

/// An article as it stands in Simple-Simon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimonItem {
    /// Simple-Simon's id.
    pub id: SimonId,
    /// The article number, where it came from bookkeeping.
    pub ext_key: Option<String>,
    /// Code.
    pub code: String,
    /// Description.
    pub description: String,
    /// The group it belongs to.
    pub group: Option<SimonId>,
}

/// A used article, by what it refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimonUsedItem {
    /// Simple-Simon's id.
    pub id: SimonId,
    /// The key that Koppel gave it; `None` for one that was booked by hand.
    pub ext_key: Option<String>,
    /// The work order it is on.
    pub work_order: Option<SimonId>,
    /// The article; `None` for free text.
    pub item: Option<SimonId>,
}
