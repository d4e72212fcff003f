//! Saving an item only if nobody else saved it since it was read, alone or together with others.
//!
//! An item carries `revision`, which grows by one at every save, and `written_by`, a mark of the save itself. When the
//! answer to a save is lost and the SDK sends it again, the condition fails on our own item; the mark tells that from a
//! rival's, who can never have the same one. Without it a run would take its own claim of an order for another's.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::error::TransactionCanceledException;
use aws_sdk_dynamodb::types::{
    AttributeValue, Put, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use koppel_domain::safeguard::{self, Safeguard};

use crate::TenantStore;
use crate::error::{ItemKind, StoreError, answered, failed};
use crate::item::{Attributes, guard_size, text, text_of};
use crate::key::ITEM;
use crate::patience::Patience;

/// Attribute with the mark of the save.
const WRITTEN_BY: &str = "written_by";
/// Most acts in one transaction of DynamoDB.
const TRANSACTION_MAX: usize = 100;
/// Reasons of a cancelled transaction that pass by themselves.
const PASSING: [&str; 3] = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

/// An item to be saved, and the condition for it.
struct Save {
    kind: ItemKind,
    item: Attributes,
    mark: String,
    condition: String,
    names: HashMap<String, String>,
    values: Option<HashMap<String, AttributeValue>>,
}

impl Save {
    fn is_ours(&self, found: Option<&Attributes>) -> bool {
        found.and_then(|item| text_of(item, WRITTEN_BY)) == Some(self.mark.as_str())
    }
}

impl TenantStore {
    /// Saves `attributes` (which hold the new revision) where the stored revision is `revision`; 0 = not stored yet.
    /// `others` go through with it or not at all.
    pub(crate) async fn save(
        &self,
        kind: ItemKind,
        item: &str,
        attributes: Attributes,
        revision: u64,
        others: Vec<TransactWriteItem>,
    ) -> Result<(), StoreError> {
        let save = self.prepare(kind, item, attributes, revision)?;
        if others.is_empty() { self.save_alone(save).await } else { self.save_together(save, others).await }
    }

    fn prepare(
        &self,
        kind: ItemKind,
        item: &str,
        mut attributes: Attributes,
        revision: u64,
    ) -> Result<Save, StoreError> {
        let mark = ulid::Ulid::generate().to_string();
        attributes.extend(self.key(item));
        attributes.insert(WRITTEN_BY.to_owned(), text(mark.as_str()));
        guard_size(kind, &attributes)?;
        let (condition, name, values) = if revision == 0 {
            ("attribute_not_exists(#it)", ITEM, None)
        } else {
            let expected = AttributeValue::N(revision.to_string());
            let is_checked = safeguard::stands(Safeguard::LedgerCondition);
            let condition = if is_checked { "#it = :expected" } else { "#it >= :expected" };
            (condition, "revision", Some(HashMap::from([(":expected".to_owned(), expected)])))
        };
        let names = HashMap::from([("#it".to_owned(), name.to_owned())]);
        Ok(Save { kind, item: attributes, mark, condition: condition.to_owned(), names, values })
    }

    async fn save_alone(&self, save: Save) -> Result<(), StoreError> {
        self.counters.write();
        let request = self.inner.client.put_item().table_name(&self.inner.tables.state);
        let answer = request
            .set_item(Some(save.item.clone()))
            .condition_expression(&save.condition)
            .set_expression_attribute_names(Some(save.names.clone()))
            .set_expression_attribute_values(save.values.clone())
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(answer) => {
                self.counters.write_took(answer.consumed_capacity());
                Ok(())
            }
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(old)) if save.is_ours(old.item()) => {
                    Ok(())
                }
                _ => Err(failed("save", save.kind, &error)),
            },
        }
    }

    async fn save_together(&self, save: Save, others: Vec<TransactWriteItem>) -> Result<(), StoreError> {
        if others.len() >= TRANSACTION_MAX {
            let item = save.kind;
            return Err(StoreError::TooLarge {
                item,
                limit: TRANSACTION_MAX,
                unit: "acts in one transaction",
            });
        }
        let put = Put::builder()
            .table_name(&self.inner.tables.state)
            .set_item(Some(save.item.clone()))
            .condition_expression(&save.condition)
            .set_expression_attribute_names(Some(save.names.clone()))
            .set_expression_attribute_values(save.values.clone())
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|_| StoreError::Malformed { item: save.kind })?;
        let mut acts = vec![TransactWriteItem::builder().put(put).build()];
        acts.extend(others);
        let mut patience = Patience::default();
        loop {
            self.counters.write();
            let request = self.inner.client.transact_write_items().set_transact_items(Some(acts.clone()));
            let sent = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
            let error = match sent {
                Ok(answer) => {
                    self.counters.write_took(answer.consumed_capacity());
                    return Ok(());
                }
                Err(error) => error,
            };
            // The SDK repeats what got no answer; a cancelled transaction is an answer to it.
            let was_cancelled =
                error.as_service_error().is_some_and(|answer| answer.is_transaction_canceled_exception());
            match meaning(&save, &error) {
                None => return Ok(()),
                Some(StoreError::Unavailable { .. }) if was_cancelled && patience.again().await => {}
                Some(error) => return Err(error),
            }
        }
    }
}

/// What a failed transaction means; `None` where it had been carried out by an earlier try.
fn meaning(save: &Save, error: &SdkError<TransactWriteItemsError>) -> Option<StoreError> {
    let Some(TransactWriteItemsError::TransactionCanceledException(answer)) = error.as_service_error() else {
        return Some(failed("save", save.kind, error));
    };
    let ours = answer.cancellation_reasons().first();
    if ours.and_then(|reason| reason.code()) == Some("ConditionalCheckFailed") {
        let done = save.is_ours(ours.and_then(|reason| reason.item()));
        return (!done).then_some(StoreError::Conflict { item: save.kind });
    }
    Some(without_condition(save.kind, answer))
}

fn without_condition(item: ItemKind, answer: &TransactionCanceledException) -> StoreError {
    let mut reasons = answer.cancellation_reasons().iter().filter_map(|reason| reason.code());
    let code = reasons.find(|code| *code != "None").unwrap_or("TransactionCanceled");
    let source = answered(code, answer.message());
    if PASSING.contains(&code) {
        StoreError::Unavailable { step: "save", item, source }
    } else {
        StoreError::Refused { step: "save", item, source }
    }
}
