//! Answers in process and over loopback HTTP/1.1, with connections that can be cut.
//!
//! The faults that are the same for every package (lost, late, HTML, truncated, padded …) are carried out here, around
//! [`Simulated::handle`]; a simulator itself only knows `SessionGone` and `EmptyPage`.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::faults::{Fault, Faults};
use crate::journal::{Entry, Journal};

/// Most bytes of a request.
const REQUEST_BYTES: usize = 8 * 1024 * 1024;

/// What came of a request.
#[derive(Debug)]
pub enum Outcome {
    /// An answer.
    Answer(Response<Bytes>),
    /// The connection is cut without one.
    Cut,
}

/// What a request asks, as the journal and the faults name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// For instance `GetStamtabelRecords DEB` or `customer/insert`.
    pub operation: String,
    /// A key, a reference, an id, or empty; never a credential.
    pub subject: String,
}

/// A simulated package.
pub trait Simulated: Send + Sync + 'static {
    /// What this request asks, before anything is done.
    fn asked(&self, request: &Request<Bytes>) -> Asked;

    /// Carries the request out. `fault` is `SessionGone`, `EmptyPage`, or nothing.
    fn handle(&self, request: &Request<Bytes>, fault: Option<&Fault>) -> Response<Bytes>;

    /// The switchboard.
    fn faults(&self) -> &Faults;

    /// The journal.
    fn journal(&self) -> &Journal;

    /// How long every answer takes; zero where it is not simulated.
    fn latency(&self) -> Duration;

    /// The 429 of [`Fault::TooMany`], with the seconds to wait where it says them.
    fn too_many(&self, retry_after: Option<u64>) -> Response<Bytes> {
        let mut response = html(429);
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    /// Held until the answer is out, by a simulator that counts how many it gives at once.
    fn enter(&self) -> Option<Arc<()>> {
        None
    }
}

/// Answers one request, in process.
pub async fn answer<S: Simulated + ?Sized>(simulated: &S, request: Request<Bytes>) -> Outcome {
    let asked = simulated.asked(&request);
    let _inside = simulated.enter();
    let latency = simulated.latency();
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let fault = simulated.faults().draw(&asked.operation);
    let outcome = break_with(simulated, &request, fault.as_ref()).await;
    let status = match &outcome {
        Outcome::Answer(response) => response.status().as_u16(),
        Outcome::Cut => 0,
    };
    simulated.journal().note(Entry { operation: asked.operation, subject: asked.subject, status });
    outcome
}

async fn break_with<S: Simulated + ?Sized>(
    simulated: &S,
    request: &Request<Bytes>,
    fault: Option<&Fault>,
) -> Outcome {
    match fault {
        None => Outcome::Answer(simulated.handle(request, None)),
        Some(fault @ (Fault::SessionGone | Fault::EmptyPage)) => {
            Outcome::Answer(simulated.handle(request, Some(fault)))
        }
        Some(Fault::RequestLost) => Outcome::Cut,
        Some(Fault::AnswerLost) => {
            simulated.handle(request, None);
            Outcome::Cut
        }
        Some(Fault::Html(status)) => Outcome::Answer(html(*status)),
        Some(Fault::HtmlAfter(status)) => {
            simulated.handle(request, None);
            Outcome::Answer(html(*status))
        }
        Some(Fault::TooMany(retry_after)) => Outcome::Answer(simulated.too_many(*retry_after)),
        Some(Fault::Truncated) => {
            Outcome::Answer(simulated.handle(request, None).map(|body| body.slice(..body.len() / 2)))
        }
        Some(Fault::EmptyBody) => Outcome::Answer(simulated.handle(request, None).map(|_| Bytes::new())),
        Some(Fault::Late(by)) => {
            let response = simulated.handle(request, None);
            tokio::time::sleep(*by).await;
            Outcome::Answer(response)
        }
        Some(Fault::Padded(bytes)) => Outcome::Answer(simulated.handle(request, None).map(|body| {
            let mut padded = body.to_vec();
            padded.resize(body.len() + bytes, b' ');
            Bytes::from(padded)
        })),
    }
}

/// An answer with a body of some kind.
pub(crate) fn reply(status: StatusCode, kind: &'static str, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn html(status: u16) -> Response<Bytes> {
    let page = format!(
        "<!DOCTYPE html><html><head><title>{status}</title></head><body><h1>Server Error in '/' Application.</h1></body></html>"
    );
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    reply(status, "text/html; charset=utf-8", page)
}

/// A simulator that listens; it stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    /// Where it listens, on loopback.
    pub address: SocketAddr,
    accepting: JoinHandle<()>,
    connections: Arc<Mutex<tokio::task::JoinSet<()>>>,
}

impl Running {
    /// `http://127.0.0.1:port`
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.accepting.abort();
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }
}

/// Listens on a loopback port (0 = any free one).
///
/// # Errors
/// Where the port cannot be had.
pub async fn serve<S: Simulated + ?Sized>(simulated: Arc<S>, port: u16) -> io::Result<Running> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    let connections = Arc::new(Mutex::new(tokio::task::JoinSet::new()));
    let set = Arc::clone(&connections);
    let accepting = tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            let _ = stream.set_nodelay(true);
            let simulated = Arc::clone(&simulated);
            let mut set = set.lock().unwrap_or_else(PoisonError::into_inner);
            while set.try_join_next().is_some() {}
            set.spawn(async move {
                let service = service_fn(move |request| exchange(Arc::clone(&simulated), request));
                // A connection that was cut on purpose ends in an error; nobody needs to know.
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    Ok(Running { address, accepting, connections })
}

async fn exchange<S: Simulated + ?Sized>(
    simulated: Arc<S>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, io::Error> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, REQUEST_BYTES).collect().await.map_err(io::Error::other)?.to_bytes();
    match answer(&*simulated, Request::from_parts(head, body)).await {
        Outcome::Answer(response) => Ok(response.map(Full::new)),
        Outcome::Cut => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    }
}
