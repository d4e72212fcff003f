//! The article-group filter (R9, R27).

use koppel_domain::settings::Settings;
use koppel_simulators::server::Simulated as _;
use koppel_tests::seed::article;
use koppel_tests::{Pair, Start, World};

use crate::PAIRS;

fn filtered(pair: Pair, groups: &[&str]) -> Start {
    let start = Start::default();
    let article_groups = groups.iter().map(|&name| name.to_owned()).collect();
    Start {
        package: pair.package,
        dialect: pair.dialect,
        settings: Settings { article_groups, ..start.settings.clone() },
        ..start
    }
}

fn items(world: &World) -> Vec<String> {
    let mut keys: Vec<String> = world
        .simon
        .records("item")
        .iter()
        .map(|record| koppel_tests::mirror::text(record, "ExtKey"))
        .collect();
    keys.sort();
    keys
}

#[tokio::test]
async fn only_the_listed_groups_come_across() {
    for pair in PAIRS {
        let world = World::working_with(filtered(pair, &["Kranen"])).await;
        assert_eq!(items(&world), ["B 2/3 & meer", "BUIS", "KRAAN"]);
        assert_eq!(world.simon.count("itemgroup"), 1);
        assert_eq!(world.simon.count("customer"), 2, "customers have no group");
    }
}

#[tokio::test]
async fn names_are_case_sensitive_and_an_unknown_one_is_told_once() {
    let world = World::working_with(filtered(PAIRS[0], &["kranen", "Uren & kosten"])).await;
    assert_eq!(items(&world), ["REIS", "UUR", "VOORRIJ"]);
    for step in 0..4 {
        world.books.put_article(koppel_simulators::books::Article {
            description: format!("Uur {step}"),
            ..article("UUR", 2)
        });
        world.tick(5).await;
    }
    assert_eq!(world.told("filter_group_unknown").await, 1);
}

#[tokio::test]
async fn a_wider_filter_reads_all_articles_once() {
    for pair in PAIRS {
        let world = World::working_with(filtered(pair, &["Kranen"])).await;
        // Long ago, so that no watermark would show them.
        world.pass(3 * 24 * 60);
        world.tick(5).await;
        world.change_settings(|settings| settings.article_groups.clear()).await;
        world.tick(5).await;
        world.assert_mirrored("the filter is gone");
        world.tick(5).await;
        world.books.simulated().journal().clear();
        world.simon.journal().clear();
        let report = world.pull().await;
        // Groups of SnelStart do not say when they changed, so all of them are read each time.
        let groups = if world.books.snelstart().is_some() { 2 } else { 0 };
        assert_eq!(report.counts.get("read"), groups, "read in full once only: {}", report.counts);
        assert_eq!(world.simon.journal().count(""), 0);
    }
}

#[tokio::test]
async fn an_article_that_moves_out_of_the_filter_is_not_updated_any_more() {
    let world = World::working_with(filtered(PAIRS[0], &["Kranen"])).await;
    let moved =
        koppel_simulators::books::Article { description: "Buis verhuisd".to_owned(), ..article("BUIS", 2) };
    world.books.put_article(moved.clone());
    world.tick(5).await;
    let description =
        |world: &World| koppel_tests::mirror::text(&world.record_of("item", "BUIS"), "Description");
    assert_eq!(description(&world), "Artikel BUIS");
    world.books.put_article(koppel_simulators::books::Article { group: Some(1), ..moved });
    world.tick(5).await;
    assert_eq!(description(&world), "Buis verhuisd");
}

#[tokio::test]
async fn a_group_that_newly_passes_brings_its_articles_whenever_a_run_is_cut_off() {
    let mut was_cut_off = false;
    for polls in 1..5_000 {
        let world = World::working_with(filtered(PAIRS[0], &["Kranen", "Uren"])).await;
        world.pass(60 * 24 * 7);
        world.pull().await;
        // Its articles have not changed for a week; only its name makes them pass.
        let mut group = world.books.groups().into_iter().find(|group| group.nr == 2).unwrap();
        assert_eq!(group.description, "Uren & kosten");
        group.description = "Uren".to_owned();
        world.books.put_group(group);
        let report = koppel_tests::cut::cut_off_after(polls, world.try_pull()).await;
        world.pass(6);
        world.run_until_quiet().await;
        let items = items(&world);
        assert_eq!(items, ["B 2/3 & meer", "BUIS", "KRAAN", "REIS", "UUR", "VOORRIJ"], "after {polls} polls");
        if report.is_some() {
            assert!(was_cut_off, "no run was cut off at all");
            return;
        }
        was_cut_off = true;
    }
    panic!("a pull is never through");
}
