//! Records as the fact sheet shows them, and records that hold what cannot be.

use jiff::civil::date;
use rust_decimal::Decimal;
use serde_json::json;

use super::*;
use crate::config::Dialect;

const ID: SimonId = SimonId(48211);

fn config() -> Config {
    Config::new("https://simon.example", Dialect::Classic)
}

fn record(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn sheet(fields: Value) -> Result<TimeSheet, FaultyChild> {
    time_sheet(ID, &record(fields), &config())
}

#[test]
fn a_work_order_is_read_as_the_fact_sheet_shows_it() {
    let shown = record(json!({
        "Id": 48211, "ExtKey": null, "Number": "2026-0815", "LocationId": 7001, "CustomerId": 9001,
        "Status": "Archived", "Description": "Storing oven", "WorkDone": "Thermostaat vervangen, getest",
        "CustomerReference": "PO-77", "CreatedDate": "2026-07-14T16:02:00", "ReadyDate": "2026-07-15T11:40:00",
        "ArchivedDate": "2026-07-15T15:05:10", "LastMutation": "2026-07-15T15:05:10",
    }));
    let archived_at = date(2026, 7, 15).at(15, 5, 10, 0);
    assert_eq!(
        work_order(ID, &shown, &config()),
        ReadWorkOrder::Read(WorkOrder {
            id: ID,
            number: "2026-0815".to_owned(),
            customer: Some(SimonId(9001)),
            location: Some(SimonId(7001)),
            customer_reference: "PO-77".to_owned(),
            description: "Storing oven".to_owned(),
            status: WorkOrderStatus::Archived,
            archived_at: Some(archived_at),
            last_mutation: Some(archived_at),
        })
    );
}

#[test]
fn a_work_order_with_almost_nothing_is_one_too() {
    let ReadWorkOrder::Read(read) = work_order(ID, &record(json!({"CustomerId": 0})), &config()) else {
        panic!("faulty");
    };
    assert_eq!((read.number.as_str(), read.customer, read.archived_at), ("48211", None, None));
    assert_eq!(read.status, WorkOrderStatus::Unknown(String::new()));
}

#[test]
fn a_date_that_cannot_be_is_named() {
    let impossible = json!({"Number": "2026-0815", "ArchivedDate": "2026-02-31T10:00:00"});
    assert_eq!(
        work_order(ID, &record(impossible), &config()),
        ReadWorkOrder::Faulty {
            id: ID,
            number: "2026-0815".to_owned(),
            field: "ArchivedDate".to_owned(),
            value: "2026-02-31T10:00:00".to_owned(),
        }
    );
}

#[test]
fn statuses_and_kinds_have_names_and_settings() {
    let mut config = config();
    config.statuses.insert("5".to_owned(), WorkOrderStatus::Archived);
    config.time_kinds.insert("1".to_owned(), TimeKind::Travel);
    for (wire, meant) in [
        ("New", WorkOrderStatus::New),
        ("in_progress", WorkOrderStatus::InProgress),
        ("Gereed gemeld", WorkOrderStatus::Ready),
        ("ARCHIVED", WorkOrderStatus::Archived),
        ("5", WorkOrderStatus::Archived),
        ("6", WorkOrderStatus::Unknown("6".to_owned())),
    ] {
        assert_eq!(status(wire, &config), meant);
    }
    assert_eq!(kind("travel", &config), TimeKind::Travel);
    assert_eq!(kind("1", &config), TimeKind::Travel);
    assert_eq!(kind("Werktijd", &config), TimeKind::Work);
    assert_eq!(kind(&"x".repeat(90), &config), TimeKind::Unknown("x".repeat(40)));
}

#[test]
fn used_items_have_a_quantity_and_perhaps_an_article() {
    let read =
        used_item(ID, &record(json!({"ItemId": 308, "Description": "Thermostaat", "Quantity": "2,5"})));
    let read = read.unwrap();
    assert_eq!((read.item, read.quantity), (Some(SimonId(308)), Decimal::new(25, 1)));
    let free =
        used_item(ID, &record(json!({"ItemId": null, "Description": "Tape", "Quantity": -1}))).unwrap();
    assert_eq!((free.item, free.quantity), (None, Decimal::from(-1)));
    let fault = used_item(ID, &record(json!({"Quantity": "twee"}))).unwrap_err();
    assert_eq!((fault.field.as_str(), fault.value.as_str()), ("Quantity", "twee"));
    let fault = used_item(ID, &record(json!({"ItemId": 308}))).unwrap_err();
    assert_eq!((fault.field.as_str(), fault.value.as_str()), ("Quantity", ""), "no quantity is not none");
}

#[test]
fn minutes_are_those_booked_or_those_between() {
    let spent = |fields: Value| sheet(fields).unwrap().minutes;
    assert_eq!(spent(json!({"Minutes": 105, "Start": "2026-07-15T09:30:00", "End": "x"})), 105);
    assert_eq!(spent(json!({"Minutes": "7,5", "BreakMinutes": 30})), 8, "breaks are off already");
    assert_eq!(spent(json!({"Minutes": -15})), -15);
    let times = json!({"Minutes": null, "Start": "2026-07-15T09:30:00", "End": "2026-07-15T11:15:00",
        "BreakMinutes": "15"});
    assert_eq!(spent(times), 90);
    let night = json!({"Start": "2026-10-24T23:00:00", "End": "2026-10-25T05:00:00"});
    assert_eq!(spent(night), 420, "the night with an hour more");
}

#[test]
fn a_time_sheet_without_a_time_is_faulty() {
    for (fields, field, value) in [
        (json!({}), "Start", ""),
        (json!({"Start": "2026-07-15T09:30:00"}), "End", ""),
        (json!({"Start": "2026-07-15T09:30:00", "End": "2026-07-15T24:30:00"}), "End", "2026-07-15T24:30:00"),
        (json!({"Minutes": "veel"}), "Minutes", "veel"),
        (json!({"Minutes": 1e25}), "Minutes", "1e+25"),
    ] {
        let fault = sheet(fields).unwrap_err();
        assert_eq!((fault.id, fault.field.as_str(), fault.value.as_str()), (ID, field, value));
    }
}
