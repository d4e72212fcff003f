//! The records of one table, in the order of their ids, with the two indexes that keep a large company fast.
//!
//! Guarantees: the indexes always agree with the records; an id is never given twice, not even after a deletion.

use std::collections::{BTreeMap, BTreeSet};

use super::record::Record;
use super::tables::{Kind, Table};

/// The records of one table.
#[derive(Debug)]
pub(super) struct Shelf {
    table: Table,
    records: BTreeMap<i64, Record>,
    next_id: i64,
    by_ext_key: BTreeSet<(Box<str>, i64)>,
    /// Column, id it refers to, id of the record that refers.
    by_reference: BTreeSet<(usize, i64, i64)>,
}

impl Shelf {
    /// An empty shelf.
    pub(super) fn new(table: Table) -> Self {
        Self {
            table,
            records: BTreeMap::new(),
            next_id: table.first_id(),
            by_ext_key: BTreeSet::new(),
            by_reference: BTreeSet::new(),
        }
    }

    /// The id that the next record gets.
    pub(super) const fn next_id(&self) -> i64 {
        self.next_id
    }

    /// How many records there are.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// The record of this id.
    pub(super) fn get(&self, id: i64) -> Option<&Record> {
        self.records.get(&id)
    }

    /// The records with an id beyond `after`, in the order of their ids.
    pub(super) fn beyond(&self, after: i64) -> impl Iterator<Item = &Record> {
        self.records.range(after.saturating_add(1)..).map(|(_, record)| record)
    }

    /// The records of this ExtKey, in the order of their ids.
    pub(super) fn of_ext_key<'a>(&'a self, ext_key: &str) -> impl Iterator<Item = &'a Record> + use<'a> {
        let ext_key: Box<str> = ext_key.into();
        self.by_ext_key
            .range((ext_key.clone(), i64::MIN)..=(ext_key, i64::MAX))
            .filter_map(|(_, id)| self.records.get(id))
    }

    /// The records that refer to `id` in the column at `place`, in the order of their ids.
    pub(super) fn referring(&self, place: usize, id: i64) -> impl Iterator<Item = &Record> {
        self.by_reference
            .range((place, id, i64::MIN)..=(place, id, i64::MAX))
            .filter_map(|(_, _, id)| self.records.get(id))
    }

    /// Puts a record in, in the place of the one with the same id.
    pub(super) fn put(&mut self, record: Record) {
        let id = record.id();
        self.take(id);
        self.next_id = self.next_id.max(id.saturating_add(1));
        if let Some(ext_key) = record.ext_key() {
            self.by_ext_key.insert((ext_key.into(), id));
        }
        for (place, referred) in references(self.table, &record) {
            self.by_reference.insert((place, referred, id));
        }
        self.records.insert(id, record);
    }

    /// Takes a record out.
    pub(super) fn take(&mut self, id: i64) -> Option<Record> {
        let record = self.records.remove(&id)?;
        if let Some(ext_key) = record.ext_key() {
            self.by_ext_key.remove(&(ext_key.into(), id));
        }
        for (place, referred) in references(self.table, &record) {
            self.by_reference.remove(&(place, referred, id));
        }
        Some(record)
    }
}

/// The references that a record holds: column and id.
fn references(table: Table, record: &Record) -> impl Iterator<Item = (usize, i64)> {
    table
        .columns()
        .iter()
        .enumerate()
        .filter(|(_, column)| matches!(column.kind, Kind::Refers(..)))
        .filter_map(|(place, _)| record.whole(place).map(|id| (place, id)))
}
