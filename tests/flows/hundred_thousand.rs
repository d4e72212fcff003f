//! A company of a hundred thousand customers, of which few or many leave the books (P5, P10).

use koppel_domain::records::Stream;
use koppel_simulators::books::Debtor;
use koppel_store::{Approval, Listed};
use koppel_sync::Outcome;
use koppel_sync::cleanup::CleanupCursor;
use koppel_tests::seed::debtor;
use koppel_tests::{Start, World};

const FIRST: u32 = 1_000_001;
const CUSTOMERS: u32 = 100_000;

/// Whether the round under way has deleted all that was to go: what follows is the compare.
async fn has_removed(world: &World) -> bool {
    let peeked = world.store().peek(koppel_domain::message::Concern::Cleanup).await.unwrap().unwrap();
    let cursor: CleanupCursor = serde_json::from_value(peeked.0).unwrap();
    cursor.round.is_none_or(|round| !round.removing)
}

/// Runs until all that was to go is gone; the runs it took, and what each deleted.
async fn removals(world: &World) -> Vec<u64> {
    let mut removed = Vec::new();
    loop {
        let report = world.cleanup().await;
        removed.push(report.counts.get("removed"));
        if report.outcome == Outcome::Done || has_removed(world).await {
            return removed;
        }
    }
}

#[tokio::test]
async fn nine_that_are_blocked_go_and_thirty_thousand_that_vanish_wait_and_go_in_slices() {
    let start = Start { page_size: 20_000, ..Start::default() };
    let world = World::with(start).await;
    (FIRST..FIRST + CUSTOMERS).for_each(|nr| world.books.put_debtor(debtor(nr)));
    while world.pull().await.outcome == Outcome::More {}
    assert_eq!(world.simon.count("customer"), 100_000);
    // The quiet way of time: a run takes as long as its requests.
    world.line.slow_down(jiff::SignedDuration::from_millis(1));

    (FIRST..FIRST + 9).for_each(|nr| world.books.put_debtor(Debtor { blocked: true, ..debtor(nr) }));
    world.pass(5);
    while world.pull().await.outcome == Outcome::More {}
    assert_eq!(removals(&world).await.iter().sum::<u64>(), 9);
    assert_eq!((world.simon.count("customer"), world.simon.count("location")), (99_991, 99_991));

    (FIRST + 100..FIRST + 30_100).for_each(|nr| world.books.remove_debtor(nr));
    assert_eq!(removals(&world).await.iter().sum::<u64>(), 0);
    assert_eq!(world.simon.count("customer"), 99_991);
    let list = world.store().removal_list(Listed::Withheld).await.unwrap().unwrap();
    assert_eq!((list.count(), list.tables[0].total, list.pages), (30_000, 99_991, 150));

    let approval = Approval { list: list.id, by: "anja".to_owned(), at: world.clock.now() };
    world.change_profile(|profile| profile.cleanup.approval = Some(approval)).await;
    let runs = removals(&world).await;
    assert_eq!(runs.iter().sum::<u64>(), 30_000);
    assert!(runs.len() > 1, "slices over several runs: {runs:?}");
    assert_eq!((world.simon.count("customer"), world.simon.count("location")), (69_991, 69_991));
    let mut after = None;
    let mut links = 0;
    loop {
        let (page, next) = world.store().all_links(Stream::Customers, after.as_ref(), 1000).await.unwrap();
        links += page.len();
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(links, 69_991, "links go with their records");
}
