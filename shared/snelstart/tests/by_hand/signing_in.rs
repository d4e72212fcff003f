//! The token: asked for once, carried along, and taken anew when it must be; and whose key is wrong.

use std::time::Duration;

use koppel_bookkeeping::Bookkeeping as _;
use koppel_domain::failure::{Actor, Failure};
use koppel_domain::records::Stream;
use serde_json::json;

use crate::answers::{ok, status};
use crate::world::{LINK_KEY, SUBSCRIPTION_KEY, TOKEN, World, kind, order, token};

const SIGN_IN: &str = "POST auth.test/b2b/token";
const COMPANY: &str = "GET /companyInfo";

#[tokio::test]
async fn a_token_is_carried_to_the_next_run_until_shortly_before_its_end() {
    let world = World::new();
    let first = world.connector(None);
    assert_eq!(first.administration().await.unwrap().name, "Demo Installatie");
    assert!(first.is_renewed().await);
    assert_eq!(world.http.questions(), [SIGN_IN, COMPANY]);

    world.clock.advance(Duration::from_secs(3500));
    let second = world.connector(first.session().await);
    second.administration().await.unwrap();
    assert!(!second.is_renewed().await);
    assert_eq!(world.http.questions(), [COMPANY]);

    world.clock.advance(Duration::from_secs(60));
    world.connector(second.session().await).administration().await.unwrap();
    assert_eq!(world.http.questions(), [SIGN_IN, COMPANY]);
}

#[tokio::test]
async fn calls_at_the_same_time_share_one_sign_in() {
    let world = World::new();
    let connector = world.connector(None);
    let (one, other) = tokio::join!(connector.administration(), connector.administration());
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(world.http.questions().iter().filter(|it| *it == SIGN_IN).count(), 1);
}

#[tokio::test]
async fn a_token_that_is_refused_costs_one_sign_in_and_one_repetition() {
    let world = World::new();
    world.http.on(COMPANY, [status(401, ""), ok(json!({ "bedrijfsnaam": "Demo BV" }).to_string())]);
    let connector = world.connector(None);
    assert_eq!(connector.administration().await.unwrap().name, "Demo BV");
    assert_eq!(world.http.questions(), [SIGN_IN, COMPANY, SIGN_IN, COMPANY]);

    world.http.on(COMPANY, [status(401, "")]);
    assert_eq!(kind(&connector.administration().await.unwrap_err()), "access: LinkKey");
    assert_eq!(world.http.questions(), [COMPANY, SIGN_IN, COMPANY]);
}

#[tokio::test]
async fn whose_key_is_wrong_says_who_must_act() {
    let subscription = r#"{"statusCode":401,"message":"Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."}"#;
    let link =
        r#"{"error":"GrantType clientkey was found. Parameter clientkey does not contain a valid value"}"#;
    for (sign_in, company, expected, actor) in [
        (token(), status(401, subscription), "access: PartnerKey", Actor::Operator),
        (status(400, link), ok("{}"), "access: LinkKey", Actor::Admin),
        (token(), status(403, "Het ingelogde account mag dit niet."), "access: NotIncluded", Actor::Admin),
        (status(500, "<html>"), ok("{}"), "unreachable: status 500", Actor::Nobody),
        (ok("<html>"), ok("{}"), "unreadable: html instead of json", Actor::Nobody),
        (ok("{}"), ok("{}"), "unreadable: sign-in without a token", Actor::Nobody),
    ] {
        let world = World::new();
        world.http.on(SIGN_IN, [sign_in]);
        world.http.on(COMPANY, [company]);
        let failure = world.connector(None).administration().await.unwrap_err();
        assert_eq!((kind(&failure).as_str(), failure.actor()), (expected, actor));
    }
}

#[tokio::test]
async fn what_is_shown_of_a_connector_and_its_failures_is_no_secret() {
    let world = World::new();
    let told = format!(r#"[{{"errorCode":"ALG-0104","message":"{TOKEN} met {SUBSCRIPTION_KEY}"}}]"#);
    world.http.on("GET /relaties", [status(400, told)]);
    let connector = world.connector(None);
    let failure = connector.page(Stream::Customers, None, None).await.unwrap_err();
    let Failure::Refused { reason, .. } = &failure else { panic!("{failure:?}") };
    assert_eq!(reason, "… met …");
    let shown = format!("{connector:?} {failure:?} {failure} {:?}", connector.session().await);
    let kept = connector.session().await.unwrap().0;
    for secret in [LINK_KEY, SUBSCRIPTION_KEY] {
        assert!(!shown.contains(secret) && !kept.contains(secret));
    }
    assert!(!shown.contains(TOKEN));
}

#[tokio::test]
async fn keys_travel_where_they_belong() {
    let world = World::new();
    world.connector(None).administration().await.unwrap();
    let asked = world.http.asked();
    let [sign_in, call] = asked.as_slice() else { panic!("{asked:?}") };
    assert!(sign_in.body.contains(LINK_KEY) && !format!("{sign_in:?}").contains(SUBSCRIPTION_KEY));
    assert_eq!(call.headers["authorization"], format!("Bearer {TOKEN}"));
    assert_eq!(call.headers["ocp-apim-subscription-key"], SUBSCRIPTION_KEY);
    assert!(!format!("{call:?}").contains(LINK_KEY));
}

#[tokio::test]
async fn trouble_with_signing_in_sends_no_order() {
    let world = World::new();
    world.http.on(SIGN_IN, [status(500, "")]);
    let failure = world.connector(None).create_order(&order(417)).await.unwrap_err();
    assert_eq!(kind(&failure), "unreachable: status 500");
    assert_eq!(world.http.questions(), [SIGN_IN]);
}
