//! Which record of bookkeeping is which record in Simple-Simon, and what was last written there.
//!
//! Links are put blindly, without a condition, and that is right: a link says only what was last written to
//! Simple-Simon, and the lease of the pull lets one writer at a time do so. If a run dies between writing a record and
//! putting its link, the next run sees an older digest and writes the record once more, by the id it finds under the
//! record's `ExtKey`: once too often, never twice a record (P8).
//!
//! They are put one by one, several at once: whoever may write a batch may delete in it as well, and a run that puts
//! links may delete none. It takes the same capacity.
//!
//! A page of bookkeeping is mostly neighbours, and so are their links. DynamoDB lists twenty of them for what one costs that is
//! asked for by its key, so a page's links are listed, as long as most of what comes was asked for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use futures::stream::{self, Stream as Coming, StreamExt as _, TryStreamExt as _};
use koppel_domain::digest::Digest;
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::work_order::SimonId;
use serde::{Deserialize, Serialize};

use crate::TenantStore;
use crate::error::{ItemKind, StoreError, failed};
use crate::item::{Attributes, decode, encode, text_of};
use crate::key::{self, ITEM};
use crate::write::{Writes, delete_request};

/// Most puts of links that are under way at once: as many rows as a page of bookkeeping has are then a moment's work.
const PUTS_IN_FLIGHT: usize = 16;

/// Fewer links than this are asked for by their keys.
const NEIGHBOURS_MIN: usize = 25;
/// Where fewer than one in so many that are listed was asked for, the rest is asked for by its keys: a link takes some 200
/// bytes, so twenty of them are listed for what one costs.
const STRANGERS_MAX: usize = 8;

/// A record's counterpart in Simple-Simon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its id in Simple-Simon.
    pub simon: SimonId,
    /// Of a customer: the id of its first work address (R8).
    pub location: Option<SimonId>,
    /// Digest of what was last written; `None` = write it again.
    pub digest: Option<Digest>,
    /// The id that bookkeeping itself gives it, where only that can be asked for: of an article group of SnelStart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native_id: Option<String>,
}

impl TenantStore {
    /// The links of these records; records without one are left out.
    ///
    /// # Errors
    /// [`StoreError::KeyRefused`] for a number over 1,000 bytes; [`StoreError::Unavailable`], [`StoreError::Refused`],
    /// [`StoreError::Malformed`].
    pub async fn links(
        &self,
        stream: Stream,
        records: &[RecordKey],
    ) -> Result<HashMap<RecordKey, Link>, StoreError> {
        let items: BTreeSet<String> =
            records.iter().map(|record| key::link(stream, record)).collect::<Result<_, _>>()?;
        let found = self.get_many(ItemKind::Link, items.into_iter().collect()).await?;
        found.into_iter().map(|item| read(stream, item)).collect()
    }

    /// As [`TenantStore::links`], for records of which many are neighbours by their numbers; it takes a right to list links.
    ///
    /// # Errors
    /// As [`TenantStore::links`].
    pub async fn links_of_page(
        &self,
        stream: Stream,
        records: &[RecordKey],
    ) -> Result<HashMap<RecordKey, Link>, StoreError> {
        let mut wanted: BTreeSet<String> =
            records.iter().map(|record| key::link(stream, record)).collect::<Result<_, _>>()?;
        let mut found = Vec::new();
        while wanted.len() >= NEIGHBOURS_MIN {
            let (Some(first), Some(last)) = (wanted.first(), wanted.last()) else { break };
            let (items, next) = self.between(ItemKind::Link, (first, last), wanted.len()).await?;
            let listed = items.len();
            let is_wanted = |item: &Attributes| text_of(item, ITEM).is_some_and(|item| wanted.contains(item));
            found.extend(items.into_iter().filter(is_wanted));
            let Some(next) = next else {
                wanted.clear();
                break;
            };
            let left = wanted.range::<str, _>((Bound::Excluded(next.as_str()), Bound::Unbounded));
            let left: BTreeSet<String> = left.cloned().collect();
            let settled = wanted.len() - left.len();
            wanted = left;
            if settled * STRANGERS_MAX < listed {
                break;
            }
        }
        if !wanted.is_empty() {
            found.extend(self.get_many(ItemKind::Link, wanted.into_iter().collect()).await?);
        }
        found.into_iter().map(|item| read(stream, item)).collect()
    }

