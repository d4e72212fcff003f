//! The Dutch wall clock on the two days on which it is moved (SIM-A40).

use serde_json::json;

use super::{World, ids};

#[tokio::test]
async fn the_doubled_hour_stamps_later_changes_with_earlier_times() {
    // 25 October 2026: at 01:00 UTC the clock goes from 03:00 back to 02:00.
    let world = World::at("2026-10-25T00:30:00Z").await;
    let before = world.simon.insert("customer", json!({ "Name": "summer time" }));
    world.set_clock("2026-10-25T01:10:00Z");
    let after = world.simon.insert("customer", json!({ "Name": "winter time" }));
    let stamp = |id| world.simon.record("customer", id).unwrap()["LastMutation"].clone();
    assert_eq!((stamp(before), stamp(after)), (json!("2026-10-25T02:30:00"), json!("2026-10-25T02:10:00")));

    let missed = world.get("/classic/customer/readsync?LastMutation=2026-10-25T02:20:00").await;
    assert_eq!(missed.json, json!([before]), "whoever asks from 02:20 does not see the later change");
    let filter = "LastMutation gt 2026-10-25T00:00:00Z";
    let all = world.list("Customer", &[("$filter", filter)]).await;
    assert_eq!(ids(&all.json["value"]), [before, after]);
}

#[tokio::test]
async fn the_missing_hour_is_no_work_time() {
    // 29 March 2026: at 01:00 UTC the clock goes from 02:00 to 03:00.
    let world = World::at("2026-03-29T01:30:00Z").await;
    let (customer, location) = world.customer();
    let order = world.simon.work_order(customer, location, "nachtdienst");
    let time = world.simon.book_time(order, "Work", 60);
    let time = world.simon.record("timesheet", time).unwrap();
    assert_eq!(
        (&time["Start"], &time["End"]),
        (&json!("2026-03-29T01:30:00"), &json!("2026-03-29T03:30:00"))
    );
    assert_eq!(time["Minutes"], 60, "two hours on the clock, one in life");
}

#[tokio::test]
async fn moments_are_whole_seconds_and_the_answer_carries_the_date() {
    let world = World::at("2026-07-15T08:00:00.987Z").await;
    let id = world.simon.insert("customer", json!({ "Name": "a" }));
    assert_eq!(world.simon.record("customer", id).unwrap()["LastMutation"], "2026-07-15T10:00:00");
    let answer = world.get("/classic/customer/read").await;
    assert_eq!(answer.response.headers()["date"], "Wed, 15 Jul 2026 08:00:00 GMT");
}
