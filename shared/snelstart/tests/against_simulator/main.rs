//! The connector against the simulated SnelStart, which was written apart from it: what only this package has. What every
//! package keeps is the contract (`tests/contract`).

#![cfg(test)]

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use koppel_bookkeeping::{Bookkeeping as _, LookUp, Row};
use koppel_domain::records::{ArticleGroup, Record, RecordKey, Stream};
use koppel_domain::sales_order::{OrderLine, OrderReference, SalesOrder};
use koppel_domain::work_order::SimonId;
use koppel_outside::clock::Clock;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use koppel_simulators::clock::SimClock;
use koppel_simulators::lies::Lie;
use koppel_simulators::server::{Outcome, Simulated as _, answer};
use koppel_simulators::snelstart::{self, Agreement, Article, Options, Relation, SnelStartSimulator};
use koppel_snelstart::{Config, Credentials, SnelStart};

struct Line(SnelStartSimulator);

#[async_trait]
impl Http for Line {
    async fn send(&self, request: Request<Bytes>, _: Limits) -> Result<Response<Bytes>, HttpError> {
        match answer(&self.0, request).await {
            Outcome::Answer(response) => Ok(response),
            Outcome::Cut => Err(HttpError::Unclear("connection cut")),
        }
    }
}

/// Both sides' time; a sleeper moves it.
struct SharedClock(SimClock);

#[async_trait]
impl Clock for SharedClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.0.advance(SignedDuration::try_from(duration).unwrap());
    }
}

/// Books with one customer, 1042, and articles `A1` to `A60` of 10 euros, and a connector to them.
struct World {
    clock: SimClock,
    books: SnelStartSimulator,
    connector: SnelStart,
    customer_id: String,
    article_ids: Vec<String>,
}

fn world(options: Options) -> World {
    let clock = SimClock::standing("2026-11-23T08:00:00Z".parse().unwrap());
    let credentials = Credentials {
        subscription_key: options.subscription_keys[0].as_str().into(),
        link_key: options.client_key.as_str().into(),
    };
    let books = SnelStartSimulator::new(clock.clone(), options);
    let customer = Relation { code: Some(1042), name: "De Korenaar".to_owned(), ..Relation::default() };
    let customer_id = books.put_relation(customer);
    let group = books.groups()[0].id.clone();
    let article = |number: u32| Article {
        code: format!("A{number}"),
        description: format!("Artikel {number}"),
        group: group.clone(),
        price: 10.into(),
        ..Article::default()
    };
    let article_ids = (1..=60).map(|number| books.put_article(article(number))).collect();
    let config = Config::default();
    let connector = SnelStart::new(
        Arc::new(Line(books.clone())),
        Arc::new(SharedClock(clock.clone())),
        Arc::new(config.pace()),
        config,
        credentials,
        None,
    );
    World { clock, books, connector, customer_id, article_ids }
}

fn order(work_order: i64, lines: &[(&str, &str)]) -> SalesOrder {
    let line = |(article, quantity): &(&str, &str)| OrderLine {
        article: RecordKey::new(article).unwrap(),
        quantity: quantity.parse().unwrap(),
        description: String::new(),
    };
    SalesOrder {
        reference: OrderReference::of(SimonId(work_order)),
        debtor: RecordKey::new("1042").unwrap(),
        date: jiff::civil::date(2026, 11, 20),
        customer_reference: String::new(),
        memo: String::new(),
        lines: lines.iter().map(line).collect(),
    }
}

