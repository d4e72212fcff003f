//! The embedded DynamoDB as the [`Http`] port finds it: the SDK's own requests, answered in process.
//!
//! Guarantees: a request passes two await points, one before it is carried out and one before its answer arrives, so
//! that a run can be cut off at either; nothing waits for a socket, so the same run is the same polls. It breaks on command
//! ([`Memory::faults`]) in the ways in which the embedded engine never does by itself: throttled, in conflict with another
//! transaction, out of order, and with the request or the answer lost.
//!
//! Leaves out: signatures, which nobody checks here.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use dynoxide::{Database, DynoxideError};
use http::{HeaderValue, StatusCode};
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use koppel_simulators::faults::{Fault, Faults};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// How DynamoDB names an operation in a header.
const TARGET: &str = "x-amz-target";
/// The format of its requests and answers.
const KIND: &str = "application/x-amz-json-1.0";
/// So its exceptions are named.
const NAMESPACE: &str = "com.amazonaws.dynamodb.v20120810#";

/// The embedded database, and what it did. Clones are the same one.
#[derive(Clone)]
pub struct Memory {
    database: Database,
    faults: Faults,
    asked: Arc<Mutex<u64>>,
}

impl Memory {
    /// An empty database.
    #[must_use]
    pub fn new() -> Self {
        Self { database: Database::memory().unwrap(), faults: Faults::default(), asked: Arc::default() }
    }

    /// The switchboard; an operation is named as DynamoDB names it. [`Fault::TooMany`] is throttling,
    /// [`Fault::SessionGone`] a conflict with another transaction, every other fault without an HTTP answer is itself, and
    /// the rest are errors of the server.
    #[must_use]
    pub const fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Requests so far, with those that were lost.
    #[must_use]
    pub fn asked(&self) -> u64 {
        *self.asked.lock().unwrap()
    }

    /// Carries out a statement in PartiQL, behind everybody's back.
    #[must_use]
    pub fn execute(&self, statement: &str) -> Value {
        let request = serde_json::from_value(json!({ "Statement": statement })).unwrap();
        serde_json::to_value(self.database.execute_statement(request).unwrap()).unwrap()
    }

    fn carry_out(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let operation = operation(request);
        let body = request.body();
        let database = &self.database;
        let answer = match operation {
            "GetItem" => run(body, |asked| database.get_item(asked)),
            "PutItem" => run(body, |asked| database.put_item(asked)),
            "UpdateItem" => run(body, |asked| database.update_item(asked)),
            "DeleteItem" => run(body, |asked| database.delete_item(asked)),
            "Query" => run(body, |asked| database.query(asked)),
            "BatchGetItem" => run(body, |asked| database.batch_get_item(asked)),
            "BatchWriteItem" => run(body, |asked| database.batch_write_item(asked)),
            "TransactWriteItems" => run(body, |asked| database.transact_write_items(asked)),
            "CreateTable" => run(body, |asked| database.create_table(asked)),
            "DescribeTable" => run(body, |asked| database.describe_table(asked)),
            "DescribeTimeToLive" => run(body, |asked| database.describe_time_to_live(asked)),
            "UpdateTimeToLive" => run(body, |asked| database.update_time_to_live(asked)),
            other => panic!("the store asks for {other}, which nobody told the tests of"),
        };
        match answer {
            Ok(body) => response(StatusCode::OK, body),
            Err(error) => response(StatusCode::from_u16(error.status_code()).unwrap(), error.to_json()),
        }
    }

    fn answer(&self, request: &Request<Bytes>, fault: Option<Fault>) -> Result<Response<Bytes>, HttpError> {
        let is_transaction = operation(request) == "TransactWriteItems";
        match fault {
            None => Ok(self.carry_out(request)),
            Some(Fault::TooMany(_)) => {
                Ok(exception(StatusCode::BAD_REQUEST, "ProvisionedThroughputExceededException"))
            }
            Some(Fault::SessionGone) if is_transaction => Ok(conflict(request)),
            Some(Fault::SessionGone) => {
                Ok(exception(StatusCode::BAD_REQUEST, "TransactionConflictException"))
            }
            Some(Fault::RequestLost) => Err(HttpError::Unclear("connection cut")),
            Some(Fault::AnswerLost) => {
                self.carry_out(request);
                Err(HttpError::Unclear("connection cut"))
            }
            Some(Fault::HtmlAfter(_)) => {
                self.carry_out(request);
                Ok(exception(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError"))
            }
            Some(_) => Ok(exception(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError")),
        }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Http for Memory {
    async fn send(&self, request: Request<Bytes>, _: Limits) -> Result<Response<Bytes>, HttpError> {
        *self.asked.lock().unwrap() += 1;
        tokio::task::yield_now().await;
        let fault = self.faults.draw(operation(&request));
        let answer = self.answer(&request, fault);
        tokio::task::yield_now().await;
        answer
    }
}

fn operation(request: &Request<Bytes>) -> &str {
    let target = request.headers().get(TARGET).and_then(|target| target.to_str().ok()).unwrap_or_default();
    target.rsplit('.').next().unwrap_or_default()
}

fn run<Asked: DeserializeOwned, Answer: Serialize>(
    body: &Bytes,
    act: impl FnOnce(Asked) -> Result<Answer, DynoxideError>,
) -> Result<String, DynoxideError> {
    let asked = serde_json::from_slice(body).unwrap();
    act(asked).map(|answer| serde_json::to_string(&answer).unwrap())
}

fn exception(status: StatusCode, name: &str) -> Response<Bytes> {
    response(status, json!({ "__type": format!("{NAMESPACE}{name}"), "message": "injected" }).to_string())
}

/// Another transaction is under way on the first item; nothing is done.
fn conflict(request: &Request<Bytes>) -> Response<Bytes> {
    let asked: Value = serde_json::from_slice(request.body()).unwrap();
    let acts = asked["TransactItems"].as_array().map_or(1, Vec::len);
    let reason = |index| json!({ "Code": if index == 0 { "TransactionConflict" } else { "None" } });
    let body = json!({
        "__type": format!("{NAMESPACE}TransactionCanceledException"),
        "Message": "Transaction cancelled",
        "CancellationReasons": (0..acts).map(reason).collect::<Vec<_>>(),
    });
    response(StatusCode::BAD_REQUEST, body.to_string())
}

fn response(status: StatusCode, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static(KIND));
    response
}
