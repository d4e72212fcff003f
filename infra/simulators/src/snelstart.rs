//! SnelStart (B2B API v2), simulated from the fact sheet alone: the token host and the API of one administration.
//!
//! One server answers both hosts: `POST /b2b/token`, and everything below `/v2`. Guarantees: answers are made as the
//! sheet documents them, its open points are [`Options`], and its literal error texts are literal; all other texts are
//! invented. An order that was made once stays, also when its answer is lost, and nothing guards against a second one.
//!
//! Leaves out: bookings, documents, mandates, the writing of extra fields and cost centres, one invoice's contents, and
//! the reasons not to delete a record.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, header};
use jiff::Timestamp;

use crate::clock::SimClock;
use crate::faults::{Fault, Faults};
use crate::journal::Journal;
use crate::lies::Lies;
use crate::server::{Asked, Simulated};

mod articles;
mod bind;
mod books;
mod control;
mod desk;
mod filter;
mod filter_parser;
mod filter_tokens;
mod fixed;
mod gate;
mod json;
mod lines;
mod lists;
mod lying;
mod memory;
mod models;
mod moment;
mod options;
mod order_models;
mod orders;
mod prices;
mod query;
mod rates;
mod records;
mod refusal;
mod relations;
mod route;
mod sales;
mod sales_office;
mod schema;
mod switches;
#[cfg(test)]
mod tests;
mod tokens;
mod view;

pub use books::guid;
pub use fixed::{country_code, country_id};
pub use options::Options;
pub use records::{Address, Agreement, Article, Extra, Group, Relation};
pub use sales::{Order, OrderLine};
pub use switches::{
    ArticleCodeName, BearerBody, BeyondLimit, Decimals, Fraction, Limits, NoPrice, OrderBy, OverTop,
    Overlong, TooManyBody, Zone,
};

use books::{Books, Change};
use desk::Desk;
use gate::Counters;
use lying::Elsewhere;
use memory::Memory;
use refusal::{Refusal, json, too_many};
use route::{Resource, Route};
use tokens::Tokens;

/// How long a 429 that a fault makes asks to wait where it does not say, in seconds.
const WAIT_S: u64 = 30;

/// The simulated package; clones are the same one.
#[derive(Clone)]
pub struct SnelStartSimulator(Arc<Inner>);

struct Inner {
    clock: SimClock,
    faults: Faults,
    journal: Journal,
    /// One more is held by every call that is being answered.
    inside: Arc<()>,
    state: Mutex<State>,
}

struct State {
    options: Options,
    tokens: Tokens,
    counters: Counters,
    books: Books,
    memory: Option<Memory>,
    lies: Lies,
    elsewhere: Option<Elsewhere>,
}

impl State {
    /// Remembers a change, then makes it.
    fn make(&mut self, change: Change) -> io::Result<()> {
        if let Some(memory) = &mut self.memory {
            memory.append(&change)?;
        }
        self.books.apply(change);
        Ok(())
    }
}

impl fmt::Debug for SnelStartSimulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnelStartSimulator").finish_non_exhaustive()
    }
}

impl SnelStartSimulator {
    /// An administration with the rows that every one has (SnelStart fact sheet §7.1), and nothing else.
    #[must_use]
    pub fn new(clock: SimClock, options: Options) -> Self {
        let state = State {
            options,
            tokens: Tokens::default(),
            counters: Counters::default(),
            books: Books::first(),
            memory: None,
            lies: Lies::new(),
            elsewhere: None,
        };
        Self(Arc::new(Inner {
            clock,
            faults: Faults::default(),
            journal: Journal::default(),
            inside: Arc::new(()),
            state: Mutex::new(state),
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    fn carry_out(&self, request: &Request<Bytes>, fault: Option<&Fault>) -> Result<Response<Bytes>, Refusal> {
        let route = Route::of(request);
        let now = self.now();
        let mut guard = self.state();
        let State { options, tokens, counters, .. } = &mut *guard;
        if let Some(Route { resource: Resource::Token, act, .. }) = &route {
            act.as_ref().ok_or(Refusal::NoAction)?;
            return tokens.call(request, options, now).map(|token| json(200, &token));
        }
        gate::check_subscription(request, options)?;
        counters.count(options.limits, Arc::strong_count(&self.0.inside).saturating_sub(1), now)?;
        let route = route.ok_or(Refusal::NoPath)?;
        if fault == Some(&Fault::SessionGone) {
            tokens.withdraw(request);
        }
        let scopes = tokens.scopes(request, now)?;
        gate::check_scope(&route, request.method(), scopes, options)?;
        check_media_type(request)?;
        let options = options.clone();
        let (body, empty_page) = (request.body(), fault == Some(&Fault::EmptyPage));
        let Some(elsewhere) = guard.elsewhere.clone() else {
            let state = &mut *guard;
            return Desk { state, options: &options, now, route: &route, body, empty_page }.carry_out();
        };
        // Two administrations that each answer from the other must not wait for each other.
        drop(guard);
        let options = elsewhere.seen_with(options);
        let state = &mut *elsewhere.other.state();
        Desk { state, options: &options, now, route: &route, body, empty_page }.carry_out()
    }
}

/// A body must say that it is JSON (SnelStart fact sheet §1).
fn check_media_type(request: &Request<Bytes>) -> Result<(), Refusal> {
    if !matches!(*request.method(), Method::POST | Method::PUT) || request.body().is_empty() {
        return Ok(());
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if ["application/json", "text/json"].contains(&kind) { Ok(()) } else { Err(Refusal::MediaType) }
}

impl Simulated for SnelStartSimulator {
    fn asked(&self, request: &Request<Bytes>) -> Asked {
        let unknown = || Asked { operation: "unknown".to_owned(), subject: String::new() };
        Route::of(request).map_or_else(unknown, |route| route.asked(request.body()))
    }

    fn handle(&self, request: &Request<Bytes>, fault: Option<&Fault>) -> Response<Bytes> {
        let outcome = self.carry_out(request, fault);
        outcome.unwrap_or_else(|refusal| refusal.response(&self.state().options))
    }

    fn too_many(&self, retry_after: Option<u64>) -> Response<Bytes> {
        too_many(retry_after, retry_after.unwrap_or(WAIT_S), &self.state().options)
    }

    fn enter(&self) -> Option<Arc<()>> {
        Some(Arc::clone(&self.0.inside))
    }

    fn faults(&self) -> &Faults {
        &self.0.faults
    }

    fn journal(&self) -> &Journal {
        &self.0.journal
    }

    fn latency(&self) -> Duration {
        self.state().options.latency
    }
}
