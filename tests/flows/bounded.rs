//! However many companies and rows there are, a page costs the same number of requests (P10).

use futures::StreamExt as _;
use futures::stream;
use koppel_domain::message::Concern;
use koppel_domain::message::Message;
use koppel_domain::tenant::TenantId;
use koppel_simulators::server::Simulated as _;
use koppel_store::{Connector, LogRow, Profile};
use koppel_tests::Office;
use koppel_tests::office::{ANJA, OTTO};

const COMPANIES: u32 = 10_000;
const ROWS: usize = 100_000;
/// Requests of one page of the log, and the one that opens the company.
const LOG_PAGE: u64 = 3;

#[tokio::test]
async fn ten_thousand_companies_are_listed_at_two_requests_a_page() {
    let office = Office::before().await;
    let store = &office.app.store;
    let now = office.app.clock.now();
    let made = stream::iter(0..COMPANIES).map(|number| async move {
        let tenant: TenantId = format!("company-{number:05}").parse().unwrap();
        let profile = Profile::new(format!("Company {number}"), Connector::Imuis, now);
        store.of(&tenant).create_profile(profile).await.unwrap();
    });
    made.buffer_unordered(16).collect::<()>().await;
    let (mut seen, mut path) = (0, "/tenants".to_owned());
    loop {
        let before = store.meter();
        let answer = office.call(OTTO, "GET", &path, None).await;
        let after = store.meter();
        assert!(after.reads - before.reads <= 2, "{} reads", after.reads - before.reads);
        seen += answer.body["companies"].as_array().unwrap().len();
        match answer.body["next"].as_str() {
            Some(next) => path = format!("/tenants?after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, COMPANIES as usize);
    let tenant: TenantId = "company-05000".parse().unwrap();
    office.app.schedules.make(&tenant, |_| true).await.unwrap();
    office.app.schedules.make(&tenant, |_| true).await.unwrap();
    let calls = office.scheduler.journal().entries().len();
    let concerns = Concern::RECURRING.len();
    assert_eq!(calls, concerns + 2 * concerns, "one to make each, two to put right what is there");
}

#[tokio::test]
async fn a_page_of_a_long_log_costs_no_more_than_one_of_a_short_one() {
    let office = Office::new().await;
    let memory = office.world.store();
    let at = office.app.clock.now();
    for number in 0..ROWS / 1_000 {
        let rows: Vec<LogRow> = (0..1_000)
            .map(|row| {
                let work_order = format!("{number}-{row}");
                let message = if row == 500 && number % 10 == 0 {
                    Message::OrderWithoutCustomer { work_order }
                } else {
                    Message::OrderSent { work_order, order: "1".to_owned(), debtor: "2".to_owned() }
                };
                LogRow { at, message }
            })
            .collect();
        memory.append(&rows).await.unwrap();
    }
    for path in [
        "/integration/log",
        "/integration/log?limit=200",
        "/integration/log?kind=error",
        "/integration/log?table=work_order",
        "/integration/log?table=customer",
        "/integration/log?kind=info&table=link",
        "/integration/log?text=77-345",
        "/integration/log?text=never&kind=error&from=2026-01-01",
    ] {
        let before = office.app.store.meter();
        let answer = office.call(ANJA, "GET", path, None).await;
        let after = office.app.store.meter();
        assert_eq!(answer.status, 200, "{path} {answer:?}");
        assert!(after.reads - before.reads <= LOG_PAGE, "{path}: {} reads", after.reads - before.reads);
    }
    let errors = office.call(ANJA, "GET", "/integration/log?kind=error", None).await;
    assert_eq!(errors.body["rows"].as_array().unwrap().len(), ROWS / 10_000);
}
