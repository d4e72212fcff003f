//! Step 1 of an activation: Simple-Simon is emptied of what was chosen, whatever happens meanwhile, and of nothing
//! else (R22, P7, P8).

use std::time::Duration;

use koppel_domain::integration::Stage;
use koppel_domain::message::Concern;
use koppel_domain::wipe::WipeTable;
use koppel_simulators::books::Call;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_sync::Outcome;
use koppel_tests::cut::cut_off_after;
use koppel_tests::seed::debtor;
use koppel_tests::{Pair, World};

use crate::PAIRS;

/// A run is polled a few times for every request; beyond this it surely is through.
const MOST_POLLS: usize = 20_000;

/// What the mandatory tables are called in a path.
const MANDATORY: [&str; 7] =
    ["itemgroup", "item", "workorder", "location", "customer", "equipment", "contact"];

fn assert_wiped(world: &World, story: &str) {
    for path in MANDATORY {
        assert_eq!(world.simon.count(path), 0, "{story}: {path}");
    }
    assert_eq!(world.simon.count("user"), 1, "{story}: who works there stays");
}

fn deletions(world: &World) -> u64 {
    let counts = world.simon.journal().counts();
    counts.iter().filter(|(name, _)| name.ends_with("/delete")).map(|(_, count)| count).sum()
}

#[tokio::test]
async fn a_first_wipe_empties_what_was_asked_for_and_knows_simple_simon_alone() {
    for pair in PAIRS {
        let world = World::used_before(pair, 120).await;
        assert_eq!(world.try_wipe().await.unwrap().outcome, Outcome::NotActive, "nobody asked for it");
        assert_eq!(world.counted()["customer"], 120);
        world.ask_wipe(&WipeTable::MANDATORY).await;
        assert_eq!(world.wipe_through().await, [Outcome::Done]);
        assert_wiped(&world, "a first wipe");
        assert_eq!(world.stage().await, Stage::Wiped);
        assert_eq!((world.told("wipe_emptied").await, world.told("wipe_done").await), (7, 1));
        assert!(world.log().await.last().unwrap().contains("721"), "{:?}", world.log().await.last());
        let progress = world.wipe_progress().await;
        let tables: Vec<_> = progress.tables.iter().map(|of| of.table).collect();
        assert_eq!(tables, WipeTable::ALL[4..], "in the order in which they were emptied");
        assert!(
            progress.tables.iter().all(|of| of.progress.done && of.progress.deleted == of.progress.total)
        );
        assert_eq!(world.books.simulated().journal().count(""), 0, "bookkeeping is not connected yet");
        assert_eq!(world.try_wipe().await.unwrap().outcome, Outcome::NotActive, "it is over");
    }
}

#[tokio::test]
async fn only_the_chosen_tables_are_emptied() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.use_by_hand(3);
        world.deactivate().await;
        let before = world.counted();
        world.ask_wipe(&[WipeTable::Planning, WipeTable::Contact]).await;
        world.wipe_through().await;
        let mut wanted = before;
        wanted.extend([("planning", 0), ("contact", 0)]);
        assert_eq!(world.counted(), wanted);
        assert_eq!(deletions(&world), 6);

        // A second wipe knows nothing of the first.
        world.use_by_hand(2);
        world.pass(1);
        world.ask_wipe(&[WipeTable::Planning]).await;
        world.wipe_through().await;
        assert_eq!((world.simon.count("planning"), world.simon.count("contact")), (0, 2));
        let progress = world.wipe_progress().await;
        let tables: Vec<_> = progress.tables.iter().map(|of| (of.table, of.progress.deleted)).collect();
        assert_eq!(tables, [(WipeTable::Planning, 2)]);
    }
}

async fn wipe_cut_off(pair: Pair, first: usize, step: usize) {
    for polls in (first..MOST_POLLS).step_by(step) {
        let world = World::used_before(pair, 12).await;
        world.ask_wipe(&WipeTable::MANDATORY).await;
        let mut runs = 0;
        while cut_off_after(polls, world.try_wipe()).await.is_none() && runs < 3 {
            runs += 1;
            world.pass(6);
        }
        if runs == 0 {
            assert!(polls > 100, "through after {polls} polls");
            return;
        }
        if world.stage().await == Stage::Wiping {
            world.wipe_through().await;
        }
        let story = format!("cut off after {polls} polls, {runs} times");
        assert_wiped(&world, &story);
        assert_eq!(world.told("wipe_done").await, 1, "{story}");
        assert_eq!(deletions(&world), 12 * 6 + 1, "{story}: nothing that is gone is deleted again");
    }
    panic!("a wipe is never through");
}

