//! The register's pauses: one item for every connector (R21).

use aws_sdk_dynamodb::types::AttributeValue;
use koppel_store::Connector;

use crate::suite::world::{World, moment};

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

#[tokio::test]
async fn a_pause_in_another_spelling_ends_and_what_a_newer_release_paused_stays() {
    let world = World::new().await;
    let key = [("tenant", "_register"), ("item", "connector#imuis")];
    let written = [("paused_at", "2026-11-23 10:00+01"), ("exact_paused_at", "2026-11-22T08:00:00Z")];
    let mut put = world.client.put_item().table_name(&world.tables.state);
    for (name, value) in key.into_iter().chain(written) {
        put = put.item(name, text(value));
    }
    put.send().await.unwrap();
    assert!(
        world.store.paused().await.unwrap()[&Connector::Imuis].is_some(),
        "paused since nobody knows when"
    );
    world.store.pause(Connector::Snelstart, Some(moment(5))).await.unwrap();
    world.store.pause(Connector::Imuis, None).await.unwrap();
    let paused = world.store.paused().await.unwrap();
    assert_eq!((paused[&Connector::Imuis], paused[&Connector::Snelstart]), (None, Some(moment(5))));
    let mut get = world.client.get_item().table_name(&world.tables.state);
    for (name, value) in key {
        get = get.key(name, text(value));
    }
    let item = get.send().await.unwrap().item.unwrap();
    assert_eq!(item.get("exact_paused_at"), Some(&text("2026-11-22T08:00:00Z")));
    assert_eq!(item.get("paused_at"), None);
}
