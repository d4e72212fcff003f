//! One order for one work order, whatever happens on the way (P1).

use koppel_bookkeeping::{Bookkeeping as _, LookUp};
use koppel_domain::failure::Failure;
use koppel_domain::sales_order::OrderReference;
use koppel_domain::work_order::SimonId;
use koppel_imuis::{Config, ReferenceField, Transport};
use koppel_simulators::faults::Fault;
use koppel_simulators::imuis::{FormOrderResult, Order, Overlong};
use koppel_simulators::server::Simulated as _;

use crate::world::{TRANSPORTS, World, key, order};

const REFERENCE: OrderReference = OrderReference::of(SimonId(417));

#[tokio::test]
async fn an_order_arrives_as_it_was_sent() {
    let results = [FormOrderResult::Echo, FormOrderResult::Ordnr, FormOrderResult::PrimaryKey];
    for (write, result) in TRANSPORTS.into_iter().flat_map(|write| results.map(|result| (write, result))) {
        let world = World::furnished(Config { read: write, write, ..Config::default() });
        world.simulator.change_options(|options| options.form_order_result = result);
        let connector = world.connector(None);
        let number = connector.create_order(&order(417)).await.unwrap();
        assert_eq!(world.asked(), ["Login", "CreateVerkoopOrder"], "{write:?} {result:?}");

        let made = world.simulator.orders();
        let [made] = made.as_slice() else { panic!("{made:?}") };
        assert_eq!(made.nr.to_string(), number.0);
        assert_eq!((made.debtor, made.date), (10_000, order(417).date));
        assert_eq!((made.extordnr, made.kenm.as_str()), (Some(417), "PO-77"));
        assert_eq!((made.opm.as_str(), made.negaant), (order(417).memo.as_str(), true));
        let lines: Vec<_> = made.lines.iter().map(|line| (line.article.as_str(), line.quantity)).collect();
        assert_eq!(lines, [("9000", "0.25".parse().unwrap()), ("MON/TAGE 1", "-2".parse().unwrap())]);
        assert_eq!(made.lines[0].description, "Artikel 9000", "bookkeeping's own");
        assert_eq!(made.lines[1].description, order(417).lines[1].description);

        let found = connector.orders_by_reference(REFERENCE, None, LookUp::Quick).await.unwrap();
        assert_eq!(
            found.iter().map(|found| (&found.number, &found.debtor)).collect::<Vec<_>>(),
            [(&number, &key("10000"))]
        );
        let other = OrderReference::of(SimonId(418));
        assert!(connector.orders_by_reference(other, None, LookUp::Quick).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn over_long_texts_are_cut_before_they_are_refused() {
    let world = World::furnished(Config::default());
    world.simulator.change_options(|options| options.overlong = Overlong::Refuse);
    let mut order = order(417);
    order.memo = "😀é<&".repeat(200);
    order.customer_reference = "R".repeat(60);
    order.lines[1].description = "😀".repeat(60);
    world.connector(None).create_order(&order).await.unwrap();
    let made = world.simulator.orders();
    assert_eq!(made[0].opm.encode_utf16().count(), 250);
    assert_eq!(made[0].lines[1].description, "😀".repeat(20));
}

#[tokio::test]
async fn three_hundred_lines_fit() {
    let world = World::furnished(Config::default());
    let mut order = order(417);
    order.lines = order.lines.iter().cycle().take(300).cloned().collect();
    world.connector(None).create_order(&order).await.unwrap();
    assert_eq!(world.simulator.orders()[0].lines.len(), 300);
}

#[tokio::test]
async fn a_reference_beyond_32_bits_and_a_setting_go_to_kenm() {
    for (field, id) in [(ReferenceField::Extordnr, 5_000_000_000), (ReferenceField::Kenm, 417)] {
        let world = World::furnished(Config { order_reference_field: field, ..Config::default() });
        let connector = world.connector(None);
        let number = connector.create_order(&order(id)).await.unwrap();
        assert_eq!(world.simulator.orders()[0].kenm, id.to_string());
        let found = connector
            .orders_by_reference(OrderReference::of(SimonId(id)), None, LookUp::Quick)
            .await
            .unwrap();
        assert_eq!(found[0].number, number);
    }
}

#[tokio::test]
async fn a_refusal_keeps_its_words_and_code_and_leaves_nothing() {
    for write in TRANSPORTS {
        let world = World::furnished(Config { write, ..Config::default() });
        let connector = world.connector(None);
        let mut unknown = order(417);
        unknown.lines[0].article = key("ONBEKEND");
        let failure = connector.create_order(&unknown).await.unwrap_err();
        let Failure::Refused { code: Some(code), reason, .. } = failure else { panic!("{failure:?}") };
        assert!(code.starts_with("CS") && reason.contains("ONBEKEND"), "{code} {reason}");
        assert_eq!(world.simulator.journal().count("CreateVerkoopOrder"), 1);
        assert!(world.simulator.orders().is_empty());
    }
}

#[tokio::test]
async fn a_session_that_is_gone_at_a_create_makes_exactly_one_order() {
    for write in TRANSPORTS {
        let world = World::furnished(Config { write, ..Config::default() });
        let connector = world.connector(None);
        connector.administration().await.unwrap();
        world.simulator.end_sessions();
        world.asked();
        let number = connector.create_order(&order(417)).await.unwrap();
        let expected = ["CreateVerkoopOrder", "Login", "GetStamtabelRecords ORDKOP", "CreateVerkoopOrder"];
        assert_eq!(world.asked(), expected);
        let made = world.simulator.orders();
        assert_eq!(made.iter().map(|order| order.nr.to_string()).collect::<Vec<_>>(), [number.0]);
    }
}

#[tokio::test]
async fn an_order_that_turns_up_at_the_look_up_is_not_made_again() {
    for (debtor, is_ours) in [(10_000, true), (10_001, false)] {
        let world = World::furnished(Config::default());
        world.debtor(10_001);
        let connector = world.connector(None);
        connector.administration().await.unwrap();
        world.simulator.put_order(Order { nr: 202_600_007, debtor, extordnr: Some(417), ..Order::default() });
        world.simulator.end_sessions();
        let made = connector.create_order(&order(417)).await;
        if is_ours {
            assert_eq!(made.unwrap().0, "202600007");
        } else {
            assert!(matches!(made, Err(Failure::Unclear { .. })), "{made:?}");
        }
        assert_eq!(world.simulator.orders().len(), 1);
    }
}

#[tokio::test]
async fn a_session_refused_twice_sends_twice_at_most() {
    let world = World::furnished(Config::default());
    world.fault("CreateVerkoopOrder", 9, Fault::SessionGone);
    let failure = world.connector(None).create_order(&order(417)).await.unwrap_err();
    assert!(matches!(failure, Failure::Refused { .. }), "{failure:?}");
    assert_eq!(world.simulator.journal().count("CreateVerkoopOrder"), 2);
    assert!(world.simulator.orders().is_empty());
}

#[tokio::test]
async fn a_lost_answer_is_unclear_and_the_look_up_finds_the_order() {
    for write in TRANSPORTS {
        for fault in [
            Fault::AnswerLost,
            Fault::HtmlAfter(500),
            Fault::HtmlAfter(503),
            Fault::Truncated,
            Fault::EmptyBody,
        ] {
            let world = World::furnished(Config { write, ..Config::default() });
            let connector = world.connector(None);
            world.fault("CreateVerkoopOrder", 1, fault.clone());
            let failure = connector.create_order(&order(417)).await.unwrap_err();
            assert!(matches!(failure, Failure::Unclear { .. }), "{fault:?}: {failure:?}");
            assert_eq!(world.simulator.journal().count("CreateVerkoopOrder"), 1, "sent once");
            let found = connector.orders_by_reference(REFERENCE, None, LookUp::Quick).await.unwrap();
            assert_eq!(found[0].number.0, world.simulator.orders()[0].nr.to_string(), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn an_order_that_never_arrived_is_unclear_and_not_found() {
    for fault in [Fault::RequestLost, Fault::Html(500), Fault::Html(404)] {
        let world = World::furnished(Config::default());
        let connector = world.connector(None);
        world.fault("CreateVerkoopOrder", 1, fault.clone());
        let failure = connector.create_order(&order(417)).await.unwrap_err();
        assert!(matches!(failure, Failure::Unclear { .. }), "{fault:?}: {failure:?}");
        assert!(connector.orders_by_reference(REFERENCE, None, LookUp::Quick).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn two_orders_of_one_reference_are_both_found() {
    let world = World::with(Config { read: Transport::Form, ..Config::default() });
    world.debtor(10_000);
    for nr in [202_600_009, 202_600_003] {
        world.simulator.put_order(Order { nr, debtor: 10_000, extordnr: Some(417), ..Order::default() });
    }
    let found = world.connector(None).orders_by_reference(REFERENCE, None, LookUp::Quick).await.unwrap();
    let numbers: Vec<_> = found.iter().map(|found| found.number.0.as_str()).collect();
    assert_eq!(numbers, ["202600003", "202600009"], "oldest first");
}

#[tokio::test]
async fn a_refused_reference_column_is_a_refusal_and_never_nothing_found() {
    let world = World::furnished(Config::default());
    world.simulator.change_options(|options| {
        options.refused_columns = vec![("ORDKOP".to_owned(), "EXTORDNR".to_owned())];
    });
    let connector = world.connector(None);
    let failure = connector.orders_by_reference(REFERENCE, None, LookUp::Quick).await.unwrap_err();
    assert!(matches!(failure, Failure::Refused { .. }), "{failure:?}");
    assert!(connector.refused_columns().await.is_empty());
}
