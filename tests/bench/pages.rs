//! How fast the pages and acts of a long-lived company answer, in process, and how many requests of the store each costs
//! (P10): `cargo xtask bench pages`.
//!
//! Guarantees: it fails where one costs more requests than [`REQUESTS_MAX`]; the times it only tells, since they are the
//! machine's. They hold the embedded database as well, over its own socket.
//!
//! Leaves out: the network, signing in, and what asks a package.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measuring program, where a panic is the answer"
)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use futures::{StreamExt as _, stream};
use http::Request;
use jiff::SignedDuration;
use koppel_domain::ledger::OrderState;
use koppel_domain::message::{Message, Table};
use koppel_domain::records::RecordKey;
use koppel_domain::sales_order::{OrderLine, OrderNumber, OrderReference, SalesOrder};
use koppel_domain::work_order::SimonId;
use koppel_store::{LogRow, OrderEntry, Problem, ProblemChange, TenantStore};
use koppel_tests::Office;
use koppel_tests::office::{ANJA, OTTO};
use koppel_tests::world::monday;

/// Most requests of the store for one page.
const REQUESTS_MAX: u64 = 3;
/// What a page should not take longer than, of a hundred times ninety-five.
const TIME: Duration = Duration::from_millis(50);
/// How often each is asked for.
const TIMES: usize = 60;

const ROWS: i64 = 100_000;
const ORDERS: i64 = 5_000;
const PROBLEMS: i64 = 1_000;

/// Everything that is measured: who asks, and for what.
const PLACES: [(&str, &str); 29] = [
    (ANJA, "/status"),
    (ANJA, "/activation/settings"),
    (ANJA, "/log"),
    (ANJA, "/log?text=2026-00123"),
    (ANJA, "/problems"),
    (ANJA, "/work-orders"),
    (ANJA, "/work-orders?state=refused"),
    (ANJA, "/cleanup"),
    (OTTO, "/operator"),
    (ANJA, "/integrations"),
    (ANJA, "/api/v1/integrations"),
    (ANJA, "/api/v1/integration"),
    (ANJA, "/api/v1/integration/log"),
    (ANJA, "/api/v1/integration/log?limit=200"),
    (ANJA, "/api/v1/integration/log?kind=error"),
    (ANJA, "/api/v1/integration/log?table=article"),
    (ANJA, "/api/v1/integration/log?table=quote"),
    (ANJA, "/api/v1/integration/log?from=2026-12-01&until=2026-12-01"),
    (ANJA, "/api/v1/integration/log?text=2026-00123"),
    (ANJA, "/api/v1/integration/log?text=nowhere&kind=warning"),
    (ANJA, "/api/v1/integration/problems"),
    (ANJA, "/api/v1/integration/problems/causes"),
    (ANJA, "/api/v1/integration/work-orders"),
    (ANJA, "/api/v1/integration/work-orders?limit=100&before=3000"),
    (ANJA, "/api/v1/integration/work-orders?state=refused"),
    (ANJA, "/api/v1/integration/work-orders?number=2026-04"),
    (ANJA, "/api/v1/integration/work-orders/4000"),
    (OTTO, "/api/v1/tenants"),
    (OTTO, "/api/v1/tenants/korenaar"),
];

/// What asking for one place showed.
struct Measured {
    place: &'static str,
    median: Duration,
    slow: Duration,
    requests: u64,
    bytes: usize,
}

fn main() -> ExitCode {
    // Where all targets are only tried, as tests are, there is nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(measure())
}