#[tokio::test]
async fn a_wipe_that_is_cut_off_is_gone_on_with() {
    wipe_cut_off(PAIRS[0], 3, 29).await;
}

#[tokio::test]
async fn a_wipe_that_is_cut_off_is_gone_on_with_over_odata() {
    wipe_cut_off(PAIRS[1], 7, 29).await;
}

#[tokio::test]
async fn whatever_simple_simon_does_the_wipe_is_complete() {
    let faults = [
        Fault::RequestLost,
        Fault::AnswerLost,
        Fault::Html(500),
        Fault::HtmlAfter(500),
        Fault::TooMany(Some(2)),
        Fault::Truncated,
        Fault::EmptyBody,
        Fault::Late(Duration::from_secs(3600)),
        Fault::SessionGone,
    ];
    for pair in PAIRS {
        for fault in &faults {
            for (skip, times) in [(0, 2), (5, 1), (20, 6), (35, 8)] {
                let world = World::used_before(pair, 6).await;
                world.ask_wipe(&WipeTable::MANDATORY).await;
                world.simon.faults().script("", skip, times, fault.clone());
                world.wipe_through().await;
                let story = format!("{fault:?}, {times} times after {skip}");
                assert!(!world.simon.faults().injected().is_empty(), "{story}: the weather was fine");
                assert_wiped(&world, &story);
                assert_eq!(world.problems().await, [""; 0], "{story}");
            }
        }
    }
}

#[tokio::test]
async fn a_table_that_seems_empty_is_looked_at_again() {
    for pair in PAIRS {
        for lost in 1..=3 {
            let world = World::used_before(pair, 6).await;
            world.ask_wipe(&WipeTable::MANDATORY).await;
            for path in MANDATORY {
                world.simon.faults().script(&format!("{path}/read"), 0, lost, Fault::EmptyPage);
            }
            world.wipe_through().await;
            assert_wiped(&world, &format!("{lost} listings got lost"));
        }
    }
}

#[tokio::test]
async fn what_simple_simon_keeps_is_told_once_and_goes_as_soon_as_it_may() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.deactivate().await;
        // Their work addresses stay, so customers may not go; articles may.
        world.ask_wipe(&[WipeTable::Customer, WipeTable::Article]).await;
        assert_eq!(world.try_wipe().await.unwrap().outcome, Outcome::More);
        let stuck: Vec<String> = world
            .simon
            .records("customer")
            .iter()
            .map(|customer| format!("link wipe#customer#{}: wipe_stuck", customer["Id"]))
            .collect();
        assert_eq!(stuck.len(), 2);
        assert_eq!(world.problems().await, stuck);
        assert_eq!(world.simon.count("item"), 0, "it holds up nothing else");
        assert_eq!(world.stage().await, Stage::Wiping);
        assert_eq!(world.try_wipe().await.unwrap().outcome, Outcome::Paused, "nothing is to be had by haste");
        world.pass(6);
        assert_eq!(world.try_wipe().await.unwrap().outcome, Outcome::More);
        assert_eq!(world.told("wipe_stuck").await, 2, "told once");

        for address in world.simon.records("location") {
            assert!(world.simon.remove("location", address["Id"].as_i64().unwrap()));
        }
        world.pass(6);
        assert_eq!(world.wipe_through().await, [Outcome::Done]);
        assert_eq!(world.problems().await, [""; 0]);
        assert_eq!(world.simon.count("customer"), 0);
    }
}

#[tokio::test]
async fn a_record_that_is_never_answered_is_stuck_and_holds_up_no_other() {
    let world = World::used_before(PAIRS[1], 30).await;
    world.ask_wipe(&WipeTable::MANDATORY).await;
    let id = world.simon.records("contact")[7]["Id"].as_i64().unwrap();
    let broken = http::Response::builder().status(500).body(bytes::Bytes::new()).unwrap();
    world.line.break_requests_with(&format!("Contact({id})"), broken);
    assert_eq!(world.try_wipe().await.unwrap().outcome, Outcome::More);
    assert_eq!(world.problems().await, [format!("link wipe#contact#{id}: wipe_stuck")]);
    let left: usize = MANDATORY.iter().map(|path| world.simon.count(path)).sum();
    assert_eq!(left, 1);
    world.heal();
    world.pass(6);
    assert_eq!(world.wipe_through().await, [Outcome::Done]);
    assert_wiped(&world, "mended");
    assert_eq!(world.problems().await, [""; 0]);
}

