//! The message catalogue: of every message its code, kind, table and subject, and its words in both languages
//! (R29, R30).
//!
//! Guarantees: one row per message in [`Message::entry`], one row per message and language in [`dutch`] and
//! [`english`], enforced by the compiler; every error says what to do, and everything else says that no action is
//! needed where that is so, enforced by a test. A text names the record by its own number and name.
//!
//! Leaves out: moments, colours and pages.

mod deeds;
mod dutch;
mod english;
mod phrases;
mod quotes;
mod removals;
#[cfg(test)]
mod tests;

use crate::message::{Kind, Language, Message, Table};

/// What is the same in every language.
struct Entry<'a> {
    code: &'static str,
    kind: Kind,
    table: Table,
    subject: Option<(&'a str, &'a str)>,
}

/// What a reader gets: what happened, and what to do.
struct Words {
    text: String,
    action: String,
}

impl Words {
    fn new(text: impl Into<String>, action: impl Into<String>) -> Self {
        Self { text: text.into(), action: action.into() }
    }
}

impl Message {
    /// Kind of message (soort bericht).
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.entry().kind
    }

    /// The table (tabel) it is about.
    #[must_use]
    pub fn table(&self) -> Table {
        self.entry().table
    }

    /// The message's name in stored rows and log fields, for instance `order_sent`. It never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.entry().code
    }

    /// Number and name of the record it is about, as people know them; either may be empty. `None` where it is
    /// about no single record.
    #[must_use]
    pub fn subject(&self) -> Option<(&str, &str)> {
        self.entry().subject
    }

    /// What happened (bericht): whole sentences, for the admin of the company alone (P9).
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        self.words(language).text
    }

    /// What to do about it (te nemen actie): whole sentences.
    #[must_use]
    pub fn action(&self, language: Language) -> String {
        self.words(language).action
    }

    fn words(&self, language: Language) -> Words {
        match language {
            Language::Dutch => dutch::words(self),
            Language::English => english::words(self),
        }
    }

    #[rustfmt::skip] // One row per message.
    fn entry(&self) -> Entry<'_> {
        use Kind::{Error, Info, Warning};
        let about = |code, kind, table: &Table, number, name| Entry { code, kind, table: *table, subject: Some((number, name)) };
        let order = |code, kind, number| Entry { code, kind, table: Table::WorkOrder, subject: Some((number, "")) };
        let quote = |code, kind, number| Entry { code, kind, table: Table::Quote, subject: Some((number, "")) };
        let plain = |code, kind, table: &Table| Entry { code, kind, table: *table, subject: None };
        match self {
            Self::RecordAdded { table, number, name } => about("record_added", Info, table, number, name),
            Self::RecordChanged { table, number, name } => about("record_changed", Info, table, number, name),
            Self::RecordBlocked { table, number, name } => about("record_blocked", Info, table, number, name),
            Self::ImportProgress { table, .. } => plain("import_progress", Info, table),
            Self::ImportDone { table, .. } => plain("import_done", Info, table),
            Self::TextCut { table, number, name, .. } => about("text_cut", Warning, table, number, name),
            Self::RowUnusable { table, number, name, .. } => about("row_unusable", Error, table, number, name),
            Self::NumberTwice { table, number } => about("number_twice", Error, table, number, ""),
            Self::RecordRefused { table, number, name, .. } => about("record_refused", Error, table, number, name),
            Self::RecordUnclear { table, number, name } => about("record_unclear", Warning, table, number, name),
            Self::GroupMissing { number, name, .. } => about("group_missing", Warning, &Table::Article, number, name),
            Self::FilterGroupUnknown { group } => about("filter_group_unknown", Error, &Table::ArticleGroup, "", group),

            Self::OrderSent { work_order, .. } => order("order_sent", Info, work_order),
            Self::OrderFound { work_order, .. } => order("order_found", Info, work_order),
            Self::OrderFoundUnconfirmed { work_order, .. } => {
                order("order_found_unconfirmed", Warning, work_order)
            }
            Self::OrderSkipped { work_order, .. } => order("order_skipped", Info, work_order),
            Self::OrderChangedAfterSent { work_order, .. } => order("order_changed_after_sent", Warning, work_order),
            Self::OrderWithoutCustomer { work_order } => order("order_without_customer", Error, work_order),
            Self::OrderCustomerUnknown { work_order, .. } => order("order_customer_unknown", Error, work_order),
            Self::OrderWithoutAddress { work_order } => order("order_without_address", Error, work_order),
            Self::OrderAddressOfOther { work_order, .. } => order("order_address_of_other", Error, work_order),
            Self::OrderArticleUnknown { work_order, .. } => order("order_article_unknown", Error, work_order),
            Self::OrderFreeText { work_order, .. } => order("order_free_text", Error, work_order),
            Self::OrderSettingUnknown { work_order, .. } => order("order_setting_unknown", Error, work_order),
            Self::OrderEmpty { work_order } => order("order_empty", Warning, work_order),
            Self::OrderLinesWiped { work_order } => order("order_lines_wiped", Error, work_order),
            Self::OrderTooLong { work_order, .. } => order("order_too_long", Error, work_order),
            Self::OrderUnreadable { work_order, .. } => order("order_unreadable", Error, work_order),
            Self::WorkOrderNotRead { work_order, .. } => order("work_order_not_read", Warning, work_order),
            Self::WorkOrderGone { work_order } => order("work_order_gone", Warning, work_order),
            Self::MinutesBelowZero { work_order, .. } => order("minutes_below_zero", Warning, work_order),
            Self::MinutesAboveDay { work_order, .. } => order("minutes_above_day", Warning, work_order),
            Self::TimeKindUnknown { work_order, .. } => order("time_kind_unknown", Warning, work_order),
            Self::MoreRemarks { work_order, .. } => order("more_remarks", Warning, work_order),
            Self::StatusUnknown { work_order, .. } => order("status_unknown", Warning, work_order),
            Self::OrderRefused { work_order, .. } => order("order_refused", Error, work_order),
            Self::OrderWaits { work_order } => order("order_waits", Info, work_order),
            Self::OrderNotLookedUp { work_order } => order("order_not_looked_up", Warning, work_order),
            Self::OrderUnclear { work_order } => order("order_unclear", Warning, work_order),
            Self::OrderReferenceTaken { work_order, .. } => order("order_reference_taken", Error, work_order),
            Self::OrderDouble { work_order, .. } => order("order_double", Error, work_order),

            Self::QuoteMade { quote: number, .. } => quote("quote_made", Info, number),
            Self::QuoteLineLeftOut { quote: number, .. } => quote("quote_line_left_out", Warning, number),
            Self::QuoteLineRefused { quote: number, .. } => quote("quote_line_refused", Warning, number),
            Self::QuoteHalfMade { quote: number, .. } => quote("quote_half_made", Warning, number),
            Self::QuoteCustomerMissing { quote: number, .. } => quote("quote_customer_missing", Error, number),
            Self::QuoteWithoutCustomer { quote: number } => quote("quote_without_customer", Error, number),
            Self::QuoteTooLong { quote: number, .. } => quote("quote_too_long", Error, number),
            Self::QuoteUnreadable { quote: number, .. } => quote("quote_unreadable", Error, number),
            Self::QuoteNotRead { quote: number, .. } => quote("quote_not_read", Warning, number),
            Self::QuoteGone { quote: number } => quote("quote_gone", Warning, number),
            Self::QuoteWaits { quote: number } => quote("quote_waits", Info, number),
            Self::QuoteRefused { quote: number, .. } => quote("quote_refused", Error, number),
            Self::QuoteUnclear { quote: number } => quote("quote_unclear", Warning, number),

            Self::RecordRemoved { table, number, name, .. } => about("record_removed", Info, table, number, name),
            Self::RecordStays { table, number, name, .. } => about("record_stays", Warning, table, number, name),
            Self::RemovalRefused { table, number, name, .. } => about("removal_refused", Error, table, number, name),
            Self::CleanupWithheld { table, .. } => plain("cleanup_withheld", Error, table),
            Self::CleanupDone { .. } => plain("cleanup_done", Info, &Table::Link),
            Self::ListingDoubted { table, .. } => plain("listing_doubted", Warning, table),
            Self::OtherAdministration { .. } => plain("other_administration", Error, &Table::Link),
            Self::RecordDiffers { table, number, name, .. } => about("record_differs", Warning, table, number, name),
            Self::MoreDifferences { .. } => plain("more_differences", Warning, &Table::Link),
            Self::ComparedInFull { .. } => plain("compared_in_full", Info, &Table::Link),
            Self::OrderMissing { work_order, .. } => order("order_missing", Error, work_order),
            Self::OrderRenumbered { work_order, .. } => order("order_renumbered", Error, work_order),

            Self::Unreachable { .. } => plain("unreachable", Warning, &Table::Link),
            Self::Busy { .. } => plain("busy", Info, &Table::Link),
            Self::AccessRefused { .. } => plain("access_refused", Error, &Table::Link),
            Self::RequestRefused { .. } => plain("request_refused", Error, &Table::Link),
            Self::ColumnRefused { table, .. } => plain("column_refused", Warning, table),
            Self::Mended { table, number, name } => about("mended", Info, table, number, name),
            Self::Done { .. } => plain("done", Info, &Table::Link),
            Self::WipeEmptied { .. } => plain("wipe_emptied", Info, &Table::Link),
            Self::WipeDone { .. } => plain("wipe_done", Info, &Table::Link),
            Self::WipeStuck { number, .. } => about("wipe_stuck", Error, &Table::Link, number, ""),
        }
    }
}
