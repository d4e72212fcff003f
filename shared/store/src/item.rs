//! Values as DynamoDB items, and how large they are.
//!
//! Guarantees: nothing larger than [`ITEM_MAX_BYTES`] leaves the process, so DynamoDB's own limit (400 KB, names
//! counted in) is never what stops a run.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_dynamo::aws_sdk_dynamodb_1 as form;

use crate::error::{ItemKind, StoreError};

/// Most bytes in an item: DynamoDB holds 409,600; the rest is room for keys and for our count being an estimate.
const ITEM_MAX_BYTES: usize = 400_000;
/// What DynamoDB counts for a list or a map, apart from what is in it.
const NEST_BYTES: usize = 3;
/// What DynamoDB counts for an entry of a list or a map, apart from itself.
const ENTRY_BYTES: usize = 1;

/// An item, or a part of one: attributes by name.
pub(crate) type Attributes = HashMap<String, AttributeValue>;

/// A struct as attributes.
pub(crate) fn encode<T: Serialize>(kind: ItemKind, value: &T) -> Result<Attributes, StoreError> {
    // The reason is dropped on purpose: serde's words quote values (P9).
    form::to_item(value).map_err(|_| StoreError::Malformed { item: kind })
}

/// Attributes as a struct; attributes it does not name are left aside.
pub(crate) fn decode<T: DeserializeOwned>(kind: ItemKind, item: Attributes) -> Result<T, StoreError> {
    form::from_item(item).map_err(|_| StoreError::Malformed { item: kind })
}

/// A value as one attribute.
pub(crate) fn encode_value<T: Serialize>(kind: ItemKind, value: &T) -> Result<AttributeValue, StoreError> {
    form::to_attribute_value(value).map_err(|_| StoreError::Malformed { item: kind })
}

/// One attribute as a value.
pub(crate) fn decode_value<T: DeserializeOwned>(
    kind: ItemKind,
    value: AttributeValue,
) -> Result<T, StoreError> {
    form::from_attribute_value(value).map_err(|_| StoreError::Malformed { item: kind })
}

/// Text as an attribute.
pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// The text of an attribute; `None` where it is absent or no text.
pub(crate) fn text_of<'a>(item: &'a Attributes, name: &str) -> Option<&'a str> {
    item.get(name).and_then(|value| value.as_s().ok()).map(String::as_str)
}

/// Refuses what is too large for one item.
pub(crate) fn guard_size<'a>(
    kind: ItemKind,
    attributes: impl IntoIterator<Item = (&'a String, &'a AttributeValue)>,
) -> Result<(), StoreError> {
    let size: usize = attributes.into_iter().map(|(name, value)| name.len() + size_bytes(value)).sum();
    if size > ITEM_MAX_BYTES {
        return Err(StoreError::TooLarge { item: kind, limit: ITEM_MAX_BYTES, unit: "bytes" });
    }
    Ok(())
}

/// What DynamoDB counts for a value, in bytes; numbers are counted by their digits, which is never too little.
fn size_bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => digits.len() + 1,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(list) => {
            NEST_BYTES + list.iter().map(|entry| ENTRY_BYTES + size_bytes(entry)).sum::<usize>()
        }
        AttributeValue::M(map) => {
            let entries = map.iter().map(|(name, entry)| ENTRY_BYTES + name.len() + size_bytes(entry));
            NEST_BYTES + entries.sum::<usize>()
        }
        // Booleans and nulls take one byte; sets are never written.
        _ => 1,
    }
}
