//! The admin looks at the cleanup, asks what it would delete, and gives their word for what it withholds (R5, P3, P5).

use std::collections::BTreeSet;

use koppel_simulators::books::Debtor;
use koppel_simulators::server::Simulated as _;
use koppel_sync::Outcome;
use koppel_tests::Office;
use koppel_tests::office::{ANJA, BRAM, OTTO};
use koppel_tests::seed::debtor;
use serde_json::{Value, json};

const CLEANUP: &str = "/integration/cleanup";
const APPROVAL: &str = "/integration/cleanup/approval";
const DRY_RUN: &str = "/integration/cleanup/dry-run";

fn add_by_hand(office: &Office, count: usize) -> Vec<i64> {
    let add = |nr| office.world.simon.insert("customer", json!({ "Name": format!("Losse klant {nr}") }));
    (0..count).map(add).collect()
}

fn customers(office: &Office) -> BTreeSet<i64> {
    office.world.simon.records("customer").iter().map(|record| record["Id"].as_i64().unwrap()).collect()
}

async fn overview(office: &Office) -> Value {
    let answer = office.call(ANJA, "GET", CLEANUP, None).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// The admin asks for a cleanup, and it runs.
async fn clean_up(office: &Office) {
    office.right("POST", "/integration/runs", json!({ "concern": "cleanup" })).await;
    run_asked(office).await;
}

/// The cleanup that was asked for at once runs, alone, and comes to its end.
async fn run_asked(office: &Office) {
    let ran = office.pass(1).await;
    let ran: Vec<_> = ran.iter().filter(|(named, _)| named.to_string() == "korenaar.cleanup.now").collect();
    assert!(matches!(ran.as_slice(), [(_, Outcome::Done)]), "{ran:?}");
}

/// Every row of a list, page by page.
async fn rows(office: &Office, list: &str, id: &str) -> (Vec<Value>, u64) {
    let (mut rows, mut page, mut pages) = (Vec::new(), 0, 0);
    loop {
        let path = format!("{CLEANUP}/removals?list={list}&id={id}&page={page}");
        let answer = office.call(ANJA, "GET", &path, None).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        rows.extend(answer.body["removals"].as_array().unwrap().iter().cloned());
        pages += 1;
        match answer.body["next"].as_u64() {
            Some(next) => page = next,
            None => return (rows, pages),
        }
    }
}

async fn told(office: &Office, words: &str) -> usize {
    let log = office.call(ANJA, "GET", "/integration/log?limit=200", None).await;
    let rows = log.body["rows"].as_array().unwrap();
    rows.iter().filter(|row| row["message"].as_str().unwrap().contains(words)).count()
}

#[tokio::test]
async fn what_is_withheld_waits_for_the_word_and_then_goes_exactly_as_listed() {
    let office = Office::with_sixty().await;
    let world = &office.world;
    let mut expected: BTreeSet<i64> = add_by_hand(&office, 205).into_iter().collect();
    for nr in [10_003, 10_004, 10_005] {
        world.books.put_debtor(Debtor { blocked: true, ..debtor(nr) });
        expected.insert(world.id_of("customer", &nr.to_string()));
    }
    let before = customers(&office);
    clean_up(&office).await;
    assert_eq!(customers(&office), before, "nothing goes without a word");

    let seen = overview(&office).await;
    let list = &seen["withheld"]["list"];
    let id = list["id"].as_str().unwrap();
    let table = json!({ "table": "customer", "count": 208, "total": 229, "withheld": true });
    assert_eq!((&list["tables"], &list["count"]), (&json!([table]), &json!(208)));
    assert_eq!(seen["withheld"]["approved"], Value::Null);
    assert_eq!((&seen["run"]["outcome"], &seen["round"]), (&json!("done"), &Value::Null));
    assert_eq!((&seen["compared"]["records"], &seen["compared"]["differences"]), (&json!(57), &json!(0)));
    assert!(seen["run"]["next_at"].is_string(), "{seen}");

    let (listed, pages) = rows(&office, "withheld", id).await;
    assert_eq!(pages, 2);
    let ids: BTreeSet<i64> = listed.iter().map(|row| row["simple_simon"].as_i64().unwrap()).collect();
    assert_eq!((ids, listed.len()), (expected.clone(), 208));
    let blocked = listed.iter().filter(|row| row["why"] == "blocked");
    let blocked: BTreeSet<&str> = blocked.map(|row| row["number"].as_str().unwrap()).collect();
    assert_eq!(blocked, BTreeSet::from(["10003", "10004", "10005"]));
    assert!(listed.iter().any(|row| row["name"] == "Losse klant 7" && row["why"] == "by_hand"));

    // Another list, another page, another kind, another company: nothing there, and nothing approved.
    let get = async |user: &str, query: String| {
        let answer = office.call(user, "GET", &format!("{CLEANUP}/removals?{query}"), None).await;
        (answer.status, answer.text("code").to_owned())
    };
    let refused = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(get(ANJA, "list=withheld&id=0".to_owned()).await, refused(409, "list_changed"));
    assert_eq!(get(ANJA, format!("list=withheld&id={id}&page=2")).await, refused(404, "not_found"));
    assert_eq!(get(ANJA, format!("list=dry_run&id={id}")).await, refused(404, "no_list"));
    assert_eq!(get(ANJA, format!("list=other&id={id}")).await, refused(400, "malformed"));
    office.call(OTTO, "POST", "/tenants", Some(json!({ "tenant": "molen", "company": "De Molen" }))).await;
    assert_eq!(get(BRAM, format!("list=withheld&id={id}")).await, refused(404, "no_list"));
    let body = json!({ "list": id });
    assert_eq!(office.call(BRAM, "POST", APPROVAL, Some(body.clone())).await.status, 409);
    let other = office.call(ANJA, "POST", APPROVAL, Some(json!({ "list": "0" }))).await;
    assert_eq!((other.status, other.text("code")), (409, "list_changed"), "{other:?}");
    assert_eq!(office.scheduler.names().iter().filter(|name| name.ends_with(".now")).count(), 0);

    // What is added after the list was seen is not covered by the word for it.
    let later = add_by_hand(&office, 1)[0];
    let token = office.oidc.mint(ANJA, |_| {});
    let headers = [("idempotency-key", "word-1")];
    let send = || office.call_with(Some(&token), "POST", APPROVAL, Some(body.clone()), &headers);
    let (first, again) = (send().await, send().await);
    assert_eq!((first.status, &first.body["replayed"]), (202, &json!(false)), "{first:?}");
    assert_eq!((again.status, &again.body["replayed"]), (202, &json!(true)), "{again:?}");
    let approved = overview(&office).await["withheld"]["approved"].clone();
    assert_eq!(approved["by"], "anja@korenaar.example");
    world.pass(1);
    office.right("POST", APPROVAL, body.clone()).await;
    assert_eq!(overview(&office).await["withheld"]["approved"], approved, "the first word stands");
    assert_eq!(told(&office, "approved, 208 deletions").await, 1, "told once");

    run_asked(&office).await;
    let mut left: BTreeSet<i64> = before.difference(&expected).copied().collect();
    left.insert(later);
    assert_eq!(customers(&office), left, "those and no others");
    assert_eq!(overview(&office).await["withheld"], Value::Null);

    // The word is used up.
    let again = send().await;
    assert_eq!((again.status, &again.body["replayed"]), (202, &json!(true)), "{again:?}");
    let anew = office.call(ANJA, "POST", APPROVAL, Some(body.clone())).await;
    assert_eq!((anew.status, anew.text("code")), (404, "no_list"), "{anew:?}");
    assert!(!office.scheduler.names().contains(&"korenaar.cleanup.now".to_owned()));
    add_by_hand(&office, 30);
    clean_up(&office).await;
    assert_eq!(customers(&office).len(), left.len() + 30, "and lets nothing else go");
    assert_eq!(overview(&office).await["withheld"]["approved"], Value::Null);
}

#[tokio::test]
async fn a_dry_run_shows_the_list_and_deletes_nothing() {
    let office = Office::with_sixty().await;
    let id = add_by_hand(&office, 1)[0];
    assert_eq!(overview(&office).await["dry_run"], Value::Null);
    let token = office.oidc.mint(ANJA, |_| {});
    let headers = [("idempotency-key", "dry-1")];
    let send = || office.call_with(Some(&token), "POST", DRY_RUN, None, &headers);
    assert_eq!(send().await.status, 202);
    let dry_run = overview(&office).await["dry_run"].clone();
    assert_eq!((&dry_run["done"], &dry_run["list"]), (&json!(false), &Value::Null));
    office.world.simon.journal().clear();
    run_asked(&office).await;
    let counts = office.world.simon.journal().counts();
    assert!(!counts.keys().any(|name| name.ends_with("/delete")), "{counts:?}");

    let dry_run = overview(&office).await["dry_run"].clone();
    assert_eq!((&dry_run["done"], &dry_run["list"]["count"]), (&json!(true), &json!(1)));
    let (listed, _) = rows(&office, "dry_run", dry_run["list"]["id"].as_str().unwrap()).await;
    let row = json!({
        "table": "customer", "number": "", "name": "Losse klant 0", "why": "by_hand", "simple_simon": id,
    });
    assert_eq!(listed, [row]);
    assert_eq!(send().await.body["replayed"], true);
    assert!(!office.scheduler.names().contains(&"korenaar.cleanup.now".to_owned()), "it was carried out");

    clean_up(&office).await;
    assert!(!customers(&office).contains(&id));
    // With nothing to delete there is a list all the same, and it is empty.
    assert_eq!(office.call(ANJA, "POST", DRY_RUN, None).await.status, 202);
    run_asked(&office).await;
    let list = overview(&office).await["dry_run"]["list"].clone();
    assert_eq!(list["count"], 0);
    assert_eq!(rows(&office, "dry_run", list["id"].as_str().unwrap()).await, (Vec::new(), 1));
}

#[tokio::test]
async fn nothing_is_begun_where_runs_do_not_work() {
    let office = Office::new().await;
    let refused = async |code: &str| {
        let run = json!({ "concern": "cleanup" });
        for (path, body) in
            [(APPROVAL, json!({ "list": "0" })), (DRY_RUN, json!({})), ("/integration/runs", run)]
        {
            let answer = office.call(ANJA, "POST", path, Some(body)).await;
            assert_eq!((answer.status, answer.text("code")), (409, code), "{path} {answer:?}");
        }
        let seen = overview(&office).await;
        assert_eq!(seen["dry_run"], Value::Null);
        assert!(!office.scheduler.names().contains(&"korenaar.cleanup.now".to_owned()));
        seen["run"]["next_at"].clone()
    };
    assert_eq!(refused("step_missing").await, Value::Null);
    office.world.furnish();
    office.activate().await;
    let pause = async |paused: bool| {
        office.call(OTTO, "PUT", "/connectors/imuis", Some(json!({ "paused": paused }))).await;
    };
    pause(true).await;
    refused("paused").await;
    pause(false).await;

    let quotes = office.call(ANJA, "POST", "/integration/runs", Some(json!({ "concern": "quotes" }))).await;
    assert_eq!((quotes.status, quotes.text("code")), (409, "quotes_off"), "{quotes:?}");
    let token = office.oidc.mint(ANJA, |_| {});
    let stale = [("if-match", "\"1\"")];
    let answer = office.call_with(Some(&token), "POST", DRY_RUN, None, &stale).await;
    assert_eq!((answer.status, answer.text("code")), (409, "changed_by_someone_else"), "{answer:?}");
    let none = office.call(ANJA, "POST", APPROVAL, Some(json!({ "list": "0" }))).await;
    assert_eq!((none.status, none.text("code")), (404, "no_list"), "{none:?}");

    let names = |runs: &Value| -> Vec<String> {
        runs.as_array().unwrap().iter().map(|run| run["concern"].as_str().unwrap().to_owned()).collect()
    };
    let status = office.call(ANJA, "GET", "/integration", None).await;
    assert_eq!(names(&status.body["runs"]), ["pull", "push", "quotes", "cleanup", "wipe"]);
    let company = office.call(OTTO, "GET", "/tenants/korenaar", None).await;
    assert_eq!(names(&company.body["runs"]), ["pull", "push", "quotes", "cleanup"]);

    office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    assert_eq!(refused("not_now").await, Value::Null);
}

#[tokio::test]
async fn a_word_that_holds_no_more_can_be_given_again() {
    let office = Office::with_sixty().await;
    add_by_hand(&office, 30);
    clean_up(&office).await;
    let id = overview(&office).await["withheld"]["list"]["id"].as_str().unwrap().to_owned();
    office.right("POST", APPROVAL, json!({ "list": id })).await;
    // No run comes for longer than a word holds, as where the operator paused the connector.
    office.world.pass(8 * 24 * 60);
    assert_eq!(overview(&office).await["withheld"]["approved"], Value::Null, "it does not hold any more");
    office.right("POST", APPROVAL, json!({ "list": id })).await;
    assert_ne!(overview(&office).await["withheld"]["approved"], Value::Null);
    while office.world.cleanup().await.outcome != Outcome::Done {}
    assert_eq!(customers(&office).len(), 24);
}
