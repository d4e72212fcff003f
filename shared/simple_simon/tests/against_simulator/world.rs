//! One company in a simulated Simple-Simon, a clock that both sides share, and clients for it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use koppel_domain::records::Address;
use koppel_domain::work_order::SimonId;
use koppel_outside::clock::Clock;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use koppel_outside::pace::Pace;
use koppel_simple_simon::{Config, Credentials, CustomerDraft, Dialect, Draft, Inserted, SimpleSimon, Token};
use koppel_simulators::clock::SimClock;
use koppel_simulators::server::{Outcome, Simulated as _, answer};
use koppel_simulators::simple_simon::{Options, SimonSimulator};
use serde_json::json;

/// Everything a story needs.
pub(crate) struct World {
    pub(crate) simon: SimonSimulator,
    pub(crate) clock: SimClock,
    pub(crate) config: Config,
    pub(crate) credentials: Credentials,
    pub(crate) pace: Arc<Pace>,
    /// Headers and addresses of every request, for what must not stand in them.
    pub(crate) seen: Arc<Mutex<Vec<String>>>,
}

impl World {
    /// A company without records, on an ordinary summer's morning.
    pub(crate) fn new(dialect: Dialect) -> Self {
        let clock = SimClock::standing("2026-07-15T06:00:00Z".parse().unwrap());
        let options = Options::default();
        let credentials = Credentials {
            licence: options.licence.as_str().into(),
            user: options.user.clone(),
            password: options.password.as_str().into(),
            api_key: (dialect == Dialect::OData).then(|| options.api_key.as_str().into()),
        };
        let base = match dialect {
            Dialect::Classic => "http://simon.example/classic",
            Dialect::OData => "http://simon.example/odata/",
        };
        Self {
            simon: SimonSimulator::new(clock.clone(), options),
            clock,
            config: Config { read_tries: 1, ..Config::new(base, dialect) },
            credentials,
            pace: Arc::new(Pace::new(4, Duration::ZERO)),
            seen: Arc::default(),
        }
    }

    /// A client that holds no token yet.
    pub(crate) fn client(&self) -> SimpleSimon {
        self.client_with(None)
    }

    /// A client with the token of an earlier run.
    pub(crate) fn client_with(&self, token: Option<Token>) -> SimpleSimon {
        SimpleSimon::new(
            Arc::new(InProcess { simon: self.simon.clone(), seen: Arc::clone(&self.seen) }),
            Arc::new(Shared(self.clock.clone())),
            Arc::clone(&self.pace),
            self.config.clone(),
            self.credentials.clone(),
            token,
        )
    }

    pub(crate) fn is_classic(&self) -> bool {
        self.config.dialect == Dialect::Classic
    }

    /// How often the simulator was asked for exactly this.
    pub(crate) fn asked(&self, operation: &str) -> u64 {
        self.simon.journal().counts().get(operation).copied().unwrap_or(0)
    }

    pub(crate) fn pass_minutes(&self, minutes: i64) {
        self.clock.advance(SignedDuration::from_mins(minutes));
    }

    /// A customer that came from bookkeeping, with its work address.
    pub(crate) fn customer_and_location(&self) -> (i64, i64) {
        let customer =
            self.simon.insert("customer", json!({"ExtKey": "1042", "Name": "Bakkerij De Korenaar"}));
        let location = self.simon.insert(
            "location",
            json!({"ExtKey": "1042-0", "CustomerId": customer, "Name": "Bakkerij", "Street": "Molenweg",
                "HouseNr": "12", "ZipCode": "5611 AB", "City": "Eindhoven", "Country": "NL"}),
        );
        (customer, location)
    }
}

/// A customer to be written.
pub(crate) fn draft(ext_key: &str, name: &str) -> Draft {
    Draft::Customer(CustomerDraft {
        ext_key: ext_key.to_owned(),
        debtor_number: ext_key.to_owned(),
        name: name.to_owned(),
        address: Address { street: "Molenweg".to_owned(), country: "NL".to_owned(), ..Address::default() },
        phone: "040-1234567".to_owned(),
        ..CustomerDraft::default()
    })
}

/// The id of an insert that must have succeeded.
pub(crate) fn new_id(inserted: Inserted) -> SimonId {
    let Inserted::New(id) = inserted else { panic!("it was there already") };
    id
}

struct InProcess {
    simon: SimonSimulator,
    seen: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl Http for InProcess {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        self.seen.lock().unwrap().push(format!("{} {:?}", request.uri(), request.headers()));
        let outcome = tokio::time::timeout(limits.timeout, answer(&self.simon, request)).await;
        match outcome {
            Err(_) => Err(HttpError::Unclear("timeout")),
            Ok(Outcome::Cut) => Err(HttpError::Unclear("connection cut")),
            Ok(Outcome::Answer(answer)) if answer.body().len() > limits.answer_bytes => {
                Err(HttpError::TooLong(limits.answer_bytes))
            }
            Ok(Outcome::Answer(answer)) => Ok(answer),
        }
    }
}

/// The simulator's clock as the client's.
struct Shared(SimClock);

#[async_trait]
impl Clock for Shared {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.0.advance(SignedDuration::try_from(duration).unwrap());
        tokio::task::yield_now().await;
    }
}
