//! Reading: key lists, changes, and records.
//!
//! Guarantees: a list is whole or a failure; what a server answers beside the question (a filter it does not honour)
//! is a failure too, never another record's data.

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use koppel_domain::failure::Failure;
use koppel_domain::work_order::SimonId;
use serde_json::{Map, Value};

use super::SimpleSimon;
use crate::config::Dialect;
use crate::errors::unreadable;
use crate::exchange::Fault;
use crate::reading;
use crate::records::{
    Key, Parent, ReadWorkOrder, SimonCustomer, SimonItem, SimonLocation, SimonUsedItem, TimeSheets, UsedItems,
};
use crate::table::Table;
use crate::wire::ask::{Ask, Filter};
use crate::wire::json::{Fields, key, rows};
use crate::wire::time::{CLOCK_SKEW, Since};
use crate::wire::{classic, odata};

type Record = Map<String, Value>;

impl SimpleSimon {
    /// The keys of a whole table.
    ///
    /// # Errors
    /// Never a part of it: where a page fails, the list fails.
    pub async fn keys(&self, table: Table) -> Result<Vec<Key>, Failure> {
        self.list(table, &Filter::All, read_key).await
    }

    /// The keys of a whole table; none where this Simple-Simon does not know a table that it need not have.
    ///
    /// # Errors
    /// As [`SimpleSimon::keys`]; so too where a table is not there that the link stands on.
    pub async fn keys_if_known(&self, table: Table) -> Result<Vec<Key>, Failure> {
        match self.keys(table).await {
            Err(Failure::Refused { code: Some(code), .. }) if code == "404" && !table.is_essential() => {
                Ok(Vec::new())
            }
            keys => keys,
        }
    }

    /// The keys of those records of a table that refer to `parent`; in OData sorted by id.
    ///
    /// A classic server that does not know the filter answers with the whole table, and its key list does not show it
    /// (SIM-A12): look at each record before anything is decided on what it refers to.
    ///
    /// # Errors
    /// As [`SimpleSimon::keys`]; so too where a row shows that it refers to another record.
    pub async fn keys_under(&self, table: Table, parent: Parent) -> Result<Vec<Key>, Failure> {
        let read = |row: &Value| {
            row.as_object().map_or(Ok(()), |record| is_under(record, parent))?;
            read_key(row)
        };
        self.list(table, &Filter::Under(parent), read).await
    }

