//! What an older release kept elsewhere: sealed secrets and links stood in a company's own partition.
//!
//! For a start on one machine, where nobody else is at work; on AWS no role has the rights for it, and none needs them.
//!
//! Guarantees: nothing is lost where it is cut off, for an item leaves its old place only once it stands in the new one,
//! and the next start goes on. Harmless when repeated.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::TenantStore;
use crate::error::{ItemKind, StoreError, failed};
use crate::item::{Attributes, text, text_of};
use crate::key::{ITEM, LINKS, SECRETS, TENANT};
use crate::read::IN_FLIGHT;
use crate::write::{Writes, delete_request};

impl TenantStore {
    /// Moves what an older release kept of this company to where it is looked for now; one request for each kind where
    /// there is nothing to move.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`]; part of it may have been moved.
    pub async fn move_over(&self) -> Result<(), StoreError> {
        for (kind, prefix) in [(ItemKind::Secret, SECRETS), (ItemKind::Link, LINKS)] {
            loop {
                let (items, is_all) = self.kept_before(kind, prefix).await?;
                self.move_items(kind, items).await?;
                if is_all {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The first of what stands in the old place, as many as one answer holds; and whether that is all.
    async fn kept_before(&self, kind: ItemKind, prefix: &str) -> Result<(Vec<Attributes>, bool), StoreError> {
        self.counters.read();
        let names = HashMap::from([("#tenant", TENANT), ("#item", ITEM)].map(|(a, b)| (a.into(), b.into())));
        let request = self.inner.client.query().table_name(&self.inner.tables.state);
        let answer = request
            .key_condition_expression("#tenant = :tenant AND begins_with(#item, :prefix)")
            .set_expression_attribute_names(Some(names))
            .expression_attribute_values(":tenant", text(self.tenant.as_str()))
            .expression_attribute_values(":prefix", text(prefix))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| failed("list", kind, &error))?;
        self.counters.read_took(answer.consumed_capacity());
        Ok((answer.items.unwrap_or_default(), answer.last_evaluated_key.is_none()))
    }

    async fn move_items(&self, kind: ItemKind, items: Vec<Attributes>) -> Result<(), StoreError> {
        let mut old = Writes::new();
        let mut puts = Vec::new();
        for item in items {
            let name = text_of(&item, ITEM).ok_or(StoreError::Malformed { item: kind })?.to_owned();
            let key = [(TENANT, self.tenant.as_str()), (ITEM, name.as_str())];
            let key = key.map(|(part, value)| (part.to_owned(), text(value)));
            old.insert(name.clone(), delete_request(kind, Attributes::from(key))?);
            puts.push(async move { self.put(kind, &name, item).await });
        }
        stream::iter(puts).buffer_unordered(IN_FLIGHT).try_collect::<()>().await?;
        self.write_many(kind, &self.inner.tables.state, old).await
    }
}
