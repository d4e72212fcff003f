//! Answers that are none: each a failure of its own kind, and no order leaves twice over it.

use std::time::Duration;

use koppel_bookkeeping::Bookkeeping as _;
use koppel_domain::records::Stream;
use koppel_outside::http::HttpError;
use koppel_snelstart::Config;

use crate::answers::{Answer, ok, status};
use crate::world::{World, kind, order};

const CREATE: &str = "POST /verkooporders";

fn too_many(retry_after: Option<&str>) -> Answer {
    let headers = retry_after.map(|seconds| ("retry-after", seconds.to_owned())).into_iter().collect();
    let body = r#"{"statusCode":429,"message":"Rate limit is exceeded. Try again in 7 seconds."}"#;
    Ok((429, headers, body.to_owned()))
}

/// What is answered, what it is to a read, and what it is to a create.
fn answers() -> Vec<(Answer, &'static str, &'static str)> {
    vec![
        (
            Err(HttpError::NotSent("no connection")),
            "unreachable: no connection",
            "unreachable: no connection",
        ),
        (Err(HttpError::Unclear("timeout")), "unreachable: timeout", "unclear: timeout"),
        (status(500, "<html>"), "unreachable: status 500", "unclear: status 500"),
        (status(502, ""), "unreachable: status 502", "unclear: status 502"),
        (status(503, ""), "busy: None", "unclear: status 503"),
        (too_many(Some("7")), "busy: Some(7)", "busy: Some(7)"),
        (too_many(None), "busy: None", "busy: None"),
        (ok("<html>"), "unreadable: html instead of json", "unclear: html instead of json"),
        (ok(""), "unreadable: empty answer", "unclear: empty answer"),
        (
            ok("[{\"id\""),
            "unreadable: answer that is no whole list",
            "unclear: answer that is no whole object",
        ),
        (
            ok("x".repeat(30_001)),
            "unreadable: answer longer than the limit",
            "unclear: answer longer than the limit",
        ),
        (status(403, "Dit mag niet"), "access: NotIncluded", "access: NotIncluded"),
        (
            status(400, r#"[{"errorCode":"VOR-0002","message":"De relatie is geen klant","details":null}]"#),
            "refused: VOR-0002",
            "refused: VOR-0002",
        ),
        (
            status(400, r#"{"message":"The request is invalid.","modelState":{"order.Memo":["Too long."]}}"#),
            "refused: 400",
            "refused: 400",
        ),
        (
            status(400, r#"[{"errorCode":"ALG-0102","message":"Onbekende fout"}]"#),
            "unreachable: an error that it does not explain",
            "unclear: an error that it does not explain",
        ),
    ]
}

#[tokio::test]
async fn every_bad_answer_is_told_apart_and_a_write_leaves_once() {
    for (answer, to_a_read, to_a_create) in answers() {
        let world = World::with(Config { answer_limit_bytes: 30_000, ..Config::default() });
        world.http.on("GET /relaties", [answer.clone(), ok("[]")]);
        let connector = world.connector(None);
        let failure = connector.page(Stream::Customers, None, None).await.unwrap_err();
        assert_eq!(kind(&failure), to_a_read, "{answer:?}");
        assert!(connector.page(Stream::Customers, None, None).await.is_ok());

        world.http.on(CREATE, [answer.clone()]);
        let failure = connector.create_order(&order(417)).await.unwrap_err();
        assert_eq!(kind(&failure), to_a_create, "{answer:?}");
        let questions = world.http.questions();
        assert_eq!(questions.iter().filter(|it| *it == CREATE).count(), 1, "{answer:?}");
    }
}

#[tokio::test]
async fn an_order_whose_token_is_refused_leaves_once_and_the_next_one_has_a_new_token() {
    let world = World::new();
    let made = status(201, r#"{"nummer": 12}"#);
    world.http.on(CREATE, [status(401, ""), made]);
    let connector = world.connector(None);
    let failure = connector.create_order(&order(417)).await.unwrap_err();
    assert_eq!(kind(&failure), "unreachable: token refused");
    let count = |questions: &[String], of: &str| questions.iter().filter(|it| it.contains(of)).count();
    let questions = world.http.questions();
    assert_eq!((count(&questions, CREATE), count(&questions, "token")), (1, 1));
    assert_eq!(connector.create_order(&order(417)).await.unwrap().0, "12");
    assert_eq!(count(&world.http.questions(), "token"), 1);
}

#[tokio::test]
async fn a_success_without_a_number_is_unclear() {
    for body in ["{}", r#"{"nummer": null}"#, r#"{"nummer": 0}"#, r#"{"nummer": "x"}"#] {
        let world = World::new();
        world.http.on(CREATE, [status(201, body)]);
        let failure = world.connector(None).create_order(&order(417)).await.unwrap_err();
        assert_eq!(kind(&failure), "unclear: answer without an order number", "{body}");
    }
}

#[tokio::test]
async fn trouble_before_the_order_leaves_nothing_unclear() {
    for (answer, to_a_read, _) in answers() {
        let world = World::with(Config { answer_limit_bytes: 30_000, ..Config::default() });
        world.http.on("GET /relaties?$filter=Relatiecode eq 1042", [answer]);
        let failure = world.connector(None).create_order(&order(417)).await.unwrap_err();
        assert_eq!(kind(&failure), to_a_read.replace("unreadable", "unreachable"));
        assert!(!world.http.questions().contains(&CREATE.to_owned()));
    }
}

#[tokio::test]
async fn a_spent_hour_ends_a_run_and_a_spent_minute_is_waited_out() {
    let config = Config { calls_per_minute: 2, calls_per_hour: 3, ..Config::default() };
    let world = World::with(config);
    let connector = world.connector(None);
    for _ in 0..3 {
        connector.administration().await.unwrap();
    }
    world.http.asked();
    let failure = connector.administration().await.unwrap_err();
    assert_eq!(kind(&failure), format!("busy: Some({})", 59 * 60));
    assert!(world.http.questions().is_empty(), "nothing was sent");
    world.clock.advance(Duration::from_secs(59 * 60));
    connector.administration().await.unwrap();
}

#[tokio::test]
async fn an_address_that_is_none_sends_nothing() {
    let mut world = World::new();
    world.config.base_url = "niet een adres".to_owned();
    let failure = world.connector(None).administration().await.unwrap_err();
    assert_eq!(kind(&failure), "unreachable: malformed request");
}
