//! Signing in as seldom as possible, and never more than once for one refusal.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use koppel_bookkeeping::{Bookkeeping as _, Session};
use koppel_domain::failure::{AccessFault, Failure};
use koppel_domain::records::Stream;
use koppel_imuis::{Config, Imuis};
use koppel_simulators::faults::Fault;

use crate::world::{TRANSPORTS, World};

async fn idle_run(world: &World, session: Option<Session>) -> Option<Session> {
    let connector = world.connector(session);
    for stream in Stream::ALL {
        connector.page(stream, Some(world.clock.now()), None).await.unwrap();
    }
    connector.session().await
}

#[tokio::test]
async fn an_idle_run_costs_four_requests_and_then_three() {
    let world = World::furnished(Config::default());
    let mut session = idle_run(&world, None).await;
    assert_eq!(world.asked().len(), 4);
    for _ in 0..20 {
        world.clock.advance(SignedDuration::from_mins(5));
        session = idle_run(&world, session).await;
        assert_eq!(world.asked().len(), 3, "each use keeps the session for the next");
    }
}

#[tokio::test]
async fn a_session_near_its_end_is_kept_and_one_beyond_it_is_taken_anew() {
    for read in TRANSPORTS {
        let world = World::furnished(Config { read, ..Config::default() });
        let session = idle_run(&world, None).await;
        world.asked();
        world.clock.advance(SignedDuration::from_mins(25));
        let session = idle_run(&world, session).await;
        assert_eq!(world.asked()[0], "KeepSession");
        world.clock.advance(SignedDuration::from_mins(25));
        world.simulator.end_sessions();
        let session = idle_run(&world, session).await;
        assert_eq!(world.asked()[..2], ["KeepSession", "Login"], "kept in vain");
        world.clock.advance(SignedDuration::from_mins(31));
        idle_run(&world, session).await;
        assert_eq!(world.asked()[0], "Login", "beyond its end it is not even asked for");
    }
}

#[tokio::test]
async fn a_session_that_is_gone_costs_one_sign_in() {
    for read in TRANSPORTS {
        let world = World::furnished(Config { read, ..Config::default() });
        let session = idle_run(&world, None).await;
        world.simulator.end_sessions();
        world.asked();
        let connector = world.connector(session);
        assert_eq!(connector.page(Stream::Customers, None, None).await.unwrap().rows.len(), 1);
        assert_eq!(world.asked(), ["GetStamtabelRecords DEB", "Login", "GetStamtabelRecords DEB"]);
        connector.page(Stream::Articles, None, None).await.unwrap();
        assert_eq!(world.asked(), ["GetStamtabelRecords ART"]);
    }
}

#[tokio::test]
async fn a_session_that_is_gone_again_at_once_is_no_endless_loop() {
    let world = World::furnished(Config::default());
    world.fault("GetStamtabelRecords", 9, Fault::SessionGone);
    let failure = world.connector(None).page(Stream::Customers, None, None).await.unwrap_err();
    assert!(matches!(failure, Failure::Refused { .. }), "{failure:?}");
    assert_eq!(world.asked().len(), 4);
}

#[tokio::test]
async fn the_session_of_other_credentials_is_not_used() {
    let mut world = World::furnished(Config::default());
    let session = idle_run(&world, None).await;
    world.asked();
    world.environment_code = "11111".to_owned();
    world.simulator.change_options(|options| options.environment_code = "11111".to_owned());
    idle_run(&world, session).await;
    assert_eq!(world.asked()[0], "Login");
}

#[tokio::test]
async fn a_refused_sign_in_says_what_is_wrong() {
    async fn fault(connector: &Imuis) -> AccessFault {
        match connector.administration().await.unwrap_err() {
            Failure::Access { fault, .. } => fault,
            other => panic!("{other:?}"),
        }
    }
    for read in TRANSPORTS {
        let mut world = World::furnished(Config { read, ..Config::default() });
        world.simulator.change_options(|options| options.closed_app = true);
        assert_eq!(fault(&world.connector(None)).await, AccessFault::EnvironmentCode);
        world.environment_code = "99999".to_owned();
        assert_eq!(fault(&world.connector(None)).await, AccessFault::EnvironmentCode);

        let connector = world.connector(None);
        world.simulator.change_options(|options| options.partner_key = "een andere sleutel".to_owned());
        assert_eq!(fault(&connector).await, AccessFault::PartnerKey);
    }
}

#[tokio::test]
async fn an_app_that_is_switched_off_meanwhile_is_an_access_fault() {
    let mut world = World::furnished(Config::default());
    world.environment_code = "00000".to_owned();
    let connector = world.connector(None);
    connector.administration().await.unwrap();
    world.simulator.change_options(|options| options.environment_code = "22222".to_owned());
    let failure = connector.page(Stream::Customers, None, None).await.unwrap_err();
    assert!(matches!(failure, Failure::Access { fault: AccessFault::EnvironmentCode, .. }), "{failure:?}");
}

#[tokio::test]
async fn calls_go_one_after_the_other_and_sign_in_once() {
    let world = World::furnished(Config::default());
    let connector = world.connector(None);
    let (groups, articles, customers) = tokio::join!(
        connector.page(Stream::ArticleGroups, None, None),
        connector.page(Stream::Articles, None, None),
        connector.page(Stream::Customers, None, None),
    );
    assert_eq!([groups, articles, customers].map(|page| page.unwrap().rows.len()), [1, 2, 1]);
    assert_eq!(world.asked().iter().filter(|asked| *asked == "Login").count(), 1);
    assert_eq!(world.most_under_way.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_is_shown_of_a_connector_is_no_secret() {
    let world = World::furnished(Config::default());
    let connector = world.connector(None);
    connector.administration().await.unwrap();
    assert_eq!(format!("{connector:?} {:?}", connector.session().await.unwrap()), "Imuis(…) Session(…)");
}
