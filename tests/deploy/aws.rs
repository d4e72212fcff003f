//! The services of AWS that a function calls, at one address: DynamoDB (embedded), the scheduler (simulated) and the key
//! service, which here opens whatever begins with its mark.
//!
//! Guarantees: every call is counted by its name, so that a test can say what is asked how often.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use dynoxide::Database;
use koppel_outside::ReqwestHttp;
use koppel_outside::http::{Http as _, Limits};
use koppel_simulators::clock::SimClock;
use koppel_simulators::scheduler::SchedulerSimulator;
use koppel_simulators::server::{Outcome, answer};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// The schedule group.
pub(crate) const GROUP: &str = "koppel";
/// What everything that the key service encrypted begins with.
const MARK: &[u8] = b"encrypted:";
/// The longest call, and the longest answer.
const LIMITS: Limits = Limits { timeout: Duration::from_secs(30), answer_bytes: 32 * 1024 * 1024 };

/// AWS on loopback; it stops when this is dropped.
pub(crate) struct Aws {
    /// For `AWS_ENDPOINT_URL`.
    pub(crate) endpoint: String,
    pub(crate) scheduler: SchedulerSimulator,
    calls: Arc<Mutex<BTreeMap<String, u64>>>,
    _serving: JoinSet<()>,
}

#[derive(Clone)]
struct Services {
    database: String,
    http: Arc<ReqwestHttp>,
    scheduler: SchedulerSimulator,
    calls: Arc<Mutex<BTreeMap<String, u64>>>,
}

/// What the key service makes of a secret, as a parameter of the stack has it.
pub(crate) fn encrypted(secret: &[u8]) -> String {
    BASE64.encode([MARK, secret].concat())
}

impl Aws {
    pub(crate) async fn start(clock: SimClock) -> Self {
        let mut serving = JoinSet::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let database = format!("http://{}", listener.local_addr().unwrap());
        serving.spawn(async move {
            let _ = dynoxide::server::serve_on(listener, Database::memory().unwrap()).await;
        });
        let scheduler = SchedulerSimulator::new(clock, GROUP);
        let calls = Arc::new(Mutex::default());
        let http = Arc::new(ReqwestHttp::new().unwrap());
        let services = Services { database, http, scheduler: scheduler.clone(), calls: Arc::clone(&calls) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        serving.spawn(async move {
            axum::serve(listener, Router::new().fallback(serve).with_state(services)).await.unwrap();
        });
        Self { endpoint, scheduler, calls, _serving: serving }
    }

    /// Calls so far whose name begins so, for instance `TrentService.`.
    pub(crate) fn calls(&self, prefix: &str) -> u64 {
        let calls = self.calls.lock().unwrap();
        calls.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(_, count)| count).sum()
    }
}

async fn serve(State(services): State<Services>, request: Request) -> Response<Body> {
    let target = request.headers().get("x-amz-target").map(|it| it.to_str().unwrap().to_owned());
    let name = target.unwrap_or_else(|| format!("scheduler {} {}", request.method(), request.uri().path()));
    *services.calls.lock().unwrap().entry(name.clone()).or_default() += 1;
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LIMITS.answer_bytes).await.unwrap();
    if name.starts_with("TrentService.") {
        return decrypted(&serde_json::from_slice(&body).unwrap());
    }
    let mut request = Request::from_parts(head, body);
    if name.starts_with("scheduler ") {
        return match answer(&services.scheduler, request).await {
            Outcome::Answer(response) => response.map(Body::from),
            Outcome::Cut => status(StatusCode::BAD_GATEWAY),
        };
    }
    *request.uri_mut() = format!("{}/", services.database).parse().unwrap();
    request.headers_mut().remove(header::HOST);
    match services.http.send(request, LIMITS).await {
        Ok(mut response) => {
            response.headers_mut().remove(header::TRANSFER_ENCODING);
            response.map(Body::from)
        }
        Err(_) => status(StatusCode::BAD_GATEWAY),
    }
}

fn decrypted(asked: &Value) -> Response<Body> {
    let blob = BASE64.decode(asked["CiphertextBlob"].as_str().unwrap()).unwrap();
    let (status, answer) = match blob.strip_prefix(MARK) {
        Some(secret) => (
            StatusCode::OK,
            json!({ "KeyId": "key", "Plaintext": BASE64.encode(secret), "EncryptionAlgorithm": "SYMMETRIC_DEFAULT" }),
        ),
        None => (StatusCode::BAD_REQUEST, json!({ "__type": "InvalidCiphertextException" })),
    };
    let mut response = Response::new(Body::from(answer.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.1"));
    response
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