#[tokio::test]
async fn a_table_that_this_simple_simon_does_not_know_is_empty_and_one_it_must_know_is_a_failure() {
    for (missing, is_done) in [("contact/", true), ("customer/", false)] {
        let world = World::used_before(PAIRS[0], 2).await;
        world.ask_wipe(&WipeTable::MANDATORY).await;
        let unknown = http::Response::builder().status(404).body(bytes::Bytes::new()).unwrap();
        world.line.break_requests_with(missing, unknown);
        let outcome = world.try_wipe().await.unwrap().outcome;
        assert_eq!(outcome == Outcome::Done, is_done, "{missing}: {outcome:?}");
        assert_eq!(world.stage().await == Stage::Wiped, is_done, "{missing}");
    }
}

#[tokio::test]
async fn nothing_is_deleted_once_the_company_does_not_want_it_any_more() {
    for pair in PAIRS {
        let world = World::used_before(pair, 150).await;
        world.ask_wipe(&WipeTable::MANDATORY).await;
        let change = async {
            while world.simon.journal().count("contact/delete") < 20 {
                tokio::task::yield_now().await;
            }
            world.change_profile(|profile| profile.life.stage = Stage::NeverActivated).await;
            world.simon.count("contact")
        };
        let (report, left) = tokio::join!(world.try_wipe(), change);
        assert_eq!(report.unwrap().outcome, Outcome::NotActive);
        assert!(left - world.simon.count("contact") <= 50, "no more than the slice that was under way");
        assert_eq!(world.simon.count("customer"), 150);
        assert_eq!(world.try_wipe().await.unwrap().outcome, Outcome::NotActive);
    }
}

#[tokio::test]
async fn what_was_linked_is_forgotten_and_comes_across_anew() {
    use WipeTable::{Article, ArticleGroup, Customer, WorkAddress, WorkOrder};
    let choices: [&[WipeTable]; 5] = [
        &WipeTable::MANDATORY,
        &[WorkOrder, Customer, WorkAddress],
        &[WorkAddress],
        &[Article],
        &[Article, ArticleGroup],
    ];
    for pair in PAIRS {
        for tables in choices {
            let world = World::working(pair).await;
            world.simon.set_options(|options| options.require_unique_ext_key = false);
            // So long ago that no watermark would bring it again.
            world.pass(4 * 24 * 60);
            world.tick(5).await;
            // A pull that died keeps its lease for a while, and the wipe waits for it.
            world.books.put_debtor(debtor(10_002));
            assert!(cut_off_after(20, world.try_pull()).await.is_none());
            world.deactivate().await;
            world.ask_wipe(tables).await;
            let outcomes = world.wipe_through().await;
            assert_eq!(outcomes, [Outcome::More, Outcome::Done], "{tables:?}");
            world.activate_again().await;
            world.run_until_quiet().await;
            world.assert_mirrored(&format!("{tables:?} wiped"));
        }
    }
}

#[tokio::test]
async fn an_order_under_way_is_billed_once_although_its_work_order_was_wiped() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let work_order = world.work_order(10_000).work(60).archive();
        let refused = world.work_order(10_000).archive();
        world.books.break_call(Call::Create, 0, 1, Fault::RequestLost);
        world.tick(5).await;
        assert!(world.state_of(work_order).await.unwrap().is_under_way());
        assert_eq!(world.problems().await.len(), 2);
        world.deactivate().await;
        world.ask_wipe(&[WipeTable::WorkOrder]).await;
        world.wipe_through().await;
        let left = world.problems().await;
        assert!(left.iter().all(|problem| !problem.contains(&format!(" {}:", refused.id))), "{left:?}");
        world.activate_again().await;
        world.run_until_quiet().await;
        assert_eq!(world.lines_of(work_order), ["UUR 1"]);
        assert!(world.orders_of(refused).is_empty());
        let pushed = world.store().peek(Concern::Push).await.unwrap().unwrap().0;
        assert!(!pushed["watermark"].is_null(), "the push goes on where it was");
    }
}
