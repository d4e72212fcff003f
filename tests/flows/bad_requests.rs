//! Requests that are not as they should be: each gets a clear answer, and changes nothing.

use koppel_tests::Office;
use koppel_tests::office::{ANJA, OTTO};
use serde_json::json;

#[tokio::test]
async fn every_bad_request_is_told_what_to_do_and_changes_nothing() {
    let office = Office::new().await;
    let before = office.call(ANJA, "GET", "/integration", None).await.body["revision"].clone();
    let long = "x".repeat(1_000_000);
    let token = office.oidc.mint(ANJA, |_| {});
    let simon = |name: &str, value: &str| {
        let mut body = office.simple_simon();
        body[name] = json!(value);
        body
    };
    for (method, path, body, status) in [
        ("POST", "/integration/terms", json!("text"), 400),
        ("POST", "/integration/terms", json!({ "version": "one" }), 400),
        ("POST", "/integration/terms", json!({ "version": 1, "extra": true }), 400),
        ("POST", "/integration/terms", json!({ "version": -1 }), 400),
        ("POST", "/integration/wipe", json!({ "tables": ["user"], "company": "A" }), 400),
        ("POST", "/integration/wipe", json!({ "tables": [], "company": long }), 413),
        ("PUT", "/integration/simple-simon", simon("user", "a\u{0}b"), 400),
        ("PUT", "/integration/simple-simon", simon("user", "a\r\nb"), 400),
        ("PUT", "/integration/simple-simon", simon("address", "file:///etc/passwd"), 422),
        ("PUT", "/integration/simple-simon", simon("address", "https://[::1]/"), 422),
        ("POST", "/integration/deactivate", json!({ "confirm": false }), 400),
        ("POST", "/integration/problems/again", json!({ "table": "customer" }), 400),
        ("POST", "/integration/runs", json!({ "concern": "wipe" }), 400),
        ("GET", "/integration/log?limit=0", json!(null), 400),
        ("GET", "/integration/log?kind=red", json!(null), 400),
        ("GET", "/integration/log?before=../../x", json!(null), 400),
        ("GET", "/integration/log?unknown=1", json!(null), 400),
        ("GET", "/integration/../tenants", json!(null), 404),
        ("GET", "/integration/%2e%2e/tenants", json!(null), 404),
        ("DELETE", "/integration", json!(null), 405),
    ] {
        let body = (!body.is_null()).then_some(body);
        let answer = office.call(ANJA, method, path, body).await;
        assert_eq!(answer.status, status, "{method} {path} {answer:?}");
        assert!(!answer.text("detail").is_empty() && !answer.text("action").is_empty(), "{answer:?}");
    }
    let body = Some(json!({ "version": 1 }));
    let headers = [("content-type", "text/plain")];
    let answer = office.call_with(Some(&token), "POST", "/integration/terms", None, &headers).await;
    assert_eq!(answer.status, 415, "{answer:?}");
    for (name, value) in [("if-match", "\"x\""), ("idempotency-key", "a/b"), ("idempotency-key", "")] {
        let answer = office
            .call_with(Some(&token), "POST", "/integration/terms", body.clone(), &[(name, value)])
            .await;
        assert_eq!((answer.status, answer.text("code")), (400, "malformed"), "{name} {answer:?}");
    }
    for id in ["", "ab", "De Molen", "../korenaar", "korenaar#", &"x".repeat(41)] {
        let body = json!({ "tenant": id, "company": "A" });
        assert_eq!(office.call(OTTO, "POST", "/tenants", Some(body)).await.status, 400, "{id}");
    }
    let body = json!({ "tenant": "korenaar", "company": "Nog eens" });
    assert_eq!(office.call(OTTO, "POST", "/tenants", Some(body)).await.text("code"), "exists");
    let after = office.call(ANJA, "GET", "/integration", None).await.body["revision"].clone();
    assert_eq!(before, after);
}
