//! Lists that lie, and lists that come from another company.
//!
//! Guarantees: a list is a classic `read` without a filter, or an entity set without a filter or on from an id; records
//! that are read by id, filtered reads and `readsync` tell the truth, and whatever is written stays here.

use super::field::Field;
use super::odata_filter;
use super::record::Record;
use super::route::{Act, Dialect, Route};
use super::selection::{Comparison, Condition};
use super::shelf::Shelf;
use super::tables::{ID, Table};
use super::{SimonSimulator, lock};
use crate::lies::{Lie, Lies, Told};

/// Rows on a page of a list: what the OData dialect sends at once, and how the classic dialect's whole lists are cut for
/// the lies that are about pages.
pub(super) const PAGE: usize = 100;

/// The lies of the moment.
#[derive(Debug, Default)]
pub(super) struct Lying {
    lies: Lies,
    other: Option<SimonSimulator>,
}

impl Lying {
    /// What is said of a table instead of the truth.
    pub(super) fn of(&self, table: Table) -> Option<Lie> {
        self.lies.get(table.name()).cloned()
    }

    /// The company whose lists are answered.
    pub(super) fn other(&self) -> Option<SimonSimulator> {
        self.other.clone()
    }
}

impl SimonSimulator {
    /// Lists of a table lie from now on. `false` where there is no such table.
    pub fn lie(&self, table: &str, lie: Lie) -> bool {
        Table::named(table).is_some_and(|table| {
            lock(&self.0.lying).lies.insert(table.name(), lie);
            true
        })
    }

    /// Lists are those of the other company from now on, in all tables. A company that is this one changes nothing.
    pub fn list_from(&self, other: &Self) {
        if !std::sync::Arc::ptr_eq(&self.0, &other.0) {
            lock(&self.0.lying).other = Some(other.clone());
        }
    }

    /// Takes all lies back, and lists from here again.
    pub fn tell_truth(&self) {
        *lock(&self.0.lying) = Lying::default();
    }
}

/// The table that a call lists as a whole, at once or on from an id; `None` for every other call.
pub(super) fn listed(route: &Route) -> Option<Table> {
    let Ok(Act::Read(table)) = route.act else { return None };
    let whole = match route.dialect {
        Dialect::Classic => route.query.is_empty(),
        Dialect::OData => {
            let filter = route.parameter("$filter").unwrap_or_default();
            odata_filter::parse(table, filter, false).is_ok_and(|all| all.iter().all(goes_on))
        }
    };
    whole.then_some(table)
}

fn goes_on(condition: &Condition) -> bool {
    condition.place == ID
        && matches!(condition.comparison, Comparison::Greater | Comparison::GreaterOrEqual)
        && matches!(condition.value, Field::Whole(_))
}

/// The records beyond `after` that meet every condition, in the order of their ids, as a lie tells them.
pub(super) fn tell<'a>(
    shelf: &'a Shelf,
    lie: &Lie,
    conditions: &'a [Condition],
    after: i64,
    page: usize,
) -> impl Iterator<Item = Told<&'a Record>> {
    let all: Vec<&Record> = shelf.beyond(i64::MIN).collect();
    let told = lie.tell(&all, page).into_iter();
    told.filter(move |row| row.at.id() > after && conditions.iter().all(|condition| condition.holds(row.at)))
}
