//! Reading the state table: one item, many by key, or a range in the order of keys. Always consistent, but for what only
//! decides whether there is anything to do ([`Truth::Lately`]).

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{KeysAndAttributes, ReturnConsumedCapacity};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::error::{Cause, ItemKind, StoreError, failed};
use crate::item::{Attributes, text, text_of};
use crate::key::{ITEM, TENANT, partition};
use crate::meter::Counters;
use crate::patience::Patience;
use crate::{Inner, TenantStore};

/// Most keys in one BatchGetItem.
const BATCH_MAX: usize = 100;
/// Most batches of one call that are under way at once.
pub(crate) const IN_FLIGHT: usize = 4;
/// Most items that one Query is asked to look at.
const QUERY_MAX: u32 = 1000;

impl TenantStore {
    /// One item.
    pub(crate) async fn get(&self, kind: ItemKind, item: &str) -> Result<Option<Attributes>, StoreError> {
        self.counters.read();
        let request = self.inner.client.get_item().table_name(&self.inner.tables.state);
        let answer = request
            .set_key(Some(self.key(item)))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| failed("read", kind, &error))?;
        self.counters.read_took(answer.consumed_capacity());
        Ok(answer.item)
    }

    /// Many items by their sort keys, each key once; absent ones are left out. No order.
    pub(crate) async fn get_many(
        &self,
        kind: ItemKind,
        items: Vec<String>,
    ) -> Result<Vec<Attributes>, StoreError> {
        let keys = items.iter().map(|item| self.key(item)).collect();
        self.inner.get_keys(&self.counters, kind, keys, Truth::Now).await
    }

    /// At most `limit` items (at least one) whose sort key begins with `prefix`, in the order of keys, from just after
    /// `after`; and the sort key to go on after, where more may follow.
    pub(crate) async fn list(
        &self,
        kind: ItemKind,
        prefix: &str,
        after: Option<String>,
        limit: u32,
    ) -> Result<(Vec<Attributes>, Option<String>), StoreError> {
        let wanted = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        let mut found: Vec<Attributes> = Vec::new();
        let mut after = after;
        loop {
            let limit = u32::try_from(wanted - found.len()).unwrap_or(QUERY_MAX);
            let span = Span { after, limit, ..Span::of(prefix) };
            let (mut items, next) = self.list_once(kind, span).await?;
            found.append(&mut items);
            after = next;
            if after.is_none() || found.len() >= wanted {
                return Ok((found, after));
            }
        }
    }

    /// At most `limit` items from `first` to `last`, both among them, in the order of keys; and the sort key to go on
    /// after, where more may follow.
    pub(crate) async fn between(
        &self,
        kind: ItemKind,
        (first, last): (&str, &str),
        limit: usize,
    ) -> Result<(Vec<Attributes>, Option<String>), StoreError> {
        self.counters.read();
        let limit = u32::try_from(limit).unwrap_or(QUERY_MAX).clamp(1, QUERY_MAX);
        let answer = self
            .inner
            .client
            .query()
            .table_name(&self.inner.tables.state)
            .key_condition_expression("#tenant = :tenant AND #item BETWEEN :first AND :last")
            .set_expression_attribute_names(Some(key_names()))
            .expression_attribute_values(":tenant", text(partition(&self.tenant, first)))
            .expression_attribute_values(":first", text(first))
            .expression_attribute_values(":last", text(last))
            .limit(i32::try_from(limit).unwrap_or(1))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| failed("list", kind, &error))?;
        self.counters.read_took(answer.consumed_capacity());
        let next = answer.last_evaluated_key.as_ref().and_then(|key| text_of(key, ITEM)).map(str::to_owned);
        Ok((answer.items.unwrap_or_default(), next))
    }

    /// What one request finds of a span; and the sort key to go on after, where more may follow.
    pub(crate) async fn list_once(
        &self,
        kind: ItemKind,
        span: Span<'_>,
    ) -> Result<(Vec<Attributes>, Option<String>), StoreError> {
        self.counters.read();
        let mut names = key_names();
        let mut request = self
            .inner
            .client
            .query()
            .table_name(&self.inner.tables.state)
            .key_condition_expression("#tenant = :tenant AND begins_with(#item, :prefix)")
            .expression_attribute_values(":tenant", text(partition(&self.tenant, span.prefix)))
            .expression_attribute_values(":prefix", text(span.prefix))
            .set_exclusive_start_key(span.after.map(|item| self.key(&item)))
            .scan_index_forward(!span.is_backward)
            .limit(i32::try_from(span.limit.clamp(1, QUERY_MAX)).unwrap_or(1))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        if let Some((name, value)) = span.only {
            names.insert("#only".to_owned(), name.to_owned());
            request =
                request.filter_expression("#only = :only").expression_attribute_values(":only", text(value));
        }
        if let Some(part) = span.part {
            names.insert("#part".to_owned(), part.to_owned());
            request = request.projection_expression("#part");
        }
        let answer = request
            .set_expression_attribute_names(Some(names))
            .send()
            .await
            .map_err(|error| failed("list", kind, &error))?;
        self.counters.read_took(answer.consumed_capacity());
        let next = answer.last_evaluated_key.as_ref().and_then(|key| text_of(key, ITEM)).map(str::to_owned);
        Ok((answer.items.unwrap_or_default(), next))
    }
}

