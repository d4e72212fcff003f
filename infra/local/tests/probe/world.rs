//! Both packages, simulated, with a few records of each kind in them; and the program that looks at them.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::ToSpan as _;
use koppel_outside::http::{Request, Response};
use koppel_simulators::clock::SimClock;
use koppel_simulators::faults::{Fault, Faults};
use koppel_simulators::imuis::{
    self, Article, ArticleGroup, Debtor, ImuisSimulator, Order, Quote, QuoteLine,
};
use koppel_simulators::journal::Journal;
use koppel_simulators::server::{Asked, Running, Simulated, serve};
use koppel_simulators::simple_simon::{self, SimonSimulator};
use serde_json::{Value, json};

/// A name that must be in no report.
pub(crate) const SOMEBODY: &str = "Jansen Loodgieters";

type Rewrite = fn(String) -> String;

fn as_it_is(text: String) -> String {
    text
}

/// A simulator whose requests or answers are rewritten on the way.
struct Tampered<S> {
    inner: S,
    request: Rewrite,
    answer: Rewrite,
}

fn rewritten(body: &Bytes, rewrite: Rewrite) -> Bytes {
    Bytes::from(rewrite(String::from_utf8(body.to_vec()).unwrap()))
}

impl<S: Simulated> Simulated for Tampered<S> {
    fn asked(&self, request: &Request<Bytes>) -> Asked {
        self.inner.asked(request)
    }

    fn handle(&self, request: &Request<Bytes>, fault: Option<&Fault>) -> Response<Bytes> {
        let mut request = request.clone();
        *request.body_mut() = rewritten(request.body(), self.request);
        self.inner.handle(&request, fault).map(|body| rewritten(&body, self.answer))
    }

    fn faults(&self) -> &Faults {
        self.inner.faults()
    }

    fn journal(&self) -> &Journal {
        self.inner.journal()
    }

    fn latency(&self) -> Duration {
        self.inner.latency()
    }
}

pub(crate) struct World {
    pub(crate) imuis: ImuisSimulator,
    pub(crate) simon: SimonSimulator,
    /// Simple-Simon's own clock.
    pub(crate) simons_clock: SimClock,
    pub(crate) transport: &'static str,
    pub(crate) dialect: &'static str,
    pub(crate) order_type: &'static str,
    pub(crate) password: &'static str,
    pub(crate) imuis_is_down: bool,
    pub(crate) tamper_imuis: (Rewrite, Rewrite),
    pub(crate) tamper_simon: Rewrite,
}

/// What the program said.
pub(crate) struct Said {
    pub(crate) code: i32,
    /// By id: the verdict and what was seen.
    pub(crate) findings: BTreeMap<String, (String, String)>,
    pub(crate) not_signed_in: Vec<String>,
    pub(crate) text: String,
}

impl Said {
    pub(crate) fn ids(&self, verdict: &str) -> Vec<&str> {
        self.findings.iter().filter(|(_, (it, _))| it == verdict).map(|(id, _)| id.as_str()).collect()
    }
}

impl Default for World {
    fn default() -> Self {
        let simons_clock = SimClock::default();
        let imuis = ImuisSimulator::new(SimClock::default(), imuis::Options::default());
        let simon = SimonSimulator::new(simons_clock.clone(), simple_simon::Options::default());
        keep_books(&imuis);
        work(&simon);
        Self {
            imuis,
            simon,
            simons_clock,
            transport: "soap11",
            dialect: "classic",
            order_type: "standaard",
            password: "geheim",
            imuis_is_down: false,
            tamper_imuis: (as_it_is, as_it_is),
            tamper_simon: as_it_is,
        }
    }
}

fn keep_books(imuis: &ImuisSimulator) {
    let today = SimClock::default().wall().date();
    let month_ago = today.saturating_sub(30.days());
    for nr in 1..=12 {
        let description = format!("Groep {nr}");
        imuis.put_group_at(ArticleGroup { nr, description, ..ArticleGroup::default() }, month_ago);
        let article = Article {
            nr: format!("A{nr:02}"),
            search_key: format!("A{nr:02}"),
            description: "Kraan".to_owned(),
            group: Some(nr),
            unit: "Stuk".to_owned(),
            ..Article::default()
        };
        imuis.put_article_at(article, month_ago);
        let debtor = Debtor {
            nr: 10_000 + nr,
            name: SOMEBODY.to_owned(),
            street: "Dorpsstraat".to_owned(),
            house_number: Some(nr),
            city: "Zwolle".to_owned(),
            country: "NL".to_owned(),
            phone: "040-1234567".to_owned(),
            left_on: (nr == 2).then_some(today),
            ..Debtor::default()
        };
        imuis.put_debtor_at(debtor, if nr == 1 { today } else { month_ago });
        let line = QuoteLine {
            rg: 5,
            article: Some("A01".to_owned()),
            quantity: 2.into(),
            description: "Kraan".to_owned(),
            unit: "Stuk".to_owned(),
            ..QuoteLine::default()
        };
        imuis.put_quote(Quote {
            nr: 26_000_000 + nr,
            debtor: Some(10_001),
            date: today,
            kenm: "PO 7".to_owned(),
            opm: "Nieuwe kraan".to_owned(),
            lines: vec![line.clone(), QuoteLine { rg: 10, ..line }],
            ..Quote::default()
        });
    }
    imuis.put_order(Order { nr: 202_600_001, debtor: 10_001, extordnr: Some(417), ..Order::default() });
    imuis.put_order(Order { nr: 202_600_002, debtor: 10_002, ..Order::default() });
}

