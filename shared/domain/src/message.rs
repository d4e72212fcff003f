//! Every message an admin can read: what happened, to which record, and what to do about it (R29, R30).
//!
//! A message is stored as its code with typed parameters; the words, Dutch or English, are made when it is read.
//! Guarantees: no message without a kind, a table, a text and an action in both languages; every error says what to do.
//!
//! Leaves out: when it happened and how often (the store keeps that).

mod parts;
mod stored;

use serde::Serialize;

pub use self::parts::{ArticleSetting, Concern, Kind, Language, Missed, Table};
use self::stored::messages;
use crate::cleanup::Why;
use crate::deed::Deed;
use crate::failure::{AccessFault, System};
use crate::listing::Doubt;
use crate::records::RowFault;
use crate::wipe::WipeTable;

/// Longest text in a message, in UTF-16 units: others wrote it, so it has to be bounded before it is stored.
const TEXT_LIMIT: usize = 200;

impl Message {
    /// The same message with every text in it cut to what a log row may hold.
    #[must_use]
    pub fn bounded(self) -> Self {
        let Ok(mut json) = serde_json::to_value(&self) else { return self };
        if !bound(&mut json) {
            return self;
        }
        serde_json::from_value(json).unwrap_or(self)
    }
}

impl Message {
    /// The admin need not read it twice: it says the same of the same, though the other side's words hold another
    /// moment or number, or a package is out of reach in another way.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        use Message::{
            Busy, OrderRefused, QuoteNotRead, QuoteRefused, RecordRefused, RemovalRefused, RequestRefused,
            Unreachable, WorkOrderNotRead,
        };
        match (self, other) {
            (
                Unreachable { system: a, .. } | Busy { system: a, .. },
                Unreachable { system: b, .. } | Busy { system: b, .. },
            ) => a == b,
            (
                RequestRefused { system: a, code: code_a, .. },
                RequestRefused { system: b, code: code_b, .. },
            ) => (a, code_a) == (b, code_b),
            (WorkOrderNotRead { work_order: a, .. }, WorkOrderNotRead { work_order: b, .. })
            | (QuoteNotRead { quote: a, .. }, QuoteNotRead { quote: b, .. }) => a == b,
            (
                OrderRefused { work_order: a, code: code_a, reason: reason_a },
                OrderRefused { work_order: b, code: code_b, reason: reason_b },
            ) => (a, code_a) == (b, code_b) && are_alike(reason_a, reason_b),
            (
                RecordRefused { table: a, number: number_a, reason: reason_a, .. },
                RecordRefused { table: b, number: number_b, reason: reason_b, .. },
            )
            | (
                RemovalRefused { table: a, number: number_a, reason: reason_a, .. },
                RemovalRefused { table: b, number: number_b, reason: reason_b, .. },
            ) => (a, number_a) == (b, number_b) && are_alike(reason_a, reason_b),
            (QuoteRefused { quote: a, reason: reason_a }, QuoteRefused { quote: b, reason: reason_b }) => {
                a == b && are_alike(reason_a, reason_b)
            }
            _ => self == other,
        }
    }
}

impl Message {
    /// The number by which people know the record that it is about; `None` where it is about no single one.
    #[must_use]
    pub fn record(&self) -> Option<String> {
        let field = match self.table() {
            Table::WorkOrder => "work_order",
            Table::Quote => "quote",
            Table::Link => return None,
            Table::Customer | Table::WorkAddress | Table::Article | Table::ArticleGroup => "number",
        };
        let json = serde_json::to_value(self).ok()?;
        let number = json.get(field)?.as_str()?;
        (!number.is_empty()).then(|| number.to_owned())
    }
}

/// The same words, digits aside.
fn are_alike(a: &str, b: &str) -> bool {
    let words = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    words(a) == words(b)
}

/// Cuts the texts of a value; whether there was anything to cut.
fn bound(value: &mut serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => match crate::text::cut(text, TEXT_LIMIT) {
            std::borrow::Cow::Borrowed(_) => false,
            std::borrow::Cow::Owned(short) => {
                *text = short;
                true
            }
        },
        serde_json::Value::Array(list) => list.iter_mut().fold(false, |cut, value| bound(value) | cut),
        serde_json::Value::Object(map) => map.values_mut().fold(false, |cut, value| bound(value) | cut),
        _ => false,
    }
}

