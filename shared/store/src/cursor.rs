//! How far a concern is, and who may work on it now: cursor and lease in one item.
//!
//! Taking the lease gives the cursor; giving it back stores the cursor. So a run that works costs two writes, and one that
//! sees by [`Rest`] that there is nothing to do costs none.
//!
//! Guarantees:
//! - Of any number who take a lease at once, one gets it. A lease ends by itself at its moment; who takes it then is
//!   told that the one before never gave it back ([`Lease::taken_over`]).
//! - Only the very run that took a lease can store a cursor under it; another run of the same holder cannot.
//! - A taking or giving back whose answer was lost is known again when the SDK repeats it, by the lease's own mark.
//!
//! Leaves out: renewing. A lease is made to outlive the function that takes it, so two living runs cannot overlap.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, ReturnConsumedCapacity, ReturnValue, ReturnValuesOnConditionCheckFailure,
};
use jiff::{SignedDuration, Timestamp};
use koppel_domain::message::Concern;
use koppel_domain::safeguard::{self, Safeguard};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::TenantStore;
use crate::book::Book;
use crate::error::{ItemKind, StoreError, failed};
use crate::item::{Attributes, decode_value, encode_value, guard_size, text, text_of};
use crate::key;

// Attributes. `lease_before` keeps who held the lease before: DynamoDB sets it in the same update, so that it can be
// told even when the answer to that update was lost.
const BOOK: &str = "book";
const CURSOR: &str = "cursor";
const LAST_RUN: &str = "last_run";
const LEASE_BEFORE: &str = "lease_before";
const LEASE_TOKEN: &str = "lease_token";
const LEASE_UNTIL: &str = "lease_until";
const GIVEN_BACK: &str = "given_back";

/// The right of one run to work on one concern of one company.
#[derive(Debug, PartialEq, Eq)]
pub struct Lease<C> {
    /// What it is for.
    pub concern: Concern,
    /// Who holds it, for the technical log.
    pub holder: String,
    /// The cursor as it was stored last; its default where there is none yet.
    pub cursor: C,
    /// The one before never gave the lease back: it died, or ran out of time.
    pub taken_over: bool,
    /// What is kept of its runs, as stored last; giving the lease back stores it.
    pub book: Book,
    token: String,
}

/// Why a lease was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeaseError {
    /// Another run holds it.
    #[error("another run holds the lease until {until}")]
    Held {
        /// When it ends by itself.
        until: Timestamp,
    },
    /// The store failed. It may have been taken; then it ends by itself.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How the last run of a concern went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRun {
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// How it ended, one word of the run's own.
    pub outcome: String,
    /// What it did, counted.
    pub counts: BTreeMap<String, u64>,
}

/// What a concern tells of its runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The last one.
    pub last_run: Option<LastRun>,
    /// What is kept of all of them.
    pub book: Book,
}

/// A concern as it stands, for showing only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// The cursor; `null` before the first checkpoint.
    pub cursor: serde_json::Value,
    /// What it tells of its runs.
    pub told: Told,
}

impl Seen {
    pub(crate) fn read(mut item: Attributes) -> Result<Self, StoreError> {
        let cursor = item.remove(CURSOR).map(|cursor| decode_value(ItemKind::Cursor, cursor)).transpose()?;
        Ok(Self { cursor: cursor.unwrap_or_default(), told: told(item) })
    }
}

/// A concern that no run works on, as the last one left it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rest<C> {
    /// The cursor.
    pub cursor: C,
    /// That last run.
    pub last_run: LastRun,
}

impl<C: DeserializeOwned> Rest<C> {
    /// `None` where a lease stands, living or dead, or no run has ended yet.
    pub(crate) fn read(mut item: Attributes) -> Result<Option<Self>, StoreError> {
        if item.contains_key(LEASE_UNTIL) {
            return Ok(None);
        }
        let (Some(cursor), Some(last_run)) = (item.remove(CURSOR), item.remove(LAST_RUN)) else {
            return Ok(None);
        };
        let cursor = decode_value(ItemKind::Cursor, cursor)?;
        let last_run = decode_value(ItemKind::Cursor, last_run)?;
        Ok(Some(Self { cursor, last_run }))
    }
}

