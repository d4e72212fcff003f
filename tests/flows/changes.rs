//! Changes in bookkeeping are across at the next tick, one log row each (R1, R2, R6, R7, R8, R30).

use koppel_tests::World;
use koppel_tests::mirror::text;
use koppel_tests::seed::{article, debtor, group};
use serde_json::json;

use crate::PAIRS;

#[tokio::test]
async fn a_change_is_across_at_the_next_tick_with_one_row() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.tick(5).await;
        let before = world.log().await.len();
        world.books.put_debtor(koppel_simulators::books::Debtor {
            name: "Bakkerij De Korenaar".to_owned(),
            city: "Waalre".to_owned(),
            ..debtor(10_000)
        });
        world.books.put_debtor(debtor(10_002));
        world.books.put_article(article("NIEUW", 1));
        world.books.put_group(group(1, "Kranen en kleppen"));
        world.tick(5).await;
        world.assert_mirrored("after changes");
        let mut rows = world.log().await.split_off(before);
        rows.sort();
        assert_eq!(
            rows,
            [
                "Artikel NIEUW (Artikel NIEUW) is toegevoegd in Simple-Simon.",
                "Artikelgroep 1 (Kranen en kleppen) is bijgewerkt in Simple-Simon.",
                "Klant 10000 (Bakkerij De Korenaar) is bijgewerkt in Simple-Simon.",
                "Klant 10002 (Bakkerij 10002 B.V.) is toegevoegd in Simple-Simon.",
            ]
        );
        world.tick(5).await;
        assert_eq!(world.log().await.len(), before + 4, "told once");
    }
}

#[tokio::test]
async fn a_moved_debtor_takes_its_first_work_address_along_and_no_other() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let customer = world.id_of("customer", "10000");
        let own = world.simon.insert(
            "location",
            json!({"CustomerId": customer, "Name": "Filiaal", "Street": "Dorpsstraat", "Remark": "Sleutel bij de buren"}),
        );
        let first = world.id_of("location", "10000-0");
        assert!(world.simon.change("location", first, json!({"Remark": "Achterom"})));
        let by_hand = world.simon.record("location", own).unwrap();
        world.books.put_debtor(koppel_simulators::books::Debtor {
            street: "Nieuwstraat".to_owned(),
            ..debtor(10_000)
        });
        world.tick(5).await;
        assert_eq!(world.simon.record("location", own), Some(by_hand), "R8: left alone");
        let first = world.record_of("location", "10000-0");
        assert_eq!(text(&first, "Street"), "Nieuwstraat");
        assert_eq!(text(&first, "Remark"), "Achterom", "what bookkeeping does not know is kept");
    }
}

#[tokio::test]
async fn a_blocked_record_is_marked_and_told_once_and_a_new_blocked_one_does_not_come() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let blocked = |nr| koppel_simulators::books::Debtor { blocked: true, ..debtor(nr) };
        world.books.put_debtor(blocked(10_000));
        world.books.put_debtor(blocked(10_009));
        // Whatever way the package has to say so.
        match world.books.imuis() {
            Some(imuis) => imuis.put_article(koppel_simulators::imuis::Article {
                end_of_life: true,
                ..article("BUIS", 1).into()
            }),
            None => world
                .books
                .put_article(koppel_simulators::books::Article { blocked: true, ..article("BUIS", 1) }),
        }
        world.tick(5).await;
        world.tick(5).await;
        assert_eq!(text(&world.record_of("customer", "10000"), "Blocked"), "true");
        assert_eq!(text(&world.record_of("item", "BUIS"), "Blocked"), "true");
        assert_eq!(world.simon.count("customer"), 2, "a blocked debtor that is not there stays away");
        assert_eq!(world.told("record_blocked").await, 2);
        world.books.put_debtor(debtor(10_000));
        world.books.put_debtor(debtor(10_009));
        world.tick(5).await;
        assert_eq!(text(&world.record_of("customer", "10000"), "Blocked"), "false");
        assert_eq!(world.simon.count("customer"), 3, "no longer blocked, so it comes");
    }
}

#[tokio::test]
async fn nothing_is_ever_written_to_customers_or_articles_in_bookkeeping() {
    // R1: a hand in Simple-Simon does not reach bookkeeping, and bookkeeping wins at its next change.
    let world = World::working(crate::PAIRS[0]).await;
    let customer = world.id_of("customer", "10000");
    assert!(world.simon.change("customer", customer, json!({"Name": "Verzonnen"})));
    let (debtors, articles) = (world.books.debtors(), world.books.articles());
    world.tick(5).await;
    assert_eq!((world.books.debtors(), world.books.articles()), (debtors, articles));
    world.books.put_debtor(koppel_simulators::books::Debtor { city: "Son".to_owned(), ..debtor(10_000) });
    world.tick(5).await;
    world.assert_mirrored("bookkeeping leads");
}

#[tokio::test]
async fn a_record_deleted_by_hand_comes_back_with_its_next_change() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        for (table, key) in [("location", "10000-0"), ("customer", "10000"), ("item", "BUIS")] {
            assert!(world.simon.remove(table, world.id_of(table, key)));
        }
        let changed = "Veranderd";
        world
            .books
            .put_debtor(koppel_simulators::books::Debtor { name: changed.to_owned(), ..debtor(10_000) });
        world.books.put_article(koppel_simulators::books::Article {
            description: changed.to_owned(),
            ..article("BUIS", 1)
        });
        world.tick(5).await;
        world.assert_mirrored("put back");
        world.run_until_quiet().await;
    }
}

#[tokio::test]
async fn a_change_just_before_midnight_is_not_missed() {
    // iMUIS knows days only; the watermark of 00:02 must still ask for yesterday.
    let world = World::working(crate::PAIRS[0]).await;
    world.clock.set("2026-11-23T22:57:30Z".parse().unwrap());
    world.tick(0).await;
    world.pass(2);
    world.books.put_debtor(debtor(10_005));
    world.tick(3).await;
    world.assert_mirrored("over midnight");
}
