//! Keys, references, lengths and deletions (fact sheet §12.3, §5).

use serde_json::{Value, json};

use super::World;

#[tokio::test]
async fn an_ext_key_is_taken_once_in_its_table() {
    let world = World::new().await;
    let first = world.post("/classic/customer/insert", json!({ "ExtKey": "1", "Name": "a" })).await.id();
    let again = world.post("/classic/customer/insert", json!({ "ExtKey": "1", "Name": "b" })).await;
    assert_eq!(again.status, 409);
    assert!(again.message().contains("ExtKey"));
    assert_eq!(world.post("/odata/Customer", json!({ "ExtKey": "1" })).await.status, 409);
    assert_eq!(
        world.post("/classic/item/insert", json!({ "ExtKey": "1" })).await.status,
        200,
        "another table"
    );

    let second = world.post("/classic/customer/insert", json!({ "ExtKey": "2" })).await.id();
    assert_eq!(
        world.post("/classic/customer/update", json!({ "Id": second, "ExtKey": "1" })).await.status,
        409
    );
    assert_eq!(
        world.post("/classic/customer/update", json!({ "Id": first, "ExtKey": "1" })).await.status,
        200
    );
    for _ in 0..2 {
        let empty = world.post("/classic/customer/insert", json!({ "ExtKey": "", "Name": "c" })).await;
        assert_eq!((empty.status, &empty.json["ExtKey"]), (200, &Value::Null), "empty as often as you like");
    }
    // A key that was given up is free again.
    world.post("/classic/customer/update", json!({ "Id": first, "ExtKey": null })).await;
    assert_eq!(
        world.post("/classic/customer/update", json!({ "Id": second, "ExtKey": "1" })).await.status,
        200
    );
}

#[tokio::test]
async fn references_must_be_there() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    let order = world.simon.work_order(customer, location, "a");
    let user = world.simon.insert("user", json!({ "UserName": "jan" }));
    for (table, body, field) in [
        ("workorder", json!({ "CustomerId": customer }), "LocationId"),
        ("workorder", json!({ "LocationId": 7 }), "LocationId"),
        ("workorder", json!({ "LocationId": location, "CustomerId": location }), "CustomerId"),
        ("location", json!({ "CustomerId": 7 }), "CustomerId"),
        ("planning", json!({ "WorkOrderId": order }), "UserId"),
        ("scheduling", json!({ "UserId": user }), "WorkOrderId"),
        ("useditem", json!({ "Description": "x" }), "WorkOrderId"),
        ("useditem", json!({ "WorkOrderId": order, "ItemId": 7 }), "ItemId"),
        ("timesheet", json!({ "Minutes": 5 }), "WorkOrderId"),
        ("workordersurvey", json!({ "SurveyName": "x" }), "WorkOrderId"),
    ] {
        let answer = world.post(&format!("/classic/{table}/insert"), body.clone()).await;
        assert_eq!(answer.status, 400, "{table} {body}");
        assert!(answer.message().contains(field), "{table} {body}: {}", answer.message());
    }
    for (table, body) in [
        ("location", json!({ "Name": "without a customer" })),
        ("planning", json!({ "WorkOrderId": order, "UserId": user, "Start": "2026-07-16T08:00:00" })),
        ("workordersurvey", json!({ "WorkOrderId": order, "Answers": [{ "Question": "?", "Answer": "!" }] })),
        ("contact", json!({ "LocationId": location, "Name": "Jan" })),
        ("equipment", json!({ "LocationId": location, "Code": "K1" })),
    ] {
        assert_eq!(world.post(&format!("/classic/{table}/insert"), body).await.status, 200, "{table}");
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_the_name_of_its_field() {
    let world = World::new().await;
    let (_, location) = world.customer();
    let long = |length: usize| "x".repeat(length);
    for (table, field, value, status) in [
        ("customer", "ExtKey", json!(long(50)), 200),
        ("customer", "ExtKey", json!(long(51)), 400),
        ("customer", "Name", json!(long(100)), 200),
        ("customer", "Name", json!(long(101)), 400),
        ("customer", "Name", json!("😀".repeat(50)), 200),
        ("customer", "Name", json!("😀".repeat(51)), 400),
        ("customer", "Street", json!(long(5000)), 200),
        ("item", "Code", json!(long(31)), 400),
        ("itemgroup", "Description", json!(long(250)), 200),
        ("itemgroup", "Description", json!(long(251)), 400),
        ("customer", "Name", json!(12), 400),
        ("customer", "Blocked", json!("yes"), 400),
        ("customer", "Colour", json!("red"), 400),
        ("customer", "Id", json!(12), 400),
        ("item", "Price", json!("2,50"), 400),
        ("item", "ItemGroupId", json!("1"), 400),
        ("workorder", "Status", json!("Done"), 400),
        ("workorder", "PlannedDate", json!("2026-02-30T08:00:00"), 400),
        ("workorder", "PlannedDate", json!("2026-02-28T08:00:00Z"), 400),
        ("workorder", "PlannedDate", json!("2026-02-28T08:00:00"), 200),
    ] {
        let mut body = json!({ field: value });
        if table == "workorder" {
            body["LocationId"] = json!(location);
        }
        let answer = world.post(&format!("/classic/{table}/insert"), body).await;
        assert_eq!(answer.status, status, "{table} {field} {value}");
        assert!(status == 200 || answer.message().contains(field), "{field}: {}", answer.message());
    }
    assert_eq!(world.post("/classic/customer/insert", json!([1])).await.status, 400);
    assert_eq!(world.post("/classic/customer/insert", json!({ "name": "a", "Name": "b" })).await.status, 400);
    assert_eq!(world.post("/classic/customer/update", json!({ "Name": "a" })).await.status, 400);
    assert_eq!(world.post("/classic/customer/delete", json!({})).await.status, 400);
}

#[tokio::test]
async fn what_is_still_needed_is_not_deleted() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    let order = world.simon.work_order(customer, location, "a");
    let used = world.simon.use_item(order, None, "x", 1);
    let group = world.simon.insert("itemgroup", json!({ "Code": "G" }));
    let item = world.simon.insert("item", json!({ "Code": "A", "ItemGroupId": group }));
    let delete = async |table: &str, id: i64| {
        let answer = world.post(&format!("/classic/{table}/delete"), json!({ "Id": id })).await;
        (answer.status, answer.message())
    };

    assert_eq!(delete("itemgroup", group).await.0, 400);
    assert_eq!(delete("item", item).await.0, 200);
    assert_eq!(delete("itemgroup", group).await.0, 200);

    assert!(delete("customer", customer).await.1.contains("werkadressen"));
    assert!(delete("location", location).await.1.contains("openstaande werkbonnen"));
    world.simon.change("location", location, json!({ "CustomerId": null }));
    assert!(delete("customer", customer).await.1.contains("openstaande werkbonnen"));
    world.simon.archive(order);
    assert_eq!(delete("customer", customer).await.0, 200);

    // The archived order still names its customer; another change of it goes through all the same.
    let update = json!({ "Id": order, "Remark": "x", "CustomerId": customer });
    assert_eq!(world.post("/classic/workorder/update", update).await.status, 200);
    assert_eq!(delete("workorder", order).await.0, 200);
    assert_eq!(world.get(&format!("/classic/useditem/read/{used}")).await.status, 404, "gone with its order");
}

#[tokio::test]
async fn ids_are_never_given_twice() {
    let world = World::new().await;
    let first = world.simon.insert("customer", json!({}));
    world.simon.remove("customer", first);
    assert_eq!(world.simon.insert("customer", json!({})), first + 1);
}
