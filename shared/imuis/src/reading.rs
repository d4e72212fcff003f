//! Asking for rows: with a session, without the columns that are refused, until the rows that are promised are there.
//!
//! Guarantees: a session that is gone costs one sign-in and one repetition, never more; every refused column costs one
//! repetition, once; rows that are promised and not there are a failure after a few tries (§2, §7), as is an answer
//! that does not even say how many there are. So "nothing found" is always the server's own word.

use std::sync::PoisonError;
use std::time::Duration;

use jiff::civil::Date;
use koppel_domain::failure::Failure;

use crate::connector::Imuis;
use crate::errors::{self, Trouble};
use crate::tables::Table;
use crate::wire::Operation;
use crate::wire::dataset::{Dataset, Row};
use crate::wire::selection::{Condition, Selection};

/// Which rows of a table.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) table: &'static Table,
    pub(crate) columns: &'a [String],
    pub(crate) condition: Option<Condition<'a>>,
    /// Only rows mutated on or after this day.
    pub(crate) mutated_since: Option<Date>,
    /// From 1.
    pub(crate) page: u64,
}

/// The rows of one answer.
#[cfg_attr(test, derive(Debug))]
pub(crate) struct Found {
    pub(crate) rows: Vec<Row>,
    /// Rows of the whole answer, as the server counts them.
    pub(crate) count: Option<u64>,
    /// At least 1.
    pub(crate) pages: u64,
}

enum Answer {
    Rows(Dataset),
    Refused(String),
}

impl Imuis {
    /// Asks for one page of rows.
    pub(crate) async fn rows(&self, question: &Question<'_>) -> Result<Found, Failure> {
        let config = &self.exchange.config;
        let table = question.table;
        let mut empty_pages = 0;
        loop {
            let columns = self.columns_left(question);
            let selection = Selection {
                table: table.name,
                columns: &columns,
                condition: question.condition,
                mutated_since: question.mutated_since.map(|day| (config.mutdate_format, day)),
                order_by: table.key,
                page_size: self.page_size(),
                page: question.page,
            };
            match self.ask(Operation::GetStamtabelRecords, &selection.to_xml()).await? {
                Answer::Refused(words) => {
                    let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
                    if !refused.drop_named(table, &columns, &words) {
                        return Err(errors::refused(&words));
                    }
                }
                Answer::Rows(dataset) => {
                    let found = Found::in_dataset(dataset, table);
                    if !found.lacks_rows(question.page) {
                        return Ok(found);
                    }
                    if empty_pages >= config.empty_page_retries {
                        return Err(errors::unreadable("rows promised and not there"));
                    }
                    empty_pages += 1;
                    let wait = Duration::from_millis(config.empty_page_wait_ms).saturating_mul(empty_pages);
                    self.exchange.clock.sleep(wait).await;
                }
            }
        }
    }

    /// The one row of a base table.
    pub(crate) async fn base_row(&self, table: &str, payload: &str) -> Result<Row, Failure> {
        match self.ask(Operation::GetAdmInfo, payload).await? {
            Answer::Refused(words) => Err(errors::refused(&words)),
            Answer::Rows(dataset) => {
                let row = dataset.into_rows(table).into_iter().next();
                row.ok_or_else(|| errors::unreadable("no row of the base table"))
            }
        }
    }

    async fn ask(&self, operation: Operation, payload: &str) -> Result<Answer, Failure> {
        let config = &self.exchange.config;
        let mut signed_in_anew = false;
        loop {
            let id = self.signed_in.id(&self.exchange, config.read).await?;
            let reply =
                self.exchange.send(config.read, operation, &id, payload).await.map_err(Trouble::of_read)?;
            let Some(refusal) = reply.refusal else {
                self.signed_in.was_used(&id, self.exchange.clock.now()).await;
                return reply.dataset.map(Answer::Rows).map_err(|why| Trouble::from(why).of_read());
            };
            // Words about access may mean that the app was switched off: signing in anew brings out which it is.
            let about_session =
                config.names_session(&refusal.words) || config.access_fault(&refusal.words).is_some();
            if !about_session || signed_in_anew {
                return Ok(Answer::Refused(refusal.words));
            }
            signed_in_anew = true;
            self.signed_in.forget(&id).await;
        }
    }

    fn columns_left(&self, question: &Question<'_>) -> Vec<String> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let is_left = |column: &&String| !refused.contains(question.table, column);
        question.columns.iter().filter(is_left).cloned().collect()
    }

    pub(crate) fn page_size(&self) -> u32 {
        self.exchange.config.page_size.clamp(1, 20_000)
    }
}

impl Found {
    fn in_dataset(dataset: Dataset, table: &Table) -> Self {
        let count = dataset.record_count();
        // Missing or empty is taken as 1 (§2).
        let pages = dataset.total_pages().unwrap_or(1).max(1);
        Self { rows: dataset.into_rows(table.name), count, pages }
    }

    /// The answer to `page` has fewer rows than it must have by its own count.
    fn lacks_rows(&self, page: u64) -> bool {
        let rows = self.rows.len() as u64;
        match self.count {
            // A count comes even where nothing matched (§2), so an empty answer without one is no word to go by.
            None => rows == 0,
            Some(count) if self.pages == 1 && page == 1 => rows < count,
            // Beyond the last page there is rightly nothing: rows vanished since the page before.
            Some(count) => rows == 0 && count > 0 && page <= self.pages,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::dataset::row;

    #[test]
    fn an_answer_is_believed_only_if_its_count_fits() {
        for (rows, count, pages, page, lacks) in [
            (0, Some(0), 1, 1, false),
            (0, None, 1, 1, true),
            (2, None, 1, 1, false),
            (2, Some(2), 1, 1, false),
            (0, Some(2), 1, 1, true),
            (1, Some(2), 1, 1, true),
            // The count may be the page's own or the whole answer's (§2).
            (2, Some(2), 3, 1, false),
            (2, Some(5), 3, 1, false),
            (0, Some(5), 3, 2, true),
            (0, Some(5), 3, 4, false),
        ] {
            let found = Found { rows: (0..rows).map(|_| row(&[])).collect(), count, pages };
            assert_eq!(found.lacks_rows(page), lacks, "{rows} rows, {count:?}, {pages} pages, page {page}");
        }
    }
}
