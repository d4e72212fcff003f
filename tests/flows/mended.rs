//! Problems that close by themselves once someone has mended them (R4, R27, P7).

use koppel_domain::records::RecordKey;
use koppel_tests::World;
use koppel_tests::seed::article;
use serde_json::json;

use crate::PAIRS;

#[tokio::test]
async fn a_missing_customer_that_is_filled_in() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let work_order = world.work_order_at(None, world.id_of("location", "10000-0")).work(60).archive();
        world.tick(5).await;
        world.tick(5).await;
        assert_eq!(world.problems().await.len(), 1);
        let customer = world.id_of("customer", "10000");
        let _ = work_order.change(json!({"CustomerId": customer}));
        world.tick(5).await;
        assert_eq!(world.lines_of(work_order), ["UUR 1"], "by itself, at the next tick (R4)");
        assert_eq!(world.problems().await, [""; 0]);
        assert_eq!(world.told("order_without_customer").await, 1);
        assert_eq!(world.told("order_sent").await, 1);
    }
}

#[tokio::test]
async fn an_unknown_article_that_is_corrected_days_later() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let item = world.simon.insert("item", json!({"Code": "ZELF", "Description": "Zelf gemaakt"}));
        let work_order = world.work_order(10_000).archive();
        let used = world.simon.use_item(work_order.id, item, "", 2);
        world.tick(5).await;
        for _ in 0..60 {
            world.tick(60).await;
        }
        assert_eq!(world.told("order_article_unknown").await, 1, "one row in two days and a half");
        // Only the used article changes, not the work order.
        let kraan = world.id_of("item", "KRAAN");
        assert!(world.simon.change("useditem", used, json!({"ItemId": kraan})));
        world.tick(60).await;
        world.tick(5).await;
        assert_eq!(world.lines_of(work_order), ["KRAAN 2"]);
        assert_eq!(world.problems().await, [""; 0]);
    }
}

#[tokio::test]
async fn a_setting_that_names_a_known_article_again() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.change_settings(|settings| settings.work_article = RecordKey::new("WEG")).await;
        let work_order = world.work_order(10_000).work(60).archive();
        // Long enough for the retries to have become rare.
        for _ in 0..30 {
            world.tick(60).await;
        }
        assert_eq!(world.told("order_setting_unknown").await, 1);
        world.tick(5).await;
        world.change_settings(|settings| settings.work_article = RecordKey::new("UUR")).await;
        world.tick(5).await;
        assert_eq!(world.lines_of(work_order), ["UUR 1"], "at once, as the settings changed (R27)");
        assert_eq!(world.problems().await, [""; 0]);
    }
}

#[tokio::test]
async fn settings_do_not_reach_back() {
    let world = World::working(PAIRS[0]).await;
    world.change_settings(|settings| settings.filter_word = Some("lekt".to_owned())).await;
    let skipped = world.work_order(10_000).work(60).archive();
    world.tick(5).await;
    world.change_settings(|settings| settings.filter_word = None).await;
    for _ in 0..5 {
        world.tick(5).await;
    }
    assert_eq!(world.orders_of(skipped).len(), 0, "R27: never with retroactive effect");
}

#[tokio::test]
async fn an_article_that_was_made_in_bookkeeping_for_a_setting() {
    let world = World::working(PAIRS[0]).await;
    world.change_settings(|settings| settings.work_article = RecordKey::new("LATER")).await;
    let work_order = world.work_order(10_000).work(60).archive();
    world.tick(5).await;
    assert_eq!(world.problems().await.len(), 1);
    world.books.put_article(article("LATER", 2));
    world.tick(5).await;
    assert_eq!(world.lines_of(work_order), ["LATER 1"]);
}

#[tokio::test]
async fn a_refused_work_order_taken_out_of_the_archive_or_deleted_has_no_problem_left() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let reopened = world.work_order(10_000).archive();
        let deleted = world.work_order(10_000).archive();
        world.tick(5).await;
        assert_eq!(world.problems().await.len(), 2);
        assert!(world.simon.reopen(reopened.id));
        assert!(world.simon.remove("workorder", deleted.id));
        world.tick(5).await;
        // A few answers that it is gone may be wrong ones; after an hour they are believed.
        for _ in 0..6 {
            world.tick(5).await;
            assert_eq!(world.problems().await.len(), 1);
        }
        for _ in 0..8 {
            world.tick(5).await;
        }
        assert_eq!(world.problems().await, [""; 0]);
        let reopened = reopened.work(60).archive();
        world.tick(5).await;
        assert_eq!(world.lines_of(reopened), ["UUR 1"]);
    }
}
