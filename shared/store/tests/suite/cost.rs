//! What things cost, by the store's own meter (P10).

use std::collections::BTreeMap;
use std::time::Duration;

use koppel_domain::digest::Digest;
use koppel_domain::message::{Concern, Table};
use koppel_domain::records::Stream;
use koppel_domain::work_order::SimonId;
use koppel_store::{
    Connector, LastRun, Link, LogRow, Meter, Problem, ProblemChange, Profile, Rest, SECRET_BOOKKEEPING,
    Sealed, Tally, TenantStore,
};

use super::world::{World, added, cut, key, moment, ready, without_customer};

async fn activate(tenant: &TenantStore) {
    let profile = Profile::new("BV".to_owned(), Connector::Imuis, moment(0));
    tenant.create_profile(profile).await.unwrap();
    tenant.put_secret(SECRET_BOOKKEEPING, &Sealed("sealed".to_owned())).await.unwrap();
}

fn requests(after: Meter, before: Meter) -> (u64, u64) {
    (after.reads - before.reads, after.writes - before.writes)
}

#[tokio::test]
async fn a_run_that_works_costs_one_read_and_two_writes_and_a_glance_half_a_read() {
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

    type Cursor = BTreeMap<String, u64>;
    let (opened, rest) = world.ours.glance::<Cursor>(Concern::Pull).await.unwrap().unwrap();
    let glanced = world.store.meter();
    assert_eq!(requests(glanced, after), (1, 0));
    if world.tells_batch_reads {
        // The profile, its one secret and the cursor; what is not there costs as much: a secret, the pauses.
        assert_eq!(glanced.read_units - after.read_units, 250);
    }
    assert_eq!(Some(opened), world.ours.open().await.unwrap());
    assert_eq!(rest, Rest { cursor, last_run: run });
    assert_eq!(world.theirs.glance::<Cursor>(Concern::Pull).await.unwrap(), None);
    assert_eq!(world.ours.glance::<Cursor>(Concern::Push).await.unwrap(), None, "it never ran");
    // A run is under way, or died: nobody can tell at a glance.
    let lease = world.ours.take_lease::<Cursor>(Concern::Pull, "run", moment(2), Duration::from_secs(60));
    drop(lease.await.unwrap());
    assert_eq!(world.ours.glance::<Cursor>(Concern::Pull).await.unwrap(), None);
    assert_eq!(world.theirs.peek(Concern::Pull).await.unwrap(), None);
}

#[tokio::test]
async fn a_status_is_one_read_and_what_it_tells_beside_that_two_more() {
    let world = World::new().await;
    activate(&world.ours).await;
    activate(&world.theirs).await;
    for concern in [Concern::Push, Concern::Wipe] {
        let mut lease = world
            .ours
            .take_lease::<Vec<u8>>(concern, "run", moment(0), Duration::from_secs(60))
            .await
            .unwrap();
        lease.book.well_at = Some(moment(1));
        let run = |at| LastRun {
            started_at: moment(0),
            ended_at: moment(at),
            outcome: "done".to_owned(),
            counts: BTreeMap::from([("sent".to_owned(), 2)]),
        };
        // A ring holds the last thirty.
        for at in 0..40 {
            world.ours.keep_run(&mut lease, &run(at)).await.unwrap();
        }
        world.ours.give_back(lease, &vec![7], &run(99)).await.unwrap();
    }
    let problems = [("1", without_customer("1")), ("2", cut("2"))].map(|(key, message)| Problem {
        table: Table::WorkOrder,
        key: key.to_owned(),
        message,
        first_seen: moment(0),
        last_seen: moment(0),
        tries: 1,
        next_try: moment(0),
    });
    world.ours.save_problems(&problems).await.unwrap();

    let before = (world.store.meter(), world.ours.meter());
    let looked = world.ours.look().await.unwrap().unwrap();
    let tally = world.ours.tally(moment(5)).await.unwrap();
    let runs = world.ours.recent_runs().await.unwrap();
    let after = (world.store.meter(), world.ours.meter());
    assert_eq!(requests(after.0, before.0), (3, 0));
    // The company's own meter tells the same, and nothing of another's.
    assert_eq!(requests(after.1, before.1), (3, 0));
    assert_eq!(looked.concerns.keys().copied().collect::<Vec<_>>(), [Concern::Push, Concern::Wipe]);
    let seen = &looked.concerns[&Concern::Push];
    assert_eq!((&seen.cursor, seen.told.book.well_at), (&serde_json::json!([7]), Some(moment(1))));
    assert_eq!(seen.told.last_run.as_ref().map(|run| run.ended_at), Some(moment(99)));
    assert_eq!(looked.opened, world.ours.open().await.unwrap().unwrap());
    assert_eq!(tally, Tally { open: 2, to_mend: 1, at: moment(5) });
    let ended: Vec<_> = runs.iter().map(|past| (past.concern, past.run.ended_at)).collect();
    let concerns = [Concern::Push, Concern::Wipe];
    let expected: Vec<_> =
        (10..40).rev().flat_map(|at| concerns.map(|concern| (concern, moment(at)))).collect();
    assert_eq!(ended, expected);
    assert_eq!(world.theirs.meter().reads, 0);
    assert!(world.theirs.look().await.unwrap().unwrap().concerns.is_empty());
    assert!(world.theirs.recent_runs().await.unwrap().is_empty());
}

