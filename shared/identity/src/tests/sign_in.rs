//! A person's way through the issuer and back.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64URL};
use http::header::AUTHORIZATION;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::world::{DISCOVERY, KEYS, TOKEN, World, discovery, laid_over};
use crate::{Begun, Outage, Refused, SignInError};

fn pairs(text: &str) -> BTreeMap<String, String> {
    serde_urlencoded::from_str(text).unwrap()
}

fn query(begun: &Begun) -> BTreeMap<String, String> {
    let (address, query) = begun.url.split_once('?').unwrap();
    assert_eq!(address, "https://login.example/authorize");
    pairs(query)
}

/// What the token endpoint was asked last: its form, and the credentials in the header.
fn exchanged(world: &World) -> (BTreeMap<String, String>, Option<String>) {
    let asked = world.server.asked.lock().unwrap();
    let request = asked.iter().rfind(|request| request.uri() == TOKEN).unwrap();
    let basic = request.headers().get(AUTHORIZATION).map(|value| {
        assert!(value.is_sensitive());
        let pair = STANDARD.decode(value.to_str().unwrap().strip_prefix("Basic ").unwrap()).unwrap();
        String::from_utf8(pair).unwrap()
    });
    (pairs(std::str::from_utf8(request.body()).unwrap()), basic)
}

#[tokio::test]
async fn a_person_signs_in_and_is_known_from_then_on() {
    let world = World::new();
    let begun = world.identity.sign_in().await.unwrap();
    let sent = query(&begun);
    let fixed = [
        ("response_type", "code"),
        ("client_id", "koppel"),
        ("redirect_uri", "https://koppel.example/signed-in"),
        ("scope", "openid email profile"),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in fixed {
        assert_eq!(sent[name], value);
    }
    assert_eq!(sent.len(), 8);
    assert!(begun.kept.len() < 200);
    assert!(begun.kept.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));

    let token = world.rs.token(&world.claims(json!({ "nonce": sent["nonce"], "azp": "koppel" })));
    world.answer(TOKEN, 200, json!({ "id_token": token, "access_token": "x", "token_type": "Bearer" }));
    let signed_in = world.identity.signed_in(&begun.kept, &sent["state"], "c&d").await.unwrap();
    assert_eq!(signed_in.expires_in, Duration::from_secs(3600));
    assert_eq!(world.caller(&signed_in.token).await.unwrap().name, "jan@korenaar.example");

    let (form, basic) = exchanged(&world);
    assert_eq!(basic, None);
    assert_eq!(form["code"], "c&d");
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["redirect_uri"], sent["redirect_uri"]);
    let challenge = BASE64URL.encode(digest(&SHA256, form["code_verifier"].as_bytes()));
    assert_eq!(challenge, sent["code_challenge"]);
}

#[tokio::test]
async fn no_two_sign_ins_share_a_secret_and_none_is_shown() {
    let world = World::with(json!({ "client_secret": "s3cret" }));
    let (first, second) = (world.identity.sign_in().await.unwrap(), world.identity.sign_in().await.unwrap());
    let mut secrets: Vec<&str> =
        [&first, &second].into_iter().flat_map(|begun| begun.kept.split('.').skip(1)).collect();
    secrets.sort_unstable();
    secrets.dedup();
    assert_eq!(secrets.len(), 6);
    let verifier = first.kept.rsplit('.').next().unwrap();
    assert!(!first.url.contains(verifier), "the verifier travels by the back way alone");
    let shown = format!("{first:?} {:?}", world.identity.config);
    assert!(!shown.contains("s3cret") && secrets.iter().all(|secret| !shown.contains(secret)), "{shown}");
}

#[tokio::test]
async fn a_secret_goes_the_way_the_issuer_takes_it() {
    let methods = [
        (json!(null), true),
        (json!(["client_secret_post", "client_secret_basic"]), true),
        (json!(["client_secret_post"]), false),
    ];
    for (methods, in_header) in methods {
        let world = World::with(json!({ "client_secret": "a:b c=" }));
        world.answer(
            DISCOVERY,
            200,
            laid_over(discovery(), json!({ "token_endpoint_auth_methods_supported": methods })),
        );
        let begun = world.identity.sign_in().await.unwrap();
        world.answer(TOKEN, 400, json!({ "error": "invalid_grant" }));
        let answer = world.identity.signed_in(&begun.kept, &query(&begun)["state"], "code").await;
        assert_eq!(answer.unwrap_err(), SignInError::CodeRefused);
        let (form, basic) = exchanged(&world);
        assert_eq!(basic, in_header.then(|| "koppel:a%3Ab+c%3D".to_owned()));
        assert_eq!(form.get("client_secret"), (!in_header).then(|| "a:b c=".to_owned()).as_ref());
    }
}

