//! From rows to records (SnelStart fact sheet §7.1, §8.1–§8.4).
//!
//! Guarantees: a row that is no usable record says why and spoils no other; what is no customer at all is no row either:
//! suppliers, the company itself, and the fillings with a number below one.

use std::collections::HashMap;

use koppel_bookkeeping::Row as Outcome;
use koppel_domain::records::{Address, Article, ArticleGroup, Customer, Record, RecordKey, RowFault};
use koppel_domain::text::cut;

use crate::lookup::{customer_number, group_number};
use crate::wire::json::Row;

/// The kind of relation that is a customer (§8.2).
const CUSTOMER: &str = "Klant";
/// Most of a value that is shown where it cannot be read.
const SHOWN: usize = 40;
/// Longest house number with its addition; what is longer is part of a street's name.
const HOUSE_NUMBER: usize = 12;

/// The customer in a row; nothing where it is none.
pub(crate) fn customer(row: &Row, countries: &HashMap<String, String>) -> Option<Outcome> {
    if !row.texts("relatiesoort").iter().any(|kind| kind.eq_ignore_ascii_case(CUSTOMER)) {
        return None;
    }
    let name = row.text("naam");
    let number = row.text("relatiecode");
    let key = match (customer_number(row), row.integer("relatiecode")) {
        (Some(key), _) => key,
        (None, Some(_)) => return None,
        (None, None) if number.is_empty() => {
            return Some(Outcome::Faulty { key: None, name, fault: RowFault::WithoutKey });
        }
        (None, None) => {
            return Some(Outcome::Faulty { key: None, name, fault: unreadable("Relatiecode", &number) });
        }
    };
    if name.is_empty() {
        return Some(Outcome::Faulty { key: Some(key), name, fault: RowFault::WithoutName });
    }
    Some(Outcome::Record(Record::Customer(Customer {
        key,
        name,
        address: address(row, countries),
        phone: row.text("telefoon"),
        mobile: row.text("mobieleTelefoon"),
        // Of several addresses the first.
        email: row.text("email").split(';').next().unwrap_or_default().trim().to_owned(),
        vat_number: row.text("btwNummer"),
        coc_number: row.text("kvkNummer"),
        blocked: row.flag("nonactief"),
    })))
}

/// The article in a row. `groups` are the numbers of all article groups by their ids.
pub(crate) fn article(row: &Row, groups: &HashMap<String, RecordKey>) -> Outcome {
    let name = row.text("omschrijving");
    let Some(key) = RecordKey::new(&row.text("artikelcode")) else {
        return Outcome::Faulty { key: None, name, fault: RowFault::WithoutKey };
    };
    if name.is_empty() {
        return Outcome::Faulty { key: Some(key), name, fault: RowFault::WithoutName };
    }
    let group = match row.reference("artikelOmzetgroep") {
        None => None,
        Some(id) => match groups.get(&id) {
            Some(number) => Some(number.clone()),
            // Without its group the article would be taken for one that no filter lets through.
            None => {
                let fault = unreadable("Artikelomzetgroep", &id);
                return Outcome::Faulty { key: Some(key), name, fault };
            }
        },
    };
    Outcome::Record(Record::Article(Article {
        key,
        search_key: String::new(),
        description: name,
        unit: row.text("eenheid"),
        group,
        blocked: row.flag("isNonActief"),
    }))
}

/// The article group (omzetgroep) in a row.
pub(crate) fn group(row: &Row) -> Outcome {
    let name = row.text("omschrijving");
    let Some(key) = group_number(row) else {
        let written = row.text("nummer");
        let fault = if written.is_empty() { RowFault::WithoutKey } else { unreadable("Nummer", &written) };
        return Outcome::Faulty { key: None, name, fault };
    };
    if name.is_empty() {
        return Outcome::Faulty { key: Some(key), name, fault: RowFault::WithoutName };
    }
    // SnelStart cannot block one.
    Outcome::Record(Record::ArticleGroup(ArticleGroup { key, name, blocked: false, native_id: row.id() }))
}

/// The id of the group that an article names.
pub(crate) fn group_of(row: &Row) -> Option<String> {
    row.reference("artikelOmzetgroep")
}

/// Whether a customer's address names a country, whose code has to be known then.
pub(crate) fn names_country(row: &Row) -> bool {
    address_row(row).is_some_and(|address| address.reference("land").is_some())
}

/// The seat of the customer; where that is not filled in, where its letters go.
fn address_row(row: &Row) -> Option<Row> {
    let is_filled =
        |address: &Row| ["straat", "postcode", "plaats"].iter().any(|field| !address.text(field).is_empty());
    ["vestigingsAdres", "correspondentieAdres"].iter().find_map(|name| row.row(name).filter(is_filled))
}

fn address(row: &Row, countries: &HashMap<String, String>) -> Address {
    let Some(address) = address_row(row) else { return Address::default() };
    let street = address.text("straat");
    let (street, house_number) = street_and_number(&street);
    let country = address.reference("land").and_then(|id| countries.get(&id).cloned());
    Address {
        street: street.to_owned(),
        house_number: house_number.to_owned(),
        postcode: address.text("postcode"),
        town: address.text("plaats"),
        country: country.unwrap_or_default(),
    }
}

