//! The log by period and by text, as a file, and the open problems by their cause (R29, R30).

use jiff::SignedDuration;
use koppel_domain::message::{Message, Table};
use koppel_store::{LogRow, Problem};
use koppel_tests::Office;
use koppel_tests::office::{ANJA, BRAM, OTTO};
use koppel_tests::world::monday;
use serde_json::{Value, json};

fn refused(number: u32) -> Message {
    let name = if number == 0 { "=HYPERLINK(\"x\");Kraan" } else { "Kraan" };
    Message::RecordRefused {
        table: Table::Article,
        number: number.to_string(),
        name: name.to_owned(),
        reason: "te lang".to_owned(),
    }
}

fn rows(body: &Value) -> Vec<&str> {
    body["rows"].as_array().unwrap().iter().map(|row| row["at"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_period_is_days_on_the_dutch_clock_and_a_text_is_found_in_message_or_action() {
    let office = Office::new().await;
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    // Half past eleven in the evening in the Netherlands, and half past midnight.
    let late = [at("2026-12-20T22:30:00Z"), at("2026-12-20T23:30:00Z"), at("2026-12-21T22:59:59Z")];
    let log: Vec<LogRow> = (0..3).map(|n| LogRow { at: late[n as usize], message: refused(n) }).collect();
    office.world.store().append(&log).await.unwrap();
    let get = async |query: &str| {
        let before = office.app.store.meter().reads;
        let answer = office.call(ANJA, "GET", &format!("/integration/log?{query}"), None).await;
        assert_eq!(answer.status, 200, "{query}: {answer:?}");
        assert!(office.app.store.meter().reads - before <= 3, "{query}");
        answer.body
    };
    assert_eq!(
        rows(&get("from=2026-12-21&until=2026-12-21").await),
        ["2026-12-21T22:59:59Z", "2026-12-20T23:30:00Z"]
    );
    assert_eq!(rows(&get("from=2026-12-01&until=2026-12-20").await), ["2026-12-20T22:30:00Z"]);
    assert_eq!(rows(&get("from=2026-12-01&until=2026-12-20T22:30:00Z").await), [] as [&str; 0]);
    assert_eq!(rows(&get("text=HYPERLINK").await), ["2026-12-20T22:30:00Z"]);
    assert_eq!(rows(&get("text=te%20LANG&kind=error&limit=2").await).len(), 2);
    for wrong in ["from=21-12-2026", "until=soon", &format!("text={}", "x".repeat(101))] {
        let answer = office.call(ANJA, "GET", &format!("/integration/log?{wrong}"), None).await;
        assert_eq!((answer.status, answer.text("code")), (400, "malformed"), "{wrong}");
    }

    let (file, link) = office.file(ANJA, "/integration/log.csv?kind=error&until=2026-12-20").await;
    assert_eq!(link, None);
    let lines: Vec<&str> = file.split("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}Moment;Tabel;Soort bericht;Bericht;Te nemen actie");
    assert!(lines[1].starts_with("2026-12-20 23:30:00;Artikel;Fout;\""), "{}", lines[1]);
    assert!(lines[1].contains("=HYPERLINK(\"\"x\"\");Kraan"), "{}", lines[1]);
    assert_eq!(lines.len(), 3, "{file}");
}

#[tokio::test]
async fn a_long_log_comes_in_files_that_together_hold_every_row_once() {
    let office = Office::new().await;
    let before: Vec<LogRow> = (1..=10_500)
        .map(|n| LogRow { at: monday() + SignedDuration::from_secs(n.into()), message: refused(n) })
        .collect();
    office.world.store().append(&before).await.unwrap();
    let (first, link) = office.file(ANJA, "/integration/log.csv?table=article").await;
    // The heads, 10,000 rows, and a last line that says that there is more.
    assert_eq!(first.matches("\r\n").count(), 10_002);
    assert!(
        first.ends_with("Kies een kortere periode om die te downloaden.\r\n"),
        "{}",
        &first[first.len() - 200..]
    );
    let link = link.unwrap();
    let path = link.strip_prefix("</api/v1").unwrap().split_once('>').unwrap().0;
    assert!(path.contains("table=article&before="), "{link}");
    let (second, link) = office.file(ANJA, path).await;
    assert_eq!((second.matches("\r\n").count(), link), (501, None));
    assert!(
        first.contains("artikel 501 ") && second.contains("artikel 500 ") || first.contains("501"),
        "{}",
        &first[..400]
    );
    let mine = office.call(ANJA, "GET", "/integration/log.csv?limit=x", None).await;
    assert_eq!(mine.status, 400);
}

#[tokio::test]
async fn problems_are_told_by_their_cause() {
    let office = Office::new().await;
    let problem = |table, key: u32, message| Problem {
        table,
        key: format!("{key:04}"),
        message,
        first_seen: monday() + SignedDuration::from_mins(key.into()),
        last_seen: monday() + SignedDuration::from_hours(key.into()),
        tries: 2,
        next_try: monday() + SignedDuration::from_hours(i64::from(2_000 - key)),
    };
    let mut problems: Vec<Problem> = (0..40).map(|n| problem(Table::Article, n, refused(n))).collect();
    let waits = Message::OrderWaits { work_order: "1".to_owned() };
    problems.extend((0..60).map(|n| problem(Table::WorkOrder, n, waits.clone())));
    let memory = office.world.store();
    memory.save_problems(&problems).await.unwrap();
    let before = office.app.store.meter().reads;
    let seen = office.call(ANJA, "GET", "/integration/problems/causes", None).await.body;
    assert_eq!(office.app.store.meter().reads - before, 2);
    let causes = seen["causes"].as_array().unwrap();
    let told: Vec<_> =
        causes.iter().map(|cause| (cause["code"].as_str().unwrap(), &cause["count"])).collect();
    assert_eq!(told, [("record_refused", &json!(40)), ("order_waits", &json!(60))]);
    let first = &causes[0];
    assert_eq!((&first["table"], &first["kind"]), (&json!("article"), &json!("error")));
    assert_eq!(
        (&first["first_seen"], &first["last_seen"], &first["next_try"]),
        (
            &json!(monday().to_string()),
            &json!((monday() + SignedDuration::from_hours(39)).to_string()),
            &json!((monday() + SignedDuration::from_hours(1_961)).to_string()),
        )
    );
    assert_eq!(first["samples"], json!(["0000", "0001", "0002", "0003", "0004"]));
    assert_eq!(seen["more"], false);

    let many: Vec<Problem> = (100..1_100).map(|n| problem(Table::Customer, n, refused(n))).collect();
    memory.save_problems(&many).await.unwrap();
    let seen = office.call(ANJA, "GET", "/integration/problems/causes", None).await.body;
    assert_eq!(seen["more"], true);
    let body = json!({ "tenant": "molen", "company": "De Molen" });
    office.call(OTTO, "POST", "/tenants", Some(body)).await;
    let theirs = office.call(BRAM, "GET", "/integration/problems/causes", None).await.body;
    assert_eq!(theirs, json!({ "causes": [], "more": false }));
}
