//! Sessions end by the clock, by a logout, by command, and by another login where that is set.

use jiff::SignedDuration;

use super::world::{ALL, Via, World, selection};
use crate::faults::Fault;
use crate::imuis::Options;
use crate::server::Simulated as _;

const GONE: &str = "Sessie is verlopen of ongeldig";

#[tokio::test]
async fn a_session_ends_after_half_an_hour_without_a_call() {
    for via in ALL {
        let world = World::new();
        let session = world.login(via).await;
        for _ in 0..3 {
            world.clock.advance(SignedDuration::from_mins(30));
            world.call(via, "KeepSession", &session, "").await.unwrap();
        }
        world.clock.advance(SignedDuration::from_secs(30 * 60 + 1));
        let gone = world.call(via, "KeepSession", &session, "").await;
        assert_eq!(gone.unwrap_err(), GONE);
        let ask = selection("DEB", "NR", ["", "", ""], "");
        assert_eq!(world.call(via, "GetStamtabelRecords", &session, &ask).await.unwrap_err(), GONE);
        let again = world.login(via).await;
        world.call(via, "GetStamtabelRecords", &again, &ask).await.unwrap();
    }
}

#[tokio::test]
async fn a_logout_and_a_restart_end_sessions() {
    let world = World::new();
    let (first, second) = (world.login(Via::Soap11).await, world.login(Via::Form).await);
    assert_ne!(first, second);
    world.call(Via::Soap11, "Logout", &first, "").await.unwrap();
    assert_eq!(world.call(Via::Soap11, "KeepSession", &first, "").await.unwrap_err(), GONE);
    world.call(Via::Form, "KeepSession", &second, "").await.unwrap();
    world.imuis.end_sessions();
    assert_eq!(world.call(Via::Form, "KeepSession", &second, "").await.unwrap_err(), GONE);
}

#[tokio::test]
async fn a_second_login_ends_the_first_only_where_that_is_set() {
    for ends in [false, true] {
        let world = World::with(Options { second_login_ends_first: ends, ..Options::default() });
        let first = world.login(Via::Form).await;
        world.login(Via::Form).await;
        assert_eq!(world.call(Via::Form, "KeepSession", &first, "").await.is_err(), ends);
    }
}

#[tokio::test]
async fn a_session_that_is_gone_stays_gone_and_its_text_can_be_set() {
    let world =
        World::with(Options { session_expired_text: "U bent niet ingelogd".into(), ..Options::default() });
    let session = world.login(Via::Soap12).await;
    world.imuis.faults().script("GetStamtabelRecords", 0, 1, Fault::SessionGone);
    let ask = selection("DEB", "NR", ["", "", ""], "");
    for _ in 0..2 {
        let said = world.call(Via::Soap12, "GetStamtabelRecords", &session, &ask).await;
        assert_eq!(said.unwrap_err(), "U bent niet ingelogd");
    }
}