    /// The record with this own key. Keys are unique; should there be two all the same, the elder one.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn find(&self, table: Table, ext_key: &str) -> Result<Option<SimonId>, Failure> {
        let found = self.list(table, &Filter::ExtKey(ext_key.to_owned()), read_key).await?;
        // A server that does not know the filter answers with everything: only this very key is the record.
        Ok(found.into_iter().filter(|key| key.ext_key.as_deref() == Some(ext_key)).map(|key| key.id).min())
    }

    /// The records changed at or after `since`, sorted, each once; perhaps some that were changed just before it, and
    /// around the end of summer time up to an hour more.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn changed_since(&self, table: Table, since: Timestamp) -> Result<Vec<SimonId>, Failure> {
        let now = self.exchange.clock.now();
        let since = Since::new(since, now.saturating_add(CLOCK_SKEW).unwrap_or(now));
        let mut ids =
            self.list(table, &Filter::Changed(since), |row| read_key(row).map(|key| key.id)).await?;
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// A work order without its children; `None` where there is none with this id.
    ///
    /// # Errors
    /// See [`Failure`]. A field that cannot be read is no failure but [`ReadWorkOrder::Faulty`].
    pub async fn work_order(&self, id: SimonId) -> Result<Option<ReadWorkOrder>, Failure> {
        let record = self.record(Table::WorkOrder, id).await?;
        Ok(record.map(|record| reading::work_order(id, &record, &self.exchange.config)))
    }

    /// The used articles of a work order, in the order in which they were booked (by id).
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn used_items(&self, work_order: SimonId) -> Result<UsedItems, Failure> {
        let records = self.children(Table::UsedItem, work_order).await?;
        Ok(records.iter().map(|(id, record)| reading::used_item(*id, record)).collect())
    }

    /// The time sheets of a work order, by id.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn time_sheets(&self, work_order: SimonId) -> Result<TimeSheets, Failure> {
        let records = self.children(Table::TimeSheet, work_order).await?;
        let config = &self.exchange.config;
        Ok(records.iter().map(|(id, record)| reading::time_sheet(*id, record, config)).collect())
    }

    /// A customer; `None` where there is none with this id.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn customer(&self, id: SimonId) -> Result<Option<SimonCustomer>, Failure> {
        let record = self.record(Table::Customer, id).await?;
        Ok(record.map(|record| reading::customer(id, &record)))
    }

    /// A work address; `None` where there is none with this id.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn location(&self, id: SimonId) -> Result<Option<SimonLocation>, Failure> {
        let record = self.record(Table::Location, id).await?;
        record.map(|record| reading::location(id, &record)).transpose().map_err(|_| unreadable(FIELD))
    }

    /// An article; `None` where there is none with this id.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn item(&self, id: SimonId) -> Result<Option<SimonItem>, Failure> {
        let record = self.record(Table::Item, id).await?;
        record.map(|record| reading::item(id, &record)).transpose().map_err(|_| unreadable(FIELD))
    }

    /// A used article and what it refers to; `None` where there is none with this id.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn used_item(&self, id: SimonId) -> Result<Option<SimonUsedItem>, Failure> {
        let record = self.record(Table::UsedItem, id).await?;
        record.map(|record| reading::used_item_refers(id, &record)).transpose().map_err(|_| unreadable(FIELD))
    }

    /// A record, whole; `None` where there is none with this id.
    pub(super) async fn record(&self, table: Table, id: SimonId) -> Result<Option<Record>, Failure> {
        let ask = match self.exchange.config.dialect {
            Dialect::Classic => classic::read(table, id),
            Dialect::OData => odata::read(table, id, self.exchange.config.odata_id),
        };
        let answer = match self.read(&ask).await? {
            // SIM-A16: an empty answer may mean "not found", and it may be one that got lost. A work order taken for
            // deleted would never be billed, so a record is gone only where the answer is empty twice.
            Reply::Empty => self.read(&ask).await?,
            reply => reply,
        };
        match answer {
            Reply::Empty | Reply::Gone => Ok(None),
            Reply::Answer(Value::Object(record)) => {
                match Fields(&record).id("Id") {
                    Ok(Some(other)) if other != id => {
                        return Err(unreadable("another record than asked for"));
                    }
                    Err(_) => return Err(unreadable("a record whose id is no number")),
                    Ok(_) => {}
                }
                Ok(Some(record))
            }
            Reply::Answer(_) => Err(unreadable("no record")),
        }
    }

    async fn read(&self, ask: &Ask) -> Result<Reply, Failure> {
        match self.exchange.call(ask).await {
            Ok(Some(answer)) => Ok(Reply::Answer(answer)),
            Ok(None) => Ok(Reply::Empty),
            Err(Fault::Gone) => Ok(Reply::Gone),
            Err(fault) => Err(fault.failure()),
        }
    }

    /// The children of a work order with their fields, by id.
    async fn children(&self, table: Table, work_order: SimonId) -> Result<Vec<(SimonId, Record)>, Failure> {
        let parent = Parent::WorkOrder(work_order);
        let filter = Filter::Under(parent);
        let mut records = match self.exchange.config.dialect {
            // SIM-A31: one filtered read brings them whole.
            Dialect::OData => self.list(table, &filter, read_record).await?,
            Dialect::Classic => {
                let mut ids = self.list(table, &filter, |row| read_key(row).map(|key| key.id)).await?;
                ids.sort_unstable();
                ids.dedup();
                let reads: Vec<_> = ids
                    .into_iter()
                    .map(|id| async move {
                        self.record(table, id).await.map(|record| record.map(|record| (id, record)))
                    })
                    .collect();
                let at_once = usize::from(self.exchange.config.reads_at_once).max(1);
                // One that was deleted in between is no child any more.
                stream::iter(reads)
                    .buffered(at_once)
                    .try_filter_map(async |child| Ok(child))
                    .try_collect()
                    .await?
            }
        };
        records.sort_by_key(|(id, _)| *id);
        for (_, record) in &records {
            // A server that does not know the filter answers with everything: another customer's costs.
            is_under(record, parent)?;
        }
        Ok(records)
    }

    /// A whole list, page by page, each row read as it comes.
    pub(super) async fn list<T, F>(&self, table: Table, filter: &Filter, read: F) -> Result<Vec<T>, Failure>
    where
        F: Fn(&Value) -> Result<T, Failure> + Send + Sync,
    {
        let config = &self.exchange.config;
        let mut out = Vec::new();
        let mut after = None;
        loop {
            let ask = match config.dialect {
                Dialect::Classic => classic::list(table, filter),
                Dialect::OData => odata::page(table, filter, after, config.page_size),
            };
            let answer = self.exchange.call(&ask).await.map_err(|fault| match fault {
                // SIM-A70: an error instead of a list is about no record, so there is no one to mend it.
                Fault::Refused(refusal) if refusal.status < 300 => unreadable("an error instead of a list"),
                fault => fault.failure(),
            })?;
            let answer = answer.ok_or_else(|| unreadable("nothing instead of a list"))?;
            for row in rows(&answer).ok_or_else(|| unreadable("no list"))? {
                out.push(read(row)?);
            }
            after = match config.dialect {
                Dialect::Classic => None,
                Dialect::OData => odata::next_page(&answer, after, config.page_size).map_err(unreadable)?,
            };
            if after.is_none() {
                return Ok(out);
            }
        }
    }
}

/// A reference that is no number, in a record that is of no use without it.
const FIELD: &str = "a reference that is no number";

enum Reply {
    Answer(Value),
    Empty,
    Gone,
}

/// Fails on a record that shows another parent than was asked for: the server did not honour the filter.
fn is_under(record: &Record, parent: Parent) -> Result<(), Failure> {
    match Fields(record).id(parent.field()) {
        Ok(Some(other)) if other != parent.id() => Err(unreadable("children of another record")),
        Ok(_) => Ok(()),
        Err(_) => Err(unreadable(FIELD)),
    }
}

fn read_key(row: &Value) -> Result<Key, Failure> {
    key(row).map_err(|_| unreadable("a row without an id"))
}

pub(super) fn read_record(row: &Value) -> Result<(SimonId, Record), Failure> {
    match row {
        Value::Object(record) => Ok((read_key(row)?.id, record.clone())),
        _ => Err(unreadable("a row that is no record")),
    }
}