async fn measure() -> ExitCode {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    office.pass(6).await;
    let began = Instant::now();
    fill(&office.world.store()).await;
    println!("{ROWS} rows, {ORDERS} work orders, {PROBLEMS} problems: made in {:.0?}", began.elapsed());
    let router = koppel_activation::router(office.app.clone());
    let mut all = Vec::new();
    for (user, place) in PLACES {
        all.push(ask(&office, &router, user, place).await);
    }
    let width = all.iter().map(|measured| measured.place.len()).max().unwrap_or(0);
    println!("{:width$}  {:>8}  {:>8}  {:>8}  {:>8}", "", "p50 ms", "p95 ms", "requests", "bytes");
    for Measured { place, median, slow, requests, bytes } in &all {
        let ms = |time: &Duration| format!("{}.{}", time.as_millis(), time.as_micros() % 1_000 / 100);
        let note = match (*requests > REQUESTS_MAX, *slow > TIME) {
            (true, _) => "  too many requests",
            (false, true) => "  slow",
            (false, false) => "",
        };
        println!("{place:width$}  {:>8}  {:>8}  {requests:>8}  {bytes:>8}{note}", ms(median), ms(slow));
    }
    let fits = all.iter().all(|measured| measured.requests <= REQUESTS_MAX);
    if fits { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn ask(office: &Office, router: &Router, user: &str, place: &'static str) -> Measured {
    use tower::ServiceExt as _;

    let token = office.oidc.mint(user, |_| {});
    let (mut times, mut requests, mut bytes) = (Vec::new(), 0, 0);
    for _ in 0..TIMES {
        let request = Request::builder().uri(place).header("authorization", format!("Bearer {token}"));
        let request = request.body(Body::empty()).unwrap();
        let (before, began) = (office.app.store.meter().reads, Instant::now());
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        times.push(began.elapsed());
        assert!(status.is_success(), "{place}: {status} {}", String::from_utf8_lossy(&body));
        requests = requests.max(office.app.store.meter().reads - before);
        bytes = body.len();
    }
    times.sort();
    Measured { place, median: times[TIMES / 2], slow: times[TIMES * 95 / 100], requests, bytes }
}

/// A company that has been at it for a while.
async fn fill(memory: &TenantStore) {
    let rows: Vec<i64> = (0..ROWS).collect();
    for rows in rows.chunks(5_000) {
        let rows: Vec<LogRow> = rows.iter().map(|n| row(*n)).collect();
        memory.append(&rows).await.unwrap();
    }
    let problems: Vec<Problem> = (0..PROBLEMS).map(problem).collect();
    memory.save_problems(&problems).await.unwrap();
    let orders = (0..ORDERS).map(|n| async move {
        let mut entry = order(n);
        for state in [OrderState::Ready, OrderState::Sending, entry.state] {
            let stepped = OrderEntry { state, ..entry.clone() };
            let saved = memory.save_order(stepped, ProblemChange::Keep, &[], monday()).await.unwrap();
            entry = OrderEntry { state: entry.state, ..saved };
        }
    });
    stream::iter(orders).buffer_unordered(8).collect::<()>().await;
}

fn number(n: i64) -> String {
    format!("2026-{n:05}")
}

fn row(n: i64) -> LogRow {
    let (number, name) = (number(n), "Installatiebedrijf Van der Berg BV".to_owned());
    let message = match n % 100 {
        0 => Message::OrderWithoutCustomer { work_order: number },
        1..=4 => Message::RecordUnclear { table: Table::Article, number, name },
        5..=50 => Message::RecordChanged { table: Table::Article, number, name },
        51..=70 => Message::RecordChanged { table: Table::Customer, number, name },
        _ => Message::OrderSent { work_order: number, order: n.to_string(), debtor: "10000".to_owned() },
    };
    LogRow { at: monday() + SignedDuration::from_mins(60 + n), message }
}

fn problem(n: i64) -> Problem {
    let (table, message) = match n % 4 {
        0 => (Table::WorkOrder, Message::OrderWithoutCustomer { work_order: number(n) }),
        1 => (Table::WorkOrder, Message::OrderEmpty { work_order: number(n) }),
        2 => (Table::Customer, refused(Table::Customer, n)),
        _ => (Table::Article, refused(Table::Article, n)),
    };
    let next_try = monday() + SignedDuration::from_hours(1);
    let key = n.to_string();
    Problem { table, key, message, first_seen: monday(), last_seen: monday(), tries: 9, next_try }
}

fn refused(table: Table, n: i64) -> Message {
    let reason = "De naam is langer dan toegestaan".to_owned();
    Message::RecordRefused { table, number: n.to_string(), name: "Van der Berg".to_owned(), reason }
}

fn order(n: i64) -> OrderEntry {
    let line = |article: &str| OrderLine {
        article: RecordKey::new(article).unwrap(),
        quantity: "1.25".parse().unwrap(),
        description: "Kraan vervangen en getest".to_owned(),
    };
    let state = if n % 50 == 0 { OrderState::Refused } else { OrderState::Sent };
    let work_order = SimonId(n);
    OrderEntry {
        work_order,
        number: number(n),
        state,
        seen: Some("2026-11-20T09:58:00".parse().unwrap()),
        settings_version: 1,
        tries: 1,
        claimed_at: Some(monday()),
        decided_at: monday(),
        order: Some(SalesOrder {
            reference: OrderReference::of(work_order),
            debtor: RecordKey::new("10000").unwrap(),
            date: "2026-11-20".parse().unwrap(),
            customer_reference: String::new(),
            memo: "Dorpsstraat 1\n6711 AA Ede".to_owned(),
            lines: ["REIS", "UUR", "KRAAN"].map(line).to_vec(),
        }),
        order_number: (state == OrderState::Sent).then(|| OrderNumber(n.to_string())),
        message: (state == OrderState::Refused)
            .then(|| Message::OrderWithoutCustomer { work_order: number(n) }),
        steps: Vec::new(),
        found_as: None,
        revision: 0,
    }
}
