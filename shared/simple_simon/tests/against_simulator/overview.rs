//! Tables at a glance: how much is in them, and when they were last changed (R22).

use jiff::civil::DateTime;
use koppel_simple_simon::{Overview, Table};
use koppel_simulators::server::Simulated as _;
use serde_json::json;

use crate::world::World;

in_both_dialects![
    an_empty_table_has_no_latest_mutation,
    the_latest_mutation_is_found_in_whatever_order_records_changed,
    an_import_in_bulk_is_seen_with_a_few_questions,
];

async fn an_empty_table_has_no_latest_mutation(world: World) {
    for table in Table::ALL {
        let seen = world.client().overview(table).await.unwrap();
        assert_eq!(seen, Overview { count: 0, latest: None }, "{table:?}");
    }
}

fn latest(world: &World) -> DateTime {
    let mutations = world.simon.records("customer").into_iter().map(|record| record["LastMutation"].clone());
    mutations.map(|moment| moment.as_str().unwrap().parse().unwrap()).max().unwrap()
}

async fn the_latest_mutation_is_found_in_whatever_order_records_changed(world: World) {
    let ids: Vec<i64> =
        (0..200).map(|n| world.simon.insert("customer", json!({ "ExtKey": n.to_string() }))).collect();
    // Backwards, in leaps, and one alone.
    let backwards: Vec<usize> = (0..200).rev().collect();
    let leaps: Vec<usize> = (0..200).map(|n| n * 73 % 200).collect();
    for (order, minutes) in [(backwards, 1), (leaps, 500), (vec![0], 100_000)] {
        for place in order {
            world.pass_minutes(minutes);
            assert!(world.simon.change("customer", ids[place], json!({ "Remark": "x" })));
            if place % 40 != 0 {
                continue;
            }
            let seen = world.client().overview(Table::Customer).await.unwrap();
            assert_eq!(seen, Overview { count: 200, latest: Some(latest(&world)) });
        }
    }
    world.pass_minutes(1_000_000);
    let seen = world.client().overview(Table::Customer).await.unwrap();
    assert_eq!(seen.latest, Some(latest(&world)), "long ago");
}

async fn an_import_in_bulk_is_seen_with_a_few_questions(world: World) {
    for n in 0..3_000 {
        world.simon.insert("customer", json!({ "ExtKey": n.to_string() }));
        if n % 5 == 0 {
            world.clock.advance(jiff::SignedDuration::from_secs(1));
        }
    }
    let client = world.client();
    client.overview(Table::User).await.unwrap();
    world.simon.journal().clear();
    let seen = client.overview(Table::Customer).await.unwrap();
    assert_eq!(seen.count, 3_000);
    assert_eq!(seen.latest, Some(latest(&world)));
    let questions = world.simon.journal().count("");
    assert!(questions <= if world.is_classic() { 3 } else { 16 }, "{questions} questions");
}
