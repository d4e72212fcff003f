//! A work order on which all is well, and short ways to look at what becomes of it.

use rust_decimal::Decimal;

use crate::decide::{Decision, LINES_MAX, OrderLimits, Outcome, decide};
use crate::gathered::{Gathered, GatheredItem, GatheredLocation, Known, LinkedCustomer, SettingArticles};
use crate::message::Message;
use crate::records::{Address, RecordKey};
use crate::sales_order::SalesOrder;
use crate::settings::Settings;
use crate::work_order::{SimonId, TimeKind, TimeSheet, UsedItem, WorkOrder, WorkOrderStatus};

/// The sample's number.
pub(super) const W: &str = "2026-0815";

/// What iMUIS holds (fact sheet §3.2).
pub(super) const LIMITS: OrderLimits =
    OrderLimits { memo: 250, line: 40, customer_reference: 25, lines: LINES_MAX };

pub(super) fn key(text: &str) -> RecordKey {
    RecordKey::new(text).unwrap()
}

/// Archived, with a customer and its work address, and nothing booked.
pub(super) fn archived() -> Gathered {
    Gathered {
        work_order: WorkOrder {
            id: SimonId(48211),
            number: W.into(),
            customer: Some(SimonId(9001)),
            location: Some(SimonId(7001)),
            customer_reference: "PO 77".into(),
            description: "Kraan lekt".into(),
            status: WorkOrderStatus::Archived,
            archived_at: Some(jiff::civil::datetime(2026, 7, 15, 15, 5, 10, 0)),
            last_mutation: None,
        },
        customer: Some(LinkedCustomer {
            simon: SimonId(9001),
            name: "Jansen".into(),
            debtor: Some(key("10001")),
        }),
        location: Some(GatheredLocation {
            simon: SimonId(7001),
            name: "Jansen".into(),
            customer: Some(SimonId(9001)),
            address: Address {
                street: "Dorpsstraat".into(),
                house_number: "12a".into(),
                postcode: "1234 AB".into(),
                town: "Ons Dorp".into(),
                country: "NL".into(),
            },
        }),
        used: vec![],
        times: vec![],
        faulty_children: vec![],
    }
}

pub(super) fn used(id: i64, code: &str, quantity: &str) -> GatheredItem {
    GatheredItem {
        item: UsedItem {
            id: SimonId(id),
            item: Some(SimonId(300 + id)),
            description: format!("Tekst {code}"),
            quantity: quantity.parse::<Decimal>().unwrap(),
        },
        code: code.into(),
        article: RecordKey::new(code),
    }
}

pub(super) fn minutes(kind: TimeKind, minutes: i64) -> TimeSheet {
    TimeSheet { id: SimonId(91001), kind, minutes }
}

pub(super) fn settings() -> Settings {
    Settings { filter_word: Some("garantie".into()), ..Settings::default() }
}

/// All three articles are set and known.
pub(super) fn all_known() -> SettingArticles {
    SettingArticles {
        travel: Known::Known(key("REIS")),
        work: Known::Known(key("WERK")),
        standard: Known::Known(key("VOORRIJKOSTEN")),
    }
}

pub(super) fn with_limits(work: &Gathered, settings: &Settings, articles: &SettingArticles) -> Decision {
    decide(work, settings, articles, &LIMITS)
}

/// The order under the samples' settings; anything else is a failed test.
pub(super) fn sent(work: &Gathered) -> SalesOrder {
    match with_limits(work, &settings(), &all_known()).outcome {
        Outcome::Send(order) => order,
        other => panic!("not sent: {other:?}"),
    }
}

/// The reason of the refusal under the samples' settings; anything else is a failed test.
pub(super) fn refusal(work: &Gathered) -> Message {
    match with_limits(work, &settings(), &all_known()).outcome {
        Outcome::Refuse(reason) => reason,
        other => panic!("not refused: {other:?}"),
    }
}

/// The remarks under the samples' settings.
pub(super) fn reported(work: &Gathered) -> Vec<Message> {
    with_limits(work, &settings(), &all_known()).remarks
}

/// The lines of an order as `article × quantity`; anything else is a failed test.
pub(super) fn lines(decision: &Decision) -> Vec<String> {
    let Outcome::Send(order) = &decision.outcome else { panic!("not sent: {:?}", decision.outcome) };
    order.lines.iter().map(|line| format!("{} × {}", line.article, line.quantity)).collect()
}