#[tokio::test]
async fn links_are_put_one_by_one_and_read_and_deleted_in_batches_as_large_as_can_be() {
    let world = World::new().await;
    let link = Link { simon: SimonId(1), location: None, digest: None, native_id: None };
    let links: Vec<_> = (0..300).map(|n| (key(&n.to_string()), link.clone())).collect();
    let keys: Vec<_> = links.iter().map(|(key, _)| key.clone()).collect();
    let before = world.store.meter();
    world.ours.put_links(Stream::Customers, &links).await.unwrap();
    let written = world.store.meter();
    assert_eq!(requests(written, before), (0, 300));
    assert_eq!(written.write_units - before.write_units, 300 * 100);
    world.ours.links(Stream::Customers, &keys).await.unwrap();
    let read = world.store.meter();
    assert_eq!(requests(read, written), (3, 0));
    if world.tells_batch_reads {
        assert_eq!(read.read_units - written.read_units, 300 * 100);
    }
    assert!(world.theirs.links(Stream::Customers, &keys).await.unwrap().is_empty());
    let before = world.store.meter();
    world.ours.delete_links(Stream::Customers, &keys).await.unwrap();
    let deleted = world.store.meter();
    assert_eq!(requests(deleted, before), (0, 12));
    assert_eq!(deleted.write_units - before.write_units, 300 * 100);
}

#[tokio::test]
async fn an_order_is_one_write_with_or_without_company() {
    let world = World::new().await;
    let rows = [LogRow { at: moment(0), message: added("1") }];
    let before = world.store.meter();
    let entry = world.ours.save_order(ready(1, "onze"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
    let alone = world.store.meter();
    assert_eq!(requests(alone, before), (0, 1));
    world.ours.save_order(entry.clone(), ProblemChange::Close, &rows, moment(9)).await.unwrap();
    assert_eq!(requests(world.store.meter(), alone), (0, 1));

    // A refused save was a request as well; clones share the meter.
    let before = world.store.meter();
    world.ours.clone().save_order(entry, ProblemChange::Keep, &[], moment(9)).await.unwrap_err();
    world.store.clone().of(world.theirs.tenant()).orders(&[SimonId(1)]).await.unwrap();
    assert_eq!(requests(world.store.meter(), before), (1, 1));
}

#[tokio::test]
async fn a_list_counts_what_it_read() {
    let world = World::new().await;
    for tenant in [&world.ours, &world.theirs] {
        tenant.save_order(ready(1, "BV"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
    }
    let before = world.store.meter();
    world.ours.orders_page(None, 10).await.unwrap();
    let after = world.store.meter();
    assert_eq!(requests(after, before), (1, 0));
    assert_eq!(after.read_units - before.read_units, 100);
}

#[tokio::test]
async fn links_of_neighbours_cost_a_twentieth_and_those_of_strangers_little_more_than_each_by_its_key() {
    let world = World::new().await;
    let digest = Some(Digest::of(&"a customer"));
    let link =
        Link { simon: SimonId(1_000_001), location: Some(SimonId(1_000_002)), digest, native_id: None };
    let links: Vec<_> = (10_000..14_000).map(|n| (key(&n.to_string()), link.clone())).collect();
    world.ours.put_links(Stream::Customers, &links).await.unwrap();
    let cost = async |step: usize, count: usize| {
        let asked: Vec<_> = links.iter().step_by(step).take(count).map(|(key, _)| key.clone()).collect();
        let before = world.store.meter();
        assert_eq!(world.ours.links_of_page(Stream::Customers, &asked).await.unwrap().len(), count);
        let after = world.store.meter();
        (after.reads - before.reads, after.read_units - before.read_units)
    };
    let (requests, units) = cost(1, 1_000).await;
    assert!(requests <= 2 && units <= 1_000 * 100 / 20, "{requests} requests, {units} hundredths");
    let (requests, units) = cost(40, 100).await;
    if world.tells_batch_reads {
        assert!(requests <= 2 && units <= 100 * 100 * 11 / 10, "{requests} requests, {units} hundredths");
    }
}
