//! The line to both packages: the [`Http`] port over the simulators, in process, with the faults of a network.
//!
//! Guarantees: a request passes two await points, one before it is carried out and one before its answer arrives, so
//! that a run can be cut off at either. An answer that is late is late on the world's clock; no test waits for it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use koppel_outside::clock::Clock;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use koppel_simulators::books::Books;
use koppel_simulators::clock::SimClock;
use koppel_simulators::journal::Entry;
use koppel_simulators::server::{Outcome, Simulated, answer};
use koppel_simulators::simple_simon::SimonSimulator;

/// The host of bookkeeping; any other is Simple-Simon.
pub const BOOKS_HOST: &str = "books.test";

/// The line; clones are the same one.
#[derive(Clone)]
pub struct Line(Arc<Inner>);

struct Inner {
    clock: SimClock,
    books: Books,
    simon: SimonSimulator,
    trouble: Mutex<Trouble>,
}

#[derive(Default)]
struct Trouble {
    /// So many requests to come never leave.
    not_sent: u32,
    /// The next request that holds this text arrives so much later.
    delay: Option<(String, SignedDuration)>,
    /// The next request of this operation is carried out and never answered; its sender waits so long.
    silence: Option<(String, SignedDuration)>,
    under_way: Vec<(Timestamp, bool, Request<Bytes>)>,
    /// Every request takes so long.
    each: SignedDuration,
    /// Every request whose address or body holds one of these texts gets this answer instead.
    broken: Vec<(String, Response<Bytes>)>,
}

impl Line {
    /// A line without trouble.
    #[must_use]
    pub fn new(clock: SimClock, books: Books, simon: SimonSimulator) -> Self {
        Self(Arc::new(Inner { clock, books, simon, trouble: Mutex::default() }))
    }

    /// The next `requests` requests surely never leave.
    pub fn unplug_for(&self, requests: u32) {
        self.0.trouble.lock().unwrap().not_sent = requests;
    }

    /// From now on every request takes so long.
    pub fn slow_down(&self, each: SignedDuration) {
        self.0.trouble.lock().unwrap().each = each;
    }

    /// The next request whose body holds `text` is given up by its sender, and arrives all the same after `by`.
    pub fn delay_request_with(&self, text: &str, by: SignedDuration) {
        self.0.trouble.lock().unwrap().delay = Some((text.to_owned(), by));
    }

    /// Every request whose address or body holds `text` gets `answer`, and is not carried out.
    pub fn break_requests_with(&self, text: &str, answer: Response<Bytes>) {
        self.0.trouble.lock().unwrap().broken.push((text.to_owned(), answer));
    }

    fn broken_answer(&self, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        let trouble = self.0.trouble.lock().unwrap();
        let asked = format!("{} {}", request.uri(), String::from_utf8_lossy(request.body()));
        let broken = trouble.broken.iter().find(|(text, _)| asked.contains(text.as_str()));
        broken.map(|(_, answer)| answer.clone())
    }

    /// The next request that asks for `operation` is carried out, and its sender hears nothing for so long.
    pub fn delay_answer_of(&self, operation: &str, by: SignedDuration) {
        self.0.trouble.lock().unwrap().silence = Some((operation.to_owned(), by));
    }

    /// Delivers the delayed requests whose time has come.
    pub fn deliver(&self) {
        let now = self.0.clock.now();
        let due: Vec<_> =
            self.0.trouble.lock().unwrap().under_way.extract_if(.., |(at, ..)| *at <= now).collect();
        for (_, to_books, request) in due {
            if to_books {
                self.0.books.simulated().handle(&request, None);
            } else {
                self.0.simon.handle(&request, None);
            }
        }
    }

    /// No more trouble of any kind, on the line and in both packages.
    pub fn heal(&self) {
        let mut trouble = self.0.trouble.lock().unwrap();
        trouble.not_sent = 0;
        trouble.delay = None;
        trouble.broken.clear();
        trouble.silence = None;
        trouble.each = SignedDuration::ZERO;
        self.0.books.simulated().faults().heal();
        self.0.simon.faults().heal();
    }

    /// What the network does to a request before it arrives.
    fn trouble_with(&self, to_books: bool, request: &Request<Bytes>) -> Option<HttpError> {
        let mut trouble = self.0.trouble.lock().unwrap();
        if trouble.not_sent > 0 {
            trouble.not_sent -= 1;
            return Some(HttpError::NotSent("no connection"));
        }
        let body = String::from_utf8_lossy(request.body());
        let (_, by) = trouble.delay.take_if(|(text, _)| body.contains(text.as_str()))?;
        let arrives_at = self.0.clock.now() + by;
        trouble.under_way.push((arrives_at, to_books, request.clone()));
        Some(HttpError::Unclear("timeout"))
    }
}

#[async_trait]
impl Http for Line {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        tokio::task::yield_now().await;
        let to_books = request.uri().host() == Some(BOOKS_HOST);
        let each = self.0.trouble.lock().unwrap().each;
        self.0.clock.advance(each);
        if let Some(error) = self.trouble_with(to_books, &request) {
            return Err(error);
        }
        if let Some(answer) = self.broken_answer(&request) {
            return Ok(answer);
        }
        let simulated: &dyn Simulated = if to_books { self.0.books.simulated() } else { &self.0.simon };
        let asked = simulated.asked(&request);
        let silence = self
            .0
            .trouble
            .lock()
            .unwrap()
            .silence
            .take_if(|(operation, _)| asked.operation.starts_with(operation.as_str()));
        if let Some((_, by)) = silence {
            simulated.handle(&request, None);
            self.0.clock.advance(by);
            return Err(HttpError::Unclear("timeout"));
        }
        // A simulator without latency answers at once; one that does not is late on purpose.
        let outcome = tokio::time::timeout(Duration::from_millis(1), answer(simulated, request)).await;
        tokio::task::yield_now().await;
        match outcome {
            Err(_) => {
                // The simulator notes what it has answered; this it never will have.
                let (operation, subject) = (asked.operation, asked.subject);
                simulated.journal().note(Entry { operation, subject, status: 0 });
                self.0.clock.advance(SignedDuration::try_from(limits.timeout).unwrap());
                Err(HttpError::Unclear("timeout"))
            }
            Ok(Outcome::Cut) => Err(HttpError::Unclear("connection cut")),
            Ok(Outcome::Answer(response)) if response.body().len() > limits.answer_bytes => {
                Err(HttpError::TooLong(limits.answer_bytes))
            }
            Ok(Outcome::Answer(response)) => Ok(response),
        }
    }
}

/// The world's clock as Koppel's: both packages and Koppel show the same time, but for what it is ahead; and a sleeper
/// moves it.
pub struct SharedClock {
    /// The world's.
    pub clock: SimClock,
    /// So far it is ahead.
    pub ahead: SignedDuration,
}

impl SharedClock {
    /// The very time of the world.
    #[must_use]
    pub const fn of(clock: SimClock) -> Self {
        Self { clock, ahead: SignedDuration::ZERO }
    }
}

#[async_trait]
impl Clock for SharedClock {
    fn now(&self) -> Timestamp {
        self.clock.now() + self.ahead
    }

    async fn sleep(&self, duration: Duration) {
        self.clock.advance(SignedDuration::try_from(duration).unwrap());
        tokio::task::yield_now().await;
    }
}
