//! Nights on which the clock is moved: Simple-Simon's moments are Dutch wall-clock times without an offset (R3, P1).

use koppel_tests::{Pair, World};

use crate::PAIRS;

/// A work order archived every five minutes, from half past twelve at night UTC until three.
async fn night(pair: Pair, evening: &str, zone_ignored: bool) {
    let world = World::working(pair).await;
    world.simon.set_options(|options| options.zone_ignored = zone_ignored);
    world.clock.set(evening.parse().unwrap());
    world.tick(0).await;
    let mut work_orders = Vec::new();
    for _ in 0..30 {
        let work_order = world.work_order(10_000).work(60).archive();
        world.tick(5).await;
        let state = world.state_of(work_order).await;
        assert!(state.is_some(), "within five minutes (R3), at {} {pair:?}", world.clock.wall());
        work_orders.push(work_order);
    }
    world.run_until_quiet().await;
    for work_order in work_orders {
        assert_eq!(world.lines_of(work_order), ["UUR 1"]);
    }
}

#[tokio::test]
async fn the_doubled_hour_in_autumn_loses_and_doubles_nothing() {
    for pair in PAIRS {
        night(pair, "2027-10-30T23:58:00Z", false).await;
    }
}

#[tokio::test]
async fn the_missing_hour_in_spring_loses_and_doubles_nothing() {
    for pair in PAIRS {
        night(pair, "2027-03-27T23:58:00Z", false).await;
    }
}

#[tokio::test]
async fn a_server_that_ignores_offsets_loses_and_doubles_nothing() {
    night(PAIRS[1], "2027-10-30T23:58:00Z", true).await;
    night(PAIRS[1], "2026-12-01T23:58:00Z", true).await;
}
