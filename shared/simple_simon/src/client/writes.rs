//! Writing: insert, update, delete, each sent once.
//!
//! Guarantees: an insert never leaves twice, since Simple-Simon's uniqueness of keys is all that stands between a
//! second try and a second record (Simple-Simon fact sheet §9).

use koppel_domain::failure::Failure;
use koppel_domain::work_order::SimonId;

use super::SimpleSimon;
use crate::config::Dialect;
use crate::drafts::{Deleted, Draft, Inserted, Updated};
use crate::errors::unclear;
use crate::exchange::Fault;
use crate::table::Table;
use crate::wire::body::{fields, merged};
use crate::wire::json::key;
use crate::wire::{classic, odata};

/// The status of an own key that is taken (Simple-Simon fact sheet §10).
const CONFLICT: u16 = 409;

impl SimpleSimon {
    /// Adds a record. Where the answer does not tell the new id, it is looked up by the own key (SIM-A09).
    ///
    /// # Errors
    /// [`Failure::Unclear`] where it is not known whether the record is there now: [`SimpleSimon::find`] it before any
    /// second try.
    pub async fn insert(&self, draft: &Draft) -> Result<Inserted, Failure> {
        let fields = fields(draft);
        let ask = match self.exchange.config.dialect {
            Dialect::Classic => classic::insert(draft.table(), &fields),
            Dialect::OData => odata::insert(draft.table(), &fields),
        };
        match self.exchange.call(&ask).await {
            Ok(answer) => match answer.as_ref().and_then(|answer| key(answer).ok()) {
                Some(key) => Ok(Inserted::New(key.id)),
                None => self.adopt(draft).await,
            },
            Err(Fault::Refused(refusal)) if refusal.status == CONFLICT => Ok(Inserted::Exists),
            // A refusal that names the key: it is taken, or there is something else wrong with it. To look is surer
            // than to read the server's words.
            Err(Fault::Refused(refusal)) if refusal.names_ext_key => {
                match self.find(draft.table(), draft.ext_key()).await? {
                    Some(_) => Ok(Inserted::Exists),
                    None => Err(refusal.failure()),
                }
            }
            Err(fault) => Err(fault.failure()),
        }
    }

    async fn adopt(&self, draft: &Draft) -> Result<Inserted, Failure> {
        match self.find(draft.table(), draft.ext_key()).await {
            Ok(Some(id)) => Ok(Inserted::New(id)),
            Ok(None) => Err(unclear("an insert answered without an id, and not found")),
            Err(_) => Err(unclear("an insert answered without an id, and not looked up")),
        }
    }

    /// Makes a record hold what the draft says; every field that a draft does not have keeps its value.
    ///
    /// # Errors
    /// [`Failure::Unclear`] where it is not known whether it was written; writing it once more is harmless.
    pub async fn update(&self, id: SimonId, draft: &Draft) -> Result<Updated, Failure> {
        let Some(record) = self.record(draft.table(), id).await? else { return Ok(Updated::Gone) };
        let fields = merged(&record, fields(draft));
        let config = &self.exchange.config;
        let ask = match config.dialect {
            Dialect::Classic => classic::update(draft.table(), id, &fields),
            Dialect::OData => odata::update(draft.table(), id, config.odata_id, &fields),
        };
        match self.exchange.call(&ask).await {
            Ok(_) => Ok(Updated::Done),
            Err(Fault::Gone) => Ok(Updated::Gone),
            Err(fault) => Err(fault.failure()),
        }
    }

    /// Deletes a record.
    ///
    /// # Errors
    /// [`Failure::Refused`] where other records need it; [`Failure::Unclear`] where it is not known whether it is gone;
    /// deleting it once more is harmless.
    pub async fn delete(&self, table: Table, id: SimonId) -> Result<Deleted, Failure> {
        let config = &self.exchange.config;
        let ask = match config.dialect {
            Dialect::Classic => classic::delete(table, id),
            Dialect::OData => odata::delete(table, id, config.odata_id),
        };
        match self.exchange.call(&ask).await {
            Ok(_) => Ok(Deleted::Done),
            Err(Fault::Gone) => Ok(Deleted::Gone),
            Err(fault) => Err(fault.failure()),
        }
    }
}
