//! The issuer's keys: kept, changed, withdrawn, and out of reach.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use koppel_outside::http::HttpError;
use serde_json::{Value, json};

use super::world::{DISCOVERY, KEYS, Signer, World, config, discovery, laid_over};
use crate::{Misconfigured, Outage, Refused};

const HOUR: u64 = 3_600;

#[tokio::test]
async fn a_new_key_counts_at_once_and_a_withdrawn_one_ends() {
    let world = World::new();
    let claims = world.claims(json!({ "exp": i64::MAX }));
    let (old, new) = (world.es.token(&claims), Signer::es("e2"));
    assert!(world.caller(&old).await.is_ok());
    world.answer(KEYS, 200, json!({ "keys": [new.jwk()] }));
    // Nobody has shown the new key yet.
    world.pass(60);
    assert!(world.caller(&old).await.is_ok());
    assert!(world.caller(&new.token(&claims)).await.is_ok());
    assert_eq!(world.caller(&old).await, Err(Refused::UnknownKey));
    assert_eq!(world.asked_for_keys(), 2);
}

#[tokio::test]
async fn a_withdrawn_key_ends_within_the_hour_without_a_new_one_being_shown() {
    let world = World::new();
    let old = world.es.token(&world.claims(json!({ "exp": i64::MAX })));
    assert!(world.caller(&old).await.is_ok());
    world.answer(KEYS, 200, json!({ "keys": [world.rs.jwk()] }));
    world.pass(HOUR - 1);
    assert!(world.caller(&old).await.is_ok());
    world.pass(1);
    assert_eq!(world.caller(&old).await, Err(Refused::UnknownKey));
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_key_last() {
    let world = World::new();
    let old = world.es.token(&world.claims(json!({ "exp": i64::MAX, "iat": null })));
    assert!(world.caller(&old).await.is_ok());
    world.answer(KEYS, 200, json!({ "keys": [world.rs.jwk()] }));
    world.clock.set("2026-02-02T08:00:00Z".parse().unwrap());
    assert_eq!(world.caller(&old).await, Err(Refused::UnknownKey));
}

#[tokio::test]
async fn made_up_keys_cost_the_issuer_one_request_a_minute() {
    let world = World::new();
    let claims = world.claims(json!({ "exp": i64::MAX }));
    for second in 0..180 {
        let made_up = world.es.token_with(&json!({ "alg": "ES256", "kid": second.to_string() }), &claims);
        assert_eq!(world.caller(&made_up).await, Err(Refused::UnknownKey));
        world.pass(1);
    }
    assert_eq!(world.asked_for_keys(), 3);
}

#[tokio::test]
async fn of_many_who_need_the_keys_one_asks() {
    let world = World::new();
    let token = world.es.token(&world.claims(json!({})));
    let answers = join_all((0..50).map(|_| world.caller(&token))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(world.server.asked.lock().unwrap().len(), 2, "discovery and keys");

    let down = World::new();
    down.is_down(true);
    let answers = join_all((0..50).map(|_| down.caller(&token))).await;
    assert!(answers.iter().all(|answer| matches!(answer, Err(Refused::IssuerUnreachable(_)))));
    assert_eq!(down.server.asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn while_the_issuer_is_down_its_keys_go_on_working_for_a_day() {
    let world = World::new();
    let claims = world.claims(json!({ "exp": i64::MAX }));
    let token = world.es.token(&claims);
    assert!(world.caller(&token).await.is_ok());
    world.is_down(true);
    for _ in 0..23 {
        world.pass(HOUR);
        assert!(world.caller(&token).await.is_ok());
    }
    let unknown = Signer::es("e2").token(&claims);
    assert_eq!(world.caller(&unknown).await, Err(Refused::IssuerUnreachable(Outage::Waiting)));
    world.pass(HOUR);
    let silent = Outage::Silent("the discovery document", HttpError::Unclear("timeout"));
    assert_eq!(world.caller(&token).await, Err(Refused::IssuerUnreachable(silent)));
    world.is_down(false);
    world.pass(5);
    assert!(world.caller(&token).await.is_ok());
}

#[tokio::test]
async fn an_issuer_that_was_down_at_the_start_is_asked_again_soon() {
    let world = World::new();
    let token = world.es.token(&world.claims(json!({})));
    world.is_down(true);
    assert!(world.caller(&token).await.is_err());
    world.is_down(false);
    world.pass(4);
    assert_eq!(world.caller(&token).await, Err(Refused::IssuerUnreachable(Outage::Waiting)));
    world.pass(1);
    assert!(world.caller(&token).await.is_ok());
}

#[tokio::test]
async fn nobody_whose_key_is_known_waits_for_the_issuer() {
    let world = World::new();
    let claims = world.claims(json!({ "exp": i64::MAX }));
    let token = world.es.token(&claims);
    assert!(world.caller(&token).await.is_ok());
    let closed = world.server.gate.lock().await;
    for (passed, slow) in [(60, Signer::es("e2").token(&claims)), (HOUR, token.clone())] {
        world.pass(passed);
        let asked = world.server.asked.lock().unwrap().len();
        let identity = Arc::clone(&world.identity);
        let waiting = tokio::spawn(async move { identity.caller(&slow).await });
        while world.server.asked.lock().unwrap().len() == asked {
            tokio::task::yield_now().await;
        }
        let answer = tokio::time::timeout(Duration::from_secs(10), world.caller(&token)).await;
        assert!(answer.expect("waits for the issuer").is_ok());
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
    }
    // A call that was cut off holds nobody up.
    drop(closed);
    world.pass(60);
    assert!(world.caller(&token).await.is_ok());
}

#[tokio::test]
async fn a_key_set_is_read_key_by_key() {
    let world = World::new();
    let nameless = laid_over(world.rs.jwk(), json!({ "kid": null }));
    let padded = {
        use base64::Engine as _;
        let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let modulus = engine.decode(world.rs.jwk()["n"].as_str().unwrap()).unwrap();
        laid_over(world.rs.jwk(), json!({ "kid": "padded", "n": engine.encode([vec![0], modulus].concat()) }))
    };
    let keys = [
        json!(7),
        json!({ "kty": "oct", "kid": "shared", "k": "AAAA" }),
        laid_over(world.es.jwk(), json!({ "kid": "short", "x": "AAAA" })),
        laid_over(world.es.jwk(), json!({ "kid": "flat", "y": "AAAA" })),
        laid_over(world.es.jwk(), json!({ "kid": "enc", "use": "enc" })),
        laid_over(world.rs.jwk(), json!({ "kid": "512", "alg": "RS512" })),
        world.es.jwk(),
        padded,
        nameless,
    ];
    world.answer(KEYS, 200, json!({ "keys": keys }));
    let claims = world.claims(json!({}));
    for (kid, alg, expected) in [
        (json!("e1"), "ES256", None),
        (json!("padded"), "RS256", None),
        (Value::Null, "RS256", None),
        (Value::Null, "ES256", Some(Refused::UnknownKey)),
        (json!("enc"), "ES256", Some(Refused::UnknownKey)),
        (json!("512"), "RS256", Some(Refused::UnknownKey)),
        (json!("short"), "ES256", Some(Refused::UnknownKey)),
        (json!("flat"), "ES256", Some(Refused::UnknownKey)),
        (json!("shared"), "ES256", Some(Refused::UnknownKey)),
    ] {
        let signer = if alg == "ES256" { &world.es } else { &world.rs };
        let token = signer.token_with(&json!({ "alg": alg, "kid": kid }), &claims);
        assert_eq!(world.caller(&token).await.err(), expected, "{kid}");
    }
}

#[tokio::test]
async fn what_an_issuer_may_not_answer_is_an_outage() {
    const DOCUMENT: &str = "the discovery document";
    let of = |others: Value| laid_over(discovery(), others);
    let cases = [
        (DISCOVERY, 200, of(json!({ "issuer": "https://login.example" })), Outage::OtherIssuer),
        (
            DISCOVERY,
            200,
            of(json!({ "jwks_uri": "http://keys.example/jwks" })),
            Outage::Address("the address of the keys"),
        ),
        (
            DISCOVERY,
            200,
            of(json!({ "token_endpoint": "http://127.0.0.1/token" })),
            Outage::Address("the token endpoint"),
        ),
        (
            DISCOVERY,
            200,
            of(json!({ "authorization_endpoint": "javascript:alert(1)" })),
            Outage::Address("the authorization endpoint"),
        ),
        (DISCOVERY, 200, of(json!({ "jwks_uri": null })), Outage::Unusable(DOCUMENT)),
        (
            DISCOVERY,
            200,
            of(json!({ "fill": "x".repeat(300_000) })),
            Outage::Silent(DOCUMENT, HttpError::TooLong(256 * 1024)),
        ),
        (DISCOVERY, 302, json!({}), Outage::Status(DOCUMENT, 302)),
        (KEYS, 503, json!({ "keys": [] }), Outage::Status("the key set", 503)),
        (KEYS, 200, json!({ "keys": [] }), Outage::Unusable("the key set")),
        (KEYS, 200, json!([]), Outage::Unusable("the key set")),
    ];
    for (address, status, body, outage) in cases {
        let world = World::new();
        world.answer(address, status, body);
        let answer = world.caller(&world.es.token(&world.claims(json!({})))).await;
        assert_eq!(answer, Err(Refused::IssuerUnreachable(outage)));
    }
}

#[tokio::test]
async fn given_addresses_take_the_place_of_discovery() {
    let endpoints = json!({
        "authorization": "https://login.example/a", "token": "https://login.example/t", "keys": KEYS,
    });
    let world = World::with(json!({ "endpoints": endpoints }));
    world.answer(DISCOVERY, 500, json!({}));
    assert!(world.caller(&world.es.token(&world.claims(json!({})))).await.is_ok());
}

#[test]
fn settings_that_cannot_be_are_refused_at_the_start() {
    let open = json!({ "authorization": "http://a.example", "token": "http://a.example", "keys": KEYS });
    for (settings, expected) in [
        (json!({}), None),
        (json!({ "issuer": "http://127.0.0.1:9000", "redirect_uri": "http://localhost:8080/" }), None),
        (json!({ "issuer": "http://login.example" }), Some(Misconfigured::Address("issuer"))),
        (json!({ "issuer": "login.example" }), Some(Misconfigured::Address("issuer"))),
        (json!({ "redirect_uri": "/signed-in" }), Some(Misconfigured::Address("redirect_uri"))),
        (json!({ "endpoints": open }), Some(Misconfigured::Address("the authorization endpoint"))),
        (json!({ "client_id": "" }), Some(Misconfigured::Empty("client_id"))),
        (json!({ "audiences": [""] }), Some(Misconfigured::Empty("audiences"))),
        (json!({ "scopes": ["email"] }), Some(Misconfigured::NoOpenId)),
    ] {
        assert_eq!(config(settings.clone()).check().err(), expected, "{settings}");
    }
}
