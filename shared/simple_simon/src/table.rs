//! Simple-Simon's tables and what each dialect calls them (Simple-Simon fact sheet §6).

use serde::{Deserialize, Serialize};

/// A table of Simple-Simon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// klanten
    Customer,
    /// contactpersonen
    Contact,
    /// werkadressen
    Location,
    /// werkbonnen
    WorkOrder,
    /// artikelgroepen
    ItemGroup,
    /// artikelen
    Item,
    /// gebruikers
    User,
    /// planning
    Planning,
    /// vragenlijsten bij een werkbon
    WorkOrderSurvey,
    /// verbruikte artikelen
    UsedItem,
    /// reistijd en werktijd
    TimeSheet,
    /// objecten
    Equipment,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 12] = [
        Self::Customer,
        Self::Contact,
        Self::Location,
        Self::WorkOrder,
        Self::ItemGroup,
        Self::Item,
        Self::User,
        Self::Planning,
        Self::WorkOrderSurvey,
        Self::UsedItem,
        Self::TimeSheet,
        Self::Equipment,
    ];

    /// The link stands on this table, so a Simple-Simon without it is no Simple-Simon. Of the others neither dialect is
    /// known to have all (fact sheet §1): contact persons and objects came with the new API, whose own list is cut off.
    pub(crate) const fn is_essential(self) -> bool {
        matches!(self, Self::Customer | Self::Location | Self::WorkOrder | Self::ItemGroup | Self::Item)
    }

    /// The table in a classic path: lower case (SIM-A02), `planning` rather than `scheduling` (SIM-A51).
    pub(crate) const fn classic(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Contact => "contact",
            Self::Location => "location",
            Self::WorkOrder => "workorder",
            Self::ItemGroup => "itemgroup",
            Self::Item => "item",
            Self::User => "user",
            Self::Planning => "planning",
            Self::WorkOrderSurvey => "workordersurvey",
            Self::UsedItem => "useditem",
            Self::TimeSheet => "timesheet",
            Self::Equipment => "equipment",
        }
    }

    /// The entity set, named as published (SIM-A20).
    pub(crate) const fn entity_set(self) -> &'static str {
        match self {
            Self::Customer => "Customer",
            Self::Contact => "Contact",
            Self::Location => "Location",
            Self::WorkOrder => "WorkOrder",
            Self::ItemGroup => "ItemGroup",
            Self::Item => "Item",
            Self::User => "User",
            Self::Planning => "Planning",
            Self::WorkOrderSurvey => "WorkOrderSurvey",
            Self::UsedItem => "UsedItem",
            Self::TimeSheet => "TimeSheet",
            Self::Equipment => "Equipment",
        }
    }
}
