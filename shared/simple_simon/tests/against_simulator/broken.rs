//! Reads under every fault: a failure that says so, never a short list and never a record taken for deleted.

use std::time::Duration;

use koppel_domain::failure::Failure;
use koppel_domain::work_order::SimonId;
use koppel_simple_simon::{Table, Updated};
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use serde_json::json;

use crate::world::{World, draft};

in_both_dialects!(
    lists_are_whole_or_a_failure,
    a_record_is_not_gone_because_its_answer_is_empty,
    children_are_whole_or_a_failure,
    an_update_that_cannot_be_read_first_was_not_written,
    a_server_in_trouble_ends_in_the_right_state,
);

/// Whether a failure is the one that a fault must end in.
type IsRight = fn(&Failure) -> bool;

const UNREACHABLE: IsRight = |failure| matches!(failure, Failure::Unreachable { .. });
const UNREADABLE: IsRight = |failure| matches!(failure, Failure::Unreadable { .. });
const BUSY: IsRight = |failure| matches!(failure, Failure::Busy { .. });

fn faults() -> Vec<(Fault, IsRight)> {
    vec![
        (Fault::RequestLost, UNREACHABLE),
        (Fault::AnswerLost, UNREACHABLE),
        (Fault::Html(500), UNREACHABLE),
        (Fault::HtmlAfter(502), UNREACHABLE),
        (Fault::Late(Duration::from_secs(31)), UNREACHABLE),
        (Fault::Html(503), BUSY),
        (Fault::TooMany(Some(3)), BUSY),
        (Fault::HtmlAfter(200), UNREADABLE),
        (Fault::Truncated, UNREADABLE),
        (Fault::Padded(32 * 1024 * 1024), UNREADABLE),
    ]
}

async fn lists_are_whole_or_a_failure(world: World) {
    for number in 0..150 {
        world.simon.insert("customer", json!({"ExtKey": format!("{number}"), "Name": "x"}));
    }
    let client = world.client();
    // The classic list is one answer; the last page of the other is the second.
    let last_page = u64::from(!world.is_classic());
    for (fault, is_right) in faults() {
        world.simon.faults().script("customer/read", last_page, 1, fault.clone());
        let failure = client.keys(Table::Customer).await.unwrap_err();
        assert!(is_right(&failure), "{fault:?}: {failure:?}");
    }
    world.simon.faults().script("customer/read", last_page, 1, Fault::EmptyBody);
    let failure = client.keys(Table::Customer).await.unwrap_err();
    assert!(UNREADABLE(&failure), "{failure:?}");
    world.simon.faults().script("customer/read", 0, 1, Fault::Padded(1_000));
    assert_eq!(client.keys(Table::Customer).await.unwrap().len(), 150);
}

async fn a_record_is_not_gone_because_its_answer_is_empty(world: World) {
    let (customer, location) = world.customer_and_location();
    let id = SimonId(world.simon.work_order(customer, location, "x"));
    let client = world.client();
    world.simon.faults().script("workorder/read/id", 0, 1, Fault::EmptyBody);
    assert!(client.work_order(id).await.unwrap().is_some());
    // A server that answers so every time means it (SIM-A16).
    world.simon.faults().script("workorder/read/id", 0, 2, Fault::EmptyBody);
    assert!(client.work_order(id).await.unwrap().is_none());
    for (fault, is_right) in faults() {
        world.simon.faults().script("workorder/read/id", 0, 1, fault.clone());
        let failure = client.work_order(id).await.unwrap_err();
        assert!(is_right(&failure), "{fault:?}: {failure:?}");
    }
}

async fn children_are_whole_or_a_failure(world: World) {
    let (customer, location) = world.customer_and_location();
    let id = world.simon.work_order(customer, location, "x");
    for _ in 0..12 {
        world.simon.use_item(id, None, "Tape", 1);
    }
    let client = world.client();
    let (operation, skip) = if world.is_classic() { ("useditem/read/id", 11) } else { ("useditem/read", 0) };
    for (fault, is_right) in faults() {
        world.simon.faults().script(operation, skip, 1, fault.clone());
        let failure = client.used_items(SimonId(id)).await.unwrap_err();
        assert!(is_right(&failure), "{fault:?}: {failure:?}");
        world.simon.faults().heal();
    }
    assert_eq!(client.used_items(SimonId(id)).await.unwrap().len(), 12);
}

async fn an_update_that_cannot_be_read_first_was_not_written(world: World) {
    let id = SimonId(world.simon.insert("customer", json!({"ExtKey": "1", "Name": "oud"})));
    let client = world.client();
    world.simon.faults().script("customer/read/id", 0, 1, Fault::Html(500));
    assert!(UNREACHABLE(&client.update(id, &draft("1", "nieuw")).await.unwrap_err()));
    world.simon.faults().script("customer/update", 0, 1, Fault::AnswerLost);
    let failure = client.update(id, &draft("1", "nieuw")).await.unwrap_err();
    assert!(matches!(failure, Failure::Unclear { .. }), "{failure:?}");
    assert_eq!(client.update(id, &draft("1", "nieuwer")).await.unwrap(), Updated::Done);
    world.simon.faults().script("customer/update", 0, 1, Fault::EmptyBody);
    assert_eq!(client.update(id, &draft("1", "nieuwst")).await.unwrap(), Updated::Done);
    assert_eq!(world.simon.record("customer", id.0).unwrap()["Name"], "nieuwst");
}

async fn a_server_in_trouble_ends_in_the_right_state(world: World) {
    let client = world.client();
    let kinds = faults().into_iter().map(|(fault, _)| fault).chain([Fault::EmptyBody, Fault::SessionGone]);
    let kinds = kinds.filter(|fault| !matches!(fault, Fault::Padded(_))).collect();
    world.simon.faults().random(7, 300, kinds);
    for number in 0..100 {
        let draft = draft(&format!("k{number}"), "x");
        // What a run does over and over: look, then insert.
        for _ in 0..50 {
            let known = client.find(Table::Customer, draft.ext_key()).await;
            let done = match known {
                Ok(Some(id)) => client.update(id, &draft).await.is_ok_and(|updated| updated == Updated::Done),
                Ok(None) => client.insert(&draft).await.is_ok(),
                Err(_) => false,
            };
            if done {
                break;
            }
        }
    }
    world.simon.faults().heal();
    let keys = client.keys(Table::Customer).await.unwrap();
    assert_eq!(keys.len(), 100);
    assert!(!world.simon.faults().injected().is_empty());
}
