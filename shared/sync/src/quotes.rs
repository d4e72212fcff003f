//! Quotes (offertes) from bookkeeping to Simple-Simon, as work orders, each once (R17–R20).
//!
//! Changed quotes since the watermark are read; each one that is not in the ledger and is wanted is planned by the rules
//! of the domain and entered; then its work order is made, and its used articles one by one.
//!
//! Guarantees:
//! - P2, not twice: a quote is planned once, under a condition on its entry; what is made of it is what was planned then,
//!   whatever the quote says later (R17). Work order and used articles carry the quote's number as ExtKey, and each is
//!   looked up before any second try.
//! - P2, not lost: the watermark passes a quote only when it is in the ledger or an open problem; an entry keeps an open
//!   problem until all of it is in Simple-Simon.
//! - What was quoted before quotes were switched on does not come along, and what the filter word left stays left until it
//!   changes, whatever the settings say later (R27).
//! - A bookkeeping without quotes refuses, which holds up nothing else.
//!
//! Leaves out: a work order that the office deletes once it is there; it is not made again.

mod again;
mod deciding;
mod glance;
mod make;
mod reading;

use async_trait::async_trait;
use jiff::Timestamp;
use koppel_bookkeeping::PageMark;
use koppel_domain::digest::Digest;
use koppel_domain::failure::Failure;
use koppel_domain::integration::Life;
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::records::RecordKey;
use koppel_domain::tenant::TenantId;
use koppel_store::{Lease, StoreError};
use serde::{Deserialize, Serialize};

use crate::context::{Context, Stop};
use crate::counts::Counts;
use crate::frame::{self, Common, Desk, Work};
use crate::glance::Look;
use crate::notebook::Notebook;
use crate::outcome::RunReport;

/// What the quotes' run keeps between two runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct QuotesCursor {
    /// What the frame keeps.
    pub common: Common,
    /// How far changed headers are read.
    pub headers: Track,
    /// How far changed lines are read.
    pub lines: Track,
    /// When quotes were first taken over for a company whose profile does not say since when.
    pub from: Option<Timestamp>,
}

/// How far what changed is read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Track {
    /// Every quote that changed before this moment is settled; `None` before the first complete reading.
    pub watermark: Option<Timestamp>,
    /// The reading under way.
    pub reading: Option<Reading>,
    /// The digests of the pages of the last complete reading, and the version of the settings they were read under.
    pub pages: (u32, Vec<Digest>),
}

/// A reading of changed quotes that is under way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// When it began; the watermark once it is complete.
    pub began_at: Timestamp,
    /// Quotes changed since then.
    pub since: Timestamp,
    /// Where the next page begins.
    pub after: Option<PageMark>,
    /// Everything on that page up to and including this quote is settled.
    pub past: Option<RecordKey>,
    /// Digests of the pages read so far, as far as they are kept.
    pub pages: Vec<Digest>,
}

/// Takes the quotes of one company over until it is done or `end` is near.
///
/// # Errors
/// Where our own memory fails.
pub async fn quotes(context: &Context, tenant: &TenantId, end: Timestamp) -> Result<RunReport, StoreError> {
    frame::run(&Quotes, context, tenant, end).await
}

struct Quotes;

/// What one run works with, from its start to its end.
struct Shift<'a> {
    desk: &'a Desk<'a>,
    notebook: Notebook,
    /// Quotes in a row that could not be read.
    unread: u32,
    /// Quotes in a row of which could not be told whether they were made.
    unmade: u32,
    /// What was quoted before this moment does not come along.
    from: Timestamp,
    counts: &'a mut Counts,
}

#[async_trait]
impl Work for Quotes {
    type Cursor = QuotesCursor;

    const CONCERN: Concern = Concern::Quotes;
    const LOOKS_FIRST: bool = true;

    fn common(cursor: &mut QuotesCursor) -> &mut Common {
        &mut cursor.common
    }

    async fn work(
        &self,
        desk: &Desk<'_>,
        lease: &mut Lease<QuotesCursor>,
        counts: &mut Counts,
    ) -> Result<bool, Stop> {
        let mut shift = Shift {
            desk,
            notebook: Notebook::new(desk.tenant.clone(), &[Table::Quote], desk.began_at),
            unread: 0,
            unmade: 0,
            from: from(desk, &mut lease.cursor),
            counts,
        };
        let result = shift.all(lease).await;
        for (table, column) in desk.connected.bookkeeping.refused_columns().await {
            shift.notebook.tell(desk.now(), Message::ColumnRefused { table, column });
        }
        // What is told and opened belongs to what was done, however the work ended.
        shift.notebook.store().await?;
        if shift.notebook.is_loaded() {
            lease.cursor.common.next_retry = shift.notebook.next_due();
        }
        result
    }

    async fn is_quiet(look: &Look<'_>, cursor: &QuotesCursor, counts: &mut Counts) -> Result<bool, Failure> {
        glance::is_quiet(look, cursor, counts).await
    }
}

/// The moment before which nothing that was quoted comes along. A company that switched quotes on before that was kept
/// counts from its first run.
fn from(desk: &Desk<'_>, cursor: &mut QuotesCursor) -> Timestamp {
    let life = &desk.opened.profile.life;
    let since = life.quotes_since.or(cursor.from).unwrap_or(desk.began_at);
    if life.quotes_since.is_none() {
        cursor.from = Some(since);
    }
    begin(life, since)
}

/// Never before the activation, whenever quotes were switched on.
fn begin(life: &Life, since: Timestamp) -> Timestamp {
    life.activated_at.map_or(since, |activated_at| activated_at.max(since))
}

impl Shift<'_> {
    async fn all(&mut self, lease: &mut Lease<QuotesCursor>) -> Result<bool, Stop> {
        if lease.cursor.common.next_retry.is_some() || self.desk.unsettled || self.desk.offered {
            self.notebook.load().await?;
        } else {
            self.notebook.begin_empty();
        }
        for by in [reading::By::Header, reading::By::Lines] {
            if !self.read_changed(by, lease).await? {
                return Ok(true);
            }
        }
        self.try_again().await
    }
}
