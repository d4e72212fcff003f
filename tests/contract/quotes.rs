//! Quotes, with their lines.

use jiff::{SignedDuration, Timestamp};
use koppel_bookkeeping::{Bookkeeping, QuoteRow};
use rust_decimal::Decimal;

use crate::house::{Customer, House, Quote, customer, furnished, key};

fn quote(number: u32) -> Quote {
    let line = |article: Option<&str>, quantity: &str, text: &str| {
        (article.map(str::to_owned), quantity.parse().unwrap(), text.to_owned())
    };
    Quote {
        number,
        customer: 10_002,
        reference: "PO-77".to_owned(),
        memo: "Graag bellen\nna vijven".to_owned(),
        lines: vec![
            line(None, "0", "Badkamer & toilet"),
            line(Some("KRAAN"), "2.5", "Kraan, chroom"),
            line(Some("UUR"), "8", "Uren"),
        ],
    }
}

/// Every quote, and whether any page said more than that it is there.
async fn all(connector: &dyn Bookkeeping, since: Option<Timestamp>) -> Vec<koppel_domain::quote::Quote> {
    let mut quotes = Vec::new();
    let mut after = None;
    loop {
        let page = connector.quotes(since, after.as_ref()).await.unwrap();
        quotes.extend(page.rows.into_iter().map(usable));
        after = page.next;
        assert!(quotes.len() < 100, "this goes on for ever");
        if after.is_none() {
            return quotes;
        }
    }
}

fn usable(row: QuoteRow) -> koppel_domain::quote::Quote {
    match row {
        QuoteRow::Quote(quote) => quote,
        QuoteRow::Faulty { .. } => panic!("{row:?}"),
    }
}

pub(crate) async fn a_quote_comes_with_its_lines_in_order<H: House>() {
    let (house, connector) = furnished::<H>();
    (165..=169).for_each(|number| house.put_quote(quote(number)));
    let mut numbers: Vec<String> =
        all(&*connector, None).await.iter().map(|it| it.number.to_string()).collect();
    numbers.sort();
    assert_eq!(numbers, ["165", "166", "167", "168", "169"]);

    let found = usable(connector.quote(&key("167")).await.unwrap().unwrap());
    assert_eq!((found.number, found.debtor), (key("167"), Some(key("10002"))));
    assert_eq!(found.date, Some(jiff::civil::date(2026, 11, 20)));
    assert_eq!((found.reference.as_str(), found.memo.as_str()), ("PO-77", "Graag bellen\nna vijven"));

    let lines: Vec<_> =
        connector.quote_lines(&key("167")).await.unwrap().into_iter().map(Result::unwrap).collect();
    let told: Vec<(Option<&str>, Decimal, &str)> = lines
        .iter()
        .map(|line| (line.article.as_ref().map(|it| it.as_str()), line.quantity, line.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (None, Decimal::ZERO, "Badkamer & toilet"),
            (Some("KRAAN"), Decimal::new(25, 1), "Kraan, chroom"),
            (Some("UUR"), Decimal::from(8), "Uren"),
        ]
    );
    assert!(lines.is_sorted_by(|one, next| one.line < next.line), "each line has a number of its own");
}

pub(crate) async fn a_quote_that_is_not_there_is_not_there<H: House>() {
    let (house, connector) = furnished::<H>();
    house.put_quote(quote(165));
    assert_eq!(connector.quote(&key("166")).await.unwrap(), None);
    assert_eq!(connector.quote(&key("X-9")).await.unwrap(), None);
    assert!(connector.quote_lines(&key("166")).await.unwrap().is_empty());
}

pub(crate) async fn a_quote_of_a_blocked_customer_holds_up_no_other<H: House>() {
    let (house, connector) = furnished::<H>();
    house.put_quote(quote(165));
    house.put_quote(Quote { customer: 10_003, ..quote(166) });
    house.put_customer(Customer { blocked: true, ..customer(10_002) });
    let mut numbers: Vec<String> =
        all(&*connector, None).await.iter().map(|it| it.number.to_string()).collect();
    numbers.sort();
    assert_eq!(numbers, ["165", "166"]);
}

pub(crate) async fn a_changed_quote_comes_again<H: House>() {
    let (house, connector) = furnished::<H>();
    house.put_quote(quote(165));
    house.put_quote(quote(166));
    house.clock().advance(SignedDuration::from_hours(24 * 10));
    let since = house.clock().now();
    assert!(all(&*connector, Some(since)).await.is_empty());
    let mut other = quote(166);
    other.memo = "Toch niet bellen".to_owned();
    house.put_quote(other);
    let found = all(&*connector, Some(since)).await;
    assert_eq!(found.iter().map(|it| it.number.as_str()).collect::<Vec<_>>(), ["166"]);

    // Only a line changed: the header says it, or the list of changed lines does.
    house.clock().advance(SignedDuration::from_hours(24 * 10));
    let since = house.clock().now();
    let mut longer = quote(165);
    longer.lines.push((None, Decimal::ZERO, "Toegift".to_owned()));
    house.put_quote(longer);
    let by_header = all(&*connector, Some(since)).await;
    let by_lines = connector.changed_quote_lines(since, None).await.unwrap().quotes;
    let named = by_header.iter().map(|it| &it.number).chain(by_lines.iter().map(|(number, _)| number));
    assert!(named.into_iter().any(|number| *number == key("165")));
    assert_eq!(connector.quote_lines(&key("165")).await.unwrap().len(), 4);
}
