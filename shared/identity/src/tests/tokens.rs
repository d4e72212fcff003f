//! Every way to alter a token, and what it is refused for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use ring::hmac;
use serde_json::{Value, json};

use super::world::{ISSUER, Signer, World, laid_over, message};
use crate::Refused;

#[tokio::test]
async fn each_claim_that_is_not_right_has_its_refusal() {
    let world = World::with(json!({ "audiences": ["koppel", "machines"] }));
    let now = world.now().as_second();
    let long = "x".repeat(256);
    let cases = [
        (json!({}), None),
        (json!({ "iss": "https://login.example/pool/" }), Some(Refused::WrongIssuer)),
        (json!({ "iss": "https://other.example" }), Some(Refused::WrongIssuer)),
        (json!({ "iss": [ISSUER] }), Some(Refused::Malformed)),
        (json!({ "iss": null }), Some(Refused::Malformed)),
        (json!({ "aud": ["other", "machines"] }), None),
        (json!({ "aud": ["other", "Koppel"] }), Some(Refused::WrongAudience)),
        (json!({ "aud": "koppel machines" }), Some(Refused::WrongAudience)),
        (json!({ "aud": "" }), Some(Refused::WrongAudience)),
        (json!({ "aud": [] }), Some(Refused::WrongAudience)),
        (json!({ "aud": { "koppel": true } }), Some(Refused::Malformed)),
        (json!({ "aud": null }), Some(Refused::WrongAudience)),
        (json!({ "aud": null, "client_id": "koppel" }), Some(Refused::WrongAudience)),
        (json!({ "aud": null, "client_id": "koppel", "token_use": "access" }), None),
        (
            json!({ "aud": "other", "client_id": "koppel", "token_use": "access" }),
            Some(Refused::WrongAudience),
        ),
        (json!({ "exp": now - 59 }), None),
        (json!({ "exp": now - 60 }), Some(Refused::Expired)),
        (json!({ "exp": -1 }), Some(Refused::Expired)),
        (json!({ "exp": i64::MIN }), Some(Refused::Expired)),
        (json!({ "exp": i64::MAX }), None),
        (json!({ "exp": 1.8e9 }), None),
        (json!({ "exp": (now + 3600).to_string() }), Some(Refused::Malformed)),
        (json!({ "exp": null }), Some(Refused::Malformed)),
        (json!({ "nbf": now + 60 }), None),
        (json!({ "nbf": now + 61 }), Some(Refused::NotYetValid)),
        (json!({ "nbf": "soon" }), Some(Refused::Malformed)),
        (json!({ "iat": now + 61, "nbf": now }), Some(Refused::NotYetValid)),
        (json!({ "iat": null }), None),
        (json!({ "sub": "" }), Some(Refused::Malformed)),
        (json!({ "sub": long }), Some(Refused::Malformed)),
        (json!({ "sub": 7 }), Some(Refused::Malformed)),
    ];
    for (others, refusal) in cases {
        for signer in [&world.es, &world.rs] {
            let answer = world.caller(&signer.token(&world.claims(others.clone()))).await;
            assert_eq!(answer.err(), refusal, "{others}");
        }
    }
}

#[tokio::test]
async fn no_character_of_a_token_can_be_another() {
    let world = World::new();
    for signer in [&world.es, &world.rs] {
        let token = signer.token(&world.claims(json!({})));
        assert!(world.caller(&token).await.is_ok());
        for (place, was) in token.char_indices() {
            for new in ['A', '_', '.', '=', 'é'].into_iter().filter(|new| *new != was) {
                let altered = format!("{}{new}{}", &token[..place], &token[place + 1..]);
                assert!(world.caller(&altered).await.is_err(), "{place}: {was} for {new}");
            }
        }
    }
}

#[tokio::test]
async fn a_signature_that_is_not_the_keys_own_is_refused() {
    let world = World::new();
    for (signer, length) in [(&world.es, 64), (&world.rs, 256)] {
        let claims = world.claims(json!({}));
        let message = message(&signer.header(), &claims);
        let right = signer.sign(message.as_bytes());
        let other = signer.sign(b"something else");
        let flipped = |place: usize| {
            let mut altered = right.clone();
            altered[place] ^= 1;
            altered
        };
        let cases = [
            ("none", vec![]),
            ("zeros", vec![0; length]),
            ("ones", vec![0xFF; length]),
            ("first byte", flipped(0)),
            ("middle", flipped(length / 2)),
            ("last byte", flipped(length - 1)),
            ("shorter", right[..length - 1].to_vec()),
            ("longer", [&right[..], &[0]].concat()),
            ("a zero before", [&[0], &right[..]].concat()),
            ("halves swapped", [&right[length / 2..], &right[..length / 2]].concat()),
            ("of another text", other),
            ("as DER", [&[0x30, 0x44, 0x02, 0x20], &right[..32], &[0x02, 0x20], &right[32..64]].concat()),
        ];
        for (what, signature) in cases {
            let token = format!("{message}.{}", BASE64URL.encode(signature));
            assert_eq!(world.caller(&token).await, Err(Refused::BadSignature), "{what}");
        }
        let whole = format!("{message}.{}", BASE64URL.encode(&right));
        assert!(world.caller(&whole).await.is_ok());
        assert_eq!(world.caller(&format!("{whole}=")).await, Err(Refused::Malformed));
    }
}

