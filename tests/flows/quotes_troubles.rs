//! What must hold up no other quote, and what must not be lost (P2, P7, P10, R27, R28).

use jiff::SignedDuration;
use koppel_domain::settings::QuoteSettings;
use koppel_simulators::books::Quote;
use koppel_simulators::faults::Fault;
use koppel_sync::Outcome;
use koppel_tests::mirror::text;
use koppel_tests::seed::debtor;

use crate::PAIRS;
use crate::quotes::{NUMBER, all, booked, line, quote, quotes_until_quiet, quoting, work_orders};

fn filtered() -> QuoteSettings {
    QuoteSettings { filter_word: Some("akkoord".to_owned()), ..all() }
}

#[tokio::test]
async fn a_filter_word_typed_into_a_line_later_is_seen_though_the_header_says_nothing() {
    for apart in [false, true] {
        let world = quoting(PAIRS[0], filtered()).await;
        world.imuis().change_options(|options| options.quote_lines_apart = apart);
        world.books.put_quote(quote(&world, NUMBER));
        for _ in 0..2 {
            world.pass(5);
            assert_eq!(world.quotes().await.outcome, Outcome::Done);
        }
        assert!(work_orders(&world).is_empty());
        let mut agreed = quote(&world, NUMBER);
        agreed.lines[0].description = "AKKOORD: badkamer verbouwen".to_owned();
        world.books.put_quote(agreed);
        world.pass(5);
        world.quotes().await;
        assert_eq!(work_orders(&world).len(), 1, "apart: {apart}");
    }
}

#[tokio::test]
async fn what_the_filter_word_left_stays_left_when_the_word_goes_until_the_quote_changes() {
    let world = quoting(PAIRS[0], filtered()).await;
    world.books.put_quote(quote(&world, NUMBER));
    world.quotes().await;
    world.change_settings(|settings| settings.quotes = Some(all())).await;
    world.books.put_quote(quote(&world, NUMBER + 1));
    world.pass(5);
    world.quotes().await;
    let keys: Vec<String> = work_orders(&world).iter().map(|order| text(order, "ExtKey")).collect();
    assert_eq!(keys, [format!("quote-{}", NUMBER + 1)]);
    let mut changed = quote(&world, NUMBER);
    changed.memo = "Toch graag".to_owned();
    world.books.put_quote(changed);
    world.pass(5);
    world.quotes().await;
    assert_eq!(work_orders(&world).len(), 2);
}

#[tokio::test]
async fn one_endless_quote_holds_up_no_other() {
    let world = quoting(PAIRS[0], all()).await;
    let mut lines = quote(&world, NUMBER);
    lines.lines = (1..=1_200).map(|_| line(Some("KRAAN"), "Kraan", "1")).collect();
    world.books.put_quote(lines);
    let mut memo = quote(&world, NUMBER + 1);
    memo.memo = "lang ".repeat(96_000);
    world.books.put_quote(memo);
    world.books.put_quote(quote(&world, NUMBER + 2));
    world.quotes().await;
    assert_eq!(world.problems().await, [format!("quote {NUMBER}: quote_too_long")]);
    assert_eq!(work_orders(&world).len(), 2);
}

#[tokio::test]
async fn a_refused_line_holds_back_none_behind_it() {
    let world = quoting(PAIRS[0], all()).await;
    // Deleted by hand; its link still says that it is there.
    world.simon.remove("item", world.id_of("item", "KRAAN"));
    world.books.put_quote(quote(&world, NUMBER));
    assert_eq!(world.quotes().await.outcome, Outcome::Done);
    assert_eq!(booked(&world), ["BUIS 7.5 Buis 15 mm"]);
    let told = world.log().await;
    assert!(told.iter().any(|row| row.contains("weigert de regel met artikel KRAAN")), "{told:?}");
    assert!(world.open_problems().await.is_empty());
}

#[tokio::test]
async fn a_stop_holds_within_a_long_quote() {
    let world = quoting(PAIRS[0], all()).await;
    let mut long = quote(&world, NUMBER);
    long.lines = (1..=100).map(|_| line(Some("KRAAN"), "Kraan", "1")).collect();
    world.books.put_quote(long);
    let run = world.try_quotes();
    let stop = async {
        while world.simon.count("useditem") == 0 {
            tokio::task::yield_now().await;
        }
        let now = world.clock.now();
        world.change_profile(|profile| profile.life = profile.life.deactivate(now).unwrap()).await;
    };
    let (report, ()) = tokio::join!(run, stop);
    assert_eq!(report.unwrap().outcome, Outcome::NotActive);
    assert!(world.simon.count("useditem") <= 20, "{}", world.simon.count("useditem"));
    // Active again, the rest comes, each line once.
    world.change_profile(|profile| profile.life.stage = koppel_domain::integration::Stage::Active).await;
    quotes_until_quiet(&world).await;
    assert_eq!(world.simon.count("useditem"), 100);
}

