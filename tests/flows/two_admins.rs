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
