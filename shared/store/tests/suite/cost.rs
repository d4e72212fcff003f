//! What things cost, by the store's own meter (P10).

use std::collections::BTreeMap;
use std::time::Duration;

use koppel_domain::message::Concern;
use koppel_domain::records::Stream;
use koppel_domain::work_order::SimonId;
use koppel_store::{
    Connector, LastRun, Link, LogRow, Meter, ProblemChange, Profile, SECRET_IMUIS, Sealed, TenantStore,
};

use super::world::{World, added, key, moment, ready};

async fn activate(tenant: &TenantStore) {
    let profile = Profile::new("BV".to_owned(), Connector::Imuis, moment(0));
    tenant.create_profile(profile).await.unwrap();
    tenant.put_secret(SECRET_IMUIS, &Sealed("sealed".to_owned())).await.unwrap();
}

fn requests(after: Meter, before: Meter) -> (u64, u64) {
    (after.reads - before.reads, after.writes - before.writes)
}

#[tokio::test]
async fn an_idle_run_costs_one_read_and_two_writes() {
    let world = World::new().await;
    activate(&world.ours).await;
    activate(&world.theirs).await;
    let before = world.store.meter();
    world.ours.open().await.unwrap().unwrap();
    let lease = world
        .ours
        .take_lease::<BTreeMap<String, u64>>(Concern::Pull, "run", moment(0), Duration::from_secs(60))
        .await
        .unwrap();
    let cursor = lease.cursor.clone();
    let run = LastRun {
        started_at: moment(0),
        ended_at: moment(1),
        outcome: "idle".to_owned(),
        counts: BTreeMap::new(),
    };
    world.ours.give_back(lease, &cursor, &run).await.unwrap();

    let after = world.store.meter();
    assert_eq!(requests(after, before), (1, 2));
    if world.tells_batch_reads {
        assert!(after.read_units > before.read_units, "{after:?}");
    }
    assert!(after.write_units - before.write_units >= 200, "{after:?}");
    assert_eq!(world.theirs.peek(Concern::Pull).await.unwrap(), None);
}

#[tokio::test]
async fn batches_are_as_large_as_they_can_be() {
    let world = World::new().await;
    let link = Link { simon: SimonId(1), location: None, digest: None };
    let links: Vec<_> = (0..300).map(|n| (key(&n.to_string()), link.clone())).collect();
    let keys: Vec<_> = links.iter().map(|(key, _)| key.clone()).collect();
    let before = world.store.meter();
    world.ours.put_links(Stream::Customers, &links).await.unwrap();
    let written = world.store.meter();
    assert_eq!(requests(written, before), (0, 12));
    assert_eq!(written.write_units - before.write_units, 300 * 100);
    world.ours.links(Stream::Customers, &keys).await.unwrap();
    let read = world.store.meter();
    assert_eq!(requests(read, written), (3, 0));
    if world.tells_batch_reads {
        assert_eq!(read.read_units - written.read_units, 300 * 100);
    }
    assert!(world.theirs.links(Stream::Customers, &keys).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_order_is_one_write_with_or_without_company() {
    let world = World::new().await;
    let rows = [LogRow { at: moment(0), message: added("1") }];
    let before = world.store.meter();
    let entry = world.ours.save_order(ready(1, "onze"), ProblemChange::Keep, &[]).await.unwrap();
    let alone = world.store.meter();
    assert_eq!(requests(alone, before), (0, 1));
    world.ours.save_order(entry.clone(), ProblemChange::Close, &rows).await.unwrap();
    assert_eq!(requests(world.store.meter(), alone), (0, 1));

    // A refused save was a request as well; clones share the meter.
    let before = world.store.meter();
    world.ours.clone().save_order(entry, ProblemChange::Keep, &[]).await.unwrap_err();
    world.store.clone().of(world.theirs.tenant()).orders(&[SimonId(1)]).await.unwrap();
    assert_eq!(requests(world.store.meter(), before), (1, 1));
}

#[tokio::test]
async fn a_list_counts_what_it_read() {
    let world = World::new().await;
    for tenant in [&world.ours, &world.theirs] {
        tenant.save_order(ready(1, "BV"), ProblemChange::Keep, &[]).await.unwrap();
    }
    let before = world.store.meter();
    world.ours.orders_page(None, 10).await.unwrap();
    let after = world.store.meter();
    assert_eq!(requests(after, before), (1, 0));
    assert_eq!(after.read_units - before.read_units, 100);
}