#[tokio::test]
async fn many_that_wait_end_a_run_all_the_same() {
    let world = quoting(PAIRS[0], all()).await;
    (0..60).for_each(|nr| world.books.put_quote(Quote { debtor: None, ..quote(&world, NUMBER + nr) }));
    let mut outcomes = Vec::new();
    for _ in 0..6 {
        outcomes.push(world.quotes().await.outcome);
        world.clock.advance(jiff::SignedDuration::from_secs(7));
    }
    assert_eq!(outcomes.last(), Some(&Outcome::Done), "{outcomes:?}");
}

#[tokio::test]
async fn one_wrong_answer_lets_no_waiting_quote_go() {
    let world = quoting(PAIRS[0], all()).await;
    let waiting = Quote { debtor: Some(10_007), ..quote(&world, NUMBER) };
    world.books.put_quote(waiting.clone());
    world.quotes().await;
    world.books.remove_quote(NUMBER);
    world.pass(10);
    world.quotes().await;
    world.books.put_quote(waiting);
    world.books.put_debtor(debtor(10_007));
    world.pull().await;
    quotes_until_quiet(&world).await;
    assert_eq!(work_orders(&world).len(), 1);

    // One that stays away is told, and let go.
    world.books.put_quote(Quote { debtor: None, ..quote(&world, NUMBER + 1) });
    world.pass(5);
    world.quotes().await;
    world.books.remove_quote(NUMBER + 1);
    for _ in 0..30 {
        world.pass(15);
        world.quotes().await;
    }
    assert!(world.open_problems().await.is_empty(), "{:?}", world.problems().await);
    assert_eq!(world.told("quote_gone").await, 1);
}

#[tokio::test]
async fn a_ledger_that_was_lost_makes_no_second_work_order() {
    let world = quoting(PAIRS[0], all()).await;
    world.simon.set_options(|options| options.require_unique_ext_key = false);
    let id = world.simon.insert(
        "workorder",
        serde_json::json!({
            "ExtKey": format!("quote-{NUMBER}"), "LocationId": world.id_of("location", "10000-0"),
            "CustomerId": world.id_of("customer", "10000"), "Description": "Van voor de back-up",
        }),
    );
    world.books.put_quote(quote(&world, NUMBER));
    world.quotes().await;
    assert_eq!(work_orders(&world).len(), 1);
    assert_eq!(work_orders(&world)[0]["Id"].as_i64(), Some(id));
    assert_eq!(world.books.simulated().journal().count("Create"), 0);
}

#[tokio::test]
async fn lines_that_changed_while_nothing_ran_are_seen() {
    let world = quoting(PAIRS[0], filtered()).await;
    world.imuis().change_options(|options| options.quote_lines_apart = true);
    world.books.put_quote(quote(&world, NUMBER));
    world.quotes().await;
    let mut agreed = quote(&world, NUMBER);
    agreed.lines[0].description = "AKKOORD: badkamer verbouwen".to_owned();
    world.books.put_quote(agreed);
    world.pass(5 * 24 * 60);
    world.quotes().await;
    assert_eq!(work_orders(&world).len(), 1);
}

#[tokio::test]
async fn quotes_that_can_never_be_made_hold_up_none_behind_them() {
    let world = quoting(PAIRS[0], all()).await;
    for nr in NUMBER..NUMBER + 4 {
        let answer = http::Response::builder().status(500).body(bytes::Bytes::from("<html>")).unwrap();
        world.line.break_requests_with(&format!("\"ExtKey\":\"quote-{nr}\""), answer);
        world.books.put_quote(quote(&world, nr));
    }
    for nr in [NUMBER + 3, NUMBER + 4] {
        world.books.put_quote(quote(&world, nr));
        for _ in 0..4 {
            world.quotes().await;
            world.pass(5);
        }
    }
    let keys: Vec<String> = work_orders(&world).iter().map(|order| text(order, "ExtKey")).collect();
    assert_eq!(keys, [format!("quote-{}", NUMBER + 4)], "{:#?}", world.problems().await);
    world.heal();
    quotes_until_quiet(&world).await;
    assert_eq!(work_orders(&world).len(), 5);
}

