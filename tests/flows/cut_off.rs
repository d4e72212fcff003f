//! Runs that are cut off at any await, as when a machine dies (P1, P8).

use koppel_simulators::server::Simulated as _;
use koppel_tests::cut::cut_off_after;
use koppel_tests::{Pair, Start, World};

use crate::PAIRS;

/// A run is polled a few times for every request; beyond this it surely is through.
const MOST_POLLS: usize = 5_000;

/// Cuts a push off after one more poll each time, from `first` in steps of `step`, until one is through.
async fn push_cut_off(pair: Pair, first: usize, step: usize) {
    let world = World::working(pair).await;
    world.tick(5).await;
    for polls in (first..MOST_POLLS).step_by(step) {
        let work_order = world.work_order(10_000).work(60).uses("KRAAN", "1").archive();
        let report = cut_off_after(polls, world.try_push()).await;
        world.run_until_quiet().await;
        assert_eq!(world.lines_of(work_order), ["KRAAN 1", "UUR 1"], "cut off after {polls} polls");
        if report.is_some() {
            assert!(polls > 20, "no run was cut off at all");
            assert!(world.told("order_found").await > 0, "no run died between the call and its entry");
            return;
        }
    }
    panic!("a push is never through");
}

#[tokio::test]
async fn a_push_cut_off_at_any_await_makes_one_order() {
    push_cut_off(PAIRS[0], 1, 2).await;
}

#[tokio::test]
async fn a_push_cut_off_at_any_other_await_makes_one_order() {
    push_cut_off(PAIRS[0], 2, 2).await;
}

#[tokio::test]
async fn a_push_cut_off_makes_one_order_over_odata() {
    push_cut_off(PAIRS[1], 1, 2).await;
}

/// Cuts the first `most` runs of an import off after `polls` polls each, lets the rest through, and compares. `false`
/// where the first run was through before it could be cut off.
async fn import_cut_off(pair: Pair, polls: usize, most: usize) -> bool {
    let world = World::with(Start { page_size: 10, ..pair.start() }).await;
    // Doubles must be able to show.
    world.simon.set_options(|options| options.require_unique_ext_key = false);
    world.furnish_sixty();
    let mut runs = 0;
    while runs < most && cut_off_after(polls, world.try_pull()).await.is_none() {
        runs += 1;
        // Until the lease of the one that died has ended.
        world.pass(6);
    }
    world.run_until_quiet().await;
    world.assert_mirrored(&format!("{runs} runs cut off after {polls} polls each"));
    let inserts: u64 = world
        .simon
        .journal()
        .counts()
        .iter()
        .filter(|(name, _)| name.ends_with("/insert"))
        .map(|(_, count)| count)
        .sum();
    let records = 60 + 24;
    // A request that was dropped before it arrived is not in the journal, so each insert arrived once.
    assert_eq!(inserts, records, "cut off after {polls} polls");
    runs > 0
}

/// Imports cut off at every poll from `first` in steps of `step`, until one is through.
async fn imports_cut_off(pair: Pair, first: usize, step: usize, most: usize) {
    for polls in (first..MOST_POLLS).step_by(step) {
        if !import_cut_off(pair, polls, most).await {
            assert!(polls > 50, "through after {polls} polls");
            return;
        }
    }
    panic!("an import is never through");
}

#[tokio::test]
async fn an_import_cut_off_once_at_any_await_has_no_doubles() {
    imports_cut_off(PAIRS[0], 1, 4, 1).await;
}

#[tokio::test]
async fn an_import_cut_off_once_at_any_other_await_has_no_doubles() {
    imports_cut_off(PAIRS[0], 3, 4, 1).await;
}

#[tokio::test]
async fn an_import_cut_off_again_and_again_has_no_doubles() {
    imports_cut_off(PAIRS[0], 40, 9, 12).await;
}

#[tokio::test]
async fn an_import_cut_off_again_and_again_has_no_doubles_over_odata() {
    imports_cut_off(PAIRS[1], 44, 9, 12).await;
}

#[tokio::test]
async fn a_day_of_runs_that_all_die_sooner_or_later() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.simon.set_options(|options| options.require_unique_ext_key = false);
        let mut work_orders = Vec::new();
        for round in 0..60_usize {
            let nr = 10_100 + u32::try_from(round).unwrap();
            world.books.put_debtor(koppel_tests::seed::debtor(nr));
            work_orders.push(world.work_order(10_000).work(60).archive());
            world.pass(6);
            cut_off_after(round * 37 % 91, world.try_pull()).await;
            cut_off_after(round * 53 % 127, world.try_push()).await;
        }
        world.run_until_quiet().await;
        world.assert_mirrored("after a deadly day");
        for work_order in work_orders {
            assert_eq!(world.lines_of(work_order), ["UUR 1"]);
        }
    }
}

#[tokio::test]
async fn a_run_that_fails_early_does_not_forget_what_the_one_before_it_left_in_doubt() {
    let mut was_cut_off = false;
    for polls in (1..MOST_POLLS).step_by(7) {
        let world = World::with(Start { page_size: 10, ..Start::default() }).await;
        world.simon.set_options(|options| options.require_unique_ext_key = false);
        world.furnish_sixty();
        if cut_off_after(polls, world.try_pull()).await.is_some() {
            assert!(was_cut_off, "no run was cut off at all");
            return;
        }
        was_cut_off = true;
        world.pass(6);
        // iMUIS is out of reach for one run: it takes over, settles nothing, and gives the lease back.
        world.line.unplug_for(2);
        world.pull().await;
        world.line.heal();
        world.run_until_quiet().await;
        world.assert_mirrored(&format!("cut off after {polls} polls, then out of reach"));
    }
    panic!("an import is never through");
}
