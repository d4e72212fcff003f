//! Two who change the same company, and one who sends the same thing twice.

use koppel_tests::Office;
use koppel_tests::office::ANJA;
use serde_json::json;

#[tokio::test]
async fn of_two_who_saw_the_same_one_wins_and_the_other_is_told_what_changed() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    let token = office.oidc.mint(ANJA, |_| {});
    let seen = office.call(ANJA, "GET", "/integration", None).await.body["revision"].to_string();
    let tag = format!("\"{seen}\"");
    let body = Some(json!({ "confirm": true }));
    let headers = [("if-match", tag.as_str())];
    let send = || office.call_with(Some(&token), "POST", "/integration/deactivate", body.clone(), &headers);
    let (first, second) = tokio::join!(send(), send());
    let mut both = [first, second];
    both.sort_by_key(|answer| answer.status);
    assert_eq!((both[0].status, both[1].status), (200, 409), "{both:?}");
    assert_eq!(both[1].text("code"), "changed_by_someone_else");
    assert_eq!(both[1].body["change"]["act"], "deactivated", "{both:?}");
    assert_eq!(both[1].body["change"]["by"], "anja@korenaar.example");
}

#[tokio::test]
async fn a_repeated_request_changes_nothing_more() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    let token = office.oidc.mint(ANJA, |_| {});
    let headers = [("idempotency-key", "once-1")];
    let send = async |body| {
        office.call_with(Some(&token), "POST", "/integration/deactivate", Some(body), &headers).await
    };
    let first = send(json!({ "confirm": true })).await;
    let again = send(json!({ "confirm": true })).await;
    assert_eq!((first.body["replayed"].clone(), again.body["replayed"].clone()), (json!(false), json!(true)));
    assert_eq!(first.body["revision"], again.body["revision"]);
    let path = "/integration/runs";
    let other =
        office.call_with(Some(&token), "POST", path, Some(json!({ "concern": "pull" })), &headers).await;
    assert_eq!((other.status, other.text("code")), (422, "idempotency_key_reused"));
    let bad = office.call_with(
        Some(&token),
        "POST",
        path,
        Some(json!({ "concern": "pull" })),
        &[("idempotency-key", "a b")],
    );
    assert_eq!(bad.await.status, 400);
}

#[tokio::test]
async fn a_key_is_of_one_request_and_one_body() {
    let office = Office::new().await;
    office.world.furnish();
    office.connect().await;
    office.settle(json!({})).await;
    let token = office.oidc.mint(ANJA, |_| {});
    let headers = [("idempotency-key", "run-1")];
    let send = |body| office.call_with(Some(&token), "POST", "/integration/runs", Some(body), &headers);
    assert_eq!(send(json!({ "concern": "pull" })).await.status, 202);
    let other = send(json!({ "concern": "push" })).await;
    assert_eq!((other.status, other.text("code")), (422, "idempotency_key_reused"), "{other:?}");
    assert_eq!(send(json!({ "concern": "pull" })).await.body["replayed"], true);
}

#[tokio::test]
async fn a_wipe_that_is_asked_for_again_by_its_key_after_its_end_begins_nothing() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    let token = office.oidc.mint(ANJA, |_| {});
    let headers = [("idempotency-key", "wipe-1")];
    let body = office.wipe(&["planning"]);
    let send = || office.call_with(Some(&token), "POST", "/integration/wipe", Some(body.clone()), &headers);
    assert_eq!(send().await.body["replayed"], false);
    office.schedules_agree("asked").await;
    office.pass(1).await;
    office.stage("wiped").await;
    let again = send().await;
    assert_eq!((again.status, again.body["replayed"].clone()), (202, json!(true)), "{again:?}");
    office.schedules_agree("asked again when it was over").await;
}

