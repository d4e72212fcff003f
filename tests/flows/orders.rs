//! Work orders of every kind that is sent: exactly the expected sales order (R3, R11–R16).

use koppel_domain::ledger::OrderState;
use koppel_domain::records::RecordKey;
use koppel_domain::settings::MemoContent;
use koppel_tests::World;
use rust_decimal::Decimal;
use serde_json::json;

use crate::{IMUIS_PAIRS, PAIRS};

#[tokio::test]
async fn time_articles_and_the_standard_article_become_lines() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let travel = world.work_order(10_000).travel(15).archive();
        let work = world.work_order(10_000).work(120).archive();
        let articles = world.work_order(10_001).uses("KRAAN", "2.5").uses("B 2/3 & meer", "1").archive();
        let all = world
            .work_order(10_001)
            .uses("BUIS", "3")
            .travel(30)
            .travel(90)
            .work(45)
            .uses("KRAAN", "1")
            .archive();
        world.push().await;
        assert_eq!(world.lines_of(travel), ["REIS 0.25"]); // R11
        assert_eq!(world.lines_of(work), ["UUR 2"]); // R12
        assert_eq!(world.lines_of(articles), ["KRAAN 2.5", "B 2/3 & meer 1"]); // R13
        assert_eq!(world.lines_of(all), ["BUIS 3", "KRAAN 1", "REIS 2", "UUR 0.75"]);
        assert_eq!((world.order_of(travel).debtor, world.order_of(all).debtor), (10_000, 10_001));
        assert_eq!(world.problems().await, [""; 0]);
        assert_eq!(world.told("order_sent").await, 4, "one row each (R29)");
    }
}

#[tokio::test]
async fn the_standard_article_is_on_every_order_and_time_without_an_article_is_not_booked() {
    let world = World::working(PAIRS[0]).await;
    world
        .change_settings(|settings| {
            settings.standard_article = RecordKey::new("VOORRIJ");
            settings.travel_article = None;
        })
        .await;
    let work_order = world.work_order(10_000).travel(60).work(60).archive();
    world.push().await;
    assert_eq!(world.lines_of(work_order), ["UUR 1", "VOORRIJ 1"]); // R11, R14
}

#[tokio::test]
async fn the_remarks_hold_what_the_settings_say() {
    let world = World::working(PAIRS[0]).await;
    let address = "Bakkerij 10000 B.V.\nMolenweg 1a\n5611 AB Eindhoven";
    for (memo, expected) in [
        (MemoContent::WorkAddress, address.to_owned()),
        (MemoContent::WorkAddressAndDescription, format!("{address}\nLek < 5 mm & \"stuk\" 'zo' 😀")),
        (MemoContent::Description, "Lek < 5 mm & \"stuk\" 'zo' 😀".to_owned()),
        (MemoContent::Nothing, String::new()),
    ] {
        world.change_settings(|settings| settings.memo = memo).await;
        let work_order =
            world.work_order(10_000).describe("Lek < 5 mm & \"stuk\" 'zo' 😀").work(60).archive();
        world.push().await;
        assert_eq!(world.order_of(work_order).memo, expected, "R16 {memo:?}");
    }
}

#[tokio::test]
async fn the_filter_word_skips_and_says_so() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.change_settings(|settings| settings.filter_word = Some("Garantie".to_owned())).await;
        let skipped = world.work_order(10_000).describe("Kraan, GARANTIE").work(60).archive();
        let sent = world.work_order(10_000).describe("Kraan").work(60).archive();
        world.run_until_quiet().await;
        assert_eq!(world.orders_of(skipped).len(), 0, "R15");
        assert_eq!(world.state_of(skipped).await, Some(OrderState::Skipped));
        assert_eq!(world.lines_of(sent), ["UUR 1"]);
        assert_eq!(world.told("order_skipped").await, 1);
    }
}

