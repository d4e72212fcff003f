//! The port that every bookkeeping package implements: what Koppel asks of bookkeeping, and nothing else.
//!
//! Guarantees asked of a connector:
//! - It never writes about a customer or an article (R1): the port has no such call.
//! - A page tells honestly whether more follows; an answer that cannot be trusted is a [`Failure`], never an empty page.
//! - It retries nothing by itself beyond what its fact sheet asks for (an expired session, an empty later page) and the
//!   many reads that one order may need: the next run is the retry. A write is never sent twice by one call.
//! - Calls for one administration keep to what its package bears at once and in a minute, whoever makes them.
//!
//! Leaves out: memory. What a connector must remember between runs travels in [`Session`] through its caller.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
pub use koppel_domain::administration::Administration;
use koppel_domain::failure::{Failure, System};
use koppel_domain::message::Table;
use koppel_domain::quote::{Quote, QuoteLine};
use koppel_domain::records::{Record, RecordKey, RowFault, Stream};
use koppel_domain::sales_order::{OrderNumber, OrderReference, SalesOrder};
use serde::{Deserialize, Serialize};

/// A bookkeeping package, connected to one administration.
#[async_trait]
pub trait Bookkeeping: Send + Sync {
    /// Which package this is, as messages about it name it.
    fn system(&self) -> System;

    /// Proves that the credentials work, and says whose administration this is.
    async fn administration(&self) -> Result<Administration, Failure>;

    /// One page of the records of `stream`, in the package's own order, from just after `after`. Where that order is not
    /// a fixed one, a record may come twice, and one that moved between two pages may come with the next listing only;
    /// such a package tells no [`Page::remaining`], so no listing of it passes for counted.
    ///
    /// With `changed_since`, only records changed at or after that moment: as many as the package can tell apart
    /// from it and never fewer, so the caller must expect records it has seen before.
    async fn page(
        &self,
        stream: Stream,
        changed_since: Option<Timestamp>,
        after: Option<&PageMark>,
    ) -> Result<Page, Failure>;

    /// One record by its number; `None` where bookkeeping does not know it.
    async fn record(&self, stream: Stream, key: &RecordKey) -> Result<Option<Row>, Failure>;

    /// As [`Bookkeeping::record`], of an article group, with the [`ArticleGroup::native_id`] that it once came with: a
    /// package that has no other question for one group than the list of all is asked for that id as well, so that no
    /// list alone says that a group is gone.
    ///
    /// [`ArticleGroup::native_id`]: koppel_domain::records::ArticleGroup::native_id
    async fn group(&self, key: &RecordKey, _native_id: Option<&str>) -> Result<Option<Row>, Failure> {
        self.record(Stream::ArticleGroups, key).await
    }

    /// One page of the quotes (offertes) without their lines; for the rest as [`Bookkeeping::page`].
    ///
    /// A package without quotes, or an administration without its quote module, refuses; that concerns quotes alone.
    async fn quotes(
        &self,
        changed_since: Option<Timestamp>,
        after: Option<&PageMark>,
    ) -> Result<QuotePage, Failure>;

    /// One page of the lines that changed at or after `changed_since`, quote by quote; for the rest as
    /// [`Bookkeeping::page`]. A quote may say nothing of a change of its lines. Empty where the package cannot tell.
    async fn changed_quote_lines(
        &self,
        changed_since: Timestamp,
        after: Option<&PageMark>,
    ) -> Result<QuoteLinePage, Failure>;

    /// One quote by its number; `None` where bookkeeping does not know it.
    async fn quote(&self, number: &RecordKey) -> Result<Option<QuoteRow>, Failure>;

    /// The lines of a quote, in their order; a line that cannot be read says why. Of a quote with more than
    /// [`koppel_domain::quote::LINES_MAX`] lines some may be left out, never so many that it has no more than that.
    async fn quote_lines(&self, number: &RecordKey) -> Result<Vec<QuoteLineRow>, Failure>;

    /// One page of all sales orders that carry a reference which may be ours; for the rest as [`Bookkeeping::page`].
    async fn referenced_orders(&self, after: Option<&PageMark>) -> Result<OrderPage, Failure>;

    /// Every sales order that carries `reference`, oldest first.
    ///
    /// `made_from` is the order's own date, where it is known: none was made for it before that day. A package that
    /// cannot be asked for a reference, or not for every mark of it, looks through what changed since.
    async fn orders_by_reference(
        &self,
        reference: OrderReference,
        made_from: Option<Date>,
        look_up: LookUp,
    ) -> Result<Vec<FoundOrder>, Failure>;

