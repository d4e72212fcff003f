//! HTTP as a port: one request, one whole answer, within limits.
//!
//! Guarantees: an answer is never longer than asked for and never waited for longer than asked for; a failure tells
//! whether the request can have arrived, since a write that may have arrived must not be sent again blindly (P1).

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
pub use http::{Method, Request, Response, StatusCode, header};

/// What one request may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the first byte sent to the last byte received.
    pub timeout: Duration,
    /// Most bytes of an answer's body.
    pub answer_bytes: usize,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The request surely did not arrive: the connection was never made.
    #[error("not sent: {0}")]
    NotSent(&'static str),
    /// The request may have arrived and been acted upon.
    #[error("no clear answer: {0}")]
    Unclear(&'static str),
    /// The answer is longer than the limit; the request arrived.
    #[error("answer longer than {0} bytes")]
    TooLong(usize),
}

/// Sends requests.
#[async_trait]
pub trait Http: Send + Sync {
    /// Sends `request` once and returns the whole answer, of whatever status.
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError>;
}

/// One technical log line for a call to a package, shown where `RUST_LOG` has `calls=info`: which resource was asked for, and
/// what came of it. Never more of an address than that, since the rest may hold a key (P9).
pub fn tell_call(package: &'static str, resource: &str, answer: &Result<Response<Bytes>, HttpError>) {
    let (status, bytes, error) = match answer {
        Ok(answer) => (Some(answer.status().as_u16()), Some(answer.body().len()), None),
        Err(error) => (None, None, Some(tracing::field::display(error))),
    };
    tracing::event!(
        target: "calls",
        tracing::Level::INFO,
        call.package = package,
        call.resource = resource,
        http.status = status,
        answer_bytes = bytes,
        error = error,
    );
}
