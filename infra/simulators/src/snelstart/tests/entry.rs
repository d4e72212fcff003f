//! Who comes in (SnelStart fact sheet §2): the token host, the two keys and their separate failures, scopes, hosts.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{Method, Request};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{World, token};
use crate::snelstart::{BearerBody, Options};

fn keyed(key: &str) -> Request<Bytes> {
    token(&[("grant_type", "clientkey"), ("clientkey", key)])
}

#[tokio::test]
async fn s2_2_a_koppelsleutel_gives_a_token_that_tells_its_scopes() {
    let world = World::bare(Options::default()).await;
    let answer = world.ask(keyed(&world.snel.options().client_key)).await;
    assert_eq!(answer.status, 200);
    assert_eq!((&answer.json["token_type"], &answer.json["expires_in"]), (&json!("bearer"), &json!(3599)));
    let parts: Vec<&str> = answer.json["access_token"].as_str().unwrap().split('.').collect();
    let payload: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    assert!(payload["scopes"].as_str().unwrap().split(' ').any(|scope| scope == "orders:write"));
    assert_eq!(parts.len(), 3, "a JWT");
}

#[tokio::test]
async fn s2_2_a_refused_koppelsleutel_says_so_in_its_own_shape() {
    let world = World::bare(Options::default()).await;
    let text = "GrantType clientkey was found. Parameter clientkey does not contain a valid value";
    let right = world.snel.options().client_key;
    let raw = Request::post("/b2b/token").header("Content-Type", "application/x-www-form-urlencoded");
    // The plus of the key is a blank where nobody encodes it.
    let raw = raw.body(Bytes::from(format!("grant_type=clientkey&clientkey={right}"))).unwrap();
    for request in [keyed("fout"), raw] {
        let answer = world.ask(request).await;
        assert_eq!((answer.status, &answer.json), (400, &json!({ "error": text })));
    }
    world
        .snel
        .change_options(|options| (options.client_key_withdrawn, options.refused_key_status) = (true, 401));
    assert_eq!(world.ask(keyed(&right)).await.status, 401);
    assert_eq!(world.get("companyInfo").await.status, 200, "a token that is out goes on");
}

#[tokio::test]
async fn s2_2_other_grants_bodies_and_verbs() {
    let world = World::bare(Options::default()).await;
    let password = [("grant_type", "password"), ("username", "koppel"), ("password", ":~>~?proef")];
    assert_eq!(world.ask(token(&password)).await.status, 400, "not quite");
    let password = [("grant_type", "password"), ("username", "koppel"), ("password", "~>~?proef")];
    assert_eq!(world.ask(token(&password)).await.status, 200);
    world.snel.change_options(|options| options.password_grant = false);
    let answer = world.ask(token(&password)).await;
    assert_eq!((answer.status, answer.json), (400, json!({ "error": "unsupported_grant_type" })));
    let json = Request::post("/b2b/token").header("Content-Type", "application/json");
    assert_eq!(world.ask(json.body(Bytes::from("{}")).unwrap()).await.status, 400);
    assert_eq!(world.ask(Request::get("/b2b/token").body(Bytes::new()).unwrap()).await.status, 405);
}

#[tokio::test]
async fn s2_4_the_subscription_key_fails_before_the_bearer_and_by_its_own_words() {
    let world = World::bare(Options::default()).await;
    let mut wrong = world.request(Method::GET, "companyInfo", "");
    wrong.headers_mut().insert("Ocp-Apim-Subscription-Key", "oud".parse().unwrap());
    wrong.headers_mut().remove("Authorization");
    let answer = world.ask(wrong).await;
    assert_eq!(
        (answer.status, answer.json),
        (
            401,
            json!({ "statusCode": 401, "message": "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription." })
        )
    );
    let mut missing = world.request(Method::GET, "companyInfo", "");
    missing.headers_mut().remove("Ocp-Apim-Subscription-Key");
    let answer = world.ask(missing).await;
    let message = answer.json["message"].as_str().unwrap();
    assert!(answer.status == 401 && message.starts_with("Access denied due to missing subscription key."));
}

