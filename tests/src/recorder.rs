//! [`Recorder`]: the one address at which a function finds AWS; it notes what is asked, and passes it on.
//!
//! DynamoDB is the embedded one, EventBridge Scheduler the simulated one. KMS is played here: what it wrapped names the
//! key that wrapped it.
//!
//! Guarantees: a request to anything else is noted as well, and refused.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use koppel_domain::message::Concern;
use koppel_outside::http::{Http as _, Limits};
use koppel_platform::config::Config;
use koppel_platform::schedules::Schedules;
use koppel_simulators::scheduler::SchedulerSimulator;
use koppel_simulators::server::Simulated as _;
use koppel_store::client::local_credentials;
use koppel_sync::Context;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::journal::Journal;
use crate::memory::Memory;
use crate::office::Office;
use crate::stack::{REGION, Stack};

/// The functions of the stack.
pub const FUNCTIONS: [&str; 6] = ["pull", "push", "quotes", "cleanup", "wipe", "activation"];

/// Bounds that no test comes near.
const LIMITS: Limits = Limits { timeout: Duration::from_secs(30), answer_bytes: 32 * 1024 * 1024 };
/// What parts the key's address from what it wrapped.
const PART: char = '|';

/// A text as this key wraps it, in base64.
#[must_use]
pub fn wrapped(key: &str, plain: &[u8]) -> String {
    BASE64.encode([format!("{key}{PART}").as_bytes(), plain].concat())
}

/// AWS as one function finds it.
pub struct Recorder {
    /// Where.
    pub endpoint: String,
    line: Arc<Line>,
    serving: JoinHandle<()>,
}

struct Line {
    who: String,
    journal: Journal,
    dynamodb: Memory,
    scheduler: SchedulerSimulator,
    held: Mutex<Option<Arc<Held>>>,
}

/// The next deletion of a schedule, held up.
pub struct Held {
    /// It is held up once it was carried out, not before.
    after: bool,
    arrived: Notify,
    opened: Notify,
}

impl Held {
    /// The deletion has come.
    pub async fn has_arrived(&self) {
        self.arrived.notified().await;
    }

    /// It goes on.
    pub fn open(&self) {
        self.opened.notify_one();
    }
}

impl Office {
    /// The function, and each kind of run, finds AWS through a recorder of its own, with the settings that it finds in the
    /// environment that the stack gives it. The recorders, by function; they stop when they are dropped.
    pub async fn record(&mut self, stack: &Stack, journal: &Journal) -> BTreeMap<&'static str, Recorder> {
        let mut recorders = BTreeMap::new();
        for function in FUNCTIONS {
            let recorder = Recorder::serve(function, journal, &self.world.memory, &self.scheduler).await;
            let variable = |name: &str| match name {
                "AWS_REGION" => Some(REGION.to_owned()),
                "AWS_ENDPOINT_URL" => Some(recorder.endpoint.clone()),
                "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => Some("test".to_owned()),
                _ => stack.variable(function, name),
            };
            let config = Config::from_variables(variable).await.unwrap();
            let targets = config.schedules.targets().clone();
            let (endpoint, clock) = (recorder.endpoint.as_str(), Arc::clone(&self.app.clock));
            let schedules =
                Schedules::connect(Some(endpoint), REGION, local_credentials(), targets, clock).unwrap();
            match Concern::ALL.into_iter().find(|concern| concern.as_str() == function) {
                None => (self.app.store, self.app.schedules) = (config.store, schedules),
                Some(concern) => {
                    let context = Context { store: config.store, ..self.world.context.clone() };
                    self.functions.insert(concern, (context, schedules));
                }
            }
            recorders.insert(function, recorder);
        }
        recorders
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Recorder {
    /// AWS for the function `who`, over this database and this scheduler.
    pub async fn serve(
        who: &str,
        journal: &Journal,
        dynamodb: &Memory,
        scheduler: &SchedulerSimulator,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let line = Arc::new(Line {
            who: who.to_owned(),
            journal: journal.clone(),
            dynamodb: dynamodb.clone(),
            scheduler: scheduler.clone(),
            held: Mutex::default(),
        });
        let answering = Arc::clone(&line);
        let router = Router::new().fallback(move |request: Request<Body>| {
            let line = Arc::clone(&answering);
            async move { line.answer(request).await }
        });
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { endpoint, line, serving }
    }

    /// Holds up the next deletion of a schedule, before or after it is carried out.
    pub fn hold_deletion(&self, after: bool) -> Arc<Held> {
        let held = Arc::new(Held { after, arrived: Notify::new(), opened: Notify::new() });
        *self.line.held.lock().unwrap() = Some(Arc::clone(&held));
        held
    }
}

impl Line {
    async fn answer(&self, request: Request<Body>) -> Response {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts, to_bytes(body, usize::MAX).await.unwrap());
        let target = request.headers().get("x-amz-target").map(|target| target.to_str().unwrap().to_owned());
        match target.as_deref().and_then(|target| target.split_once('.')) {
            Some(("DynamoDB_20120810", operation)) => {
                let body = serde_json::from_slice(request.body()).unwrap();
                self.journal.note_dynamodb(&self.who, operation, &body);
                self.pass_on(request).await
            }
            Some(("TrentService", "Decrypt")) => self.decrypt(request.body()),
            Some((service, operation)) => {
                self.journal.note_unknown(&self.who, service, operation);
                StatusCode::BAD_REQUEST.into_response()
            }
            None => {
                self.journal.note_scheduler(&self.who, &request);
                self.schedule(&request).await
            }
        }
    }

    async fn schedule(&self, request: &Request<Bytes>) -> Response {
        let held = if request.method() == Method::DELETE { self.held.lock().unwrap().take() } else { None };
        let wait = async |after: bool| {
            if let Some(held) = held.as_ref().filter(|held| held.after == after) {
                held.arrived.notify_one();
                held.opened.notified().await;
            }
        };
        wait(false).await;
        let answer = self.scheduler.handle(request, None);
        wait(true).await;
        answer.map(Body::from)
    }

    async fn pass_on(&self, request: Request<Bytes>) -> Response {
        self.dynamodb.send(request, LIMITS).await.unwrap().map(Body::from)
    }

    fn decrypt(&self, body: &Bytes) -> Response {
        let asked: Value = serde_json::from_slice(body).unwrap();
        let blob = BASE64.decode(asked["CiphertextBlob"].as_str().unwrap()).unwrap();
        let at = blob.iter().position(|byte| char::from(*byte) == PART).unwrap();
        let key = String::from_utf8(blob[..at].to_vec()).unwrap();
        self.journal.note_decrypt(&self.who, &key);
        let answer = json!({ "KeyId": key, "Plaintext": BASE64.encode(&blob[at + 1..]) });
        (StatusCode::OK, [("content-type", "application/x-amz-json-1.1")], answer.to_string()).into_response()
    }
}
