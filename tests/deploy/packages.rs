//! Both packages and the issuer of tokens, simulated on loopback, with a small company in its bookkeeping.

use std::sync::Arc;
use std::time::Duration;

use koppel_simulators::books::{Books, Package};
use koppel_simulators::clock::SimClock;
use koppel_simulators::oidc::{OidcSimulator, User};
use koppel_simulators::server::{Running, serve};
use koppel_simulators::simple_simon::{Options as SimonOptions, SimonSimulator};
use koppel_tests::seed::furnish;
use serde_json::{Value, json};

/// Koppel's id with the issuer.
const CLIENT: &str = "koppel";
/// Where browsers are sent back to; nobody is there.
const REDIRECT: &str = "http://127.0.0.1:1/signed-in";
/// The company's id.
pub(crate) const TENANT: &str = "korenaar";
/// The company's admin.
pub(crate) const ANJA: &str = "anja";
/// The operator.
pub(crate) const OTTO: &str = "otto";

/// What Koppel meets outside.
pub(crate) struct Packages {
    pub(crate) clock: SimClock,
    pub(crate) books: Books,
    pub(crate) simon: SimonSimulator,
    pub(crate) oidc: OidcSimulator,
    books_at: Running,
    simon_at: Running,
    oidc_at: Running,
}

impl Packages {
    /// Two customers, two groups and six articles in bookkeeping, nothing in Simple-Simon.
    pub(crate) async fn start() -> Self {
        let clock = SimClock::default();
        let books = Books::empty(Package::Imuis, clock.clone(), Duration::ZERO);
        let simon = SimonSimulator::new(clock.clone(), SimonOptions::default());
        let users = vec![user(ANJA, Some(TENANT), &[]), user(OTTO, None, &["operator"])];
        let oidc = OidcSimulator::new(clock.clone(), CLIENT, users);
        let books_at = books.serve().await.unwrap();
        let simon_at = serve(Arc::new(simon.clone()), 0).await.unwrap();
        let oidc_at = serve(Arc::new(oidc.clone()), 0).await.unwrap();
        oidc.settle(&oidc_at.url(), &[REDIRECT.to_owned()]);
        let packages = Self { clock, books, simon, oidc, books_at, simon_at, oidc_at };
        furnish(&packages.books);
        packages
    }

    /// Where iMUIS takes SOAP, and where forms.
    pub(crate) fn imuis_urls(&self) -> [String; 2] {
        ["v1/ws1_xml.asmx", "ws1_api.aspx"].map(|path| format!("{}/{path}", self.books_at.url()))
    }

    /// Where Simple-Simon is, in its classic dialect.
    pub(crate) fn simon_url(&self) -> String {
        format!("{}/classic", self.simon_at.url())
    }

    /// The issuer, as a function is told of it.
    pub(crate) fn issuer(&self) -> Value {
        json!({ "issuer": self.oidc_at.url(), "client_id": CLIENT, "redirect_uri": REDIRECT })
    }

    /// All that bookkeeping has is across.
    pub(crate) fn is_across(&self) -> bool {
        ["customer", "location", "item"].map(|table| self.simon.count(table)) == [2, 2, 6]
    }

    /// An archived work order for the customer with this debtor number; its id.
    pub(crate) fn archive(&self, debtor: u32) -> i64 {
        let id_of = |table: &str, key: &str| {
            let records = self.simon.records(table);
            let found = records.iter().find(|record| record["ExtKey"] == key);
            found.unwrap_or_else(|| panic!("{table} {key} is not across"))["Id"].as_i64().unwrap()
        };
        let customer = id_of("customer", &debtor.to_string());
        let location = id_of("location", &format!("{debtor}-0"));
        let id = self.simon.work_order(customer, location, "Kraan lekt");
        self.simon.book_time(id, "Work", 120);
        assert!(self.simon.archive(id));
        id
    }

    /// How many sales orders a work order has become.
    pub(crate) fn orders(&self, work_order: i64) -> usize {
        self.books.orders_of(work_order).len()
    }
}

fn user(sub: &str, tenant: Option<&str>, groups: &[&str]) -> User {
    User {
        sub: sub.to_owned(),
        name: sub.to_owned(),
        email: format!("{sub}@koppel.example"),
        tenant: tenant.map(str::to_owned),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
    }
}
