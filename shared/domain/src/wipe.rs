//! What can be wiped at Simple-Simon before a company is connected (R22).

use serde::{Deserialize, Serialize};

/// A table that can be emptied, in the order in which they are: what points at a record goes before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WipeTable {
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
    /// contactpersonen
    Contact,
    /// werkbonnen
    WorkOrder,
    /// werkadressen
    WorkAddress,
    /// klanten
    Customer,
    /// artikelen
    Article,
    /// artikelgroepen
    ArticleGroup,
}

impl WipeTable {
    /// Every table, in the order in which they are emptied.
    pub const ALL: [Self; 11] = [
        Self::Planning,
        Self::WorkOrderSurvey,
        Self::UsedItem,
        Self::TimeSheet,
        Self::Equipment,
        Self::Contact,
        Self::WorkOrder,
        Self::WorkAddress,
        Self::Customer,
        Self::Article,
        Self::ArticleGroup,
    ];

    /// What a first activation empties whatever is chosen.
    pub const MANDATORY: [Self; 7] = [
        Self::ArticleGroup,
        Self::Article,
        Self::WorkOrder,
        Self::WorkAddress,
        Self::Customer,
        Self::Equipment,
        Self::Contact,
    ];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planning => "planning",
            Self::WorkOrderSurvey => "work_order_survey",
            Self::UsedItem => "used_item",
            Self::TimeSheet => "time_sheet",
            Self::Equipment => "equipment",
            Self::Contact => "contact",
            Self::WorkOrder => "work_order",
            Self::WorkAddress => "work_address",
            Self::Customer => "customer",
            Self::Article => "article",
            Self::ArticleGroup => "article_group",
        }
    }
}
