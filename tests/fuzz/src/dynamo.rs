//! A DynamoDB in a few lines: it answers every read with items that it was given, and takes every write.
//!
//! Leaves out: keeping anything, and every condition. What the store does with a real one, its own tests show.

use std::fmt;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Region};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use koppel_store::client::local_credentials;
use koppel_store::{Store, Tables};
use serde_json::{Map, Value, json};

const STATE: &str = "state";
const LOG: &str = "log";

/// What is answered: items as plain JSON.
#[derive(Clone, Default)]
pub(crate) struct Items(Arc<Mutex<Vec<Value>>>);

impl Items {
    /// From now on these.
    pub(crate) fn are(&self, items: Vec<Value>) {
        *self.0.lock().unwrap() = items;
    }
}

impl fmt::Debug for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Items")
    }
}

/// A store over them.
pub(crate) fn store(items: &Items) -> Store {
    let connector = SharedHttpConnector::new(items.clone());
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(local_credentials())
        .endpoint_url("http://dynamo.test")
        .http_client(http_client_fn(move |_, _| connector.clone()));
    let tables = Tables { state: STATE.to_owned(), log: LOG.to_owned() };
    Store::new(Client::from_conf(config.build()), tables)
}

impl HttpConnector for Items {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let asked = request.body().bytes().and_then(|body| serde_json::from_slice(body).ok());
        let answer = self.answer(target.rsplit('.').next().unwrap_or_default(), &asked.unwrap_or_default());
        let response = http::Response::new(SdkBody::from(answer.to_string()));
        HttpConnectorFuture::ready(Ok(HttpResponse::try_from(response).expect("an answer")))
    }
}

impl Items {
    fn answer(&self, operation: &str, asked: &Value) -> Value {
        let items = self.0.lock().unwrap();
        let prefix = asked["ExpressionAttributeValues"][":prefix"]["S"].as_str();
        let found = || -> Vec<Value> {
            items
                .iter()
                .filter(|item| begins_with(item, prefix))
                .map(|item| typed(item)["M"].clone())
                .collect()
        };
        match operation {
            "GetItem" => {
                let name = asked["Key"]["item"]["S"].as_str();
                let item = items.iter().find(|item| item["item"].as_str() == name);
                item.map_or_else(|| json!({}), |item| json!({ "Item": typed(item)["M"] }))
            }
            "BatchGetItem" => {
                let keys = asked["RequestItems"][STATE]["Keys"].as_array();
                let names: Vec<&Value> =
                    keys.iter().flat_map(|keys| *keys).map(|key| &key["item"]["S"]).collect();
                let found = items.iter().filter(|item| names.contains(&&item["item"]));
                let found: Vec<Value> = found.map(|item| typed(item)["M"].clone()).collect();
                json!({ "Responses": { STATE: found } })
            }
            "Query" => json!({ "Items": found(), "Count": 0, "ScannedCount": 0 }),
            "UpdateItem" => json!({ "Attributes": found().first().cloned().unwrap_or_else(|| json!({})) }),
            _ => json!({}),
        }
    }
}

/// An item without a sort key of the state table is a row of the log.
fn begins_with(item: &Value, prefix: Option<&str>) -> bool {
    prefix.is_none_or(|prefix| item["item"].as_str().is_some_and(|name| name.starts_with(prefix)))
}

/// Plain JSON in DynamoDB's own form.
fn typed(value: &Value) -> Value {
    match value {
        Value::Null => json!({ "NULL": true }),
        Value::Bool(flag) => json!({ "BOOL": flag }),
        Value::Number(number) => json!({ "N": number.to_string() }),
        Value::String(text) => json!({ "S": text }),
        Value::Array(list) => json!({ "L": list.iter().map(typed).collect::<Vec<_>>() }),
        Value::Object(map) => {
            let entries: Map<String, Value> =
                map.iter().map(|(name, value)| (name.clone(), typed(value))).collect();
            json!({ "M": entries })
        }
    }
}
