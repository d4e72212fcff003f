//! What DynamoDB cannot hold is refused before it is sent, without a word of what it was (P9, P10).

use std::time::Duration;

use koppel_domain::failure::Actor;
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::records::Stream;
use koppel_domain::work_order::SimonId;
use koppel_store::client::{connect, local_credentials};
use koppel_store::{
    Cause, ItemKind, Link, LogRow, OrderEntry, ProblemChange, SECRET_BOOKKEEPING, Sealed, Store, StoreError,
    Tables,
};

use super::world::{World, key, moment, ready};

/// More than one item of DynamoDB holds (400 KB).
fn far_too_long() -> String {
    "x".repeat(410_000)
}

#[tokio::test]
async fn an_item_that_is_too_large_is_refused() {
    let world = World::new().await;
    let mut big = ready(1, "onze");
    if let Some(order) = &mut big.order {
        order.memo = far_too_long();
    }
    let refused = world.ours.save_order(big, ProblemChange::Keep, &[], moment(9)).await;
    assert!(matches!(refused, Err(StoreError::TooLarge { item: ItemKind::Order, .. })));
    assert_eq!(refused.unwrap_err().actor(), Actor::Operator);

    let message = Message::FilterGroupUnknown { group: far_too_long() };
    let row = LogRow { at: moment(0), message };
    let refused = world.ours.append(std::slice::from_ref(&row)).await;
    assert!(matches!(refused, Err(StoreError::TooLarge { item: ItemKind::LogRow, .. })));
    let refused = world.theirs.save_order(ready(1, "hun"), ProblemChange::Keep, &[row], moment(9)).await;
    assert!(matches!(refused, Err(StoreError::TooLarge { item: ItemKind::LogRow, .. })));

    let refused = world.ours.put_secret(SECRET_BOOKKEEPING, &Sealed(far_too_long())).await;
    assert!(matches!(refused, Err(StoreError::TooLarge { item: ItemKind::Secret, .. })));
    let lease = world
        .ours
        .take_lease::<Vec<String>>(Concern::Pull, "run", moment(0), Duration::from_secs(9))
        .await
        .unwrap();
    let refused = world.ours.checkpoint(&lease, &vec![far_too_long()]).await;
    assert!(matches!(refused, Err(StoreError::TooLarge { item: ItemKind::Cursor, .. })));
    assert_eq!(world.theirs.orders_page(None, 9).await.unwrap().0, []);
}

#[tokio::test]
async fn the_largest_item_that_is_let_through_can_be_stored() {
    let world = World::new().await;
    let mut largest = None;
    for length in (397_000..400_000).rev().step_by(100) {
        let mut entry = ready(1, "onze");
        if let Some(order) = &mut entry.order {
            order.memo = "é".repeat(length / 2);
        }
        match world.ours.save_order(entry, ProblemChange::Keep, &[], moment(9)).await {
            Ok(saved) => {
                largest = Some(saved);
                break;
            }
            Err(error) => assert!(matches!(error, StoreError::TooLarge { .. }), "{error:?}"),
        }
    }
    let found: OrderEntry = world.ours.orders(&[SimonId(1)]).await.unwrap().remove(&SimonId(1)).unwrap();
    assert_eq!(Some(found), largest);
    assert!(world.theirs.orders(&[SimonId(1)]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_key_that_is_too_long_is_refused() {
    let world = World::new().await;
    let long = "k".repeat(1020);
    let refused = |item| StoreError::KeyRefused { item, limit_bytes: 1024 };
    let link = Link { simon: SimonId(1), location: None, digest: None, native_id: None };
    for tenant in [&world.ours, &world.theirs] {
        let put = tenant.put_links(Stream::Customers, &[(key(&long), link.clone())]).await;
        assert_eq!(put, Err(refused(ItemKind::Link)));
        let read = tenant.links(Stream::Customers, &[key(&long)]).await;
        assert_eq!(read, Err(refused(ItemKind::Link)));
        let closed = tenant.close_problems(&[(Table::Customer, long.clone())]).await;
        assert_eq!(closed, Err(refused(ItemKind::Problem)));
    }
}

#[tokio::test]
async fn a_store_that_is_not_there_says_who_must_act() {
    let world = World::new().await;
    let tables = Tables { state: "no-such-state".to_owned(), log: "no-such-log".to_owned() };
    let missing = Store::new(world.client.clone(), tables.clone()).of(world.ours.tenant());
    let error = missing.open().await.unwrap_err();
    assert!(matches!(&error, StoreError::Refused { source: Cause::Answered { code, .. }, .. }
        if code == "ResourceNotFoundException"));
    assert_eq!(error.actor(), Actor::Operator);
    assert_eq!(error.to_string(), "the store refuses to read the profile");

    let nobody = connect(Some("http://127.0.0.1:9"), "eu-west-1", local_credentials());
    let away = Store::new(nobody, tables).of(world.theirs.tenant());
    let error = away.open().await.unwrap_err();
    let source = Cause::Connection;
    assert_eq!(error, StoreError::Unavailable { step: "read", item: ItemKind::Profile, source });
    assert_eq!(error.actor(), Actor::Nobody);
}

#[tokio::test]
async fn no_error_shows_what_an_item_holds() {
    let world = World::new().await;
    let mut entry = ready(1, "name of a person");
    entry.number = "name of a person".to_owned();
    world.theirs.save_order(entry.clone(), ProblemChange::Keep, &[], moment(9)).await.unwrap();
    world.ours.save_order(entry.clone(), ProblemChange::Keep, &[], moment(9)).await.unwrap();
    let rows = [LogRow { at: moment(0), message: super::world::added("1") }];
    for rows in [&rows[..0], &rows[..]] {
        let error =
            world.ours.save_order(entry.clone(), ProblemChange::Keep, rows, moment(9)).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("person"), "{error:?}");
    }
}

#[tokio::test]
async fn tables_can_be_made_twice() {
    let world = World::new().await;
    world.ours.save_order(ready(1, "onze"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
    world.store.create_tables().await.unwrap();
    assert_eq!(world.ours.orders(&[SimonId(1)]).await.unwrap().len(), 1);
    assert_eq!(world.theirs.orders(&[SimonId(1)]).await.unwrap().len(), 0);
}
