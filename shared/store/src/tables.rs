//! The two tables. On AWS they are made by `template.yaml`; here they are made for a local world and for tests.

use std::time::Duration;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TableStatus, TimeToLiveSpecification, TimeToLiveStatus,
};

use crate::Store;
use crate::error::{ItemKind, StoreError, failed};
use crate::key::{ID, ITEM, PROBLEM_TENANT, TENANT};
use crate::log::EXPIRES_AT;

/// The index on warnings and errors in the log.
pub(crate) const PROBLEMS_INDEX: &str = "problems";

/// How often to ask whether a new table is ready.
const READY_TRIES: u32 = 100;
/// Time between two such questions.
const READY_PAUSE: Duration = Duration::from_millis(100);

/// The names of the two tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    /// What Koppel knows.
    pub state: String,
    /// What an admin reads.
    pub log: String,
}

impl Store {
    /// Makes the two tables where they do not exist yet, and waits until they can be used. Harmless when repeated.
    ///
    /// # Errors
    /// [`StoreError::Refused`] without the right to do so; [`StoreError::Unavailable`] while they are not ready.
    pub async fn create_tables(&self) -> Result<(), StoreError> {
        let client = &self.inner.client;
        let tables = &self.inner.tables;
        let state = key_schema(client.create_table(), TENANT, ITEM).map_err(unbuilt)?;
        self.create(&tables.state, state).await?;
        let log = key_schema(client.create_table(), TENANT, ID).map_err(unbuilt)?;
        let log = with_problems_index(log).map_err(unbuilt)?;
        self.create(&tables.log, log).await?;
        self.expire_log_rows().await
    }

    async fn create(&self, name: &str, table: CreateTableFluentBuilder) -> Result<(), StoreError> {
        let made = table.table_name(name).billing_mode(BillingMode::PayPerRequest).send().await;
        if let Err(error) = made
            && !error.as_service_error().is_some_and(|answer| answer.is_resource_in_use_exception())
        {
            return Err(failed("create", ItemKind::Tables, &error));
        }
        for _ in 0..READY_TRIES {
            let seen = self.inner.client.describe_table().table_name(name).send().await;
            let seen = seen.map_err(|error| failed("describe", ItemKind::Tables, &error))?;
            if seen.table().and_then(|table| table.table_status()) == Some(&TableStatus::Active) {
                return Ok(());
            }
            tokio::time::sleep(READY_PAUSE).await;
        }
        let source = crate::Cause::Timeout;
        Err(StoreError::Unavailable { step: "create", item: ItemKind::Tables, source })
    }

    async fn expire_log_rows(&self) -> Result<(), StoreError> {
        let client = &self.inner.client;
        let name = &self.inner.tables.log;
        let seen = client.describe_time_to_live().table_name(name).send().await;
        let seen = seen.map_err(|error| failed("describe", ItemKind::Tables, &error))?;
        let status = seen.time_to_live_description().and_then(|ttl| ttl.time_to_live_status());
        if matches!(status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)) {
            return Ok(());
        }
        let rule = TimeToLiveSpecification::builder().enabled(true).attribute_name(EXPIRES_AT);
        client
            .update_time_to_live()
            .table_name(name)
            .time_to_live_specification(rule.build().map_err(unbuilt)?)
            .send()
            .await
            .map_err(|error| failed("create", ItemKind::Tables, &error))?;
        Ok(())
    }
}

fn unbuilt(_: BuildError) -> StoreError {
    StoreError::Malformed { item: ItemKind::Tables }
}

fn key_schema(
    table: CreateTableFluentBuilder,
    hash: &str,
    range: &str,
) -> Result<CreateTableFluentBuilder, BuildError> {
    Ok(table
        .attribute_definitions(string_attribute(hash)?)
        .attribute_definitions(string_attribute(range)?)
        .key_schema(key_part(hash, KeyType::Hash)?)
        .key_schema(key_part(range, KeyType::Range)?))
}

fn with_problems_index(table: CreateTableFluentBuilder) -> Result<CreateTableFluentBuilder, BuildError> {
    let index = GlobalSecondaryIndex::builder()
        .index_name(PROBLEMS_INDEX)
        .key_schema(key_part(PROBLEM_TENANT, KeyType::Hash)?)
        .key_schema(key_part(ID, KeyType::Range)?)
        .projection(Projection::builder().projection_type(ProjectionType::All).build());
    let table = table.attribute_definitions(string_attribute(PROBLEM_TENANT)?);
    Ok(table.global_secondary_indexes(index.build()?))
}

fn string_attribute(name: &str) -> Result<AttributeDefinition, BuildError> {
    AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build()
}

fn key_part(name: &str, kind: KeyType) -> Result<KeySchemaElement, BuildError> {
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build()
}
