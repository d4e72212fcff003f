//! What must hold up neither the removal of what is to go nor the compare, and what must stay all the same (P1, P5, R27).

use jiff::SignedDuration;
use koppel_simulators::books::Call;
use koppel_simulators::server::Simulated as _;
use koppel_store::Listed;
use koppel_sync::Outcome;
use koppel_tests::seed::{article, debtor, group};
use koppel_tests::{Dialect, Start, World};
use serde_json::json;

use crate::PAIRS;
use crate::cleanup::{approve, names, sixty};

/// Runs until a cleanup is done, as the schedules would: again at once while there is more, and later where it failed.
async fn nights(world: &World, most: u32) {
    for _ in 0..most {
        match world.cleanup().await.outcome {
            Outcome::Done => return,
            Outcome::More => world.pass(1),
            _ => world.pass(15),
        }
    }
    panic!("never done: {:#?}", world.log().await);
}

#[tokio::test]
async fn a_record_whose_own_key_somebody_emptied_or_retyped_stays_and_gets_it_back() {
    for pair in PAIRS {
        let world = sixty(pair).await;
        let (emptied, retyped) = (world.id_of("customer", "10004"), world.id_of("customer", "10005"));
        world.simon.insert("location", json!({ "CustomerId": emptied, "Name": "Bouwplaats" }));
        world.simon.change("customer", emptied, json!({ "ExtKey": null }));
        world.simon.change("customer", retyped, json!({ "ExtKey": "H-99" }));
        assert_eq!(world.cleanup().await.counts.get("removed"), 0, "{:?}", world.log().await);
        world.run_until_quiet().await;
        assert_eq!((world.id_of("customer", "10004"), world.id_of("customer", "10005")), (emptied, retyped));
        assert!(names(&world, "location").contains(&"Bouwplaats".to_owned()));
    }
}

#[tokio::test]
async fn a_record_that_cannot_be_read_holds_up_neither_removal_nor_compare() {
    for pair in PAIRS {
        let world = sixty(pair).await;
        let bad = world.id_of("customer", "10003");
        let answer = http::Response::builder().status(500).body(bytes::Bytes::from("<html>")).unwrap();
        let address = match pair.dialect {
            Dialect::Classic => format!("/customer/read/{bad}"),
            Dialect::OData => format!("/Customer({bad})"),
        };
        world.line.break_requests_with(&address, answer);
        world.books.put_debtor(koppel_simulators::books::Debtor { blocked: true, ..debtor(10_001) });
        world.simon.change("customer", world.id_of("customer", "10020"), json!({ "Name": "Iets anders" }));
        world.pass(5);
        world.pull().await;
        nights(&world, 5).await;
        assert_eq!(world.simon.count("customer"), 23, "{pair:?}: {:#?}", world.log().await);
        assert_eq!(world.told("record_differs").await, 1);
        assert_eq!(world.told("compared_in_full").await, 0, "it was not full");
    }
}

#[tokio::test]
async fn patience_that_is_asked_for_is_kept_and_the_compare_gets_through() {
    let world = sixty(PAIRS[0]).await;
    let faults = vec![koppel_simulators::faults::Fault::TooMany(None)];
    world.simon.faults().random(7, 300, faults);
    nights(&world, 10).await;
    assert_eq!(world.told("compared_in_full").await, 1);
}

#[tokio::test]
async fn books_that_do_not_give_their_orders_hold_up_nothing_else() {
    let world = sixty(PAIRS[0]).await;
    world.imuis().change_options(|options| {
        options.refused_columns = vec![("ORDKOP".to_owned(), "EXTORDNR".to_owned())];
    });
    for nr in [10_001, 10_002] {
        world.books.remove_debtor(nr);
        world.tick(5).await;
        nights(&world, 3).await;
    }
    assert_eq!(world.simon.count("customer"), 22);
    assert_eq!(world.told("request_refused").await, 1, "told once: {:#?}", world.log().await);
    world.imuis().change_options(|options| options.refused_columns.clear());
    nights(&world, 3).await;
    assert!(world.open_problems().await.is_empty());
}

#[tokio::test]
async fn settings_that_change_during_a_run_are_the_next_runs() {
    let world = World::with(Start::default()).await;
    world.books.put_group(group(1, "Kranen"));
    world.books.put_group(group(2, "Overig"));
    (1..=60).for_each(|nr| world.books.put_article(article(&format!("K{nr:03}"), 1)));
    (1..=900).for_each(|nr| world.books.put_article(article(&format!("O{nr:03}"), 2)));
    world.run_until_quiet().await;
    world.change_settings(|settings| settings.article_groups = vec!["Overig".to_owned()]).await;
    world.run_until_quiet().await;
    let run = world.try_cleanup();
    let change = async {
        while world.simon.count("item") == 960 {
            tokio::task::yield_now().await;
        }
        world.change_settings(|settings| settings.article_groups.clear()).await;
    };
    let (report, ()) = tokio::join!(run, change);
    assert_eq!(report.unwrap().outcome, Outcome::More);
    assert!(world.simon.count("item") >= 910, "one slice at most: {}", world.simon.count("item"));
    nights(&world, 5).await;
    world.run_until_quiet().await;
    world.assert_mirrored("after the settings changed");
}

