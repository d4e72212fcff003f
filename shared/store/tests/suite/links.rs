//! Links between the records of both sides.

use std::collections::HashMap;

use koppel_domain::digest::Digest;
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::work_order::SimonId;
use koppel_store::Link;

use super::world::{World, key};

fn link(id: i64) -> Link {
    Link { simon: SimonId(id), location: None, digest: Some(Digest::of(&id)), native_id: None }
}

fn numbered(range: std::ops::Range<i64>) -> Vec<(RecordKey, Link)> {
    range.map(|id| (key(&format!("{id:05}")), link(id))).collect()
}

#[tokio::test]
async fn three_hundred_links_go_and_come_in_one_call() {
    let world = World::new().await;
    let ours = numbered(0..300);
    world.ours.put_links(Stream::Customers, &ours).await.unwrap();
    world.theirs.put_links(Stream::Customers, &[(key("00007"), link(-1))]).await.unwrap();
    world.ours.put_links(Stream::Articles, &[(key("00007"), link(-2))]).await.unwrap();

    let mut asked: Vec<RecordKey> = ours.iter().map(|(record, _)| record.clone()).collect();
    asked.extend([key("unknown"), key("00001"), key("00001")]);
    let found = world.ours.links(Stream::Customers, &asked).await.unwrap();
    assert_eq!(found, ours.into_iter().collect::<HashMap<_, _>>());
    let theirs = world.theirs.links(Stream::Customers, &asked).await.unwrap();
    assert_eq!(theirs, HashMap::from([(key("00007"), link(-1))]));
    assert_eq!(world.ours.links(Stream::ArticleGroups, &asked).await.unwrap(), HashMap::new());
}

#[tokio::test]
async fn the_last_link_of_a_record_counts() {
    let world = World::new().await;
    world.theirs.put_links(Stream::Articles, &[(key("A"), link(9))]).await.unwrap();
    let twice = [(key("A"), link(1)), (key("B"), link(2)), (key("A"), link(3))];
    world.ours.put_links(Stream::Articles, &twice).await.unwrap();
    let bare = Link { simon: SimonId(4), location: Some(SimonId(5)), digest: None, native_id: None };
    world.ours.put_links(Stream::Articles, &[(key("B"), bare.clone())]).await.unwrap();

    let found = world.ours.links(Stream::Articles, &[key("A"), key("B")]).await.unwrap();
    assert_eq!(found, HashMap::from([(key("A"), link(3)), (key("B"), bare)]));
    let theirs = world.theirs.links(Stream::Articles, &[key("A"), key("B")]).await.unwrap();
    assert_eq!(theirs, HashMap::from([(key("A"), link(9))]));
}

#[tokio::test]
async fn every_number_that_bookkeeping_can_write_is_a_key() {
    let world = World::new().await;
    let odd = ["a#b", "a", "A/B 12", "é", "𝄞", "'\"&<>", "article_groups#x", "0", &"9".repeat(1000)];
    let links: Vec<_> = odd.iter().zip(1..).map(|(text, id)| (key(text), link(id))).collect();
    world.ours.put_links(Stream::Articles, &links).await.unwrap();
    world.theirs.put_links(Stream::Articles, &[(key("a"), link(99))]).await.unwrap();
    let asked: Vec<RecordKey> = links.iter().map(|(record, _)| record.clone()).collect();
    let found = world.ours.links(Stream::Articles, &asked).await.unwrap();
    assert_eq!(found, links.iter().cloned().collect::<HashMap<_, _>>());
    let (all, next) = world.ours.all_links(Stream::Articles, None, 100).await.unwrap();
    assert_eq!(all.into_iter().collect::<HashMap<_, _>>(), found);
    assert_eq!(next, None);
}

