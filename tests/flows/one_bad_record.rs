//! One record that the other side cannot serve holds up no other (P1, P4), and what asks for a long wait gets it.

use bytes::Bytes;
use koppel_outside::http::Response;
use koppel_simulators::books::Call;
use koppel_sync::Outcome;
use koppel_tests::World;
use koppel_tests::seed::debtor;

use crate::{IMUIS_PAIRS, PAIRS};

fn answer(status: u16) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(b"<html>Server Error</html>"));
    *response.status_mut() = status.try_into().unwrap();
    response
}

#[tokio::test]
async fn a_work_order_that_always_answers_500_holds_up_no_other_and_goes_through_once_it_can_be_read() {
    for (pair, address) in IMUIS_PAIRS.into_iter().zip(["workorder/read/{id}", "WorkOrder({id})"]) {
        let world = World::working(pair).await;
        let broken = world.work_order(10_000).work(60).archive();
        let sound = world.work_order(10_000).work(120).archive();
        world.line.break_requests_with(&address.replace("{id}", &broken.id.to_string()), answer(500));
        for _ in 0..3 {
            world.tick(5).await;
        }
        assert_eq!(world.lines_of(sound), ["UUR 2"]);
        assert_eq!(world.orders_of(broken).len(), 0);
        assert_eq!(world.told("work_order_not_read").await, 1, "once, not once a run");
        assert_eq!(world.problems().await.len(), 1);
        world.heal();
        world.run_until_quiet().await;
        assert_eq!(world.lines_of(broken), ["UUR 1"]);
        assert_eq!(world.problems().await, [""; 0]);
    }
}

#[tokio::test]
async fn when_every_work_order_answers_500_the_run_ends_and_nothing_is_lost() {
    let world = World::working(PAIRS[0]).await;
    let all: Vec<_> = (0..8).map(|_| world.work_order(10_000).work(60).archive()).collect();
    world.line.break_requests_with("workorder/read/", answer(500));
    let (_, push) = world.tick(5).await;
    assert!(matches!(push, Outcome::Failed(_)), "{push:?}");
    world.heal();
    world.run_until_quiet().await;
    for work_order in all {
        assert_eq!(world.lines_of(work_order), ["UUR 1"]);
    }
}

#[tokio::test]
async fn an_article_whose_price_cannot_be_read_holds_up_no_other_order() {
    let world = World::working(PAIRS[2]).await;
    let broken = world.work_order(10_000).uses("BUIS", "2").archive();
    let sound = world.work_order(10_000).work(120).archive();
    world.line.break_requests_with("BUIS", answer(500));
    for _ in 0..3 {
        world.tick(5).await;
    }
    assert_eq!(world.lines_of(sound), ["UUR 2"]);
    assert_eq!(world.orders_of(broken).len(), 0);
    assert_eq!(world.told("order_not_looked_up").await, 1, "once, not once a run");
    world.heal();
    world.run_until_quiet().await;
    assert_eq!(world.lines_of(broken), ["BUIS 2"]);
    assert_eq!(world.problems().await, [""; 0]);
}

#[tokio::test]
async fn a_look_up_that_cannot_be_read_holds_up_no_other_order() {
    let world = World::working(PAIRS[0]).await;
    let broken = world.work_order(10_000).work(60).archive();
    let sound = world.work_order(10_000).work(120).archive();
    let reference = format!("&lt;WHEREVALUES&gt;{}&lt;", broken.id);
    world.line.break_requests_with(&reference, answer(200));
    world.tick(5).await;
    assert_eq!(world.lines_of(sound), ["UUR 2"]);
    assert_eq!(world.orders_of(broken).len(), 0, "not looked up, so not sent");
    world.heal();
    world.run_until_quiet().await;
    assert_eq!(world.lines_of(broken), ["UUR 1"]);
    assert_eq!(world.problems().await, [""; 0]);
}

#[tokio::test]
async fn a_customer_whose_write_always_fails_holds_up_no_other_and_no_article() {
    let world = World::working(PAIRS[0]).await;
    let broken = koppel_simulators::books::Debtor { name: "Stuk BV".to_owned(), ..debtor(10_005) };
    world.books.put_debtor(broken);
    world.books.put_debtor(debtor(10_006));
    world.line.break_requests_with("Stuk BV", answer(500));
    for _ in 0..3 {
        world.tick(5).await;
    }
    assert!(world.held().iter().any(|line| line.contains("10006")));
    assert_eq!(world.told("record_unclear").await, 1);
    world.heal();
    world.run_until_quiet().await;
    world.assert_mirrored("after the customer could be written");
    assert_eq!(world.problems().await, [""; 0]);
}

