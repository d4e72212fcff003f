//! The cleanup of Simple-Simon: what goes, what stays, and what waits for the admin's word (R5, R8, R9, P5).

use jiff::SignedDuration;
use koppel_domain::message::Message;
use koppel_domain::records::Stream;
use koppel_simulators::books::{Books, Call, List, Package};
use koppel_simulators::lies::Lie;
use koppel_store::{Approval, Listed};
use koppel_sync::Outcome;
use koppel_tests::seed::{article, debtor, group};
use koppel_tests::{Pair, World};
use serde_json::json;

use crate::PAIRS;

/// Sixty records across, and a pull that has nothing to do.
pub(crate) async fn sixty(pair: Pair) -> World {
    let world = World::with(pair.start()).await;
    world.furnish_sixty();
    world.run_until_quiet().await;
    world
}

pub(crate) fn names(world: &World, table: &str) -> Vec<String> {
    let name = |record: &serde_json::Map<String, serde_json::Value>| {
        let field = if table == "item" || table == "itemgroup" { "Description" } else { "Name" };
        koppel_tests::mirror::text(record, field)
    };
    world.simon.records(table).iter().map(name).collect()
}

#[tokio::test]
async fn what_bookkeeping_let_go_of_and_what_was_added_by_hand_goes() {
    for pair in PAIRS {
        let world = sixty(pair).await;
        world.books.put_debtor(koppel_simulators::books::Debtor { blocked: true, ..debtor(10_001) });
        world.books.remove_debtor(10_002);
        world.books.remove_article("ART007");
        world.books.put_article(koppel_simulators::books::Article { blocked: true, ..article("ART008", 2) });
        world.simon.insert("customer", json!({ "Name": "Met de hand" }));
        world.simon.insert("customer", json!({ "Name": "Ook met de hand", "ExtKey": "H7" }));
        world.simon.insert("item", json!({ "Description": "Losse kraan", "Code": "X" }));
        let living = world.id_of("customer", "10003");
        world.simon.insert("location", json!({ "CustomerId": living, "Name": "Bouwplaats" }));
        let leaving = world.id_of("customer", "10001");
        world.simon.insert("location", json!({ "CustomerId": leaving, "Name": "Oude bouwplaats" }));
        world.run_until_quiet().await;

        let report = world.cleanup().await;
        assert_eq!(report.outcome, Outcome::Done, "{:?}", world.log().await);
        assert_eq!(report.counts.get("removed"), 7, "{}", report.counts);
        assert!(!names(&world, "customer").iter().any(|name| name.contains("hand")), "{pair:?}");
        assert_eq!(world.simon.count("customer"), 22);
        assert_eq!(world.simon.count("item"), 28);
        let places = names(&world, "location");
        assert!(places.contains(&"Bouwplaats".to_owned()) && !places.contains(&"Oude bouwplaats".to_owned()));
        world
            .simon
            .remove("location", world.simon.records("location").last().unwrap()["Id"].as_i64().unwrap());
        world.assert_mirrored("after the cleanup");
        assert_eq!(world.told("record_removed").await, 7);
        assert!(world.open_problems().await.is_empty(), "{:?}", world.problems().await);

        // What comes back in bookkeeping comes back.
        world.books.put_debtor(debtor(10_001));
        world.books.put_debtor(debtor(10_002));
        world.run_until_quiet().await;
        world.assert_mirrored("after they came back");
        assert_eq!(world.cleanup().await.counts.get("removed"), 0);
    }
}

#[tokio::test]
async fn a_customer_or_article_with_an_unsettled_work_order_stays_until_it_is_billed() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let order = world.work_order(10_000).work(60).uses("KRAAN", "1");
        world.books.remove_article("KRAAN");
        // The debtor is blocked; the books still take the order that was begun.
        world.books.take_orders_for_blocked();
        world.books.put_debtor(koppel_simulators::books::Debtor { blocked: true, ..debtor(10_000) });
        world.run_until_quiet().await;
        for _ in 0..2 {
            let report = world.cleanup().await;
            assert_eq!(
                (report.counts.get("staying"), report.counts.get("removed")),
                (2, 0),
                "{}",
                report.counts
            );
        }
        assert_eq!(world.told("record_stays").await, 2, "told once each");
        let told = world.log().await;
        assert!(
            told.iter().any(|row| row.contains("Klant 10000") && row.contains("blijft voorlopig")),
            "{told:?}"
        );

        // Archived and not yet sent is not settled either.
        let order = order.archive();
        assert_eq!(world.cleanup().await.counts.get("removed"), 0);
        // The article comes back in bookkeeping, the order is billed, and then the customer goes.
        world.books.put_article(article("KRAAN", 1));
        world.run_until_quiet_but_for_cleanup().await;
        assert_eq!(world.lines_of(order), ["KRAAN 1", "UUR 1"]);
        let report = world.cleanup().await;
        assert_eq!(report.counts.get("removed"), 1, "{}", report.counts);
        assert_eq!(world.simon.count("customer"), 1);
        assert!(world.open_problems().await.is_empty(), "{:?}", world.problems().await);
    }
}

