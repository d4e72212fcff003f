//! The order ledger: one sales order per work order, together with its problem and its log rows (P1, P7).

use std::collections::HashMap;

use koppel_domain::ledger::OrderState;
use koppel_domain::message::Table;
use koppel_domain::sales_order::OrderNumber;
use koppel_domain::work_order::SimonId;
use koppel_store::{ItemKind, LogQuery, LogRow, OrderEntry, Problem, ProblemChange, StoreError, TenantStore};

use super::world::{World, added, moment, ready, without_customer};

const CONFLICT: StoreError = StoreError::Conflict { item: ItemKind::Order };

fn problem(key: &str) -> Problem {
    Problem {
        table: Table::WorkOrder,
        key: key.to_owned(),
        message: without_customer("2026-0815"),
        first_seen: moment(0),
        last_seen: moment(1),
        tries: 1,
        next_try: moment(300),
    }
}

fn row(number: &str) -> LogRow {
    LogRow { at: moment(1), message: added(number) }
}

async fn log_len(tenant: &TenantStore) -> usize {
    tenant.log_page(LogQuery { limit: 100, ..LogQuery::default() }).await.unwrap().rows.len()
}

#[tokio::test]
async fn an_entry_goes_through_its_states() {
    let world = World::new().await;
    let theirs = world.theirs.save_order(ready(7, "hun"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
    let entry = world.ours.save_order(ready(7, "onze"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
    assert_eq!(
        entry.steps.iter().map(|step| (step.at, step.state)).collect::<Vec<_>>(),
        [(moment(9), OrderState::Ready)]
    );
    let (steps, found_as) = (entry.steps.clone(), Some("onze".to_owned()));
    assert_eq!(entry, OrderEntry { revision: 1, steps, found_as, ..ready(7, "onze") });

    let claimed =
        OrderEntry { state: OrderState::Sending, claimed_at: Some(moment(2)), tries: 1, ..entry.clone() };
    let claimed = world.ours.save_order(claimed, ProblemChange::Keep, &[], moment(9)).await.unwrap();
    let sent = OrderEntry {
        state: OrderState::Sent,
        order_number: Some(OrderNumber("V-1".to_owned())),
        message: Some(without_customer("x")),
        ..claimed
    };
    let sent = world.ours.save_order(sent, ProblemChange::Close, &[row("1")], moment(9)).await.unwrap();
    assert_eq!(sent.revision, 3);

    // Who still holds what it read first is told so, alone or in a transaction.
    assert_eq!(
        world.ours.save_order(entry.clone(), ProblemChange::Keep, &[], moment(9)).await,
        Err(CONFLICT)
    );
    assert_eq!(
        world.ours.save_order(entry, ProblemChange::Close, &[row("2")], moment(9)).await,
        Err(CONFLICT)
    );
    assert_eq!(
        world.ours.save_order(ready(7, "again"), ProblemChange::Keep, &[], moment(9)).await,
        Err(CONFLICT)
    );
    let ahead = OrderEntry { revision: 9, ..sent.clone() };
    assert_eq!(world.ours.save_order(ahead, ProblemChange::Keep, &[], moment(9)).await, Err(CONFLICT));
    let never_stored = OrderEntry { revision: 1, ..ready(8, "onze") };
    assert_eq!(world.ours.save_order(never_stored, ProblemChange::Keep, &[], moment(9)).await, Err(CONFLICT));
    let found = world.ours.orders(&[SimonId(7), SimonId(7), SimonId(8)]).await.unwrap();
    assert_eq!(found, HashMap::from([(SimonId(7), sent)]));
    let found = world.theirs.orders(&[SimonId(7)]).await.unwrap();
    assert_eq!(found, HashMap::from([(SimonId(7), theirs)]));
    assert_eq!(log_len(&world.ours).await, 1);
}

#[tokio::test]
async fn of_twenty_who_claim_an_order_one_gets_it() {
    let world = World::new().await;
    for with_row in [false, true] {
        let id = if with_row { 2 } else { 1 };
        let entry =
            world.ours.save_order(ready(id, "onze"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
        world.theirs.save_order(ready(id, "hun"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
        let claimed = OrderEntry { state: OrderState::Sending, claimed_at: Some(moment(2)), ..entry };
        let claims = (0..20).map(|_| {
            let (ours, claimed) = (world.ours.clone(), claimed.clone());
            let rows = if with_row { vec![row("1")] } else { Vec::new() };
            tokio::spawn(async move { ours.save_order(claimed, ProblemChange::Keep, &rows, moment(9)).await })
        });
        let mut winners = 0;
        for claim in claims.collect::<Vec<_>>() {
            match claim.await.unwrap() {
                Ok(_) => winners += 1,
                Err(error) => assert_eq!(error, CONFLICT),
            }
        }
        assert_eq!(winners, 1, "with a row: {with_row}");
        assert_eq!(world.theirs.orders(&[SimonId(id)]).await.unwrap()[&SimonId(id)].revision, 1);
    }
    assert_eq!(log_len(&world.ours).await, 1);
}

#[tokio::test]
async fn order_problem_and_rows_are_saved_together_or_not_at_all() {
    let world = World::new().await;
    world.theirs.save_problems(&[problem("7")]).await.unwrap();
    // Wherever the caller says the problem belongs, it is the work order's own.
    let open = ProblemChange::Open(Problem { table: Table::Article, ..problem("elsewhere") });
    let entry =
        world.ours.save_order(ready(7, "onze"), open, &[row("1"), row("2")], moment(9)).await.unwrap();
    assert_eq!(world.ours.all_problems(10).await.unwrap(), [problem("7")]);
    assert_eq!(log_len(&world.ours).await, 2);

    let stale = OrderEntry { revision: 0, ..entry.clone() };
    let close = world.ours.save_order(stale, ProblemChange::Close, &[row("3")], moment(9)).await;
    assert_eq!(close, Err(CONFLICT));
    assert_eq!(world.ours.all_problems(10).await.unwrap(), [problem("7")]);
    assert_eq!(log_len(&world.ours).await, 2);

    let entry = world.ours.save_order(entry, ProblemChange::Close, &[], moment(9)).await.unwrap();
    assert_eq!(world.ours.all_problems(10).await.unwrap(), []);
    world.ours.save_order(entry, ProblemChange::Close, &[], moment(9)).await.unwrap();
    assert_eq!(world.theirs.all_problems(10).await.unwrap(), [problem("7")]);
    assert_eq!(log_len(&world.theirs).await, 0);
}

#[tokio::test]
async fn a_transaction_holds_ninety_seven_rows_beside_a_first_save() {
    let world = World::new().await;
    let rows: Vec<LogRow> = (0..98).map(|n| row(&n.to_string())).collect();
    let full = world.ours.save_order(ready(1, "onze"), ProblemChange::Close, &rows[..97], moment(9)).await;
    assert_eq!(full.unwrap().revision, 1);
    let over = world.ours.save_order(ready(2, "onze"), ProblemChange::Close, &rows, moment(9)).await;
    assert!(matches!(over, Err(StoreError::TooLarge { limit: 100, .. })), "{over:?}");
    assert_eq!(world.ours.orders(&[SimonId(2)]).await.unwrap(), HashMap::new());
    assert_eq!(log_len(&world.ours).await, 97);
    assert_eq!(log_len(&world.theirs).await, 0);
}

#[tokio::test]
async fn entries_come_page_by_page_by_rising_id() {
    let world = World::new().await;
    let ids = [9, 10, 2, 100_000_000_000, 1];
    for id in ids {
        world.ours.save_order(ready(id, "onze"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
        world.theirs.save_order(ready(id + 1, "hun"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
    }
    let (first, next) = world.ours.orders_page(None, 3).await.unwrap();
    let (rest, end) = world.ours.orders_page(next, 3).await.unwrap();
    let listed: Vec<i64> = first.iter().chain(&rest).map(|entry| entry.work_order.0).collect();
    assert_eq!(listed, [1, 2, 9, 10, 100_000_000_000]);
    assert_eq!((first.len(), next, end), (3, Some(SimonId(9)), None));
}

#[tokio::test]
async fn a_page_is_whole_where_one_answer_cannot_hold_it() {
    let world = World::new().await;
    for id in 1..=6 {
        let mut large = ready(id, "onze");
        if let Some(order) = &mut large.order {
            order.memo = "x".repeat(300_000);
        }
        world.ours.save_order(large, ProblemChange::Keep, &[], moment(9)).await.unwrap();
    }
    world.theirs.save_order(ready(1, "hun"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
    let before = world.store.meter().reads;
    let (page, next) = world.ours.orders_page(None, 6).await.unwrap();
    assert_eq!(page.len(), 6);
    assert!(world.store.meter().reads - before >= 2, "one answer holds 1 MB");
    if next.is_some() {
        assert_eq!(world.ours.orders_page(next, 6).await.unwrap(), (Vec::new(), None));
    }
    assert_eq!(world.theirs.orders_page(None, 6).await.unwrap().0.len(), 1);
}

#[tokio::test]
async fn the_ledger_is_a_page_newest_first_and_found_by_number() {
    let world = World::new().await;
    let state = |id: i64| if id % 3 == 0 { OrderState::Sent } else { OrderState::Ready };
    for id in 1..=12 {
        let entry = OrderEntry { state: state(id), ..ready(id, &format!("2026-{:04}", id / 2)) };
        world.ours.save_order(entry, ProblemChange::Keep, &[], moment(id)).await.unwrap();
        world.theirs.save_order(ready(id, "2026-0003"), ProblemChange::Keep, &[], moment(id)).await.unwrap();
    }
    let ids = |entries: &[OrderEntry]| entries.iter().map(|entry| entry.work_order.0).collect::<Vec<_>>();
    let reads = world.store.meter().reads;
    let page = world.ours.newest_orders(None, 5, None).await.unwrap();
    assert_eq!((ids(&page.entries), page.next), (vec![12, 11, 10, 9, 8], Some(SimonId(8))));
    let page = world.ours.newest_orders(page.next, 100, None).await.unwrap();
    assert_eq!((ids(&page.entries), page.next), (vec![7, 6, 5, 4, 3, 2, 1], None));
    let sent = world.ours.newest_orders(None, 3, Some(OrderState::Sent)).await.unwrap();
    assert_eq!((ids(&sent.entries), sent.next), (vec![12, 9, 6], Some(SimonId(6))));
    let sent = world.ours.newest_orders(sent.next, 3, Some(OrderState::Sent)).await.unwrap();
    assert_eq!((ids(&sent.entries), sent.next, sent.entries[0].sent_at()), (vec![3], None, Some(moment(3))));
    assert_eq!(world.store.meter().reads - reads, 4);

    // Two work orders with one number are both found; so is what begins with what was typed, whatever its case.
    let find = async |typed: &str| ids(&world.ours.orders_by_number(typed).await.unwrap().0);
    assert_eq!(find("2026-0003").await, [7, 6]);
    assert_eq!(find("2026-").await.len(), 12);
    assert_eq!(find("2026-0099").await, [] as [i64; 0]);
    assert_eq!(world.store.meter().reads - reads, 4 + 2 + 2 + 1);

    // Another number than the one it was first seen under: found by the new one alone.
    let entry = world.ours.orders(&[SimonId(7)]).await.unwrap().remove(&SimonId(7)).unwrap();
    let entry = OrderEntry { number: " WB#7 ".to_owned(), ..entry };
    let entry = world.ours.save_order(entry, ProblemChange::Keep, &[], moment(20)).await.unwrap();
    assert_eq!(
        (find("wb_7").await, find("wb#7").await, find("2026-0003").await),
        (vec![7], vec![7], vec![6])
    );
    let long = OrderEntry { number: "é".repeat(3_000), ..entry };
    world.ours.save_order(long, ProblemChange::Keep, &[], moment(21)).await.unwrap();
    assert_eq!(find(&"É".repeat(3_000)).await, [7]);
}

#[tokio::test]
async fn an_entry_keeps_its_way_and_no_more_of_it_than_twenty_steps() {
    let world = World::new().await;
    let mut entry =
        world.ours.save_order(ready(7, "onze"), ProblemChange::Keep, &[], moment(0)).await.unwrap();
    for at in 1..=60 {
        // Every state twice: the second save says nothing new.
        let state = if at % 4 < 2 { OrderState::Ready } else { OrderState::Refused };
        let message = (state == OrderState::Refused).then(|| without_customer("x"));
        let turned = OrderEntry { state, message, ..entry };
        entry = world.ours.save_order(turned, ProblemChange::Keep, &[], moment(at)).await.unwrap();
    }
    let found = world.ours.order_with_problem(SimonId(7)).await.unwrap().unwrap();
    assert_eq!(found, (entry.clone(), None));
    let at: Vec<_> = entry.steps.iter().map(|step| step.at).collect();
    let expected: Vec<_> = [0, 2, 4, 6, 8].into_iter().chain((32..=60).step_by(2)).map(moment).collect();
    assert_eq!(at, expected);
    world.ours.save_problems(&[problem("7")]).await.unwrap();
    let before = world.store.meter().reads;
    let found = world.ours.order_with_problem(SimonId(7)).await.unwrap().unwrap();
    assert_eq!((found.1, world.store.meter().reads - before), (Some(problem("7")), 1));
    assert_eq!(world.theirs.order_with_problem(SimonId(7)).await.unwrap(), None);
}
