//! The full compare: both sides field by field, and the ledger against bookkeeping's sales orders (P1, P3).

use jiff::SignedDuration;
use koppel_domain::message::{Message, Missed};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::settings::Settings;
use koppel_simulators::books::{Call, Debtor};
use koppel_simulators::faults::Fault;
use koppel_simulators::lies::Lie;
use koppel_simulators::server::Simulated as _;
use koppel_store::Link;
use koppel_sync::Outcome;
use koppel_sync::cleanup::{CleanupCursor, Compared, Part};
use koppel_tests::seed::{article, debtor};
use koppel_tests::{Start, World};
use serde_json::json;

use crate::PAIRS;

async fn cursor(world: &World) -> CleanupCursor {
    let peeked = world.store().peek(koppel_domain::message::Concern::Cleanup).await.unwrap();
    peeked.map(|(cursor, _)| serde_json::from_value(cursor).unwrap()).unwrap_or_default()
}

async fn compared(world: &World) -> Compared {
    cursor(world).await.compared.unwrap()
}

/// Why the records that differed did, as `number: why`.
async fn differences(world: &World) -> Vec<String> {
    let line = |message: &Message| match message {
        Message::RecordDiffers { number, field, missed, .. } => Some(match missed {
            Missed::ByHand => format!("{number}: by hand {field}"),
            Missed::Deleted => format!("{number}: deleted"),
            Missed::Pull { .. } => format!("{number}: missed"),
        }),
        _ => None,
    };
    let mut lines: Vec<String> = world.messages().await.iter().filter_map(line).collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn what_was_changed_or_deleted_by_hand_is_found_told_and_put_right() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.run_until_quiet().await;
        world.cleanup().await;
        let equal = compared(&world).await;
        assert_eq!((equal.records, equal.differences, equal.orders), (10, 0, Some(0)));
        assert!(differences(&world).await.is_empty());

        // The office changes a name, a work address, an article's group, and deletes an article and a work address.
        world.simon.change("customer", world.id_of("customer", "10000"), json!({ "Name": "Iets anders" }));
        world.simon.change("location", world.id_of("location", "10000-0"), json!({ "City": "Breda" }));
        world.simon.change(
            "item",
            world.id_of("item", "KRAAN"),
            json!({ "ItemGroupId": world.id_of("itemgroup", "2") }),
        );
        world.simon.remove("item", world.id_of("item", "BUIS"));
        world.simon.remove("location", world.id_of("location", "10001-0"));
        // What Koppel does not write is the office's own.
        world.simon.change(
            "customer",
            world.id_of("customer", "10001"),
            json!({ "Remark": "Bellen voor 9 uur" }),
        );
        let report = world.cleanup().await;
        assert_eq!(report.outcome, Outcome::Done);
        let expected =
            ["10000: by hand Name, City", "10001: deleted", "BUIS: deleted", "KRAAN: by hand ItemGroupId"];
        assert_eq!(differences(&world).await, expected, "{pair:?}");
        assert_eq!(compared(&world).await.differences, 4);
        world.run_until_quiet().await;
        world.assert_mirrored("after the compare");
        let remark = koppel_tests::mirror::text(&world.record_of("customer", "10001"), "Remark");
        assert_eq!(remark, "Bellen voor 9 uur");
        world.cleanup().await;
        assert_eq!(compared(&world).await.differences, 0);
        assert!(world.open_problems().await.is_empty());
    }
}

#[tokio::test]
async fn a_change_that_no_pull_saw_is_found_and_one_that_it_is_about_to_see_is_not() {
    let world = World::working(PAIRS[0]).await;
    world.run_until_quiet().await;
    world.pass(3 * 24 * 60);
    world.run_until_quiet().await;
    // Changed and added, and the day of the change says otherwise.
    let long_ago = "2026-01-05".parse().unwrap();
    world.books.put_debtor_at(Debtor { name: "Stil gewijzigd".to_owned(), ..debtor(10_000) }, Some(long_ago));
    world.books.put_debtor_at(debtor(10_002), Some(long_ago));
    // Changed a moment ago, before any pull could see it.
    world.books.put_article(koppel_simulators::books::Article {
        description: "Net gewijzigd".to_owned(),
        ..article("KRAAN", 1)
    });
    world.cleanup().await;
    assert_eq!(differences(&world).await, ["10000: missed", "10002: missed"]);
    world.run_until_quiet().await;
    world.assert_mirrored("after the compare");
}

#[tokio::test]
async fn a_compare_while_a_pull_is_at_it_waits_for_it() {
    let world = World::working(PAIRS[0]).await;
    world.run_until_quiet().await;
    world.simon.change("customer", world.id_of("customer", "10000"), json!({ "Name": "Iets anders" }));
    // A pull that died holds its lease for some minutes yet; one that works, since the last that was stored is long ago.
    world.pass(66);
    assert!(koppel_tests::cut::cut_off_after(10, world.try_pull()).await.is_none());
    assert_eq!(world.cleanup().await.outcome, Outcome::More);
    world.pass(10);
    assert_eq!(world.cleanup().await.outcome, Outcome::Done);
    world.run_until_quiet().await;
    world.assert_mirrored("after the compare");
    assert_eq!(differences(&world).await, ["10000: by hand Name"]);
}

