//! A preview shows what the last archived work order would become, and changes nothing (R11–R16, R24).

use koppel_simple_simon::Dialect;
use koppel_tests::office::{ANJA, OTTO};
use koppel_tests::work_order::WorkOrder;
use koppel_tests::world::TICK_MINUTES;
use koppel_tests::{Office, Pair};
use serde_json::{Value, json};

use crate::PAIRS;

const PATH: &str = "/integration/settings/preview";
const TABLES: [&str; 7] = ["workorder", "useditem", "timesheet", "customer", "location", "item", "itemgroup"];

/// A preview, after which everything everywhere is as it was before.
async fn preview(office: &Office, values: &Value) -> Value {
    let world = &office.world;
    let all = || {
        let simon = TABLES.map(|table| world.simon.records(table));
        (simon, world.simon_writes(), format!("{:?}", world.books.orders()), world.kept())
    };
    let before = all();
    let seen = office.right("POST", PATH, values.clone()).await;
    assert!(before.3.iter().all(|table| table.len() > 500), "{:?}", before.3);
    assert!(before == all(), "a preview changed something");
    seen
}

/// The lines of a preview, as `article quantity`.
fn lines(seen: &Value) -> Vec<String> {
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let lines = seen["order"]["lines"].as_array().unwrap().iter();
    lines.map(|line| format!("{} {}", text(line, "article"), text(line, "quantity"))).collect()
}

async fn push(office: &Office) {
    office.run(&"korenaar.push".parse().unwrap()).await;
}

/// An active company whose first import is done.
async fn active(pair: Pair) -> Office {
    let office = Office::on(pair.package).await;
    office.world.furnish();
    office.activate().await;
    if pair.dialect == Dialect::OData {
        let mut body = office.simple_simon();
        body["address"] = json!("https://simon.test/odata");
        body["dialect"] = json!("odata");
        body["api_key"] = json!(office.world.simon.options().api_key);
        office.right("PUT", "/integration/simple-simon", body).await;
    }
    office.pass(TICK_MINUTES + 1).await;
    office
}

#[tokio::test]
async fn what_is_shown_is_the_order_that_is_made() {
    for pair in PAIRS {
        let office = active(pair).await;
        let world = &office.world;
        let address = "Bakkerij 10001 B.V.\nMolenweg 2a\n5611 AB Eindhoven";
        for (values, memo, wanted) in [
            (
                json!({ "travel_article": "REIS", "work_article": "UUR" }),
                format!("{address}\nKraan lekt"),
                vec!["KRAAN 2.5", "REIS 0.25", "UUR 2"],
            ),
            (
                json!({ "work_article": "UUR", "standard_article": "VOORRIJ", "memo": "work_address" }),
                address.to_owned(),
                vec!["KRAAN 2.5", "UUR 2", "VOORRIJ 1"],
            ),
            (json!({ "memo": "description" }), "Kraan lekt".to_owned(), vec!["KRAAN 2.5"]),
            (
                json!({ "travel_article": "VOORRIJ", "filter_word": "Garantie", "memo": "nothing" }),
                String::new(),
                vec!["KRAAN 2.5", "VOORRIJ 0.25"],
            ),
        ] {
            let _other = world.work_order(10_000).work(60).archive();
            let last = world.work_order(10_001).uses("KRAAN", "2.5").travel(15).work(120).archive();
            let open = world.work_order(10_000).work(30);
            let seen = preview(&office, &values).await;
            assert_eq!(
                (lines(&seen), &seen["example"]),
                (wanted.iter().map(|&it| it.to_owned()).collect(), &json!(false))
            );
            assert_eq!((&seen["order"]["memo"], &seen["order"]["debtor"]), (&json!(memo), &json!("10001")));
            assert_eq!(seen["order"]["reference"], json!(last.id.to_string()));
            assert_eq!(seen["order"]["lines"][0]["article_description"], "Artikel KRAAN");
            assert_eq!(
                (&seen["not_sent"], &seen["notes"], &seen["remarks"]),
                (&json!(null), &json!([]), &json!([]))
            );
            let work_order = &seen["work_order"];
            assert_eq!(work_order["customer"], json!({ "number": "10001", "name": "Bakkerij 10001 B.V." }));
            assert_eq!(work_order["work_address"], json!(address));
            assert_eq!(
                (&work_order["travel_minutes"], &work_order["work_minutes"]),
                (&json!(15), &json!(120))
            );

            office.settle(values).await;
            push(&office).await;
            let made = world.order_of(last);
            assert_eq!((world.lines_of(last), made.memo), (lines(&seen), memo));
            assert_eq!(
                (json!(made.debtor.to_string()), json!(made.date.to_string())),
                (seen["order"]["debtor"].clone(), seen["order"]["date"].clone())
            );
            // Where a line has no text of its own, bookkeeping gives it the article's.
            let described = |line: &Value| match line["text"].as_str() {
                Some("") | None => line["article_description"].clone(),
                _ => line["text"].clone(),
            };
            let texts: Vec<Value> =
                seen["order"]["lines"].as_array().unwrap().iter().map(described).collect();
            let made: Vec<&str> = made.lines.iter().map(|line| line.description.as_str()).collect();
            assert_eq!(json!(made), json!(texts));
            assert!(world.orders_of(open).is_empty());
            // Sent or not, it stays the one that is shown.
            assert_eq!(preview(&office, &json!({})).await["work_order"]["number"], work_order["number"]);
        }
    }
}