#[tokio::test]
async fn an_order_has_the_prices_that_were_agreed_and_says_whether_they_hold_vat() {
    for prices_exclude_vat in [true, false] {
        // What an order that says nothing would be taken for is the other one.
        let options =
            Options { prices_exclude_vat, order_includes_vat: prices_exclude_vat, ..Options::default() };
        let World { books, connector, customer_id, article_ids, .. } = world(options);
        for (article, quantity, price) in [(0, 1, 7), (1, 5, 6)] {
            books.put_agreement(Agreement {
                relation: customer_id.clone(),
                article: article_ids[article].clone(),
                quantity: quantity.into(),
                price: price.into(),
                ..Agreement::default()
            });
        }
        let lines = [("A1", "1.75"), ("A2", "4"), ("A2", "5"), ("A2", "-5"), ("A3", "2")];
        connector.create_order(&order(417, &lines)).await.unwrap();
        let made = books.orders().remove(0);
        let prices: Vec<String> = made.lines.iter().map(|line| line.price.normalize().to_string()).collect();
        assert_eq!(prices, ["7", "10", "6", "6", "10"]);
        assert_eq!(made.includes_vat, !prices_exclude_vat);
    }
}

#[tokio::test]
async fn articles_that_come_by_twenty_five_come_all() {
    let World { connector, .. } = world(Options { articles_page_max: 25, ..Options::default() });
    let (mut numbers, mut after) = (Vec::new(), None);
    loop {
        let page = connector.page(Stream::Articles, None, after.as_ref()).await.unwrap();
        numbers.extend(page.rows.into_iter().map(|row| match row {
            Row::Record(record) => record.key().to_string(),
            Row::Faulty { .. } => panic!("{row:?}"),
        }));
        after = page.next;
        assert!(numbers.len() <= 60, "this goes on for ever");
        if after.is_none() {
            break;
        }
    }
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 60);
}

#[tokio::test]
async fn a_long_run_waits_for_the_next_minute_and_is_never_refused() {
    // Two calls each, once articles and prices are known: twice what a minute has.
    const ORDERS: i64 = 500;
    let limits = Some(snelstart::Limits::PRODUCTION);
    let World { clock, books, connector, .. } = world(Options { limits, ..Options::default() });
    let began = clock.now();
    for work_order in 1..=ORDERS {
        connector.create_order(&order(work_order, &[("A1", "1"), ("A2", "2")])).await.unwrap();
        let found =
            connector.orders_by_reference(OrderReference::of(SimonId(work_order)), None, LookUp::Quick).await;
        assert_eq!(found.unwrap().len(), 1);
    }
    assert_eq!(books.orders().len(), ORDERS as usize);
    assert!(books.journal().entries().iter().all(|entry| entry.status != 429));
    assert!(clock.now().duration_since(began) >= SignedDuration::from_mins(2), "no minute was waited for");
}

#[tokio::test]
async fn p5_a_group_that_its_list_lacks_is_asked_for_by_its_own_id() {
    for missing_is_400 in [false, true] {
        let World { books, connector, .. } = world(Options { missing_is_400, ..Options::default() });
        let page = connector.page(Stream::ArticleGroups, None, None).await.unwrap();
        let groups: Vec<ArticleGroup> = page.rows.into_iter().map(group).collect();
        assert!(books.lie("artikelomzetgroepen", Lie::Truncated { keep: groups.len() - 1, counted: true }));
        let mut missed = 0;
        for known in &groups {
            let native_id = known.native_id.as_deref();
            assert!(native_id.is_some());
            missed += u32::from(connector.record(Stream::ArticleGroups, &known.key).await.unwrap().is_none());
            let found = connector.group(&known.key, native_id).await.unwrap().map(group);
            assert_eq!(found.as_ref(), Some(known));
        }
        assert_eq!(missed, 1, "the list is one short");
        books.tell_truth();
        let [first, second, ..] = &groups[..] else { panic!("{groups:?}") };
        // Its id is another's number now, or nobody's.
        let other = RecordKey::new("77").unwrap();
        assert_eq!(connector.group(&other, first.native_id.as_deref()).await.unwrap(), None);
        assert!(books.remove_group(second.native_id.as_deref().unwrap()));
        assert_eq!(connector.group(&second.key, second.native_id.as_deref()).await.unwrap(), None);
    }
}

fn group(row: Row) -> ArticleGroup {
    match row {
        Row::Record(Record::ArticleGroup(group)) => group,
        other => panic!("{other:?}"),
    }
}
