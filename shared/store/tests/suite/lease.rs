//! Cursor and lease: one run at a time, and no run stores a cursor that is not its own to store (P4, P8).

use std::collections::BTreeMap;
use std::time::Duration;

use koppel_domain::message::Concern;
use koppel_store::{LastRun, LeaseError, StoreError, TenantStore};
use serde::{Deserialize, Serialize};

use super::world::{World, moment};

const LEASE: Duration = Duration::from_secs(60);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Cursor {
    page: Option<u64>,
    mark: String,
    streams: BTreeMap<String, i64>,
}

fn at_page(page: u64) -> Cursor {
    let streams = BTreeMap::from([("customers".to_owned(), -7)]);
    Cursor { page: Some(page), mark: "é&'".to_owned(), streams }
}

fn last_run(outcome: &str) -> LastRun {
    let counts = BTreeMap::from([("written".to_owned(), 12)]);
    LastRun { started_at: moment(0), ended_at: moment(5), outcome: outcome.to_owned(), counts }
}

async fn take(tenant: &TenantStore, seconds: i64) -> Result<koppel_store::Lease<Cursor>, LeaseError> {
    tenant.take_lease(Concern::Pull, "run", moment(seconds), LEASE).await
}

#[tokio::test]
async fn a_lease_gives_the_cursor_and_takes_it_back() {
    let world = World::new().await;
    assert_eq!(world.ours.peek(Concern::Pull).await.unwrap(), None);

    let lease = take(&world.ours, 0).await.unwrap();
    assert_eq!(lease.cursor, Cursor::default());
    assert_eq!(lease.holder, "run");
    assert!(!lease.taken_over);
    assert_eq!(world.ours.peek(Concern::Pull).await.unwrap(), Some((serde_json::Value::Null, None)));

    world.ours.checkpoint(&lease, &at_page(1)).await.unwrap();
    world.ours.give_back(lease, &at_page(2), &last_run("done")).await.unwrap();

    let (cursor, run) = world.ours.peek(Concern::Pull).await.unwrap().unwrap();
    assert_eq!(cursor, serde_json::to_value(at_page(2)).unwrap());
    assert_eq!(run, Some(last_run("done")));
    let again = take(&world.ours, 1).await.unwrap();
    assert_eq!(again.cursor, at_page(2));
    assert!(!again.taken_over);
    assert_eq!(world.theirs.peek(Concern::Pull).await.unwrap(), None);
}

#[tokio::test]
async fn of_forty_who_take_a_lease_at_once_one_gets_it() {
    let world = World::new().await;
    take(&world.theirs, 0).await.unwrap();
    let takers = (0..40).map(|_| {
        let ours = world.ours.clone();
        tokio::spawn(async move { take(&ours, 0).await })
    });
    let mut winners = 0;
    for taker in takers.collect::<Vec<_>>() {
        match taker.await.unwrap() {
            Ok(_) => winners += 1,
            Err(error) => assert_eq!(error, LeaseError::Held { until: moment(60) }),
        }
    }
    assert_eq!(winners, 1);
}

#[tokio::test]
async fn a_lease_that_ended_is_taken_over_with_the_last_checkpoint() {
    let world = World::new().await;
    let theirs = take(&world.theirs, 0).await.unwrap();
    let dead = take(&world.ours, 0).await.unwrap();
    world.ours.checkpoint(&dead, &at_page(4)).await.unwrap();

    assert_eq!(take(&world.ours, 59).await, Err(LeaseError::Held { until: moment(60) }));
    let next = take(&world.ours, 60).await.unwrap();
    assert!(next.taken_over);
    assert_eq!(next.cursor, at_page(4));

    // The one that was thought dead wakes up: same holder, but no longer the same run.
    assert_eq!(world.ours.checkpoint(&dead, &at_page(9)).await, Err(StoreError::LeaseLost));
    assert_eq!(world.ours.give_back(dead, &at_page(9), &last_run("late")).await, Err(StoreError::LeaseLost));
    world.ours.checkpoint(&next, &at_page(5)).await.unwrap();
    world.ours.give_back(next, &at_page(6), &last_run("done")).await.unwrap();
    assert_eq!(take(&world.ours, 61).await.unwrap().cursor, at_page(6));
    world.theirs.checkpoint(&theirs, &at_page(1)).await.unwrap();
}

#[tokio::test]
async fn concerns_and_companies_have_leases_of_their_own() {
    let world = World::new().await;
    let pull = take(&world.ours, 0).await.unwrap();
    let push = world.ours.take_lease::<Cursor>(Concern::Push, "run", moment(0), LEASE).await.unwrap();
    let theirs = take(&world.theirs, 0).await.unwrap();
    world.ours.checkpoint(&pull, &at_page(1)).await.unwrap();
    world.ours.checkpoint(&push, &at_page(2)).await.unwrap();

    // A lease of ours is nothing under another company's key.
    assert_eq!(world.theirs.checkpoint(&pull, &at_page(3)).await, Err(StoreError::LeaseLost));
    world.theirs.give_back(theirs, &Cursor::default(), &last_run("done")).await.unwrap();
    world.ours.give_back(pull, &at_page(1), &last_run("done")).await.unwrap();
    world.ours.give_back(push, &at_page(2), &last_run("done")).await.unwrap();
    assert_eq!(take(&world.ours, 1).await.unwrap().cursor, at_page(1));
    assert_eq!(take(&world.theirs, 1).await.unwrap().cursor, Cursor::default());
}

#[tokio::test]
async fn a_cursor_of_another_form_is_named_as_such() {
    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Other {
        page: String,
    }
    let world = World::new().await;
    let lease = take(&world.ours, 0).await.unwrap();
    world.ours.give_back(lease, &at_page(1), &last_run("done")).await.unwrap();
    let other = world.ours.take_lease::<Other>(Concern::Pull, "run", moment(1), LEASE).await;
    let malformed = StoreError::Malformed { item: koppel_store::ItemKind::Cursor };
    assert_eq!(other, Err(LeaseError::Store(malformed)));
    let theirs = world.theirs.take_lease::<Other>(Concern::Pull, "run", moment(1), LEASE).await;
    assert_eq!(theirs.unwrap().cursor, Other::default());
}
