//! The simulated packages, listening on loopback, and the demo company that lives in them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use koppel_domain::records::RecordKey;
use koppel_domain::settings::{QuoteDescription, QuoteSettings, Settings};
use koppel_platform::connections::{Pacing, SimpleSimonSecret};
use koppel_platform::packages::{BookkeepingSecret, Package as Served, Packages};
use koppel_simple_simon::Dialect;
use koppel_simulators::books::{Books, Package};
use koppel_simulators::clock::SimClock;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::{Running, Simulated, serve};
use koppel_simulators::simple_simon::{self, SimonSimulator};
use koppel_store::Connector;
use koppel_sync::RunLimits;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::clock::Ahead;
use crate::company::{Given, Reached};
use crate::compare::{Comparison, Figures};
use crate::database::Folder;
use crate::failure::Failed;
use crate::options::Options;
use crate::people::People;
use crate::upheaval::{self, Before, Removed};
use crate::work_orders::{self, Demo};
use crate::{quotes, seed};

/// The file in a data folder that a simulated world of this package, and only one, has.
fn simulated(package: Package) -> String {
    format!("{package}.jsonl")
}

/// The folder keeps a simulated world.
pub(crate) fn is_simulated(folder: &Folder) -> bool {
    Package::ALL.into_iter().any(|package| folder.file(&simulated(package)).exists())
}

/// The file in a data folder that says how far ahead its world is.
const CLOCK: &str = "clock";

/// Of a thousand requests, so many break under `--faults`.
const FAULTS_PER_THOUSAND: u32 = 30;

/// What the office does in one go.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Act {
    /// Makes ten quotes of every kind.
    Quote,
    /// Changes what came across, and brings what it waited for.
    Change,
    /// Turns both sides upside down, for a cleanup to put right.
    Upheave,
}

/// Both packages and their clock.
pub(crate) struct World {
    pub(crate) clock: SimClock,
    pub(crate) ahead: Ahead,
    pub(crate) books: Books,
    pub(crate) simon: SimonSimulator,
    /// Everything was put there by an earlier start.
    pub(crate) is_old: bool,
    customers: u32,
    before: Mutex<Option<Before>>,
    books_at: Running,
    simon_at: Running,
}

impl World {
    /// Opens the world that `folder` keeps, or makes a new one.
    pub(crate) async fn open(options: &Options, folder: &Folder) -> Result<Self, Failed> {
        let clock = SimClock::default();
        let ahead = Ahead::open(clock.clone(), options.data.is_some().then(|| folder.file(CLOCK)));
        let latency = options.latency.unwrap_or_default();
        let package = package(options.bookkeeping);
        let books = Books::empty(package, clock.clone(), latency);
        books.rename(seed::COMPANY);
        let simon = SimonSimulator::new(
            clock.clone(),
            simple_simon::Options { latency, ..simple_simon::Options::default() },
        );
        let mut is_old = false;
        if options.data.is_some() {
            let failed = |source| Failed::Folder { path: folder.file(""), source };
            // Its ledger knows another package's orders.
            if Package::ALL.iter().any(|it| *it != package && folder.file(&simulated(*it)).exists()) {
                return Err(Failed::OtherCompany(folder.file("")));
            }
            is_old = books.persist(&folder.file(&simulated(package))).map_err(failed)? > 0;
            simon.persist(folder.file("simple-simon.jsonl")).map_err(failed)?;
        }
        seed::bookkeeping(&books, &clock, options.customers);
        let books_at = books.serve().await.map_err(Failed::Port)?;
        let simon_at = serve(Arc::new(simon.clone()), 0).await.map_err(Failed::Port)?;
        if options.faults {
            break_at_random(&books, &simon, options.seed);
        }
        let (customers, before) = (options.customers, Mutex::default());
        Ok(Self { clock, ahead, books, simon, is_old, customers, before, books_at, simon_at })
    }

    /// Where both packages listen, and what the demo company's admin filled in.
    pub(crate) fn addresses(&self, odata: bool) -> Addresses {
        let below = if odata { "odata" } else { "classic" };
        let simon = self.simon.options();
        Addresses {
            books_url: self.books_at.url(),
            own_key: self.books.own_key(),
            company_key: self.books.company_key(),
            simple_simon_url: format!("{}/{below}", self.simon_at.url()),
            licence: simon.licence.clone(),
            user: simon.user.clone(),
            password: simon.password.clone(),
            api_key: simon.api_key.clone(),
        }
    }

    /// Makes and archives the forty work orders.
    pub(crate) fn archive(&self) -> Vec<Demo> {
        work_orders::archive(&self.simon)
    }

    /// Lets the office act.
    pub(crate) fn act(&self, act: Act) {
        match act {
            Act::Quote => quotes::make(&self.books, self.customers, self.today()),
            Act::Change => {
                quotes::change(&self.books, self.today());
                upheaval::prepare(self.people());
            }
            Act::Upheave => {
                let before = upheaval::upheave(self.people());
                *self.before.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
            }
        }
    }