/// Street and house number stand in one field: the number begins behind the last blank before a digit (§8.1). In doubt all
/// of it is the street.
fn street_and_number(text: &str) -> (&str, &str) {
    let begins = |(at, _): &(usize, &str)| {
        text.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let Some((at, _)) = text.rmatch_indices(' ').find(begins) else { return (text, "") };
    match (text.get(..at), text.get(at + 1..)) {
        (Some(street), Some(number))
            if number.len() <= HOUSE_NUMBER && street.contains(char::is_alphabetic) =>
        {
            (street.trim_end(), number)
        }
        _ => (text, ""),
    }
}

fn unreadable(field: &str, value: &str) -> RowFault {
    RowFault::Unreadable { field: field.to_owned(), value: cut(value, SHOWN).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::object;

    const NL: &str = "11111111-2222-3333-4444-555555555555";
    const GROUP: &str = "22222222-2222-3333-4444-555555555555";

    fn row(json: &str) -> Row {
        object(json.as_bytes()).unwrap()
    }

    fn read(json: &str) -> Option<Outcome> {
        customer(&row(json), &HashMap::from([(NL.to_owned(), "NL".to_owned())]))
    }

    #[test]
    fn a_customer_comes_with_its_seat_and_the_first_of_its_addresses() {
        let json = format!(
            r#"{{"relatiesoort": ["Klant"], "relatiecode": 1042, "naam": "Bakkerij De Korenaar",
            "vestigingsAdres": {{"straat": "Molenweg 12 a", "postcode": "5611 AB", "plaats": "Eindhoven",
                "land": {{"id": "{NL}"}}}},
            "correspondentieAdres": {{"straat": "Postbus 5"}}, "telefoon": "040-1234567", "fax": null,
            "email": "info@korenaar.example; rekening@korenaar.example", "kvkNummer": "12345678",
            "nonactief": false, "nieuw": {{"veld": [1]}}}}"#
        );
        let expected = Customer {
            key: RecordKey::new("1042").unwrap(),
            name: "Bakkerij De Korenaar".to_owned(),
            address: Address {
                street: "Molenweg".to_owned(),
                house_number: "12 a".to_owned(),
                postcode: "5611 AB".to_owned(),
                town: "Eindhoven".to_owned(),
                country: "NL".to_owned(),
            },
            phone: "040-1234567".to_owned(),
            mobile: String::new(),
            email: "info@korenaar.example".to_owned(),
            vat_number: String::new(),
            coc_number: "12345678".to_owned(),
            blocked: false,
        };
        assert_eq!(read(&json), Some(Outcome::Record(Record::Customer(expected))));
        assert!(names_country(&row(&json)));
    }

    #[test]
    fn what_is_no_customer_is_no_row() {
        for json in [
            r#"{"relatiesoort": ["Leverancier"], "relatiecode": 7, "naam": "Groothandel"}"#,
            r#"{"relatiesoort": ["Eigen"], "relatiecode": 1, "naam": "Wij"}"#,
            r#"{"relatiesoort": ["Klant"], "relatiecode": -2, "naam": "Klant onbekend"}"#,
            r#"{"relatiesoort": null, "relatiecode": 7, "naam": "Niets"}"#,
        ] {
            assert_eq!(read(json), None, "{json}");
        }
        let both = r#"{"relatiesoort": ["Leverancier", "Klant"], "relatiecode": 7, "naam": "Beide", "nonactief": true}"#;
        let Some(Outcome::Record(record)) = read(both) else { panic!() };
        assert!(record.blocked());
    }

    #[test]
    fn a_row_that_is_no_record_says_why() {
        let fault = |outcome| match outcome {
            Outcome::Faulty { fault, .. } => fault,
            Outcome::Record(record) => panic!("{record:?}"),
        };
        let customer = |json| fault(read(json).unwrap());
        assert_eq!(customer(r#"{"relatiesoort": ["Klant"], "naam": "X"}"#), RowFault::WithoutKey);
        assert_eq!(customer(r#"{"relatiesoort": ["Klant"], "relatiecode": 7}"#), RowFault::WithoutName);
        assert_eq!(
            customer(r#"{"relatiesoort": ["Klant"], "relatiecode": "zeven", "naam": "X"}"#),
            unreadable("Relatiecode", "zeven")
        );
        let groups = HashMap::new();
        assert_eq!(fault(article(&row(r#"{"omschrijving": "X"}"#), &groups)), RowFault::WithoutKey);
        let stray = format!(
            r#"{{"artikelcode": "308", "omschrijving": "X", "artikelOmzetgroep": {{"id": "{GROUP}"}}}}"#
        );
        assert_eq!(fault(article(&row(&stray), &groups)), unreadable("Artikelomzetgroep", GROUP));
        assert_eq!(fault(group(&row(r#"{"nummer": "een"}"#))), unreadable("Nummer", "een"));
    }

    #[test]
    fn an_article_names_its_group_by_number() {
        let json = format!(
            r#"{{"artikelcode": " 0308 ", "omschrijving": "Kraan", "eenheid": "Stuk", "isNonActief": true,
            "artikelOmzetgroep": {{"id": "{GROUP}"}}}}"#
        );
        let groups = HashMap::from([(GROUP.to_owned(), RecordKey::new("5").unwrap())]);
        let Outcome::Record(Record::Article(article)) = article(&row(&json), &groups) else { panic!() };
        assert_eq!((article.key.as_str(), article.group.unwrap().as_str()), ("0308", "5"));
        assert!(article.blocked);
    }

    #[test]
    fn a_street_is_parted_from_its_number_unless_in_doubt() {
        for (text, street, number) in [
            ("Molenweg 12", "Molenweg", "12"),
            ("Molenweg 12 a", "Molenweg", "12 a"),
            ("2e Dwarsstraat 5bis", "2e Dwarsstraat", "5bis"),
            ("Plein 1940 7", "Plein 1940", "7"),
            ("Dorpsstraat", "Dorpsstraat", ""),
            ("Laan 40 en de hele verdieping", "Laan 40 en de hele verdieping", ""),
            ("12 34", "12 34", ""),
            ("", "", ""),
        ] {
            assert_eq!(street_and_number(text), (street, number), "{text}");
        }
    }
}
