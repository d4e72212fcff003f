//! All records of one company and the changes that can be made to them, whichever dialect or person asks.
//!
//! Guarantees: every change obeys [`super::rules`], is stamped with the moment it is given, and is kept before it is made.

use std::io;
use std::path::Path;

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use super::field::{Field, Writer};
use super::keeping::Keeper;
use super::record::Record;
use super::refusal::Refusal;
use super::rules;
use super::shelf::Shelf;
use super::tables::{EXT_KEY, ID, Kind, Table};

/// Properties with their values, as a body brings them.
pub(super) type Body = Map<String, Value>;

/// How a change is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    pub(super) writer: Writer,
    /// Dutch wall clock.
    pub(super) now: DateTime,
    /// An ExtKey that is taken is refused.
    pub(super) unique: bool,
    /// An update empties what the body leaves out.
    pub(super) full_replace: bool,
}

/// All records of one company.
#[derive(Debug)]
pub(super) struct Company {
    shelves: Vec<Shelf>,
    nowhere: Shelf,
    keeper: Option<Keeper>,
}

impl Company {
    /// A company without records.
    pub(super) fn new() -> Self {
        let shelves = Table::ALL.into_iter().map(Shelf::new).collect();
        Self { shelves, nowhere: Shelf::new(Table::Customer), keeper: None }
    }

    /// The records of a table.
    pub(super) fn shelf(&self, table: Table) -> &Shelf {
        self.shelves.get(table as usize).unwrap_or(&self.nowhere)
    }

    /// Reads the changes of a file back and appends to it from now on.
    ///
    /// # Errors
    /// Where there are records already, the file cannot be used, or a line in it is broken.
    pub(super) fn persist(&mut self, path: &Path) -> io::Result<()> {
        if self.shelves.iter().any(|shelf| shelf.len() > 0) || self.keeper.is_some() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "records are there already"));
        }
        let shelves = &mut self.shelves;
        self.keeper = Some(Keeper::open(path, |kept| {
            let Some(shelf) = shelves.get_mut(kept.table as usize) else { return };
            match kept.record {
                Some(body) => shelf.put(restored(kept.table, kept.id, &body)),
                None => drop(shelf.take(kept.id)),
            }
        })?);
        Ok(())
    }

    /// Puts a new record in and answers its id.
    ///
    /// # Errors
    /// Where a rule forbids it.
    pub(super) fn insert(&mut self, table: Table, body: &Body, manner: Manner) -> Result<i64, Refusal> {
        let id = self.shelf(table).next_id();
        let mut record = Record::empty(table, id);
        if body_id(body).is_some_and(|given| given != 0) {
            return Err(Refusal::invalid("Id wordt door Simple-Simon gegeven."));
        }
        fill(table, &mut record, body, manner.writer)?;
        if table == Table::WorkOrder {
            fill_work_order(&mut record, manner.now);
        }
        rules::check_write(self, table, None, &record, manner)?;
        self.put(table, record, manner.now)?;
        Ok(id)
    }

    /// Changes a record.
    ///
    /// # Errors
    /// Where there is no such record or a rule forbids it.
    pub(super) fn update(
        &mut self,
        table: Table,
        id: i64,
        body: &Body,
        manner: Manner,
    ) -> Result<(), Refusal> {
        let old = self.found(table, id)?.clone();
        let mut record = if manner.full_replace { Record::empty(table, id) } else { old.clone() };
        fill(table, &mut record, body, manner.writer)?;
        rules::check_write(self, table, Some(&old), &record, manner)?;
        self.put(table, record, manner.now)
    }

    /// Changes a record by hand, without rules.
    ///
    /// # Errors
    /// Where there is no such record, or the change could not be kept.
    pub(super) fn revise(
        &mut self,
        table: Table,
        id: i64,
        now: DateTime,
        change: impl FnOnce(&mut Record),
    ) -> Result<(), Refusal> {
        let mut record = self.found(table, id)?.clone();
        change(&mut record);
        self.put(table, record, now)
    }

    /// Takes a record out, as the API does.
    ///
    /// # Errors
    /// Where there is no such record or a rule forbids it.
    pub(super) fn delete(&mut self, table: Table, id: i64) -> Result<(), Refusal> {
        self.found(table, id)?;
        rules::check_delete(self, table, id)?;
        self.remove(table, id)
    }

    /// Takes a record out, whatever refers to it; a work order takes what was booked on it along.
    ///
    /// # Errors
    /// Where there is no such record, or the change could not be kept.
    pub(super) fn remove(&mut self, table: Table, id: i64) -> Result<(), Refusal> {
        self.found(table, id)?;
        if table == Table::WorkOrder {
            for child in [Table::UsedItem, Table::TimeSheet, Table::Planning, Table::WorkOrderSurvey] {
                for id in rules::referring_ids(self, child, "WorkOrderId", id) {
                    self.take(child, id)?;
                }
            }
        }
        self.take(table, id)
    }

    /// The record of this id.
    ///
    /// # Errors
    /// 404 where there is none.
    pub(super) fn found(&self, table: Table, id: i64) -> Result<&Record, Refusal> {
        self.shelf(table)
            .get(id)
            .ok_or_else(|| Refusal::missing(format!("{} {id} bestaat niet.", table.name())))
    }

    fn put(&mut self, table: Table, mut record: Record, now: DateTime) -> Result<(), Refusal> {
        record.set(table.stamp(), Field::Moment(now));
        self.keep(table, record.id(), Some(&record))?;
        if let Some(shelf) = self.shelves.get_mut(table as usize) {
            shelf.put(record);
        }
        Ok(())
    }

    fn take(&mut self, table: Table, id: i64) -> Result<(), Refusal> {
        self.keep(table, id, None)?;
        if let Some(shelf) = self.shelves.get_mut(table as usize) {
            shelf.take(id);
        }
        Ok(())
    }

    fn keep(&mut self, table: Table, id: i64, record: Option<&Record>) -> Result<(), Refusal> {
        let Some(keeper) = &mut self.keeper else { return Ok(()) };
        keeper.keep(table, id, record).map_err(|error| {
            tracing::error!(%error, "a change of the simulated Simple-Simon could not be kept");
            Refusal::broken("Opslaan is mislukt.")
        })
    }
}

