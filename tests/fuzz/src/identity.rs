//! Tokens, the issuer's own documents, and the end of a sign-in.
//!
//! Properties: nothing panics; a token that the issuer did not sign makes no caller, whatever it says; one that it did
//! makes a caller only where issuer, audience, times and role are right; no refusal shows what was sent.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use koppel_identity::{Caller, Identity, Refused, Role};
use koppel_outside::clock::ManualClock;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::block_on;
use crate::script::{Input, Script};

const ISSUER: &str = "https://login.example/pool";
const CLIENT: &str = "koppel";
/// The moment at which everything here happens.
pub(crate) const NOW: &str = "2026-03-02T08:00:00Z";
const NOW_S: i64 = 1_772_438_400;
/// What is in a token and may be in no refusal.
const SECRET: &str = "geheim";

/// One input.
pub(crate) fn run(data: &[u8]) {
    let input = Input::of(data);
    let first = input.answers.first().copied().unwrap_or_default();
    let second = input.answers.get(1).copied().unwrap_or_default();
    match input.choice(0, b'a') % 6 {
        0 => forged(first),
        1 => signed(first),
        2 => drop(caller(&[DISCOVERY.as_bytes(), first], &token(&claims()))),
        3 => drop(caller(&[first, key_set().as_bytes()], &token(&claims()))),
        4 => exchanged(first),
        _ => returned(first, second),
    }
}

const DISCOVERY: &str = r#"{"issuer":"https://login.example/pool","authorization_endpoint":"https://login.example/authorize","token_endpoint":"https://login.example/token","jwks_uri":"https://login.example/keys"}"#;

/// Any text as a token: nobody but the issuer can sign one.
fn forged(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let outcome = caller(&[DISCOVERY.as_bytes(), key_set().as_bytes()], &text);
    assert!(outcome.is_err(), "a forged token makes a caller: {text}");
}

/// Any claims, rightly signed.
fn signed(claims: &[u8]) {
    let outcome = caller(&[DISCOVERY.as_bytes(), key_set().as_bytes()], &token(claims));
    let Ok(caller) = outcome else { return };
    let said: Value = serde_json::from_slice(claims).expect("claims that count are JSON");
    assert_eq!(said["iss"], ISSUER);
    let audience = &said["aud"];
    let is_ours = |one: &Value| one == CLIENT;
    let named = is_ours(audience) || audience.as_array().is_some_and(|many| many.iter().any(is_ours));
    assert!(named || audience.is_null() && is_ours(&said["client_id"]), "for somebody else: {said}");
    let end = said["exp"].as_i64().or_else(|| said["exp"].as_f64().map(|end| end as i64));
    assert!(end.is_some_and(|end| end.saturating_add(60) > NOW_S), "expired: {said}");
    assert_eq!(said["sub"], caller.subject.as_str());
    assert!(caller.name.chars().count() <= 100 && !caller.name.chars().any(char::is_control), "{caller:?}");
    match caller.role {
        Role::Admin(tenant) => assert_eq!(said["tenant"], tenant.as_str()),
        Role::Operator => assert!(said["groups"].to_string().contains("operator"), "{said}"),
    }
}

/// Any answer of the token endpoint, to a sign-in that was rightly begun.
fn exchanged(answer: &[u8]) {
    let identity = identity(&[DISCOVERY.as_bytes(), key_set().as_bytes(), answer]);
    block_on(async {
        let begun = identity.sign_in().await.expect("a sign-in begins");
        let state = begun.kept.split('.').nth(1).unwrap_or_default();
        // The nonce is random, so no token that was made before can belong to it.
        let refused = identity.signed_in(&begun.kept, state, "code").await.map(drop).unwrap_err();
        shows_nothing(&refused.to_string());
    });
}

/// Anything in the cookie and in the address that the issuer sends a browser back with.
fn returned(kept: &[u8], state: &[u8]) {
    let (kept, state) = (String::from_utf8_lossy(kept), String::from_utf8_lossy(state));
    let identity = identity(&[DISCOVERY.as_bytes(), key_set().as_bytes()]);
    let refused = block_on(identity.signed_in(&kept, &state, &state)).map(drop).unwrap_err();
    shows_nothing(&refused.to_string());
}

fn caller(answers: &[&[u8]], token: &str) -> Result<Caller, Refused> {
    let outcome = block_on(identity(answers).caller(token));
    if let Err(refused) = &outcome {
        shows_nothing(&format!("{refused} {refused:?}"));
    }
    outcome
}

fn shows_nothing(text: &str) {
    assert!(!text.contains(SECRET), "a refusal shows what was sent: {text}");
}

fn identity(answers: &[&[u8]]) -> Identity {
    let config = json!({
        "issuer": ISSUER, "client_id": CLIENT, "redirect_uri": "https://koppel.example/signed-in",
    });
    let clock = Arc::new(ManualClock::new(NOW.parse().unwrap()));
    Identity::new(serde_json::from_value(config).unwrap(), Arc::new(Script::new(answers)), clock).unwrap()
}

/// Somebody who knows the issuer's addresses and keys, however often they are asked.
pub(crate) fn of_one_issuer() -> Identity {
    identity(&[DISCOVERY.as_bytes(), key_set().as_bytes()])
}

/// The token of the admin of a company.
pub(crate) fn admins_token() -> String {
    thread_local! {
        static TOKEN: String = token(&claims());
    }
    TOKEN.with(Clone::clone)
}

/// The token of the operator.
pub(crate) fn operators_token() -> String {
    thread_local! {
        static TOKEN: String = {
            let claims = json!({
                "iss": ISSUER, "sub": "o1", "aud": CLIENT, "exp": NOW_S + 600, "groups": "operator",
            });
            token(claims.to_string().as_bytes())
        };
    }
    TOKEN.with(Clone::clone)
}

fn claims() -> Vec<u8> {
    json!({ "iss": ISSUER, "sub": "a1", "aud": CLIENT, "exp": NOW_S + 600, "tenant": "korenaar" })
        .to_string()
        .into_bytes()
}

fn token(claims: &[u8]) -> String {
    let header = BASE64URL.encode(json!({ "alg": "ES256", "kid": "e1" }).to_string());
    let message = format!("{header}.{}", BASE64URL.encode(claims));
    let signature = KEY.with(|key| key.sign(&SystemRandom::new(), message.as_bytes()).unwrap());
    format!("{message}.{}", BASE64URL.encode(signature.as_ref()))
}

fn key_set() -> String {
    let (x, y) = KEY.with(|key| {
        let point = key.public_key().as_ref();
        (BASE64URL.encode(point.get(1..33).unwrap()), BASE64URL.encode(point.get(33..65).unwrap()))
    });
    json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "e1", "use": "sig", "x": x, "y": y }] })
        .to_string()
}

thread_local! {
    static KEY: EcdsaKeyPair = {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random).unwrap()
    };
}
