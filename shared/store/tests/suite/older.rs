//! What an older release kept elsewhere is found after the move, and nothing else is touched.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use koppel_domain::records::Stream;
use koppel_domain::work_order::SimonId;
use koppel_store::{Connector, Profile, SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON, Sealed};

use super::world::{World, key, moment};

/// Puts an item into a company's own partition, as older releases did.
async fn keep(world: &World, tenant: &str, item: &str, name: &str, value: AttributeValue) {
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let put = world.client.put_item().table_name(&world.tables.state);
    let put = put.item("tenant", text(tenant)).item("item", text(item)).item(name, value);
    put.send().await.unwrap();
}

#[tokio::test]
async fn what_an_older_release_kept_is_moved_over_once() {
    let world = World::new().await;
    let made: Timestamp = moment(0);
    for memory in [&world.ours, &world.theirs] {
        memory.create_profile(Profile::new("BV".to_owned(), Connector::Imuis, made)).await.unwrap();
    }
    for tenant in ["ours", "theirs"] {
        let sealed = AttributeValue::S(format!("sealed of {tenant}"));
        keep(&world, tenant, "secret#imuis", "sealed", sealed).await;
        for number in 0..60 {
            let simon = AttributeValue::N(number.to_string());
            keep(&world, tenant, &format!("link#customers#{number:03}"), "simon", simon).await;
        }
    }
    assert!(world.ours.open().await.unwrap().unwrap().secrets.is_empty());

    world.ours.move_over().await.unwrap();
    let secrets = world.ours.open().await.unwrap().unwrap().secrets;
    assert_eq!(secrets, [(SECRET_BOOKKEEPING.to_owned(), Sealed("sealed of ours".to_owned()))].into());
    let (links, next) = world.ours.all_links(Stream::Customers, None, 100).await.unwrap();
    assert_eq!((links.len(), next), (60, None));
    assert_eq!((&links[7].0, links[7].1.simon), (&key("007"), SimonId(7)));
    assert!(world.theirs.open().await.unwrap().unwrap().secrets.is_empty());

    // What was stored since stays as it is when it is done again.
    world.ours.put_secret(SECRET_BOOKKEEPING, &Sealed("newer".to_owned())).await.unwrap();
    world.ours.put_secret(SECRET_SIMPLE_SIMON, &Sealed("other".to_owned())).await.unwrap();
    world.ours.delete_links(Stream::Customers, &[key("007")]).await.unwrap();
    let before = world.store.meter();
    world.ours.move_over().await.unwrap();
    let after = world.store.meter();
    assert_eq!((after.reads - before.reads, after.writes - before.writes), (2, 0));
    let secrets = world.ours.open().await.unwrap().unwrap().secrets;
    assert_eq!(secrets[SECRET_BOOKKEEPING], Sealed("newer".to_owned()));
    assert_eq!(world.ours.all_links(Stream::Customers, None, 100).await.unwrap().0.len(), 59);
}
