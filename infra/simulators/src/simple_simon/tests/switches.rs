//! Every switch, both ways.

use http::Method;
use serde_json::{Value, json};

use super::{World, ids};
use crate::simple_simon::{InsertAnswer, Numbers, PropertyNames, ReadSyncAnswer};

#[tokio::test]
async fn readsync_with_and_without_its_edge() {
    let world = World::new().await;
    let first = world.simon.insert("customer", json!({ "Name": "a" }));
    world.set_clock("2026-07-15T08:00:01Z");
    let second = world.simon.insert("customer", json!({ "Name": "b" }));
    for (inclusive, query, wanted) in [
        (false, "LastMutation=2026-07-15T10:00:00".to_owned(), vec![second]),
        (true, "LastMutation=2026-07-15T10:00:00".to_owned(), vec![first, second]),
        (false, "LastMutation=2026-07-15T10:00:01".to_owned(), vec![]),
        (true, "LastMutation=2026-07-15T10:00:01".to_owned(), vec![second]),
        (false, format!("LastId={first}"), vec![second]),
        (true, format!("LastId={first}"), vec![first, second]),
        (false, "LastId=0".to_owned(), vec![first, second]),
    ] {
        world.simon.set_options(|options| options.readsync_inclusive = inclusive);
        let answer = world.get(&format!("/classic/customer/readsync?{query}")).await;
        assert_eq!(answer.json, json!(wanted), "{query} inclusive: {inclusive}");
    }
    for query in
        ["", "LastMutation=", "LastMutation=yesterday", "LastMutation=2026-07-15T10:00:00Z", "LastId=x"]
    {
        let answer = world.get(&format!("/classic/customer/readsync?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
    }
}

#[tokio::test]
async fn readsync_answers_key_pairs() {
    let world = World::new().await;
    let id = world.simon.insert("customer", json!({ "ExtKey": "1042" }));
    world.simon.set_options(|options| options.readsync_answer = ReadSyncAnswer::KeyPairs);
    let answer = world.get("/classic/customer/readsync?LastId=0").await;
    assert_eq!(answer.json, json!([{ "Id": id, "ExtKey": "1042" }]));
}

#[tokio::test]
async fn property_names_in_mixed_case() {
    let world = World::new().await;
    let id = world.simon.insert("customer", json!({ "ExtKey": "1042", "Name": "a" }));
    world.simon.set_options(|options| options.property_names = PropertyNames::Mixed);
    let read = world.get(&format!("/classic/customer/read/{id}")).await.json;
    let record = read.as_object().unwrap();
    assert_eq!(
        (&record["id"], &record["extKey"], &record["name"]),
        (&json!(id), &json!("1042"), &json!("a"))
    );
    assert!(record.contains_key("DebtorNr") && record.contains_key("street"));
    assert_eq!(world.get("/classic/customer/read").await.json, json!([{ "id": id, "extKey": "1042" }]));
    assert!(world.login("classic").await.json["token"].is_string());
    let missing = world.get("/classic/customer/read/1").await;
    assert!(missing.json["message"].is_string());
    // Written back as it was read, it is understood.
    assert_eq!(world.call(Method::PUT, &format!("/odata/Customer({id})"), Some(read)).await.status, 204);
    assert_eq!(world.simon.record("customer", id).unwrap()["Name"], "a");
}

#[tokio::test]
async fn numbers_as_text_with_a_comma() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    let order = world.simon.work_order(customer, location, "a");
    let used = world.simon.use_item(order, None, "x", rust_decimal::Decimal::new(250, 2));
    let time = world.simon.book_time(order, "Travel", 30);
    world.simon.set_options(|options| options.numbers = Numbers::TextWithComma);
    let mut read = world.get(&format!("/classic/useditem/read/{used}")).await.json;
    assert_eq!((&read["Quantity"], &read["Id"]), (&json!("2,5"), &json!(used)), "ids stay numbers");
    assert_eq!(world.get(&format!("/classic/timesheet/read/{time}")).await.json["Minutes"], "30");
    read["Quantity"] = json!("-3,75");
    assert_eq!(world.post("/classic/useditem/update", read).await.status, 200);
    assert_eq!(world.simon.record("useditem", used).unwrap()["Quantity"], json!(-3.75));
}

#[tokio::test]
async fn errors_in_a_200() {
    let world = World::new().await;
    world.simon.set_options(|options| options.error_in_200 = true);
    let missing = world.get("/classic/customer/read/1").await;
    assert_eq!(missing.status, 200);
    assert_eq!(missing.json.as_object().unwrap().keys().collect::<Vec<_>>(), ["Message"]);
    let missing = world.get("/odata/Customer(1)").await;
    assert_eq!((missing.status, missing.json["error"]["code"].as_str()), (200, Some("NotFound")));
    world.simon.revoke_tokens();
    assert_eq!(world.get("/classic/customer/read/1").await.status, 401, "who may call is told as always");
}

#[tokio::test]
async fn an_update_in_part_or_in_full() {
    let world = World::new().await;
    let id = world.simon.insert("customer", json!({ "Name": "a", "City": "Best" }));
    let update = async |odata: bool| {
        world.simon.change("customer", id, json!({ "City": "Best" }));
        let (method, path) = if odata {
            (Method::PUT, format!("/odata/Customer({id})"))
        } else {
            (Method::POST, "/classic/customer/update".to_owned())
        };
        world.call(method, &path, Some(json!({ "Id": id, "Name": "b" }))).await;
        world.simon.record("customer", id).unwrap()["City"].clone()
    };
    assert_eq!((update(false).await, update(true).await), (json!("Best"), Value::Null));
    world.simon.set_options(|options| {
        options.full_replace_on_update = true;
        options.odata_full_replace = false;
    });
    assert_eq!((update(false).await, update(true).await), (Value::Null, json!("Best")));
}

#[tokio::test]
async fn inserts_that_tell_little() {
    let world = World::new().await;
    world.simon.set_options(|options| options.insert_answer = InsertAnswer::WithoutId);
    let answer = world.post("/classic/customer/insert", json!({ "ExtKey": "1" })).await;
    assert_eq!((answer.status, answer.json), (200, json!({ "ExtKey": "1" })));
    let answer = world.post("/odata/Customer", json!({ "ExtKey": "2" })).await;
    assert_eq!((answer.status, answer.json.get("Id"), &answer.json["ExtKey"]), (201, None, &json!("2")));

    world.simon.set_options(|options| options.insert_answer = InsertAnswer::BareInteger);
    let classic = world.post("/classic/customer/insert", json!({ "ExtKey": "3" })).await.json;
    let odata = world.post("/odata/Customer", json!({ "ExtKey": "4" })).await.json;
    let stored = ids(&world.get("/classic/customer/read").await.json);
    assert_eq!((classic, odata), (json!(stored[2]), json!(stored[3])));
}

#[tokio::test]
async fn ext_keys_that_need_not_be_unique() {
    let world = World::new().await;
    world.simon.set_options(|options| options.require_unique_ext_key = false);
    let first = world.post("/classic/customer/insert", json!({ "ExtKey": "1" })).await.id();
    let second = world.post("/classic/customer/insert", json!({ "ExtKey": "1" })).await.id();
    assert_eq!(ids(&world.get("/classic/customer/read?ExtKey=1").await.json), [first, second]);
}

#[tokio::test]
async fn a_zone_that_is_passed_over() {
    let world = World::new().await;
    let id = world.simon.insert("customer", json!({ "Name": "a" }));
    let changed =
        async |filter: &str| ids(&world.list("Customer", &[("$filter", filter)]).await.json["value"]);
    let filter = "LastMutation gt 2026-07-15T09:00:00Z";
    assert!(changed(filter).await.is_empty(), "11:00 in the Netherlands");
    world.simon.set_options(|options| options.zone_ignored = true);
    assert_eq!(changed(filter).await, [id], "09:00 in the Netherlands");
}

#[tokio::test]
async fn answers_that_take_their_time() {
    let world = World::new().await;
    world.simon.set_options(|options| options.latency = std::time::Duration::from_millis(50));
    let start = std::time::Instant::now();
    world.get("/classic/customer/read").await;
    assert!(start.elapsed().as_millis() >= 50);
}
