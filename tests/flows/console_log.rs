//! The log as a page: problems by cause, what happened, what is looked for, and offering again (R29–R31).

use koppel_domain::message::{Message, Table};
use koppel_store::{LogRow, Problem};
use koppel_tests::Office;
use koppel_tests::office::{ANJA, BRAM, OTTO};
use koppel_tests::pages::Pages;
use serde_json::json;

fn open(office: &Office, table: Table, key: &str, message: Message) -> Problem {
    let seen = office.world.clock.now();
    let next_try = seen + jiff::SignedDuration::from_hours(480);
    Problem { table, key: key.to_owned(), message, first_seen: seen, last_seen: seen, tries: 2, next_try }
}

#[tokio::test]
async fn problems_stand_above_by_cause_and_are_offered_again_from_where_they_are_read() {
    let office = Office::active().await;
    let anja = Pages::of(&office, ANJA);
    anja.look("/log").await.says(&["Geen open problemen", "Alles wat over moest komen, is over."]);

    let refused = |nr: u32| {
        let (number, name, reason) = (nr.to_string(), "Kraan".to_owned(), "te lang".to_owned());
        let message = Message::RecordRefused { table: Table::Article, number, name, reason };
        open(&office, Table::Article, &nr.to_string(), message)
    };
    let problems: Vec<Problem> = (1..=7).map(refused).collect();
    let memory = office.world.store();
    memory.save_problems(&problems).await.unwrap();
    office.world.work_order_at(None, office.world.id_of("location", "10001-0")).travel(15).archive();
    office.pass(6).await;

    let log = anja.look("/log").await;
    log.says(&[
        "Artikel: 7 records",
        "Werkbon: 1 record",
        "Te nemen actie",
        "Onder meer: 1, 2, 3, 4, 5",
        "Bekijk alle 7",
    ]);
    let next_try = async |key: &str| memory.problem(Table::Article, key).await.unwrap().unwrap().next_try;
    assert!(next_try("7").await > office.world.clock.now());
    let log = log.press("Opnieuw aanbieden: Artikel: 7 records", &[]).await;
    assert_eq!(log.address, "/log?told=again");
    log.says(&["Opnieuw aangeboden."]);
    for nr in 1..=7 {
        assert!(next_try(&nr.to_string()).await <= office.world.clock.now(), "{nr}");
    }

    // One by one, and only those of a cause.
    let list = anja.look("/problems").await;
    list.says(&["geen klant", "artikel 3 (Kraan)"]);
    let list = anja.look("/log").await.go("Bekijk alle 7").await;
    list.says(&["Alleen deze oorzaak. 7 op deze pagina.", "artikel 3 (Kraan)"]).says_not(&["geen klant"]);
    memory.save_problems(&problems).await.unwrap();
    let list = anja.open("/problems").await;
    let button = list.html.split("aria-label=\"").filter_map(|part| part.split('"').next());
    let third = button.into_iter().find(|label| label.contains("artikel 3 (Kraan)")).unwrap().to_owned();
    let list = list.press(&third, &[]).await;
    assert_eq!(list.address, "/problems?told=again");
    assert!(
        next_try("3").await <= office.world.clock.now() && next_try("4").await > office.world.clock.now()
    );

    // Without a cause: all of them.
    anja.open("/log").await.press("Alles opnieuw aanbieden", &[]).await.says(&["Opnieuw aangeboden."]);
    assert!(next_try("4").await <= office.world.clock.now());

    // What is not open any more is said so, on a page that leads back; what another site sends does nothing.
    let log = anja.open("/log").await;
    let keys = problems.iter().map(|problem| (problem.table, problem.key.clone())).collect::<Vec<_>>();
    memory.close_problems(&keys).await.unwrap();
    let answer = log.press("Opnieuw aanbieden: Artikel: 7 records", &[]).await;
    assert_eq!(answer.status, 404, "{}", answer.text());
    answer.go("Terug naar de logging").await.says_not(&["Artikel: 7 records"]);
    memory.save_problems(&problems).await.unwrap();
    assert_eq!(office.forged(ANJA, "/problems/again", "back=log").await, 403);
    assert!(next_try("4").await > office.world.clock.now());

    // While it is off nothing is offered.
    office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    let answer = anja.open("/log").await.press("Alles opnieuw aanbieden", &[]).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
}

#[tokio::test]
async fn what_is_looked_for_stands_in_the_address_and_in_the_file() {
    let office = Office::active().await;
    let anja = Pages::of(&office, ANJA);
    let memory = office.world.store();
    let start = office.world.clock.now();
    let row = |minute: i64, message: Message| LogRow {
        at: start + jiff::SignedDuration::from_mins(minute),
        message,
    };
    let added = |nr: i64| {
        let (number, name) = (format!("A-{nr}"), "Kraan".to_owned());
        Message::RecordAdded { table: Table::Article, number, name }
    };
    let mut rows: Vec<LogRow> = (0..60).map(|nr| row(nr, added(nr))).collect();
    rows.push(row(60, Message::OrderWithoutCustomer { work_order: "2026-0815".to_owned() }));
    rows.push(row(
        61,
        Message::OrderSkipped { work_order: "2026-0816".to_owned(), word: "<b>Garantie".to_owned() },
    ));
    memory.append(&rows).await.unwrap();

    // Newest first, and on with older ones.
    let log = anja.look("/log").await;
    log.says(&["50 regels", "2026-0815", "A-59", "De weg van werkbon 2026-0815", "Alles over artikel A-59"]);
    log.says_not(&["A-5 "]);
    assert!(!log.html.contains("<b>Garantie"), "what stands in a record is text");
    for said in ["tr class=\"error\"", "tr class=\"info\""] {
        assert!(log.html.contains(said), "{said}");
    }
    let older = log.go("Oudere").await;
    older.says(&["A-5 ", "Naar de nieuwste"]).says_not(&["A-59"]);
    assert!(!older.html.contains("data-live"), "an older page stands still");
    anja.look(&older.address).await;

    // By kind, table and words; each is kept in its field and in the file.
    let narrow = log.press("Zoeken", &[("kind", "error"), ("table", "work_order"), ("text", "0815")]).await;
    anja.look(&narrow.address).await.says(&["1 regel", "2026-0815", "Alles tonen"]).says_not(&["2026-0816"]);
    assert!(narrow.html.contains("value=\"0815\"") && narrow.html.contains("value=\"error\" selected"));
    let file = "/api/v1/integration/log.csv?kind=error&amp;table=work_order&amp;text=0815";
    assert!(narrow.html.contains(file), "{}", narrow.html);
    narrow.go("Bekijk de open problemen").await.says(&["Open problemen"]);
    anja.look("/log?text=bestaatniet").await.says(&["Geen regel past hierbij."]);
    anja.look("/log?from=2020-01-01&until=2020-01-31").await.says(&["Geen regel past hierbij."]);
    for wrong in ["kind=red", "table=tables", "from=gisteren", "before=x"] {
        assert_eq!(anja.open(&format!("/log?{wrong}")).await.status, 400, "{wrong}");
    }

    // Another company's admin sees nothing of it.
    let body = json!({ "tenant": "molen", "company": "De Molen" });
    office.call(OTTO, "POST", "/tenants", Some(body)).await;
    let bram = Pages::of(&office, BRAM).in_language("en");
    bram.look("/log").await.says(&["No open problems"]).says_not(&["A-59", "2026-0815"]);
    assert_eq!(Pages::of(&office, OTTO).open("/log").await.status, 403);
}
