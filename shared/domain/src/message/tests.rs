//! Messages compared, bounded, and asked what they are about.

use serde_json::json;

use super::*;

#[test]
fn a_stored_message_is_read_as_serde_reads_a_tagged_one() {
    let read = |stored| serde_json::from_value::<Message>(stored);
    let right = Message::OrderRefused {
        work_order: "2026-0815".to_owned(),
        code: None,
        reason: "geblokkeerd".to_owned(),
    };
    // A missing option, a null, and a field that a newer release has added.
    for stored in [
        json!({ "message": "order_refused", "work_order": "2026-0815", "reason": "geblokkeerd" }),
        json!({ "message": "order_refused", "work_order": "2026-0815", "reason": "geblokkeerd", "code": null }),
        json!({ "message": "order_refused", "work_order": "2026-0815", "reason": "geblokkeerd", "since": 7 }),
    ] {
        assert_eq!(read(stored.clone()).unwrap(), right, "{stored}");
    }
    for wrong in [
        json!({ "message": "order_refused", "work_order": "2026-0815" }),
        json!({ "message": "order_refused", "work_order": 815, "reason": "geblokkeerd" }),
        json!({ "message": "order_lost", "work_order": "2026-0815" }),
        json!({ "work_order": "2026-0815" }),
        json!("order_refused"),
    ] {
        assert!(read(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn words_that_hold_another_moment_are_the_same_news() {
    let refused = |work_order: &str, reason: &str| Message::OrderRefused {
        work_order: work_order.to_owned(),
        code: None,
        reason: reason.to_owned(),
    };
    let first = refused("2026-0815", "Debiteur geblokkeerd (10:15:02, proces 4711)");
    assert!(first.is_same_as(&refused("2026-0815", "Debiteur geblokkeerd (10:20:09, proces 12)")));
    assert!(!first.is_same_as(&refused("2026-0816", "Debiteur geblokkeerd (10:15:02, proces 4711)")));
    assert!(!first.is_same_as(&refused("2026-0815", "Artikel geblokkeerd (10:15:02, proces 4711)")));
    assert!(!first.is_same_as(&Message::OrderUnclear { work_order: "2026-0815".to_owned() }));
}

/// Each message with one that is the same news, and with those that are not.
fn same_and_others() -> Vec<(Message, Message, Vec<Message>)> {
    use System::{Imuis, SimpleSimon};
    let text = |text: &str| text.to_owned();
    let (pull, push) = (Concern::Pull, Concern::Push);
    let unreachable =
        |concern, system, detail: &str| Message::Unreachable { concern, system, detail: text(detail) };
    let busy = |concern, system| Message::Busy { concern, system };
    let request = |system, code: Option<&str>, reason: &str| Message::RequestRefused {
        concern: pull,
        system,
        code: code.map(str::to_owned),
        reason: text(reason),
    };
    let order = |work_order: &str, detail: &str| Message::WorkOrderNotRead {
        work_order: text(work_order),
        detail: text(detail),
    };
    let quote =
        |quote: &str, detail: &str| Message::QuoteNotRead { quote: text(quote), detail: text(detail) };
    let record = |table, number: &str, name: &str, reason: &str| Message::RecordRefused {
        table,
        number: text(number),
        name: text(name),
        reason: text(reason),
    };
    let removal = |table, number: &str, name: &str, reason: &str| Message::RemovalRefused {
        table,
        number: text(number),
        name: text(name),
        reason: text(reason),
    };
    let refused =
        |quote: &str, reason: &str| Message::QuoteRefused { quote: text(quote), reason: text(reason) };
    let (customer, article) = (Table::Customer, Table::Article);
    vec![
        (
            unreachable(pull, Imuis, "timeout"),
            unreachable(push, Imuis, "status 502"),
            vec![unreachable(pull, SimpleSimon, "timeout"), busy(pull, SimpleSimon)],
        ),
        (busy(pull, Imuis), unreachable(pull, Imuis, "timeout"), vec![busy(pull, SimpleSimon)]),
        (
            request(Imuis, Some("CS1"), "a"),
            request(Imuis, Some("CS1"), "b"),
            vec![request(Imuis, Some("CS2"), "a"), request(SimpleSimon, Some("CS1"), "a"), busy(pull, Imuis)],
        ),
        (order("1", "timeout"), order("1", "status 502"), vec![order("2", "timeout"), quote("1", "timeout")]),
        (quote("1", "timeout"), quote("1", "status 502"), vec![quote("2", "timeout")]),
        (
            record(customer, "1", "A", "fout 1"),
            record(customer, "1", "B", "fout 2"),
            vec![
                record(customer, "2", "A", "fout 1"),
                record(article, "1", "A", "fout 1"),
                record(customer, "1", "A", "bestaat"),
                removal(customer, "1", "A", "fout 1"),
            ],
        ),
        (
            removal(customer, "1", "A", "fout 1"),
            removal(customer, "1", "B", "fout 2"),
            vec![removal(customer, "2", "A", "fout 1"), removal(customer, "1", "A", "bestaat")],
        ),
        (
            refused("1", "fout 1"),
            refused("1", "fout 2"),
            vec![refused("2", "fout 1"), refused("1", "bestaat")],
        ),
    ]
}

#[test]
fn what_only_the_moment_tells_apart_is_the_same_news() {
    for (message, same, others) in same_and_others() {
        assert!(message.is_same_as(&message) && message.is_same_as(&same), "{message:?} {same:?}");
        for other in others {
            assert!(!message.is_same_as(&other), "{message:?} {other:?}");
        }
    }
}

#[test]
fn a_message_names_the_record_that_it_is_about_as_people_know_it() {
    let sent = Message::OrderSent {
        work_order: "2026-0815".to_owned(),
        order: "9001".to_owned(),
        debtor: "10001".to_owned(),
    };
    assert_eq!(sent.record().as_deref(), Some("2026-0815"));
    let added = |number: &str| Message::RecordAdded {
        table: Table::Article,
        number: number.to_owned(),
        name: "Kraan".to_owned(),
    };
    assert_eq!(added("K-1").record().as_deref(), Some("K-1"));
    assert_eq!(added("").record(), None);
    let done = Message::ImportDone { table: Table::Customer, done: 3 };
    assert_eq!(done.record(), None);
}

#[test]
fn every_text_in_a_message_is_bounded_wherever_it_stands() {
    let long = "é".repeat(10_000);
    let message = Message::RowUnusable {
        table: Table::Customer,
        number: "10001".to_owned(),
        name: long.clone(),
        fault: RowFault::Unreadable { field: "Datum".to_owned(), value: long.clone() },
    };
    let Message::RowUnusable { number, name, fault: RowFault::Unreadable { field, value }, .. } =
        message.bounded()
    else {
        panic!("it became another message");
    };
    assert_eq!((number.as_str(), field.as_str()), ("10001", "Datum"));
    assert_eq!((name.chars().count(), value.chars().count()), (TEXT_LIMIT, TEXT_LIMIT));
    for orders in [vec![long.clone(); 2], vec!["1".to_owned(), long.clone()], vec![long, "1".to_owned()]] {
        let double = Message::OrderDouble { work_order: "1".to_owned(), orders }.bounded();
        let Message::OrderDouble { orders, .. } = &double else { panic!("it became another message") };
        assert!(orders.iter().all(|order| order.chars().count() <= TEXT_LIMIT), "{double:?}");
        assert_eq!(double.clone().bounded(), double, "once is enough");
    }
}
