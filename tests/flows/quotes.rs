//! Quotes become work orders, each once, with the content of the first pull (R17–R20, P2).

use jiff::SignedDuration;
use koppel_domain::settings::{QuoteDescription, QuoteSettings};
use koppel_simulators::books::{Quote, QuoteLine};
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_sync::Outcome;
use koppel_tests::mirror::{Record, text};
use koppel_tests::seed::debtor;
use koppel_tests::{Pair, World};

use crate::PAIRS;

pub(crate) const NUMBER: u32 = 202_600_165;

pub(crate) fn line(article: Option<&str>, description: &str, quantity: &str) -> QuoteLine {
    QuoteLine {
        article: article.map(str::to_owned),
        quantity: quantity.parse().unwrap(),
        description: description.to_owned(),
        unit: "Stuk".to_owned(),
    }
}

pub(crate) fn quote(world: &World, nr: u32) -> Quote {
    Quote {
        nr,
        debtor: Some(10_000),
        date: world.today(),
        reference: "PO-77".to_owned(),
        memo: "Graag eerst bellen".to_owned(),
        lines: vec![
            line(None, "Badkamer verbouwen", "0"),
            line(Some("KRAAN"), "Kraan, verchroomd", "2"),
            line(Some("BUIS"), "Buis 15 mm", "7.5"),
        ],
    }
}

/// A working world whose quotes are switched on.
pub(crate) async fn quoting(pair: Pair, settings: QuoteSettings) -> World {
    let world = World::working(pair).await;
    world.change_settings(|all| all.quotes = Some(settings)).await;
    world.run_until_quiet().await;
    world
}

pub(crate) fn all() -> QuoteSettings {
    QuoteSettings { lines: true, description: QuoteDescription::Both, filter_word: None }
}

pub(crate) fn work_orders(world: &World) -> Vec<Record> {
    world.simon.records("workorder")
}

/// What is booked on the work orders, as `code quantity description`.
pub(crate) fn booked(world: &World) -> Vec<String> {
    let line = |record: &Record| {
        let item = world.simon.record("item", record["ItemId"].as_i64().unwrap()).unwrap();
        format!("{} {} {}", text(&item, "Code"), text(record, "Quantity"), text(record, "Description"))
    };
    world.simon.records("useditem").iter().map(line).collect()
}

/// Runs until a quotes' run is done and nothing of it is open.
pub(crate) async fn quotes_until_quiet(world: &World) {
    for _ in 0..60 {
        world.pass(5);
        let done = world.try_quotes().await.is_ok_and(|report| report.outcome == Outcome::Done);
        if done && world.open_problems().await.is_empty() {
            return;
        }
    }
    panic!("never quiet: {:?} {:#?}", world.problems().await, world.log().await);
}

#[tokio::test]
async fn a_quote_becomes_a_work_order_with_its_lines() {
    for pair in PAIRS {
        let world = quoting(pair, all()).await;
        world.books.put_quote(quote(&world, NUMBER));
        let report = world.quotes().await;
        assert_eq!((report.outcome, report.counts.get("made")), (Outcome::Done, 1));
        let orders = work_orders(&world);
        assert_eq!(orders.len(), 1);
        let order = &orders[0];
        assert_eq!(text(order, "Description"), "Badkamer verbouwen\nGraag eerst bellen");
        assert_eq!(text(order, "CustomerReference"), "PO-77");
        assert_eq!(order["CustomerId"].as_i64(), Some(world.id_of("customer", "10000")));
        assert_eq!(order["LocationId"].as_i64(), Some(world.id_of("location", "10000-0")));
        assert_eq!(booked(&world), ["KRAAN 2 Kraan, verchroomd", "BUIS 7.5 Buis 15 mm"]);
        let number = text(order, "Number");
        let told = world.log().await;
        let row = format!("Offerte {NUMBER} van debiteur 10000 is werkbon {number} geworden");
        assert!(told.iter().any(|told| told.starts_with(&row)), "{told:?}");

        // It is worked on, archived and billed like any other, with what the field worker made of it.
        let id = order["Id"].as_i64().unwrap();
        world.simon.use_item(id, world.id_of("item", "KRAAN"), "Nog een kraan", 1);
        world.simon.book_time(id, "Work", 90);
        world.simon.archive(id);
        world.clock.advance(SignedDuration::from_secs(1));
        world.run_until_quiet().await;
        let orders = world.books.orders_of(id);
        assert_eq!(orders.len(), 1);
        let lines: Vec<String> = orders[0]
            .lines
            .iter()
            .map(|line| format!("{} {}", line.article, line.quantity.normalize()))
            .collect();
        assert_eq!(lines, ["KRAAN 2", "BUIS 7.5", "KRAAN 1", "UUR 1.5"]);
        assert_eq!(world.quotes().await.counts.get("made"), 0);
        assert_eq!(work_orders(&world).len(), 1);
    }
}