impl TenantStore {
    /// Takes the lease of `concern` from `now` for as long as `lease`, and reads the cursor: one request.
    ///
    /// # Errors
    /// [`LeaseError::Held`] while another run holds it. [`StoreError::Malformed`] where the stored cursor is none of
    /// type `C`; the lease has been taken then, and ends by itself.
    pub async fn take_lease<C>(
        &self,
        concern: Concern,
        holder: &str,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Lease<C>, LeaseError>
    where
        C: DeserializeOwned + Default,
    {
        let token = ulid::Ulid::generate().to_string();
        let until = now.saturating_add(SignedDuration::try_from(lease).unwrap_or(SignedDuration::MAX));
        let until = until.unwrap_or(Timestamp::MAX);
        let update = self
            .update_cursor(concern)
            .update_expression(
                "SET lease_before = if_not_exists(lease_holder, :nobody), \
                 lease_holder = :holder, lease_token = :token, lease_until = :until",
            )
            .condition_expression(if safeguard::stands(Safeguard::Lease) {
                "attribute_not_exists(lease_until) OR lease_until <= :now"
            } else {
                "attribute_not_exists(lease_until) OR lease_until <> :now"
            })
            .expression_attribute_values(":nobody", AttributeValue::Null(true))
            .expression_attribute_values(":holder", text(holder))
            .expression_attribute_values(":token", text(token.as_str()))
            .expression_attribute_values(":until", millis(until))
            .expression_attribute_values(":now", millis(now))
            .return_values(ReturnValue::AllNew);
        match self.update(update).await? {
            Updated::Done(item) => Ok(read_lease(concern, holder, token, item)?),
            Updated::Not(item) if text_of(&item, LEASE_TOKEN) == Some(token.as_str()) => {
                Ok(read_lease(concern, holder, token, item)?)
            }
            Updated::Not(item) => Err(LeaseError::Held { until: held_until(&item)? }),
        }
    }

    /// Ends the lease of `concern` now, whoever holds it: for a start on one machine, where nobody else can have the
    /// database open. The next run finds a lease that was never given back, and acts accordingly.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn break_lease(&self, concern: Concern) -> Result<(), StoreError> {
        let update = self
            .update_cursor(concern)
            .update_expression("SET lease_until = :begin")
            .condition_expression("attribute_exists(lease_until)")
            .expression_attribute_values(":begin", millis(Timestamp::UNIX_EPOCH));
        self.update(update).await.map(drop)
    }

    /// Stores how far the run is, keeping the lease.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] where the lease is no longer this run's.
    pub async fn checkpoint<C: Serialize>(&self, lease: &Lease<C>, cursor: &C) -> Result<(), StoreError> {
        let cursor = encode_value(ItemKind::Cursor, cursor)?;
        guard_size(ItemKind::Cursor, [(&CURSOR.to_owned(), &cursor)])?;
        let update = self
            .update_cursor(lease.concern)
            .update_expression("SET #cursor = :cursor")
            .condition_expression("lease_token = :token")
            .expression_attribute_names("#cursor", CURSOR)
            .expression_attribute_values(":cursor", cursor)
            .expression_attribute_values(":token", text(lease.token.as_str()));
        match self.update(update).await? {
            Updated::Done(_) => Ok(()),
            Updated::Not(_) => Err(StoreError::LeaseLost),
        }
    }

