//! EventBridge Scheduler, simulated: schedules over its REST API, and what has become due.
//!
//! Guarantees: names, expressions and targets are checked as AWS documents; a client token makes a creation
//! repeatable; a tick that was missed fires once, not many times; one moment that has passed fires and, where it says
//! so, is deleted.
//!
//! Leaves out: schedule groups beside the one it is made with, flexible windows, delivery (whoever asks
//! [`SchedulerSimulator::due`] delivers), and keeping anything between two starts.

mod expression;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::clock::SimClock;
use crate::faults::{Fault, Faults};
use crate::journal::Journal;
use crate::server::{Asked, Simulated, reply};
use expression::Expression;

/// Most schedules in one page.
const PAGE_MAX: usize = 100;
/// Longest name.
const NAME_MAX: usize = 64;

/// A schedule that has become due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firing {
    /// The schedule's name.
    pub name: String,
    /// The address of what it starts.
    pub target: String,
    /// What it hands over.
    pub input: String,
}

/// The simulated scheduler. Clones share it.
#[derive(Clone, Debug)]
pub struct SchedulerSimulator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: SimClock,
    group: String,
    faults: Faults,
    journal: Journal,
    schedules: Mutex<BTreeMap<String, Schedule>>,
}

#[derive(Clone, Debug)]
struct Schedule {
    body: Map<String, Value>,
    expression: Expression,
    created_at: Timestamp,
    /// It has fired for every moment up to here.
    fired_until: Timestamp,
    token: Option<(String, Map<String, Value>)>,
}

