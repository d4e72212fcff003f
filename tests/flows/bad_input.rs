//! Books that no program wrote: every bad row is one open problem, and holds up no other (R30, P4, P7).

use std::collections::BTreeMap;

use koppel_simulators::books::{Article, Debtor};
use koppel_simulators::faults::Fault;
use koppel_simulators::imuis;
use koppel_sync::Outcome;
use koppel_tests::World;
use koppel_tests::mirror::text;
use koppel_tests::seed::{article, debtor, group};

use crate::{IMUIS_PAIRS, PAIRS};

fn raw(column: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(column.to_owned(), value.to_owned())])
}

#[tokio::test]
async fn a_nameless_customer_and_an_impossible_date_are_told_and_close_when_mended() {
    for pair in IMUIS_PAIRS {
        let world = World::working(pair).await;
        let imuis = world.imuis();
        imuis.put_debtor(imuis::Debtor { extra: raw("NAAM", ""), ..debtor(10_005).into() });
        let extra = raw("DATKLANTAF", "31-02-2026");
        imuis.put_debtor(imuis::Debtor { extra, ..debtor(10_006).into() });
        imuis.put_article(imuis::Article { extra: raw("OMSCHR", " "), ..article("LEEG", 1).into() });
        world.books.put_debtor(debtor(10_007));
        for _ in 0..4 {
            assert_eq!(world.tick(5).await.0, Outcome::Done);
        }
        assert_eq!(
            world.problems().await,
            ["article LEEG: row_unusable", "customer 10005: row_unusable", "customer 10006: row_unusable",]
        );
        assert_eq!(world.told("row_unusable").await, 3, "one row each, not one a tick");
        assert_eq!(world.simon.count("customer"), 3, "the good one is across");
        // Days later, out of the reach of any watermark, the names are filled in; and one is deleted instead.
        world.pass(4 * 24 * 60);
        world.books.put_debtor_at(debtor(10_005), Some(jiff::civil::date(2026, 11, 24)));
        world.books.put_debtor_at(debtor(10_006), Some(jiff::civil::date(2026, 11, 24)));
        world.books.remove_article("LEEG");
        world.run_until_quiet().await;
        world.assert_mirrored("mended");
    }
}

#[tokio::test]
async fn strange_numbers_come_across_as_they_are() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let codes = ["A B", "A/B/C", "A&B<C>", "100%", "'t", "a'); DROP", "é-ñ", "x+y=z", "#1?"];
        for code in codes {
            world.books.put_article(article(code, 1));
        }
        world.tick(5).await;
        world.assert_mirrored("strange numbers");
        for code in codes {
            world.books.put_article(Article { description: format!("Nieuw {code}"), ..article(code, 1) });
        }
        world.tick(5).await;
        world.assert_mirrored("strange numbers, changed");
        let mut work_order = world.work_order(10_000);
        for code in codes {
            work_order = work_order.uses(code, "1");
        }
        let work_order = work_order.archive();
        world.tick(5).await;
        assert_eq!(world.lines_of(work_order), codes.map(|code| format!("{code} 1")));
    }
}

#[tokio::test]
async fn texts_that_are_too_long_are_cut_and_told_once() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let long = "Installatiebedrijf Ünïcödé 😀 ".repeat(8);
        world.books.put_debtor(Debtor { name: long.clone(), ..debtor(10_005) });
        let number = "N".repeat(35);
        world.books.put_article(Article { description: long.repeat(3), ..article(&number, 1) });
        world.books.put_article(article(&"M".repeat(60), 1));
        for _ in 0..3 {
            world.tick(5).await;
        }
        let name = text(&world.record_of("customer", "10005"), "Name");
        assert!(name.encode_utf16().count() <= 100 && long.starts_with(&name), "{name}");
        let item = world.record_of("item", &number);
        assert_eq!(text(&item, "Code").chars().count(), 30, "the key stays whole, the code is cut");
        assert_eq!(world.told("text_cut").await, 3, "{:#?}", world.log().await);
        assert_eq!(world.problems().await, [format!("article {}: row_unusable", "M".repeat(60))]);
    }
}

#[tokio::test]
async fn a_number_that_is_there_twice_is_told() {
    let world = World::working(PAIRS[0]).await;
    let double = Debtor { name: "Dubbel".to_owned(), ..debtor(10_001) };
    world.imuis().put_debtor(imuis::Debtor { extra: raw("NR", "10000"), ..double.into() });
    for nr in 10_010..10_013 {
        world.books.put_debtor(debtor(nr));
        world.tick(5).await;
    }
    assert_eq!(world.told("number_twice").await, 1, "not once for every change of another");
    assert_eq!(world.simon.count("customer"), 5, "one record, not two");
}

#[tokio::test]
async fn a_vanished_group_leaves_its_article_without_one_until_it_is_there() {
    // SnelStart knows no article without a group: one whose group is not there is no usable record.
    for pair in IMUIS_PAIRS {
        let world = World::working(pair).await;
        world.books.put_article(article("WEES", 9));
        for _ in 0..3 {
            world.tick(5).await;
        }
        assert_eq!(text(&world.record_of("item", "WEES"), "ItemGroupId"), "");
        assert_eq!(world.problems().await, ["article WEES: group_missing"]);
        assert_eq!(world.told("group_missing").await, 1);
        world.books.put_group(group(9, "Negen"));
        world.tick(5).await;
        world.run_until_quiet().await;
        world.assert_mirrored("the group is there");
    }
}

#[tokio::test]
async fn a_page_of_html_instead_of_an_answer_changes_nothing() {
    let world = World::working(PAIRS[0]).await;
    world.tick(5).await;
    world.books.put_debtor(debtor(10_005));
    world.books.simulated().faults().script("GetStamtabelRecords", 0, 1, Fault::Html(200));
    world.pass(5);
    assert!(matches!(world.pull().await.outcome, Outcome::Failed(_)));
    world.tick(5).await;
    world.assert_mirrored("after html");
}

#[tokio::test]
async fn a_column_that_the_administration_refuses_is_left_out_and_told_once() {
    let world = World::new().await;
    world.furnish();
    world.imuis().change_options(|options| {
        options.refused_columns = vec![("DEB".to_owned(), "MOBIEL".to_owned())];
    });
    for _ in 0..3 {
        assert_eq!(world.tick(5).await.0, Outcome::Done);
    }
    assert_eq!(world.simon.count("customer"), 2);
    assert_eq!(world.told("column_refused").await, 1);
}
