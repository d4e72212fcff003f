//! What holds for every decision, whatever was booked.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::samples::{self, archived};
use crate::decide::{OrderLimits, Outcome, decide};
use crate::gathered::{Gathered, GatheredItem, GatheredLocation, Known, LinkedCustomer, SettingArticles};
use crate::records::{Address, RecordKey};
use crate::settings::{MemoContent, Settings};
use crate::text::utf16_len;
use crate::work_order::{SimonId, TimeKind, TimeSheet, UsedItem, WorkOrder, WorkOrderStatus};

/// Texts of any kind, some with letters that are awkward to cut.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,60}",
        "[a-z \\n\\r👍🇳🇱\\u{301}&<>\"']{0,60}",
        Just("Garantie".to_owned()),
        Just(String::new())
    ]
}

/// Ids from a small set, so that they meet each other now and then.
fn id() -> impl Strategy<Value = SimonId> {
    (0_i64..3).prop_map(SimonId)
}

fn quantity() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        2 => Just(Decimal::ZERO),
        1 => Just(Decimal::MAX),
        1 => Just(Decimal::MIN),
        6 => (any::<i64>(), 0_u32..=28).prop_map(|(number, scale)| Decimal::new(number, scale)),
    ]
}

fn record_key() -> impl Strategy<Value = Option<RecordKey>> {
    "[A-Z0-9/ -]{0,20}".prop_map(|text| RecordKey::new(&text))
}

fn item() -> impl Strategy<Value = GatheredItem> {
    (id(), option::of(id()), text(), quantity(), text(), record_key()).prop_map(
        |(id, item, description, quantity, code, article)| GatheredItem {
            item: UsedItem { id, item, description, quantity },
            code,
            article,
        },
    )
}

fn sheet() -> impl Strategy<Value = TimeSheet> {
    let kind = prop_oneof![Just(TimeKind::Travel), Just(TimeKind::Work), text().prop_map(TimeKind::Unknown)];
    let minutes = prop_oneof![-100_i64..3000, any::<i64>()];
    (id(), kind, minutes).prop_map(|(id, kind, minutes)| TimeSheet { id, kind, minutes })
}

fn location() -> impl Strategy<Value = GatheredLocation> {
    (id(), text(), option::of(id()), [text(), text(), text(), text(), text()]).prop_map(
        |(simon, name, customer, [street, house_number, postcode, town, country])| GatheredLocation {
            simon,
            name,
            customer,
            address: Address { street, house_number, postcode, town, country },
        },
    )
}

fn gathered() -> impl Strategy<Value = Gathered> {
    let status = prop_oneof![
        8 => Just(WorkOrderStatus::Archived),
        1 => Just(WorkOrderStatus::Ready),
        1 => text().prop_map(WorkOrderStatus::Unknown),
    ];
    let dated = prop_oneof![9 => Just(true), 1 => Just(false)];
    let customer =
        (id(), text(), record_key()).prop_map(|(simon, name, debtor)| LinkedCustomer { simon, name, debtor });
    let faulty = prop_oneof![4 => Just(vec![]), 1 => vec((text(), text()), 0..3)];
    let parts = (
        (text(), text(), text(), status, dated),
        option::weighted(0.9, customer),
        option::weighted(0.9, location()),
        vec(item(), 0..6),
        vec(sheet(), 0..6),
        faulty,
    );
    parts.prop_map(|(order, customer, location, used, times, faulty_children)| {
        let (number, customer_reference, description, status, dated) = order;
        let well = archived().work_order;
        let archived_at = well.archived_at.filter(|_| dated);
        let work_order = WorkOrder { number, customer_reference, description, status, archived_at, ..well };
        Gathered { work_order, customer, location, used, times, faulty_children }
    })
}

/// A work order that nothing stands in the way of.
fn sendable() -> impl Strategy<Value = Gathered> {
    (gathered(), vec((quantity(), text()), 0..6)).prop_map(|(arbitrary, booked)| {
        let well = archived();
        let used = booked.into_iter().map(|(quantity, description)| {
            let mut used = samples::used(1, "BUIS", "1");
            used.item.quantity = quantity;
            used.item.description = description;
            used
        });
        let (status, archived_at) = (well.work_order.status, well.work_order.archived_at);
        Gathered {
            work_order: WorkOrder { status, archived_at, ..arbitrary.work_order },
            location: well.location.map(|well| GatheredLocation {
                customer: well.customer,
                ..arbitrary.location.unwrap_or(well)
            }),
            customer: well.customer,
            used: used.collect(),
            times: arbitrary.times,
            faulty_children: vec![],
        }
    })
}

