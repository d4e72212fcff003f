//! Cut off between any two calls of a start or a stop, the reconcile makes true what the profile says.

use koppel_activation::reconcile_all;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_tests::Office;
use koppel_tests::cut::cut_off_after;
use koppel_tests::office::ANJA;
use serde_json::json;

const VALUES: &str = r#"{ "travel_article": "REIS", "work_article": "UUR" }"#;

async fn agrees(office: &Office, what: &str) {
    let mended = reconcile_all(&office.app).await.unwrap();
    assert_eq!(mended.failed, 0, "{what}: {mended:?}");
    let stage = office.call(ANJA, "GET", "/integration", None).await;
    let names: Vec<String> =
        office.scheduler.names().into_iter().filter(|name| !name.ends_with(".now")).collect();
    match stage.text("stage") {
        "active" => assert_eq!(names, ["korenaar.pull", "korenaar.push"], "{what}"),
        "connected" | "deactivated" => assert!(names.is_empty(), "{what}: {names:?}"),
        other => panic!("{what}: {other}"),
    }
}

#[tokio::test]
async fn a_start_or_stop_that_is_cut_off_anywhere_is_mended() {
    let values: serde_json::Value = serde_json::from_str(VALUES).unwrap();
    for polls in 1..40 {
        let office = Office::new().await;
        office.world.furnish();
        office.connect().await;
        office.right("POST", "/integration/settings/check", json!({ "values": values })).await;
        let save = office.call(ANJA, "PUT", "/integration/settings", Some(values.clone()));
        cut_off_after(polls, save).await;
        agrees(&office, &format!("a start cut off after {polls} polls")).await;
        if office.call(ANJA, "GET", "/integration", None).await.text("stage") == "active" {
            let stop = office.call(ANJA, "POST", "/integration/deactivate", Some(json!({ "confirm": true })));
            cut_off_after(polls, stop).await;
            agrees(&office, &format!("a stop cut off after {polls} polls")).await;
        }
    }
}

#[tokio::test]
async fn a_scheduler_that_fails_leaves_a_company_that_is_set_up_and_is_mended() {
    for fault in [Fault::Html(500), Fault::RequestLost, Fault::TooMany(None)] {
        let office = Office::new().await;
        office.world.furnish();
        office.connect().await;
        let values: serde_json::Value = serde_json::from_str(VALUES).unwrap();
        office.right("POST", "/integration/settings/check", json!({ "values": values })).await;
        office.scheduler.faults().random(1, 1_000, vec![fault.clone()]);
        let answer = office.call(ANJA, "PUT", "/integration/settings", Some(values)).await;
        assert_eq!((answer.status, answer.text("code")), (503, "schedules"), "{fault:?} {answer:?}");
        office.stage("set_up").await;
        office.scheduler.faults().random(1, 0, Vec::new());
        agrees(&office, &format!("{fault:?}")).await;
        office.stage("active").await;
    }
}