#[tokio::test]
async fn why_nothing_would_be_sent_is_told_as_the_push_tells_it() {
    let office = active(PAIRS[0]).await;
    let world = &office.world;
    let location = world.id_of("location", "10000-0");
    let by_hand = world.simon.insert("customer", json!({ "Name": "Hand", "ExtKey": "99999" }));
    let at_hand = world.simon.insert("location", json!({ "Name": "Hand", "CustomerId": by_hand }));
    type Make<'a> = Box<dyn Fn() -> WorkOrder<'a> + 'a>;
    let stories: [(Make<'_>, Value, &str, &str); 6] = [
        (
            Box::new(|| world.work_order(10_000).describe("Ketel, GARANTIE").work(60)),
            json!({ "work_article": "UUR", "filter_word": "garantie" }),
            "skipped",
            "order_skipped",
        ),
        (
            Box::new(|| world.work_order_at(None, location).work(60)),
            json!({ "work_article": "UUR" }),
            "refused",
            "order_without_customer",
        ),
        // The first import is done: a key made up by hand is no link any more.
        (
            Box::new(|| world.work_order_at(Some(by_hand), at_hand).work(60)),
            json!({ "work_article": "UUR" }),
            "refused",
            "order_customer_unknown",
        ),
        (
            Box::new(|| world.work_order_at(Some(by_hand), location).work(60)),
            json!({ "work_article": "UUR" }),
            "refused",
            "order_customer_unknown",
        ),
        (
            Box::new(|| world.work_order(10_000).uses_item(None, "Los spul", "1")),
            json!({ "work_article": "UUR" }),
            "refused",
            "order_free_text",
        ),
        (Box::new(|| world.work_order(10_000).work(60)), json!({}), "refused", "order_empty"),
    ];
    for (make, values, state, code) in stories {
        let last = make().archive();
        let seen = preview(&office, &values).await;
        let not_sent = &seen["not_sent"];
        assert_eq!((&not_sent["state"], &not_sent["code"]), (&json!(state), &json!(code)), "{seen}");
        assert!(seen["order"].is_null() && !not_sent["action"].as_str().unwrap().is_empty(), "{seen}");
        office.settle(values).await;
        push(&office).await;
        let entry = world.entry_of(last).await.unwrap();
        assert_eq!((entry.state.as_str(), entry.message.unwrap().code()), (state, code));
    }
    // An article that bookkeeping does not know can be previewed, though it cannot be saved.
    let _ = world.work_order(10_000).work(60).archive();
    let told = preview(&office, &json!({ "work_article": "WEG" })).await["not_sent"].clone();
    assert_eq!(told["code"], "order_setting_unknown");
    assert!(told["message"].as_str().unwrap().contains("WEG"), "{told}");
}

#[tokio::test]
async fn without_a_work_order_a_made_up_one_shows_the_settings() {
    let office = Office::new().await;
    office.world.furnish();
    office.connect().await;
    let values = json!({ "travel_article": "REIS", "work_article": "UUR", "standard_article": "VOORRIJ" });
    let seen = preview(&office, &values).await;
    assert_eq!((&seen["work_order"], &seen["example"]), (&json!(null), &json!(true)));
    assert_eq!(lines(&seen), ["EXAMPLE 1", "REIS 0.25", "UUR 2", "VOORRIJ 1"]);
    assert_eq!(seen["order"]["lines"][2]["article_description"], "Artikel UUR");
    assert_eq!(
        (&seen["made_up"]["travel_minutes"], &seen["made_up"]["work_minutes"]),
        (&json!(15), &json!(120))
    );
    assert!(seen["notes"][0].as_str().unwrap().contains("made-up"), "{seen}");
    let skipped = preview(&office, &json!({ "filter_word": "tap" })).await;
    assert_eq!((&skipped["not_sent"]["state"], &skipped["example"]), (&json!("skipped"), &json!(true)));
}

#[tokio::test]
async fn before_the_first_import_a_customer_passes_for_the_debtor_whose_number_it_carries() {
    let office = Office::new().await;
    let world = &office.world;
    world.furnish();
    office.connect().await;
    let insert = |table: &str, record: Value| world.simon.insert(table, record);
    let customer = insert("customer", json!({ "Name": "Bakkerij", "ExtKey": "10000" }));
    let location = insert("location", json!({ "Name": "Bakkerij", "CustomerId": customer }));
    let item = insert("item", json!({ "Code": "KR", "Description": "Kraan", "ExtKey": "KRAAN" }));
    let _ = world.work_order_at(Some(customer), location).uses_item(Some(item), "", "1").work(60).archive();
    let values = json!({ "work_article": "UUR" });
    let seen = preview(&office, &values).await;
    assert_eq!(
        (&seen["order"]["debtor"], lines(&seen)),
        (&json!("10000"), vec!["KRAAN 1".to_owned(), "UUR 1".to_owned()])
    );
    assert_eq!((seen["notes"].as_array().unwrap().len(), &seen["example"]), (2, &json!(false)), "{seen}");
    let stranger = insert("customer", json!({ "Name": "Hand" }));
    let location = insert("location", json!({ "Name": "Hand", "CustomerId": stranger }));
    let _ = world.work_order_at(Some(stranger), location).work(60).archive();
    let seen = preview(&office, &values).await;
    assert_eq!(seen["not_sent"]["code"], "order_customer_unknown", "it carries no number");
}

#[tokio::test]
async fn it_is_refused_where_the_check_of_settings_is() {
    let office = Office::new().await;
    office.world.furnish();
    let agree = async |user: &str, story: &str| {
        let values = json!({ "work_article": "UUR" });
        let check = json!({ "values": values });
        let check = office.call(user, "POST", "/integration/settings/check", Some(check)).await;
        let seen = office.call(user, "POST", PATH, Some(values)).await;
        assert_eq!((seen.status, seen.text("code")), (check.status, check.text("code")), "{story}");
        seen.status
    };
    assert_eq!(agree(OTTO, "the operator").await, 403);
    assert_eq!(agree(ANJA, "never activated").await, 409);
    office.right("PUT", "/integration/simple-simon", office.simple_simon()).await;
    assert_eq!(agree(ANJA, "not wiped").await, 409);
    let tables =
        ["article_group", "article", "work_order", "work_address", "customer", "equipment", "contact"];
    office.right("POST", "/integration/wipe", office.wipe(&tables)).await;
    assert_eq!(agree(ANJA, "being wiped").await, 409);
    office.pass(1).await;
    assert_eq!(agree(ANJA, "not connected").await, 409);
    let code = office.world.books.company_key();
    let seen = office.right("POST", "/integration/imuis/check", json!({ "environment_code": code })).await;
    let body = json!({ "environment_code": code, "administration": seen["administration"] });
    office.right("PUT", "/integration/imuis", body).await;
    assert_eq!(agree(ANJA, "without terms").await, 409);
    office.right("POST", "/integration/terms", json!({ "version": 1 })).await;
    assert_eq!(agree(ANJA, "ready").await, 200);
    let paused = office.call(OTTO, "PUT", "/connectors/imuis", Some(json!({ "paused": true }))).await;
    assert!(paused.status < 300, "{paused:?}");
    agree(ANJA, "paused").await;
    let long = json!({ "filter_word": "x".repeat(101) });
    assert_eq!(office.call(ANJA, "POST", PATH, Some(long)).await.text("code"), "malformed");
}
