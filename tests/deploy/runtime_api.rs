//! The Lambda Runtime API, as AWS documents it, for one program: it asks for an event, and answers it or says why not.
//!
//! Guarantees: one event is out at a time, with its own id, moment of ending and trace; an answer to an event that is not
//! out is refused. How often work was asked for is counted.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

/// What a program made of an event.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It was carried out.
    Done(Value),
    /// It was not, and why.
    Failed(Value),
}

impl Answer {
    /// What was answered to an event that had to be carried out.
    pub(crate) fn done(self) -> Value {
        match self {
            Self::Done(value) => value,
            Self::Failed(why) => panic!("it was not carried out: {why}"),
        }
    }

    /// The words about an event that could not be carried out.
    pub(crate) fn refusal(self) -> String {
        match self {
            Self::Done(value) => panic!("it was carried out: {value}"),
            Self::Failed(why) => why["errorMessage"].as_str().unwrap().to_owned(),
        }
    }
}

struct Invocation {
    id: String,
    event: String,
    deadline: Duration,
}

struct Shared {
    events: Mutex<mpsc::UnboundedReceiver<Invocation>>,
    out: std::sync::Mutex<HashMap<String, oneshot::Sender<Answer>>>,
    polls: AtomicU64,
    polled: Notify,
}

/// The Runtime API of one program; it stops when it is dropped.
pub(crate) struct RuntimeApi {
    /// Host and port, as `AWS_LAMBDA_RUNTIME_API` has them.
    pub(crate) address: String,
    to: mpsc::UnboundedSender<Invocation>,
    shared: Arc<Shared>,
    given: AtomicU64,
    serving: JoinHandle<()>,
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl RuntimeApi {
    pub(crate) async fn start() -> Self {
        let (to, events) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            events: Mutex::new(events),
            out: std::sync::Mutex::default(),
            polls: AtomicU64::new(0),
            polled: Notify::new(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, to, shared, given: AtomicU64::new(0), serving }
    }

    /// Waits until the program has asked for its first event.
    pub(crate) async fn first_poll(&self) {
        let polled = self.shared.polled.notified();
        if self.shared.polls.load(Ordering::SeqCst) == 0 {
            polled.await;
        }
    }

    /// Gives the program an event that has to be answered within `limit`; nothing where it ended without an answer.
    pub(crate) async fn invoke(&self, event: &Value, limit: Duration) -> Option<Answer> {
        let id = format!("00000000-0000-4000-8000-{:012}", self.given.fetch_add(1, Ordering::SeqCst));
        let (to, answer) = oneshot::channel();
        self.shared.out.lock().unwrap().insert(id.clone(), to);
        let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + limit;
        self.to.send(Invocation { id: id.clone(), event: event.to_string(), deadline }).unwrap();
        // Lambda ends a program that is late; here the caller sees that there was no answer.
        let answered = tokio::time::timeout(limit, answer).await;
        self.shared.out.lock().unwrap().remove(&id);
        answered.ok().and_then(Result::ok)
    }
}

async fn next(State(shared): State<Arc<Shared>>) -> Response {
    shared.polls.fetch_add(1, Ordering::SeqCst);
    shared.polled.notify_waiters();
    let Some(given) = shared.events.lock().await.recv().await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("lambda-runtime-aws-request-id", given.id),
        ("lambda-runtime-deadline-ms", given.deadline.as_millis().to_string()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-central-1:000000000000:function:koppel".to_owned(),
        ),
        ("lambda-runtime-trace-id", "Root=1-67449f00-0123456789abcdef01234567;Sampled=0".to_owned()),
        ("content-type", "application/json".to_owned()),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::try_from(value).unwrap());
    }
    (headers, given.event).into_response()
}

async fn response(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: String) -> StatusCode {
    settle(&shared, &id, Answer::Done(serde_json::from_str(&body).unwrap_or(Value::String(body))))
}

async fn error(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: String) -> StatusCode {
    settle(&shared, &id, Answer::Failed(serde_json::from_str(&body).unwrap_or(Value::String(body))))
}

fn settle(shared: &Shared, id: &str, answer: Answer) -> StatusCode {
    let Some(to) = shared.out.lock().unwrap().remove(id) else { return StatusCode::BAD_REQUEST };
    // Whoever asked may have stopped waiting.
    let _ = to.send(answer);
    StatusCode::ACCEPTED
}
