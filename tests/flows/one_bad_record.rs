//! One record that the other side cannot serve holds up no other (P1, P4), and what asks for a long wait gets it.

use bytes::Bytes;
use koppel_outside::http::Response;
use koppel_sync::Outcome;
use koppel_tests::World;
use koppel_tests::seed::debtor;

use crate::DIALECTS;

fn answer(status: u16) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(b"<html>Server Error</html>"));
    *response.status_mut() = status.try_into().unwrap();
    response
}

#[tokio::test]
async fn a_work_order_that_always_answers_500_holds_up_no_other_and_goes_through_once_it_can_be_read() {
    for (dialect, address) in DIALECTS.into_iter().zip(["workorder/read/{id}", "WorkOrder({id})"]) {
        let world = World::working(dialect).await;
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
    let world = World::working(DIALECTS[0]).await;
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
async fn a_look_up_that_cannot_be_read_holds_up_no_other_order() {
    let world = World::working(DIALECTS[0]).await;
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
    let world = World::working(DIALECTS[0]).await;
    let broken = koppel_simulators::imuis::Debtor { name: "Stuk BV".to_owned(), ..debtor(10_005) };
    world.imuis.put_debtor(broken);
    world.imuis.put_debtor(debtor(10_006));
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
    let world = World::working(DIALECTS[0]).await;
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
