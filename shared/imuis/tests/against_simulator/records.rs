//! Records come across as they are, whatever the transport and the formats of the answer.

use jiff::civil::date;
use koppel_bookkeeping::{Bookkeeping as _, Row};
use koppel_domain::message::Table;
use koppel_domain::records::{Address, Record, RowFault, Stream};
use koppel_imuis::{Config, Transport};
use koppel_simulators::imuis::{Article, DateForm, Debtor, DecimalMark, NullAs, Options};

use crate::world::{TRANSPORTS, World, all_records, key, record, start};

fn furnish(world: &World) {
    world.simulator.put_debtor(Debtor {
        nr: 10_000,
        name: "Jansen & Zn <\"'> é€ 😀".to_owned(),
        street: "Dorpsstraat".to_owned(),
        house_number: Some(12),
        house_number_addition: "a".to_owned(),
        postcode: "1234 AB".to_owned(),
        city: "'s-Hertogenbosch".to_owned(),
        country: "NL".to_owned(),
        email: "jansen@voorbeeld.test".to_owned(),
        phone: "0123-456789".to_owned(),
        left_on: Some(date(2026, 3, 6)),
        ..Debtor::default()
    });
    world.simulator.put_debtor(Debtor {
        nr: 10_001,
        name: "Vertrokken".to_owned(),
        left_on: Some(date(2026, 3, 5)),
        ..Debtor::default()
    });
    world.group(12, "Kranen");
    world.simulator.put_article(Article {
        nr: "A 1/2-x".to_owned(),
        search_key: "KRAAN".to_owned(),
        description: "Kraan ½\"".to_owned(),
        unit: "Stuk".to_owned(),
        group: Some(12),
        sales_blocked: true,
        ..Article::default()
    });
}

#[tokio::test]
async fn every_transport_brings_the_same_records() {
    for read in TRANSPORTS {
        let world = World::with(Config { read, ..Config::default() });
        furnish(&world);
        let connector = world.connector(None);
        assert_eq!(connector.administration().await.unwrap().name, world.simulator.options().administration);

        let customers = all_records(&connector, Stream::Customers).await;
        let [Record::Customer(jansen), Record::Customer(gone)] = customers.as_slice() else {
            panic!("{customers:?}")
        };
        assert_eq!(jansen.key, key("10000"));
        assert_eq!(jansen.name, "Jansen & Zn <\"'> é€ 😀");
        let address = Address {
            street: "Dorpsstraat".to_owned(),
            house_number: "12a".to_owned(),
            postcode: "1234 AB".to_owned(),
            town: "'s-Hertogenbosch".to_owned(),
            country: "NL".to_owned(),
        };
        assert_eq!(jansen.address, address);
        assert_eq!((jansen.phone.as_str(), jansen.email.as_str()), ("0123-456789", "jansen@voorbeeld.test"));
        assert_eq!((jansen.blocked, gone.blocked), (false, true), "left today, but not yet tomorrow");

        let articles = all_records(&connector, Stream::Articles).await;
        let [Record::Article(article)] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!((article.key.as_str(), article.search_key.as_str()), ("A 1/2-x", "KRAAN"));
        assert_eq!((article.description.as_str(), article.unit.as_str()), ("Kraan ½\"", "Stuk"));
        assert_eq!((article.group.clone(), article.blocked), (Some(key("12")), true));

        let groups = all_records(&connector, Stream::ArticleGroups).await;
        let [Record::ArticleGroup(group)] = groups.as_slice() else { panic!("{groups:?}") };
        assert_eq!((group.key.as_str(), group.name.as_str(), group.blocked), ("12", "Kranen", false));
    }
}

#[tokio::test]
async fn the_formats_of_an_answer_change_nothing() {
    let plain = World::new();
    furnish(&plain);
    let connector = plain.connector(None);
    for read in TRANSPORTS {
        let world = World::with(Config { read, ..Config::default() });
        world.simulator.change_options(|options| {
            *options = Options {
                decimal_mark: DecimalMark::Comma,
                date_form: DateForm::Iso,
                null_as: NullAs::Empty,
                padded_text: true,
                xml_declaration: true,
                ..options.clone()
            };
        });
        furnish(&world);
        for stream in Stream::ALL {
            let expected = all_records(&connector, stream).await;
            assert_eq!(all_records(&world.connector(None), stream).await, expected, "{stream} over {read:?}");
        }
    }
}

