//! Open problems: one for every record that does not come across, until it does (P4, P7).
//!
//! Outside the order ledger they are put and deleted blindly: each is about one record, and the lease of its concern
//! lets one writer at a time decide about that record. Putting or closing one twice changes nothing.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use koppel_domain::message::{Message, Table};
use serde::{Deserialize, Serialize};

use crate::TenantStore;
use crate::error::{ItemKind, StoreError, failed};
use crate::item::{Attributes, decode, encode, text, text_of};
use crate::key::{self, ITEM, PROBLEMS};
use crate::read::{IN_FLIGHT, Span};
use crate::write::{Writes, delete_request, put_request};

/// What is wrong with one record, and when it is tried again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The record's table.
    pub table: Table,
    /// The record's key: its number in bookkeeping, or a work order's id in Simple-Simon.
    pub key: String,
    /// What is wrong and what to do.
    pub message: Message,
    /// When it was first met.
    pub first_seen: Timestamp,
    /// When it was last met.
    pub last_seen: Timestamp,
    /// How often the record was tried.
    pub tries: u32,
    /// Not to be tried before.
    pub next_try: Timestamp,
}

impl Problem {
    /// Its sort key and its attributes, the keys included.
    pub(crate) fn to_item(&self, tenant: &TenantStore) -> Result<(String, Attributes), StoreError> {
        let item = key::problem(self.table, &self.key)?;
        let mut attributes = encode(ItemKind::Problem, self)?;
        attributes.extend(tenant.key(&item));
        Ok((item, attributes))
    }
}

impl TenantStore {
    /// Makes these problems due at `now`; one that was closed since, or met again, stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn offer_again(&self, problems: &[Problem], now: Timestamp) -> Result<(), StoreError> {
        let offers: Vec<_> = problems.iter().map(|problem| self.offer(problem, now)).collect();
        stream::iter(offers).buffer_unordered(IN_FLIGHT).try_collect().await
    }

    async fn offer(&self, problem: &Problem, now: Timestamp) -> Result<(), StoreError> {
        let item = key::problem(problem.table, &problem.key)?;
        self.counters.write();
        let request = self.inner.client.update_item().table_name(&self.inner.tables.state);
        let answer = request
            .set_key(Some(self.key(&item)))
            .update_expression("SET next_try = :now")
            .condition_expression("last_seen = :seen")
            .expression_attribute_values(":now", text(now.to_string()))
            .expression_attribute_values(":seen", text(problem.last_seen.to_string()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(answer) => {
                self.counters.write_took(answer.consumed_capacity());
                Ok(())
            }
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(()),
                _ => Err(failed("update", ItemKind::Problem, &error)),
            },
        }
    }

    /// At most `limit` open problems of a table in the order of their keys' bytes, from just after the key `after`;
    /// and the key to go on after, where more may follow.
    ///
    /// # Errors
    /// [`StoreError::KeyRefused`] for a key over 1,000 bytes; [`StoreError::Unavailable`], [`StoreError::Refused`],
    /// [`StoreError::Malformed`].
    pub async fn problems(
        &self,
        table: Table,
        after: Option<&str>,
        limit: u32,
    ) -> Result<(Vec<Problem>, Option<String>), StoreError> {
        let prefix = key::problems(table);
        let after = after.map(|key| key::problem(table, key)).transpose()?;
        let (items, next) = self.list(ItemKind::Problem, &prefix, after, limit).await?;
        let problems = read_all(items)?;
        Ok((problems, next.and_then(|item| item.strip_prefix(&prefix).map(str::to_owned))))
    }

    /// The open problem of a record; `None` where it has none.
    ///
    /// # Errors
    /// As [`TenantStore::problems`].
    pub async fn problem(&self, table: Table, key: &str) -> Result<Option<Problem>, StoreError> {
        let found = self.get(ItemKind::Problem, &key::problem(table, key)?).await?;
        Ok(read_all(found.into_iter().collect())?.pop())
    }

    /// The first `limit` open problems of all tables, in the order of tables and keys.
    ///
    /// # Errors
    /// As [`TenantStore::problems`].
    pub async fn all_problems(&self, limit: u32) -> Result<Vec<Problem>, StoreError> {
        Ok(self.problems_page(None, limit).await?.0)
    }

    /// The first `limit` open problems of all tables (1,000 at the most, and what 1 MB holds), by one request; and whether
    /// there are more.
    ///
    /// # Errors
    /// As [`TenantStore::problems`].
    pub async fn first_problems(&self, limit: u32) -> Result<(Vec<Problem>, bool), StoreError> {
        let span = Span { limit, ..Span::of(PROBLEMS) };
        let (items, next) = self.list_once(ItemKind::Problem, span).await?;
        Ok((read_all(items)?, next.is_some()))
    }

    /// At most `limit` open problems of all tables, in the order of tables and keys, from just after the mark `after`;
    /// and the mark to go on after, where more may follow.
    ///
    /// # Errors
    /// As [`TenantStore::problems`].
    pub async fn problems_page(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<(Vec<Problem>, Option<String>), StoreError> {
        let after = after.map(key::problem_after).transpose()?;
        let (items, next) = self.list(ItemKind::Problem, PROBLEMS, after, limit).await?;
        Ok((read_all(items)?, next.and_then(|item| item.strip_prefix(PROBLEMS).map(str::to_owned))))
    }

    /// Opens problems, or stores what has changed about them; where a record is named twice, the last one counts. When
    /// it fails, some may have been stored.
    ///
    /// # Errors
    /// As [`TenantStore::problems`].
    pub async fn save_problems(&self, problems: &[Problem]) -> Result<(), StoreError> {
        self.counters.problems_changed(problems.len());
        let mut writes = Writes::new();
        for problem in problems {
            let (item, attributes) = problem.to_item(self)?;
            writes.insert(item, put_request(ItemKind::Problem, attributes)?);
        }
        self.write_many(ItemKind::Problem, &self.inner.tables.state, writes).await
    }

    /// Closes problems; one that is not open is no error. When it fails, some may have been closed.
    ///
    /// # Errors
    /// As [`TenantStore::problems`].
    pub async fn close_problems(&self, problems: &[(Table, String)]) -> Result<(), StoreError> {
        self.counters.problems_changed(problems.len());
        let mut writes = Writes::new();
        for (table, key) in problems {
            let item = key::problem(*table, key)?;
            let delete = delete_request(ItemKind::Problem, self.key(&item))?;
            writes.insert(item, delete);
        }
        self.write_many(ItemKind::Problem, &self.inner.tables.state, writes).await
    }
}

/// One that this release cannot read, since a newer one wrote it, stays where it is and is passed over: it must not keep
/// every run of the company from beginning.
fn read_all(items: Vec<Attributes>) -> Result<Vec<Problem>, StoreError> {
    // The sort key and the problem's own words on table and key must agree, or closing it would miss it.
    let read = |item: Attributes| {
        let stored_as = text_of(&item, ITEM).map(str::to_owned);
        let Ok(problem) = decode::<Problem>(ItemKind::Problem, item) else {
            tracing::warn!("an open problem cannot be read: did a newer release write it?");
            return Ok(None);
        };
        let fits = stored_as == Some(key::problem(problem.table, &problem.key)?);
        if fits { Ok(Some(problem)) } else { Err(StoreError::Malformed { item: ItemKind::Problem }) }
    };
    items.into_iter().map(read).filter_map(Result::transpose).collect()
}
