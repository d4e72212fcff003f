//! Work orders that cannot be sent: refused with message and action, told once, sent by themselves once mended
//! (R4, R8, R13, R30, P7).

use koppel_domain::ledger::OrderState;
use koppel_domain::message::Language;
use koppel_tests::{WorkOrder, World};
use serde_json::json;

use crate::{IMUIS_PAIRS, PAIRS};

type Make = for<'a> fn(&'a World) -> WorkOrder<'a>;

fn hand_made_customer(world: &World) -> WorkOrder<'_> {
    let customer = world.simon.insert("customer", json!({"Name": "Zelf gemaakt"}));
    let location = world.simon.insert("location", json!({"CustomerId": customer, "Name": "Zelf"}));
    world.work_order_at(Some(customer), location).work(60)
}

fn made_up_key(world: &World) -> WorkOrder<'_> {
    let customer = world.simon.insert("customer", json!({"ExtKey": "99999", "Name": "Zelf gemaakt"}));
    let location = world.simon.insert("location", json!({"CustomerId": customer, "Name": "Zelf"}));
    world.work_order_at(Some(customer), location).work(60)
}

fn address_of_another(world: &World) -> WorkOrder<'_> {
    let location = world.id_of("location", "10001-0");
    world.work_order_at(Some(world.id_of("customer", "10000")), location).work(60)
}

fn unknown_article(world: &World) -> WorkOrder<'_> {
    let item = world.simon.insert("item", json!({"Code": "ZELF", "Description": "Zelf gemaakt"}));
    world.work_order(10_000).uses_item(Some(item), "", "1")
}

const REFUSED: [(&str, Make); 7] = [
    ("order_without_customer", |world| {
        world.work_order_at(None, world.id_of("location", "10000-0")).work(60)
    }),
    ("order_customer_unknown", hand_made_customer),
    ("order_customer_unknown", made_up_key),
    ("order_address_of_other", address_of_another),
    ("order_article_unknown", unknown_article),
    ("order_free_text", |world| world.work_order(10_000).uses_item(None, "Doosje schroeven", "1")),
    ("order_empty", |world| world.work_order(10_000)),
];

#[tokio::test]
async fn each_reason_is_told_once_with_its_action() {
    for pair in PAIRS {
        for (code, make) in REFUSED {
            let world = World::working(pair).await;
            let refused = make(&world).archive();
            let good = world.work_order(10_001).work(60).archive();
            for _ in 0..4 {
                world.tick(5).await;
            }
            assert_eq!(world.orders_of(refused).len(), 0, "{code}");
            assert_eq!(world.state_of(refused).await, Some(OrderState::Refused), "{code}");
            assert_eq!(world.problems().await, [format!("work_order {}: {code}", refused.id)]);
            assert_eq!(world.told(code).await, 1, "one row, not one a tick: {:#?}", world.log().await);
            let action = world.open_problems().await[0].message.action(Language::Dutch);
            assert!(action.contains("Simple-Simon"), "{code}: {action}");
            assert_eq!(world.lines_of(good), ["UUR 1"], "{code} holds up no other");
        }
    }
}

#[tokio::test]
async fn an_article_of_the_settings_that_is_unknown_stops_only_who_needs_it() {
    let world = World::working(PAIRS[0]).await;
    world.books.remove_article("REIS");
    let without = world.work_order(10_000).travel(30).archive();
    let with = world.work_order(10_000).work(30).archive();
    world.tick(5).await;
    assert_eq!(world.problems().await, [format!("work_order {}: order_setting_unknown", without.id)]);
    assert_eq!(world.lines_of(with), ["UUR 0.5"]);
}