#[tokio::test]
async fn offering_again_is_refused_and_repeated_as_any_change() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    office.pass(6).await;
    let _ = office.world.work_order(10_000).archive();
    // Until the retries have become rare.
    office.pass(600).await;
    let send = |name: &'static str, value: &'static str| {
        let headers = [(name, value)];
        let office = &office;
        let token = office.oidc.mint(ANJA, |_| {});
        async move {
            let path = "/integration/problems/again";
            office.call_with(Some(&token), "POST", path, Some(json!({})), &headers).await
        }
    };
    let before = office.world.open_problems().await;
    assert_eq!(before.len(), 1);
    assert!(before[0].next_try > office.world.clock.now(), "{before:?}");
    let stale = send("if-match", "\"1\"").await;
    assert_eq!((stale.status, stale.text("code")), (409, "changed_by_someone_else"), "{stale:?}");
    assert_eq!(office.world.open_problems().await, before, "what is refused does nothing");
    assert_eq!(send("idempotency-key", "again-1").await.body["replayed"], false);
    assert_ne!(office.world.open_problems().await, before);
    for problem in before {
        let removed = office.world.simon.remove("workorder", problem.key.parse().unwrap());
        assert!(removed);
    }
    office.pass(80).await;
    assert!(office.world.open_problems().await.is_empty());
    let again = send("idempotency-key", "again-1").await;
    assert_eq!((again.status, again.body["replayed"].clone()), (200, json!(true)), "{again:?}");
}

#[tokio::test]
async fn of_two_who_save_at_once_each_is_told_what_became_of_it() {
    let office = Office::new().await;
    office.world.furnish();
    office.connect().await;
    let values = json!({ "travel_article": "REIS" });
    office.right("POST", "/integration/settings/check", json!({ "values": values })).await;
    let save = || office.call(ANJA, "PUT", "/integration/settings", Some(values.clone()));
    let (first, second) = tokio::join!(save(), save());
    let saved = [&first, &second].into_iter().filter(|answer| answer.status == 200).count();
    assert!(saved >= 1, "{first:?} {second:?}");
    for answer in [&first, &second] {
        assert!(answer.status == 200 || answer.text("code") == "changed_by_someone_else", "{answer:?}");
    }
    office.schedules_agree("two saved at once").await;
    office.stage("active").await;
    let settings = office.call(ANJA, "GET", "/integration/settings", None).await;
    assert_eq!(settings.body["version"], saved);
}

#[tokio::test]
async fn one_who_stops_while_another_starts_leaves_what_the_last_one_said() {
    let (mut active, mut deactivated) = (0, 0);
    for wait in (0..240).step_by(8) {
        let office = Office::new().await;
        office.world.furnish();
        office.activate().await;
        let stop = || office.call(ANJA, "POST", "/integration/deactivate", Some(json!({ "confirm": true })));
        assert_eq!(stop().await.status, 200);
        let start = || office.call(ANJA, "POST", "/integration/activate", Some(json!({})));
        let later = async {
            for _ in 0..wait {
                tokio::task::yield_now().await;
            }
            stop().await
        };
        let (started, stopped) = tokio::join!(start(), later);
        let story = format!("{wait} {started:?} {stopped:?}");
        office.schedules_agree(&story).await;
        let stage = office.call(ANJA, "GET", "/integration", None).await;
        match (stage.text("stage"), stopped.status) {
            ("deactivated", 200) => deactivated += 1,
            ("active", 409) => active += 1,
            _ => panic!("{story} {stage:?}"),
        }
    }
    assert!(active > 0 && deactivated > 0, "{active} {deactivated}");
}

#[tokio::test]
async fn one_who_checks_while_another_starts_leaves_no_start_half_done() {
    let mut started = 0;
    for wait in (0..240).step_by(8) {
        let office = Office::new().await;
        office.world.furnish();
        office.connect().await;
        let values = json!({ "work_article": "UUR" });
        let check = || office.right("POST", "/integration/settings/check", json!({ "values": values }));
        check().await;
        let later = async {
            for _ in 0..wait {
                tokio::task::yield_now().await;
            }
            office.call(ANJA, "PUT", "/integration/settings", Some(values.clone())).await
        };
        let checking =
            office.call(ANJA, "POST", "/integration/settings/check", Some(json!({ "values": values })));
        let (checked, saved) = tokio::join!(checking, later);
        let story = format!("{wait} {checked:?} {saved:?}");
        let stage = office.call(ANJA, "GET", "/integration", None).await;
        match (saved.status, stage.text("stage")) {
            (200, "active") => started += 1,
            (409, "connected") => {}
            _ => panic!("{story} {stage:?}"),
        }
        office.schedules_agree(&story).await;
    }
    assert!(started > 0);
}