/// The id in a body.
pub(super) fn body_id(body: &Body) -> Option<i64> {
    property(body, "Id").and_then(Value::as_i64)
}

/// A property of a body, its name in whatever case.
pub(super) fn property<'a>(body: &'a Body, name: &str) -> Option<&'a Value> {
    body.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Puts what a body brings into a record. `Id` and `LastMutation` are Simon's own and are passed over.
fn fill(table: Table, record: &mut Record, body: &Body, writer: Writer) -> Result<(), Refusal> {
    let mut filled = Vec::with_capacity(body.len());
    for (name, value) in body {
        let (place, column) = table
            .place(name)
            .and_then(|place| table.columns().get(place).map(|column| (place, column)))
            .ok_or_else(|| Refusal::invalid(format!("{name} is geen veld van {}.", table.name())))?;
        if filled.contains(&place) {
            return Err(Refusal::invalid(format!("{} staat er twee keer.", column.name)));
        }
        filled.push(place);
        if place == ID || place == table.stamp() {
            continue;
        }
        let field = Field::read(column.kind, value, writer)
            .map_err(|wanted| Refusal::invalid(format!("{} moet {wanted} zijn.", column.name)))?;
        record.set(place, field);
    }
    Ok(())
}

/// A work order gets a number for people, a status and the moment it was made, where the body brought none.
fn fill_work_order(record: &mut Record, now: DateTime) {
    let number = format!("{}-{:04}", now.year(), record.id() % 1_000_000);
    for (name, field) in [
        ("Number", Field::Text(number.into())),
        ("Status", Field::Text("New".into())),
        ("CreatedDate", Field::Moment(now)),
    ] {
        if let Some(place) = Table::WorkOrder.place(name)
            && *record.get(place) == Field::Empty
        {
            record.set(place, field);
        }
    }
}

/// A record as it was kept, `LastMutation` included.
fn restored(table: Table, id: i64, body: &Body) -> Record {
    let mut record = Record::empty(table, id);
    for (place, column) in table.columns().iter().enumerate().skip(EXT_KEY) {
        let value = body.get(column.name).unwrap_or(&Value::Null);
        let kind = if matches!(column.kind, Kind::OneOf(_)) { Kind::Text(None) } else { column.kind };
        if let Ok(field) = Field::read(kind, value, Writer::Office) {
            record.set(place, field);
        }
    }
    record
}