#[tokio::test]
async fn a_quote_that_is_put_back_as_the_filter_word_left_it_is_no_problem_any_more() {
    let world = quoting(PAIRS[0], filtered()).await;
    let before = quote(&world, NUMBER);
    let agreed = Quote { debtor: None, memo: "Akkoord".to_owned(), ..before.clone() };
    for (quote, problems) in [(before.clone(), 0), (agreed, 1), (before, 0)] {
        world.books.put_quote(quote);
        world.pass(5);
        world.quotes().await;
        assert_eq!(world.problems().await.len(), problems, "{:?}", world.problems().await);
    }
}

#[tokio::test]
async fn settings_that_are_saved_during_a_run_decide_on_what_comes_after() {
    for (before, after, made) in [(filtered(), all(), 1), (all(), filtered(), 0)] {
        let mut world = quoting(PAIRS[0], before).await;
        let gate = world.hold("OFFKOP");
        let run = world.try_quotes();
        let save = async {
            gate.reached().await;
            world.change_settings(|settings| settings.quotes = Some(after.clone())).await;
            world.books.put_quote(quote(&world, NUMBER));
            gate.open();
        };
        let (report, ()) = tokio::join!(run, save);
        assert_eq!(report.unwrap().outcome, Outcome::More);
        world.quotes().await;
        assert_eq!(work_orders(&world).len(), made, "{after:?}");
    }
}

#[tokio::test]
async fn a_reading_that_lacks_time_or_is_asked_for_patience_goes_on_where_it_was() {
    for is_busy in [false, true] {
        let world = quoting(PAIRS[0], filtered()).await;
        world.imuis().change_options(|options| options.quote_lines_apart = true);
        let all = NUMBER..NUMBER + 60;
        // Once their headers are new, and once their lines changed.
        for round in 0..2 {
            for nr in all.clone() {
                let mut quote = quote(&world, nr);
                quote.lines[0].description = format!("Badkamer verbouwen {round}");
                world.books.put_quote(quote);
            }
            world.books.put_quote(Quote { debtor: None, ..quote(&world, NUMBER + 100) });
            let mut runs = 0;
            loop {
                runs += 1;
                assert!(runs < 20, "round {round}, busy {is_busy}: never through");
                if is_busy {
                    let fault = Fault::TooMany(Some(60));
                    world.books.simulated().faults().script("GetStamtabelRecords OFFRG", 15, 1, fault);
                } else {
                    world.line.slow_down(SignedDuration::from_secs(3));
                }
                let outcome = world.quotes().await.outcome;
                world.heal();
                world.pass(5);
                if outcome == Outcome::Done {
                    break;
                }
            }
            assert!(runs > 1, "one run did it all");
        }
        assert!(work_orders(&world).is_empty());
    }
}

#[tokio::test]
async fn a_quote_that_is_too_much_to_keep_holds_up_no_other() {
    let world = quoting(PAIRS[0], all()).await;
    let mut much = quote(&world, NUMBER);
    much.lines = (1..=500).map(|_| line(Some("KRAAN"), &"€".repeat(300), "1")).collect();
    world.books.put_quote(much);
    world.books.put_quote(quote(&world, NUMBER + 1));
    assert_eq!(world.quotes().await.outcome, Outcome::Done);
    assert_eq!(world.problems().await, [format!("quote {NUMBER}: quote_too_long")]);
    assert_eq!(work_orders(&world).len(), 1);
}

#[tokio::test]
async fn a_quote_that_the_books_refuse_to_give_holds_up_no_other() {
    let world = quoting(PAIRS[0], filtered()).await;
    world.imuis().change_options(|options| options.quote_lines_apart = true);
    let both = [NUMBER, NUMBER + 1];
    both.iter().for_each(|nr| world.books.put_quote(quote(&world, *nr)));
    world.quotes().await;
    for nr in both {
        let mut agreed = quote(&world, nr);
        agreed.lines[0].description = "AKKOORD: badkamer verbouwen".to_owned();
        world.books.put_quote(agreed);
    }
    let refusal = concat!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>",
        "<GetStamtabelRecordsResponse xmlns=\"http://tempuri.org/\">",
        "<GetStamtabelRecordsResult>false</GetStamtabelRecordsResult><Foutmelding>Offerte in gebruik</Foutmelding>",
        "</GetStamtabelRecordsResponse></s:Body></s:Envelope>",
    );
    world.line.break_requests_with(&NUMBER.to_string(), http::Response::new(refusal.into()));
    for _ in 0..2 {
        world.pass(15);
        assert_eq!(world.quotes().await.outcome, Outcome::Done);
        assert_eq!(world.problems().await, [format!("quote {NUMBER}: quote_not_read")]);
        assert_eq!(work_orders(&world).len(), 1);
    }
    world.heal();
    quotes_until_quiet(&world).await;
    assert_eq!(work_orders(&world).len(), 2);
}
