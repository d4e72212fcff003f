//! A simulated administration with a connector to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use koppel_bookkeeping::{Bookkeeping as _, Page, Row, Session};
use koppel_domain::records::{Record, RecordKey, Stream};
use koppel_domain::sales_order::{OrderLine, OrderReference, SalesOrder};
use koppel_domain::work_order::SimonId;
use koppel_imuis::{Config, Credentials, Imuis, Transport};
use koppel_outside::clock::Clock;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use koppel_simulators::clock::SimClock;
use koppel_simulators::faults::Fault;
use koppel_simulators::imuis::{Article, ArticleGroup, Debtor, ImuisSimulator, Options};
use koppel_simulators::server::{Outcome, Simulated as _, answer};

pub(crate) const TRANSPORTS: [Transport; 3] = [Transport::Form, Transport::Soap11, Transport::Soap12];

/// Thursday 5 March 2026, half past eleven at night in the Netherlands.
pub(crate) fn start() -> Timestamp {
    "2026-03-05T22:30:00Z".parse().unwrap()
}

struct InProcess {
    simulator: ImuisSimulator,
    under_way: AtomicUsize,
    most_under_way: Arc<AtomicUsize>,
}

#[async_trait]
impl Http for InProcess {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_under_way.fetch_max(now, Ordering::SeqCst);
        tokio::task::yield_now().await;
        let outcome = tokio::time::timeout(limits.timeout, answer(&self.simulator, request)).await;
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        match outcome {
            Err(_) => Err(HttpError::Unclear("timeout")),
            Ok(Outcome::Cut) => Err(HttpError::Unclear("connection cut")),
            Ok(Outcome::Answer(response)) if response.body().len() > limits.answer_bytes => {
                Err(HttpError::TooLong(limits.answer_bytes))
            }
            Ok(Outcome::Answer(response)) => Ok(response),
        }
    }
}

/// The simulator's clock; a sleeper moves it.
struct SharedClock(SimClock);

#[async_trait]
impl Clock for SharedClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.0.advance(SignedDuration::try_from(duration).unwrap());
        tokio::task::yield_now().await;
    }
}

pub(crate) struct World {
    pub(crate) clock: SimClock,
    pub(crate) simulator: ImuisSimulator,
    pub(crate) config: Config,
    pub(crate) environment_code: String,
    pub(crate) most_under_way: Arc<AtomicUsize>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        let clock = SimClock::standing(start());
        let simulator = ImuisSimulator::new(clock.clone(), Options::default());
        // Addresses that only the path of counts.
        let config = Config {
            form_url: "http://imuis.test/ws1_api.aspx".to_owned(),
            soap_url: "http://imuis.test/v1/ws1_xml.asmx".to_owned(),
            ..config
        };
        let environment_code = simulator.options().environment_code;
        Self { clock, simulator, config, environment_code, most_under_way: Arc::default() }
    }

    /// A connector as a new run makes it.
    pub(crate) fn connector(&self, session: Option<Session>) -> Imuis {
        let http = InProcess {
            simulator: self.simulator.clone(),
            under_way: AtomicUsize::new(0),
            most_under_way: Arc::clone(&self.most_under_way),
        };
        let credentials = Credentials {
            partner_key: self.simulator.options().partner_key.into(),
            environment_code: self.environment_code.clone().into(),
        };
        let clock = Arc::new(SharedClock(self.clock.clone()));
        Imuis::new(
            Arc::new(http),
            clock,
            Arc::new(self.config.pace()),
            self.config.clone(),
            credentials,
            session,
        )
    }

    pub(crate) fn debtor(&self, nr: u32) {
        self.simulator.put_debtor(Debtor { nr, name: format!("Klant {nr}"), ..Debtor::default() });
    }

    pub(crate) fn article(&self, nr: &str) {
        self.simulator.put_article(Article {
            nr: nr.to_owned(),
            description: format!("Artikel {nr}"),
            group: Some(1),
            ..Article::default()
        });
    }

    pub(crate) fn group(&self, nr: u32, description: &str) {
        self.simulator.put_group(ArticleGroup {
            nr,
            description: description.to_owned(),
            ..ArticleGroup::default()
        });
    }

    /// One of everything.
    pub(crate) fn furnished(config: Config) -> Self {
        let world = Self::with(config);
        world.debtor(10_000);
        world.group(1, "Kranen");
        world.article("9000");
        world.article("MON/TAGE 1");
        world
    }

    pub(crate) fn fault(&self, operation: &str, times: u64, fault: Fault) {
        self.simulator.faults().script(operation, 0, times, fault);
    }

    /// What was asked since the last time, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        let journal = self.simulator.journal();
        let asked = journal.entries().into_iter().map(|entry| entry.operation).collect();
        journal.clear();
        asked
    }
}

/// Every page of a stream; `between` happens after each.
pub(crate) async fn all_pages(
    connector: &Imuis,
    stream: Stream,
    mut between: impl FnMut(usize),
) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    let mut mark = None;
    loop {
        let page = connector.page(stream, None, mark.as_ref()).await.unwrap();
        mark = page.next.clone();
        pages.push(page);
        between(pages.len());
        assert!(pages.len() < 1000, "this goes on for ever");
        if mark.is_none() {
            return pages;
        }
    }
}

/// The records of a stream, all of which must be usable.
pub(crate) async fn all_records(connector: &Imuis, stream: Stream) -> Vec<Record> {
    all_pages(connector, stream, |_| ()).await.into_iter().flat_map(|page| page.rows).map(record).collect()
}

pub(crate) fn record(row: Row) -> Record {
    match row {
        Row::Record(record) => record,
        Row::Faulty { .. } => panic!("{row:?}"),
    }
}

pub(crate) fn key(text: &str) -> RecordKey {
    RecordKey::new(text).unwrap()
}

/// A sales order for debtor 10000 with two lines, one below zero.
pub(crate) fn order(work_order: i64) -> SalesOrder {
    let line = |article: &str, quantity: &str, description: &str| OrderLine {
        article: key(article),
        quantity: quantity.parse().unwrap(),
        description: description.to_owned(),
    };
    SalesOrder {
        reference: OrderReference::of(SimonId(work_order)),
        debtor: key("10000"),
        date: jiff::civil::date(2026, 3, 4),
        customer_reference: "PO-77".to_owned(),
        memo: "Dorpsstraat 1\nLek < 5 mm & \"stuk\" 😀".to_owned(),
        lines: vec![line("9000", "0.25", ""), line("MON/TAGE 1", "-2", "Terug: <kraan> & 'zo' 🚰")],
    }
}