messages! {
    /// One message. Its fields mean the same in every variant:
    ///
    /// | field | what it holds |
    /// | --- | --- |
    /// | `table` | the table the record belongs to |
    /// | `number`, `name` | a record's own number in bookkeeping and its name; either may be empty |
    /// | `work_order` | a work order's number as people see it |
    /// | `quote` | a quote's number in bookkeeping |
    /// | `order`, `orders`, `debtor` | sales order numbers and a debtor number in bookkeeping |
    /// | `customer`, `address`, `article`, `group` | what people call that record: its name, code or description |
    /// | `text`, `word`, `field`, `column`, `kind`, `status`, `value` | a text as it stands in one of the two packages |
    /// | `minutes` | minutes of one time sheet, as booked |
    /// | `limit` | the most that fits: characters (UTF-16 units) of a text, lines of an order |
    /// | `written`, `done`, `total`, `lines`, `count`, `deleted`, `differences` | numbers of records, lines or messages |
    /// | `reason`, `code` | the other side's own words and code; never for a technical log (P9) |
    /// | `detail` | what a package answered: a fixed phrase of ours, or of one work order its own words; never for a technical log |
    /// | `by`, `deed` | who did something, by the name the issuer of their token gives; and what |
    /// | `emptied` | the table of Simple-Simon that is wiped |
    /// | `why`, `doubt`, `missed` | why a record goes, why a listing is not believed, why a difference was there |
    /// | `at` | a moment, as RFC 3339 |
    /// | `concern`, `system`, `fault`, `setting` | which run, which package, what is wrong, which setting |
    #[expect(missing_docs, reason = "the fields mean the same in every variant and are documented once, above")]
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    #[serde(tag = "message", rename_all = "snake_case")]
    pub enum Message {
        // From bookkeeping to Simple-Simon.
        /// A record was added to Simple-Simon.
        RecordAdded { table: Table, number: String, name: String },
        /// A record was changed in Simple-Simon.
        RecordChanged { table: Table, number: String, name: String },
        /// A record was blocked in bookkeeping; the cleanup takes it out.
        RecordBlocked { table: Table, number: String, name: String },
        /// One page of a first import.
        ImportProgress { table: Table, written: u64, done: u64, total: Option<u64> },
        /// A first import is complete.
        ImportDone { table: Table, done: u64 },
        /// A text was longer than Simple-Simon or bookkeeping holds, and was cut.
        TextCut { table: Table, number: String, name: String, field: String, limit: u32 },
        /// A row of bookkeeping is no usable record.
        RowUnusable { table: Table, number: String, name: String, fault: RowFault },
        /// Two rows of one answer carry the same number.
        NumberTwice { table: Table, number: String },
        /// Simple-Simon refuses a record.
        RecordRefused { table: Table, number: String, name: String, reason: String },
        /// Simple-Simon gave no clear answer to a write; it is looked up by the next run.
        RecordUnclear { table: Table, number: String, name: String },
        /// An article names a group that bookkeeping no longer lists; it came across without a group.
        GroupMissing { number: String, name: String, group: String },
        /// The group filter names a group that bookkeeping does not know.
        FilterGroupUnknown { group: String },

        // From Simple-Simon to bookkeeping.
        /// A work order became a sales order.
        OrderSent { work_order: String, order: String, debtor: String },
        /// A work order turned out to be in bookkeeping already; nothing was made a second time.
        OrderFound { work_order: String, order: String },
        /// Bookkeeping had an order with our reference before it was sent, or after it refused it: it is taken for the
        /// work order's, and someone has to compare the two.
        OrderFoundUnconfirmed { work_order: String, order: String },
        /// The filter word stands in the description (R15).
        OrderSkipped { work_order: String, word: String },
        /// A work order was changed after its sales order was made.
        OrderChangedAfterSent { work_order: String, order: String },
        /// No customer on the work order (R4).
        OrderWithoutCustomer { work_order: String },
        /// The customer on the work order did not come from bookkeeping (R4).
        OrderCustomerUnknown { work_order: String, customer: String },
        /// The work order has no work address.
        OrderWithoutAddress { work_order: String },
        /// The work address belongs to another customer (R8).
        OrderAddressOfOther { work_order: String, address: String },
        /// A used article did not come from bookkeeping (R13).
        OrderArticleUnknown { work_order: String, article: String },
        /// A used article is free text without an article (R13).
        OrderFreeText { work_order: String, text: String },
        /// The settings name an article that bookkeeping does not know.
        OrderSettingUnknown { work_order: String, setting: ArticleSetting, article: String },
        /// Nothing is booked on the work order.
        OrderEmpty { work_order: String },
        /// A wipe that was called off may have taken used articles or hours from the work order.
        OrderLinesWiped { work_order: String },
        /// More lines than one sales order may have.
        OrderTooLong { work_order: String, lines: u64, limit: u32 },
        /// A field of the work order cannot be read.
        OrderUnreadable { work_order: String, field: String, value: String },
        /// Simple-Simon gave no usable answer about one work order; it is read again by the next run.
        WorkOrderNotRead { work_order: String, detail: String },
        /// A refused work order is not there any more in Simple-Simon.
        WorkOrderGone { work_order: String },
        /// A time sheet below zero was left out.
        MinutesBelowZero { work_order: String, minutes: i64 },
        /// A time sheet above a day was sent as booked.
        MinutesAboveDay { work_order: String, minutes: i64 },
        /// A time sheet of a kind no one told us of was left out.
        TimeKindUnknown { work_order: String, kind: String },
        /// More remarks about one work order than the log takes; the rest was left out of the log.
        MoreRemarks { work_order: String, count: u64 },
        /// A status no one told us of; the work order is left alone.
        StatusUnknown { work_order: String, status: String },
        /// Bookkeeping refuses the sales order.
        OrderRefused { work_order: String, code: Option<String>, reason: String },
        /// A work order was decided and is to be sent; kept open until it is, so that no run that is cut off loses it.
        OrderWaits { work_order: String },
        /// Bookkeeping could not be asked whether it has the order already, so nothing was sent; the next run asks again.
        OrderNotLookedUp { work_order: String },
        /// Bookkeeping gave no clear answer; the order is looked up before any second try.
        OrderUnclear { work_order: String },
        /// Bookkeeping has a sales order with our reference for another debtor.
        OrderReferenceTaken { work_order: String, order: String, debtor: String },
        /// Bookkeeping has more than one sales order with the reference of this work order.
        OrderDouble { work_order: String, orders: Vec<String> },

        // Quotes, from bookkeeping to Simple-Simon.
        /// A quote became a work order (R17).
        QuoteMade { quote: String, work_order: String, customer: String, lines: u64 },
        /// A line of a quote did not come along: its article is not in Simple-Simon.
        QuoteLineLeftOut { quote: String, article: String, text: String },
        /// A line of a quote did not come along: Simple-Simon refuses it as a used article.
        QuoteLineRefused { quote: String, article: String, text: String, reason: String },
        /// The work order of a quote was archived or deleted before all used articles were on it; `lines` of `total` are.
        QuoteHalfMade { quote: String, work_order: String, lines: u64, total: u64 },
        /// The customer of a quote is not in Simple-Simon (yet).
        QuoteCustomerMissing { quote: String, customer: String },
        /// A quote is for nobody who is a customer in bookkeeping.
        QuoteWithoutCustomer { quote: String },
        /// A quote has more lines than come along.
        QuoteTooLong { quote: String, lines: u64, limit: u32 },
        /// A field of a quote cannot be read.
        QuoteUnreadable { quote: String, field: String, value: String },
        /// Bookkeeping gave no usable answer about one quote; it is read again by the next run.
        QuoteNotRead { quote: String, detail: String },
        /// A quote of which no work order could be made yet is not there any more in bookkeeping.
        QuoteGone { quote: String },
        /// A quote was planned and is to be made; kept open until it is, so that no run that is cut off loses it.
        QuoteWaits { quote: String },
        /// Simple-Simon refuses the work order of a quote.
        QuoteRefused { quote: String, reason: String },
        /// Simple-Simon gave no clear answer; the work order is looked up by the next run.
        QuoteUnclear { quote: String },

        // The cleanup of Simple-Simon (R5), and the full compare.
        /// A record was taken out of Simple-Simon.
        RecordRemoved { table: Table, number: String, name: String, why: Why },
        /// A record stays for as long as a work order needs it.
        RecordStays { table: Table, number: String, name: String, why: Why, work_order: String },
        /// Simple-Simon does not delete a record.
        RemovalRefused { table: Table, number: String, name: String, reason: String },
        /// Too much of a table would go: it waits for the admin's word.
        CleanupWithheld { table: Table, count: u64, total: u64 },
        /// A cleanup went through.
        CleanupDone { deleted: u64 },
        /// A full listing cannot be believed, so nothing was deleted on its word.
        ListingDoubted { table: Table, system: System, doubt: Doubt, count: u64, total: Option<u64> },
        /// Bookkeeping opened another administration than the one that was connected.
        OtherAdministration { found: String, expected: String },
        /// A record in Simple-Simon is not what bookkeeping says; it is put right.
        RecordDiffers { table: Table, number: String, name: String, field: String, missed: Missed },
        /// More differences than the log takes.
        MoreDifferences { count: u64 },
        /// Both sides were compared in full.
        ComparedInFull { done: u64, differences: u64 },
        /// A work order was sent, and its sales order is not in bookkeeping.
        OrderMissing { work_order: String, order: String },
        /// The sales order of a work order has another number than the one it was made under.
        OrderRenumbered { work_order: String, order: String, orders: Vec<String> },

        // The link as a whole.
        /// A package could not be reached, or answered nonsense; the next run tries again.
        Unreachable { concern: Concern, system: System, detail: String },
        /// A package asks for patience.
        Busy { concern: Concern, system: System },
        /// A package lets the company in no more.
        AccessRefused { concern: Concern, system: System, fault: AccessFault },
        /// A package refuses a request that is about no single record.
        RequestRefused { concern: Concern, system: System, code: Option<String>, reason: String },
        /// A column that bookkeeping refuses is no longer asked for.
        ColumnRefused { table: Table, column: String },
        /// What was wrong is right again.
        Mended { table: Table, number: String, name: String },
        /// Someone did something to the link.
        Done { by: String, deed: Deed },

        // The wipe of Simple-Simon (R22).
        /// A table was emptied.
        WipeEmptied { emptied: WipeTable, deleted: u64 },
        /// Everything asked for was emptied.
        WipeDone { deleted: u64 },
        /// Simple-Simon does not delete a record.
        WipeStuck { emptied: WipeTable, number: String, reason: String },
    }
}

#[cfg(test)]
mod tests;
