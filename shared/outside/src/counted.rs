//! The [`Http`] port, counted: how many calls left for the outside.
//!
//! Guarantees: every call counts once, whatever becomes of it; clones of [`Calls`] count together.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

use crate::http::{Http, HttpError, Limits};

/// A count of calls.
#[derive(Clone, Debug, Default)]
pub struct Calls(Arc<AtomicU64>);

impl Calls {
    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts what it passes on.
pub struct Counted {
    http: Arc<dyn Http>,
    calls: Calls,
}

impl Counted {
    /// Passes on to `http`, and counts in `calls`.
    #[must_use]
    pub const fn new(http: Arc<dyn Http>, calls: Calls) -> Self {
        Self { http, calls }
    }
}

#[async_trait]
impl Http for Counted {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        self.calls.0.fetch_add(1, Ordering::Relaxed);
        self.http.send(request, limits).await
    }
}