#[tokio::test]
async fn nothing_goes_once_the_settings_changed_or_the_link_was_stopped_while_the_lists_were_read() {
    for is_stopped in [false, true] {
        let mut world = World::working(PAIRS[0]).await;
        world.change_settings(|settings| settings.article_groups = vec!["Uren & kosten".to_owned()]).await;
        world.run_until_quiet().await;
        let before = world.held();
        let gate = world.hold("/item/read");
        let run = world.try_cleanup();
        let change = async {
            gate.reached().await;
            if is_stopped {
                let now = world.clock.now();
                world.change_profile(|profile| profile.life = profile.life.deactivate(now).unwrap()).await;
            } else {
                world.change_settings(|settings| settings.article_groups.clear()).await;
            }
            gate.open();
        };
        let (report, ()) = tokio::join!(run, change);
        assert_eq!(report.unwrap().counts.get("removed"), 0, "stopped: {is_stopped}");
        assert_eq!(world.held(), before);
    }
}

#[tokio::test]
async fn a_popular_article_stays_though_only_an_old_entry_needs_it() {
    let world = World::working(PAIRS[0]).await;
    let _ = world.work_order(10_000).uses("KRAAN", "1");
    for _ in 0..60 {
        let _ = world.work_order(10_000).uses("KRAAN", "1").archive();
    }
    world.run_until_quiet().await;
    world.books.remove_article("KRAAN");
    world.run_until_quiet().await;
    assert_eq!(world.cleanup().await.counts.get("staying"), 1);
    assert!(names(&world, "item").contains(&"Artikel KRAAN".to_owned()));
}

#[tokio::test]
async fn groups_wait_for_the_articles_that_wait_for_the_admin() {
    let world = World::with(Start::default()).await;
    (1..=4).for_each(|nr| world.books.put_group(group(nr, &format!("Groep {nr}"))));
    (1..=40).for_each(|nr| world.books.put_article(article(&format!("A{nr:03}"), nr % 4 + 1)));
    world.run_until_quiet().await;
    world.change_settings(|settings| settings.article_groups = vec!["Groep 1".to_owned()]).await;
    world.run_until_quiet().await;
    let report = world.cleanup().await;
    assert_eq!((report.counts.get("withheld"), report.counts.get("refused")), (30, 0), "{}", report.counts);
    assert_eq!(world.simon.count("itemgroup"), 4);
    let list = world.store().removal_list(Listed::Withheld).await.unwrap().unwrap();
    approve(&world, &list.id).await;
    world.cleanup().await;
    assert_eq!((world.simon.count("item"), world.simon.count("itemgroup")), (10, 1));
}

#[tokio::test]
async fn names_of_any_length_fit_a_list() {
    let world = sixty(PAIRS[0]).await;
    for _ in 0..250 {
        world.simon.insert("item", json!({ "Description": "lang ".repeat(800) }));
    }
    assert_eq!(world.cleanup().await.counts.get("withheld"), 250);
    assert_eq!(world.store().removal_list(Listed::Withheld).await.unwrap().unwrap().count(), 250);
}

#[tokio::test]
async fn a_difference_does_not_start_an_import_over() {
    let world = World::with(Start { page_size: 10, ..Start::default() }).await;
    world.furnish_sixty();
    world.line.slow_down(SignedDuration::from_millis(2_250));
    while world.simon.count("customer") < 12 {
        world.pull().await;
    }
    assert!(world.simon.count("customer") < 24, "the import is through");
    world.line.heal();
    world.simon.change("customer", world.id_of("customer", "10001"), json!({ "Name": "Iets anders" }));
    nights(&world, 5).await;
    assert_eq!(world.told("compared_in_full").await, 0, "it was not full");
    let before = world.books.calls(Call::Customers);
    assert_eq!(world.pull().await.outcome, Outcome::Done);
    assert_eq!(world.books.calls(Call::Customers) - before, 2, "the last two pages of three");
    world.run_until_quiet().await;
    world.assert_mirrored("after the import");
}

#[tokio::test]
async fn records_side_by_side_that_cannot_be_read_hold_up_nothing_behind_them() {
    for (status, body, bad) in [(500, "<html>", 12), (200, "{\"Id\":", 1)] {
        let world = sixty(PAIRS[0]).await;
        for nr in 10_001..10_001 + bad {
            let address = format!("/customer/read/{}", world.id_of("customer", &nr.to_string()));
            let answer = http::Response::builder().status(status).body(bytes::Bytes::from(body)).unwrap();
            world.line.break_requests_with(&address, answer);
        }
        world.simon.change("customer", world.id_of("customer", "10020"), json!({ "Name": "Iets anders" }));
        nights(&world, 5).await;
        assert_eq!(world.told("record_differs").await, 1, "{status}: {:#?}", world.log().await);
        assert_eq!(world.told("compared_in_full").await, 0, "it was not full");
    }
}
