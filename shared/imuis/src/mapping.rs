//! From rows to records (iMUIS fact sheet §5.1–§5.3).
//!
//! Guarantees: a row that is no usable record says why and spoils no other; a number reads the same however many zeros
//! the server writes behind it.

use jiff::civil::Date;
use koppel_bookkeeping::Row as Outcome;
use koppel_domain::records::{Address, Article, ArticleGroup, Customer, Record, RecordKey, RowFault, Stream};
use koppel_domain::text::cut;

use crate::tables::{self, Table};
use crate::wire::dataset::Row;
use crate::wire::formats::{self, NoDate};

/// Most of a value that is shown where it cannot be read.
const SHOWN: usize = 40;

/// The record in a row. `blocked_flags` are the columns whose `J` blocks it; `today` is the day in the Netherlands.
pub(crate) fn record(stream: Stream, row: &Row, blocked_flags: &[String], today: Date) -> Outcome {
    let table = tables::of(stream);
    let name = row.get(table.name_column).to_owned();
    let key = match key(table, row) {
        Ok(key) => key,
        Err(fault) => return Outcome::Faulty { key: None, name, fault },
    };
    if name.is_empty() {
        return Outcome::Faulty { key: Some(key), name, fault: RowFault::WithoutName };
    }
    let flagged = blocked_flags.iter().any(|column| formats::flag(row.get(column)));
    let record = match stream {
        Stream::ArticleGroups => {
            Record::ArticleGroup(ArticleGroup { key, name, blocked: flagged, native_id: None })
        }
        Stream::Articles => Record::Article(article(row, key, name, flagged)),
        Stream::Customers => match left_on(row) {
            Ok(left) => {
                let blocked = flagged || left.is_some_and(|day| day <= today);
                Record::Customer(customer(row, key, name, blocked))
            }
            Err(NoDate) => {
                let fault = unreadable("Datum klant af", row.get("DATKLANTAF"));
                return Outcome::Faulty { key: Some(key), name, fault };
            }
        },
    };
    Outcome::Record(record)
}

fn key(table: &Table, row: &Row) -> Result<RecordKey, RowFault> {
    let text = row.get(table.key);
    let key = RecordKey::new(text).ok_or(RowFault::WithoutKey)?;
    if !table.numeric_key {
        return Ok(key);
    }
    formats::integer(text)
        .and_then(|number| RecordKey::new(&number.to_string()))
        .ok_or_else(|| unreadable("Nummer", text))
}

fn unreadable(field: &str, value: &str) -> RowFault {
    RowFault::Unreadable { field: field.to_owned(), value: cut(value, SHOWN).into_owned() }
}

/// The day from which a debtor is no longer a customer.
fn left_on(row: &Row) -> Result<Option<Date>, NoDate> {
    formats::date(row.get("DATKLANTAF"))
}

fn article(row: &Row, key: RecordKey, description: String, blocked: bool) -> Article {
    let group = row.get("ARTGRP");
    // A group number is written like the group's own key; a zero is no group.
    let group = formats::integer(group).map_or_else(|| group.to_owned(), |number| number.to_string());
    Article {
        key,
        search_key: row.get("ZKSL").to_owned(),
        description,
        unit: row.get("EENHVERK").to_owned(),
        group: RecordKey::new(&group).filter(|group| group.as_str() != "0"),
        blocked,
    }
}

fn customer(row: &Row, key: RecordKey, name: String, blocked: bool) -> Customer {
    let text = |column: &str| row.get(column).to_owned();
    Customer {
        key,
        name,
        address: address(row),
        phone: text("TEL"),
        mobile: text("MOBIEL"),
        email: text("EMAIL"),
        vat_number: text("BTWNR"),
        coc_number: text("KVKNR"),
        blocked,
    }
}

/// The address, by its parts where they are filled in; else street and number stay together as `ADRES` has them.
fn address(row: &Row) -> Address {
    let street = row.get("STRAAT");
    let (street, house_number) = if street.is_empty() {
        (row.get("ADRES"), String::new())
    } else {
        (street, house_number(row.get("HNR"), row.get("HNRTV")))
    };
    Address {
        street: street.to_owned(),
        house_number,
        postcode: row.get("POSTCD").to_owned(),
        town: row.get("PLAATS").to_owned(),
        country: row.get("LAND").to_owned(),
    }
}