    /// What a cleanup made of the upheaval so far.
    pub(crate) fn removed(&self) -> Removed {
        let before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        before.as_ref().map(|before| before.after(self.people())).unwrap_or_default()
    }

    /// Both sides, compared.
    pub(crate) fn figures(&self, demos: &[Demo]) -> Figures {
        let comparison = Comparison::new(&self.books, &self.simon);
        comparison.figures(demos, self.customers, self.removed(), self.faults())
    }

    pub(crate) const fn people(&self) -> People<'_> {
        People { books: &self.books, simon: &self.simon }
    }

    pub(crate) fn today(&self) -> Date {
        self.clock.wall().date()
    }

    fn faults(&self) -> u64 {
        let both: [&dyn Simulated; 2] = [self.books.simulated(), &self.simon];
        both.iter().flat_map(|it| it.faults().injected().into_values()).sum()
    }
}

/// Where the simulated packages are, and how the company signs in there. These credentials guard nothing.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Addresses {
    books_url: String,
    own_key: String,
    company_key: String,
    simple_simon_url: String,
    licence: String,
    user: String,
    password: String,
    api_key: String,
}

impl Addresses {
    /// What the demo company begins with.
    pub(crate) fn given(self, connector: Connector, odata: bool) -> (Reached, Given) {
        let dialect = if odata { Dialect::OData } else { Dialect::Classic };
        let reached = Reached {
            packages: packages(connector, &self.books_url, self.own_key),
            // The simulated packages bear anything.
            pacing: Pacing { simple_simon_at_once: 32, simple_simon_interval: Duration::ZERO },
            limits: RunLimits { writes_at_once: 32, ..RunLimits::default() },
        };
        let given = Given {
            name: seed::COMPANY.to_owned(),
            settings: Settings {
                travel_article: RecordKey::new(seed::TRAVEL_ARTICLE),
                work_article: RecordKey::new(seed::WORK_ARTICLE),
                standard_article: None,
                filter_word: Some(seed::FILTER_WORD.to_owned()),
                quotes: Some(QuoteSettings {
                    filter_word: None,
                    lines: true,
                    description: QuoteDescription::Both,
                }),
                ..Settings::default()
            },
            books: BookkeepingSecret::new(connector, self.company_key),
            simple_simon: SimpleSimonSecret {
                config: koppel_simple_simon::Config {
                    read_wait_ms: 10,
                    ..koppel_simple_simon::Config::new(&self.simple_simon_url, dialect)
                },
                licence: self.licence,
                user: self.user,
                password: self.password,
                api_key: Some(self.api_key),
            },
        };
        (reached, given)
    }
}

/// The simulator of a package.
const fn package(connector: Connector) -> Package {
    match connector {
        Connector::Imuis => Package::Imuis,
        Connector::Snelstart => Package::Snelstart,
    }
}

/// The package at this address, which bears anything; no other is served.
fn packages(connector: Connector, url: &str, own_key: String) -> Packages {
    let key = Some(SecretString::from(own_key));
    match connector {
        Connector::Imuis => {
            let config = koppel_imuis::Config {
                soap_url: format!("{url}/ws1_xml.asmx"),
                form_url: format!("{url}/ws1_api.aspx"),
                min_request_interval_ms: 0,
                empty_page_wait_ms: 50,
                ..koppel_imuis::Config::default()
            };
            Packages { imuis: Served { config, key }, ..Packages::default() }
        }
        Connector::Snelstart => {
            let config = koppel_snelstart::Config {
                base_url: format!("{url}/v2"),
                token_url: format!("{url}/b2b/token"),
                at_once: 32,
                calls_per_minute: u32::MAX,
                calls_per_hour: u32::MAX,
                ..koppel_snelstart::Config::default()
            };
            Packages { snelstart: Served { config, key }, ..Packages::default() }
        }
    }
}

fn break_at_random(books: &Books, simon: &SimonSimulator, seed: u64) {
    let both = vec![
        Fault::RequestLost,
        Fault::AnswerLost,
        Fault::Html(500),
        Fault::HtmlAfter(502),
        Fault::TooMany(None),
        Fault::Truncated,
        Fault::EmptyBody,
        Fault::SessionGone,
        Fault::Padded(64),
    ];
    simon.faults().random(seed, FAULTS_PER_THOUSAND, both.clone());
    // An empty list cannot be told from one without any rows, so only iMUIS, whose answers carry a count, answers with
    // empty pages.
    let told = (books.package() == Package::Imuis).then_some(Fault::EmptyPage);
    let to_books = both.into_iter().chain(told).collect();
    books.simulated().faults().random(seed.wrapping_add(1), FAULTS_PER_THOUSAND, to_books);
}
