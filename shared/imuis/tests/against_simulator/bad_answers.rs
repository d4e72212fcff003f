//! Answers that are none: each a failure of its own kind, and the next try is served as if nothing had been.

use std::time::Duration;

use koppel_bookkeeping::Bookkeeping as _;
use koppel_domain::failure::Failure;
use koppel_domain::records::Stream;
use koppel_imuis::Config;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;

use crate::world::{TRANSPORTS, World, order};

fn kind(failure: &Failure) -> String {
    match failure {
        Failure::Unreachable { detail, .. } => format!("unreachable: {detail}"),
        Failure::Busy { retry_after, .. } => format!("busy: {:?}", retry_after.map(|wait| wait.as_secs())),
        Failure::Unreadable { detail, .. } => format!("unreadable: {detail}"),
        Failure::Unclear { detail, .. } => format!("unclear: {detail}"),
        Failure::Refused { .. } | Failure::Access { .. } => "refused".to_owned(),
    }
}

/// Fault, what it is to a read, and what it is to a create.
fn faults() -> [(Fault, &'static str, &'static str); 9] {
    [
        (Fault::RequestLost, "unreachable: connection cut", "unclear: connection cut"),
        (Fault::AnswerLost, "unreachable: connection cut", "unclear: connection cut"),
        (Fault::Html(500), "unreachable: status 500", "unclear: status 500"),
        (Fault::Html(200), "unreadable: html instead of xml", "unclear: html instead of xml"),
        (Fault::Html(503), "busy: None", "unclear: status 503"),
        (Fault::TooMany(Some(7)), "busy: Some(7)", "busy: Some(7)"),
        (Fault::TooMany(None), "busy: None", "busy: None"),
        (Fault::EmptyBody, "unreadable: empty answer", "unclear: empty answer"),
        (
            Fault::Padded(40_000),
            "unreadable: answer longer than the limit",
            "unclear: answer longer than the limit",
        ),
    ]
}

#[tokio::test]
async fn every_bad_answer_is_told_apart() {
    for transport in TRANSPORTS {
        let config =
            Config { read: transport, write: transport, answer_limit_bytes: 30_000, ..Config::default() };
        for (fault, to_a_read, to_a_create) in faults() {
            let world = World::furnished(config.clone());
            let connector = world.connector(None);
            connector.administration().await.unwrap();
            world.fault("GetStamtabelRecords", 1, fault.clone());
            let failure = connector.page(Stream::Customers, None, None).await.unwrap_err();
            assert_eq!(kind(&failure), to_a_read, "{fault:?} over {transport:?}");
            assert_eq!(connector.page(Stream::Customers, None, None).await.unwrap().rows.len(), 1);

            world.fault("CreateVerkoopOrder", 1, fault.clone());
            let failure = connector.create_order(&order(417)).await.unwrap_err();
            assert_eq!(kind(&failure), to_a_create, "{fault:?} over {transport:?}");
            assert_eq!(world.simulator.journal().count("Login"), 1, "no session was lost over it");
        }
    }
}

#[tokio::test]
async fn half_an_answer_is_unreadable_wherever_it_is_cut() {
    for transport in TRANSPORTS {
        // From one row to many, so that the cut falls in many places.
        for rows in 1..=40 {
            let world = World::with(Config { read: transport, ..Config::default() });
            (1..=rows).for_each(|nr| world.debtor(nr));
            let connector = world.connector(None);
            world.fault("GetStamtabelRecords", 1, Fault::Truncated);
            let failure = connector.page(Stream::Customers, None, None).await.unwrap_err();
            assert!(matches!(failure, Failure::Unreadable { .. }), "{rows} rows: {failure:?}");
        }
    }
}

#[tokio::test]
async fn trouble_with_signing_in_sends_no_order() {
    for (fault, to_a_read, _) in faults() {
        let world = World::furnished(Config { answer_limit_bytes: 30_000, ..Config::default() });
        world.fault("Login", 1, fault.clone());
        let failure = world.connector(None).create_order(&order(417)).await.unwrap_err();
        assert_eq!(kind(&failure), to_a_read, "{fault:?}");
        assert_eq!(world.simulator.journal().count("CreateVerkoopOrder"), 0);
    }
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_not_waited_for() {
    let world = World::furnished(Config { request_timeout_seconds: 1, ..Config::default() });
    let connector = world.connector(None);
    connector.administration().await.unwrap();
    world.fault("CreateVerkoopOrder", 1, Fault::Late(Duration::from_secs(30)));
    let failure = connector.create_order(&order(417)).await.unwrap_err();
    assert_eq!(kind(&failure), "unclear: timeout");
    assert_eq!(world.simulator.orders().len(), 1, "and yet it was made");
}

#[tokio::test]
async fn an_address_that_is_none_sends_nothing() {
    let mut world = World::furnished(Config::default());
    world.config.soap_url = "niet een adres".to_owned();
    let failure = world.connector(None).create_order(&order(417)).await.unwrap_err();
    assert_eq!(kind(&failure), "unreachable: malformed request");
}