#[tokio::test]
async fn articles_outside_the_group_filter_go_with_their_group() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.change_settings(|settings| settings.article_groups = vec!["Uren & kosten".to_owned()]).await;
        world.run_until_quiet().await;
        let report = world.cleanup().await;
        assert_eq!(report.counts.get("removed"), 4, "{:?}", world.log().await);
        assert_eq!(names(&world, "itemgroup"), ["Uren & kosten"]);
        assert_eq!(world.simon.count("item"), 3);
        // An article moves to another group, and goes as well.
        world.books.put_group(group(3, "Overig"));
        world.books.put_article(article("VOORRIJ", 3));
        world.run_until_quiet().await;
        assert_eq!(world.cleanup().await.counts.get("removed"), 1);
        assert!(!names(&world, "item").contains(&"Artikel VOORRIJ".to_owned()));
    }
}

/// A world in which 20 of 24 customers vanished from the books.
async fn emptied() -> World {
    let world = sixty(PAIRS[0]).await;
    (10_001..=10_020).for_each(|nr| world.books.remove_debtor(nr));
    world.run_until_quiet().await;
    world
}

pub(crate) async fn approve(world: &World, list: &str) {
    let at = world.clock.now();
    let approval = Approval { list: list.to_owned(), by: "anja".to_owned(), at };
    world.change_profile(|profile| profile.cleanup.approval = Some(approval)).await;
}

#[tokio::test]
async fn too_much_waits_for_the_admins_word_and_goes_no_further_than_it() {
    let world = emptied().await;
    for _ in 0..2 {
        let report = world.cleanup().await;
        assert_eq!(report.outcome, Outcome::Done);
        assert_eq!((report.counts.get("withheld"), report.counts.get("removed")), (20, 0));
        world.pass(60);
    }
    assert_eq!(world.told("cleanup_withheld").await, 1, "told once");
    assert_eq!(world.simon.count("customer"), 24);
    let list = world.store().removal_list(Listed::Withheld).await.unwrap().unwrap();
    assert_eq!((list.count(), list.tables[0].stream, list.tables[0].total), (20, Stream::Customers, 24));
    let page = world.store().removal_page(Listed::Withheld, &list.id, 0).await.unwrap().unwrap();
    assert!(page.iter().all(|removal| removal.name.starts_with("Bakkerij")), "{page:?}");

    // The word for another list is no word.
    approve(&world, "another").await;
    assert_eq!(world.cleanup().await.counts.get("removed"), 0);
    // More vanishes after the list was made: the word for the list does not cover it.
    approve(&world, &list.id).await;
    world.books.remove_debtor(10_021);
    world.pass(5);
    let report = world.cleanup().await;
    assert_eq!(report.counts.get("removed"), 20, "{:?}", world.log().await);
    let left: Vec<String> = names(&world, "customer");
    assert_eq!(left.len(), 4, "{left:?}");
    assert!(world.store().removal_list(Listed::Withheld).await.unwrap().is_none());
    assert!(world.open_problems().await.is_empty(), "{:?}", world.problems().await);

    // The word is used up: the same number vanishing again waits again.
    (10_030..=10_060).for_each(|nr| world.books.put_debtor(debtor(nr)));
    world.run_until_quiet().await;
    (10_030..=10_060).for_each(|nr| world.books.remove_debtor(nr));
    world.run_until_quiet().await;
    let report = world.cleanup().await;
    assert_eq!(report.counts.get("removed"), 0, "{}", report.counts);
    assert!(report.counts.get("withheld") > 30);
}

