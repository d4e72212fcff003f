//! Every call that leaves, numbered over all lines of a world, and one of them broken.
//!
//! Guarantees: calls are counted in the order in which they leave, whoever they go to, while that is asked for; the one that
//! was chosen breaks once.
//! A run whose machine dies at a call never gets an answer and is to be dropped ([`Numbers::killed`]); a call that nobody
//! makes in a run (an admin's) is only lost.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use koppel_outside::http::{Http, HttpError, Limits};
use tokio::sync::Notify;

/// One way in which a call breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// It surely never left.
    NotSent,
    /// It never arrived, and nobody can tell.
    RequestLost,
    /// It was carried out, and its answer never arrived.
    AnswerLost,
    /// Its sender gave up, and it arrives when the sender has long tried again.
    ArrivesLate,
    /// An error answer, and nothing was done.
    Error,
    /// It was carried out, and its answer is nonsense.
    Garbage,
    /// The machine dies before it leaves.
    KilledBefore,
    /// The machine dies after it was carried out.
    KilledAfter,
}

impl Break {
    /// Every way.
    pub const ALL: [Self; 8] = [
        Self::NotSent,
        Self::RequestLost,
        Self::AnswerLost,
        Self::ArrivesLate,
        Self::Error,
        Self::Garbage,
        Self::KilledBefore,
        Self::KilledAfter,
    ];
}

/// The numbers of all calls of a world. Clones are the same ones.
#[derive(Clone, Default)]
pub struct Numbers(Arc<Inner>);

#[derive(Default)]
struct Inner {
    next: AtomicU64,
    breaks: Vec<(u64, Break)>,
    is_counting: AtomicBool,
    is_in_run: AtomicBool,
    killed: Notify,
}

impl Numbers {
    /// The calls with these numbers, from 0, break so.
    #[must_use]
    pub fn breaking(breaks: Vec<(u64, Break)>) -> Self {
        Self(Arc::new(Inner { breaks, ..Inner::default() }))
    }

    /// A line whose calls are numbered.
    #[must_use]
    pub fn over(&self, line: Arc<dyn Http>) -> Arc<dyn Http> {
        Arc::new(Numbered { line, numbers: self.clone(), late: Mutex::default() })
    }

    /// Calls so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.next.load(Ordering::SeqCst)
    }

    /// Calls count, and may break, from now on; or no more.
    pub fn set_counting(&self, is_counting: bool) {
        self.0.is_counting.store(is_counting, Ordering::SeqCst);
    }

    /// What is called from now on is called by a run, or by a person.
    pub fn set_in_run(&self, is_in_run: bool) {
        self.0.is_in_run.store(is_in_run, Ordering::SeqCst);
    }

    /// Until the machine of a run dies.
    pub async fn killed(&self) {
        self.0.killed.notified().await;
    }

    fn draw(&self) -> Option<Break> {
        if !self.0.is_counting.load(Ordering::SeqCst) {
            return None;
        }
        let number = self.0.next.fetch_add(1, Ordering::SeqCst);
        let found = self.0.breaks.iter().find(|(at, _)| *at == number).map(|(_, how)| *how);
        match found {
            Some(Break::KilledBefore) if !self.0.is_in_run.load(Ordering::SeqCst) => Some(Break::RequestLost),
            Some(Break::KilledAfter) if !self.0.is_in_run.load(Ordering::SeqCst) => Some(Break::AnswerLost),
            found => found,
        }
    }

    async fn die(&self) -> ! {
        self.0.killed.notify_one();
        std::future::pending().await
    }
}

/// One line.
struct Numbered {
    line: Arc<dyn Http>,
    numbers: Numbers,
    /// Arrives before the call after the next.
    late: Mutex<Vec<(u8, Request<Bytes>, Limits)>>,
}

impl Numbered {
    async fn deliver(&self) {
        let due: Vec<_> = {
            let mut late = self.late.lock().unwrap();
            late.iter_mut().for_each(|(waits, ..)| *waits = waits.saturating_sub(1));
            late.extract_if(.., |(waits, ..)| *waits == 0).collect()
        };
        for (_, request, limits) in due {
            let _ = self.line.send(request, limits).await;
        }
    }
}

#[async_trait]
impl Http for Numbered {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        self.deliver().await;
        let lost = Err(HttpError::Unclear("timeout"));
        match self.numbers.draw() {
            None => self.line.send(request, limits).await,
            Some(Break::NotSent) => Err(HttpError::NotSent("no connection")),
            Some(Break::RequestLost) => lost,
            Some(Break::AnswerLost) => {
                let _ = self.line.send(request, limits).await;
                lost
            }
            Some(Break::ArrivesLate) => {
                self.late.lock().unwrap().push((3, request, limits));
                lost
            }
            Some(Break::Error) => Ok(answer(500, "<h1>Server Error</h1>")),
            Some(Break::Garbage) => {
                let _ = self.line.send(request, limits).await;
                Ok(answer(200, "<html><body>Onderhoud</body></html>"))
            }
            Some(Break::KilledBefore) => self.numbers.die().await,
            Some(Break::KilledAfter) => {
                let _ = self.line.send(request, limits).await;
                self.numbers.die().await
            }
        }
    }
}

fn answer(status: u16, body: &'static str) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from_static(body.as_bytes()));
    *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
    answer.headers_mut().insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("text/html"));
    answer
}
