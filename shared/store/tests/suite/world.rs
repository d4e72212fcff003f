//! What every story stands on: a store over fresh tables, and two companies.

use aws_sdk_dynamodb::Client;
use dynoxide::Database;
use jiff::Timestamp;
use koppel_domain::ledger::OrderState;
use koppel_domain::message::{Message, Table};
use koppel_domain::records::RecordKey;
use koppel_domain::sales_order::{OrderLine, OrderReference, SalesOrder};
use koppel_domain::work_order::SimonId;
use koppel_store::client::{connect, local_credentials};
use koppel_store::{OrderEntry, Store, Tables, TenantStore};
use tokio::net::TcpListener;

/// A store, and two companies in it that share every key.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) ours: TenantStore,
    pub(crate) theirs: TenantStore,
    pub(crate) client: Client,
    pub(crate) tables: Tables,
    pub(crate) endpoint: String,
    /// The engine says what a BatchGetItem took. `ministack` 1.5 does not, so there only the requests are checked.
    pub(crate) tells_batch_reads: bool,
}

impl World {
    pub(crate) async fn new() -> Self {
        let (endpoint, tells_batch_reads) = match std::env::var("KOPPEL_TEST_DYNAMODB") {
            Ok(url) => (url, false),
            Err(_) => (embedded().await, true),
        };
        let prefix = ulid::Ulid::generate();
        let tables = Tables { state: format!("{prefix}-state"), log: format!("{prefix}-log") };
        let client = connect(Some(&endpoint), "eu-west-1", local_credentials());
        let store = Store::new(client.clone(), tables.clone());
        store.create_tables().await.unwrap();
        let ours = store.of(&"ours".parse().unwrap());
        let theirs = store.of(&"theirs".parse().unwrap());
        Self { store, ours, theirs, client, tables, endpoint, tells_batch_reads }
    }

    /// Our company, over another endpoint.
    pub(crate) fn ours_over(&self, endpoint: &str) -> TenantStore {
        let client = connect(Some(endpoint), "eu-west-1", local_credentials());
        Store::new(client, self.tables.clone()).of(self.ours.tenant())
    }
}

async fn embedded() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let database = Database::memory().unwrap();
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    format!("http://{address}")
}

/// A moment, `seconds` after nine o'clock on a Monday.
pub(crate) fn moment(seconds: i64) -> Timestamp {
    let monday: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
    monday + jiff::SignedDuration::from_secs(seconds)
}

pub(crate) fn key(text: &str) -> RecordKey {
    RecordKey::new(text).unwrap()
}

/// An info message.
pub(crate) fn added(number: &str) -> Message {
    Message::RecordAdded { table: Table::Customer, number: number.to_owned(), name: "Bakker BV".to_owned() }
}

/// A warning.
pub(crate) fn cut(number: &str) -> Message {
    Message::TextCut {
        table: Table::Article,
        number: number.to_owned(),
        name: "Schroef".to_owned(),
        field: "omschrijving".to_owned(),
        limit: 50,
    }
}

/// An error.
pub(crate) fn without_customer(work_order: &str) -> Message {
    Message::OrderWithoutCustomer { work_order: work_order.to_owned() }
}

/// A work order that was decided and not tried.
pub(crate) fn ready(id: i64, number: &str) -> OrderEntry {
    let line =
        OrderLine { article: key("UUR"), quantity: "0.25".parse().unwrap(), description: String::new() };
    OrderEntry {
        work_order: SimonId(id),
        number: number.to_owned(),
        state: OrderState::Ready,
        seen: Some("2026-11-23T09:58:00".parse().unwrap()),
        settings_version: 3,
        tries: 0,
        claimed_at: None,
        decided_at: moment(0),
        order: Some(SalesOrder {
            reference: OrderReference::of(SimonId(id)),
            debtor: key("10023"),
            date: "2026-11-23".parse().unwrap(),
            customer_reference: String::new(),
            memo: "Dorpsstraat 1\nEde".to_owned(),
            lines: vec![line],
        }),
        order_number: None,
        message: None,
        steps: Vec::new(),
        found_as: None,
        revision: 0,
    }
}
