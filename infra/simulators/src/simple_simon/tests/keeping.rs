//! A process that is killed loses nothing that was answered.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use super::World;
use crate::clock::SimClock;
use crate::simple_simon::{Options, SimonSimulator};

/// A file of this test alone, taken away at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("koppel-simon-{}-{name}.jsonl", std::process::id()));
        let _ = fs::remove_file(&path);
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn empty() -> SimonSimulator {
    SimonSimulator::new(SimClock::standing("2026-07-15T08:00:00Z".parse().unwrap()), Options::default())
}

const TABLES: [&str; 5] = ["customer", "location", "workorder", "useditem", "timesheet"];

#[tokio::test]
async fn everything_comes_back() {
    let scratch = Scratch::new("all");
    let world = World::new().await;
    world.simon.persist(&scratch.0).unwrap();
    let customer =
        world.post("/classic/customer/insert", json!({ "ExtKey": "1042", "Name": "é😀\n\"" })).await.id();
    let location = world.post("/odata/Location", json!({ "CustomerId": customer })).await.id();
    let order = world.simon.work_order(customer, location, "a");
    world.simon.use_item(order, None, "x", rust_decimal::Decimal::new(-1_234_567, 4));
    world.simon.book_time(order, "Travel", 15);
    world.simon.change(
        "workorder",
        order,
        json!({ "PlannedDate": "2026-02-30T00:00:00", "Status": "Vreemd" }),
    );
    world.simon.archive(world.simon.work_order(None, location, "b"));
    let gone = world.simon.insert("customer", json!({ "ExtKey": "9" }));
    world.post("/classic/customer/delete", json!({ "Id": gone })).await;

    let again = empty();
    again.persist(&scratch.0).unwrap();
    for table in TABLES {
        assert!(world.simon.count(table) > 0);
        assert_eq!(again.records(table), world.simon.records(table), "{table}");
    }
    assert_eq!(again.insert("customer", json!({ "ExtKey": "1042" })), 0, "the index is back as well");
    assert_eq!(
        again.insert("customer", json!({ "ExtKey": "9" })),
        gone + 1,
        "the id of what is gone is not given again"
    );
}

#[tokio::test]
async fn a_line_cut_in_half_is_taken_away() {
    let scratch = Scratch::new("half");
    let first = empty();
    first.persist(&scratch.0).unwrap();
    first.insert("customer", json!({ "ExtKey": "1" }));
    first.insert("customer", json!({ "ExtKey": "2" }));
    let whole = fs::read(&scratch.0).unwrap();
    fs::write(&scratch.0, &whole[..whole.len() - 5]).unwrap();

    let second = empty();
    second.persist(&scratch.0).unwrap();
    assert_eq!(second.count("customer"), 1);
    second.insert("customer", json!({ "ExtKey": "3" }));

    let third = empty();
    third.persist(&scratch.0).unwrap();
    let keys: Vec<_> = third.records("customer").iter().map(|record| record["ExtKey"].clone()).collect();
    assert_eq!(keys, [json!("1"), json!("3")], "what came after the half line is whole");
}

#[tokio::test]
async fn a_file_that_is_not_ours_is_refused() {
    let scratch = Scratch::new("foreign");
    fs::write(&scratch.0, "hello\n").unwrap();
    assert!(empty().persist(&scratch.0).is_err());
    assert_eq!(fs::read_to_string(&scratch.0).unwrap(), "hello\n", "and left as it is");

    let started = empty();
    started.insert("customer", json!({}));
    let other = Scratch::new("late");
    assert!(started.persist(&other.0).is_err(), "records that are not in the file would be lost");
}