#[tokio::test]
async fn a_compare_that_lacks_time_goes_on_where_it_was() {
    for pair in PAIRS {
        let world = World::with(Start { page_size: 10, ..pair.start() }).await;
        world.furnish_sixty();
        world.run_until_quiet().await;
        world.simon.change("customer", world.id_of("customer", "10020"), json!({ "Name": "Iets anders" }));
        world.line.slow_down(SignedDuration::from_secs(5));
        let mut runs = 1;
        while world.cleanup().await.outcome == Outcome::More {
            runs += 1;
            assert!(runs < 30, "never through");
        }
        world.line.heal();
        assert!(runs > 1, "one run did it all");
        let compared = compared(&world).await;
        assert_eq!((compared.records, compared.differences), (60, 1), "{pair:?}");
        assert_eq!(differences(&world).await, ["10020: by hand Name"]);
    }
}

#[tokio::test]
async fn what_is_compared_again_after_a_failure_is_counted_and_told_once() {
    let world = World::working(PAIRS[0]).await;
    world.run_until_quiet().await;
    world.pass(3 * 24 * 60);
    world.run_until_quiet().await;
    world.simon.change("customer", world.id_of("customer", "10000"), json!({ "Name": "Iets anders" }));
    let long_ago = "2026-01-05".parse().unwrap();
    world.books.put_debtor_at(Debtor { name: "Stil gewijzigd".to_owned(), ..debtor(10_001) }, Some(long_ago));
    // The plan's list and the page that is compared come; what changed since the pull does not.
    world.books.break_call(Call::Customers, 2, 1, Fault::TooMany(Some(900)));
    assert_ne!(world.cleanup().await.outcome, Outcome::Done);
    world.pass(20);
    while world.cleanup().await.outcome != Outcome::Done {
        world.pass(5);
    }
    let compared = compared(&world).await;
    assert_eq!((compared.records, compared.differences), (10, 2));
    assert_eq!(differences(&world).await, ["10000: by hand Name", "10001: missed"]);
}

#[tokio::test]
async fn a_sales_order_that_is_missing_double_or_renumbered_is_told_until_it_is_right() {
    let world = World::working(PAIRS[0]).await;
    let orders: Vec<_> = (0..4).map(|_| world.work_order(10_000).work(60).archive()).collect();
    world.run_until_quiet().await;
    world.cleanup().await;
    assert_eq!(compared(&world).await.orders, Some(0));
    let [missing, renumbered, double, _right] = orders[..] else { panic!() };
    let gone = world.order_of(missing);
    world.books.remove_order(gone.nr);
    let was = world.order_of(renumbered).nr;
    world.imuis().renumber_order(was, 202_699_999);
    let twin = koppel_simulators::books::Order { nr: 202_688_888, ..world.order_of(double) };
    world.books.put_order(twin);
    for _ in 0..2 {
        world.cleanup().await;
        assert_eq!(compared(&world).await.orders, Some(3));
        for code in ["order_missing", "order_renumbered", "order_double"] {
            assert_eq!(world.told(code).await, 1, "{code}: told once");
        }
    }
    world.books.put_order(gone);
    world.books.remove_order(202_688_888);
    world.imuis().renumber_order(202_699_999, was);
    world.cleanup().await;
    assert_eq!(compared(&world).await.orders, Some(0));
    assert!(world.open_problems().await.is_empty(), "{:?}", world.problems().await);
    assert_eq!(world.books.orders().len(), 4, "nothing was made");
}

#[tokio::test]
async fn an_equal_pair_of_ten_thousand_customers_costs_no_write_and_two_reads_each() {
    let world = World::with(Start { page_size: 1000, ..Start::default() }).await;
    (10_001..=20_000).for_each(|nr| world.books.put_debtor(debtor(nr)));
    while world.pull().await.outcome == Outcome::More {}
    world.pass(5);
    world.pull().await;
    let (writes, orders) = (world.simon_writes(), world.books.simulated().journal().count("Create"));
    let (asked_simon, asked_imuis) =
        (world.simon.journal().count(""), world.books.simulated().journal().count(""));
    let meter = world.meter();
    while world.cleanup().await.outcome == Outcome::More {}
    assert_eq!((world.simon_writes(), world.books.simulated().journal().count("Create")), (writes, orders));
    assert_eq!(compared(&world).await.differences, 0);
    // Simple-Simon: each customer and its work address once, and three lists; classic has no other way.
    let asked = world.simon.journal().count("") - asked_simon;
    assert!(asked <= 20_000 + 10, "{asked} requests to Simple-Simon");
    // iMUIS: ten pages to plan, ten to compare, and a few for the empty tables, the name and the orders.
    let asked = world.books.simulated().journal().count("") - asked_imuis;
    assert!(asked <= 40, "{asked} requests to iMUIS");
    // DynamoDB: the links twice, a thousand a page to plan and a hundred a request to compare, and the checkpoints.
    let spent = world.meter();
    let (reads, writes) = (spent.reads - meter.reads, spent.writes - meter.writes);
    assert!(reads <= 400 && writes <= 200, "{reads} reads, {writes} writes");
}

