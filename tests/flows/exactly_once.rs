//! Exactly one sales order, whatever fails, whenever (P1).

use std::time::Duration;

use jiff::SignedDuration;
use koppel_domain::ledger::OrderState;
use koppel_simulators::books::Call;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_sync::Outcome;
use koppel_tests::World;
use serde_json::json;

use crate::PAIRS;

fn faults() -> Vec<Fault> {
    vec![
        Fault::RequestLost,
        Fault::AnswerLost,
        Fault::Html(200),
        Fault::Html(500),
        Fault::HtmlAfter(500),
        Fault::HtmlAfter(200),
        Fault::TooMany(Some(60)),
        Fault::Truncated,
        Fault::EmptyBody,
        Fault::Late(Duration::from_secs(3600)),
        Fault::SessionGone,
        Fault::Padded(100_000),
    ]
}

#[tokio::test]
async fn a_create_that_goes_wrong_makes_one_order() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        for fault in faults() {
            for times in [1, 3] {
                world.books.break_call(Call::Create, 0, times, fault.clone());
                let injected = || world.books.simulated().faults().injected().values().sum::<u64>();
                let before = injected();
                let first = world.work_order(10_000).work(60).archive();
                let second = world.work_order(10_001).travel(15).archive();
                world.run_until_quiet().await;
                assert!(injected() > before, "{fault:?} was not met");
                world.heal();
                assert_eq!(world.lines_of(first), ["UUR 1"], "{fault:?} {times}");
                assert_eq!(world.lines_of(second), ["REIS 0.25"], "{fault:?} {times}");
                assert_eq!(world.state_of(first).await, Some(OrderState::Sent));
            }
        }
    }
}

#[tokio::test]
async fn a_look_up_that_goes_wrong_makes_one_order() {
    let world = World::working(PAIRS[0]).await;
    for fault in faults() {
        for skip in [0, 1] {
            world.books.break_call(Call::Create, 0, 1, Fault::AnswerLost);
            world.books.break_call(Call::Orders, skip, 2, fault.clone());
            let work_order = world.work_order(10_000).work(60).archive();
            world.run_until_quiet().await;
            world.heal();
            assert_eq!(world.lines_of(work_order), ["UUR 1"], "{fault:?} {skip}");
        }
    }
}

#[tokio::test]
async fn a_read_of_simple_simon_that_goes_wrong_makes_one_order() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        for fault in faults() {
            for skip in 0..6 {
                let work_order = world.work_order(10_000).work(60).uses("KRAAN", "1").archive();
                world.pass(5);
                world.simon.faults().script("", skip, 2, fault.clone());
                world.push().await;
                world.heal();
                world.run_until_quiet().await;
                assert_eq!(world.lines_of(work_order), ["KRAAN 1", "UUR 1"], "{fault:?} at {skip}");
            }
        }
    }
}

#[tokio::test]
async fn a_request_that_never_left_is_sent_at_the_next_run() {
    let world = World::working(PAIRS[0]).await;
    world.push().await;
    for unplugged in 1..12 {
        let work_order = world.work_order(10_000).work(60).archive();
        world.line.unplug_for(unplugged);
        world.push().await;
        world.heal();
        world.run_until_quiet().await;
        assert_eq!(world.lines_of(work_order), ["UUR 1"], "{unplugged}");
    }
}

#[tokio::test]
async fn an_order_that_arrives_late_or_shows_late_is_not_made_again() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        // The request arrives four minutes after its sender gave up; the quiet period is five.
        world.line.delay_request_with(world.create_text(), SignedDuration::from_mins(4));
        let late = world.work_order(10_000).work(60).archive();
        world.push().await;
        assert_eq!(world.orders_of(late).len(), 0);
        world.tick(2).await;
        world.run_until_quiet().await;
        assert_eq!(world.lines_of(late), ["UUR 1"]);
        // The order is made, and no read shows it for four minutes.
        world.books.show_orders_after(SignedDuration::from_mins(4));
        world.books.break_call(Call::Create, 0, 1, Fault::AnswerLost);
        let stale = world.work_order(10_000).work(60).archive();
        world.push().await;
        for _ in 0..8 {
            world.tick(1).await;
        }
        world.run_until_quiet().await;
        assert_eq!(world.lines_of(stale), ["UUR 1"]);
        assert_eq!(world.told("order_found").await, 2);
        assert_eq!(world.told("order_unclear").await, 2, "told once each, not once a run");
    }
}

#[tokio::test]
async fn two_pushes_at_once_make_one_order() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let work_order = world.work_order(10_000).work(60).archive();
        let (one, other) = tokio::join!(world.push(), world.push());
        let mut outcomes = [one.outcome, other.outcome];
        outcomes.sort_by_key(|outcome| outcome.as_str());
        assert_eq!(outcomes, [Outcome::Done, Outcome::Held]);
        assert_eq!(world.lines_of(work_order), ["UUR 1"]);
    }
}

