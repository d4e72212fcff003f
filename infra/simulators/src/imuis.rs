//! iMUIS Online (Cloudswitch), simulated from the fact sheet alone: form and SOAP transport over one administration.
//!
//! Guarantees: answers are made as the sheet documents them, its open points are [`Options`], and its literal error
//! texts are literal; all other Dutch texts are invented. An order that was made once stays, also when its answer is
//! lost. Nobody writes customers or articles over the wire (R1): a try is refused and stands in the journal.
//!
//! Leaves out: attachments, changing and deleting orders, writing quotes, and every table that no one here reads.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock::SimClock;
use crate::faults::{Fault, Faults};
use crate::journal::Journal;
use crate::lies::Lies;
use crate::server::{Asked, Simulated};

mod books;
mod call;
mod columns;
mod control;
mod create_order;
mod form;
mod lying;
mod memory;
mod options;
mod order_input;
mod quotes;
mod read;
mod records;
mod refusal;
mod reply;
mod row;
mod selection;
mod sessions;
mod soap;
mod span;
#[cfg(test)]
mod tests;
mod value;
mod xml;

pub use options::{DateForm, DecimalMark, FormOrderResult, NullAs, Options, Overlong};
pub use quotes::{Quote, QuoteLine};
pub use records::{Article, ArticleGroup, Debtor, Extra, Order, OrderLine, PlainTable};

use books::{Books, Change};
use call::{Call, Given, Operation, Transport};
use lying::Elsewhere;
use memory::Memory;
use refusal::Refusal;
use selection::Selection;
use sessions::Sessions;

/// What GetiMUISVersion says; the form of it is invented.
const VERSION: &str = "4.7.1";

/// The simulated package; clones are the same one.
#[derive(Clone)]
pub struct ImuisSimulator(Arc<Inner>);

struct Inner {
    clock: SimClock,
    faults: Faults,
    journal: Journal,
    state: Mutex<State>,
}

struct State {
    options: Options,
    sessions: Sessions,
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

impl fmt::Debug for ImuisSimulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImuisSimulator").finish_non_exhaustive()
    }
}

