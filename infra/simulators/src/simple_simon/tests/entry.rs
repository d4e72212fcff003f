//! Who is let in: credentials, modes, tokens on the clock, calls per second.

use bytes::Bytes;
use http::Request;
use jiff::SignedDuration;
use serde_json::json;

use super::World;
use crate::simple_simon::Mode;

const LIST: &str = "/classic/customer/read";

#[tokio::test]
async fn only_the_right_credentials_give_a_token() {
    let world = World::new().await;
    let good = ("1234567890123456", "kantoor@voorbeeld.example", "geheim");
    for (key, user, password, status) in [
        (good.0, good.1, good.2, 200),
        ("9999999999999999", good.1, good.2, 401),
        (good.0, "ander@voorbeeld.example", good.2, 401),
        (good.0, good.1, "Geheim", 401),
        ("123456789012345", good.1, good.2, 400),
        ("12345678901234ab", good.1, good.2, 400),
        (good.0, good.1, "", 400),
    ] {
        let form = [("Key", key), ("Usr", user), ("Pwd", password)];
        assert_eq!(world.login_as("classic", &form).await.status, status, "{key} {user} {password}");
    }
    let query = "/classic/login?Key=1234567890123456&Usr=kantoor%40voorbeeld.example&Pwd=geheim";
    assert_eq!(world.get(query).await.status, 200, "a GET with the same names");
    assert_eq!(world.post("/classic/login", json!({ "Key": good.0 })).await.status, 400, "no form");
}

#[tokio::test]
async fn the_mode_shuts_a_company_out() {
    let world = World::new().await;
    for (mode, login, list, word) in [
        (Mode::WrongPassword, 401, 200, "wachtwoord"),
        (Mode::LicenceInactive, 403, 403, "licence"),
        (Mode::NotReleased, 403, 403, "vrijgegeven"),
        (Mode::Normal, 200, 200, ""),
    ] {
        world.simon.set_options(|options| options.mode = mode);
        let answer = world.login("classic").await;
        assert_eq!(answer.status, login, "{mode:?}");
        assert!(answer.message().contains(word), "{mode:?}: {}", answer.message());
        assert_eq!(world.get(LIST).await.status, list, "{mode:?}");
    }
}

#[tokio::test]
async fn a_token_ends_on_the_clock_or_when_it_is_revoked() {
    let mut world = World::new().await;
    world.simon.set_options(|options| options.token_life = 60);
    world.clock.advance(SignedDuration::from_secs(59));
    assert_eq!(world.get(LIST).await.status, 200);
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(world.get(LIST).await.status, 401);
    assert_eq!(world.list("Customer", &[]).await.status, 401);

    world.token = world.login("odata").await.json["Token"].as_str().unwrap().to_owned();
    assert_eq!(world.get(LIST).await.status, 200, "one token opens both dialects");
    world.simon.revoke_tokens();
    assert_eq!(world.get(LIST).await.status, 401);
}

#[tokio::test]
async fn a_call_needs_its_headers() {
    let world = World::new().await;
    let ask = async |path: &str, headers: &[(&str, &str)]| {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        world.ask(request.body(Bytes::new()).unwrap()).await.status
    };
    let api_key = ("X-Api-Key", "proef-api-key");
    assert_eq!(ask(LIST, &[]).await, 401);
    assert_eq!(ask(LIST, &[("Token", "x")]).await, 401);
    assert_eq!(ask(LIST, &[("Token", &world.token)]).await, 200);
    assert_eq!(ask("/odata/Customer", &[("Token", &world.token)]).await, 401);
    assert_eq!(ask("/odata/Customer", &[("Token", &world.token), ("X-Api-Key", "x")]).await, 401);
    assert_eq!(ask("/odata/Customer", &[api_key]).await, 401);
    world.simon.set_options(|options| options.odata_needs_token = false);
    assert_eq!(ask("/odata/Customer", &[api_key]).await, 200);

    world.simon.set_options(|options| {
        options.token_header = "Authorization".to_owned();
        options.token_prefix = "Bearer ".to_owned();
    });
    assert_eq!(ask(LIST, &[("Token", &world.token)]).await, 401);
    assert_eq!(ask(LIST, &[("Authorization", &format!("Bearer {}", world.token))]).await, 200);
}

#[tokio::test]
async fn too_many_calls_in_a_second_have_to_wait() {
    let world = World::new().await;
    // A second of its own: the login was a call as well.
    world.clock.advance(SignedDuration::from_secs(1));
    world.simon.set_options(|options| options.calls_per_second = Some(2));
    assert_eq!(world.get(LIST).await.status, 200);
    assert_eq!(world.post("/classic/customer/insert", json!({ "Name": "a" })).await.status, 200);
    let refused = world.post("/classic/customer/insert", json!({ "Name": "b" })).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.response.headers()["retry-after"], "1");
    assert_eq!(world.simon.count("customer"), 1, "nothing was done");
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(world.get(LIST).await.status, 200);
}
