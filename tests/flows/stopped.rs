//! A push that is under way while its company is stopped (R28, P1).

use koppel_domain::wipe::WipeTable;
use koppel_sync::Outcome;
use koppel_tests::World;

use crate::PAIRS;

#[tokio::test]
async fn deactivated_during_the_look_up_the_order_does_not_leave() {
    for pair in PAIRS {
        let mut world = World::working(pair).await;
        let id = world.work_order(10_000).work(60).archive().id;
        let gate = world.hold(world.look_up_text());
        let (report, ()) = tokio::join!(world.push(), async {
            gate.reached().await;
            world.deactivate().await;
            gate.open();
        });
        assert_eq!(report.outcome, Outcome::NotActive);
        assert!(world.books.orders_of(id).is_empty(), "it left after the deactivation");
        world.activate_again().await;
        world.run_until_quiet().await;
        assert_eq!(world.books.orders_of(id).len(), 1);
    }
}

#[tokio::test]
async fn a_work_order_whose_lines_were_wiped_meanwhile_is_not_decided() {
    let mut world = World::working(PAIRS[0]).await;
    let id = world.work_order(10_000).work(60).uses("KRAAN", "2").archive().id;
    let gate = world.hold("useditem");
    let (report, ()) = tokio::join!(world.try_push(), async {
        gate.reached().await;
        world.deactivate().await;
        // The push is alive still, though its machine slept longer than its lease.
        world.pass(6);
        world.ask_wipe(&[WipeTable::UsedItem]).await;
        world.wipe_through().await;
        gate.open();
    });
    let entries = world.store().orders(&[koppel_domain::work_order::SimonId(id)]).await.unwrap();
    assert!(entries.is_empty(), "{report:?} {entries:?}");
}
