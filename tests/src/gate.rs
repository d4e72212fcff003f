//! One answer that is held back until a test has done something else meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use koppel_outside::http::{Http, HttpError, Limits};
use tokio::sync::Notify;

/// Holds back the answer of one request.
pub struct Gate {
    line: Arc<dyn Http>,
    text: String,
    was_used: AtomicBool,
    reached: Notify,
    opened: Notify,
}

impl Gate {
    /// Before `line`, for the next request whose address or body holds `text`.
    #[must_use]
    pub fn new(line: Arc<dyn Http>, text: &str) -> Self {
        let (reached, opened) = (Notify::new(), Notify::new());
        Self { line, text: text.to_owned(), was_used: AtomicBool::new(false), reached, opened }
    }

    /// Until the request has been made. Panics where that never comes.
    pub async fn reached(&self) {
        let reached = tokio::time::timeout(Duration::from_secs(10), self.reached.notified()).await;
        assert!(reached.is_ok(), "nobody asked for {}", self.text);
    }

    /// Its answer goes on.
    pub fn open(&self) {
        self.opened.notify_one();
    }
}

#[async_trait]
impl Http for Gate {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        let asked = format!("{} {}", request.uri(), String::from_utf8_lossy(request.body()));
        let holds = asked.contains(&self.text) && !self.was_used.swap(true, Ordering::SeqCst);
        if holds {
            self.reached.notify_one();
            self.opened.notified().await;
        }
        self.line.send(request, limits).await
    }
}