#[tokio::test]
async fn a_dry_run_tells_the_plan_and_does_nothing() {
    let world = emptied().await;
    world.books.remove_article("ART001");
    world.run_until_quiet().await;
    let now = world.clock.now();
    world.change_profile(|profile| profile.cleanup.dry_run_at = Some(now)).await;
    let writes = world.simon_writes();
    assert_eq!(world.cleanup().await.outcome, Outcome::Done);
    assert_eq!(world.simon_writes(), writes);
    let list = world.store().removal_list(Listed::DryRun).await.unwrap().unwrap();
    assert_eq!(list.count(), 21);
    let withheld: Vec<bool> = list.tables.iter().map(|table| table.withheld).collect();
    assert_eq!(withheld, [true, false, false]);
    // Asked once, it is one dry run; the next run is a real one.
    assert_eq!(world.cleanup().await.counts.get("removed"), 1);
}

#[tokio::test]
async fn an_approval_is_carried_out_at_once_though_a_dry_run_or_a_round_comes_first() {
    let world = emptied().await;
    world.cleanup().await;
    let list = world.store().removal_list(Listed::Withheld).await.unwrap().unwrap();
    approve(&world, &list.id).await;
    let now = world.clock.now();
    world.change_profile(|profile| profile.cleanup.dry_run_at = Some(now)).await;
    assert_eq!(world.cleanup().await.outcome, Outcome::More, "the dry run, and then at once");
    assert_eq!(world.cleanup().await.counts.get("removed"), 20);

    // Approved while a round is past its deletions.
    let world = emptied().await;
    world.cleanup().await;
    let list = world.store().removal_list(Listed::Withheld).await.unwrap().unwrap();
    world.line.slow_down(SignedDuration::from_secs(5));
    assert_eq!(world.cleanup().await.outcome, Outcome::More);
    world.line.heal();
    world.pass(1);
    approve(&world, &list.id).await;
    let report = world.cleanup().await;
    assert_eq!((report.outcome, report.counts.get("removed")), (Outcome::Done, 20));

    // Approved while a run is under way, past its deletions.
    let world = emptied().await;
    world.cleanup().await;
    let list = world.store().removal_list(Listed::Withheld).await.unwrap().unwrap();
    let lists = || world.books.calls(Call::Customers);
    let before = lists();
    let run = world.try_cleanup();
    let word = async {
        // The run has listed and withheld again, and compares.
        while lists() < before + 2 {
            tokio::task::yield_now().await;
        }
        world.clock.advance(SignedDuration::from_secs(1));
        approve(&world, &list.id).await;
    };
    let (report, ()) = tokio::join!(run, word);
    assert_eq!(report.unwrap().outcome, Outcome::More, "the round, and then another at once");
    assert_eq!(world.cleanup().await.counts.get("removed"), 20);
}

#[tokio::test]
async fn an_approval_of_a_list_that_went_is_no_word_for_the_same_list_later() {
    let world = emptied().await;
    world.cleanup().await;
    let list = world.store().removal_list(Listed::Withheld).await.unwrap().unwrap();
    approve(&world, &list.id).await;
    // Before anything is done about it, all of them are back; later they vanish once more.
    (10_001..=10_020).for_each(|nr| world.books.put_debtor(debtor(nr)));
    assert_eq!(world.cleanup().await.counts.get("removed"), 0);
    world.pass(3 * 24 * 60);
    (10_001..=10_020).for_each(|nr| world.books.remove_debtor(nr));
    assert_eq!(world.cleanup().await.counts.get("removed"), 0);
    assert_eq!(world.cleanup().await.counts.get("withheld"), 20);
    assert_eq!(world.simon.count("customer"), 24);
}

#[tokio::test]
async fn a_long_list_goes_in_slices_over_several_runs() {
    let world = World::new().await;
    (20_001..=20_400).for_each(|nr| world.books.put_debtor(debtor(nr)));
    world.run_until_quiet().await;
    (20_001..=20_130).for_each(|nr| world.books.remove_debtor(nr));
    world.run_until_quiet().await;
    world.cleanup().await;
    let list = world.store().removal_list(Listed::Withheld).await.unwrap().unwrap();
    approve(&world, &list.id).await;
    // Every request takes so long that a run gets through some forty deletions.
    world.line.slow_down(SignedDuration::from_millis(1000));
    let mut runs = 0;
    loop {
        let report = world.cleanup().await;
        runs += 1;
        let left = world.simon.count("customer");
        assert!(report.counts.get("removed") <= 130 && left >= 270, "{left}");
        if left == 270 {
            break;
        }
        assert_eq!(report.outcome, Outcome::More, "{:?}", world.log().await);
        assert!(runs < 40, "never through: {left}");
    }
    assert!(runs > 2, "one run did it all");
    assert_eq!(world.told("record_removed").await, 130);
}

