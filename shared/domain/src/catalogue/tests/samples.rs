//! A sample of every message, so that none is left out of the catalogue's tests.

use crate::cleanup::Why;
use crate::deed::Deed;
use crate::failure::{AccessFault, System};
use crate::listing::Doubt;
use crate::message::{ArticleSetting, Concern, Message, Missed, Table};
use crate::records::RowFault;
use crate::wipe::WipeTable;

/// A sample of the first message.
pub(super) fn first() -> Message {
    Message::RecordAdded { table: Table::Customer, number: "10001".into(), name: "Jansen & Zn".into() }
}

/// A sample of the message after `previous` in [`Message`]'s own order. A new message does not compile until it
/// stands here, and the row before it must then lead to it.
pub(super) fn next(previous: &Message) -> Option<Message> {
    let work_order = || "2026-0815".to_owned();
    let order = || "202600012".to_owned();
    let quote = || "202600165".to_owned();
    let (number, name) = ("KRAAN-15".to_owned(), "Kogelkraan 15 mm".to_owned());
    Some(match previous {
        Message::RecordAdded { .. } => Message::RecordChanged { table: Table::Article, number, name },
        Message::RecordChanged { .. } => Message::RecordBlocked { table: Table::Article, number, name },
        Message::RecordBlocked { .. } => {
            Message::ImportProgress { table: Table::Customer, written: 480, done: 500, total: Some(2000) }
        }
        Message::ImportProgress { .. } => Message::ImportDone { table: Table::ArticleGroup, done: 12 },
        Message::ImportDone { .. } => {
            Message::TextCut { table: Table::Article, number, name, field: "Omschrijving".into(), limit: 250 }
        }
        Message::TextCut { .. } => Message::RowUnusable {
            table: Table::Article,
            number,
            name: String::new(),
            fault: RowFault::WithoutName,
        },
        Message::RowUnusable { .. } => Message::NumberTwice { table: Table::Article, number },
        Message::NumberTwice { .. } => Message::RecordRefused {
            table: Table::Article,
            number,
            name,
            reason: "Code is niet toegestaan.".into(),
        },
        Message::RecordRefused { .. } => Message::RecordUnclear { table: Table::WorkAddress, number, name },
        Message::RecordUnclear { .. } => Message::GroupMissing { number, name, group: "77".into() },
        Message::GroupMissing { .. } => Message::FilterGroupUnknown { group: "Kranen".into() },
        Message::FilterGroupUnknown { .. } => {
            Message::OrderSent { work_order: work_order(), order: order(), debtor: "10001".into() }
        }
        Message::OrderSent { .. } => Message::OrderFound { work_order: work_order(), order: order() },
        Message::OrderFound { .. } => {
            Message::OrderFoundUnconfirmed { work_order: work_order(), order: order() }
        }
        Message::OrderFoundUnconfirmed { .. } => {
            Message::OrderSkipped { work_order: work_order(), word: "Garantie".into() }
        }
        Message::OrderSkipped { .. } => {
            Message::OrderChangedAfterSent { work_order: work_order(), order: order() }
        }
        Message::OrderChangedAfterSent { .. } => Message::OrderWithoutCustomer { work_order: work_order() },
        Message::OrderWithoutCustomer { .. } => {
            Message::OrderCustomerUnknown { work_order: work_order(), customer: "Bakker".into() }
        }
        Message::OrderCustomerUnknown { .. } => Message::OrderWithoutAddress { work_order: work_order() },
        Message::OrderWithoutAddress { .. } => {
            Message::OrderAddressOfOther { work_order: work_order(), address: "Dorpsstraat 1".into() }
        }
        Message::OrderAddressOfOther { .. } => {
            Message::OrderArticleUnknown { work_order: work_order(), article: "TAPE".into() }
        }
        Message::OrderArticleUnknown { .. } => {
            Message::OrderFreeText { work_order: work_order(), text: "rolletje tape".into() }
        }
        Message::OrderFreeText { .. } => Message::OrderSettingUnknown {
            work_order: work_order(),
            setting: ArticleSetting::Travel,
            article: "REIS".into(),
        },
        Message::OrderSettingUnknown { .. } => Message::OrderEmpty { work_order: work_order() },
        Message::OrderEmpty { .. } => Message::OrderLinesWiped { work_order: work_order() },
        Message::OrderLinesWiped { .. } => {
            Message::OrderTooLong { work_order: work_order(), lines: 1204, limit: 1000 }
        }
        Message::OrderTooLong { .. } => Message::OrderUnreadable {
            work_order: work_order(),
            field: "Einde".into(),
            value: "31-02-2026".into(),
        },
        Message::OrderUnreadable { .. } => {
            Message::WorkOrderNotRead { work_order: work_order(), detail: "cut off or malformed json".into() }
        }
        Message::WorkOrderNotRead { .. } => Message::WorkOrderGone { work_order: work_order() },
        Message::WorkOrderGone { .. } => Message::MinutesBelowZero { work_order: work_order(), minutes: -15 },
        Message::MinutesBelowZero { .. } => {
            Message::MinutesAboveDay { work_order: work_order(), minutes: 1500 }
        }
        Message::MinutesAboveDay { .. } => {
            Message::TimeKindUnknown { work_order: work_order(), kind: "Pauze".into() }
        }
        Message::TimeKindUnknown { .. } => Message::MoreRemarks { work_order: work_order(), count: 280 },
        Message::MoreRemarks { .. } => {
            Message::StatusUnknown { work_order: work_order(), status: "Geparkeerd".into() }
        }
        Message::StatusUnknown { .. } => Message::OrderRefused {
            work_order: work_order(),
            code: Some("CS312".into()),
            reason: "Artikel KRAAN-15 is\n geblokkeerd.".into(),
        },
        Message::OrderRefused { .. } => Message::OrderWaits { work_order: work_order() },
        Message::OrderWaits { .. } => Message::OrderNotLookedUp { work_order: work_order() },
        Message::OrderNotLookedUp { .. } => Message::OrderUnclear { work_order: work_order() },
        Message::OrderUnclear { .. } => {
            Message::OrderReferenceTaken { work_order: work_order(), order: order(), debtor: "10002".into() }
        }
        Message::OrderReferenceTaken { .. } => {
            Message::OrderDouble { work_order: work_order(), orders: vec![order(), "202600013".into()] }
        }
        Message::OrderDouble { .. } => Message::QuoteMade {
            quote: quote(),
            work_order: "48211".into(),
            customer: "10001".into(),
            lines: 3,
        },
        Message::QuoteMade { .. } => {
            Message::QuoteLineLeftOut { quote: quote(), article: number, text: name }
        }
        Message::QuoteLineLeftOut { .. } => Message::QuoteLineRefused {
            quote: quote(),
            article: number,
            text: name,
            reason: "Artikel is geblokkeerd.".into(),
        },
        Message::QuoteLineRefused { .. } => {
            Message::QuoteHalfMade { quote: quote(), work_order: "48211".into(), lines: 2, total: 3 }
        }
        Message::QuoteHalfMade { .. } => {
            Message::QuoteCustomerMissing { quote: quote(), customer: "10001".into() }
        }
        Message::QuoteCustomerMissing { .. } => Message::QuoteWithoutCustomer { quote: quote() },
        Message::QuoteWithoutCustomer { .. } => {
            Message::QuoteTooLong { quote: quote(), lines: 612, limit: 500 }
        }
        Message::QuoteTooLong { .. } => {
            Message::QuoteUnreadable { quote: quote(), field: "Aantal".into(), value: "veel".into() }
        }
        Message::QuoteUnreadable { .. } => {
            Message::QuoteNotRead { quote: quote(), detail: "cut off or malformed xml".into() }
        }
        Message::QuoteNotRead { .. } => Message::QuoteGone { quote: quote() },
        Message::QuoteGone { .. } => Message::QuoteWaits { quote: quote() },
        Message::QuoteWaits { .. } => {
            Message::QuoteRefused { quote: quote(), reason: "Omschrijving is verplicht.".into() }
        }
        Message::QuoteRefused { .. } => Message::QuoteUnclear { quote: quote() },
        Message::QuoteUnclear { .. } => {
            Message::RecordRemoved { table: Table::Article, number, name, why: Why::FilteredOut }
        }
        Message::RecordRemoved { .. } => Message::RecordStays {
            table: Table::Customer,
            number,
            name,
            why: Why::Blocked,
            work_order: work_order(),
        },
        Message::RecordStays { .. } => Message::RemovalRefused {
            table: Table::Customer,
            number,
            name,
            reason: "Customer 9001 heeft nog werkadressen.".into(),
        },
        Message::RemovalRefused { .. } => {
            Message::CleanupWithheld { table: Table::Customer, count: 30_000, total: 100_000 }
        }
        Message::CleanupWithheld { .. } => Message::CleanupDone { deleted: 9 },
        Message::CleanupDone { .. } => Message::ListingDoubted {
            table: Table::Customer,
            system: System::Imuis,
            doubt: Doubt::Counts,
            count: 480,
            total: Some(500),
        },
        Message::ListingDoubted { .. } => Message::OtherAdministration {
            found: "Bakkerij De Korenaar".into(),
            expected: "Demo Installatietechniek BV".into(),
        },
        Message::OtherAdministration { .. } => Message::RecordDiffers {
            table: Table::Customer,
            number,
            name,
            field: "Name, Phone".into(),
            missed: Missed::ByHand,
        },
        Message::RecordDiffers { .. } => Message::MoreDifferences { count: 400 },
        Message::MoreDifferences { .. } => Message::ComparedInFull { done: 2503, differences: 2 },
        Message::ComparedInFull { .. } => Message::OrderMissing { work_order: work_order(), order: order() },
        Message::OrderMissing { .. } => Message::OrderRenumbered {
            work_order: work_order(),
            order: order(),
            orders: vec!["202600013".into()],
        },
        Message::OrderRenumbered { .. } => Message::Unreachable {
            concern: Concern::Pull,
            system: System::Imuis,
            detail: "html instead of xml".into(),
        },
        Message::Unreachable { .. } => Message::Busy { concern: Concern::Push, system: System::SimpleSimon },
        Message::Busy { .. } => Message::AccessRefused {
            concern: Concern::Push,
            system: System::SimpleSimon,
            fault: AccessFault::Password,
        },
        Message::AccessRefused { .. } => Message::RequestRefused {
            concern: Concern::Pull,
            system: System::Imuis,
            code: None,
            reason: "De selectie is incompleet, zie veld: ORDERBY".into(),
        },
        Message::RequestRefused { .. } => {
            Message::ColumnRefused { table: Table::Customer, column: "KVKNR".into() }
        }
        Message::ColumnRefused { .. } => Message::Mended { table: Table::Article, number, name },
        Message::Mended { .. } => {
            Message::Done { by: "anja@korenaar.example".into(), deed: Deed::SettingsSaved { version: 3 } }
        }
        Message::Done { .. } => Message::WipeEmptied { emptied: WipeTable::Customer, deleted: 480 },
        Message::WipeEmptied { .. } => Message::WipeDone { deleted: 2992 },
        Message::WipeDone { .. } => Message::WipeStuck {
            emptied: WipeTable::WorkOrder,
            number: "48211".into(),
            reason: "Werkbon is in gebruik.".into(),
        },
        Message::WipeStuck { .. } => return None,
    })
}