    /// Asks for whatever making this order needs, and remembers it, so that making it is one call. It may be many reads, and
    /// one that fails is that order's trouble alone; a refusal is told by [`Bookkeeping::create_order`] too.
    async fn prepare(&self, _order: &SalesOrder) -> Result<(), Failure> {
        Ok(())
    }

    /// Makes a sales order. [`Failure::Unclear`] whenever it cannot be told whether bookkeeping stored it.
    async fn create_order(&self, order: &SalesOrder) -> Result<OrderNumber, Failure>;

    /// How long making this order may take. Nothing is lost where it takes longer: the order is then looked up first.
    fn order_time(&self, order: &SalesOrder) -> OrderTime;

    /// Most characters of a remark and of a line's text that this package holds, in UTF-16 units.
    fn limits(&self) -> TextLimits;

    /// What to hand to the next run's connector, so that it need not sign in again; secret.
    async fn session(&self) -> Option<Session>;

    /// This connector signed in, or had its session prolonged: [`Bookkeeping::session`] gives another one than it was made
    /// with, or one that holds longer.
    async fn is_renewed(&self) -> bool;

    /// Columns that the package refused since this connector was made, as (table, column), for the log.
    async fn refused_columns(&self) -> Vec<(Table, String)>;
}

/// A row of an answer: a record, or why it is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A usable record.
    Record(Record),
    /// A row that is no usable record.
    Faulty {
        /// Its number, where it has one.
        key: Option<RecordKey>,
        /// Its name, or empty.
        name: String,
        /// Why.
        fault: RowFault,
    },
}

impl Row {
    /// Its number, where it has one.
    #[must_use]
    pub fn key(&self) -> Option<&RecordKey> {
        match self {
            Self::Record(record) => Some(record.key()),
            Self::Faulty { key, .. } => key.as_ref(),
        }
    }
}

/// One page of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The rows, in the package's order.
    pub rows: Vec<Row>,
    /// Where the next page begins; `None` where this was the last.
    pub next: Option<PageMark>,
    /// Records in the whole answer from this page on, where the package tells.
    pub remaining: Option<u64>,
}

/// A row of an answer about quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuoteRow {
    /// A usable quote.
    Quote(Quote),
    /// A row that is no usable quote.
    Faulty {
        /// Its number, where it has one.
        number: Option<RecordKey>,
        /// The field that cannot be read.
        field: String,
        /// What stands in it.
        value: String,
    },
}

/// One page of quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotePage {
    /// The rows, in the package's order.
    pub rows: Vec<QuoteRow>,
    /// Where the next page begins; `None` where this was the last.
    pub next: Option<PageMark>,
}

/// One page of changed lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuoteLinePage {
    /// The quotes with those of their lines that changed.
    pub quotes: Vec<(RecordKey, Vec<QuoteLineRow>)>,
    /// Where the next page begins; `None` where this was the last.
    pub next: Option<PageMark>,
}

/// A line of a quote, or which field of it cannot be read, and what stands in it.
pub type QuoteLineRow = Result<QuoteLine, (String, String)>;

/// A sales order that carries a reference which may be ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferencedOrder {
    /// What it carries.
    pub reference: OrderReference,
    /// Its number.
    pub number: OrderNumber,
}

/// One page of sales orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderPage {
    /// Those of the page that carry a reference.
    pub orders: Vec<ReferencedOrder>,
    /// Where the next page begins; `None` where this was the last.
    pub next: Option<PageMark>,
    /// Rows of the page, whatever they carry.
    pub rows: u64,
    /// Rows in the whole answer from this page on, where the package tells.
    pub remaining: Option<u64>,
}

/// Where a page begins, in the connector's own words; it may be kept for days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageMark(pub String);

/// How an order is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// By its reference, which is cheap: none was ever tried to be made.
    Quick,
    /// By every mark that an order of ours carries, since one may have been made and its reference may have been edited.
    Thorough,
}

/// How long making an order may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderTime {
    /// The call that makes it, at most.
    pub call: Duration,
    /// All of it, with what has to be asked before; an estimate.
    pub whole: Duration,
}

/// A sales order found by its reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundOrder {
    /// Its number.
    pub number: OrderNumber,
    /// The debtor it was made for.
    pub debtor: RecordKey,
}

/// What a package holds at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextLimits {
    /// The order's remarks, in UTF-16 units.
    pub memo: usize,
    /// A line's text, in UTF-16 units.
    pub line: usize,
    /// The customer's own reference, in UTF-16 units.
    pub customer_reference: usize,
}

/// A connector's signed-in state, opaque to everyone else. It is a secret: its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Session(pub String);

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session(…)")
    }
}