#[tokio::test]
async fn a_work_order_that_changes_after_it_was_sent_is_told_and_not_sent_again() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let work_order = world.work_order(10_000).work(60).archive();
        world.tick(5).await;
        let work_order = work_order.change(json!({"Remark": "Toch nog iets"}));
        world.tick(5).await;
        world.tick(5).await;
        assert!(world.simon.reopen(work_order.id));
        world.tick(5).await;
        let work_order = work_order.work(30).archive();
        world.tick(5).await;
        assert_eq!(world.lines_of(work_order), ["UUR 1"], "as it was sent, once");
        assert_eq!(world.told("order_changed_after_sent").await, 3, "once for each change");
    }
}

#[tokio::test]
async fn a_ledger_that_was_lost_finds_the_order_in_bookkeeping() {
    // As after a restore from a backup: the same Simple-Simon and books, another memory.
    let world = World::working(PAIRS[0]).await;
    let work_order = world.work_order(10_000).work(60).archive();
    world.push().await;
    let order = world.order_of(work_order);
    let other = World::working(PAIRS[0]).await;
    other.books.put_order(order);
    let same = other.work_order(10_000).work(60);
    assert_eq!(same.id, work_order.id, "the simulator counts alike");
    same.archive();
    other.push().await;
    assert_eq!(other.lines_of(same), ["UUR 1"]);
    assert_eq!(other.told("order_found_unconfirmed").await, 1);
}

#[tokio::test]
async fn random_faults_for_a_day_make_every_order_once() {
    let world = World::working(PAIRS[0]).await;
    world.books.simulated().faults().random(7, 150, faults());
    world.simon.faults().random(11, 30, faults());
    let mut work_orders = Vec::new();
    for round in 0..40 {
        let debtor = if round % 3 == 0 { 10_001 } else { 10_000 };
        work_orders.push(world.work_order(debtor).work(60).archive());
        world.pass(5);
        let _ = world.try_pull().await;
        let _ = world.try_push().await;
    }
    assert!(world.books.simulated().faults().injected().values().sum::<u64>() > 20, "the day was bad enough");
    world.heal();
    world.run_until_quiet().await;
    for work_order in work_orders {
        assert_eq!(world.lines_of(work_order), ["UUR 1"]);
    }
    world.assert_mirrored("after a bad day");
}

#[tokio::test]
async fn two_orders_with_the_reference_are_told_and_no_third_is_made() {
    let world = World::working(PAIRS[0]).await;
    let first = world.work_order(10_000).work(60).archive();
    world.push().await;
    let order = world.order_of(first);
    // Somebody copied it in bookkeeping, and then Koppel's memory was put back from before it was sent.
    let other = World::working(PAIRS[0]).await;
    other.books.put_order(order.clone());
    other.books.put_order(koppel_simulators::books::Order { nr: order.nr + 1, ..order });
    let same = other.work_order(10_000).work(60);
    assert_eq!(same.id, first.id, "the simulator counts alike");
    same.archive();
    other.push().await;
    assert_eq!(other.orders_of(same).len(), 2);
    assert_eq!(other.told("order_double").await, 1);
}

#[tokio::test]
async fn the_quiet_period_counts_from_the_end_of_the_call() {
    let world = World::working(PAIRS[0]).await;
    // The call's answer is lost after a long time, as on a machine that slept; what it made shows up late.
    world.books.show_orders_after(SignedDuration::from_mins(9));
    world.line.delay_answer_of(world.books.operation(Call::Create), SignedDuration::from_mins(6));
    let work_order = world.work_order(10_000).work(60).archive();
    world.push().await;
    for _ in 0..10 {
        world.tick(1).await;
    }
    world.run_until_quiet().await;
    assert_eq!(world.lines_of(work_order), ["UUR 1"]);
}

/// A person who opened the order in bookkeeping before Koppel could ask for it wrote something else into its reference.
#[tokio::test]
async fn an_order_whose_answer_was_lost_and_whose_reference_was_edited_is_not_made_twice() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.books.break_call(Call::Create, 0, 1, Fault::AnswerLost);
        let work_order = world.work_order(10_000).work(60).archive();
        world.tick(5).await;
        let [made] = &world.books.orders()[..] else { panic!("{pair:?}: {:?}", world.books.orders()) };
        world.books.edit_reference(made.nr);
        world.run_until_quiet().await;
        assert_eq!(world.books.orders().len(), 1, "{pair:?}: {:#?}", world.log().await);
        assert_eq!(world.told("order_found").await, 1, "{pair:?}");
        assert_eq!(world.lines_of(work_order), ["UUR 1"]);
    }
}