    /// Stores links, whatever stood there; where a record is named twice, the last one counts. When it fails, some
    /// may have been stored.
    ///
    /// # Errors
    /// As [`TenantStore::links`].
    pub async fn put_links(&self, stream: Stream, links: &[(RecordKey, Link)]) -> Result<(), StoreError> {
        let mut items = BTreeMap::new();
        for (record, link) in links {
            items.insert(key::link(stream, record)?, encode(ItemKind::Link, link)?);
        }
        let puts: Vec<_> =
            items.iter().map(|(item, link)| self.put(ItemKind::Link, item, link.clone())).collect();
        stream::iter(puts).buffer_unordered(PUTS_IN_FLIGHT).try_collect().await
    }

    /// Stores links as they come, whatever stood there, until no more come; each record comes once. When it fails, some may
    /// have been stored, and no more are taken.
    ///
    /// # Errors
    /// As [`TenantStore::links`].
    pub async fn put_links_coming(
        &self,
        stream: Stream,
        coming: impl Coming<Item = (RecordKey, Link)>,
    ) -> Result<(), StoreError> {
        let put = |(record, link): (RecordKey, Link)| async move {
            let item = key::link(stream, &record)?;
            self.put(ItemKind::Link, &item, encode(ItemKind::Link, &link)?).await
        };
        coming.map(put).buffer_unordered(PUTS_IN_FLIGHT).try_collect().await
    }

    /// Deletes links; one that is gone stays gone. When it fails, some may have been deleted.
    ///
    /// # Errors
    /// As [`TenantStore::links`].
    pub async fn delete_links(&self, stream: Stream, records: &[RecordKey]) -> Result<(), StoreError> {
        let mut writes = Writes::new();
        for record in records {
            let item = key::link(stream, record)?;
            writes.insert(item.clone(), delete_request(ItemKind::Link, self.key(&item))?);
        }
        self.write_many(ItemKind::Link, &self.inner.tables.state, writes).await
    }

    /// Deletes the link of a record, if it still names this counterpart: one that was written anew meanwhile stays.
    ///
    /// # Errors
    /// As [`TenantStore::links`].
    pub async fn delete_link_to(
        &self,
        stream: Stream,
        record: &RecordKey,
        simon: SimonId,
    ) -> Result<(), StoreError> {
        let item = key::link(stream, record)?;
        self.counters.write();
        let request = self.inner.client.delete_item().table_name(&self.inner.tables.state);
        let answer = request
            .set_key(Some(self.key(&item)))
            .condition_expression("simon = :simon")
            .expression_attribute_values(":simon", AttributeValue::N(simon.to_string()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(answer) => {
                self.counters.write_took(answer.consumed_capacity());
                Ok(())
            }
            Err(error) => match error.as_service_error() {
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(()),
                _ => Err(failed("delete", ItemKind::Link, &error)),
            },
        }
    }

    /// At most `limit` links of a stream in the order of their keys' bytes, from just after `after`; and the key to go
    /// on after, where more may follow.
    ///
    /// # Errors
    /// As [`TenantStore::links`].
    pub async fn all_links(
        &self,
        stream: Stream,
        after: Option<&RecordKey>,
        limit: u32,
    ) -> Result<(Vec<(RecordKey, Link)>, Option<RecordKey>), StoreError> {
        let after = after.map(|record| key::link(stream, record)).transpose()?;
        let (items, next) = self.list(ItemKind::Link, &key::links(stream), after, limit).await?;
        let links = items.into_iter().map(|item| read(stream, item)).collect::<Result<_, _>>()?;
        let next = next.map(|item| record_key(stream, &item)).transpose()?;
        Ok((links, next))
    }
}

fn read(stream: Stream, item: Attributes) -> Result<(RecordKey, Link), StoreError> {
    let name = text_of(&item, ITEM).ok_or(StoreError::Malformed { item: ItemKind::Link })?;
    let record = record_key(stream, name)?;
    Ok((record, decode(ItemKind::Link, item)?))
}

fn record_key(stream: Stream, item: &str) -> Result<RecordKey, StoreError> {
    item.strip_prefix(&key::links(stream))
        .and_then(RecordKey::new)
        .ok_or(StoreError::Malformed { item: ItemKind::Link })
}
