//! The sample exchanges of fact sheet §3.

use http::Method;
use serde_json::json;

use super::{World, ids};
use crate::journal::Entry;
use crate::server::Simulated as _;

#[tokio::test]
async fn a_customer_is_inserted_found_read_updated_and_deleted() {
    let world = World::new().await;
    let body = json!({
        "ExtKey": "1042", "DebtorNr": "1042", "Name": "Bakkerij De Korenaar", "Street": "Molenweg",
        "HouseNr": "12", "ZipCode": "5611 AB", "City": "Eindhoven", "Country": "NL",
        "Phone": "040-1234567", "Email": "info@korenaar.example",
    });
    let inserted = world.post("/classic/customer/insert", body).await;
    let id = inserted.id();
    assert_eq!((inserted.status, inserted.json), (200, json!({ "Id": id, "ExtKey": "1042" })));

    let found = world.get("/classic/customer/read?ExtKey=1042").await;
    assert_eq!(found.json, json!([{ "Id": id, "ExtKey": "1042" }]));

    let updated = world.post("/classic/customer/update", json!({ "Id": id, "City": "Best" })).await;
    assert_eq!((updated.status, updated.id()), (200, id));

    let read = world.get(&format!("/classic/customer/read/{id}")).await;
    assert_eq!(
        read.json,
        json!({
            "Id": id, "ExtKey": "1042", "DebtorNr": "1042", "Name": "Bakkerij De Korenaar",
            "Street": "Molenweg", "HouseNr": "12", "ZipCode": "5611 AB", "City": "Best", "Country": "NL",
            "Phone": "040-1234567", "Mobile": null, "Email": "info@korenaar.example", "VatNr": null,
            "CocNr": null, "Remark": null, "Blocked": null, "LastMutation": "2026-07-15T10:00:00",
        })
    );
    let text = std::str::from_utf8(read.response.body()).unwrap();
    assert!(text.starts_with(&format!("{{\"Id\":{id},\"ExtKey\":")), "in the order of the sheet: {text}");

    let deleted = world.post("/classic/customer/delete", json!({ "Id": id })).await;
    assert_eq!(deleted.status, 200);
    assert_eq!(world.get(&format!("/classic/customer/read/{id}")).await.status, 404);
    assert_eq!(world.post("/classic/customer/delete", json!({ "Id": id })).await.status, 404);
    assert_eq!(world.post("/classic/customer/update", json!({ "Id": id })).await.status, 404);
    assert_eq!(world.get("/classic/customer/read?ExtKey=1042").await.json, json!([]));
}

#[tokio::test]
async fn an_archived_work_order_is_read_with_its_children() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    let order = world.simon.work_order(customer, location, "Storing oven");
    let first = world.simon.use_item(order, None, "Thermostaat", 2);
    let second = world.simon.use_item(order, None, "Kabel", rust_decimal::Decimal::new(25, 1));
    let time = world.simon.book_time(order, "Work", 105);
    world.set_clock("2026-07-15T13:05:10Z");
    assert!(world.simon.archive(order));

    let changed = world.get("/classic/workorder/readsync?LastMutation=2026-07-15T10:00:00").await;
    assert_eq!(changed.json, json!([order]));

    let read = world.get(&format!("/classic/workorder/read/{order}")).await.json;
    assert_eq!(read["Status"], "Archived");
    assert_eq!(read["ArchivedDate"], "2026-07-15T15:05:10");
    assert_eq!(read["LastMutation"], "2026-07-15T15:05:10");
    assert_eq!(read["CreatedDate"], "2026-07-15T10:00:00");
    assert_eq!((&read["CustomerId"], &read["LocationId"]), (&json!(customer), &json!(location)));
    assert!(read["Number"].as_str().unwrap().starts_with("2026-"));

    let used = world.get(&format!("/classic/useditem/read?WorkOrderId={order}")).await.json;
    assert_eq!(used, json!([{ "Id": first, "ExtKey": null }, { "Id": second, "ExtKey": null }]));
    let used = world.get(&format!("/classic/useditem/read/{second}")).await.json;
    assert_eq!((&used["Quantity"], &used["Description"]), (&json!(2.5), &json!("Kabel")));

    let time = world.get(&format!("/classic/timesheet/read/{time}")).await.json;
    assert_eq!(time["Minutes"], 105);
    assert_eq!(time["Kind"], "Work");
    assert_eq!(
        (&time["Start"], &time["End"]),
        (&json!("2026-07-15T08:15:00"), &json!("2026-07-15T10:00:00"))
    );
}

