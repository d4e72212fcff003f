//! The order ledger as an admin sees it: every work order, its way, and what stands in it (R3, R30).

use koppel_tests::Office;
use koppel_tests::office::{ANJA, BRAM};
use serde_json::{Value, json};

async fn get(office: &Office, path: &str) -> Value {
    let before = office.app.store.meter();
    let answer = office.call(ANJA, "GET", path, None).await;
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    assert!(office.app.store.meter().reads - before.reads <= 3, "{path} costs too much");
    answer.body
}

fn numbers(page: &Value) -> Vec<String> {
    let rows = page["work_orders"].as_array().unwrap();
    rows.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_work_order_is_found_with_its_way_and_its_lines() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    office.pass(6).await;
    let world = &office.world;
    for nr in 0..6 {
        world.work_order(10_000 + nr % 2).travel(15).uses("KRAAN", "1.5").archive();
    }
    let broken = world.work_order_at(None, world.id_of("location", "10000-0")).travel(15).archive();
    office.pass(6).await;

    let all = get(&office, "/integration/work-orders").await;
    assert_eq!((all["work_orders"].as_array().unwrap().len(), &all["next"]), (7, &Value::Null), "{all}");
    let first = get(&office, "/integration/work-orders?limit=3").await;
    let rest = get(&office, &format!("/integration/work-orders?limit=100&before={}", first["next"])).await;
    assert_eq!([numbers(&first), numbers(&rest)].concat(), numbers(&all));
    let refused = get(&office, "/integration/work-orders?state=refused").await;
    assert_eq!(refused["work_orders"].as_array().unwrap().len(), 1);
    let row = &refused["work_orders"][0];
    assert_eq!((&row["code"], &row["sent_at"]), (&json!("order_without_customer"), &Value::Null), "{row}");

    // By its number, and with its state.
    let number = row["number"].as_str().unwrap();
    let found = get(&office, &format!("/integration/work-orders?number={number}")).await;
    assert_eq!(numbers(&found), [number]);
    let none = get(&office, &format!("/integration/work-orders?number={number}&state=sent")).await;
    assert_eq!(numbers(&none), [] as [String; 0]);

    // Its history: refused, mended, sent.
    let path = format!("/integration/work-orders/{}", row["id"]);
    let history = get(&office, &path).await;
    assert_eq!(history["problem"]["code"], "order_without_customer", "{history}");
    assert_eq!(history["content"], Value::Null);
    let _ = broken.change(json!({
        "CustomerId": world.id_of("customer", "10001"), "LocationId": world.id_of("location", "10001-0"),
    }));
    office.pass(11).await;
    let history = get(&office, &path).await;
    let states: Vec<_> =
        history["steps"].as_array().unwrap().iter().map(|step| step["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["refused", "ready", "sending", "sent"], "{history}");
    assert_eq!(history["problem"], Value::Null);
    let line = &history["content"]["lines"][0];
    assert_eq!((&line["article"], &line["quantity"]), (&json!("REIS"), &json!("0.25")), "{history}");
    assert!(history["work_order"]["sent_at"].is_string() && history["work_order"]["sales_order"].is_string());
    assert_eq!(history["steps"][3]["sales_order"], history["work_order"]["sales_order"]);

    // Another company's admin finds none of it.
    let body = json!({ "tenant": "molen", "company": "De Molen" });
    office.call(koppel_tests::office::OTTO, "POST", "/tenants", Some(body)).await;
    assert_eq!(office.call(BRAM, "GET", &path, None).await.status, 404);
    let theirs = office.call(BRAM, "GET", &format!("/integration/work-orders?number={number}"), None).await;
    assert_eq!(theirs.body["work_orders"], json!([]));
    for wrong in ["limit=0", "limit=101", "state=lost", "before=-1", "before=x", "order=1"] {
        let answer = office.call(ANJA, "GET", &format!("/integration/work-orders?{wrong}"), None).await;
        assert_eq!(answer.status, 400, "{wrong}");
    }
}