/// Which items one request is to look at.
pub(crate) struct Span<'a> {
    /// What their sort keys begin with.
    pub(crate) prefix: &'a str,
    /// From just after this sort key.
    pub(crate) after: Option<String>,
    /// From the highest sort key down.
    pub(crate) is_backward: bool,
    /// Most items to look at; at most 1,000, and what 1 MB holds.
    pub(crate) limit: u32,
    /// Give only those whose text of this name is this.
    pub(crate) only: Option<(&'static str, &'a str)>,
    /// Give only the attribute of this name.
    pub(crate) part: Option<&'static str>,
}

impl<'a> Span<'a> {
    /// All whose sort keys begin with `prefix`.
    pub(crate) const fn of(prefix: &'a str) -> Self {
        Self { prefix, after: None, is_backward: false, limit: QUERY_MAX, only: None, part: None }
    }
}

/// How true an answer must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    /// It holds every write that was answered before.
    Now,
    /// It may be a moment old, and costs half.
    Lately,
}

impl Inner {
    /// Many items of the state table by their whole keys, each key once; absent ones are left out. No order.
    pub(crate) async fn get_keys(
        &self,
        counters: &Counters,
        kind: ItemKind,
        keys: Vec<Attributes>,
        truth: Truth,
    ) -> Result<Vec<Attributes>, StoreError> {
        let batches: Vec<_> = keys
            .chunks(BATCH_MAX)
            .map(|batch| self.get_batch(counters, kind, batch.to_vec(), truth))
            .collect();
        stream::iter(batches).buffer_unordered(IN_FLIGHT).try_concat().await
    }

    async fn get_batch(
        &self,
        counters: &Counters,
        kind: ItemKind,
        mut keys: Vec<Attributes>,
        truth: Truth,
    ) -> Result<Vec<Attributes>, StoreError> {
        let table = &self.tables.state;
        let mut found = Vec::with_capacity(keys.len());
        let mut patience = Patience::default();
        loop {
            counters.read();
            let is_consistent = truth == Truth::Now;
            let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(is_consistent);
            let wanted = wanted.build().map_err(|_| StoreError::Malformed { item: kind })?;
            let answer = self
                .client
                .batch_get_item()
                .request_items(table, wanted)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| failed("read", kind, &error))?;
            counters.read_took(answer.consumed_capacity());
            let mut answered = answer.responses.unwrap_or_default().remove(table).unwrap_or_default();
            if !answered.is_empty() {
                patience = Patience::default();
            }
            found.append(&mut answered);
            let left = answer.unprocessed_keys.and_then(|mut left| left.remove(table));
            keys = left.map(|left| left.keys).unwrap_or_default();
            if keys.is_empty() {
                return Ok(found);
            }
            if !patience.again().await {
                let source = Cause::Undone { left: keys.len() };
                return Err(StoreError::Unavailable { step: "read", item: kind, source });
            }
        }
    }
}

fn key_names() -> HashMap<String, String> {
    HashMap::from([("#tenant".to_owned(), TENANT.to_owned()), ("#item".to_owned(), ITEM.to_owned())])
}
