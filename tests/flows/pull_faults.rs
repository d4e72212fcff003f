//! An import in bad weather: whatever fails, in the end everything is across once (P3, P4, P8).

use std::time::Duration;

use koppel_simulators::books::Call;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_tests::{Pair, Start, World};

use crate::PAIRS;

const RECORDS: u64 = 60 + 24;

async fn empty(pair: Pair) -> World {
    let world = World::with(Start { page_size: 10, ..pair.start() }).await;
    // Doubles must be able to show.
    world.simon.set_options(|options| options.require_unique_ext_key = false);
    world.furnish_sixty();
    world
}

fn inserts(world: &World) -> u64 {
    let counts = world.simon.journal().counts();
    counts.iter().filter(|(name, _)| name.ends_with("/insert")).map(|(_, count)| count).sum()
}

async fn import_through(world: World, story: &str) -> World {
    let _ = world.try_pull().await;
    world.heal();
    world.run_until_quiet().await;
    world.assert_mirrored(story);
    let (ours, theirs) = (world.books.simulated().faults().injected(), world.simon.faults().injected());
    assert!(!ours.is_empty() || !theirs.is_empty() || story == "unplugged", "{story}: the weather was fine");
    world
}

/// Faults of Simple-Simon, and whether the request is carried out.
fn of_simple_simon() -> Vec<(Fault, bool)> {
    vec![
        (Fault::RequestLost, false),
        (Fault::AnswerLost, true),
        (Fault::Html(500), false),
        (Fault::HtmlAfter(500), true),
        (Fault::HtmlAfter(200), true),
        (Fault::TooMany(Some(2)), false),
        (Fault::TooMany(None), false),
        (Fault::Truncated, true),
        (Fault::EmptyBody, true),
        (Fault::Late(Duration::from_secs(3600)), true),
        (Fault::SessionGone, false),
    ]
}

async fn simple_simon_fails(pair: Pair) {
    for (fault, carried_out) in of_simple_simon() {
        for (skip, times) in [(0, 1), (1, 1), (9, 2), (30, 5), (50, 1), (83, 1)] {
            let world = empty(pair).await;
            world.simon.faults().script("", skip, times, fault.clone());
            let story = format!("{fault:?}, {times} times after {skip}");
            let world = import_through(world, &story).await;
            if carried_out {
                assert_eq!(inserts(&world), RECORDS, "{story}: no insert was repeated");
            }
        }
    }
}

#[tokio::test]
async fn whatever_simple_simon_does_the_import_is_complete() {
    simple_simon_fails(PAIRS[0]).await;
}

#[tokio::test]
async fn whatever_simple_simon_does_the_import_is_complete_over_odata() {
    simple_simon_fails(PAIRS[1]).await;
}

#[tokio::test]
async fn whatever_bookkeeping_does_the_import_is_complete() {
    let faults = [
        Fault::RequestLost,
        Fault::AnswerLost,
        Fault::Html(200),
        Fault::Html(502),
        Fault::TooMany(Some(60)),
        Fault::Truncated,
        Fault::EmptyBody,
        Fault::Late(Duration::from_secs(3600)),
        Fault::SessionGone,
        Fault::EmptyPage,
        Fault::Padded(1_000_000),
    ];
    for fault in faults {
        for (skip, times) in [(0, 1), (1, 5), (3, 1), (5, 9)] {
            let world = empty(PAIRS[0]).await;
            world.books.simulated().faults().script("", skip, times, fault.clone());
            let story = format!("{fault:?}, {times} times after {skip}");
            let world = import_through(world, &story).await;
            assert_eq!(inserts(&world), RECORDS, "{story}");
        }
    }
}

#[tokio::test]
async fn a_network_that_is_unplugged_now_and_then() {
    let world = empty(PAIRS[0]).await;
    for unplugged in [3, 20, 40, 60] {
        world.line.unplug_for(unplugged);
        world.tick(5).await;
    }
    let world = import_through(world, "unplugged").await;
    assert_eq!(inserts(&world), RECORDS, "what never left is no insert");
}

#[tokio::test]
async fn an_unreachable_package_is_told_once_and_mended_once() {
    let world = World::working(PAIRS[0]).await;
    world.tick(5).await;
    world.books.simulated().faults().script("", 0, 1_000, Fault::Html(502));
    for _ in 0..5 {
        world.tick(5).await;
    }
    assert_eq!(world.told("unreachable").await, 1);
    assert_eq!(world.problems().await, ["link pull: unreachable"]);
    world.heal();
    world.run_until_quiet().await;
    assert_eq!(world.told("mended").await, 1);
}

#[tokio::test]
async fn a_fault_between_two_pages_reads_at_most_one_page_again() {
    let world = empty(PAIRS[0]).await;
    // P8: the customers' second page of three gives no answer.
    world.books.break_call(Call::Customers, 1, 1, Fault::RequestLost);
    world.pull().await;
    world.pull().await;
    world.assert_mirrored("a page was lost");
    let pages = world.books.calls(Call::Customers);
    assert_eq!(pages, 4, "three pages, one of them asked for twice");
}

#[tokio::test]
async fn a_look_up_that_comes_back_empty_is_caught_by_the_unique_key() {
    for pair in PAIRS {
        for skip in [0, 20, 60] {
            let world = empty(pair).await;
            world.simon.set_options(|options| options.require_unique_ext_key = true);
            world.simon.faults().script("customer/insert", 0, 6, Fault::AnswerLost);
            world.simon.faults().script("item/insert", skip / 3, 6, Fault::AnswerLost);
            world.pull().await;
            world.simon.faults().script("", skip, 6, Fault::EmptyPage);
            import_through(world, &format!("empty look-ups after {skip}")).await;
        }
    }
}

#[tokio::test]
async fn two_pulls_at_once_add_every_record_once() {
    let world = empty(PAIRS[0]).await;
    let (one, other) = tokio::join!(world.pull(), world.pull());
    let mut outcomes = [one.outcome.as_str(), other.outcome.as_str()];
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["done", "held"]);
    world.assert_mirrored("two at once");
    assert_eq!(inserts(&world), RECORDS);
}
