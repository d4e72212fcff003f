//! A wipe always has a way out: with more tables, or called off; and its ticks are those of the wipe that is asked for
//! now (R22, R28).

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use koppel_domain::digest::Digest;
use koppel_domain::message::Concern;
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::wipe::WipeTable;
use koppel_domain::work_order::SimonId;
use koppel_outside::clock::Clock;
use koppel_platform::function::go_on;
use koppel_platform::schedules::Named;
use koppel_simulators::clock::SimClock;
use koppel_simulators::server::Simulated as _;
use koppel_store::Link;
use koppel_sync::pull::pull;
use koppel_sync::{Context, Outcome};
use koppel_tests::office::{ANJA, OTTO};
use koppel_tests::{Office, World};
use serde_json::json;

use crate::PAIRS;

/// Every table that a first wipe empties.
const ALL: [&str; 7] =
    ["article_group", "article", "work_order", "work_address", "customer", "equipment", "contact"];

/// A company that was active and asked to wipe articles, and customers whose work addresses hold them.
async fn stuck() -> Office {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    office.pass(6).await;
    office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    office.right("POST", "/integration/wipe", office.wipe(&["article", "customer"])).await;
    office.pass(6).await;
    office.stage("wiping").await;
    assert_eq!((office.world.simon.count("item"), office.world.simon.count("customer")), (0, 2));
    office
}

fn wipe() -> Named {
    Named { tenant: "korenaar".parse().unwrap(), concern: Concern::Wipe, at_once: true }
}

#[tokio::test]
async fn a_wipe_that_is_stuck_is_asked_for_again_with_more_tables() {
    let office = stuck().await;
    let again = office.call(ANJA, "POST", "/integration/wipe", Some(office.wipe(&["customer"]))).await;
    assert_eq!((again.status, again.text("code")), (409, "not_now"), "{again:?}");
    assert!(again.text("action").contains("more tables"), "{again:?}");
    office.right("POST", "/integration/wipe", office.wipe(&["work_address"])).await;
    office.schedules_agree("asked again").await;
    office.pass(1).await;
    office.stage("wiped").await;
    for table in ["item", "customer", "location"] {
        assert_eq!(office.world.simon.count(table), 0, "{table}");
    }
    assert_eq!(office.world.problems().await, [""; 0]);
    let log = office.world.log().await;
    assert!(log.iter().any(|row| row.contains("klaar: 10 records")), "from the first asking on: {log:?}");
    office.schedules_agree("wiped").await;
}

#[tokio::test]
async fn a_first_wipe_of_the_wrong_licence_is_called_off_and_begins_whole_with_the_right_one() {
    let office = Office::new().await;
    office.right("PUT", "/integration/simple-simon", office.simple_simon()).await;
    office.right("POST", "/integration/wipe", office.wipe(&ALL)).await;
    let off = office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    assert_eq!(off["stage"], "never_activated");
    office.schedules_agree("called off").await;
    office.world.simon.set_options(|options| options.licence = "9999888877776666".to_owned());
    office.right("PUT", "/integration/simple-simon", office.simple_simon()).await;
    let some = office.call(ANJA, "POST", "/integration/wipe", Some(office.wipe(&["planning"]))).await;
    assert!((400..500).contains(&some.status), "{some:?}");
    office.right("POST", "/integration/wipe", office.wipe(&ALL)).await;
    office.pass(1).await;
    office.stage("wiped").await;
}

#[tokio::test]
async fn ticks_that_a_cut_off_run_left_behind_end_and_those_of_a_paused_wipe_stay() {
    let office = Office::new().await;
    office.right("PUT", "/integration/simple-simon", office.simple_simon()).await;
    office.right("POST", "/integration/wipe", office.wipe(&ALL)).await;
    let pause = async |paused: bool| {
        office.call(OTTO, "PUT", "/connectors/imuis", Some(json!({ "paused": paused }))).await;
    };
    pause(true).await;
    let ran = office.pass(6).await;
    assert!(!ran.is_empty() && ran.iter().all(|(_, outcome)| *outcome == Outcome::NotActive), "{ran:?}");
    assert_eq!(office.scheduler.names(), ["korenaar.wipe"], "it is held up");
    pause(false).await;
    // What would have ended the ticks never came.
    assert_eq!(office.world.try_wipe().await.unwrap().outcome, Outcome::Done);
    office.pass(6).await;
    office.stage("wiped").await;
    office.schedules_agree("a later tick").await;
}

/// A clock on which every look takes a while.
struct Hurried(SimClock);

#[async_trait]
impl Clock for Hurried {
    fn now(&self) -> Timestamp {
        self.0.advance(SignedDuration::from_secs(5));
        self.0.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.0.advance(SignedDuration::try_from(duration).unwrap());
    }
}