impl Schedule {
    fn firing(&self, name: &str) -> Firing {
        let target = |field: &str| {
            let value = self.body.get("Target").and_then(|target| target.get(field));
            value.and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        Firing { name: name.to_owned(), target: target("Arn"), input: target("Input") }
    }
}

/// An answer that is an error.
struct Refusal(StatusCode, &'static str, String);

impl SchedulerSimulator {
    /// A scheduler with one schedule group.
    #[must_use]
    pub fn new(clock: SimClock, group: &str) -> Self {
        Self(Arc::new(Inner {
            clock,
            group: group.to_owned(),
            faults: Faults::default(),
            journal: Journal::default(),
            schedules: Mutex::new(BTreeMap::new()),
        }))
    }

    /// The names of all schedules, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }

    /// What a schedule is, as it was sent.
    #[must_use]
    pub fn schedule(&self, name: &str) -> Option<Map<String, Value>> {
        self.lock().get(name).map(|schedule| schedule.body.clone())
    }

    /// What fires again and again, as it would at its next moment.
    #[must_use]
    pub fn recurring(&self) -> Vec<Firing> {
        let schedules = self.lock();
        schedules
            .iter()
            .filter(|(_, it)| !it.expression.is_once())
            .map(|(name, it)| it.firing(name))
            .collect()
    }

    /// What has become due since the last call.
    #[must_use]
    pub fn due(&self) -> Vec<Firing> {
        let now = self.0.clock.now();
        let mut schedules = self.lock();
        let mut firings = Vec::new();
        let mut over = Vec::new();
        for (name, schedule) in schedules.iter_mut() {
            if schedule.body.get("State").and_then(Value::as_str) == Some("DISABLED") {
                schedule.fired_until = now;
                continue;
            }
            let Some(at) = schedule.expression.next(schedule.fired_until, schedule.created_at) else {
                continue;
            };
            if at > now {
                continue;
            }
            schedule.fired_until = now;
            firings.push(schedule.firing(name));
            let deletes =
                schedule.body.get("ActionAfterCompletion").and_then(Value::as_str) == Some("DELETE");
            if deletes && schedule.expression.is_once() {
                over.push(name.clone());
            }
        }
        for name in over {
            schedules.remove(&name);
        }
        firings
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Schedule>> {
        self.0.schedules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn create(&self, name: &str, mut body: Map<String, Value>) -> Result<Value, Refusal> {
        let token = body.remove("ClientToken").and_then(|token| token.as_str().map(str::to_owned));
        let expression = self.check(name, &body)?;
        let mut schedules = self.lock();
        if let Some(there) = schedules.get(name) {
            let again = token.is_some_and(|token| there.token == Some((token, body)));
            return if again {
                Ok(json!({ "ScheduleArn": self.arn(name) }))
            } else {
                Err(Refusal(
                    StatusCode::CONFLICT,
                    "ConflictException",
                    format!("Schedule {name} already exists."),
                ))
            };
        }
        let now = self.0.clock.now();
        let token = token.map(|token| (token, body.clone()));
        schedules
            .insert(name.to_owned(), Schedule { body, expression, created_at: now, fired_until: now, token });
        Ok(json!({ "ScheduleArn": self.arn(name) }))
    }

    fn update(&self, name: &str, mut body: Map<String, Value>) -> Result<Value, Refusal> {
        body.remove("ClientToken");
        let expression = self.check(name, &body)?;
        let mut schedules = self.lock();
        let there = schedules.get_mut(name).ok_or_else(|| absent(name))?;
        if there.expression != expression {
            there.fired_until = self.0.clock.now();
        }
        (there.body, there.expression) = (body, expression);
        Ok(json!({ "ScheduleArn": self.arn(name) }))
    }

    fn check(&self, name: &str, body: &Map<String, Value>) -> Result<Expression, Refusal> {
        let wrong = |what: &str| Refusal(StatusCode::BAD_REQUEST, "ValidationException", what.to_owned());
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.len() > NAME_MAX || !name.chars().all(fits) {
            return Err(wrong("Name"));
        }
        let group = body.get("GroupName").and_then(Value::as_str).unwrap_or("default");
        if group != self.0.group {
            return Err(Refusal(
                StatusCode::NOT_FOUND,
                "ResourceNotFoundException",
                format!("Schedule group {group} does not exist."),
            ));
        }
        let target = body.get("Target").ok_or_else(|| wrong("Target"))?;
        for field in ["Arn", "RoleArn"] {
            if !target.get(field).and_then(Value::as_str).is_some_and(|arn| arn.starts_with("arn:")) {
                return Err(wrong(field));
            }
        }
        let input = target.get("Input").and_then(Value::as_str).unwrap_or("{}");
        serde_json::from_str::<Value>(input).map_err(|_| wrong("Input"))?;
        if body.get("FlexibleTimeWindow").and_then(|window| window.get("Mode")).is_none() {
            return Err(wrong("FlexibleTimeWindow"));
        }
        let expression = body.get("ScheduleExpression").and_then(Value::as_str).unwrap_or_default();
        let zone = body.get("ScheduleExpressionTimezone").and_then(Value::as_str).unwrap_or("UTC");
        Expression::parse(expression, zone).ok_or_else(|| wrong("ScheduleExpression"))
    }

    fn list(&self, query: &BTreeMap<String, String>) -> Result<Value, Refusal> {
        let wrong = |what: &str| Refusal(StatusCode::BAD_REQUEST, "ValidationException", what.to_owned());
        let most = query.get("MaxResults").map_or(Ok(PAGE_MAX), |most| most.parse());
        let most =
            most.ok().filter(|most| (1..=PAGE_MAX).contains(most)).ok_or_else(|| wrong("MaxResults"))?;
        let prefix = query.get("NamePrefix").map_or("", String::as_str);
        let after = query.get("NextToken").map_or("", String::as_str);
        let group = query.get("ScheduleGroup").is_none_or(|group| *group == self.0.group);
        let schedules = self.lock();
        let names: Vec<&String> = schedules
            .keys()
            .filter(|name| group && name.starts_with(prefix) && name.as_str() > after)
            .take(most + 1)
            .collect();
        let page: Vec<Value> = names
            .iter()
            .take(most)
            .map(|name| json!({ "Name": name, "GroupName": self.0.group, "Arn": self.arn(name), "State": "ENABLED" }))
            .collect();
        let next = if names.len() > most { names.get(most - 1).map(|name| name.as_str()) } else { None };
        Ok(json!({ "Schedules": page, "NextToken": next }))
    }

    fn arn(&self, name: &str) -> String {
        format!("arn:aws:scheduler:eu-west-1:000000000000:schedule/{}/{name}", self.0.group)
    }

    fn route(&self, request: &Request<Bytes>) -> Result<Value, Refusal> {
        let query: BTreeMap<String, String> =
            serde_urlencoded::from_str(request.uri().query().unwrap_or_default()).unwrap_or_default();
        let path =
            percent_encoding::percent_decode_str(request.uri().path()).decode_utf8_lossy().into_owned();
        let body = || match serde_json::from_slice(request.body()) {
            Ok(Value::Object(body)) => Ok(body),
            _ => Err(Refusal(StatusCode::BAD_REQUEST, "ValidationException", "no JSON".to_owned())),
        };
        let name = path.strip_prefix("/schedules/");
        match (request.method(), name) {
            (&Method::GET, None) if path == "/schedules" => self.list(&query),
            (&Method::POST, Some(name)) => self.create(name, body()?),
            (&Method::PUT, Some(name)) => self.update(name, body()?),
            (&Method::GET, Some(name)) => {
                let schedules = self.lock();
                let mut body = schedules.get(name).ok_or_else(|| absent(name))?.body.clone();
                body.insert("Name".to_owned(), json!(name));
                body.insert("Arn".to_owned(), json!(self.arn(name)));
                Ok(Value::Object(body))
            }
            (&Method::DELETE, Some(name)) => {
                self.lock().remove(name).map(|_| json!({})).ok_or_else(|| absent(name))
            }
            _ => Err(Refusal(StatusCode::NOT_FOUND, "UnknownOperationException", path)),
        }
    }
}

fn absent(name: &str) -> Refusal {
    Refusal(StatusCode::NOT_FOUND, "ResourceNotFoundException", format!("Schedule {name} does not exist."))
}

impl Simulated for SchedulerSimulator {
    fn asked(&self, request: &Request<Bytes>) -> Asked {
        let name = request.uri().path().strip_prefix("/schedules/").unwrap_or_default();
        Asked { operation: format!("{} schedule", request.method()), subject: name.to_owned() }
    }

    fn handle(&self, request: &Request<Bytes>, _: Option<&Fault>) -> Response<Bytes> {
        let (status, kind, body) = match self.route(request) {
            Ok(body) => (StatusCode::OK, None, body),
            Err(Refusal(status, kind, message)) => (status, Some(kind), json!({ "Message": message })),
        };
        let mut response = reply(status, "application/json", body.to_string());
        if let Some(kind) = kind {
            response.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static(kind));
        }
        response
    }

    fn faults(&self) -> &Faults {
        &self.0.faults
    }

    fn journal(&self) -> &Journal {
        &self.0.journal
    }

    fn latency(&self) -> Duration {
        Duration::ZERO
    }
}

#[cfg(test)]
mod tests;