    /// Stores how far the run came, how it went and the book of its concern, and gives the lease back: one request.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] where the lease is no longer this run's; nothing was stored then.
    pub async fn give_back<C: Serialize>(
        &self,
        lease: Lease<C>,
        cursor: &C,
        last_run: &LastRun,
    ) -> Result<(), StoreError> {
        let cursor = encode_value(ItemKind::Cursor, cursor)?;
        let last_run = encode_value(ItemKind::Cursor, last_run)?;
        let book = encode_value(ItemKind::Cursor, &lease.book)?;
        guard_size(ItemKind::Cursor, [(&CURSOR.to_owned(), &cursor), (&LAST_RUN.to_owned(), &last_run)])?;
        let update = self
            .update_cursor(lease.concern)
            .update_expression(
                "SET #cursor = :cursor, last_run = :last_run, book = :book, given_back = :token \
                 REMOVE lease_before, lease_holder, lease_token, lease_until",
            )
            .condition_expression("lease_token = :token")
            .expression_attribute_names("#cursor", CURSOR)
            .expression_attribute_values(":cursor", cursor)
            .expression_attribute_values(":last_run", last_run)
            .expression_attribute_values(":book", book)
            .expression_attribute_values(":token", text(lease.token.as_str()));
        match self.update(update).await? {
            Updated::Done(_) => Ok(()),
            Updated::Not(item) if text_of(&item, GIVEN_BACK) == Some(lease.token.as_str()) => Ok(()),
            Updated::Not(_) => Err(StoreError::LeaseLost),
        }
    }

    /// The cursor as it stands (`null` before the first checkpoint) and the last run, for showing only; `None` where the
    /// concern never ran.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`], [`StoreError::Malformed`].
    pub async fn peek(
        &self,
        concern: Concern,
    ) -> Result<Option<(serde_json::Value, Option<LastRun>)>, StoreError> {
        let item = self.get(ItemKind::Cursor, &key::cursor(concern)).await?;
        let seen = item.map(Seen::read).transpose()?;
        Ok(seen.map(|seen| (seen.cursor, seen.told.last_run)))
    }

    fn update_cursor(&self, concern: Concern) -> UpdateItemFluentBuilder {
        let request = self.inner.client.update_item().table_name(&self.inner.tables.state);
        request
            .set_key(Some(self.key(&key::cursor(concern))))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
    }

    async fn update(&self, request: UpdateItemFluentBuilder) -> Result<Updated, StoreError> {
        self.counters.write();
        let error = match request.send().await {
            Ok(answer) => {
                self.counters.write_took(answer.consumed_capacity());
                return Ok(Updated::Done(answer.attributes.unwrap_or_default()));
            }
            Err(error) => error,
        };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(old)) => {
                Ok(Updated::Not(old.item.clone().unwrap_or_default()))
            }
            _ => Err(failed("update", ItemKind::Cursor, &error)),
        }
    }
}

/// What became of a conditional update.
enum Updated {
    /// Done; the item as the request asked for it.
    Done(Attributes),
    /// The condition did not hold; the item as it stands, empty where there is none.
    Not(Attributes),
}

fn read_lease<C: DeserializeOwned + Default>(
    concern: Concern,
    holder: &str,
    token: String,
    mut item: Attributes,
) -> Result<Lease<C>, StoreError> {
    let taken_over = text_of(&item, LEASE_BEFORE).is_some();
    let cursor = item.remove(CURSOR).map(|cursor| decode_value(ItemKind::Cursor, cursor)).transpose()?;
    let cursor = cursor.unwrap_or_default();
    let book = book(&mut item);
    Ok(Lease { concern, holder: holder.to_owned(), cursor, taken_over, book, token })
}

/// What a cursor's item tells of its runs.
pub(crate) fn told(mut item: Attributes) -> Told {
    let last_run = item.remove(LAST_RUN).and_then(|run| decode_value(ItemKind::Cursor, run).ok());
    Told { last_run, book: book(&mut item) }
}

/// A book that this release cannot read is begun anew: it holds nothing that a run needs.
fn book(item: &mut Attributes) -> Book {
    item.remove(BOOK).and_then(|book| decode_value(ItemKind::Cursor, book).ok()).unwrap_or_default()
}

fn held_until(item: &Attributes) -> Result<Timestamp, StoreError> {
    item.get(LEASE_UNTIL)
        .and_then(|until| until.as_n().ok())
        .and_then(|until| until.parse().ok())
        .and_then(|until| Timestamp::from_millisecond(until).ok())
        .ok_or(StoreError::Malformed { item: ItemKind::Cursor })
}

fn millis(moment: Timestamp) -> AttributeValue {
    AttributeValue::N(moment.as_millisecond().to_string())
}
