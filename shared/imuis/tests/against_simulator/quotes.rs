//! Quotes and their lines, where almost every column is a guess (fact sheet §3.11), and orders by what they carry (§3.10).

use jiff::civil::date;
use koppel_bookkeeping::{Bookkeeping as _, QuoteRow};
use koppel_domain::failure::Failure;
use koppel_domain::message::Table;
use koppel_domain::quote::Quote;
use koppel_imuis::{Columns, Config, Paging, QuoteFields, ReferenceField};
use koppel_simulators::imuis::{self, QuoteLine};

use crate::world::{TRANSPORTS, World, key, order};

fn written(nr: u32) -> imuis::Quote {
    imuis::Quote {
        nr,
        debtor: Some(10_000),
        date: date(2026, 3, 5),
        kenm: "PO-77".to_owned(),
        opm: "Graag <eerst> & bellen".to_owned(),
        lines: vec![
            QuoteLine { rg: 5, description: "Badkamer".to_owned(), ..QuoteLine::default() },
            QuoteLine {
                rg: 10,
                article: Some("9000".to_owned()),
                quantity: "2.5".parse().unwrap(),
                description: "Kraan".to_owned(),
                unit: "Stuk".to_owned(),
                ..QuoteLine::default()
            },
        ],
        ..imuis::Quote::default()
    }
}

fn expected(nr: u32) -> Quote {
    Quote {
        number: key(&nr.to_string()),
        debtor: Some(key("10000")),
        date: Some(date(2026, 3, 5)),
        reference: "PO-77".to_owned(),
        memo: "Graag <eerst> & bellen".to_owned(),
    }
}

#[tokio::test]
async fn quotes_come_page_by_page_with_their_lines_over_every_transport() {
    for (read, paging) in
        TRANSPORTS.into_iter().flat_map(|read| [(read, Paging::Keyset), (read, Paging::Pages)])
    {
        let world = World::furnished(Config { read, paging, page_size: 2, ..Config::default() });
        (1..=5).for_each(|nr| world.simulator.put_quote(written(202_600_000 + nr)));
        let connector = world.connector(None);
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let page = connector.quotes(Some(world.clock.now()), after.as_ref()).await.unwrap();
            rows.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let all: Vec<QuoteRow> = (1..=5).map(|nr| QuoteRow::Quote(expected(202_600_000 + nr))).collect();
        assert_eq!(rows, all, "{read:?} {paging:?}");
        let lines = connector.quote_lines(&key("202600003")).await.unwrap();
        let lines: Vec<_> = lines.into_iter().map(Result::unwrap).collect();
        assert_eq!(lines.iter().map(|line| line.line).collect::<Vec<_>>(), [5, 10]);
        assert_eq!((lines[0].article.clone(), lines[0].text.as_str()), (None, "Badkamer"));
        assert_eq!(
            (lines[1].article.clone(), lines[1].quantity.to_string()),
            (Some(key("9000")), "2.5".to_owned())
        );
        let one = connector.quote(&key("202600003")).await.unwrap();
        assert_eq!(one, Some(QuoteRow::Quote(expected(202_600_003))));
        assert_eq!(connector.quote(&key("202600009")).await.unwrap(), None);
    }
}

#[tokio::test]
async fn columns_that_are_refused_or_called_otherwise_are_a_matter_of_configuration() {
    let columns = |list: &[&str]| list.iter().map(|&column| column.to_owned()).collect::<Vec<_>>();
    let config = Config {
        columns: Columns {
            quotes: columns(&["DAT", "KENM", "OPM"]),
            quote_lines: columns(&["ART", "AANT", "OMSCHR", "EENH"]),
            ..Columns::default()
        },
        quote_fields: QuoteFields { reference: columns(&["REFERENTIE", "KENM"]), ..QuoteFields::default() },
        ..Config::default()
    };
    let world = World::furnished(config);
    world.simulator.change_options(|options| {
        options.refused_columns = [("OFFKOP", "OPM"), ("OFFRG", "EENH")]
            .map(|(table, column)| (table.to_owned(), column.to_owned()))
            .into();
    });
    world.simulator.put_quote(written(202_600_001));
    let connector = world.connector(None);
    let page = connector.quotes(None, None).await.unwrap();
    assert_eq!(page.rows, [QuoteRow::Quote(Quote { memo: String::new(), ..expected(202_600_001) })]);
    let lines = connector.quote_lines(&key("202600001")).await.unwrap();
    assert!(lines.iter().all(|line| line.as_ref().unwrap().unit.is_empty()));
    let refused = [(Table::Quote, "OPM".to_owned()), (Table::Quote, "EENH".to_owned())];
    assert_eq!(connector.refused_columns().await, refused);
}

#[tokio::test]
async fn books_without_a_quote_module_refuse_quotes_and_nothing_else() {
    let world = World::furnished(Config::default());
    world.simulator.change_options(|options| options.no_quote_module = true);
    let connector = world.connector(None);
    for refused in [
        connector.quotes(None, None).await.map(drop),
        connector.quote(&key("1")).await.map(drop),
        connector.quote_lines(&key("1")).await.map(drop),
    ] {
        assert!(matches!(refused, Err(Failure::Refused { .. })), "{refused:?}");
    }
    connector.create_order(&order(417)).await.unwrap();
}

#[tokio::test]
async fn orders_are_listed_with_what_they_carry_in_either_field() {
    for order_reference_field in [ReferenceField::Extordnr, ReferenceField::Kenm] {
        let world = World::furnished(Config { order_reference_field, page_size: 2, ..Config::default() });
        let connector = world.connector(None);
        // One that nobody else's number can be: too long for EXTORDNR.
        let references = [417_i64, 418, 3_000_000_000];
        let mut made = Vec::new();
        for reference in references {
            made.push(connector.create_order(&order(reference)).await.unwrap());
        }
        // The customer's own reference looks like one of ours, in the field that does not carry ours.
        let by_hand = imuis::Order {
            nr: 202_699_999,
            debtor: 10_000,
            kenm: "417".to_owned(),
            ..imuis::Order::default()
        };
        if order_reference_field == ReferenceField::Extordnr {
            world.simulator.put_order(by_hand);
        }
        let (mut orders, mut after, mut rows) = (Vec::new(), None, 0);
        loop {
            let page = connector.referenced_orders(after.as_ref()).await.unwrap();
            rows += page.rows;
            orders.extend(page.orders);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(rows as usize, world.simulator.orders().len());
        let found: Vec<_> =
            orders.iter().map(|order| (order.reference.work_order().0, order.number.clone())).collect();
        let expected: Vec<_> = references.into_iter().zip(made).collect();
        assert_eq!(found, expected, "{order_reference_field:?}");
    }
}
