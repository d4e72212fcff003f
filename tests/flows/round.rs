//! The round over all companies: who is late is counted, what schedules are missing is made, and it ends in time.

use jiff::SignedDuration;
use koppel_activation::{Act, Round, Tick, round};
use koppel_domain::message::Concern;
use koppel_platform::metrics::{Metric, Metrics};
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_store::RoundMark;
use koppel_tests::Office;
use koppel_tests::office::{ANJA, OTTO};
use serde_json::json;

/// As long as Lambda gives it.
const TIME: SignedDuration = SignedDuration::from_secs(29);

async fn asked(office: &Office, act: Act, time: SignedDuration) -> Round {
    let (tick, end) = (Tick { act }, office.world.clock.now() + time);
    round(&office.app, &Metrics::from_environment(), &tick, end).await.unwrap()
}

async fn go_round(office: &Office) -> Round {
    asked(office, Act::Round, TIME).await
}

fn figure(round: &Round, metric: Metric) -> Option<u64> {
    [round.counted(), round.not_mended()]
        .concat()
        .into_iter()
        .find_map(|(named, figure)| (named == metric).then_some(figure))
}

#[tokio::test]
async fn who_is_late_and_what_waits_is_counted() {
    let office = Office::active().await;
    let body = json!({ "tenant": "molen", "company": "De Molen" });
    assert_eq!(office.call(OTTO, "POST", "/tenants", Some(body)).await.status, 201);
    let well = go_round(&office).await;
    assert_eq!((well.companies, well.active, well.late, well.is_whole), (2, 1, 0, true), "{well:?}");
    assert_eq!(figure(&well, Metric::CompaniesLate), Some(0), "a zero ends an alarm");

    // A work order without a customer waits for a person.
    office.world.work_order_at(None, office.world.id_of("location", "10001-0")).travel(15).archive();
    office.pass(6).await;
    assert_eq!(figure(&go_round(&office).await, Metric::ProblemsToMend), Some(1));

    // Its schedules do not fire any more: nobody but the round would see it.
    office.world.pass(120);
    let late = go_round(&office).await;
    assert_eq!(figure(&late, Metric::CompaniesLate), Some(1), "{late:?}");
    assert_eq!(figure(&late, Metric::CompaniesActive), Some(1));

    // Deactivated, it is nobody's trouble.
    assert_eq!(
        office.call(ANJA, "POST", "/integration/deactivate", Some(json!({ "confirm": true }))).await.status,
        200
    );
    let off = go_round(&office).await;
    assert_eq!((off.active, off.late, off.to_mend), (0, 0, 0), "{off:?}");
}

#[tokio::test]
async fn schedules_that_are_gone_are_made_once_a_day() {
    let office = Office::active().await;
    assert!(go_round(&office).await.mended.looked_at > 0);
    let tenant = office.world.tenant.clone();
    office.app.schedules.delete(&tenant).await.unwrap();
    assert_eq!(go_round(&office).await.mended.looked_at, 0, "not again the same day");
    let at_once = asked(&office, Act::Reconcile, TIME).await;
    assert!(at_once.is_through && at_once.mended.looked_at > 0, "but where it is asked for: {at_once:?}");
    office.schedules_agree("after the reconcile").await;
    office.app.schedules.delete(&tenant).await.unwrap();
    office.world.pass(21 * 60);
    let mended = go_round(&office).await.mended;
    assert_eq!(mended.failed, 0, "{mended:?}");
    office.schedules_agree("after the round").await;
    let fired = office.pass(6).await;
    assert!(fired.iter().any(|(named, _)| named.concern == Concern::Pull), "{fired:?}");
}

#[tokio::test]
async fn the_next_round_goes_on_where_one_ended() {
    let office = Office::active().await;
    for tenant in ["aaa", "zzz"] {
        let body = json!({ "tenant": tenant, "company": tenant });
        assert_eq!(office.call(OTTO, "POST", "/tenants", Some(body)).await.status, 201);
    }
    // Too little time: nothing is begun, and nothing told that was not counted.
    let hurried = asked(&office, Act::Round, SignedDuration::from_secs(2)).await;
    assert_eq!((hurried.companies, hurried.is_whole, hurried.is_through), (0, false, false));
    assert_eq!(figure(&hurried, Metric::CompaniesActive), None);

    let half_way = RoundMark { after: Some("korenaar".to_owned()), ended_at: None };
    office.app.store.keep_round_mark(&half_way).await.unwrap();
    let schedules = office.app.schedules.page(None).await.unwrap().0.len() as u64;
    let rest = go_round(&office).await.mended;
    assert_eq!(rest.looked_at, 1 + schedules, "zzz alone, and the schedules that there are");
    let mark = office.app.store.round_mark().await.unwrap();
    assert_eq!((mark.after, mark.ended_at), (None, Some(office.world.clock.now())));

    // A place that nobody can go on from is forgotten.
    let nowhere = RoundMark { after: Some("NOT A COMPANY".to_owned()), ended_at: None };
    office.app.store.keep_round_mark(&nowhere).await.unwrap();
    assert_eq!(figure(&go_round(&office).await, Metric::CompaniesNotMended), Some(1));
    assert_eq!(go_round(&office).await.mended.failed, 0);
}

#[tokio::test]
async fn a_scheduler_that_is_down_is_told_and_tried_again() {
    let office = Office::active().await;
    office.scheduler.faults().script("", 0, 1_000, Fault::Html(503));
    let failed = go_round(&office).await;
    assert!(figure(&failed, Metric::CompaniesNotMended) > Some(0), "{failed:?}");
    assert!(failed.is_whole, "counting needs no scheduler");
}