#[tokio::test]
async fn filters_are_exact_and_combined_with_and() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    let open = world.simon.work_order(customer, location, "a");
    let archived = world.simon.work_order(customer, location, "b");
    world.simon.archive(archived);
    world.simon.archive(world.simon.work_order(None, location, "c"));

    for (query, wanted) in [
        (format!("Status=Archived&CustomerId={customer}"), vec![archived]),
        (format!("customerid={customer}"), vec![open, archived]),
        (format!("Id={open}"), vec![open]),
        ("Status=archived".to_owned(), vec![]),
        (format!("Description=a&LocationId={location}"), vec![open]),
    ] {
        let found = world.get(&format!("/classic/workorder/read?{query}")).await;
        assert_eq!(ids(&found.json), wanted, "{query}");
    }
    let unlinked = world.get("/classic/customer/read?ExtKey=").await;
    assert_eq!(ids(&unlinked.json), [customer], "an empty value finds empty fields");
    assert_eq!(world.get("/classic/workorder/read?Colour=red").await.status, 400);
    assert_eq!(world.get("/classic/workorder/read?CustomerId=red").await.status, 400);
}

#[tokio::test]
async fn paths_are_read_in_whatever_case_and_unknown_ones_are_missing() {
    let world = World::new().await;
    for (path, status) in [
        ("/CLASSIC/WorkOrder/Read", 200),
        ("/classic/planning/read", 200),
        ("/classic/Scheduling/read", 200),
        ("/classic/invoice/read", 404),
        ("/classic/customer/peek", 404),
        ("/classic/customer/read/abc", 404),
        ("/classic/customer/digitalpresentation/1", 404),
        ("/classic/customer/insert", 405),
        ("/elsewhere/customer/read", 404),
        ("/", 404),
    ] {
        assert_eq!(world.get(path).await.status, status, "{path}");
    }
    assert_eq!(world.call(Method::PUT, "/classic/customer/update", Some(json!({}))).await.status, 405);
    assert_eq!(world.call(Method::DELETE, "/classic/customer/delete", None).await.status, 405);
}

#[tokio::test]
async fn the_work_order_is_a_pdf() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    let order = world.simon.work_order(customer, location, "a");
    let answer = world.get(&format!("/classic/Workorder/digitalpresentation/{order}")).await;
    assert_eq!(answer.response.headers()["content-type"], "application/pdf");
    let file = std::str::from_utf8(answer.response.body()).unwrap();
    assert!(file.starts_with("%PDF-") && file.ends_with("%%EOF\n"));
    let start: usize = file.split("startxref\n").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    assert!(file[start..].starts_with("xref"));
    // Every entry of the table points at its object.
    for (number, entry) in (1..).zip(file[start..].lines().skip(3).take(5)) {
        let at: usize = entry[..10].parse().unwrap();
        assert!(file[at..].starts_with(&format!("{number} 0 obj")), "{entry}");
    }
    assert_eq!(world.get("/classic/workorder/digitalpresentation/1").await.status, 404);
}

#[tokio::test]
async fn the_journal_tells_what_was_asked_and_no_credential() {
    let world = World::new().await;
    world.login("classic").await;
    let body = json!({ "ExtKey": "1042", "Name": "Korenaar" });
    let id = world.post("/classic/customer/insert", body).await.id();
    world.get("/classic/customer/read?ExtKey=1042").await;
    world.get(&format!("/classic/customer/read/{id}")).await;
    world.get("/classic/workorder/readsync?LastMutation=2026-07-15T08:00:00").await;
    world.post("/classic/customer/update", json!({ "Id": id })).await;
    world.post("/classic/customer/delete", json!({ "Id": 7 })).await;
    world.get("/classic/invoice/read").await;
    let entries = world.simon.journal().entries();
    let seen: Vec<_> = entries.iter().map(|e: &Entry| (&*e.operation, &*e.subject, e.status)).collect();
    let id = id.to_string();
    assert_eq!(
        seen,
        [
            ("login", "", 200),
            ("customer/insert", "1042", 200),
            ("customer/read", "1042", 200),
            ("customer/read/id", &id, 200),
            ("workorder/readsync", "2026-07-15T08:00:00", 200),
            ("customer/update", &id, 200),
            ("customer/delete", "7", 404),
            ("unknown", "", 404),
        ]
    );
}
