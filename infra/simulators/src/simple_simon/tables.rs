//! The tables of Simple-Simon and their columns (fact sheet §6), with what may stand in each column.
//!
//! Guarantees: every table begins with `Id` and `ExtKey` and ends with `LastMutation`, and `ALL` names every table.
//!
//! Leaves out: the records themselves, and every rule that needs more than one of them.

/// Place of `Id` in every table.
pub(super) const ID: usize = 0;
/// Place of `ExtKey` in every table.
pub(super) const EXT_KEY: usize = 1;

/// Statuses of a work order (SIM-A60).
const STATUSES: &[&str] = &["New", "Planned", "InProgress", "Ready", "Archived", "Cancelled"];
/// Kinds of time (fact sheet §6).
const TIME_KINDS: &[&str] = &["Travel", "Work"];

/// A table of Simple-Simon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Table {
    Customer,
    Contact,
    Location,
    WorkOrder,
    ItemGroup,
    Item,
    User,
    Planning,
    WorkOrderSurvey,
    UsedItem,
    TimeSheet,
    Equipment,
}

/// Whether a reference must be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Must,
    May,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Simon's own id.
    Id,
    /// Text; with the most UTF-16 units that fit, where the fact sheet names a limit (SIM-A42).
    Text(Option<usize>),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number that is no id.
    Whole,
    /// A quantity or a price.
    Decimal,
    /// Yes or no.
    Flag,
    /// A wall-clock moment in the Netherlands (SIM-A40).
    Moment,
    /// The id of a record in another table.
    Refers(Table, Need),
    /// A list of anything, kept as it came.
    List,
    /// The moment of the last change; only the simulator's clock writes it.
    Stamp,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}
const fn text(name: &'static str) -> Column {
    column(name, Kind::Text(None))
}
const fn flag(name: &'static str) -> Column {
    column(name, Kind::Flag)
}
const fn moment(name: &'static str) -> Column {
    column(name, Kind::Moment)
}
const fn must(name: &'static str, table: Table) -> Column {
    column(name, Kind::Refers(table, Need::Must))
}
const fn may(name: &'static str, table: Table) -> Column {
    column(name, Kind::Refers(table, Need::May))
}

const KEY: Column = column("Id", Kind::Id);
const OWN_KEY: Column = column("ExtKey", Kind::Text(Some(50)));
const NAME: Column = column("Name", Kind::Text(Some(100)));
const CODE: Column = column("Code", Kind::Text(Some(30)));
const DESCRIPTION: Column = column("Description", Kind::Text(Some(250)));
const STAMP: Column = column("LastMutation", Kind::Stamp);

