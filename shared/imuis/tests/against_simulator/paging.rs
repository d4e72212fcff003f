//! Long answers come whole, also while records come and go between two pages.

use std::collections::{BTreeMap, BTreeSet};

use koppel_bookkeeping::Bookkeeping as _;
use koppel_domain::failure::Failure;
use koppel_domain::records::Stream;
use koppel_imuis::{Config, Paging};
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;

use crate::world::{TRANSPORTS, World, all_pages, all_records, record};

/// How often each number came.
fn seen(pages: Vec<koppel_bookkeeping::Page>) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    for row in pages.into_iter().flat_map(|page| page.rows) {
        *seen.entry(record(row).key().to_string()).or_default() += 1;
    }
    seen
}

#[tokio::test]
async fn nothing_is_lost_or_doubled_while_records_come_and_go() {
    for read in TRANSPORTS {
        let world = World::with(Config { read, ..Config::default() });
        // Even numbers, so that there is room between them.
        (1..=2500).for_each(|nr| world.debtor(nr * 2));
        let connector = world.connector(None);
        let pages = all_pages(&connector, Stream::Customers, |page| {
            if page == 1 {
                // Behind the mark and before it: by page number, ten would slip out of sight.
                (1..=10).chain(2001..=2010).for_each(|nr| world.simulator.remove_debtor(nr * 2));
            } else if page == 2 {
                (1..=20).for_each(|nr| world.debtor(nr * 2 - 1));
            }
        })
        .await;
        let remaining: Vec<_> = pages.iter().map(|page| page.remaining).collect();
        assert_eq!(remaining, [Some(2500), Some(1490), Some(490)]);
        let seen = seen(pages);
        assert!(seen.values().all(|&times| times == 1));
        let stayed: BTreeSet<String> =
            (1..=2500).filter(|nr| !(2001..=2010).contains(nr)).map(|nr| (nr * 2).to_string()).collect();
        assert_eq!(seen.keys().cloned().collect::<BTreeSet<_>>(), stayed);
    }
}

#[tokio::test]
async fn articles_of_every_spelling_are_gone_through() {
    let world = World::with(Config { page_size: 3, ..Config::default() });
    let numbers = [
        "-1", "!", "0", "9000", "A", "A 1", "A/1", "A;B", "A&B", "<A>", "a", "b", "Z", "É", "é", "\"q\"",
        "100%", "%", "'", "ß", "😀",
    ];
    numbers.iter().for_each(|number| world.article(number));
    let pages = all_pages(&world.connector(None), Stream::Articles, |_| ()).await;
    assert_eq!(pages.len(), 8, "seven full pages and the empty one that ends them");
    let seen = seen(pages);
    assert!(seen.values().all(|&times| times == 1), "{seen:?}");
    assert_eq!(seen.keys().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(numbers));
}

#[tokio::test]
async fn page_numbers_bring_everything_too() {
    let world = World::with(Config { paging: Paging::Pages, page_size: 10, ..Config::default() });
    (1..=25).for_each(|nr| world.debtor(nr));
    let pages = all_pages(&world.connector(None), Stream::Customers, |_| ()).await;
    assert_eq!(pages.iter().map(|page| page.remaining).collect::<Vec<_>>(), [Some(25), Some(15), Some(5)]);
    assert_eq!(seen(pages).len(), 25);
}

#[tokio::test]
async fn nothing_is_an_answer() {
    for read in TRANSPORTS {
        let world = World::with(Config { read, ..Config::default() });
        let connector = world.connector(None);
        for stream in Stream::ALL {
            let page = connector.page(stream, None, None).await.unwrap();
            assert_eq!((page.rows.len(), page.next, page.remaining), (0, None, Some(0)));
        }
    }
}

#[tokio::test]
async fn an_empty_page_is_asked_for_again() {
    for (times, paging) in [(1, Paging::Keyset), (3, Paging::Keyset), (3, Paging::Pages)] {
        let world = World::with(Config { page_size: 2, paging, ..Config::default() });
        (1..=5).for_each(|nr| world.debtor(nr));
        let connector = world.connector(None);
        world.simulator.faults().script("GetStamtabelRecords", 1, times, Fault::EmptyPage);
        assert_eq!(all_records(&connector, Stream::Customers).await.len(), 5, "{times} times, {paging:?}");
    }
}

#[tokio::test]
async fn a_page_that_stays_empty_is_a_failure_and_never_the_end() {
    let world = World::with(Config { page_size: 2, ..Config::default() });
    (1..=5).for_each(|nr| world.debtor(nr));
    let connector = world.connector(None);
    let first = connector.page(Stream::Customers, None, None).await.unwrap();
    world.fault("GetStamtabelRecords", 4, Fault::EmptyPage);
    world.asked();
    let failure = connector.page(Stream::Customers, None, first.next.as_ref()).await.unwrap_err();
    assert!(matches!(failure, Failure::Unreadable { .. }), "{failure:?}");
    assert_eq!(world.asked().len(), 4, "asked, and asked again three times");
    let second = connector.page(Stream::Customers, None, first.next.as_ref()).await.unwrap();
    assert_eq!(second.rows.len(), 2, "the mark is still good");
}