#[tokio::test]
async fn a_row_that_is_no_record_spoils_no_other() {
    let world = World::new();
    world.debtor(1);
    let faulty = |nr, column: &str, value: &str| {
        let extra = [(column.to_owned(), value.to_owned())].into();
        world.simulator.put_debtor(Debtor { nr, name: format!("Klant {nr}"), extra, ..Debtor::default() });
    };
    faulty(2, "DATKLANTAF", "31-02-2026");
    faulty(3, "NAAM", "");
    world.debtor(4);
    let page = world.connector(None).page(Stream::Customers, None, None).await.unwrap();
    let faults: Vec<_> = page
        .rows
        .iter()
        .map(|row| match row {
            Row::Record(record) => (record.key().to_string(), None),
            Row::Faulty { key, fault, .. } => (key.clone().unwrap().to_string(), Some(fault.clone())),
        })
        .collect();
    let date = RowFault::Unreadable { field: "Datum klant af".to_owned(), value: "31-02-2026".to_owned() };
    let expected = [("1", None), ("2", Some(date)), ("3", Some(RowFault::WithoutName)), ("4", None)];
    assert_eq!(faults, expected.map(|(key, fault)| (key.to_owned(), fault)));
}

#[tokio::test]
async fn one_record_is_found_by_its_own_number_alone() {
    for read in [Transport::Form, Transport::Soap11] {
        let world = World::furnished(Config { read, ..Config::default() });
        let connector = world.connector(None);
        for (stream, number, is_known) in [
            (Stream::Articles, "MON/TAGE 1", true),
            (Stream::Articles, "mon/tage 1", false),
            (Stream::Articles, "9001", false),
            (Stream::Customers, "10000", true),
            (Stream::Customers, "10001", false),
            (Stream::Customers, "Jansen", false),
            (Stream::ArticleGroups, "1", true),
        ] {
            let found = connector.record(stream, &key(number)).await.unwrap();
            let found = found.map(|row| record(row).key().to_string());
            assert_eq!(found, is_known.then(|| number.to_owned()), "{number}");
        }
    }
}

#[tokio::test]
async fn only_what_changed_is_asked_for_one_day_early() {
    let world = World::new();
    for (nr, day) in [(1, 2), (2, 3), (3, 4), (4, 5)] {
        let debtor = Debtor { nr, name: format!("Klant {nr}"), ..Debtor::default() };
        world.simulator.put_debtor_at(debtor, date(2026, 3, day));
    }
    let connector = world.connector(None);
    let numbers = async |since: &str| {
        let page = connector.page(Stream::Customers, Some(since.parse().unwrap()), None).await.unwrap();
        page.rows.into_iter().map(|row| record(row).key().to_string()).collect::<Vec<_>>()
    };
    // In the Netherlands that is half past eleven on the 4th, and half past twelve on the 5th.
    assert_eq!(numbers("2026-03-04T22:30:00Z").await, ["2", "3", "4"]);
    assert_eq!(numbers("2026-03-04T23:30:00Z").await, ["3", "4"]);
    assert!(numbers("2026-03-09T12:00:00Z").await.is_empty());
}

#[tokio::test]
async fn a_table_without_mutation_dates_is_read_whole() {
    let mut config = Config::default();
    config.incremental.customers = false;
    let world = World::with(config);
    let debtor = Debtor { nr: 1, name: "Klant".to_owned(), ..Debtor::default() };
    world.simulator.put_debtor_at(debtor, date(2020, 1, 1));
    let page = world.connector(None).page(Stream::Customers, Some(start()), None).await.unwrap();
    assert_eq!(page.rows.len(), 1);
}

#[tokio::test]
async fn refused_columns_are_dropped_remembered_and_reported_once() {
    for read in TRANSPORTS {
        let world = World::furnished(Config { read, ..Config::default() });
        let refused = [("DEB", "MOBIEL"), ("DEB", "KVKNR"), ("ART", "EOL")];
        world.simulator.change_options(|options| {
            options.refused_columns =
                refused.map(|(table, column)| (table.to_owned(), column.to_owned())).into();
        });
        let first = world.connector(None);
        assert_eq!(all_records(&first, Stream::Customers).await.len(), 1);
        assert_eq!(all_records(&first, Stream::Articles).await.len(), 2);
        let mut reported = first.refused_columns().await;
        reported.sort();
        let expected = [(Table::Customer, "KVKNR"), (Table::Customer, "MOBIEL"), (Table::Article, "EOL")];
        assert_eq!(reported, expected.map(|(table, column)| (table, column.to_owned())));

        world.asked();
        let second = world.connector(first.session().await);
        all_records(&second, Stream::Customers).await;
        all_records(&second, Stream::Articles).await;
        assert_eq!(world.asked(), ["GetStamtabelRecords DEB", "GetStamtabelRecords ART"]);
        assert!(second.refused_columns().await.is_empty());
    }
}
