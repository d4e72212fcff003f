//! What changed since a moment: never too little.

use jiff::{SignedDuration, Timestamp};
use koppel_bookkeeping::{Bookkeeping, PageMark};
use koppel_domain::records::Stream;

use crate::house::{Article, Customer, House, article, customer, furnished};
use crate::records::record;

/// The numbers of what changed, sorted, each once.
async fn changed(connector: &dyn Bookkeeping, stream: Stream, since: Timestamp) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut after: Option<PageMark> = None;
    loop {
        let page = connector.page(stream, Some(since), after.as_ref()).await.unwrap();
        numbers.extend(page.rows.into_iter().map(|row| record(row).key().to_string()));
        after = page.next;
        assert!(numbers.len() < 100, "this goes on for ever");
        if after.is_none() {
            numbers.sort();
            numbers.dedup();
            return numbers;
        }
    }
}

pub(crate) async fn a_change_is_in_what_changed_since_then<H: House>() {
    let (house, connector) = furnished::<H>();
    // Through a night, over midnight, and in the very moment.
    for wait in [0, 1, 13 * 60, 2 * 60, 24 * 60] {
        house.clock().advance(SignedDuration::from_mins(wait));
        let since = house.clock().now();
        house.put_customer(Customer { name: format!("Anders {wait}"), ..customer(10_004) });
        house.put_article(Article { description: format!("Anders {wait}"), ..article("0308", 1) });
        house.put_group(2, &format!("Anders {wait}"));
        for (stream, number) in
            [(Stream::Customers, "10004"), (Stream::Articles, "0308"), (Stream::ArticleGroups, "2")]
        {
            let numbers = changed(&*connector, stream, since).await;
            assert!(numbers.contains(&number.to_owned()), "{stream} after {wait} minutes: {numbers:?}");
        }
    }
}

pub(crate) async fn what_did_not_change_is_left_out_where_the_package_can_tell<H: House>() {
    let (house, connector) = furnished::<H>();
    house.clock().advance(SignedDuration::from_hours(24 * 10));
    let since = house.clock().now();
    assert!(changed(&*connector, Stream::Customers, since).await.is_empty());
    house.put_customer(customer(10_004));
    house.put_article(article("0308", 1));
    assert_eq!(changed(&*connector, Stream::Customers, since).await, ["10004"]);
    assert_eq!(changed(&*connector, Stream::Articles, since).await, ["0308"]);
}