#[tokio::test]
async fn a_long_wait_that_is_asked_for_is_kept() {
    let world = World::working(PAIRS[0]).await;
    let work_order = world.work_order(10_000).work(60).archive();
    let mut patience = answer(429);
    patience.headers_mut().insert("retry-after", 1_800.into());
    world.line.break_requests_with("workorder/readsync", patience);
    let (_, push) = world.tick(5).await;
    assert!(matches!(push, Outcome::Failed(_)), "{push:?}");
    world.heal();
    for _ in 0..5 {
        assert_eq!(world.tick(5).await.1, Outcome::Paused);
    }
    world.tick(5).await;
    world.tick(5).await;
    assert_eq!(world.lines_of(work_order), ["UUR 1"]);
    assert_eq!(world.problems().await, [""; 0]);
}

#[tokio::test]
async fn several_bad_work_orders_side_by_side_hold_up_none_behind_them() {
    let world = World::working(PAIRS[0]).await;
    let broken: Vec<_> = (0..5).map(|_| world.work_order(10_000).work(60).archive()).collect();
    for work_order in &broken {
        world.line.break_requests_with(&format!("workorder/read/{}", work_order.id), answer(500));
    }
    let sound = world.work_order(10_000).work(120).archive();
    // Never healed: each is known after it was met once, and counts no more.
    for _ in 0..4 {
        world.tick(5).await;
    }
    assert_eq!(world.lines_of(sound), ["UUR 2"]);
    assert_eq!(world.told("work_order_not_read").await, 5);
    let before = world.log().await.len();
    for _ in 0..60 {
        world.tick(5).await;
    }
    assert!(world.log().await.len() <= before + 1, "no row a run: {:?}", world.log().await);
    world.heal();
    world.run_until_quiet().await;
    for work_order in broken {
        assert_eq!(world.lines_of(work_order), ["UUR 1"]);
    }
}

#[tokio::test]
async fn many_bad_customers_side_by_side_hold_up_none_behind_them() {
    let world = World::working(PAIRS[0]).await;
    for nr in 10_010..10_025 {
        let name = "Stuk BV".to_owned();
        world.books.put_debtor(koppel_simulators::books::Debtor { name, ..debtor(nr) });
    }
    world.books.put_debtor(debtor(10_030));
    world.line.break_requests_with("Stuk BV", answer(500));
    for _ in 0..4 {
        world.tick(5).await;
    }
    assert!(world.held().iter().any(|line| line.contains("10030")), "{:?}", world.held());
    world.heal();
    world.run_until_quiet().await;
    world.assert_mirrored("after all could be written");
    assert_eq!(world.problems().await, [""; 0]);
}

#[tokio::test]
async fn a_number_that_bookkeeping_cannot_be_asked_for_holds_up_no_other_retry() {
    let world = World::working(PAIRS[0]).await;
    for nr in [10_010, 10_011] {
        let name = String::new();
        world.books.put_debtor(koppel_simulators::books::Debtor { name, ..debtor(nr) });
    }
    world.tick(5).await;
    assert_eq!(world.problems().await.len(), 2);
    world.pass(60 * 24 * 3);
    world.line.break_requests_with("&lt;WHEREVALUES&gt;10010&lt;", answer(500));
    // Put right without a change that a reading would show: only the retry can find it.
    world.books.put_debtor_at(debtor(10_011), Some(jiff::civil::date(2020, 1, 1)));
    for _ in 0..3 {
        world.tick(5).await;
    }
    assert_eq!(world.problems().await, ["customer 10010: row_unusable"]);
}

#[tokio::test]
async fn an_order_that_bookkeeping_keeps_refusing_floods_no_log() {
    let world = World::working(PAIRS[0]).await;
    let blocked = koppel_simulators::imuis::Debtor {
        sales_blocked_from: Some(jiff::civil::date(2020, 1, 1)),
        ..debtor(10_000).into()
    };
    world.imuis().put_debtor(blocked);
    world.tick(5).await;
    let work_order =
        world.work_order(10_000).work(1_500).describe(&"Lekkage in de kelder. ".repeat(30)).archive();
    world.tick(5).await;
    assert_eq!(world.told("order_refused").await, 1);
    let before = world.log().await.len();
    for _ in 0..(12 * 24) {
        world.tick(5).await;
    }
    assert_eq!(world.log().await.len(), before, "nothing new in a day of retries");
    world.books.put_debtor(debtor(10_000));
    world.run_until_quiet().await;
    assert_eq!(world.orders_of(work_order).len(), 1);
}

