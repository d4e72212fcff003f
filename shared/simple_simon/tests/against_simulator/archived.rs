//! The work order that was archived last, wherever in time it lies.

use koppel_domain::work_order::SimonId;
use koppel_simulators::server::Simulated as _;
use serde_json::json;

use crate::world::World;

in_both_dialects![
    the_one_that_was_archived_last_is_found,
    one_that_cannot_be_read_is_passed_over,
    a_busy_company_costs_no_more_than_a_person_waits_for,
];

async fn the_one_that_was_archived_last_is_found(world: World) {
    let client = world.client();
    assert_eq!(client.last_archived().await.unwrap(), None, "none at all");
    let (customer, location) = world.customer_and_location();
    let ids: Vec<i64> = (0..30).map(|n| world.simon.work_order(customer, location, &n.to_string())).collect();
    assert!(world.simon.report_ready(ids[3]));
    assert_eq!(client.last_archived().await.unwrap(), None, "none is archived");
    // The order of archiving is not that of the ids, and days, months and years lie in between.
    for (index, minutes) in [(20, 1), (5, 10), (11, 100_000), (2, 1_000), (28, 5_000_000), (0, 30)] {
        world.pass_minutes(minutes);
        assert!(world.simon.archive(ids[index]));
        for later in [0, 14, 16, 3_000, 600_000] {
            world.pass_minutes(later);
            let last = client.last_archived().await.unwrap();
            assert_eq!(last.map(|last| last.id), Some(SimonId(ids[index])), "{later} minutes later");
        }
        // What happens to others since does not matter.
        assert!(world.simon.change("workorder", ids[29], json!({ "Description": "x" })));
        assert_eq!(client.last_archived().await.unwrap().map(|last| last.id), Some(SimonId(ids[index])));
    }
    assert!(world.simon.reopen(ids[0]));
    assert_eq!(client.last_archived().await.unwrap().map(|last| last.id), Some(SimonId(ids[28])));
}

async fn one_that_cannot_be_read_is_passed_over(world: World) {
    let (customer, location) = world.customer_and_location();
    let [good, bad] = ["goed", "kapot"].map(|text| world.simon.work_order(customer, location, text));
    assert!(world.simon.archive(good));
    world.pass_minutes(5);
    assert!(world.simon.archive(bad));
    assert!(world.simon.change("workorder", bad, json!({ "ArchivedDate": "2026-02-31T10:00:00" })));
    let last = world.client().last_archived().await.unwrap();
    assert_eq!(last.map(|last| last.id), Some(SimonId(good)));
}

async fn a_busy_company_costs_no_more_than_a_person_waits_for(world: World) {
    let (customer, location) = world.customer_and_location();
    for n in 0..3_000 {
        world.simon.work_order(customer, location, &n.to_string());
        if n % 10 == 0 {
            world.pass_minutes(60);
        }
    }
    let client = world.client();
    client.last_archived().await.unwrap();
    world.simon.journal().clear();
    assert_eq!(client.last_archived().await.unwrap(), None, "given up");
    let questions = world.simon.journal().count("");
    assert!(questions <= 48, "{questions} questions");
}
