//! Lists of removals: whole or not there, and each company its own (P5, P6).

use jiff::Timestamp;
use koppel_domain::cleanup::{Removal, Why};
use koppel_domain::records::Stream;
use koppel_domain::work_order::SimonId;
use koppel_store::{Link, Listed, REMOVALS_PER_PAGE, RemovalList, TableCount};

use super::world::{World, key};

fn removals(count: i64) -> Vec<Removal> {
    let removal = |id: i64| Removal {
        stream: Stream::Customers,
        simon: SimonId(id),
        number: id.to_string(),
        listed_as: id.to_string(),
        name: "Jansen".to_owned(),
        why: Why::Vanished,
    };
    (0..count).map(removal).collect()
}

fn head(id: &str, count: u64) -> RemovalList {
    let pages = count.div_ceil(REMOVALS_PER_PAGE as u64);
    RemovalList {
        id: id.to_owned(),
        made_at: Timestamp::UNIX_EPOCH,
        tables: vec![TableCount { stream: Stream::Customers, count, total: 2 * count, withheld: true }],
        pages: u32::try_from(pages).unwrap(),
    }
}

#[tokio::test]
async fn a_list_takes_the_place_of_the_one_before_with_all_its_pages() {
    let world = World::new().await;
    let theirs = removals(3);
    world.theirs.put_removals(Listed::Withheld, &head("a", 3), &theirs).await.unwrap();
    world.ours.put_removals(Listed::DryRun, &head("a", 3), &theirs).await.unwrap();
    let long = removals(5_001);
    world.ours.put_removals(Listed::Withheld, &head("a", 5_001), &long).await.unwrap();
    let mut read = Vec::new();
    for page in 0..26 {
        read.extend(world.ours.removal_page(Listed::Withheld, "a", page).await.unwrap().unwrap());
    }
    assert_eq!(read, long);
    world.ours.put_removals(Listed::Withheld, &head("b", 1), &removals(1)).await.unwrap();
    assert_eq!(world.ours.removal_list(Listed::Withheld).await.unwrap(), Some(head("b", 1)));
    for page in 0..26 {
        assert_eq!(world.ours.removal_page(Listed::Withheld, "a", page).await.unwrap(), None);
    }
    world.ours.drop_removals(Listed::Withheld).await.unwrap();
    assert_eq!(world.ours.removal_list(Listed::Withheld).await.unwrap(), None);
    assert_eq!(world.ours.removal_page(Listed::Withheld, "b", 0).await.unwrap(), None);
    assert_eq!(world.ours.removal_page(Listed::DryRun, "a", 0).await.unwrap(), Some(theirs.clone()));
    assert_eq!(world.theirs.removal_page(Listed::Withheld, "a", 0).await.unwrap(), Some(theirs));
}

#[tokio::test]
async fn a_link_goes_only_with_the_record_that_it_names() {
    let world = World::new().await;
    let link = |id| Link { simon: SimonId(id), location: None, digest: None, native_id: None };
    world.ours.put_links(Stream::Customers, &[(key("1"), link(7)), (key("2"), link(8))]).await.unwrap();
    world.theirs.put_links(Stream::Customers, &[(key("2"), link(8))]).await.unwrap();
    for (record, simon) in [("1", 6), ("2", 8), ("2", 8), ("3", 9)] {
        world.ours.delete_link_to(Stream::Customers, &key(record), SimonId(simon)).await.unwrap();
    }
    let asked = [key("1"), key("2"), key("3")];
    assert_eq!(world.ours.links(Stream::Customers, &asked).await.unwrap().len(), 1);
    assert_eq!(world.theirs.links(Stream::Customers, &asked).await.unwrap().len(), 1);
}
