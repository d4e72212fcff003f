//! Long lists, which have no order of their own: 500 rows at once or 25, and what moves while they are read.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use koppel_bookkeeping::{Bookkeeping as _, PageMark};
use koppel_domain::records::Stream;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use koppel_snelstart::{Config, Credentials, SnelStart};
use serde_json::json;

use crate::world::{World, key, kind, record};

/// A list of customers that is read at its place.
struct Shelf {
    numbers: Mutex<Vec<u32>>,
    /// Most rows that it gives at once.
    most: usize,
    heeds_skip: bool,
    asked: AtomicUsize,
}

#[async_trait]
impl Http for Shelf {
    async fn send(&self, request: Request<Bytes>, _: Limits) -> Result<Response<Bytes>, HttpError> {
        if request.uri().host() == Some("auth.test") {
            return Ok(Response::new(Bytes::from_static(br#"{"access_token": "t"}"#)));
        }
        self.asked.fetch_add(1, Ordering::SeqCst);
        let of = |name: &str| {
            let pairs = request.uri().query().unwrap().split('&').filter_map(|pair| pair.split_once('='));
            pairs
                .filter(|(found, _)| *found == name)
                .map(|(_, value)| value.parse::<usize>().unwrap())
                .sum::<usize>()
        };
        let skip = if self.heeds_skip { of("$skip") } else { 0 };
        let numbers = self.numbers.lock().unwrap();
        let rows: Vec<_> = numbers
            .iter()
            .skip(skip)
            .take(of("$top").min(self.most))
            .map(|number| {
                let id = format!("aaaaaaaa-0000-4000-8000-{number:012}");
                json!({ "id": id, "relatiesoort": ["Klant"], "relatiecode": number, "naam": "Klant" })
            })
            .collect();
        Ok(Response::new(Bytes::from(serde_json::to_vec(&rows).unwrap())))
    }
}

fn shelf(numbers: impl IntoIterator<Item = u32>, most: usize, page_size: u32) -> (Arc<Shelf>, SnelStart) {
    let world = World::with(Config { page_size, ..Config::default() });
    let shelf = Arc::new(Shelf {
        numbers: Mutex::new(numbers.into_iter().collect()),
        most,
        heeds_skip: true,
        asked: AtomicUsize::new(0),
    });
    let credentials = Credentials { subscription_key: "sleutel".into(), link_key: "sleutel".into() };
    let (http, pace) = (Arc::clone(&shelf), Arc::clone(&world.pace));
    (shelf, SnelStart::new(http, world.clock.clone(), pace, world.config, credentials, None))
}

/// The numbers of all pages, sorted and each once; `between` happens after each page.
async fn all(connector: &SnelStart, mut between: impl FnMut(usize)) -> Vec<u32> {
    let mut found = Vec::new();
    let mut after: Option<PageMark> = None;
    for page_number in 1.. {
        assert!(page_number < 1_000, "this goes on for ever");
        let page = connector.page(Stream::Customers, None, after.as_ref()).await.unwrap();
        found.extend(page.rows.iter().map(|row| record(row).key().as_str().parse::<u32>().unwrap()));
        between(page_number);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[tokio::test]
async fn every_row_comes_whatever_fits_a_page() {
    for (rows, most, page_size, requests) in [
        (0, 500, 500, 1),
        (499, 500, 500, 1),
        (500, 500, 500, 2),
        (1001, 500, 500, 3),
        // The list that gives no more than 25.
        (24, 25, 500, 1),
        (25, 25, 500, 2),
        (60, 25, 500, 3),
        (10, 500, 3, 5),
    ] {
        let (shelf, connector) = shelf(1..=rows, most, page_size);
        let found = all(&connector, |_| ()).await;
        assert_eq!(found, (1..=rows).collect::<Vec<_>>(), "{rows} rows, {most} at most");
        assert_eq!(shelf.asked.load(Ordering::SeqCst), requests, "{rows} rows, {most} at most");
    }
}

#[tokio::test]
async fn nothing_is_passed_over_while_rows_come_and_go() {
    let (few, connector) = shelf(1..=120, 500, 50);
    let found = all(&connector, |page| {
        let mut numbers = few.numbers.lock().unwrap();
        match page {
            // Rows that were read are gone: the rest moves up.
            1 => drop(numbers.drain(10..25)),
            // One comes in front, and the last one that was read is gone.
            2 => {
                numbers.retain(|number| *number != 85);
                numbers.insert(0, 900);
            }
            _ => {}
        }
    })
    .await;
    let missing: Vec<u32> = (1..=120).filter(|number| !found.contains(number)).collect();
    assert!(missing.iter().all(|number| *number == 85), "{missing:?}");
}

#[tokio::test]
async fn p7_pages_of_any_size_go_on_though_a_row_before_them_is_gone() {
    for page_size in [3, 4, 21, 22, 24, 500] {
        let (shelf, connector) = shelf(1..=1_100, 500, page_size);
        let found = all(&connector, |page| {
            if page == 1 {
                shelf.numbers.lock().unwrap().remove(0);
            }
        })
        .await;
        assert_eq!(found, (1..=1_100).collect::<Vec<_>>(), "{page_size} rows on a page");
    }
}

#[tokio::test]
async fn a_list_that_begins_anew_each_time_is_a_failure_and_not_endless() {
    let (shelf, _) = shelf(1..=500, 500, 500);
    let numbers = Mutex::new(shelf.numbers.lock().unwrap().clone());
    let stubborn = Arc::new(Shelf { numbers, most: 500, heeds_skip: false, asked: AtomicUsize::new(0) });
    let world = World::new();
    let credentials = Credentials { subscription_key: "sleutel".into(), link_key: "sleutel".into() };
    let (clock, pace) = (world.clock.clone(), Arc::clone(&world.pace));
    let connector = SnelStart::new(stubborn, clock, pace, world.config, credentials, None);
    let next = connector.page(Stream::Customers, None, None).await.unwrap().next;
    let failure = connector.page(Stream::Customers, None, next.as_ref()).await.unwrap_err();
    assert_eq!(kind(&failure), "unreadable: page that does not go on from the last");
}

#[tokio::test]
async fn a_row_that_comes_twice_on_a_page_counts_once() {
    let (_, connector) = shelf([1, 2, 1, 3], 500, 500);
    let page = connector.page(Stream::Customers, None, None).await.unwrap();
    assert_eq!(page.rows.iter().filter(|row| *record(row).key() == key("1")).count(), 1);
    assert_eq!(page.rows.len(), 3);
}
