//! What people do in Simple-Simon itself.

use serde_json::{Value, json};

use super::World;

#[tokio::test]
async fn a_work_order_goes_through_its_life() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    let id = world.simon.work_order(customer, location, "Storing oven");
    let seen = || {
        let order = world.simon.record("workorder", id).unwrap();
        [&order["Status"], &order["ReadyDate"], &order["ArchivedDate"]].map(Value::clone)
    };
    assert_eq!(seen(), [json!("New"), Value::Null, Value::Null]);
    assert!(world.simon.report_ready(id));
    assert_eq!(seen(), [json!("Ready"), json!("2026-07-15T10:00:00"), Value::Null]);
    world.set_clock("2026-07-15T09:00:00Z");
    assert!(world.simon.archive(id));
    assert_eq!(seen(), [json!("Archived"), json!("2026-07-15T10:00:00"), json!("2026-07-15T11:00:00")]);
    assert_eq!(world.simon.record("workorder", id).unwrap()["LastMutation"], "2026-07-15T11:00:00");
    assert!(world.simon.reopen(id));
    assert_eq!(seen(), [json!("InProgress"), Value::Null, Value::Null]);
    assert!(world.simon.archive_at(id, jiff::civil::date(2025, 12, 31).at(17, 0, 0, 5)));
    assert_eq!(seen()[2], json!("2025-12-31T17:00:00"));
    assert!(!world.simon.archive(1));
}

#[tokio::test]
async fn children_leave_the_mutation_of_their_order_alone() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    let id = world.simon.work_order(customer, location, "a");
    world.set_clock("2026-07-15T09:00:00Z");
    world.simon.use_item(id, None, "x", 1);
    world.simon.book_time(id, "Travel", -5);
    assert_eq!(world.simon.record("workorder", id).unwrap()["LastMutation"], "2026-07-15T10:00:00");
}

#[tokio::test]
async fn the_office_may_put_in_what_the_api_refuses() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    let long = "x".repeat(4000);
    let id = world.simon.work_order(customer, location, &long);
    let odd = json!({ "ArchivedDate": "2026-02-30T10:00:00", "Status": 5, "Number": 12 });
    assert!(world.simon.change("workorder", id, odd));
    let read = world.get(&format!("/classic/workorder/read/{id}")).await.json;
    assert_eq!(read["Description"], json!(long));
    assert_eq!((&read["ArchivedDate"], &read["Status"]), (&json!("2026-02-30T10:00:00"), &json!(5)));
}

#[tokio::test]
async fn the_office_obeys_keys_and_references() {
    let world = World::new().await;
    let first = world.simon.insert("Customer", json!({ "ExtKey": "1" }));
    assert!(first > 0);
    assert_eq!(world.simon.insert("customer", json!({ "ExtKey": "1" })), 0);
    assert_eq!(world.simon.insert("invoice", json!({})), 0);
    let refusal = world.simon.try_insert("workorder", &json!({ "LocationId": 3 })).unwrap_err();
    assert_eq!(refusal.status, 400);
    assert!(refusal.to_string().contains("LocationId"));
    assert!(!world.simon.change("customer", first + 1, json!({ "Name": "x" })));
    assert!(!world.simon.change("customer", first, json!({ "Colour": "red" })));
    assert!(!world.simon.remove("customer", first + 1));
    assert_eq!(world.simon.count("customer"), 1);
}

#[tokio::test]
async fn what_is_removed_by_hand_leaves_references_dangling() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    let id = world.simon.work_order(customer, location, "a");
    assert!(world.simon.remove("customer", customer));
    assert_eq!(world.simon.record("workorder", id).unwrap()["CustomerId"], json!(customer));
    assert_eq!(world.get(&format!("/classic/customer/read/{customer}")).await.status, 404);
}

#[tokio::test]
async fn every_record_is_visited_in_order() {
    let world = World::new().await;
    let ids: Vec<i64> =
        ["a", "b", "c"].map(|name| world.simon.insert("customer", json!({ "Name": name }))).into();
    let mut names = Vec::new();
    world.simon.for_each("customer", |record| names.push(record["Name"].as_str().unwrap().to_owned()));
    assert_eq!(names, ["a", "b", "c"]);
    let records = world.simon.records("customer");
    assert_eq!(records.iter().map(|record| record["Id"].as_i64().unwrap()).collect::<Vec<_>>(), ids);
}

/// A large company: look-ups by key and by reference go by index. Looking through all the records instead would compare
/// 40,000 of them 8,000 times, which takes far beyond this test's patience even on a slow machine.
#[tokio::test]
async fn a_large_company_stays_fast() {
    let world = World::new().await;
    let start = std::time::Instant::now();
    for n in 0..20_000 {
        let customer = world.simon.insert("customer", json!({ "ExtKey": n.to_string(), "Name": "a" }));
        world.simon.insert("location", json!({ "ExtKey": format!("{n}-0"), "CustomerId": customer }));
    }
    for n in (0..20_000).step_by(5) {
        let found = world.get(&format!("/classic/customer/read?ExtKey={n}")).await.json;
        let id = found[0]["Id"].as_i64().unwrap();
        let locations = world.get(&format!("/classic/location/read?CustomerId={id}")).await.json;
        assert_eq!(locations[0]["ExtKey"], json!(format!("{n}-0")));
    }
    assert!(start.elapsed().as_secs() < 8, "took {:?}", start.elapsed());
}