#[tokio::test]
async fn however_little_time_its_runs_have_a_pull_makes_up_for_a_wipe_that_was_called_off() {
    let world = World::working(PAIRS[0]).await;
    let link = Link { simon: SimonId(1), location: None, digest: Some(Digest::of(&1)), native_id: None };
    let links: Vec<(RecordKey, Link)> =
        (0..6_000).map(|n| (RecordKey::new(&format!("X{n}")).unwrap(), link.clone())).collect();
    world.store().put_links(Stream::Articles, &links).await.unwrap();
    world.deactivate().await;
    world.ask_wipe(&[WipeTable::Article]).await;
    world.deactivate().await;
    world.activate_again().await;
    let clock = Arc::new(Hurried(world.clock.clone()));
    let context = Context {
        store: world.context.store.clone(),
        clock,
        connections: Arc::clone(&world.context.connections),
        limits: world.context.limits,
        observer: Arc::clone(&world.context.observer),
        quiet: Arc::default(),
    };
    for _ in 0..12 {
        world.pass(6);
        let end = world.clock.now() + SignedDuration::from_secs(70);
        pull(&context, &world.tenant, end).await.unwrap();
        let cursor = world.store().peek(Concern::Pull).await.unwrap().unwrap().0;
        if !cursor["called_off"].is_null() {
            return;
        }
    }
    panic!("every run begins at the first link");
}

#[tokio::test]
async fn a_wipe_that_is_called_off_leaves_a_link_that_goes_on_and_makes_up_for_it() {
    let office = stuck().await;
    let deactivated = office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    assert_eq!(deactivated["stage"], "deactivated");
    office.schedules_agree("called off").await;
    let log = office.world.log().await;
    assert!(log.iter().any(|row| row.contains("afgebroken")), "{log:?}");
    // By hand, what the wipe did not get to.
    let customer = office.world.id_of("customer", "10000");
    let address = office.world.id_of("location", "10000-0");
    assert!(
        office.world.simon.remove("location", address) && office.world.simon.remove("customer", customer)
    );
    let activated = office.right("POST", "/integration/activate", json!({})).await;
    assert_eq!(activated["stage"], "active");
    office.pass(6).await;
    office.world.assert_mirrored("called off and activated again");
    assert_eq!(office.world.problems().await, [""; 0]);
    office.world.simon.journal().clear();
    office.pass(15).await;
    let written =
        office.world.simon.journal().counts().into_iter().filter(|(name, _)| name.ends_with("/update"));
    assert_eq!(written.count(), 0, "it is made up for once");
}

#[tokio::test]
async fn a_pull_waits_for_the_run_of_a_wipe_that_was_called_off() {
    let mut office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    office.pass(6).await;
    office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    office.right("POST", "/integration/wipe", office.wipe(&["article"])).await;
    let gate = office.world.hold("item");
    let named = wipe();
    let (outcome, ()) = tokio::join!(office.run(&named), async {
        gate.reached().await;
        office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
        office.right("POST", "/integration/activate", json!({})).await;
        let pull = Named { concern: Concern::Pull, ..wipe() };
        assert_eq!(office.run(&pull).await, Outcome::More, "it may not write what may be deleted yet");
        gate.open();
    });
    assert_eq!(outcome, Outcome::NotActive);
    office.pass(12).await;
    office.world.assert_mirrored("the wipe's last run is over");
}

#[tokio::test]
async fn a_wipe_that_begins_while_the_last_one_ends_keeps_its_ticks() {
    let office = Office::new().await;
    office.right("PUT", "/integration/simple-simon", office.simple_simon()).await;
    office.right("POST", "/integration/wipe", office.wipe(&ALL)).await;
    office.world.pass(1);
    let _ = office.scheduler.due();
    let report = office.world.try_wipe().await.unwrap();
    assert_eq!(report.outcome, Outcome::Done);
    office.right("POST", "/integration/wipe", office.wipe(&["planning"])).await;
    go_on(&office.world.context, &office.app.schedules, &wipe().tenant, &report).await.unwrap();
    office.schedules_agree("a second wipe").await;
}

#[tokio::test]
async fn a_wipe_whose_run_fails_goes_on_in_a_minute_and_not_only_at_its_tick() {
    let office = Office::new().await;
    office.right("PUT", "/integration/simple-simon", office.simple_simon()).await;
    office.right("POST", "/integration/wipe", office.wipe(&ALL)).await;
    office.world.pass(1);
    let _ = office.scheduler.due();
    office.world.line.unplug_for(1_000);
    let outcome = office.run(&wipe()).await;
    assert!(matches!(outcome, Outcome::Failed(_)), "{outcome:?}");
    office.schedules_agree("failed").await;
    office.world.heal();
    let ran = office.pass(2).await;
    assert!(ran.iter().any(|(named, outcome)| named.at_once && *outcome == Outcome::Done), "{ran:?}");
    office.stage("wiped").await;
}
