//! [`Journal`]: what each function asks of AWS, request by request, as IAM would be asked about it.
//!
//! Guarantees: of a transaction and of a batch over several tables each part is a call of its own, with the partitions of
//! all parts on that table, as the strictest reading of IAM has it; a request that is not known here is noted as one that no
//! policy allows.
//!
//! Leaves out: whether a request was carried out; the right to ask is needed all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Method, Request};
use serde_json::Value;

use crate::stack::{ACCOUNT, REGION};

/// The key of IAM for the partitions that a request touches.
pub const PARTITIONS: &str = "dynamodb:LeadingKeys";
/// The key of IAM for who gets a role that is handed over.
pub const PASSED_TO: &str = "iam:PassedToService";
/// Who acts when a schedule fires.
pub const SCHEDULER: &str = "scheduler";
/// The partition keys of the tables and of the log's index.
const PARTITION_KEYS: [&str; 2] = ["tenant", "problem_tenant"];

/// One thing that IAM is asked about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// What conditions may look at.
    pub context: BTreeMap<&'static str, BTreeSet<String>>,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.action, self.resource)?;
        self.context.iter().try_for_each(|(key, values)| write!(f, ", {key} {values:?}"))
    }
}

/// Calls by who made them, each once. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Mutex<BTreeMap<String, BTreeSet<Call>>>>);

impl Journal {
    /// What somebody asked.
    #[must_use]
    pub fn of(&self, who: &str) -> BTreeSet<Call> {
        self.0.lock().unwrap().get(who).cloned().unwrap_or_default()
    }

    fn note(&self, who: &str, action: &str, resource: String, context: &[(&'static str, &BTreeSet<String>)]) {
        let context = context.iter().map(|(key, values)| (*key, (*values).clone())).collect();
        let call = Call { action: action.to_owned(), resource, context };
        self.0.lock().unwrap().entry(who.to_owned()).or_default().insert(call);
    }

    /// Notes a request to DynamoDB.
    pub(crate) fn note_dynamodb(&self, who: &str, operation: &str, body: &Value) {
        let note = |action: &str, table: &str, partitions: &BTreeSet<String>| {
            let resource = format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}");
            self.note(who, &format!("dynamodb:{action}"), resource, &[(PARTITIONS, partitions)]);
        };
        let table = body["TableName"].as_str().unwrap_or_default();
        match operation {
            "GetItem" | "UpdateItem" | "DeleteItem" => note(operation, table, &partitions([&body["Key"]])),
            "PutItem" => note(operation, table, &partitions([&body["Item"]])),
            "Query" => {
                let index = body["IndexName"].as_str().map(|index| format!("/index/{index}"));
                note(operation, &format!("{table}{}", index.unwrap_or_default()), &queried(body));
            }
            "BatchGetItem" => {
                for (table, wanted) in body["RequestItems"].as_object().unwrap() {
                    note(operation, table, &partitions(wanted["Keys"].as_array().unwrap()));
                }
            }
            "BatchWriteItem" => {
                for (table, writes) in body["RequestItems"].as_object().unwrap() {
                    let keys = writes.as_array().unwrap().iter().map(|write| match &write["DeleteRequest"] {
                        Value::Null => &write["PutRequest"]["Item"],
                        delete => &delete["Key"],
                    });
                    note(operation, table, &partitions(keys));
                }
            }
            "TransactWriteItems" => {
                let mut parts: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<String>)> = BTreeMap::new();
                for part in body["TransactItems"].as_array().unwrap() {
                    let (act, part) = part.as_object().unwrap().iter().next().unwrap();
                    let action = match act.as_str() {
                        "Put" => "PutItem",
                        "Update" => "UpdateItem",
                        "Delete" => "DeleteItem",
                        "ConditionCheck" => "ConditionCheckItem",
                        other => panic!("{other} is not known here"),
                    };
                    let key = if act == "Put" { &part["Item"] } else { &part["Key"] };
                    let (actions, keys) = parts.entry(part["TableName"].as_str().unwrap()).or_default();
                    actions.insert(action);
                    keys.append(&mut partitions([key]));
                }
                for (table, (actions, keys)) in parts {
                    actions.into_iter().for_each(|action| note(action, table, &keys));
                }
            }
            other => note(other, table, &BTreeSet::new()),
        }
    }

    /// Notes a request that nobody expects; no policy allows it.
    pub(crate) fn note_unknown(&self, who: &str, service: &str, operation: &str) {
        self.note(who, &format!("{service}:{operation}"), "?".to_owned(), &[]);
    }

    /// Notes a request to EventBridge Scheduler, and what the schedule that it makes will ask when it fires.
    pub(crate) fn note_scheduler(&self, who: &str, request: &Request<Bytes>) {
        let at = |rest: &str| format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{rest}");
        let Some(name) = request.uri().path().strip_prefix("/schedules/") else {
            return match (request.method(), request.uri().path()) {
                (&Method::GET, "/schedules") => self.note(who, "scheduler:ListSchedules", at("*/*"), &[]),
                (method, path) => self.note_unknown(who, method.as_str(), path),
            };
        };
        if request.method() == Method::DELETE {
            let query = request.uri().query().unwrap_or_default();
            let group = query.split('&').find_map(|part| part.strip_prefix("groupName=")).unwrap();
            return self.note(who, "scheduler:DeleteSchedule", at(&format!("{group}/{name}")), &[]);
        }
        let action = match *request.method() {
            Method::POST => "scheduler:CreateSchedule",
            Method::PUT => "scheduler:UpdateSchedule",
            ref other => return self.note_unknown(who, other.as_str(), name),
        };
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        self.note(who, action, at(&format!("{}/{name}", text(&body["GroupName"]))), &[]);
        let target = &body["Target"];
        let service = BTreeSet::from(["scheduler.amazonaws.com".to_owned()]);
        self.note(who, "iam:PassRole", text(&target["RoleArn"]), &[(PASSED_TO, &service)]);
        self.note(SCHEDULER, "lambda:InvokeFunction", text(&target["Arn"]), &[]);
        self.note(SCHEDULER, "sqs:SendMessage", text(&target["DeadLetterConfig"]["Arn"]), &[]);
    }

    /// Notes that a key unwrapped something.
    pub(crate) fn note_decrypt(&self, who: &str, key: &str) {
        self.note(who, "kms:Decrypt", key.to_owned(), &[]);
    }
}

/// The partitions of these items or keys.
fn partitions<'a>(keys: impl IntoIterator<Item = &'a Value>) -> BTreeSet<String> {
    keys.into_iter().map(|key| key["tenant"]["S"].as_str().unwrap().to_owned()).collect()
}

/// The partition that a query is held to.
fn queried(body: &Value) -> BTreeSet<String> {
    let condition = body["KeyConditionExpression"].as_str().unwrap();
    let equal = condition.split(" AND ").find_map(|term| {
        let (name, value) = term.split_once(" = ")?;
        let name = body["ExpressionAttributeNames"][name].as_str()?;
        PARTITION_KEYS.contains(&name).then(|| body["ExpressionAttributeValues"][value]["S"].as_str())?
    });
    BTreeSet::from([equal.unwrap_or_else(|| panic!("no partition in {condition}")).to_owned()])
}
