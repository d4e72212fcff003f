//! What a caller is, and by what name.

use serde_json::json;

use super::world::World;
use crate::{Refused, Role};

#[tokio::test]
async fn the_role_comes_from_the_token_alone() {
    let admin = || Ok(Role::Admin("korenaar".parse().unwrap()));
    let cases = [
        (json!({}), admin()),
        (json!({ "groups": [] }), admin()),
        (json!({ "groups": ["operators", "Operator"] }), admin()),
        (json!({ "tenant": null, "groups": ["staff", "operator"] }), Ok(Role::Operator)),
        (json!({ "tenant": null, "groups": "operator" }), Ok(Role::Operator)),
        (json!({ "groups": ["operator"] }), Ok(Role::Operator)),
        (json!({ "tenant": null }), Err(Refused::NoRole)),
        (json!({ "tenant": null, "groups": ["staff"] }), Err(Refused::NoRole)),
        (json!({ "tenant": "" }), Err(Refused::NoRole)),
        (json!({ "tenant": "Korenaar" }), Err(Refused::NoRole)),
        (json!({ "tenant": "korenaar#profile" }), Err(Refused::NoRole)),
        (json!({ "tenant": ["korenaar"] }), Err(Refused::NoRole)),
        (json!({ "tenant": "a#b", "groups": ["operator"] }), Err(Refused::NoRole)),
        (json!({ "groups": { "operator": true } }), Err(Refused::NoRole)),
        (json!({ "groups": [1, "operator"] }), Err(Refused::NoRole)),
    ];
    let world = World::new();
    for (others, expected) in cases {
        let answer = world.caller(&world.es.token(&world.claims(others.clone()))).await;
        assert_eq!(answer.map(|caller| caller.role), expected, "{others}");
    }
}

#[tokio::test]
async fn each_issuer_has_its_own_claims() {
    let world = World::with(json!({
        "tenant_claim": "custom:tenant", "roles_claim": "/realm_access/roles", "operator_role": "beheer",
    }));
    let cases = [
        (json!({ "custom:tenant": "molen" }), Ok(Role::Admin("molen".parse().unwrap()))),
        (json!({ "realm_access": { "roles": ["beheer"] } }), Ok(Role::Operator)),
        (json!({ "groups": ["operator"] }), Err(Refused::NoRole)),
    ];
    for (others, expected) in cases {
        let answer = world.caller(&world.es.token(&world.claims(others.clone()))).await;
        assert_eq!(answer.map(|caller| caller.role), expected, "{others}");
    }
}

#[tokio::test]
async fn a_name_is_short_and_can_be_read() {
    let long = "é".repeat(150);
    let cut = "é".repeat(100);
    let cases = [
        (json!({}), "jan@korenaar.example"),
        (json!({ "email_verified": true, "name": "Jan" }), "jan@korenaar.example"),
        (json!({ "email_verified": false, "name": "Jan" }), "Jan"),
        (json!({ "email_verified": "false", "name": "Jan" }), "Jan"),
        (json!({ "email": null, "preferred_username": "jan" }), "jan"),
        (json!({ "email": " \u{7}", "name": 7 }), "u-1"),
        (json!({ "email": "a\u{0}b\r\nc\u{1B}[31m\u{202E}d" }), "ab c[31md"),
        (json!({ "email": null, "name": long }), &cut),
    ];
    let world = World::new();
    for (others, expected) in cases {
        let caller = world.caller(&world.es.token(&world.claims(others.clone()))).await.unwrap();
        assert_eq!((caller.name.as_str(), caller.subject.as_str()), (expected, "u-1"), "{others}");
    }
}
