//! Calls that are too many (SnelStart fact sheet §3, SNEL-A01): in a minute, in an hour, at once.

use std::time::Duration;

use http::Method;
use jiff::SignedDuration;
use serde_json::json;

use super::world::World;
use crate::faults::Fault;
use crate::server::Simulated as _;
use crate::snelstart::{Limits, Options, TooManyBody};

async fn limited(per_minute: u32, per_hour: u32, at_once: usize) -> World {
    let limits = Some(Limits { per_minute, per_hour, at_once });
    World::bare(Options { limits, ..Options::default() }).await
}

#[test]
fn s3_the_products_have_the_limits_of_the_sheet() {
    assert_eq!(Limits::TEST, Limits { per_minute: 100, per_hour: 1_000, at_once: 5 });
    assert_eq!(Limits::PRODUCTION, Limits { per_minute: 500, per_hour: 5_000, at_once: 50 });
    assert_eq!(Options::default().limits, Some(Limits::PRODUCTION));
}

#[tokio::test]
async fn s3_a_minute_that_is_full_says_how_long_to_wait() {
    let world = limited(3, 100, 5).await;
    for _ in 0..3 {
        assert_eq!(world.get("echo/1").await.status, 200);
    }
    world.clock.advance(SignedDuration::from_secs(45));
    let answer = world.get("echo/1").await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.response.headers()["retry-after"], "15");
    assert_eq!(
        answer.json,
        json!({ "statusCode": 429, "message": "Rate limit is exceeded. Try again in 15 seconds." })
    );
    world.clock.advance(SignedDuration::from_secs(15));
    assert_eq!(world.get("echo/1").await.status, 200);
}

#[tokio::test]
async fn s3_an_hour_is_counted_beside_the_minutes() {
    let world = limited(2, 3, 5).await;
    for seconds in [0, 0, 60] {
        world.clock.advance(SignedDuration::from_secs(seconds));
        assert_eq!(world.get("echo/1").await.status, 200);
    }
    world.clock.advance(SignedDuration::from_secs(60));
    let answer = world.get("echo/1").await;
    assert_eq!((answer.status, &answer.response.headers()["retry-after"]), (429, &"3480".parse().unwrap()));
    world.snel.clear_limits();
    assert_eq!(world.get("echo/1").await.status, 200);
}

#[tokio::test]
async fn s3_calls_at_once_are_counted_while_they_are_answered() {
    let world = limited(100, 100, 2).await;
    world.snel.change_options(|options| options.latency = Duration::from_millis(50));
    let (one, two, three) = tokio::join!(world.get("echo/1"), world.get("echo/2"), world.get("echo/3"));
    let mut statuses = [one.status, two.status, three.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 429]);
    assert_eq!(world.get("echo/1").await.status, 200, "there is room again");
}

#[tokio::test]
async fn a01_the_429_has_the_shape_that_was_switched_on() {
    let world = limited(0, 0, 5).await;
    for (body, starts) in [
        (TooManyBody::Gateway, "{\"message\":\"Rate limit"),
        (TooManyBody::Html, "<!DOCTYPE html>"),
        (TooManyBody::Empty, ""),
    ] {
        for said in [true, false] {
            world.snel.change_options(|options| (options.too_many_body, options.retry_after) = (body, said));
            let answer = world.get("echo/1").await;
            assert_eq!(answer.status, 429);
            assert_eq!(answer.response.headers().contains_key("retry-after"), said);
            assert!(answer.text().starts_with(starts) && answer.text().is_empty() == starts.is_empty());
        }
    }
}

#[tokio::test]
async fn a01_a_429_on_command_has_the_same_shape() {
    let world = limited(100, 100, 5).await;
    for wait in [Some(7), None] {
        world.snel.faults().script("echo", 0, 1, Fault::TooMany(wait));
        let answer = world.get("echo/1").await;
        assert_eq!((answer.status, &answer.json["statusCode"]), (429, &json!(429)));
        let said = answer.response.headers().get("retry-after").map(|value| value.to_str().unwrap());
        assert_eq!(said, wait.map(|_| "7"));
    }
}

#[tokio::test]
async fn s2_a_wrong_subscription_key_is_no_call_of_this_administration() {
    let world = limited(1, 1, 5).await;
    let mut wrong = world.request(Method::GET, "echo/1", "");
    wrong.headers_mut().insert("Ocp-Apim-Subscription-Key", "oud".parse().unwrap());
    assert_eq!(world.ask(wrong).await.status, 401);
    assert_eq!(world.get("echo/1").await.status, 200);
    world.snel.change_options(|options| options.limits = None);
    assert_eq!(world.get("echo/1").await.status, 200, "nothing is counted");
}
