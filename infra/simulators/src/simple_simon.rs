//! Simple-Simon, simulated: both generations of its API over one company's records, and the office behind it.
//!
//! Written from the fact sheet alone. The classic server answers below `/classic`, OData v4 below `/odata`. What the
//! sheet leaves open are switches ([`Options`]); what people do inside Simple-Simon are methods (`archive`, `insert`, …).
//!
//! Guarantees: ids grow and are never given twice; `LastMutation` is the Dutch wall clock in whole seconds, so that the
//! doubled hour looks as it does in life; with [`SimonSimulator::persist`] nothing that was answered is lost to a kill.
//!
//! Leaves out: questionnaires, prices and planning as anything but records.

mod call;
mod classic;
mod company;
mod entry;
mod field;
mod keeping;
mod lying;
mod metadata;
mod odata;
mod odata_filter;
mod office;
mod options;
mod record;
mod refusal;
mod replies;
mod route;
mod rules;
mod selection;
mod shelf;
mod tables;
#[cfg(test)]
mod tests;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use jiff::civil::DateTime;
use jiff::{SignedDuration, tz::TimeZone};

use self::call::Call;
use self::company::Company;
use self::entry::Entry;
use self::lying::Lying;
pub use self::options::{InsertAnswer, Mode, Numbers, Options, PropertyNames, ReadSyncAnswer};
use self::record::Look;
pub use self::refusal::Refusal;
use self::route::{Act, Dialect, Route};
use crate::clock::SimClock;
use crate::faults::{Fault, Faults};
use crate::journal::Journal;
use crate::server::{Asked, Simulated};

#[derive(Debug)]
struct Inner {
    clock: SimClock,
    options: Mutex<Arc<Options>>,
    company: Mutex<Company>,
    entry: Mutex<Entry>,
    lying: Mutex<Lying>,
    faults: Faults,
    journal: Journal,
}

/// One company in Simple-Simon; clones are the same one.
#[derive(Clone, Debug)]
pub struct SimonSimulator(Arc<Inner>);

impl SimonSimulator {
    /// A company without records.
    #[must_use]
    pub fn new(clock: SimClock, options: Options) -> Self {
        Self(Arc::new(Inner {
            clock,
            options: Mutex::new(Arc::new(options)),
            company: Mutex::new(Company::new()),
            entry: Mutex::new(Entry::default()),
            lying: Mutex::new(Lying::default()),
            faults: Faults::default(),
            journal: Journal::default(),
        }))
    }

    /// Reads the changes of a file back and appends every later one to it (insert, update, delete, office). Tokens are
    /// not kept. A last line that a kill cut in half is taken away.
    ///
    /// # Errors
    /// Where there are records already, the file cannot be used, or a line in it is broken.
    pub fn persist(&self, path: impl AsRef<Path>) -> io::Result<()> {
        self.company().persist(path.as_ref())
    }

    /// The switches as they stand.
    #[must_use]
    pub fn options(&self) -> Arc<Options> {
        Arc::clone(&lock(&self.0.options))
    }

    /// Turns switches; valid from the next request.
    pub fn set_options(&self, turn: impl FnOnce(&mut Options)) {
        turn(Arc::make_mut(&mut lock(&self.0.options)));
    }

    fn company(&self) -> MutexGuard<'_, Company> {
        lock(&self.0.company)
    }

    fn entry(&self) -> MutexGuard<'_, Entry> {
        lock(&self.0.entry)
    }

    /// The Dutch wall clock, in whole seconds.
    fn wall(&self) -> DateTime {
        whole_seconds(self.0.clock.wall())
    }

    /// What the Dutch wall clock showed this long ago.
    fn wall_before(&self, ago: SignedDuration) -> DateTime {
        let now = self.0.clock.now();
        let then = now.checked_sub(ago).unwrap_or(now);
        let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
        whole_seconds(zone.to_datetime(then))
    }

    /// Lets the caller in, or says why not.
    fn admit(
        &self,
        request: &Request<Bytes>,
        route: &Route,
        options: &Options,
        fault: Option<&Fault>,
    ) -> Result<(), Refusal> {
        let now = self.0.clock.now();
        let mut entry = self.entry();
        entry.count(options, now)?;
        entry::check_company(options, route.dialect, request.headers())?;
        let without_token =
            route.act == Ok(Act::Login) || (route.dialect == Dialect::OData && !options.odata_needs_token);
        if without_token {
            return Ok(());
        }
        if matches!(fault, Some(Fault::SessionGone)) {
            entry.forget(options, request.headers());
        }
        entry.check_token(options, request.headers(), now)
    }

    fn login(
        &self,
        request: &Request<Bytes>,
        route: &Route,
        options: &Options,
    ) -> Result<Response<Bytes>, Refusal> {
        let credentials = entry::credentials(request, route)?;
        let token = self.entry().login(options, &credentials, self.0.clock.now())?;
        let look = Look { names: options.property_names, numbers: options.numbers };
        replies::json(StatusCode::OK, &serde_json::json!({ look.name("Token", 0): token }))
    }

    fn carry_out(
        &self,
        request: &Request<Bytes>,
        route: &Route,
        options: &Options,
        fault: Option<&Fault>,
    ) -> Result<Response<Bytes>, Refusal> {
        self.admit(request, route, options, fault)?;
        let act = route.act.clone()?;
        if act == Act::Login {
            return self.login(request, route, options);
        }
        let (lie, other) = lying::listed(route).map_or((None, None), |table| {
            let lying = lock(&self.0.lying);
            (lying.of(table), lying.other())
        });
        let mut company = other.as_ref().unwrap_or(self).company();
        let mut call = Call {
            company: &mut company,
            lie,
            options,
            body: request.body(),
            now: self.wall(),
            empty_page: matches!(fault, Some(Fault::EmptyPage)),
        };
        match route.dialect {
            Dialect::Classic => classic::carry_out(&mut call, act, route),
            Dialect::OData => odata::carry_out(&mut call, act, route, request),
        }
    }
}

impl Simulated for SimonSimulator {
    fn asked(&self, request: &Request<Bytes>) -> Asked {
        Route::of(request).asked(request.body())
    }

    fn handle(&self, request: &Request<Bytes>, fault: Option<&Fault>) -> Response<Bytes> {
        let route = Route::of(request);
        let options = self.options();
        let response = self
            .carry_out(request, &route, &options, fault)
            .unwrap_or_else(|refusal| replies::refused(&refusal, route.dialect, &options));
        replies::dated(response, self.0.clock.now())
    }

    fn faults(&self) -> &Faults {
        &self.0.faults
    }

    fn journal(&self) -> &Journal {
        &self.0.journal
    }

    fn latency(&self) -> Duration {
        self.options().latency
    }
}

fn whole_seconds(moment: DateTime) -> DateTime {
    moment.with().subsec_nanosecond(0).build().unwrap_or(moment)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