const CUSTOMER: &[Column] = &[
    KEY,
    OWN_KEY,
    text("DebtorNr"),
    NAME,
    text("Street"),
    text("HouseNr"),
    text("ZipCode"),
    text("City"),
    text("Country"),
    text("Phone"),
    text("Mobile"),
    text("Email"),
    text("VatNr"),
    text("CocNr"),
    text("Remark"),
    flag("Blocked"),
    STAMP,
];
const CONTACT: &[Column] = &[
    KEY,
    OWN_KEY,
    may("CustomerId", Table::Customer),
    may("LocationId", Table::Location),
    NAME,
    text("Function"),
    text("Phone"),
    text("Mobile"),
    text("Email"),
    STAMP,
];
const LOCATION: &[Column] = &[
    KEY,
    OWN_KEY,
    may("CustomerId", Table::Customer),
    NAME,
    text("Street"),
    text("HouseNr"),
    text("ZipCode"),
    text("City"),
    text("Country"),
    text("ContactName"),
    text("Phone"),
    text("Email"),
    text("Remark"),
    flag("Blocked"),
    STAMP,
];
const WORK_ORDER: &[Column] = &[
    KEY,
    OWN_KEY,
    text("Number"),
    must("LocationId", Table::Location),
    may("CustomerId", Table::Customer),
    text("CustomerReference"),
    DESCRIPTION,
    text("WorkDone"),
    text("Remark"),
    column("Status", Kind::OneOf(STATUSES)),
    moment("CreatedDate"),
    moment("PlannedDate"),
    moment("ReadyDate"),
    moment("ArchivedDate"),
    text("SignedBy"),
    flag("DoNotExport"),
    STAMP,
];
const ITEM_GROUP: &[Column] = &[KEY, OWN_KEY, CODE, DESCRIPTION, STAMP];
const ITEM: &[Column] = &[
    KEY,
    OWN_KEY,
    CODE,
    DESCRIPTION,
    text("Unit"),
    may("ItemGroupId", Table::ItemGroup),
    column("Price", Kind::Decimal),
    text("VatCode"),
    flag("Blocked"),
    STAMP,
];
const USER: &[Column] = &[
    KEY,
    OWN_KEY,
    text("UserName"),
    NAME,
    text("Email"),
    flag("IsFieldUser"),
    flag("IsOfficeUser"),
    flag("Active"),
    STAMP,
];
const PLANNING: &[Column] = &[
    KEY,
    OWN_KEY,
    must("WorkOrderId", Table::WorkOrder),
    must("UserId", Table::User),
    moment("Start"),
    moment("End"),
    STAMP,
];
const SURVEY: &[Column] = &[
    KEY,
    OWN_KEY,
    must("WorkOrderId", Table::WorkOrder),
    text("SurveyName"),
    moment("CompletedDate"),
    column("Answers", Kind::List),
    STAMP,
];
const USED_ITEM: &[Column] = &[
    KEY,
    OWN_KEY,
    must("WorkOrderId", Table::WorkOrder),
    may("ItemId", Table::Item),
    DESCRIPTION,
    column("Quantity", Kind::Decimal),
    text("Unit"),
    may("UserId", Table::User),
    moment("Date"),
    column("Price", Kind::Decimal),
    STAMP,
];
const TIME_SHEET: &[Column] = &[
    KEY,
    OWN_KEY,
    must("WorkOrderId", Table::WorkOrder),
    may("UserId", Table::User),
    column("Kind", Kind::OneOf(TIME_KINDS)),
    moment("Start"),
    moment("End"),
    column("BreakMinutes", Kind::Whole),
    column("Minutes", Kind::Whole),
    column("Kilometers", Kind::Decimal),
    DESCRIPTION,
    STAMP,
];
const EQUIPMENT: &[Column] = &[
    KEY,
    OWN_KEY,
    may("LocationId", Table::Location),
    may("CustomerId", Table::Customer),
    CODE,
    text("SerialNr"),
    DESCRIPTION,
    text("Brand"),
    text("Type"),
    STAMP,
];

impl Table {
    /// Every table.
    pub(super) const ALL: [Self; 12] = [
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

    /// The table of this name, in whatever case; `scheduling` is what other languages call the planning (SIM-A51).
    pub(super) fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("scheduling") {
            return Some(Self::Planning);
        }
        Self::ALL.into_iter().find(|table| table.name().eq_ignore_ascii_case(name))
    }

    /// Its name as the OData dialect writes it.
    pub(super) const fn name(self) -> &'static str {
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

    /// Its columns, `Id` first and `LastMutation` last.
    pub(super) const fn columns(self) -> &'static [Column] {
        match self {
            Self::Customer => CUSTOMER,
            Self::Contact => CONTACT,
            Self::Location => LOCATION,
            Self::WorkOrder => WORK_ORDER,
            Self::ItemGroup => ITEM_GROUP,
            Self::Item => ITEM,
            Self::User => USER,
            Self::Planning => PLANNING,
            Self::WorkOrderSurvey => SURVEY,
            Self::UsedItem => USED_ITEM,
            Self::TimeSheet => TIME_SHEET,
            Self::Equipment => EQUIPMENT,
        }
    }

    /// Where the column of this name stands, in whatever case.
    pub(super) fn place(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// Where `LastMutation` stands.
    pub(super) const fn stamp(self) -> usize {
        self.columns().len() - 1
    }

    /// The first id. Every table counts in a range of its own, so that an id sent to the wrong table finds nothing.
    pub(super) const fn first_id(self) -> i64 {
        (self as i64 + 1) * 1_000_000 + 1
    }
}