#[tokio::test]
async fn only_archived_work_orders_are_sent_and_never_those_from_before_the_activation() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let ready = world.work_order(10_000).work(60);
        assert!(world.simon.report_ready(ready.id)); // R3: not enough
        let old = world.work_order(10_000).work(60);
        assert!(world.simon.archive_at(old.id, "2026-11-23T08:59:59".parse().unwrap()));
        let new = world.work_order(10_000).work(60);
        assert!(world.simon.archive_at(new.id, "2026-11-23T09:00:00".parse().unwrap()));
        world.run_until_quiet().await;
        world.tick(5).await;
        assert_eq!(world.orders_of(ready).len() + world.orders_of(old).len(), 0);
        assert_eq!((world.state_of(ready).await, world.state_of(old).await), (None, None));
        assert_eq!(world.lines_of(new), ["UUR 1"]);
        ready.archive();
        world.tick(5).await;
        assert_eq!(world.lines_of(ready), ["UUR 1"], "within five minutes (R3)");
    }
}

#[tokio::test]
async fn long_and_strange_texts_fit() {
    // SnelStart has room for all of these; that what is longer fits there too is a clause of the contract.
    for pair in IMUIS_PAIRS {
        let world = World::working(pair).await;
        let item = world.id_of("item", "KRAAN");
        let long = "Kraan <½\"> & 'zo' 😀 é ".repeat(10);
        let work_order = world
            .work_order(10_000)
            .describe(&"👍🏽 & ".repeat(60))
            .change(json!({"CustomerReference": "PO <77> & \"lang\" 1234567890"}))
            .uses_item(Some(item), &long, "1")
            .archive();
        world.push().await;
        let order = world.order_of(work_order);
        assert!(order.memo.encode_utf16().count() <= 250 && order.memo.contains("👍🏽 &"), "{}", order.memo);
        assert!(!order.memo.contains('\u{FFFD}'));
        let line = &order.lines[0].description;
        assert!(line.encode_utf16().count() <= 40 && long.starts_with(line.as_str()), "{line}");
        assert_eq!(order.reference, "PO <77> & \"lang\" 12345678");
        assert_eq!(world.told("text_cut").await, 3, "{:#?}", world.log().await);
    }
}

#[tokio::test]
async fn three_hundred_lines_in_their_order_and_quantities_below_zero() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let mut work_order = world.work_order(10_000);
        let mut expected = Vec::new();
        for index in 1..=300_u32 {
            let article = if index % 2 == 0 { "KRAAN" } else { "BUIS" };
            let quantity = if index == 7 { "-2.125".to_owned() } else { format!("{index}") };
            work_order = work_order.uses(article, &quantity);
            // An administration of SnelStart has as many decimals as it is set to, and rounds.
            let rounds = index == 7 && world.books.snelstart().is_some();
            expected.push(if rounds { format!("{article} -2.13") } else { format!("{article} {quantity}") });
        }
        let work_order = work_order.archive();
        world.push().await;
        assert_eq!(world.lines_of(work_order), expected);
        let order = world.order_of(work_order);
        assert!(order.lines[6].quantity < Decimal::ZERO);
        if let Some(imuis) = world.books.imuis() {
            assert!(imuis.orders()[0].negaant, "it must be said that it is meant");
        }
    }
}

#[tokio::test]
async fn impossible_minutes_are_told_and_stop_nothing() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let work_order = world.work_order(10_000).work(-30).work(60).travel(1_500).archive();
        world.run_until_quiet().await;
        assert_eq!(world.lines_of(work_order), ["REIS 25", "UUR 1"]);
        assert_eq!(world.told("minutes_below_zero").await, 1);
        assert_eq!(world.told("minutes_above_day").await, 1);
    }
}

#[tokio::test]
async fn the_order_date_is_the_day_of_archiving() {
    let world = World::working(PAIRS[0]).await;
    world.clock.set("2026-11-23T22:58:00Z".parse().unwrap());
    let work_order = world.work_order(10_000).work(60).archive();
    world.tick(5).await;
    assert_eq!(world.order_of(work_order).date, jiff::civil::date(2026, 11, 23));
}