#[tokio::test]
async fn what_bookkeeping_refuses_is_told_in_its_words_and_sent_once_mended() {
    for pair in IMUIS_PAIRS {
        let world = World::working(pair).await;
        let mut debtor: koppel_simulators::imuis::Debtor = koppel_tests::seed::debtor(10_000).into();
        debtor.sales_blocked_from = Some("2026-01-01".parse().unwrap());
        world.imuis().put_debtor(debtor.clone());
        let work_order = world.work_order(10_000).work(60).archive();
        for _ in 0..3 {
            world.tick(5).await;
        }
        assert_eq!(world.problems().await, [format!("work_order {}: order_refused", work_order.id)]);
        let log = world.log().await;
        let refusals = log.iter().filter(|row| row.contains("Debiteur 10000 is geblokkeerd"));
        assert_eq!(refusals.count(), 1, "{log:#?}");
        debtor.sales_blocked_from = None;
        world.imuis().put_debtor(debtor);
        world.run_until_quiet().await;
        assert_eq!(world.lines_of(work_order), ["UUR 1"]);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told_and_sent_once_mended() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let dated = world.work_order(10_000).work(60).archive();
        let _ = dated.change(json!({"ArchivedDate": "2026-02-31T10:00:00"}));
        let undated = world.work_order(10_000).work(60).archive().change(json!({"ArchivedDate": null}));
        let counted = world.work_order(10_000).archive();
        let kraan = world.id_of("item", "KRAAN");
        let used = world.simon.insert(
            "useditem",
            json!({"WorkOrderId": counted.id, "ItemId": kraan, "Quantity": null, "Description": "Kraan"}),
        );
        let good = world.work_order(10_001).work(60).archive();
        for _ in 0..3 {
            world.tick(5).await;
        }
        assert_eq!(world.problems().await.len(), 3, "{:#?}", world.problems().await);
        assert_eq!(world.told("order_unreadable").await, 3, "{:#?}", world.log().await);
        assert_eq!(world.lines_of(good), ["UUR 1"]);
        for work_order in [dated, undated] {
            let _ = work_order.change(json!({"ArchivedDate": "2026-11-23T10:00:00"}));
        }
        assert!(world.simon.change("useditem", used, json!({"Quantity": 2})));
        world.run_until_quiet().await;
        assert_eq!(
            (world.lines_of(dated), world.lines_of(undated)),
            (vec!["UUR 1".into()], vec!["UUR 1".into()])
        );
        assert_eq!(world.lines_of(counted), ["KRAAN 2"]);
    }
}

#[tokio::test]
async fn a_reference_that_another_debtors_order_carries_is_told_and_nothing_is_made_until_it_is_gone() {
    let world = World::working(PAIRS[0]).await;
    let work_order = world.work_order(10_000).work(60);
    let order = koppel_simulators::books::Order {
        nr: 202_600_777,
        debtor: 10_001,
        work_order: Some(work_order.id),
        ..Default::default()
    };
    world.books.put_order(order.clone());
    let work_order = work_order.archive();
    for _ in 0..3 {
        world.tick(5).await;
    }
    assert_eq!(world.problems().await, [format!("work_order {}: order_reference_taken", work_order.id)]);
    assert_eq!(world.told("order_reference_taken").await, 1);
    world.books.put_order(koppel_simulators::books::Order { work_order: None, ..order });
    world.run_until_quiet().await;
    assert_eq!(world.lines_of(work_order), ["UUR 1"]);
}

#[tokio::test]
async fn a_status_that_no_one_knows_is_told_once_and_left_alone() {
    let world = World::working(PAIRS[0]).await;
    let work_order = world.work_order(10_000).work(60).change(json!({"Status": "Geparkeerd"}));
    for _ in 0..3 {
        world.tick(5).await;
    }
    assert_eq!((world.told("status_unknown").await, world.orders_of(work_order).len()), (1, 0));
    let work_order = work_order.archive();
    world.tick(5).await;
    assert_eq!(world.lines_of(work_order), ["UUR 1"]);
}

#[tokio::test]
async fn an_order_that_bookkeeping_refused_halfway_is_told_and_not_made_a_second_time() {
    // The header and the lines before the refused one stay behind (iMUIS fact sheet §3.7): one order, and the admin is
    // told of both the refusal and the order that was found.
    let world = World::working(PAIRS[0]).await;
    world.imuis().change_options(|options| options.all_or_nothing = false);
    let blocked =
        koppel_simulators::books::Article { blocked: true, ..koppel_tests::seed::article("BUIS", 1) };
    let work_order = world.work_order(10_000).uses("KRAAN", "1").uses("BUIS", "1").archive();
    world.books.put_article(blocked);
    world.tick(5).await;
    world.books.put_article(koppel_tests::seed::article("BUIS", 1));
    world.run_until_quiet().await;
    assert_eq!(world.orders_of(work_order).len(), 1, "P1");
    let codes: Vec<_> = world.messages().await.iter().map(|message| message.code()).collect();
    assert!(codes.contains(&"order_refused") && codes.contains(&"order_found_unconfirmed"), "{codes:?}");
}
