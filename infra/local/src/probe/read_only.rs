//! A connection that only reads.
//!
//! Guarantees: a request that could write never leaves; nor does one beyond the number or the time that was granted. Each
//! is refused as a value that says so, and surely was not sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};

type Rule = dyn Fn(&Request<Bytes>) -> bool + Send + Sync;

/// Lets reads through.
pub(super) struct ReadOnly {
    inner: Arc<dyn Http>,
    only_reads: Box<Rule>,
    left: AtomicU64,
    until: Option<Instant>,
}

impl ReadOnly {
    /// Lets at most `requests` through to `inner`, for `time` from now on, and only those of which `only_reads` holds.
    pub(super) fn new(
        inner: Arc<dyn Http>,
        only_reads: impl Fn(&Request<Bytes>) -> bool + Send + Sync + 'static,
        requests: u64,
        time: Duration,
    ) -> Self {
        let until = Instant::now().checked_add(time);
        Self { inner, only_reads: Box::new(only_reads), left: AtomicU64::new(requests), until }
    }
}

#[async_trait]
impl Http for ReadOnly {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        if !(self.only_reads)(&request) {
            return Err(HttpError::NotSent("it could write, and a probe only reads"));
        }
        if self.until.is_some_and(|until| Instant::now() >= until) {
            return Err(HttpError::NotSent("the time of the probe is over"));
        }
        let less = |left: u64| left.checked_sub(1);
        if self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_err() {
            return Err(HttpError::NotSent("the probe has made all its requests"));
        }
        self.inner.send(request, limits).await
    }
}

#[cfg(test)]
mod tests;