#[tokio::test]
async fn another_administration_cleans_nothing_up() {
    let world = sixty(PAIRS[0]).await;
    world
        .change_profile(|profile| {
            profile.life.administration = Some("Demo Installatietechniek BV".to_owned())
        })
        .await;
    (10_001..=10_005).for_each(|nr| world.books.remove_debtor(nr));
    world.run_until_quiet().await;
    world.books.rename("Bakkerij De Korenaar");
    let report = world.cleanup().await;
    assert_eq!(report.outcome, Outcome::Done);
    assert_eq!(world.simon.count("customer"), 24);
    let told = Message::OtherAdministration {
        found: "Bakkerij De Korenaar".to_owned(),
        expected: "Demo Installatietechniek BV".to_owned(),
    };
    assert!(world.messages().await.contains(&told));
    world.books.rename("Demo Installatietechniek BV");
    assert_eq!(world.cleanup().await.counts.get("removed"), 5);
    assert!(world.open_problems().await.is_empty());
}

#[tokio::test]
async fn p5_a_group_goes_when_its_package_says_so_and_not_when_a_list_is_one_short() {
    for pair in PAIRS {
        let world = sixty(pair).await;
        world.books.put_group(group(99, "Zonder artikelen"));
        world.run_until_quiet().await;
        let there = names(&world, "itemgroup").len();
        world.books.lie(List::Groups, Lie::Truncated { keep: there - 1, counted: true });
        for _ in 0..2 {
            world.cleanup().await;
            world.pass(60 * 24);
        }
        assert_eq!(names(&world, "itemgroup").len(), there, "{pair:?}");
        world.books.tell_truth();
        world.books.remove_group(99);
        world.cleanup().await;
        assert!(!names(&world, "itemgroup").contains(&"Zonder artikelen".to_owned()), "{pair:?}");
    }
}

#[tokio::test]
async fn p5_books_of_the_same_name_that_are_not_the_same_clean_nothing_up() {
    let world = sixty(PAIRS[2]).await;
    let Books::Snelstart(ours) = &world.books else { panic!("another package") };
    let (name, id) = (world.books.administration(), ours.options().administration_id);
    world
        .change_profile(|profile| {
            profile.life.administration = Some(name.clone());
            profile.life.administration_id = Some(id.clone());
        })
        .await;
    world.run_until_quiet().await;
    let other = Books::empty(Package::Snelstart, world.clock.clone(), std::time::Duration::ZERO);
    other.become_another(&name);
    let Books::Snelstart(theirs) = &other else { panic!("another package") };
    let elsewhere = theirs.options().administration_id;
    world.books.answer_from(&other, true);
    world.cleanup().await;
    assert_eq!(world.simon.count("customer"), 24);
    let told = Message::OtherAdministration {
        found: format!("{name} ({elsewhere})"),
        expected: format!("{name} ({id})"),
    };
    assert!(world.messages().await.contains(&told), "{:?}", world.messages().await);
    world.books.tell_truth();
    world.cleanup().await;
    assert_eq!((world.open_problems().await.len(), world.simon.count("customer")), (0, 24));
}

#[tokio::test]
async fn a_cleanup_cut_off_anywhere_deletes_what_was_to_go_and_nothing_else() {
    for polls in (3..4_000).step_by(41) {
        let world = World::working(PAIRS[0]).await;
        world.books.put_debtor(koppel_simulators::books::Debtor { blocked: true, ..debtor(10_001) });
        world.books.remove_article("BUIS");
        world.simon.insert("customer", json!({ "Name": "Met de hand" }));
        world.run_until_quiet().await;
        let through = koppel_tests::cut::cut_off_after(polls, world.try_cleanup()).await.is_some();
        world.pass(10);
        let mut outcome = Outcome::More;
        for _ in 0..5 {
            outcome = world.cleanup().await.outcome;
            if outcome == Outcome::Done {
                break;
            }
            world.pass(5);
        }
        assert_eq!(outcome, Outcome::Done, "cut off after {polls} polls");
        assert_eq!(world.simon.count("customer"), 1, "cut off after {polls} polls");
        world.assert_mirrored(&format!("cut off after {polls} polls"));
        let links = world.store().all_links(Stream::Customers, None, 10).await.unwrap().0;
        assert_eq!(links.len(), 1);
        if through {
            assert!(polls > 100, "never cut off");
            return;
        }
    }
    panic!("never through");
}