#[tokio::test]
async fn packages_that_fail_in_turns_flood_no_log() {
    let world = World::working(PAIRS[0]).await;
    let before = world.log().await.len();
    for round in 0..20 {
        world.heal();
        world.line.break_requests_with("workorder/readsync", answer(if round % 2 == 0 { 502 } else { 503 }));
        world.tick(5).await;
    }
    assert_eq!(world.log().await.len(), before + 1);
}

#[tokio::test]
async fn one_wrong_answer_that_a_work_order_is_gone_does_not_lose_it() {
    for (pair, address) in IMUIS_PAIRS.into_iter().zip(["workorder/read/{id}", "WorkOrder({id})"]) {
        let world = World::working(pair).await;
        let work_order = world.work_order(10_000).work(60).archive();
        world.line.break_requests_with(&address.replace("{id}", &work_order.id.to_string()), answer(404));
        // Longer than the question reaches back.
        for _ in 0..5 {
            world.tick(5).await;
        }
        assert_eq!(world.orders_of(work_order).len(), 0);
        world.heal();
        world.tick(5).await;
        assert_eq!(world.lines_of(work_order), ["UUR 1"]);
        assert_eq!(world.problems().await, [""; 0]);
        assert_eq!(world.told("work_order_gone").await, 0, "nothing to read about");
    }
}

#[tokio::test]
async fn a_sent_work_order_that_cannot_be_read_and_then_is_deleted_leaves_no_problem() {
    let world = World::working(PAIRS[0]).await;
    let work_order = world.work_order(10_000).work(60).archive();
    world.tick(5).await;
    let address = format!("workorder/read/{}", work_order.id);
    world.line.break_requests_with(&address, answer(500));
    world.simon.change("workorder", work_order.id, serde_json::json!({ "Remark": "later" }));
    world.tick(5).await;
    assert_eq!(world.problems().await.len(), 1);
    world.heal();
    world.simon.remove("workorder", work_order.id);
    world.tick(5).await;
    assert_eq!(world.problems().await, [""; 0]);
}

#[tokio::test]
async fn an_order_that_waits_is_sent_though_its_work_order_is_deleted_meanwhile() {
    let world = World::working(PAIRS[0]).await;
    let work_order = world.work_order(10_000).work(60).archive();
    // Bookkeeping is out of reach at the create, so it surely was not made.
    world.line.break_requests_with(world.create_text(), answer(429));
    let (_, push) = world.tick(5).await;
    assert!(matches!(push, Outcome::Failed(_)), "{push:?}");
    assert_eq!(world.problems().await.len(), 2, "the order that waits, and the link");
    world.simon.remove("workorder", work_order.id);
    world.heal();
    for _ in 0..4 {
        world.tick(30).await;
    }
    assert_eq!(world.lines_of(work_order), ["UUR 1"], "archived is archived");
    assert_eq!(world.problems().await, [""; 0]);
}

#[tokio::test]
async fn an_unclear_order_that_cannot_be_looked_up_is_never_called_not_made() {
    let world = World::working(PAIRS[0]).await;
    let work_order = world.work_order(10_000).work(60).archive();
    world.line.delay_answer_of(world.books.operation(Call::Create), jiff::SignedDuration::from_secs(61));
    world.push().await;
    world.line.break_requests_with(&format!("&lt;WHEREVALUES&gt;{}&lt;", work_order.id), answer(500));
    for _ in 0..3 {
        world.tick(5).await;
    }
    assert_eq!((world.told("order_unclear").await, world.told("order_not_looked_up").await), (1, 0));
    world.heal();
    world.run_until_quiet().await;
    assert_eq!(world.lines_of(work_order), ["UUR 1"]);
}

#[tokio::test]
async fn an_article_of_the_settings_that_cannot_be_asked_for_wedges_nothing() {
    let world = World::working(PAIRS[0]).await;
    world.change_settings(|settings| settings.filter_word = Some("Garantie".to_owned())).await;
    let refused = world.work_order(10_000).work(60).archive();
    let sound = world.work_order(10_000).uses("KRAAN", "1").archive();
    world.line.break_requests_with("&lt;WHEREVALUES&gt;UUR&lt;", answer(200));
    world.tick(5).await;
    assert_eq!(world.lines_of(sound), ["KRAAN 1"]);
    assert_eq!(world.told("order_setting_unknown").await, 1);
    world.heal();
    world.run_until_quiet().await;
    assert_eq!(world.lines_of(refused), ["UUR 1"]);
}
