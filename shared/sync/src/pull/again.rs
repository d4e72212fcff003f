//! Open problems tried again: each record is read from bookkeeping by its number and taken across once more.
//!
//! Guarantees (P4, P7): a record that failed does not wait until it changes; its problem closes by itself when it
//! succeeds, and when bookkeeping no longer knows the record.

use std::collections::VecDeque;

use koppel_bookkeeping::Row;
use koppel_domain::failure::Failure;
use koppel_domain::message::{Concern, Table};
use koppel_domain::records::{Record, RecordKey, Stream};

use super::across::Work;
use super::page::checked;
use super::{PullCursor, Shift};
use crate::context::Stop;

impl Shift<'_> {
    /// Tries the problems that are due; `true` = more are due than one run takes on.
    pub(super) async fn try_again(&mut self, cursor: &mut PullCursor) -> Result<bool, Stop> {
        self.notebook.load().await?;
        let most = self.desk.context.limits.retries;
        let due = self.notebook.due(self.desk.now(), None, most);
        let is_full = due.len() >= most;
        for stream in Stream::ALL {
            self.desk.still_wanted(Concern::Pull).await?;
            let table = Table::from(stream);
            let mut queue = VecDeque::new();
            for problem in due.iter().filter(|problem| problem.table == table) {
                if self.desk.is_late(self.desk.context.limits.last_call) {
                    return Ok(true);
                }
                let Some(key) = RecordKey::new(&problem.key) else { continue };
                self.counts.add("tried again", 1);
                let row = match self.desk.connected.bookkeeping.record(stream, &key).await {
                    Ok(row) => row,
                    // This one number cannot be asked for: the others still can.
                    Err(
                        Failure::Refused { .. } | Failure::Unreadable { .. } | Failure::Unreachable { .. },
                    ) => {
                        self.notebook.open(table, key.as_str(), problem.message.clone(), self.desk.now());
                        continue;
                    }
                    Err(failure) => return Err(failure.into()),
                };
                match row.map(checked) {
                    None => self.notebook.close(table, key.as_str()),
                    Some(Row::Faulty { name, fault, .. }) => self.unusable(table, Some(&key), name, fault),
                    Some(Row::Record(record)) => queue.extend(self.work_again(cursor, record).await?),
                }
            }
            let done = self.carry(stream, queue, false).await?;
            self.notebook.store().await?;
            if !done.verdict()? {
                return Ok(true);
            }
        }
        Ok(is_full && self.notebook.leaves_due(None))
    }

    async fn work_again(&mut self, cursor: &mut PullCursor, record: Record) -> Result<Option<Work>, Stop> {
        let group = if let Record::Article(article) = &record { article.group.clone() } else { None };
        self.learn_groups(cursor, group.as_slice()).await?;
        let links = self.desk.tenant.links(record.stream(), std::slice::from_ref(record.key())).await?;
        Ok(self.needed(vec![record], links, true).pop_front())
    }
}