#[tokio::test]
async fn a_quote_changed_ten_times_with_faults_and_two_runs_at_once_is_one_work_order_as_it_was_first() {
    for (seed, pair) in (0..40).flat_map(|seed| PAIRS.map(|pair| (seed, pair))) {
        let world = quoting(pair, all()).await;
        world.simon.set_options(|options| options.require_unique_ext_key = false);
        world.books.put_quote(quote(&world, NUMBER));
        let faults = vec![
            Fault::RequestLost,
            Fault::AnswerLost,
            Fault::Html(500),
            Fault::HtmlAfter(502),
            Fault::TooMany(None),
            Fault::EmptyBody,
            Fault::Truncated,
        ];
        world.simon.faults().random(seed, 250, faults.clone());
        world.books.simulated().faults().random(seed + 1000, 150, faults);
        for change in 1..=10 {
            let (_, _) = tokio::join!(world.try_quotes(), world.try_quotes());
            world.pass(5);
            // Only what came along counts; until then the quote is as it is.
            if work_orders(&world).is_empty() {
                continue;
            }
            let mut changed = quote(&world, NUMBER);
            changed.memo = format!("Wijziging {change}");
            changed.lines.push(line(Some("KRAAN"), "Erbij", "1"));
            world.books.put_quote(changed);
        }
        world.heal();
        quotes_until_quiet(&world).await;
        let orders = work_orders(&world);
        assert_eq!(orders.len(), 1, "seed {seed}: {:?}", world.log().await);
        assert_eq!(text(&orders[0], "Description"), "Badkamer verbouwen\nGraag eerst bellen", "seed {seed}");
        assert_eq!(booked(&world), ["KRAAN 2 Kraan, verchroomd", "BUIS 7.5 Buis 15 mm"], "seed {seed}");
        assert_eq!(world.told("quote_made").await, 1, "seed {seed}");
    }
}

#[tokio::test]
async fn a_run_cut_off_at_any_await_makes_one_work_order() {
    for pair in PAIRS {
        for polls in 1..4_000 {
            let world = quoting(pair, all()).await;
            world.simon.set_options(|options| options.require_unique_ext_key = false);
            world.books.put_quote(quote(&world, NUMBER));
            let through = koppel_tests::cut::cut_off_after(polls, world.try_quotes()).await.is_some();
            let mut changed = quote(&world, NUMBER);
            if !work_orders(&world).is_empty() {
                changed.memo = "Later gewijzigd".to_owned();
            }
            world.books.put_quote(changed);
            quotes_until_quiet(&world).await;
            assert_eq!(work_orders(&world).len(), 1, "cut off after {polls}");
            assert_eq!(booked(&world).len(), 2, "cut off after {polls}");
            assert_eq!(
                text(&work_orders(&world)[0], "Description"),
                "Badkamer verbouwen\nGraag eerst bellen"
            );
            if through {
                assert!(polls > 20, "never cut off");
                break;
            }
        }
    }
}

#[tokio::test]
async fn only_what_was_quoted_since_quotes_were_switched_on_comes_along() {
    let world = World::working(PAIRS[0]).await;
    let mut old = quote(&world, 202_600_001);
    old.date = world.today().yesterday().unwrap();
    world.books.put_quote(old.clone());
    world.pass(24 * 60);
    assert_eq!(world.quotes().await.outcome, Outcome::NotActive, "quotes are off");
    world.books.put_quote(quote(&world, 202_600_002));
    world.pass(24 * 60);
    let now = world.clock.now();
    world
        .change_profile(|profile| {
            let before = profile.settings.clone();
            profile.settings.quotes = Some(all());
            profile.life = profile.life.clone().follow_quotes(&before, &profile.settings, now);
        })
        .await;
    world.books.put_quote(quote(&world, 202_600_003));
    // An old one that changes now is still from before.
    old.memo = "Toch nog gewijzigd".to_owned();
    world.books.put_quote(old);
    world.quotes().await;
    let keys: Vec<String> = work_orders(&world).iter().map(|order| text(order, "ExtKey")).collect();
    assert_eq!(keys, ["quote-202600003"]);
    // Switched off and on again, what came in between stays away.
    world.change_settings(|settings| settings.quotes = None).await;
    world.pass(24 * 60);
    world.books.put_quote(quote(&world, 202_600_004));
    world.pass(24 * 60);
    let now = world.clock.now();
    world
        .change_profile(|profile| {
            let before = profile.settings.clone();
            profile.settings.quotes = Some(all());
            profile.life = profile.life.clone().follow_quotes(&before, &profile.settings, now);
        })
        .await;
    world.quotes().await;
    assert_eq!(work_orders(&world).len(), 1);
}

#[tokio::test]
async fn the_filter_word_and_the_settings_decide() {
    let settings = QuoteSettings {
        filter_word: Some("akkoord".to_owned()),
        lines: false,
        description: QuoteDescription::Memo,
    };
    let world = quoting(PAIRS[0], settings).await;
    world.books.put_quote(quote(&world, NUMBER));
    world.quotes().await;
    assert!(work_orders(&world).is_empty());
    let mut agreed = quote(&world, NUMBER);
    agreed.memo = "AKKOORD op 24 november".to_owned();
    world.books.put_quote(agreed);
    world.pass(5);
    world.quotes().await;
    assert_eq!(text(&work_orders(&world)[0], "Description"), "AKKOORD op 24 november");
    assert!(booked(&world).is_empty());
}