fn known() -> impl Strategy<Value = Known> {
    prop_oneof![
        Just(Known::NotSet),
        text().prop_map(Known::Unknown),
        record_key().prop_map(|key| key.map_or(Known::NotSet, Known::Known)),
    ]
}

fn articles() -> impl Strategy<Value = SettingArticles> {
    (known(), known(), known()).prop_map(|(travel, work, standard)| SettingArticles {
        travel,
        work,
        standard,
    })
}

fn settings() -> impl Strategy<Value = Settings> {
    let memo = prop_oneof![
        Just(MemoContent::WorkAddress),
        Just(MemoContent::WorkAddressAndDescription),
        Just(MemoContent::Description),
        Just(MemoContent::Nothing),
    ];
    (option::of(text()), memo).prop_map(|(filter_word, memo)| Settings {
        filter_word,
        memo,
        ..Settings::default()
    })
}

fn limits() -> impl Strategy<Value = OrderLimits> {
    (0_usize..300, 0_usize..50, 0_usize..30, 0_usize..8).prop_map(
        |(memo, line, customer_reference, lines)| OrderLimits { memo, line, customer_reference, lines },
    )
}

/// Whether a quantity is what `minutes` make, to within half a hundredth of an hour.
fn conserves(quantity: Decimal, minutes: i64) -> bool {
    let difference = quantity * Decimal::from(60) - Decimal::from(minutes);
    difference.abs() * Decimal::from(2) <= Decimal::new(60, 2)
}

proptest! {
    #[test]
    fn whatever_comes_is_decided_and_fits(
        work in prop_oneof![gathered(), sendable()],
        settings in settings(),
        articles in articles(),
        limits in limits(),
    ) {
        let decision = decide(&work, &settings, &articles, &limits);
        prop_assert!(decision.remarks.len() <= 21);
        if let Outcome::Send(order) = &decision.outcome {
            prop_assert!(work.work_order.status == WorkOrderStatus::Archived);
            prop_assert!(!order.lines.is_empty() && order.lines.len() <= limits.lines);
            prop_assert!(order.lines.iter().all(|line| !line.quantity.is_zero()));
            prop_assert!(order.lines.iter().all(|line| utf16_len(&line.description) <= limits.line));
            prop_assert!(utf16_len(&order.memo) <= limits.memo);
            prop_assert!(utf16_len(&order.customer_reference) <= limits.customer_reference);
            prop_assert_eq!(Some(&order.debtor), work.customer.as_ref().and_then(|c| c.debtor.as_ref()));
        }
        prop_assert_eq!(decide(&work, &settings, &articles, &limits), decision, "the same every time");
    }

    #[test]
    fn no_booked_minute_and_no_used_article_gets_lost(
        mut work in sendable(),
        booked in vec((any::<bool>(), 0_i64..3000), 0..40),
    ) {
        let sheet = |&(travel, minutes): &(bool, i64)| {
            samples::minutes(if travel { TimeKind::Travel } else { TimeKind::Work }, minutes)
        };
        work.times = booked.iter().map(sheet).collect();
        let decision = decide(&work, &Settings::default(), &samples::all_known(), &samples::LIMITS);
        let Outcome::Send(order) = decision.outcome else {
            return Err(TestCaseError::fail(format!("{:?}", decision.outcome)));
        };
        for (article, is_travel) in [("REIS", true), ("WERK", false)] {
            let minutes: i64 = booked.iter().filter(|(travel, _)| *travel == is_travel).map(|(_, m)| m).sum();
            let mut lines = order.lines.iter().filter(|line| line.article.as_str() == article);
            let quantity = lines.next().map_or(Decimal::ZERO, |line| line.quantity);
            prop_assert!(conserves(quantity, minutes), "{quantity} hours for {minutes} minutes");
            prop_assert!(lines.next().is_none());
        }
        let sent = order.lines.iter().filter(|line| line.article.as_str() == "BUIS").map(|line| line.quantity);
        let used = work.used.iter().map(|used| used.item.quantity).filter(|quantity| !quantity.is_zero());
        prop_assert_eq!(sent.collect::<Vec<_>>(), used.collect::<Vec<_>>());
    }
}
