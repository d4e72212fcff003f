//! The simulated packages, listening on loopback, and the demo company that lives in them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use koppel_domain::records::RecordKey;
use koppel_domain::settings::{QuoteDescription, QuoteSettings, Settings};
use koppel_platform::connections::{ImuisSecret, Pacing, SimpleSimonSecret};
use koppel_simple_simon::Dialect;
use koppel_simulators::clock::SimClock;
use koppel_simulators::faults::Fault;
use koppel_simulators::imuis::{self, ImuisSimulator};
use koppel_simulators::server::{Running, serve};
use koppel_simulators::simple_simon::{self, SimonSimulator};
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

/// The file in a data folder that a simulated world, and only one, has.
pub(crate) const SIMULATED: &str = "imuis.jsonl";

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
    pub(crate) imuis: ImuisSimulator,
    pub(crate) simon: SimonSimulator,
    /// Everything was put there by an earlier start.
    pub(crate) is_old: bool,
    customers: u32,
    before: Mutex<Option<Before>>,
    imuis_at: Running,
    simon_at: Running,
}

impl World {
    /// Opens the world that `folder` keeps, or makes a new one.
    pub(crate) async fn open(options: &Options, folder: &Folder) -> Result<Self, Failed> {
        let clock = SimClock::default();
        let ahead = Ahead::open(clock.clone(), options.data.is_some().then(|| folder.file(CLOCK)));
        let latency = options.latency.unwrap_or_default();
        let imuis = ImuisSimulator::new(
            clock.clone(),
            imuis::Options { administration: seed::COMPANY.to_owned(), latency, ..imuis::Options::default() },
        );
        let simon = SimonSimulator::new(
            clock.clone(),
            simple_simon::Options { latency, ..simple_simon::Options::default() },
        );
        let mut is_old = false;
        if options.data.is_some() {
            let failed = |source| Failed::Folder { path: folder.file(""), source };
            is_old = imuis.persist(folder.file(SIMULATED)).map_err(failed)? > 0;
            simon.persist(folder.file("simple-simon.jsonl")).map_err(failed)?;
        }
        seed::bookkeeping(&imuis, &clock, options.customers);
        let imuis_at = serve(Arc::new(imuis.clone()), 0).await.map_err(Failed::Port)?;
        let simon_at = serve(Arc::new(simon.clone()), 0).await.map_err(Failed::Port)?;
        if options.faults {
            break_at_random(&imuis, &simon, options.seed);
        }
        let (customers, before) = (options.customers, Mutex::default());
        Ok(Self { clock, ahead, imuis, simon, is_old, customers, before, imuis_at, simon_at })
    }

    /// Where both packages listen, and what the demo company's admin filled in.
    pub(crate) fn addresses(&self, odata: bool) -> Addresses {
        let below = if odata { "odata" } else { "classic" };
        let simon = self.simon.options();
        let imuis = self.imuis.options();
        Addresses {
            soap_url: format!("{}/ws1_xml.asmx", self.imuis_at.url()),
            form_url: format!("{}/ws1_api.aspx", self.imuis_at.url()),
            partner_key: imuis.partner_key,
            environment_code: imuis.environment_code,
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
            Act::Quote => quotes::make(&self.imuis, self.customers, self.today()),
            Act::Change => {
                quotes::change(&self.imuis, self.today());
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
        let comparison = Comparison::new(&self.imuis, &self.simon);
        comparison.figures(demos, self.customers, self.removed(), self.faults())
    }

    pub(crate) const fn people(&self) -> People<'_> {
        People { imuis: &self.imuis, simon: &self.simon }
    }

    pub(crate) fn today(&self) -> Date {
        self.clock.wall().date()
    }

    fn faults(&self) -> u64 {
        let injected = [self.imuis_faults(), self.simon_faults()];
        injected.iter().flat_map(|faults| faults.values()).sum()
    }

    fn imuis_faults(&self) -> std::collections::BTreeMap<String, u64> {
        use koppel_simulators::server::Simulated as _;
        self.imuis.faults().injected()
    }

    fn simon_faults(&self) -> std::collections::BTreeMap<String, u64> {
        use koppel_simulators::server::Simulated as _;
        self.simon.faults().injected()
    }
}

/// Where the simulated packages are, and how the company signs in there. These credentials guard nothing.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Addresses {
    soap_url: String,
    form_url: String,
    partner_key: String,
    environment_code: String,
    simple_simon_url: String,
    licence: String,
    user: String,
    password: String,
    api_key: String,
}

impl Addresses {
    /// What the demo company begins with.
    pub(crate) fn given(self, odata: bool) -> (Reached, Given) {
        let dialect = if odata { Dialect::OData } else { Dialect::Classic };
        let reached = Reached {
            partner_key: SecretString::from(self.partner_key),
            imuis_config: koppel_imuis::Config {
                soap_url: self.soap_url,
                form_url: self.form_url,
                min_request_interval_ms: 0,
                empty_page_wait_ms: 50,
                ..koppel_imuis::Config::default()
            },
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
            imuis: ImuisSecret { environment_code: self.environment_code },
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

fn break_at_random(imuis: &ImuisSimulator, simon: &SimonSimulator, seed: u64) {
    use koppel_simulators::server::Simulated as _;
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
    // An empty list of used articles cannot be told from a work order without any, so only iMUIS, whose answers
    // carry a count, answers with empty pages.
    let imuis_too = both.into_iter().chain([Fault::EmptyPage]).collect();
    imuis.faults().random(seed.wrapping_add(1), FAULTS_PER_THOUSAND, imuis_too);
}
