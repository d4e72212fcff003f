//! The first import, and what a quiet link costs afterwards (R6, R7, R8, R10, P3, P10).

use koppel_simulators::server::Simulated as _;
use koppel_sync::Outcome;
use koppel_tests::{Start, World};

use crate::PAIRS;

#[tokio::test]
async fn everything_comes_across_field_by_field() {
    for pair in PAIRS {
        let world = World::with(Start { page_size: 10, ..pair.start() }).await;
        world.furnish_sixty();
        let report = world.pull().await;
        assert_eq!(report.outcome, Outcome::Done);
        assert_eq!((report.counts.get("read"), report.counts.get("added")), (60, 60));
        world.assert_mirrored("first import");
        assert_eq!(world.simon.count("location"), 24, "one first work address a customer (R8)");
        let done = world.messages().await.iter().filter(|row| row.code() == "import_done").count();
        assert_eq!(done, 3, "one row a table says that the import is done (R10)");
        assert!(world.told("import_progress").await >= 6, "a row a page tells the progress (R10)");
        assert_eq!(world.told("record_added").await, 0, "a first import is not told record by record");
    }
}

#[tokio::test]
async fn unchanged_data_is_not_written_again() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.simon.journal().clear();
        world.run_until_quiet().await;
        assert_eq!(world.tick(5).await, (Outcome::Done, Outcome::Done));
        let journal = world.simon.journal().counts();
        let writes = journal.keys().filter(|name| name.contains("insert") || name.contains("update"));
        assert_eq!(writes.count(), 0, "{journal:?}");
    }
}

#[tokio::test]
async fn a_quiet_link_costs_next_to_nothing() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.tick(5).await;
        world.pass(5);
        // P10: a quiet pull.
        let before = world.meter();
        world.books.simulated().journal().clear();
        world.simon.journal().clear();
        assert_eq!(world.pull().await.outcome, Outcome::Done);
        let after = world.meter();
        assert_eq!((after.reads - before.reads, after.writes - before.writes), (1, 0), "DynamoDB, pull");
        let asked = world.books.simulated().journal().count("");
        assert!(asked <= 4, "{asked} requests to iMUIS");
        assert_eq!(world.simon.journal().count(""), 0, "requests to Simple-Simon");
        // P10: a quiet push.
        world.books.simulated().journal().clear();
        assert_eq!(world.push().await.outcome, Outcome::Done);
        let last = world.meter();
        assert_eq!((last.reads - after.reads, last.writes - after.writes), (1, 0), "DynamoDB, push");
        assert_eq!(
            world.simon.journal().counts().into_iter().collect::<Vec<_>>(),
            [("workorder/readsync".to_owned(), 1)]
        );
        assert_eq!(world.books.simulated().journal().count(""), 0, "requests to iMUIS");
    }
}

#[tokio::test]
async fn an_import_longer_than_a_run_goes_on_where_it_was() {
    let world = World::with(Start { page_size: 10, ..Start::default() }).await;
    world.furnish_sixty();
    // Every answer of Simple-Simon asks for patience now and then, so that the run's time is used up.
    world.simon.set_options(|options| options.calls_per_second = Some(5));
    let mut ends = Vec::new();
    for _ in 0..200 {
        let report = koppel_sync::pull::pull(
            &world.context,
            &world.tenant,
            world.clock.now() + jiff::SignedDuration::from_secs(20),
        )
        .await
        .unwrap();
        ends.push(report.outcome.as_str());
        if report.outcome == Outcome::Done {
            break;
        }
    }
    assert!(ends.len() > 1 && ends.last() == Some(&"done"), "{ends:?}");
    world.assert_mirrored("an import in parts");
    assert_eq!(world.told("import_done").await, 3, "never started over (R10): {ends:?}");
}