#[tokio::test]
async fn all_links_come_page_by_page_in_order() {
    let world = World::new().await;
    let ours = numbered(0..25);
    world.ours.put_links(Stream::Customers, &ours).await.unwrap();
    world.ours.put_links(Stream::Articles, &numbered(0..3)).await.unwrap();
    world.theirs.put_links(Stream::Customers, &numbered(100..140)).await.unwrap();

    let mut all = Vec::new();
    let mut sizes = Vec::new();
    let mut after = None;
    loop {
        let (page, next) = world.ours.all_links(Stream::Customers, after.as_ref(), 10).await.unwrap();
        sizes.push(page.len());
        all.extend(page);
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(all, ours);
    assert_eq!(sizes, [10, 10, 5]);

    // A place to go on from need not be a record that exists.
    let (rest, _) = world.ours.all_links(Stream::Customers, Some(&key("00021x")), 10).await.unwrap();
    assert_eq!(rest, numbered(22..25));
}

#[tokio::test]
async fn nothing_asked_is_nothing_sent() {
    let world = World::new().await;
    let before = world.store.meter();
    assert_eq!(world.ours.links(Stream::Customers, &[]).await.unwrap(), HashMap::new());
    world.ours.put_links(Stream::Customers, &[]).await.unwrap();
    world.theirs.append(&[]).await.unwrap();
    assert_eq!(world.store.meter(), before);
}

#[tokio::test]
async fn a_run_can_move_between_threads() {
    let world = World::new().await;
    let (ours, theirs) = (world.ours.clone(), world.theirs.clone());
    let run = tokio::spawn(async move {
        ours.open().await.unwrap();
        ours.append(&[]).await.unwrap();
        ours.put_links(Stream::Customers, &numbered(0..30)).await.unwrap();
        ours.links(Stream::Customers, &[key("00029")]).await.unwrap().len()
    });
    assert_eq!(run.await.unwrap(), 1);
    assert!(theirs.links(Stream::Customers, &[key("00029")]).await.unwrap().is_empty());
}

#[tokio::test]
async fn links_that_are_deleted_are_gone_and_no_others_are() {
    let world = World::new().await;
    let ours = numbered(0..60);
    world.ours.put_links(Stream::Customers, &ours).await.unwrap();
    world.ours.put_links(Stream::Articles, &[(key("00007"), link(-1))]).await.unwrap();
    world.theirs.put_links(Stream::Customers, &[(key("00007"), link(-2))]).await.unwrap();

    let mut gone: Vec<RecordKey> = ours.iter().take(59).map(|(record, _)| record.clone()).collect();
    gone.extend([key("unknown"), key("00001")]);
    world.ours.delete_links(Stream::Customers, &gone).await.unwrap();
    world.ours.delete_links(Stream::Customers, &gone).await.unwrap();
    let (left, next) = world.ours.all_links(Stream::Customers, None, 100).await.unwrap();
    assert_eq!((left, next), (numbered(59..60), None));
    assert_eq!(world.ours.links(Stream::Articles, &[key("00007")]).await.unwrap().len(), 1);
    assert_eq!(world.theirs.links(Stream::Customers, &[key("00007")]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_links_of_a_page_are_found_wherever_they_lie() {
    let world = World::new().await;
    let ours = numbered(0..3_000);
    world.ours.put_links(Stream::Customers, &ours).await.unwrap();
    world.theirs.put_links(Stream::Customers, &[(key("00007"), link(-1))]).await.unwrap();
    world.ours.put_links(Stream::Articles, &[(key("00007"), link(-2))]).await.unwrap();
    let every = |step: usize| -> Vec<RecordKey> {
        ours.iter().step_by(step).map(|(record, _)| record.clone()).collect()
    };
    // More neighbours than one request lists, many strangers between them, both, and with numbers that have no link.
    let mut mixed = [every(1)[..1_200].to_vec(), every(97)].concat();
    mixed.extend([key("unknown"), key("00001"), key("00500#x"), key("A")]);
    let mut ahead: Vec<RecordKey> = (5_000..5_200).map(|id| key(&id.to_string())).collect();
    ahead.push(key("02999"));
    for asked in [every(1), every(3), every(30), every(97), mixed, ahead, vec![key("00007")], Vec::new()] {
        let found = world.ours.links_of_page(Stream::Customers, &asked).await.unwrap();
        assert_eq!(
            found,
            world.ours.links(Stream::Customers, &asked).await.unwrap(),
            "{} asked",
            asked.len()
        );
    }
    let theirs = world.theirs.links_of_page(Stream::Customers, &every(1)).await.unwrap();
    assert_eq!(theirs, HashMap::from([(key("00007"), link(-1))]));
}

#[tokio::test]
async fn links_that_come_are_stored_as_those_that_are_there() {
    let world = World::new().await;
    let ours = numbered(0..50);
    world.ours.put_links_coming(Stream::Customers, futures::stream::iter(ours.clone())).await.unwrap();
    let (stored, next) = world.ours.all_links(Stream::Customers, None, 100).await.unwrap();
    assert_eq!((stored, next), (ours, None));
    let too_long = key(&"9".repeat(1_100));
    let refused = futures::stream::iter([(too_long, link(1))]);
    assert!(world.ours.put_links_coming(Stream::Customers, refused).await.is_err());
}
