//! Finding records: conditions on columns, combined with AND (SIM-A12, SIM-A24).
//!
//! Guarantees: the order of ids. An equal ExtKey or reference, and a lower bound on the id, are found by index; every
//! other condition looks at all records that are left.

use std::cmp::Ordering;

use super::field::Field;
use super::record::Record;
use super::shelf::Shelf;
use super::tables::{EXT_KEY, ID, Kind, Table};

/// How a column is compared with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Comparison {
    /// The comparison of this OData word.
    pub(super) fn named(word: &str) -> Option<Self> {
        Some(match word {
            "eq" => Self::Equal,
            "ne" => Self::NotEqual,
            "gt" => Self::Greater,
            "ge" => Self::GreaterOrEqual,
            "lt" => Self::Less,
            "le" => Self::LessOrEqual,
            _ => return None,
        })
    }

    fn holds(self, ordering: Option<Ordering>) -> bool {
        match self {
            Self::Equal => ordering == Some(Ordering::Equal),
            Self::NotEqual => ordering != Some(Ordering::Equal),
            Self::Greater => ordering == Some(Ordering::Greater),
            Self::GreaterOrEqual => ordering.is_some_and(Ordering::is_ge),
            Self::Less => ordering == Some(Ordering::Less),
            Self::LessOrEqual => ordering.is_some_and(Ordering::is_le),
        }
    }
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    pub(super) place: usize,
    pub(super) comparison: Comparison,
    pub(super) value: Field,
}

impl Condition {
    /// Whether a record meets it.
    pub(super) fn holds(&self, record: &Record) -> bool {
        self.comparison.holds(record.get(self.place).compare(&self.value))
    }
}

/// The records with an id beyond `after` that meet every condition, in the order of their ids.
pub(super) fn select<'a>(
    shelf: &'a Shelf,
    table: Table,
    conditions: &'a [Condition],
    after: i64,
) -> impl Iterator<Item = &'a Record> {
    let after = conditions.iter().fold(after, |after, condition| after.max(lower_bound(condition)));
    let narrow = conditions.iter().find_map(|condition| by_index(shelf, table, condition));
    let wide = if narrow.is_none() { Some(shelf.beyond(after)) } else { None };
    narrow.into_iter().flatten().chain(wide.into_iter().flatten()).filter(move |record| {
        record.id() > after && conditions.iter().all(|condition| condition.holds(record))
    })
}

/// The id below which this condition finds nothing.
fn lower_bound(condition: &Condition) -> i64 {
    match condition {
        Condition { place: ID, comparison: Comparison::Greater, value: Field::Whole(id) } => *id,
        Condition {
            place: ID,
            comparison: Comparison::Equal | Comparison::GreaterOrEqual,
            value: Field::Whole(id),
        } => id.saturating_sub(1),
        _ => i64::MIN,
    }
}

/// The records that an index finds for a condition; `None` where no index can.
pub(super) fn by_index<'a>(
    shelf: &'a Shelf,
    table: Table,
    condition: &Condition,
) -> Option<Box<dyn Iterator<Item = &'a Record> + 'a>> {
    if condition.comparison != Comparison::Equal {
        return None;
    }
    let kind = table.columns().get(condition.place)?.kind;
    match (condition.place, kind, &condition.value) {
        (EXT_KEY, _, Field::Text(ext_key)) => Some(Box::new(shelf.of_ext_key(ext_key))),
        (place, Kind::Refers(..), Field::Whole(id)) => Some(Box::new(shelf.referring(place, *id))),
        _ => None,
    }
}
