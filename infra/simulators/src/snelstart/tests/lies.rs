//! Lists that lie: what each lie looks like page by page, and what stays true.

use serde_json::json;

use super::world::{CUSTOMER, PART, World, order};
use crate::lies::Lie;
use crate::snelstart::{Article, Options};

/// Twelve articles; each is described by its code.
async fn twelve() -> World {
    let world = World::bare(Options::default()).await;
    for code in 1..=12 {
        let description = format!("Artikel {code}");
        world.snel.put_article(Article { code: code.to_string(), description, ..Article::default() });
    }
    world
}

async fn page(world: &World, skip: usize, filter: Option<&str>) -> Vec<u32> {
    let skip = skip.to_string();
    let mut query = vec![("$top", "5"), ("$skip", skip.as_str())];
    query.extend(filter.map(|filter| ("$filter", filter)));
    let answer = world.list("artikelen", &query).await;
    answer.column("artikelcode").iter().map(|code| code.parse().unwrap()).collect()
}

async fn pages(world: &World, filter: Option<&str>) -> Vec<Vec<u32>> {
    vec![page(world, 0, filter).await, page(world, 5, filter).await, page(world, 10, filter).await]
}

#[tokio::test]
async fn every_lie_looks_as_it_says_and_is_taken_back() {
    let world = twelve().await;
    let truth: Vec<Vec<u32>> = vec![(1..=5).collect(), (6..=10).collect(), vec![11, 12]];
    for (lie, told) in [
        (Lie::Empty, vec![vec![], vec![], vec![]]),
        (Lie::Truncated { keep: 7, counted: true }, vec![vec![1, 2, 3, 4, 5], vec![6, 7], vec![]]),
        (Lie::Truncated { keep: 7, counted: false }, vec![vec![1, 2, 3, 4, 5], vec![6, 7], vec![]]),
        (Lie::LosesPage(2), vec![vec![1, 2, 3, 4, 5], vec![], vec![11, 12]]),
        (Lie::Doubles, vec![vec![1, 2, 3, 4, 5], vec![5, 7, 8, 9, 10], vec![10, 12]]),
        (Lie::NoCount, truth.clone()),
        (Lie::Shifted, truth.clone()),
    ] {
        assert!(world.snel.lie("artikelen", lie.clone()));
        assert_eq!(pages(&world, None).await, told, "{lie:?}");
        assert_eq!(pages(&world, Some("IsNonActief eq false")).await, told, "all of a kind: {lie:?}");
        assert_eq!(page(&world, 0, Some("Artikelcode eq '6'")).await, [6], "{lie:?}");
        let since = "IsNonActief eq false and ModifiedOn gt datetime'2026-07-01T00:00:00'";
        assert_eq!(pages(&world, Some(since)).await, truth, "{lie:?}");
    }
    world.snel.tell_truth();
    assert_eq!(pages(&world, None).await, truth);
}

#[tokio::test]
async fn s5_rows_move_between_the_pages_of_a_shuffled_list_the_same_way_each_time() {
    let world = twelve().await;
    world.snel.lie("artikelen", Lie::Shuffled(7));
    let told = pages(&world, None).await.concat();
    assert_eq!(pages(&world, None).await.concat(), told);
    let mut sorted = told.clone();
    sorted.sort_unstable();
    assert!(sorted == (1..=12).collect::<Vec<_>>() && !told.is_sorted());
}

#[tokio::test]
async fn shifted_rows_carry_the_id_of_the_row_beside() {
    let world = twelve().await;
    let ids = world.get("artikelen").await.column("id");
    world.snel.lie("artikelen", Lie::Shifted);
    let told = world.get("artikelen").await;
    assert_eq!(told.column("id")[..11], ids[1..]);
    assert_eq!(told.json[11]["id"], json!(ids[0]));
    assert_eq!(told.json[0]["uri"], json!(format!("/artikelen/{}", ids[1])));
    let read = world.get(&format!("artikelen/{}", ids[0])).await;
    assert_eq!(read.json["artikelcode"], json!("1"), "by its id the truth");
}

#[tokio::test]
async fn every_list_of_records_can_lie_and_no_other() {
    let world = World::new().await;
    world.post("offertes", &order()).await;
    for resource in ["relaties", "artikelen", "artikelomzetgroepen", "verkooporders", "offertes"] {
        assert!(world.snel.lie(resource, Lie::Empty));
        assert_eq!(world.get(resource).await.json, json!([]), "{resource}");
    }
    assert!(!world.snel.lie("landen", Lie::Empty) && !world.snel.lie("klanten", Lie::Empty));
    let kind = world.filter("relaties", "Relatiesoort/any(r:r eq 'Klant')").await;
    assert_eq!(kind.json, json!([]), "all of a kind is a list too");
}

#[tokio::test]
async fn another_customers_key_reads_and_orders_elsewhere() {
    let here = twelve().await;
    let there = World::with(Options {
        administration: "Een ander".into(),
        administration_id: CUSTOMER.into(),
        ..Options::default()
    })
    .await;
    there.snel.answer_from(&here.snel, false);
    for (same, name) in [(false, "Een ander"), (true, "Demo Installatietechniek BV")] {
        here.snel.answer_from(&there.snel, same);
        let info = here.get("companyInfo").await.json;
        assert_eq!(
            (&info["administratieNaam"], &info["administratieIdentifier"]),
            (&json!(name), &json!(CUSTOMER))
        );
    }
    assert_eq!(here.get(&format!("artikelen/{PART}")).await.status, 200);
    assert_eq!(here.order(json!({})).await.status, 201);
    assert_eq!((here.snel.orders().len(), there.snel.orders().len()), (0, 1));
    here.snel.tell_truth();
    assert_eq!(here.get("artikelen").await.column("artikelcode").len(), 12);
    here.snel.answer_from(&here.snel, false);
    assert_eq!(here.get("artikelen").await.column("artikelcode").len(), 12, "oneself is no other");
}
