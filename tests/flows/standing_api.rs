//! How a company is: its health, its last runs and what they used, for its admin and for the operator (R21, R26, P10).

use koppel_simulators::faults::Fault;
use koppel_sync::Outcome;
use koppel_tests::Office;
use koppel_tests::office::{ANJA, BRAM, OTTO};
use serde_json::Value;

async fn standing(office: &Office) -> Value {
    let before = office.app.store.meter();
    let answer = office.call(ANJA, "GET", "/integration", None).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(office.app.store.meter().reads - before.reads, 3, "a status is three requests");
    answer.body
}

async fn company(office: &Office) -> Value {
    let before = office.app.store.meter();
    let answer = office.call(OTTO, "GET", "/tenants", None).await;
    assert_eq!(office.app.store.meter().reads - before.reads, 2, "a page of companies is two requests");
    let companies = answer.body["companies"].as_array().unwrap();
    companies.iter().find(|company| company["tenant"] == "korenaar").unwrap().clone()
}

#[tokio::test]
async fn health_goes_from_off_to_well_to_troubled_to_late() {
    let office = Office::new().await;
    let body = serde_json::json!({ "tenant": "molen", "company": "De Molen" });
    assert_eq!(office.call(OTTO, "POST", "/tenants", Some(body)).await.status, 201);
    let seen = standing(&office).await;
    assert_eq!((&seen["health"], &seen["lag_seconds"]), (&"off".into(), &Value::Null));
    office.world.furnish();
    office.activate().await;
    office.pass(6).await;
    let seen = standing(&office).await;
    assert_eq!((&seen["health"], &seen["to_mend"]), (&"well".into(), &0.into()), "{seen}");
    assert!(seen["lag_seconds"].as_i64().unwrap() <= 300, "{seen}");

    // A work order without a customer is for a person to mend.
    let location = office.world.id_of("location", "10000-0");
    office.world.work_order_at(None, location).travel(15).archive();
    office.pass(6).await;
    let (seen, of) = (standing(&office).await, company(&office).await);
    assert_eq!(
        (&seen["health"], &seen["open_problems"], &seen["to_mend"]),
        (&"troubled".into(), &1.into(), &1.into())
    );
    assert_eq!(
        (&of["health"], &of["problems"]["open"], &of["problems"]["to_mend"]),
        (&"troubled".into(), &1.into(), &1.into())
    );

    // No pull has gone well for a while.
    office.world.books.simulated().faults().script("", 0, 100_000, Fault::RequestLost);
    office.pass(81).await;
    let (seen, of) = (standing(&office).await, company(&office).await);
    assert_eq!((&seen["health"], &of["health"]), (&"late".into(), &"late".into()), "{seen}");
    assert!(seen["lag_seconds"].as_i64().unwrap() > 4_500, "{seen}");
    let newest = &seen["recent_runs"][0];
    assert_eq!(newest["outcome"], "failed", "{newest}");
    assert_eq!(company(&office).await["lag_seconds"], seen["lag_seconds"]);
    // Nobody else's company has anything of it.
    let other = office.call(BRAM, "GET", "/integration", None).await.body;
    assert_eq!((&other["health"], &other["recent_runs"]), (&"off".into(), &Value::Array(Vec::new())));
}

#[tokio::test]
async fn the_last_runs_that_did_something_are_kept_and_idle_ones_cost_nothing() {
    let office = Office::active().await;
    office.world.work_order(10_000).travel(15).archive();
    office.pass(10).await;
    let seen = standing(&office).await;
    let runs = seen["recent_runs"].as_array().unwrap();
    let did = |concern: &str, count: &str| {
        runs.iter().any(|run| run["concern"] == concern && run["counts"][count].as_u64().unwrap_or(0) > 0)
    };
    assert!(did("push", "sent") && did("pull", "added"), "{runs:#?}");
    assert!(runs.windows(2).all(|pair| pair[0]["ended_at"].as_str() >= pair[1]["ended_at"].as_str()));

    // Idle ticks add nothing to them, and each costs one read and no write. The quotes are not switched on: they do not tick.
    office.pass(30).await;
    let before = (standing(&office).await, office.app.store.meter());
    let ran = office.pass(5).await;
    let after = office.app.store.meter();
    let worked = ran.iter().filter(|(_, outcome)| *outcome == Outcome::Done).count() as u64;
    assert_eq!((worked, ran.len()), (2, 2), "{ran:?}");
    assert_eq!(after.reads - before.1.reads, worked);
    assert_eq!(after.writes, before.1.writes);
    assert_eq!(standing(&office).await["recent_runs"], before.0["recent_runs"]);
}

#[tokio::test]
async fn the_operator_sees_what_a_month_of_runs_used_and_about_what_it_costs() {
    let office = Office::active().await;
    office.world.work_order(10_000).travel(15).archive();
    office.pass(10).await;
    let usage = company(&office).await["usage"].clone();
    let count = |name: &str| usage[name].as_u64().unwrap();
    assert_eq!(usage["month"], "2026-11");
    assert!(count("runs") > 4 && count("calls") > 10 && count("rows") > 10, "{usage}");
    let number = |name: &str| usage[name].as_str().unwrap().parse::<f64>().unwrap();
    assert!(number("read_units") > 5.0 && number("write_units") > 20.0, "{usage}");
    let cost = number("estimated_usd");
    assert!(cost > 0.0 && cost < 0.01, "{usage}");
    // The next month begins at nothing; what another company used is its own.
    office.world.pass(8 * 24 * 60);
    let usage = company(&office).await["usage"].clone();
    assert_eq!(
        (&usage["month"], &usage["runs"], &usage["estimated_usd"]),
        (&"2026-12".into(), &0.into(), &"0".into())
    );
    let mut ran = office.pass(10).await;
    // Runs that found nothing are counted with the next one that did.
    office.world.work_order(10_000).travel(15).archive();
    office.world.books.put_debtor(koppel_tests::seed::debtor(10_005));
    ran.extend(office.pass(5).await);
    let ran = ran.iter().filter(|(_, outcome)| *outcome != Outcome::NotActive).count() as u64;
    let usage = company(&office).await["usage"].clone();
    assert_eq!(usage["runs"].as_u64(), Some(ran), "{usage}");
}