fn house_number(number: &str, addition: &str) -> String {
    let number = match formats::integer(number) {
        Some(0) => String::new(),
        Some(number) => number.to_string(),
        None => number.to_owned(),
    };
    // `12` and `3` are not `123`.
    let gap = if number.is_empty() || !addition.starts_with(|c: char| c.is_ascii_digit()) { "" } else { " " };
    format!("{number}{gap}{addition}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::config::BlockedFlags;
    use crate::wire::dataset::row;

    const TODAY: Date = Date::constant(2026, 3, 5);

    fn read(stream: Stream, cells: &[(&str, &str)]) -> Outcome {
        let flags = BlockedFlags::default();
        let flags = match stream {
            Stream::ArticleGroups => &flags.article_groups,
            Stream::Articles => &flags.articles,
            Stream::Customers => &flags.customers,
        };
        record(stream, &row(cells), flags, TODAY)
    }

    fn read_customer(cells: &[(&str, &str)]) -> Customer {
        let cells: Vec<_> =
            [("NR", "10000"), ("NAAM", "Jansen")].into_iter().chain(cells.iter().copied()).collect();
        match read(Stream::Customers, &cells) {
            Outcome::Record(Record::Customer(customer)) => customer,
            other => panic!("{other:?}"),
        }
    }

    fn fault(stream: Stream, cells: &[(&str, &str)]) -> RowFault {
        match read(stream, cells) {
            Outcome::Faulty { fault, .. } => fault,
            Outcome::Record(record) => panic!("{record:?}"),
        }
    }

    #[test]
    fn a_customer_is_blocked_by_flag_or_by_date() {
        for (cells, blocked) in [
            (&[("BLOK", "N")][..], false),
            (&[], false),
            (&[("BLOK", "J")], true),
            (&[("BLOK", "N"), ("DATKLANTAF", "05-03-2026")], true),
            (&[("DATKLANTAF", "2026-03-06")], false),
            (&[("DATKLANTAF", "4-3-2026")], true),
        ] {
            assert_eq!(read_customer(cells).blocked, blocked, "{cells:?}");
        }
        assert_eq!(TODAY, date(2026, 3, 5));
    }

    #[test]
    fn an_article_is_blocked_by_any_of_its_flags() {
        for (column, value, blocked) in [
            ("BLOK", "J", true),
            ("BLOKVRK", "J", true),
            ("EOL", "J", true),
            ("EOL", "N", false),
            ("BLOK", "", false),
        ] {
            let outcome = read(Stream::Articles, &[("NR", "A 1/2"), ("OMSCHR", "Kraan"), (column, value)]);
            let Outcome::Record(record) = outcome else { panic!("{outcome:?}") };
            assert_eq!((record.key().as_str(), record.blocked()), ("A 1/2", blocked), "{column}={value}");
        }
    }

    #[test]
    fn numbers_read_the_same_with_zeros_behind_them() {
        assert_eq!(read_customer(&[]).key.as_str(), "10000");
        let cells = [("NR", "007"), ("OMSCHR", "Kraan"), ("ARTGRP", "12,00"), ("EENHVERK", "Stuk")];
        let Outcome::Record(Record::Article(article)) = read(Stream::Articles, &cells) else { panic!() };
        assert_eq!(article.key.as_str(), "007", "a text stays as it is");
        assert_eq!(article.group.unwrap().as_str(), "12");
        let Outcome::Record(group) = read(Stream::ArticleGroups, &[("NR", "12.0"), ("OMSCHR", "Kranen")])
        else {
            panic!()
        };
        assert_eq!(group.key().as_str(), "12");
    }

    #[test]
    fn addresses_by_parts_or_whole() {
        let read = |cells: &[(&str, &str)]| {
            let address = read_customer(cells).address;
            format!("{}|{}", address.street, address.house_number)
        };
        let whole = ("ADRES", "Dorpsstraat 12a");
        assert_eq!(
            read(&[whole, ("STRAAT", "Dorpsstraat"), ("HNR", "12"), ("HNRTV", "a")]),
            "Dorpsstraat|12a"
        );
        assert_eq!(read(&[("STRAAT", "Dorpsstraat"), ("HNR", "12,0"), ("HNRTV", "3")]), "Dorpsstraat|12 3");
        assert_eq!(read(&[("STRAAT", "Postbus 5"), ("HNR", "0")]), "Postbus 5|");
        assert_eq!(read(&[whole]), "Dorpsstraat 12a|");
        assert_eq!(read(&[]), "|");
    }

    #[test]
    fn a_row_that_is_no_record_says_why() {
        assert_eq!(fault(Stream::Customers, &[("NAAM", "Jansen")]), RowFault::WithoutKey);
        assert_eq!(fault(Stream::Articles, &[("NR", "A1"), ("OMSCHR", "  ")]), RowFault::WithoutName);
        assert_eq!(
            fault(Stream::Customers, &[("NR", "1"), ("NAAM", "Jansen"), ("DATKLANTAF", "31-02-2026")]),
            RowFault::Unreadable { field: "Datum klant af".to_owned(), value: "31-02-2026".to_owned() }
        );
        assert_eq!(
            fault(Stream::ArticleGroups, &[("NR", "twaalf"), ("OMSCHR", "Kranen")]),
            RowFault::Unreadable { field: "Nummer".to_owned(), value: "twaalf".to_owned() }
        );
    }
}
