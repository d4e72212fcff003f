//! Every route for every role: who is let in, and who finds nothing there (P6).

use koppel_tests::Office;
use koppel_tests::office::{ANJA, BRAM, NIEK, OTTO};
use serde_json::json;

/// Who a route is for.
#[derive(Clone, Copy, PartialEq)]
enum For {
    Admin,
    Operator,
    Anyone,
}

fn routes() -> Vec<(String, String, For)> {
    let document = serde_json::from_str::<serde_json::Value>(koppel_activation::DOCUMENT).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let who = match path.as_str() {
                "/api/v1/me" | "/api/v1/tenants/{tenant}" => For::Anyone,
                path if path.starts_with("/api/v1/integration") => For::Admin,
                _ => For::Operator,
            };
            let path = path.replace("{tenant}", "korenaar").replace("{connector}", "imuis");
            routes.push((method.to_uppercase(), path, who));
        }
    }
    assert!(routes.len() >= 31, "{routes:?}", routes = routes.len());
    routes
}

#[tokio::test]
async fn every_route_knows_its_role() {
    let office = Office::new().await;
    let body = json!({ "tenant": "molen", "company": "De Molen" });
    office.call(OTTO, "POST", "/tenants", Some(body)).await;
    let altered = {
        let mut token = office.oidc.mint(ANJA, |_| {}).into_bytes();
        let middle = token.len() / 2;
        token[middle] = if token[middle] == b'A' { b'B' } else { b'A' };
        String::from_utf8(token).unwrap()
    };
    let now = office.world.clock.now().as_second();
    let bad = [
        ("altered", altered),
        ("expired", office.oidc.mint(ANJA, |claims| drop(claims.insert("exp".to_owned(), json!(now - 120))))),
        (
            "other issuer",
            office
                .oidc
                .mint(ANJA, |claims| drop(claims.insert("iss".to_owned(), json!("https://x.example")))),
        ),
        (
            "other audience",
            office.oidc.mint(ANJA, |claims| drop(claims.insert("aud".to_owned(), json!("x")))),
        ),
        ("no token at all", "nonsense".to_owned()),
    ];
    for (method, path, who) in routes() {
        let body = matches!(method.as_str(), "POST" | "PUT").then(|| json!({}));
        let none = office.call_with(None, &method, &path, body.clone(), &[]).await;
        assert_eq!(none.status, 401, "{method} {path} {none:?}");
        for (what, token) in &bad {
            let answer = office.call_with(Some(token), &method, &path, body.clone(), &[]).await;
            assert_eq!(answer.status, 401, "{method} {path} {what} {answer:?}");
            assert!(!answer.text("action").is_empty());
        }
        let status = async |user: &str| office.call(user, &method, &path, body.clone()).await.status;
        assert_eq!(status(NIEK).await, 403, "{method} {path} without a role");
        let (admin, operator) = (status(ANJA).await, status(OTTO).await);
        match who {
            For::Admin => {
                assert!(admin != 403 && admin != 401 && operator == 403, "{method} {path} {admin} {operator}")
            }
            For::Operator => assert!(admin == 403 && operator != 403 && operator != 401, "{method} {path}"),
            For::Anyone => assert_eq!((admin, operator), (200, 200), "{method} {path}"),
        }
    }
    // Another company's admin: there is nothing.
    let other = office.call(BRAM, "GET", "/tenants/korenaar", None).await;
    assert_eq!((other.status, other.text("code")), (404, "not_found"));
    assert_eq!(office.call(ANJA, "GET", "/tenants/bestaat-niet", None).await.status, 404);
    assert_eq!(office.call(BRAM, "GET", "/integration", None).await.text("company"), "De Molen");
}
