//! Customers, articles and groups: listed in full, and one by one.

use koppel_bookkeeping::{Bookkeeping, PageMark, Row};
use koppel_domain::records::{Address, Customer as Debtor, Record, RecordKey, Stream};

use crate::house::{Article, CUSTOMERS, Customer, House, Keys, PAGE, article, customer, furnished, key};

/// Most pages of the small lists here.
const PAGES_MOST: usize = 50;

/// Every record of a stream, page by page; no page may be faulty.
pub(crate) async fn all(connector: &dyn Bookkeeping, stream: Stream) -> Vec<Record> {
    let mut records = Vec::new();
    let mut after: Option<PageMark> = None;
    for _ in 0..PAGES_MOST {
        let page = connector.page(stream, None, after.as_ref()).await.unwrap();
        records.extend(page.rows.into_iter().map(record));
        after = page.next;
        if after.is_none() {
            return records;
        }
    }
    panic!("this goes on for ever");
}

pub(crate) fn record(row: Row) -> Record {
    match row {
        Row::Record(record) => record,
        Row::Faulty { .. } => panic!("{row:?}"),
    }
}

/// The numbers of these records, sorted.
pub(crate) fn keys(records: &[Record]) -> Vec<&str> {
    let mut keys: Vec<&str> = records.iter().map(|record| record.key().as_str()).collect();
    keys.sort_unstable();
    keys
}

pub(crate) async fn a_listing_has_every_record_once<H: House>() {
    let (house, connector) = furnished::<H>();
    for (stream, expected) in [
        (Stream::ArticleGroups, vec!["1", "2"]),
        (Stream::Articles, vec!["0308", "B 2/3 & meer", "KRAAN", "UUR"]),
        (Stream::Customers, CUSTOMERS.to_vec()),
    ] {
        let records = all(&*connector, stream).await;
        assert_eq!(keys(&records), expected);
        assert!(records.iter().all(|record| record.stream() == stream));
    }
    // Another run finds the same.
    let again = house.connector(Keys::Right, connector.session().await);
    assert_eq!(all(&*again, Stream::Customers).await, all(&*connector, Stream::Customers).await);
}

pub(crate) async fn a_mark_is_good_in_another_run<H: House>() {
    let (house, connector) = furnished::<H>();
    let first = connector.page(Stream::Customers, None, None).await.unwrap();
    assert!(first.next.is_some(), "five customers do not fit a page");
    house.clock().advance(jiff::SignedDuration::from_hours(30));
    let other = house.connector(Keys::Right, connector.session().await);
    let mut records: Vec<Record> = first.rows.into_iter().map(record).collect();
    let mut after = first.next;
    while let Some(mark) = after {
        let page = other.page(Stream::Customers, None, Some(&mark)).await.unwrap();
        records.extend(page.rows.into_iter().map(record));
        after = page.next;
        assert!(records.len() < 100, "this goes on for ever");
    }
    assert_eq!(keys(&records), CUSTOMERS);
}

pub(crate) async fn a_record_comes_as_it_is_in_the_books<H: House>() {
    let (_house, connector) = furnished::<H>();
    let customers = all(&*connector, Stream::Customers).await;
    let Some(Record::Customer(found)) = customers.into_iter().find(|it| it.key() == &key("10003")) else {
        panic!()
    };
    let expected = Debtor {
        key: key("10003"),
        name: "Bakkerij 10003 B.V.".to_owned(),
        address: Address {
            street: "Molenweg".to_owned(),
            house_number: "12a".to_owned(),
            postcode: "5611 AB".to_owned(),
            town: "Eindhoven".to_owned(),
            country: "NL".to_owned(),
        },
        phone: "040-1234567".to_owned(),
        mobile: "06-12345678".to_owned(),
        email: "klant10003@voorbeeld.example".to_owned(),
        blocked: false,
        ..found.clone()
    };
    assert_eq!(found, expected);

    let articles = all(&*connector, Stream::Articles).await;
    let group_of = |number: &str| match articles.iter().find(|it| it.key() == &key(number)) {
        Some(Record::Article(article)) => {
            assert_eq!(
                (article.description.as_str(), article.unit.as_str()),
                (&*format!("Artikel {number}"), "Stuk")
            );
            article.group.clone()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!((group_of("UUR"), group_of("0308")), (Some(key("2")), Some(key("1"))));
    let groups = all(&*connector, Stream::ArticleGroups).await;
    let mut names: Vec<(&RecordKey, &str)> = groups.iter().map(|it| (it.key(), it.name())).collect();
    names.sort();
    assert_eq!(names, [(&key("1"), "Kranen"), (&key("2"), "Uren & kosten")]);
}

pub(crate) async fn what_is_blocked_says_so<H: House>() {
    let (house, connector) = furnished::<H>();
    house.put_customer(Customer { blocked: true, ..customer(10_004) });
    house.put_article(Article { blocked: true, ..article("KRAAN", 1) });
    for (stream, blocked) in [(Stream::Customers, "10004"), (Stream::Articles, "KRAAN")] {
        for record in all(&*connector, stream).await {
            assert_eq!(record.blocked(), record.key().as_str() == blocked, "{record:?}");
        }
        let one = connector.record(stream, &key(blocked)).await.unwrap().map(record);
        // A package may have let go of it for good.
        assert!(one.is_none_or(|record| record.blocked()));
    }
}

pub(crate) async fn a_record_is_found_by_its_number<H: House>() {
    let (_house, connector) = furnished::<H>();
    for stream in Stream::ALL {
        for listed in all(&*connector, stream).await {
            let found = connector.record(stream, listed.key()).await.unwrap().map(record);
            assert_eq!(found, Some(listed));
        }
    }
    for (stream, number) in [
        (Stream::ArticleGroups, "9"),
        (Stream::ArticleGroups, "x"),
        (Stream::Articles, "308"),
        (Stream::Articles, "KRAAN-15"),
        (Stream::Customers, "1000"),
        (Stream::Customers, "100021"),
        (Stream::Customers, "X-9"),
    ] {
        assert_eq!(connector.record(stream, &key(number)).await.unwrap(), None, "{stream} {number}");
    }
}

pub(crate) async fn an_empty_table_is_empty<H: House>() {
    let house = H::with_page(PAGE);
    let connector = house.connector(Keys::Right, None);
    for stream in Stream::ALL {
        assert!(all(&*connector, stream).await.is_empty());
    }
    assert!(connector.quotes(None, None).await.unwrap().rows.is_empty());
    assert!(connector.referenced_orders(None).await.unwrap().orders.is_empty());
}