#[tokio::test]
async fn a_quote_whose_customer_is_not_across_waits_and_then_comes_by_itself() {
    let world = quoting(PAIRS[0], all()).await;
    world.books.put_quote(Quote { debtor: Some(10_007), ..quote(&world, NUMBER) });
    world.books.put_quote(Quote { debtor: None, ..quote(&world, NUMBER + 1) });
    world.quotes().await;
    assert!(work_orders(&world).is_empty());
    let expected = [
        format!("quote {NUMBER}: quote_customer_missing"),
        format!("quote {}: quote_without_customer", NUMBER + 1),
    ];
    assert_eq!(world.problems().await, expected);
    world.books.put_debtor(debtor(10_007));
    world.books.put_quote(Quote { debtor: Some(10_000), ..quote(&world, NUMBER + 1) });
    world.pull().await;
    quotes_until_quiet(&world).await;
    assert_eq!(work_orders(&world).len(), 2);
    assert_eq!(world.told("quote_customer_missing").await, 1, "told once");
}

#[tokio::test]
async fn a_line_whose_article_is_not_across_is_told_and_the_rest_comes() {
    let world = quoting(PAIRS[0], all()).await;
    let mut with_unknown = quote(&world, NUMBER);
    with_unknown.lines.push(line(Some("ONBEKEND"), "Iets bijzonders", "1"));
    world.books.put_quote(with_unknown);
    world.quotes().await;
    assert_eq!(booked(&world).len(), 2);
    let told = world.log().await;
    assert!(told.iter().any(|row| row.contains("artikel ONBEKEND (Iets bijzonders)")), "{told:?}");
}

#[tokio::test]
async fn books_without_quotes_hold_up_nothing_else() {
    let world = quoting(PAIRS[0], all()).await;
    world.imuis().change_options(|options| options.no_quote_module = true);
    for _ in 0..2 {
        world.pass(5);
        assert!(matches!(world.quotes().await.outcome, Outcome::Failed(_)));
    }
    assert_eq!(world.told("request_refused").await, 1, "told once");
    world.books.put_debtor(debtor(10_007));
    let order = world.work_order(10_000).work(60).archive();
    world.pull().await;
    world.push().await;
    assert_eq!(world.lines_of(order), ["UUR 1"]);
    assert_eq!(world.simon.count("customer"), 3);
    world.imuis().change_options(|options| options.no_quote_module = false);
    world.books.put_quote(quote(&world, NUMBER));
    quotes_until_quiet(&world).await;
    assert_eq!(work_orders(&world).len(), 2);
}

#[tokio::test]
async fn a_work_order_that_the_office_deleted_is_not_made_again() {
    let world = quoting(PAIRS[0], all()).await;
    world.books.put_quote(quote(&world, NUMBER));
    world.quotes().await;
    world.simon.remove("workorder", work_orders(&world)[0]["Id"].as_i64().unwrap());
    let mut changed = quote(&world, NUMBER);
    changed.memo = "Gewijzigd".to_owned();
    world.books.put_quote(changed);
    world.pass(5);
    world.quotes().await;
    assert!(work_orders(&world).is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_field_and_spoils_no_other() {
    let world = quoting(PAIRS[0], all()).await;
    let mut odd: koppel_simulators::imuis::Quote = quote(&world, NUMBER).into();
    odd.extra.insert("DAT".to_owned(), "31-02-2026".to_owned());
    world.imuis().put_quote(odd);
    let mut odd: koppel_simulators::imuis::Quote = quote(&world, NUMBER + 1).into();
    odd.lines[1].extra.insert("AANT".to_owned(), "veel".to_owned());
    world.imuis().put_quote(odd);
    world.books.put_quote(quote(&world, NUMBER + 2));
    world.quotes().await;
    assert_eq!(work_orders(&world).len(), 1);
    assert_eq!(world.told("quote_unreadable").await, 2);
    world.books.put_quote(quote(&world, NUMBER));
    world.books.put_quote(quote(&world, NUMBER + 1));
    quotes_until_quiet(&world).await;
    assert_eq!(work_orders(&world).len(), 3);
}

#[tokio::test]
async fn quotes_that_are_quiet_cost_next_to_nothing() {
    let world = quoting(PAIRS[0], all()).await;
    (0..30).for_each(|nr| world.books.put_quote(quote(&world, NUMBER + nr)));
    world.quotes().await;
    world.pass(5);
    let (simon, imuis, meter) =
        (world.simon.journal().count(""), world.books.simulated().journal().count(""), world.meter());
    let report = world.quotes().await;
    assert_eq!(report.outcome, Outcome::Done);
    let spent = world.meter();
    assert_eq!((spent.reads - meter.reads, spent.writes - meter.writes), (1, 0));
    assert_eq!(world.simon.journal().count("") - simon, 0);
    assert!(world.books.simulated().journal().count("") - imuis <= 2);
}
