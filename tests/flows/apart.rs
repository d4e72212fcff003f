//! What must stay apart: one company from another (P6), and names and secrets from the technical log (P9).

use std::io;
use std::sync::{Arc, Mutex};

use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_tests::seed::debtor;
use koppel_tests::{Start, World};
use serde_json::json;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::PAIRS;

#[tokio::test]
async fn two_companies_with_the_same_keys_do_not_meet() {
    let ours = World::working(PAIRS[0]).await;
    let start = Start { tenant: "korenaar-2", dialect: PAIRS[1].dialect, ..Start::default() };
    let theirs = ours.beside(start).await;
    theirs.furnish();
    theirs.books.put_debtor(koppel_simulators::books::Debtor { name: "Anders".to_owned(), ..debtor(10_000) });
    let ours_before = (ours.log().await, ours.held());
    theirs.pull().await;
    let theirs_order = theirs.work_order(10_000).travel(30).archive();
    let refused = theirs.work_order(10_000).archive();
    theirs.push().await;
    assert_eq!((ours.log().await, ours.held()), ours_before, "nothing of ours has moved");
    assert_eq!(ours.problems().await, [""; 0]);
    let ours_order = ours.work_order(10_000).work(60).archive();
    assert_eq!(ours_order.id, theirs_order.id, "the same key on purpose");
    ours.run_until_quiet().await;
    assert_eq!(ours.lines_of(ours_order), ["UUR 1"]);
    assert_eq!(theirs.lines_of(theirs_order), ["REIS 0.5"]);
    assert_eq!(theirs.problems().await, [format!("work_order {}: order_empty", refused.id)]);
    ours.assert_mirrored("ours");
    theirs.assert_mirrored("theirs");
}

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that Koppel itself says, and of the libraries what the functions let through.
const FILTER: &str = "warn,calls=trace,koppel_domain=trace,koppel_bookkeeping=trace,koppel_imuis=trace,\
    koppel_simple_simon=trace,koppel_snelstart=trace,koppel_store=trace,koppel_sync=trace,koppel_platform=trace,koppel_outside=trace";

#[tokio::test]
async fn the_technical_log_holds_no_secret_and_no_name() {
    let captured = Captured::default();
    let writer = captured.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish()
        .with(FILTER.parse::<Targets>().unwrap());
    // Where there is one subscriber alone, a place in the code that another test's thread reaches first is never heard.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let _guard = tracing::subscriber::set_default(subscriber);
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.books.put_debtor(koppel_simulators::books::Debtor { name: "x".repeat(120), ..debtor(10_005) });
        let customer = world.simon.insert("customer", json!({"Name": "Mevrouw Geheimhouder"}));
        let location =
            world.simon.insert("location", json!({"CustomerId": customer, "Street": "Stillelaan"}));
        let _ = world.work_order_at(Some(customer), location).work(60).archive();
        let _ = world.work_order(10_000).describe("Sleutel onder de mat").work(60).archive();
        for fault in [Fault::Html(500), Fault::AnswerLost, Fault::Truncated, Fault::SessionGone] {
            world.books.simulated().faults().script("", 1, 1, fault.clone());
            world.simon.faults().script("", 1, 1, fault);
            world.tick(5).await;
        }
        world.store_credentials(Some("fout-wachtwoord")).await;
        world.simon.revoke_tokens();
        world.tick(90).await;
        world.tick(90).await;
    }
    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("run ended") && log.contains("http.status"), "the log was captured");
    let options = koppel_simulators::simple_simon::Options::default();
    let books = koppel_simulators::imuis::Options::default();
    for secret in [
        options.licence.as_str(),
        &options.user,
        &options.password,
        &options.api_key,
        "fout-wachtwoord",
        &books.partner_key,
        "@d1",
        "Bakkerij",
        "Molenweg",
        "Eindhoven",
        "Geheimhouder",
        "Stillelaan",
        "Sleutel onder",
        "voorbeeld.example",
        "040-1234567",
    ] {
        let row = log.lines().find(|row| row.contains(secret));
        assert_eq!(row, None, "{secret} stands in the technical log");
    }
}
