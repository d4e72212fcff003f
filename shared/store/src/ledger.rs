//! What both ledgers, of orders and of quotes, do alike: an entry is saved on the revision it was read at, together with
//! its open problem and its log rows, or not at all.
//!
//! Leaves out: what an entry holds.

use aws_sdk_dynamodb::types::{Delete, TransactWriteItem};
use koppel_domain::message::Table;

use crate::TenantStore;
use crate::error::{ItemKind, StoreError};
use crate::item::Attributes;
use crate::key;
use crate::log::LogRow;
use crate::problem::Problem;
use crate::write::put_act;

/// What a save of an entry does to the open problem of its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemChange {
    /// Nothing.
    Keep,
    /// Opens it or stores it anew. It is kept under the entry's own table and key, whatever the problem itself says, so
    /// that closing always finds it.
    Open(Problem),
    /// Closes it; harmless where none is open.
    Close,
}

/// An entry as it is to be stored.
pub(crate) struct Entry {
    pub(crate) kind: ItemKind,
    pub(crate) item: String,
    /// They hold the new revision.
    pub(crate) attributes: Attributes,
    /// The revision it was read at; 0 = not stored yet.
    pub(crate) read: u64,
    /// What is stored with it, or not at all.
    pub(crate) others: Vec<TransactWriteItem>,
}

impl TenantStore {
    /// One plain write where the entry is all, else one transaction.
    pub(crate) async fn save_entry(
        &self,
        entry: Entry,
        (table, key): (Table, String),
        problem: ProblemChange,
        rows: &[LogRow],
    ) -> Result<(), StoreError> {
        let mut others = entry.others;
        if problem != ProblemChange::Keep {
            self.counters.problems_changed(1);
        }
        match problem {
            ProblemChange::Keep => {}
            ProblemChange::Open(problem) => {
                let (_, item) = Problem { table, key, ..problem }.to_item(self)?;
                others.push(put_act(ItemKind::Problem, &self.inner.tables.state, item)?);
            }
            ProblemChange::Close => others.push(self.close_act(table, &key)?),
        }
        for row in rows {
            let (_, item) = self.log_item(row)?;
            others.push(put_act(ItemKind::LogRow, &self.inner.tables.log, item)?);
        }
        self.save(entry.kind, &entry.item, entry.attributes, entry.read, others).await
    }

    fn close_act(&self, table: Table, key: &str) -> Result<TransactWriteItem, StoreError> {
        self.delete_act(ItemKind::Problem, &key::problem(table, key)?)
    }

    /// A delete as part of a transaction.
    pub(crate) fn delete_act(&self, kind: ItemKind, item: &str) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder().table_name(&self.inner.tables.state).set_key(Some(self.key(item)));
        let delete = delete.build().map_err(|_| StoreError::Malformed { item: kind })?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }
}
