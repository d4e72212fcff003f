//! What an admin asks for is done: every open problem can be reached, and a run that is asked for runs (R30, P7).

use koppel_domain::message::{Message, Table};
use koppel_simulators::simple_simon::Mode;
use koppel_store::Problem;
use koppel_sync::Outcome;
use koppel_tests::Office;
use koppel_tests::office::ANJA;
use serde_json::{Value, json};

/// More than one page.
const ARTICLES: usize = 1_200;

fn problem(table: Table, key: &str, message: Message) -> Problem {
    let seen = koppel_tests::world::monday();
    let next_try = seen + jiff::SignedDuration::from_hours(4_800);
    Problem { table, key: key.to_owned(), message, first_seen: seen, last_seen: seen, tries: 9, next_try }
}

#[tokio::test]
async fn a_work_orders_problem_behind_a_thousand_articles_is_listed_and_offered_again() {
    let office = Office::active().await;
    let mut problems: Vec<Problem> = (0..ARTICLES)
        .map(|n| {
            let (number, name) = (n.to_string(), "Kraan".to_owned());
            let message = Message::GroupMissing { number: number.clone(), name, group: "9".to_owned() };
            // The longest key there can be: the mark of a page must hold it.
            problem(Table::Article, &format!("{number:0>1008}"), message)
        })
        .collect();
    let without = |id: &str| Message::OrderWithoutCustomer { work_order: id.to_owned() };
    problems.extend(["71", "72"].map(|id| problem(Table::WorkOrder, id, without(id))));
    office.world.store().save_problems(&problems).await.unwrap();

    let (mut seen, mut path) = (Vec::new(), "/integration/problems".to_owned());
    loop {
        let page = office.call(ANJA, "GET", &path, None).await.body;
        seen.extend(page["problems"].as_array().unwrap().iter().map(|problem| problem["key"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/integration/problems?after={}", next.replace('#', "%23"));
    }
    assert_eq!((seen.len(), seen.last()), (ARTICLES + 2, Some(&json!("72"))));

    let memory = office.world.store();
    let next_try = async |key| memory.problem(Table::WorkOrder, key).await.unwrap().unwrap().next_try;
    let again =
        async |body: Value| office.call(ANJA, "POST", "/integration/problems/again", Some(body)).await;
    assert_eq!(again(json!({ "table": "work_order", "key": "71" })).await.status, 200);
    let now = office.world.clock.now();
    assert!(next_try("71").await <= now && next_try("72").await > now);
    assert_eq!(again(json!({ "code": "order_without_customer" })).await.status, 200);
    assert!(next_try("72").await <= now);

    for closed in [json!({ "table": "work_order", "key": "73" }), json!({ "code": "order_refused" })] {
        let answer = again(closed).await;
        assert_eq!((answer.status, answer.text("code")), (404, "not_open"), "{answer:?}");
        assert!(!answer.text("action").contains("address"), "{answer:?}");
    }
    let far = format!("/integration/problems?after={}", "x".repeat(1_017));
    assert_eq!(office.call(ANJA, "GET", &far, None).await.text("code"), "malformed");
}

#[tokio::test]
async fn a_run_that_is_asked_for_is_not_passed_over_and_one_that_fails_again_waits_again() {
    let office = Office::active().await;
    let simon = &office.world.simon;
    let ask = async || {
        office.right("POST", "/integration/runs", json!({ "concern": "push" })).await;
        let ran = office.pass(1).await;
        let (_, outcome) = ran.into_iter().find(|(named, _)| named.at_once).unwrap();
        outcome
    };
    let push = "korenaar.push".parse().unwrap();
    simon.set_options(|options| options.mode = Mode::WrongPassword);
    simon.revoke_tokens();
    let _ = office.world.work_order(10_000).work(60).archive();
    office.pass(6).await;
    assert_eq!(office.run(&push).await, Outcome::Paused);
    assert!(matches!(ask().await, Outcome::Failed(_)));
    assert_eq!(office.run(&push).await, Outcome::Paused, "it failed again, and waits again");
    simon.set_options(|options| options.mode = Mode::Normal);
    assert_eq!(ask().await, Outcome::Done);
    assert_eq!(office.world.books.orders().len(), 1);
}
