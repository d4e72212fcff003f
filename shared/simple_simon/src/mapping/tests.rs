//! Ordinary records, and texts that do not fit.

use proptest::prelude::*;

use super::*;

fn debtor() -> Customer {
    Customer {
        key: RecordKey::new("1042").unwrap(),
        name: "Bakkerij De Korenaar".to_owned(),
        address: Address {
            street: "Molenweg".to_owned(),
            house_number: "12a".to_owned(),
            postcode: "5611 AB".to_owned(),
            town: "Eindhoven".to_owned(),
            country: "Nederland".to_owned(),
        },
        phone: "040-1234567".to_owned(),
        mobile: "06-12345678".to_owned(),
        email: "info@korenaar.example".to_owned(),
        vat_number: "NL001234567B01".to_owned(),
        coc_number: "12345678".to_owned(),
        blocked: false,
    }
}

fn article(key: &str, description: &str) -> Article {
    Article {
        key: RecordKey::new(key).unwrap(),
        search_key: String::new(),
        description: description.to_owned(),
        unit: "Stuk".to_owned(),
        group: None,
        blocked: true,
    }
}

#[test]
fn a_debtor_is_a_customer_and_its_first_work_address() {
    let debtor = debtor();
    let Mapped { draft, cut } = customer(&debtor);
    assert_eq!(cut, []);
    assert_eq!((draft.ext_key.as_str(), draft.debtor_number.as_str()), ("1042", "1042"));
    assert_eq!(draft.address, Address { country: "NL".to_owned(), ..debtor.address.clone() });
    assert_eq!(draft.coc_number, "12345678");
    let Mapped { draft: place, cut } = location(&debtor, SimonId(9001));
    assert_eq!(cut, []);
    assert_eq!((place.ext_key.as_str(), place.customer), ("1042-0", SimonId(9001)));
    assert_eq!((place.name, place.address), (draft.name, draft.address));
}

#[test]
fn an_article_is_an_item_in_its_group() {
    let Mapped { draft, cut } = item(&article("A/1 2", "Thermostaat"), Some(SimonId(3)));
    assert_eq!(cut, []);
    assert_eq!((draft.ext_key.as_str(), draft.code.as_str()), ("A/1 2", "A/1 2"));
    assert!(draft.blocked);
    assert_eq!(draft.group, Some(SimonId(3)));
}

#[test]
fn what_is_too_long_is_cut_and_told_but_never_a_key() {
    let long = "x".repeat(300);
    let Mapped { draft, cut } = item(&article(&long, &long), None);
    assert_eq!((draft.ext_key.len(), draft.code.len(), draft.description.len()), (300, 30, 250));
    assert_eq!(cut, [Cut { field: "Code", limit: 30 }, Cut { field: "Omschrijving", limit: 250 }]);
    let Mapped { draft, cut } = customer(&Customer { name: "é".repeat(101), ..debtor() });
    assert_eq!(draft.name.chars().count(), 100);
    assert_eq!(cut, [Cut { field: "Naam", limit: 100 }]);
    let group = ArticleGroup {
        key: RecordKey::new("7").unwrap(),
        name: "🚰".repeat(126),
        blocked: false,
        native_id: None,
    };
    assert_eq!(item_group(&group).cut, [Cut { field: "Omschrijving", limit: 250 }], "an emoji counts twice");
}

#[test]
fn a_key_fits_with_the_first_work_addresses_suffix() {
    let key = |length: usize| RecordKey::new(&"k".repeat(length)).unwrap();
    assert_eq!(ext_key_fits(&key(48)), Ok(()));
    assert_eq!(first_address_key(&key(48)).len(), 50);
    assert_eq!(ext_key_fits(&key(49)), Err(RowFault::KeyTooLong { limit: 48 }));
}

#[test]
fn a_quote_is_a_work_order_and_its_lines_are_used_articles() {
    let quote = RecordKey::new("202600165").unwrap();
    let line = PlannedItem {
        line: 15,
        article: RecordKey::new("KRAAN").unwrap(),
        text: "Kraan".to_owned(),
        quantity: "2.50".parse().unwrap(),
        unit: "Stuk".to_owned(),
    };
    let planned = PlannedWorkOrder {
        quote: quote.clone(),
        customer: RecordKey::new("1042").unwrap(),
        description: format!("Badkamer\n{}", "é".repeat(250)),
        reference: "PO-77".to_owned(),
        items: vec![line.clone()],
    };
    let Mapped { draft, cut } = work_order(&planned, SimonId(9001), SimonId(7001));
    assert_eq!(cut, [Cut { field: "Omschrijving", limit: 250 }]);
    assert_eq!((draft.customer, draft.location), (SimonId(9001), SimonId(7001)));
    assert_eq!((draft.ext_key.as_str(), draft.customer_reference.as_str()), ("quote-202600165", "PO-77"));
    assert!(draft.description.starts_with("Badkamer\né"), "{}", draft.description);
    let Mapped { draft, cut } = used_item(&quote, &line, SimonId(48211), SimonId(308));
    assert_eq!(cut, []);
    assert_eq!((draft.ext_key.as_str(), draft.quantity.to_string().as_str()), ("quote-202600165-15", "2.5"));
    assert_eq!((draft.work_order, draft.item), (SimonId(48211), SimonId(308)));
    let noisy =
        PlannedItem { quantity: "1.2345678901234567890".parse().unwrap(), text: "x".repeat(251), ..line };
    let Mapped { draft, cut } = used_item(&quote, &noisy, SimonId(48211), SimonId(308));
    assert_eq!(draft.quantity.to_string(), "1.23456789012346", "as many digits as a JSON number holds");
    assert_eq!(cut, [Cut { field: "Omschrijving", limit: 250 }]);
}

#[test]
fn a_quotes_key_fits_with_any_lines_number() {
    let key = |length: usize| RecordKey::new(&"k".repeat(length)).unwrap();
    assert_eq!(quote_key_fits(&key(33)), Ok(()));
    assert_eq!(used_item_key(&key(33), u32::MAX).len(), 50);
    assert_eq!(quote_key_fits(&key(34)), Err(RowFault::KeyTooLong { limit: 33 }));
}

proptest! {
    #[test]
    fn every_text_fits(key in "\\PC{1,60}", name in "\\PC{0,300}") {
        prop_assume!(RecordKey::new(&key).is_some());
        let Mapped { draft, cut } = item(&article(&key, &name), None);
        prop_assert!(text::utf16_len(&draft.code) <= 30 && text::utf16_len(&draft.description) <= 250);
        prop_assert_eq!(cut.iter().any(|cut| cut.field == "Omschrijving"), text::utf16_len(name.trim()) > 250);
    }
}
