//! An administration of a few records, and a connector to it.

use std::sync::Arc;

use jiff::Timestamp;
use koppel_bookkeeping::{Row, Session};
use koppel_domain::failure::Failure;
use koppel_domain::records::{Record, RecordKey};
use koppel_domain::sales_order::{OrderLine, OrderReference, SalesOrder};
use koppel_domain::work_order::SimonId;
use koppel_outside::clock::ManualClock;
use koppel_outside::pace::Pace;
use koppel_snelstart::{Config, Credentials, SnelStart};
use serde_json::{Value, json};

use crate::answers::{Answer, Answers, ok};

pub(crate) const LINK_KEY: &str = "geheime-koppelsleutel";
pub(crate) const SUBSCRIPTION_KEY: &str = "geheim-abonnement";
pub(crate) const TOKEN: &str = "eyJ.geheim.token";

/// Ids of what is in the books.
pub(crate) const CUSTOMER: &str = "aaaaaaaa-0000-4000-8000-000000001042";
pub(crate) const SUPPLIER: &str = "aaaaaaaa-0000-4000-8000-000000000007";
pub(crate) const HOURS: &str = "bbbbbbbb-0000-4000-8000-000000000010";
pub(crate) const TAP: &str = "bbbbbbbb-0000-4000-8000-000000000308";
pub(crate) const GROUP: &str = "cccccccc-0000-4000-8000-000000000005";
pub(crate) const NL: &str = "11111111-2222-3333-4444-555555555555";

/// Monday 23 November 2026, nine o'clock in the Netherlands.
pub(crate) fn monday() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

pub(crate) fn token() -> Answer {
    ok(json!({ "access_token": TOKEN, "token_type": "bearer", "expires_in": 3599 }).to_string())
}

pub(crate) fn customer() -> Value {
    json!({
        "id": CUSTOMER, "uri": format!("/relaties/{CUSTOMER}"), "relatiesoort": ["Klant"], "relatiecode": 1042,
        "naam": "Bakkerij De Korenaar", "modifiedOn": "2026-11-23T08:12:03.457", "nonactief": false,
        "vestigingsAdres": { "contactpersoon": "M. Jansen", "straat": "Molenweg 12", "postcode": "5611 AB",
            "plaats": "Eindhoven", "land": { "id": NL, "uri": format!("/landen/{NL}") } },
        "correspondentieAdres": null, "telefoon": "040-1234567", "email": "info@korenaar.example",
    })
}

pub(crate) fn supplier() -> Value {
    json!({ "id": SUPPLIER, "relatiesoort": ["Leverancier"], "relatiecode": 7, "naam": "Groothandel" })
}

pub(crate) fn article(id: &str, code: &str, price: Value) -> Value {
    json!({
        "id": id, "artikelcode": code, "omschrijving": format!("Artikel {code}"), "eenheid": "Stuk",
        "artikelOmzetgroep": { "id": GROUP }, "verkoopprijs": price, "isNonActief": false,
        "modifiedOn": "2026-11-23T08:12:03.12",
    })
}

pub(crate) fn groups() -> Value {
    json!([{ "id": GROUP, "nummer": 5, "omschrijving": "Hoog btw (diensten)", "verkoopNederlandBtwSoort": "Hoog" }])
}

pub(crate) fn countries() -> Value {
    json!([{ "id": NL, "naam": "Nederland", "landcodeISO": "NLD", "landcode": "NL" }])
}

pub(crate) fn company(exclusive: bool) -> Value {
    json!({ "administratieNaam": "Demo Installatie", "verkoopprijsArtikelbestandExclusiefBtw": exclusive })
}

pub(crate) struct World {
    pub(crate) http: Arc<Answers>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) config: Config,
    pub(crate) pace: Arc<Pace>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    /// Everything that an order for hours and a tap needs is known; nothing else is.
    pub(crate) fn with(config: Config) -> Self {
        let http = Arc::new(Answers::default());
        http.on("POST auth.test/b2b/token", [token()]);
        let lists = [
            ("GET /companyInfo".to_owned(), company(true)),
            ("GET /artikelomzetgroepen".to_owned(), groups()),
            ("GET /landen".to_owned(), countries()),
            ("GET /relaties?$filter=Relatiecode eq 1042".to_owned(), json!([customer()])),
            (format!("GET /relaties/{CUSTOMER}"), customer()),
            (
                "GET /artikelen?$filter=Artikelcode eq 'UUR'".to_owned(),
                json!([article(HOURS, "UUR", json!(70))]),
            ),
            (
                "GET /artikelen?$filter=Artikelcode eq '308'".to_owned(),
                json!([article(TAP, "308", json!(18.95))]),
            ),
            (agreed(HOURS, "1.75"), article(HOURS, "UUR", json!("62.50"))),
            (agreed(TAP, "2"), article(TAP, "308", json!(17.5))),
        ];
        for (question, answer) in lists {
            http.on(&question, [ok(answer.to_string())]);
        }
        let config = Config {
            base_url: "https://api.test/v2".to_owned(),
            token_url: "https://auth.test/b2b/token".to_owned(),
            ..config
        };
        let pace = Arc::new(config.pace());
        Self { http, clock: Arc::new(ManualClock::new(monday())), config, pace }
    }

    /// A connector as a new run makes it.
    pub(crate) fn connector(&self, session: Option<Session>) -> SnelStart {
        let credentials =
            Credentials { subscription_key: SUBSCRIPTION_KEY.into(), link_key: LINK_KEY.into() };
        let (http, clock) = (self.http.clone(), self.clock.clone());
        SnelStart::new(http, clock, Arc::clone(&self.pace), self.config.clone(), credentials, session)
    }
}

/// The question for the price of an article for the customer.
pub(crate) fn agreed(id: &str, quantity: &str) -> String {
    format!("GET /artikelen/{id}?relatieId={CUSTOMER}&aantal={quantity}")
}

pub(crate) fn key(text: &str) -> RecordKey {
    RecordKey::new(text).unwrap()
}

pub(crate) fn record(row: &Row) -> &Record {
    match row {
        Row::Record(record) => record,
        Row::Faulty { .. } => panic!("{row:?}"),
    }
}

/// An order of an hour and three quarters and two taps taken back, for the customer.
pub(crate) fn order(work_order: i64) -> SalesOrder {
    let line = |article: &str, quantity: &str, description: &str| OrderLine {
        article: key(article),
        quantity: quantity.parse().unwrap(),
        description: description.to_owned(),
    };
    SalesOrder {
        reference: OrderReference::of(SimonId(work_order)),
        debtor: key("1042"),
        date: jiff::civil::date(2026, 11, 20),
        customer_reference: "PO-77".to_owned(),
        memo: "Havenstraat 3\nStoring \"oven\"".to_owned(),
        lines: vec![line("UUR", "1.75", ""), line("308", "-2", "Terug: kraan")],
    }
}

/// A failure in short.
pub(crate) fn kind(failure: &Failure) -> String {
    match failure {
        Failure::Unreachable { detail, .. } => format!("unreachable: {detail}"),
        Failure::Busy { retry_after, .. } => format!("busy: {:?}", retry_after.map(|wait| wait.as_secs())),
        Failure::Unreadable { detail, .. } => format!("unreadable: {detail}"),
        Failure::Unclear { detail, .. } => format!("unclear: {detail}"),
        Failure::Refused { code, .. } => format!("refused: {}", code.as_deref().unwrap_or_default()),
        Failure::Access { fault, .. } => format!("access: {fault:?}"),
    }
}