#[tokio::test]
async fn another_key_with_the_same_id_signs_nothing() {
    let world = World::new();
    let forger = Signer::es("e1");
    assert_eq!(world.caller(&forger.token(&world.claims(json!({})))).await, Err(Refused::BadSignature));
}

#[tokio::test]
async fn a_token_cannot_choose_how_it_is_checked() {
    let world = World::new();
    let claims = world.claims(json!({}));
    // The old trick: the public key, which everybody has, taken for a shared secret.
    for jwk in [world.rs.jwk(), world.es.jwk()] {
        for secret in [jwk.to_string(), jwk["n"].to_string(), jwk["x"].to_string()] {
            let message = message(&json!({ "alg": "HS256", "kid": jwk["kid"] }), &claims);
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message.as_bytes());
            let token = format!("{message}.{}", BASE64URL.encode(tag));
            assert_eq!(world.caller(&token).await, Err(Refused::WrongAlgorithm));
        }
    }
    for alg in ["none", "None", "", "HS256", "HS512", "RS384", "PS256", "ES384", "EdDSA", "es256"] {
        for kid in ["e1", "r1"] {
            let header = json!({ "alg": alg, "kid": kid });
            let unsigned = format!("{}.", message(&header, &claims));
            assert_eq!(world.caller(&unsigned).await, Err(Refused::WrongAlgorithm), "{alg}");
            let signed = world.rs.token_with(&header, &claims);
            assert_eq!(world.caller(&signed).await, Err(Refused::WrongAlgorithm), "{alg}");
        }
    }
    for (signer, alg, kid) in [(&world.es, "ES256", "r1"), (&world.rs, "RS256", "e1")] {
        let crossed = signer.token_with(&json!({ "alg": alg, "kid": kid }), &claims);
        assert_eq!(world.caller(&crossed).await, Err(Refused::UnknownKey));
    }
}

#[tokio::test]
async fn only_a_token_for_callers_lets_in() {
    let world = World::new();
    let claims = world.claims(json!({}));
    let cases = [
        (json!({ "typ": null }), None),
        (json!({ "typ": "at+jwt" }), None),
        (json!({ "typ": "jwt" }), None),
        (json!({ "typ": "logout+jwt" }), Some(Refused::Malformed)),
        (json!({ "crit": ["exp"] }), Some(Refused::Malformed)),
        (json!({ "alg": null }), Some(Refused::Malformed)),
        (json!({ "kid": 1 }), Some(Refused::Malformed)),
        (json!({ "kid": null }), Some(Refused::UnknownKey)),
    ];
    for (others, refusal) in cases {
        let header = laid_over(world.es.header(), others);
        assert_eq!(world.caller(&world.es.token_with(&header, &claims)).await.err(), refusal, "{header}");
    }
}

#[tokio::test]
async fn what_is_no_token_costs_the_issuer_nothing() {
    let world = World::new();
    let header = BASE64URL.encode(world.es.header().to_string());
    assert_eq!(world.caller("").await, Err(Refused::NoToken));
    for text in [
        ".".to_owned(),
        "..".to_owned(),
        "a".to_owned(),
        "a.b.c".to_owned(),
        format!("{header}.e30"),
        format!("{header}.e30.e30.e30.e30"),
        format!("Bearer {header}.e30.AA"),
        format!("{header}.e30.AB"),
        format!("{header}. e30.AA"),
        format!("{}.e30.AA", BASE64URL.encode("[]")),
        format!("{}.e30.AA", BASE64URL.encode(r#"{"alg":"none","alg":"ES256"}"#)),
    ] {
        assert_eq!(world.caller(&text).await, Err(Refused::Malformed), "{text}");
    }
    assert!(world.server.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_token_has_a_limit() {
    let world = World::new();
    let filled = |length: usize| world.es.token(&world.claims(json!({ "fill": "x".repeat(length) })));
    assert!(filled(11_000).len() < 16 * 1024);
    assert!(world.caller(&filled(11_000)).await.is_ok());
    assert!(filled(12_500).len() > 16 * 1024);
    assert_eq!(world.caller(&filled(12_500)).await, Err(Refused::Malformed));
}

#[tokio::test]
async fn claims_that_are_no_claims_are_refused() {
    let world = World::new();
    for claims in [json!([]), json!("x"), json!({}), Value::Null] {
        assert_eq!(world.caller(&world.rs.token(&claims)).await, Err(Refused::Malformed), "{claims}");
    }
}