/// One sample of each message, then those whose words depend on what they hold.
pub(super) fn samples() -> Vec<Message> {
    let mut samples: Vec<_> = std::iter::successors(Some(first()), next).collect();
    let row = |table, number: &str, name: &str, fault| Message::RowUnusable {
        table,
        number: number.into(),
        name: name.into(),
        fault,
    };
    samples.extend([
        Message::ImportProgress { table: Table::Article, written: 0, done: 1000, total: None },
        Message::TextCut {
            table: Table::WorkOrder,
            number: "2026-0815".into(),
            name: String::new(),
            field: "Opmerkingen".into(),
            limit: 250,
        },
        row(Table::Customer, "", "Jansen", RowFault::WithoutKey),
        row(Table::Customer, "", "", RowFault::WithoutKey),
        row(Table::Customer, "10001", "", RowFault::WithoutName),
        row(
            Table::Customer,
            "10001",
            "Jansen",
            RowFault::Unreadable { field: "Klant af".into(), value: "31-02-2026".into() },
        ),
        row(Table::ArticleGroup, "1234567", "Kranen", RowFault::KeyTooLong { limit: 50 }),
        Message::RecordRefused {
            table: Table::Customer,
            number: "10001".into(),
            name: "Jansen".into(),
            reason: String::new(),
        },
        Message::OrderUnreadable {
            work_order: "2026-0815".into(),
            field: "Gearchiveerd op".into(),
            value: String::new(),
        },
        Message::Mended { table: Table::Link, number: String::new(), name: String::new() },
    ]);
    samples.extend(
        [
            Deed::Created,
            Deed::WipeAsked { tables: 7 },
            Deed::CredentialsKept { system: System::SimpleSimon },
            Deed::Connected { administration: "Demo Installatietechniek BV".into() },
            Deed::TermsAccepted { version: 1 },
            Deed::Activated,
            Deed::Deactivated,
            Deed::WipeCalledOff,
            Deed::OfferedAgain { problems: 12 },
            Deed::RunAsked { concern: Concern::Wipe },
            Deed::CleanupApproved { deletions: 30_000 },
            Deed::DryRunAsked,
        ]
        .map(|deed| Message::Done { by: "anja@korenaar.example".into(), deed }),
    );
    samples.extend(
        [(Doubt::Counts, None), (Doubt::Empty, Some(0)), (Doubt::Nameless, Some(3)), (Doubt::Untold, None)]
            .map(|(doubt, total)| Message::ListingDoubted {
                table: Table::Article,
                system: System::SimpleSimon,
                doubt,
                count: 3,
                total,
            }),
    );
    samples.extend([Missed::Deleted, Missed::Pull { at: "2026-11-23T08:00:00Z".into() }].map(|missed| {
        Message::RecordDiffers {
            table: Table::Article,
            number: "KRAAN-15".into(),
            name: String::new(),
            field: String::new(),
            missed,
        }
    }));
    samples.extend(Why::ALL.map(|why| Message::RecordRemoved {
        table: Table::Customer,
        number: String::new(),
        name: "Bakker".into(),
        why,
    }));
    samples.extend([ArticleSetting::Work, ArticleSetting::Standard].map(|setting| {
        Message::OrderSettingUnknown { work_order: "2026-0815".into(), setting, article: "9000".into() }
    }));
    samples.extend(
        [
            (System::SimpleSimon, AccessFault::Licence),
            (System::SimpleSimon, AccessFault::NotReleased),
            (System::SimpleSimon, AccessFault::ApiKey),
            (System::Imuis, AccessFault::EnvironmentCode),
            (System::Imuis, AccessFault::PartnerKey),
            (System::Imuis, AccessFault::Unknown),
            (System::SnelStart, AccessFault::NotServed),
            (System::SnelStart, AccessFault::PartnerKey),
            (System::SnelStart, AccessFault::LinkKey),
            (System::SnelStart, AccessFault::NotIncluded),
        ]
        .map(|(system, fault)| Message::AccessRefused { concern: Concern::Pull, system, fault }),
    );
    samples
}