#[tokio::test]
async fn a_link_without_a_digest_is_the_pulls_and_no_difference() {
    let world = World::working(PAIRS[0]).await;
    world.run_until_quiet().await;
    let key = RecordKey::new("10000").unwrap();
    let link = world
        .store()
        .links(Stream::Customers, std::slice::from_ref(&key))
        .await
        .unwrap()
        .remove(&key)
        .unwrap();
    // As a wipe of work addresses leaves it; the pull's reading is under way.
    world
        .store()
        .put_links(Stream::Customers, &[(key, Link { digest: None, location: None, ..link })])
        .await
        .unwrap();
    // It changed, so the next pull looks at it.
    world.books.put_debtor(Debtor { city: "Best".to_owned(), ..debtor(10_000) });
    world.cleanup().await;
    assert!(differences(&world).await.is_empty());
}

#[tokio::test]
async fn a_compare_that_settings_or_a_new_start_cut_through_begins_anew() {
    for is_restarted in [false, true] {
        let settings = Settings { article_groups: vec!["Groep 1".to_owned()], ..Start::default().settings };
        let world = World::with(Start { page_size: 10, settings, ..Start::default() }).await;
        world.furnish_sixty();
        world.run_until_quiet().await;
        world.line.slow_down(SignedDuration::from_secs(5));
        let is_at_customers = |cursor: CleanupCursor| {
            let part = cursor.round.map(|round| round.part);
            matches!(part, Some(Part::Compare { stream: Stream::Customers, .. }))
        };
        let mut runs = 0;
        while !is_at_customers(cursor(&world).await) {
            assert_eq!(world.cleanup().await.outcome, Outcome::More);
            runs += 1;
            assert!(runs < 30, "never there");
        }
        world.line.heal();
        world.pass(1);
        let changed_at = world.clock.now();
        if is_restarted {
            world.change_profile(|profile| profile.life.started_at = Some(changed_at)).await;
        } else {
            world.change_settings(|settings| settings.article_groups.clear()).await;
        }
        world.run_until_quiet().await;
        while world.cleanup().await.outcome != Outcome::Done {
            world.pass(5);
        }
        let compared = compared(&world).await;
        assert!(compared.began_at > changed_at, "restarted: {is_restarted}: {compared:?}");
        assert_eq!(compared.records, if is_restarted { 30 } else { 60 });
    }
}

#[tokio::test]
async fn a_compare_of_a_list_that_is_not_whole_does_not_say_that_it_was_full() {
    for lie in [Lie::Doubles, Lie::Truncated { keep: 23, counted: true }] {
        let world = World::with(Start::default()).await;
        world.furnish_sixty();
        world.run_until_quiet().await;
        assert!(world.imuis().lie("DEB", lie.clone()));
        assert_eq!(world.cleanup().await.outcome, Outcome::Done);
        assert_eq!(world.told("compared_in_full").await, 0, "{lie:?}");
        world.books.tell_truth();
        world.cleanup().await;
        assert_eq!((compared(&world).await.records, world.told("compared_in_full").await), (60, 1));
        assert!(world.open_problems().await.is_empty(), "{:?}", world.problems().await);
    }
}

#[tokio::test]
async fn a_record_that_was_put_back_the_same_is_across_again_after_a_compare() {
    let world = World::working(PAIRS[0]).await;
    world.run_until_quiet().await;
    let kept = world.books.articles().into_iter().find(|article| article.nr == "BUIS").unwrap();
    world.books.remove_article("BUIS");
    world.cleanup().await;
    // No pull came in between: to it, the page is the one that it knows.
    world.books.put_article(kept);
    world.run_until_quiet().await;
    world.pass(10);
    world.cleanup().await;
    world.run_until_quiet().await;
    world.assert_mirrored("after the compare");
}

#[tokio::test]
async fn a_problem_of_the_quotes_run_is_over_once_quotes_are_switched_off() {
    let world = crate::quotes::quoting(PAIRS[0], crate::quotes::all()).await;
    world.line.unplug_for(20);
    world.pass(5);
    world.quotes().await;
    world.heal();
    assert_eq!(world.problems().await, ["link quotes: unreachable"]);
    world.change_settings(|settings| settings.quotes = None).await;
    world.pass(10);
    world.cleanup().await;
    assert!(world.problems().await.is_empty(), "{:?}", world.problems().await);
}