#[tokio::test]
async fn s2_3_both_subscription_keys_are_good_in_the_header_and_in_the_query() {
    let world = World::bare(Options::default()).await;
    for key in world.snel.options().subscription_keys {
        let mut request = world.request(Method::GET, &format!("companyInfo?subscription-key={key}"), "");
        request.headers_mut().remove("Ocp-Apim-Subscription-Key");
        assert_eq!(world.ask(request).await.status, 200);
        let mut request = world.request(Method::GET, "companyInfo", "");
        request.headers_mut().insert("Ocp-Apim-Subscription-Key", key.parse().unwrap());
        assert_eq!(world.ask(request).await.status, 200);
    }
}

#[tokio::test]
async fn s2_4_a_bearer_that_is_missing_old_or_withdrawn_is_an_empty_401() {
    let mut world = World::bare(Options { token_life: 60, ..Options::default() }).await;
    let mut missing = world.request(Method::GET, "companyInfo", "");
    missing.headers_mut().remove("Authorization");
    let answer = world.ask(missing).await;
    assert_eq!((answer.status, answer.text().as_str()), (401, ""));
    world.clock.advance(SignedDuration::from_secs(59));
    assert_eq!(world.get("companyInfo").await.status, 200);
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(world.get("companyInfo").await.status, 401, "expired");
    world.sign_in().await;
    assert_eq!(world.get("companyInfo").await.status, 200);
    world.snel.withdraw_tokens();
    world.snel.change_options(|options| options.bearer_body = BearerBody::Message);
    let answer = world.get("companyInfo").await;
    assert_eq!(answer.status, 401);
    assert!(answer.json["message"].is_string() && answer.json.get("statusCode").is_none());
}

#[tokio::test]
async fn a_token_may_die_before_it_said_so() {
    let world = World::bare(Options { token_dies_early: 3_000, ..Options::default() }).await;
    world.clock.advance(SignedDuration::from_secs(600));
    assert_eq!(world.get("companyInfo").await.status, 401);
}

#[tokio::test]
async fn s2_5_a_scope_that_the_token_lacks_is_403_in_plain_text() {
    let scopes = "relaties:read orders:read".to_owned();
    let world = World::with(Options { scopes, ..Options::default() }).await;
    for (path, status) in
        [("relaties", 200), ("verkooporders", 200), ("artikelen", 403), ("companyInfo", 403)]
    {
        assert_eq!(world.get(path).await.status, status, "{path}");
    }
    let answer = world.order(json!({})).await;
    assert_eq!(answer.status, 403, "may read, not write");
    assert!(answer.text().starts_with("Het ingelogde account"));
    assert!(world.snel.orders().is_empty());
    assert_eq!(world.get("echo/dag").await.json, json!("dag"), "needs no scope");
}

#[tokio::test]
async fn s13_a_package_without_order_entry_is_403_whatever_the_token_says() {
    let world = World::with(Options { no_order_package: true, ..Options::default() }).await;
    assert_eq!(world.order(json!({})).await.status, 403);
    assert_eq!(world.get("offertes").await.status, 403);
    assert_eq!(world.get("relaties").await.status, 200);
}

#[tokio::test]
async fn s1_paths_and_hosts_are_taken_letter_for_letter() {
    let world = World::bare(Options::default()).await;
    let at = |uri: &str| {
        let mut request = world.request(Method::GET, "companyInfo", "");
        *request.uri_mut() = uri.parse().unwrap();
        request
    };
    for (uri, status) in [
        ("/v2/companyInfo", 200),
        ("https://b2bapi.snelstart.nl/v2/companyInfo", 200),
        ("https://auth.snelstart.nl/v2/companyInfo", 404),
        ("/v1/companyInfo", 404),
        ("/v2/companyinfo", 404),
        ("/v2/Relaties", 404),
        ("/v2/relaties/", 400),
        ("/v2/artikelgroepen", 404),
    ] {
        assert_eq!(world.ask(at(uri)).await.status, status, "{uri}");
    }
    for (host, status) in [("auth.snelstart.nl", 200), ("b2bapi.snelstart.nl", 401), ("127.0.0.1:8080", 200)]
    {
        let mut request = keyed(&world.snel.options().client_key);
        request.headers_mut().insert("Host", host.parse().unwrap());
        assert_eq!(world.ask(request).await.status, status, "{host}");
    }
    assert_eq!(world.delete("companyInfo").await.status, 405);
}