#[tokio::test]
async fn what_the_browser_brings_must_be_what_it_was_given() {
    let world = World::new();
    let begun = world.identity.sign_in().await.unwrap();
    let other = world.identity.sign_in().await.unwrap();
    let (kept, state) = (begun.kept.as_str(), query(&begun)["state"].clone());
    let (longer, shorter) = (format!("{kept}.x"), &kept[..kept.len() - 1]);
    let long = "c".repeat(8 * 1024 + 1);
    for (kept, state, code, expected) in [
        ("", state.as_str(), "code", SignInError::Lapsed),
        ("...", "", "code", SignInError::Lapsed),
        (&longer, &state, "code", SignInError::Lapsed),
        (shorter, &state, "code", SignInError::Lapsed),
        (kept, "", "code", SignInError::OtherState),
        (kept, &query(&other)["state"], "code", SignInError::OtherState),
        (&other.kept, &state, "code", SignInError::OtherState),
        (kept, &state, "", SignInError::CodeRefused),
        (kept, &state, &long, SignInError::CodeRefused),
    ] {
        assert_eq!(world.identity.signed_in(kept, state, code).await.unwrap_err(), expected);
    }
    world.pass(15 * 60);
    let late = world.identity.signed_in(kept, &state, "code").await.unwrap_err();
    assert_eq!(late, SignInError::Lapsed);
    assert!(world.server.asked.lock().unwrap().iter().all(|request| request.uri() != TOKEN));
}

#[tokio::test]
async fn a_token_of_another_sign_in_signs_nobody_in() {
    let cases = [
        (json!({ "nonce": "another" }), SignInError::OtherNonce),
        (json!({ "nonce": null }), SignInError::OtherNonce),
        (json!({ "aud": "machines" }), Refused::WrongAudience.into()),
        (json!({ "aud": ["koppel", "machines"], "azp": "machines" }), Refused::WrongAudience.into()),
        (json!({ "aud": null, "client_id": "koppel", "token_use": "access" }), Refused::WrongAudience.into()),
        (json!({ "iss": "https://other.example" }), Refused::WrongIssuer.into()),
        (json!({ "exp": 0 }), Refused::Expired.into()),
        (json!({ "tenant": null }), Refused::NoRole.into()),
    ];
    let world = World::with(json!({ "audiences": ["koppel", "machines"] }));
    for (others, expected) in cases {
        let begun = world.identity.sign_in().await.unwrap();
        let sent = query(&begun);
        let claims = laid_over(world.claims(json!({ "nonce": sent["nonce"] })), others.clone());
        world.answer(TOKEN, 200, json!({ "id_token": world.es.token(&claims) }));
        let answer = world.identity.signed_in(&begun.kept, &sent["state"], "code").await;
        assert_eq!(answer.unwrap_err(), expected, "{others}");
    }
}

#[tokio::test]
async fn what_the_token_endpoint_answers_says_who_must_act() {
    const WHAT: &str = "the token endpoint";
    let cases: [(u16, Value, SignInError); 6] = [
        (400, json!({ "error": "invalid_grant" }), SignInError::CodeRefused),
        (400, json!({ "error": "invalid_client" }), SignInError::ClientRefused),
        (401, json!("no"), SignInError::ClientRefused),
        (400, json!({ "error": "invalid_request" }), Outage::Status(WHAT, 400).into()),
        (502, json!("bad gateway"), Outage::Status(WHAT, 502).into()),
        (200, json!({ "access_token": "x" }), Outage::Unusable(WHAT).into()),
    ];
    let world = World::new();
    let begun = world.identity.sign_in().await.unwrap();
    for (status, body, expected) in cases {
        world.answer(TOKEN, status, body);
        let answer = world.identity.signed_in(&begun.kept, &query(&begun)["state"], "code").await;
        assert_eq!(answer.unwrap_err(), expected);
    }
}

#[tokio::test]
async fn nobody_is_sent_to_an_issuer_that_is_not_there() {
    let world = World::new();
    world.answer(KEYS, 500, json!({}));
    let answer = world.identity.sign_in().await;
    assert_eq!(answer.unwrap_err(), Refused::IssuerUnreachable(Outage::Status("the key set", 500)));
}