fn work(simon: &SimonSimulator) {
    for nr in 1..=7 {
        let group = simon.insert(
            "itemgroup",
            json!({ "ExtKey": nr.to_string(), "Code": nr.to_string(), "Description": "Kranen" }),
        );
        let item = json!({ "ExtKey": format!("A{nr:02}"), "Code": "A", "Description": "Kraan", "Unit": "Stuk", "ItemGroupId": group });
        let item = simon.insert("item", item);
        let customer = json!({ "ExtKey": (10_000 + nr).to_string(), "Name": SOMEBODY, "Country": "NL" });
        let customer = simon.insert("customer", customer);
        let location = json!({ "ExtKey": format!("{}-0", 10_000 + nr), "CustomerId": customer, "Name": SOMEBODY, "Country": "NL" });
        let location = simon.insert("location", location);
        let work_order = simon.work_order(customer, location, "Kraan lekt");
        simon.use_item(work_order, item, "Kraan", 2);
        simon.book_time(work_order, "Work", 90);
        if nr % 2 == 0 {
            simon.archive(work_order);
        }
    }
}

impl World {
    async fn listen(&self) -> (Running, Running) {
        let (request, answer) = self.tamper_imuis;
        let imuis = Tampered { inner: self.imuis.clone(), request, answer };
        let simon = Tampered { inner: self.simon.clone(), request: as_it_is, answer: self.tamper_simon };
        (serve(Arc::new(imuis), 0).await.unwrap(), serve(Arc::new(simon), 0).await.unwrap())
    }

    /// Runs the program, and takes in what it says.
    pub(crate) async fn probe(&self) -> Said {
        let (code, json, error) = self.run(&["--json"]).await;
        let told: Vec<Value> = serde_json::from_str(&json).unwrap_or_else(|_| panic!("{json}{error}"));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let findings = told.iter().flat_map(|package| package["findings"].as_array().unwrap());
        let findings =
            findings.map(|it| (text(&it["id"]), (text(&it["verdict"]), text(&it["seen"])))).collect();
        let closed = told.iter().map(|package| &package["not_signed_in"]).filter(|it| !it.is_null());
        Said { code, findings, not_signed_in: closed.map(text).collect(), text: json }
    }

    /// Runs the program: exit code, output, errors.
    pub(crate) async fn run(&self, options: &[&str]) -> (i32, String, String) {
        let (imuis, simon) = self.listen().await;
        let (imuis_at, simon_at) = (imuis.url(), simon.url());
        let _imuis = Some(imuis).filter(|_| !self.imuis_is_down);
        let options_of = (self.imuis.options(), self.simon.options());
        let file = format!(
            "company = \"Proef\"\n[imuis]\npartner_key = \"{}\"\nenvironment_code = \"{}\"\n[imuis.config]\n\
             soap_url = \"{imuis_at}/ws1_xml.asmx\"\nform_url = \"{imuis_at}/ws1_api.aspx\"\nread = \"{transport}\"\n\
             write = \"{transport}\"\norder_type = \"{}\"\n[simple_simon]\nlicence = \"{}\"\nuser = \"{}\"\n\
             password = \"{}\"\napi_key = \"{}\"\n[simple_simon.config]\nbase_url = \"{simon_at}/{dialect}\"\n\
             dialect = \"{dialect}\"\n",
            options_of.0.partner_key,
            options_of.0.environment_code,
            self.order_type,
            options_of.1.licence,
            options_of.1.user,
            self.password,
            options_of.1.api_key,
            transport = self.transport,
            dialect = self.dialect,
        );
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("koppel.toml");
        std::fs::write(&path, file).unwrap();
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_koppel"));
        command.arg("probe").arg(&path).args(["--pause", "0ms"]).args(options).stdin(Stdio::null());
        let output = command.output().await.unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    }

    /// What both were asked that is no read.
    pub(crate) fn writes(&self) -> Vec<String> {
        let imuis = self.imuis.journal().counts().into_keys().filter(|it| {
            !["Login", "KeepSession", "GetAdmInfo", "GetStamtabelRecords"]
                .iter()
                .any(|read| it.starts_with(read))
        });
        let simon = self.simon.journal().counts().into_keys().filter(|it| {
            // The one question about a table that cannot be.
            it != "login"
                && it != "unknown"
                && !it.split_once('/').is_some_and(|(_, act)| act.starts_with("read"))
        });
        imuis.chain(simon).collect()
    }
}
