//! The pull's cursor, changed as another run would leave it.

use std::collections::BTreeMap;
use std::time::Duration;

use koppel_domain::message::Concern;
use koppel_domain::records::Stream;
use koppel_store::LastRun;
use koppel_sync::Outcome;
use koppel_sync::pull::{PullCursor, StreamCursor};
use koppel_tests::World;

/// How long the lease lives that is taken to change the cursor.
const LIVING: Duration = Duration::from_secs(60);

/// Changes the pull's cursor.
pub(crate) async fn change(world: &World, change: impl FnOnce(&mut PullCursor)) {
    let (store, now) = (world.store(), world.context.clock.now());
    let mut lease = store.take_lease::<PullCursor>(Concern::Pull, "bench", now, LIVING).await.unwrap();
    change(&mut lease.cursor);
    let cursor = lease.cursor.clone();
    let (outcome, counts) = (Outcome::Done.as_str().to_owned(), BTreeMap::new());
    let last_run = LastRun { started_at: now, ended_at: now, outcome, counts };
    store.give_back(lease, &cursor, &last_run).await.unwrap();
}

/// The next pull reads every customer, as after a compare that found differences.
pub(crate) async fn forget_customers(world: &World) {
    let forgotten = StreamCursor { over_again: true, ..StreamCursor::default() };
    change(world, |cursor| drop(cursor.streams.insert(Stream::Customers, forgotten))).await;
}
