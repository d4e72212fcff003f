//! Blind writes to either table: one item, or many in batches.
//!
//! A batch is not a transaction: when it fails, part of it may have been carried out. Whoever writes this way says why
//! doing it again does no harm.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{
    DeleteRequest, Put, PutRequest, ReturnConsumedCapacity, ReturnItemCollectionMetrics, TransactWriteItem,
    WriteRequest,
};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::TenantStore;
use crate::error::{Cause, ItemKind, StoreError, failed};
use crate::item::{Attributes, guard_size};
use crate::patience::Patience;
use crate::read::IN_FLIGHT;

/// Most writes in one BatchWriteItem.
const BATCH_MAX: usize = 25;

/// Writes by sort key: one batch may not name a key twice, and of two writes the last wins.
pub(crate) type Writes = BTreeMap<String, WriteRequest>;

/// A put as part of a batch; refused where the item is too large.
pub(crate) fn put_request(kind: ItemKind, item: Attributes) -> Result<WriteRequest, StoreError> {
    guard_size(kind, &item)?;
    let put = PutRequest::builder().set_item(Some(item)).build();
    let put = put.map_err(|_| StoreError::Malformed { item: kind })?;
    Ok(WriteRequest::builder().put_request(put).build())
}

/// A delete as part of a batch.
pub(crate) fn delete_request(kind: ItemKind, key: Attributes) -> Result<WriteRequest, StoreError> {
    let delete = DeleteRequest::builder().set_key(Some(key)).build();
    let delete = delete.map_err(|_| StoreError::Malformed { item: kind })?;
    Ok(WriteRequest::builder().delete_request(delete).build())
}

/// A put as part of a transaction; refused where the item is too large.
pub(crate) fn put_act(
    kind: ItemKind,
    table: &str,
    item: Attributes,
) -> Result<TransactWriteItem, StoreError> {
    guard_size(kind, &item)?;
    let put = Put::builder().table_name(table).set_item(Some(item)).build();
    let put = put.map_err(|_| StoreError::Malformed { item: kind })?;
    Ok(TransactWriteItem::builder().put(put).build())
}

impl TenantStore {
    /// One item of the state table, whatever stood there.
    pub(crate) async fn put(
        &self,
        kind: ItemKind,
        item: &str,
        mut attributes: Attributes,
    ) -> Result<(), StoreError> {
        attributes.extend(self.key(item));
        guard_size(kind, &attributes)?;
        self.counters.write();
        let request = self.inner.client.put_item().table_name(&self.inner.tables.state);
        let answer = request
            .set_item(Some(attributes))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| failed("write", kind, &error))?;
        self.counters.write_took(answer.consumed_capacity());
        Ok(())
    }

    /// Many writes to `table`, at most 25 at once and four batches under way.
    pub(crate) async fn write_many(
        &self,
        kind: ItemKind,
        table: &str,
        writes: Writes,
    ) -> Result<(), StoreError> {
        let writes: Vec<WriteRequest> = writes.into_values().collect();
        let batches: Vec<_> =
            writes.chunks(BATCH_MAX).map(|batch| self.write_batch(kind, table, batch.to_vec())).collect();
        stream::iter(batches).buffer_unordered(IN_FLIGHT).try_collect().await
    }

    async fn write_batch(
        &self,
        kind: ItemKind,
        table: &str,
        mut writes: Vec<WriteRequest>,
    ) -> Result<(), StoreError> {
        let mut patience = Patience::default();
        loop {
            self.counters.write();
            let sent = writes.len();
            let answer = self
                .inner
                .client
                .batch_write_item()
                .request_items(table, writes)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .return_item_collection_metrics(ReturnItemCollectionMetrics::None)
                .send()
                .await
                .map_err(|error| failed("write", kind, &error))?;
            self.counters.write_took(answer.consumed_capacity());
            writes = answer.unprocessed_items.and_then(|mut left| left.remove(table)).unwrap_or_default();
            if writes.is_empty() {
                return Ok(());
            }
            if writes.len() < sent {
                patience = Patience::default();
            }
            if !patience.again().await {
                let source = Cause::Undone { left: writes.len() };
                return Err(StoreError::Unavailable { step: "write", item: kind, source });
            }
        }
    }
}