impl ImuisSimulator {
    /// An administration with one order type, `standaard`, and nothing else.
    #[must_use]
    pub fn new(clock: SimClock, options: Options) -> Self {
        let sessions = Sessions::new(clock.now());
        let state = State {
            options,
            sessions,
            books: Books::new(),
            memory: None,
            lies: Lies::new(),
            elsewhere: None,
        };
        let state = Mutex::new(state);
        Self(Arc::new(Inner { clock, faults: Faults::default(), journal: Journal::default(), state }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    fn today(&self) -> Date {
        self.0.clock.wall().date()
    }

    /// Carries a call out.
    fn carry_out(&self, call: &Call, fault: Option<&Fault>) -> Result<Given, Refusal> {
        let (now, today) = (self.now(), self.today());
        let mut state = self.state();
        if fault == Some(&Fault::SessionGone) {
            state.sessions.end(&call.session);
        }
        if call.operation == Operation::CheckConnection {
            return Ok(Given::Done);
        }
        state.let_in(call, now)?;
        match call.operation {
            Operation::Login => Ok(Given::Session(state.sessions.open(now))),
            Operation::Logout => {
                state.sessions.end(&call.session);
                Ok(Given::Done)
            }
            Operation::KeepSession | Operation::CheckConnection => Ok(Given::Done),
            Operation::GetiMuisVersion => Ok(Given::Version(VERSION)),
            Operation::GetAdmInfo | Operation::GetStamtabelRecords | Operation::CreateVerkoopOrder => {
                let options = state.options.clone();
                let Some(elsewhere) = state.elsewhere.clone() else {
                    return state.work(call, fault, &options, now, today);
                };
                // Two administrations that each answer from the other must not wait for each other.
                drop(state);
                let options = elsewhere.seen_with(options);
                elsewhere.other.state().work(call, fault, &options, now, today)
            }
            Operation::CreateStamTabelRecord
            | Operation::UpdateStamtabelRecord
            | Operation::DeleteStamtabelRecord => {
                let asked = call.asked().operation;
                let table = asked.split_once(' ').map_or("", |(_, table)| table);
                Err(Refusal::MayNotWrite(table.to_owned()))
            }
        }
    }
}

impl State {
    /// Partner, administration and session, in that order; a login needs no session.
    fn let_in(&mut self, call: &Call, now: Timestamp) -> Result<(), Refusal> {
        if call.partner_key != self.options.partner_key {
            return Err(Refusal::PartnerKey);
        }
        if call.environment_code != self.options.environment_code {
            return Err(Refusal::EnvironmentCode);
        }
        match call.operation {
            Operation::Login if self.options.closed_app => Err(Refusal::ClosedApp),
            Operation::Login => {
                if self.options.second_login_ends_first {
                    self.sessions.end_all();
                }
                Ok(())
            }
            Operation::GetiMuisVersion => Ok(()),
            _ if self.sessions.touch(&call.session, now, self.options.session_idle) => Ok(()),
            _ => Err(Refusal::SessionGone(self.options.session_expired_text.clone())),
        }
    }

    /// Carries out what is about the books.
    fn work(
        &mut self,
        call: &Call,
        fault: Option<&Fault>,
        options: &Options,
        now: Timestamp,
        today: Date,
    ) -> Result<Given, Refusal> {
        match call.operation {
            Operation::GetAdmInfo => read::administration(&call.payload, options).map(Given::Records),
            Operation::CreateVerkoopOrder => self.create_order(call, options, now, today),
            _ => {
                let selection = Selection::read(&call.payload, options)?;
                let lie = self.lies.get(selection.table.name()).filter(|_| selection.is_listing());
                let empty = fault == Some(&Fault::EmptyPage);
                Ok(Given::Records(read::records(&self.books, &selection, options, now, lie, empty)))
            }
        }
    }

    fn create_order(
        &mut self,
        call: &Call,
        options: &Options,
        now: Timestamp,
        today: Date,
    ) -> Result<Given, Refusal> {
        let input = order_input::read(&call.payload, call.transport, options)?;
        let made = create_order::make(&self.books, &input, options, today);
        if let Some(record) = made.order.clone() {
            self.make(Change::Order { record, mutated: today, created: now })
                .map_err(|_| Refusal::NotStored)?;
        }
        match (made.refusal, made.order) {
            (None, Some(order)) => {
                Ok(Given::Order { nr: order.nr, echo: create_order::echo(&input, &order, options) })
            }
            (refusal, _) => Err(refusal.unwrap_or(Refusal::NoOrder)),
        }
    }
}

/// The two services, on the old host's paths and below `/v1/`; IIS does not care for the case of a path.
fn service(request: &Request<Bytes>) -> Option<Transport> {
    let path = request.uri().path().to_ascii_lowercase();
    match path.strip_prefix("/v1").unwrap_or(&path) {
        "/ws1_api.aspx" => Some(Transport::Form),
        "/ws1_xml.asmx" => Some(Transport::Soap),
        _ => None,
    }
}

impl Simulated for ImuisSimulator {
    fn asked(&self, request: &Request<Bytes>) -> Asked {
        let call = match service(request) {
            Some(Transport::Form) => form::read(request).ok(),
            Some(Transport::Soap) => soap::read(request).ok().map(|(_, call)| call),
            None => None,
        };
        let unknown = || Asked { operation: "unknown".to_owned(), subject: String::new() };
        call.map_or_else(unknown, |call| call.asked())
    }

    fn handle(&self, request: &Request<Bytes>, fault: Option<&Fault>) -> Response<Bytes> {
        let Some(transport) = service(request) else { return reply::page(StatusCode::NOT_FOUND) };
        if request.method() != Method::POST {
            return reply::page(StatusCode::METHOD_NOT_ALLOWED);
        }
        match transport {
            Transport::Form => {
                let outcome = form::read(request).and_then(|call| self.carry_out(&call, fault));
                form::write(outcome, &self.state().options)
            }
            Transport::Soap => match soap::read(request) {
                Ok((version, call)) => soap::write(version, call.operation, self.carry_out(&call, fault)),
                Err(fault) => soap::refuse(fault),
            },
        }
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
