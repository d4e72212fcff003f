//! A made-up work order, for a company whose Simple-Simon holds none that is archived: two hours of work, a quarter of an
//! hour of travel, and one used article, so that every setting shows what it does.
//!
//! Guarantees: it goes through the same rules as any other; its customer and its article are made up, and say so.

use jiff::civil::{DateTime, date};
use rust_decimal::Decimal;

use crate::gathered::{Gathered, GatheredItem, GatheredLocation, LinkedCustomer};
use crate::message::Language;
use crate::records::{Address, RecordKey};
use crate::work_order::{SimonId, TimeKind, TimeSheet, UsedItem, WorkOrder, WorkOrderStatus};

/// When it was archived.
const ARCHIVED: DateTime = date(2026, 1, 15).at(16, 30, 0, 0);

/// The work order, in words of this language.
#[must_use]
pub fn gathered(language: Language) -> Gathered {
    let [customer, description, article, used] = match language {
        Language::Dutch => ["Voorbeeld B.V.", "Voorbeeld: kraan vervangen", "VOORBEELD", "Kraan (voorbeeld)"],
        Language::English => ["Example Ltd", "Example: replace the tap", "EXAMPLE", "Tap (example)"],
    };
    let id = SimonId(1);
    let sheet = |kind, minutes| TimeSheet { id, kind, minutes };
    Gathered {
        work_order: WorkOrder {
            id,
            number: "2026-0001".to_owned(),
            customer: Some(id),
            location: Some(id),
            customer_reference: String::new(),
            description: description.to_owned(),
            status: WorkOrderStatus::Archived,
            archived_at: Some(ARCHIVED),
            last_mutation: Some(ARCHIVED),
        },
        customer: Some(LinkedCustomer {
            simon: id,
            name: customer.to_owned(),
            debtor: RecordKey::new("10001"),
        }),
        location: Some(GatheredLocation {
            simon: id,
            name: customer.to_owned(),
            customer: Some(id),
            address: Address {
                street: "Dorpsstraat".to_owned(),
                house_number: "1".to_owned(),
                postcode: "1234 AB".to_owned(),
                town: "Ons Dorp".to_owned(),
                country: "NL".to_owned(),
            },
        }),
        used: vec![GatheredItem {
            item: UsedItem { id, item: Some(id), description: used.to_owned(), quantity: Decimal::ONE },
            code: article.to_owned(),
            article: RecordKey::new(article),
        }],
        times: vec![sheet(TimeKind::Travel, 15), sheet(TimeKind::Work, 120)],
        faulty_children: Vec::new(),
    }
}
