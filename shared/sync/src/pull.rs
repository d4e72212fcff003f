//! Pull: article groups, articles and customers from bookkeeping to Simple-Simon (R1, R2, R6–R10).
//!
//! For each stream in turn: ask for what changed since the watermark, page by page; skip the pages and rows that are
//! as they were; write the rest; store links, problems and log rows; then, last, the checkpoint.
//!
//! Guarantees:
//! - P4: the watermark moves only when every page of a reading is settled: each row is across, needs not come across,
//!   or is an open problem that is tried again. It moves to the moment the reading *began*.
//! - P8: everything of a page is stored before its checkpoint, so a run that is cut off reads at most that page again,
//!   and rows that are across already are recognised by the digest in their link.
//! - No record is inserted twice: an insert always carries its number as ExtKey; where an earlier insert may have
//!   happened (a run was cut off on this page, a write without a clear answer), it is looked up first.
//! - R10: a first import is an ordinary reading without a watermark: its checkpoint makes it survive anything.
//!
//! Leaves out: taking records away (the cleanup does).

mod across;
mod again;
mod glance;
mod groups;
pub(crate) mod page;
pub(crate) mod reading;

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::Timestamp;
use koppel_bookkeeping::PageMark;
use koppel_domain::digest::Digest;
use koppel_domain::failure::Failure;
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::tenant::TenantId;
use koppel_store::{Lease, StoreError};
use serde::{Deserialize, Serialize};

use crate::context::{Context, Stop};
use crate::counts::Counts;
use crate::frame::{self, Common, Desk, Work};
use crate::glance::Look;
use crate::notebook::Notebook;
use crate::outcome::RunReport;
use crate::throttle::Throttle;
use crate::wipe::called_off;

/// What a pull keeps between two runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PullCursor {
    /// What the frame keeps.
    pub common: Common,
    /// Where each stream is.
    pub streams: BTreeMap<Stream, StreamCursor>,
    /// The group filter under which articles and groups were last read.
    pub filter: Option<Vec<String>>,
    /// The groups that the filter let through when they were last read.
    pub passing_groups: BTreeSet<RecordKey>,
    /// Names in the filter that bookkeeping did not know when the admin was last told.
    pub unknown_groups: Vec<String>,
    /// When the last wipe was called off of which everything that may be gone was made to come across anew.
    pub called_off: Option<Timestamp>,
    /// How far a wipe that was called off later is made up for.
    pub followed: Option<called_off::Followed>,
    /// Numbers that were there twice when they were last read, and of which the admin was told.
    pub doubles_told: BTreeSet<(Stream, RecordKey)>,
}

/// Where one stream is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StreamCursor {
    /// Everything changed before this moment is across or an open problem; `None` until the first import is complete.
    pub watermark: Option<Timestamp>,
    /// The reading under way.
    pub reading: Option<Reading>,
    /// The digests of the pages of the last complete reading since the watermark.
    pub pages: Vec<Digest>,
    /// The reading under way, or the next one, goes over what was read before: any row without a link may be across.
    pub over_again: bool,
    /// After the reading under way, another full one: a compare found differences while it was going.
    pub once_more: bool,
    /// When a record last came across, for the status (R26, R31).
    pub last_across: Option<Timestamp>,
}

/// A reading that is under way: from its first request until every page is settled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// When it began; the watermark once it is complete.
    pub began_at: Timestamp,
    /// Only records changed since then; `None` reads everything.
    pub since: Option<Timestamp>,
    /// Where the next page begins.
    pub after: Option<PageMark>,
    /// Digests of the pages read so far, as far as they are kept.
    pub pages: Vec<Digest>,
    /// Records settled so far.
    pub done: u64,
    /// Records in all, where bookkeeping tells.
    pub total: Option<u64>,
}

/// Runs a pull for one company until it is done or `end` is near.
///
/// # Errors
/// Where our own memory fails.
pub async fn pull(context: &Context, tenant: &TenantId, end: Timestamp) -> Result<RunReport, StoreError> {
    frame::run(&Pull, context, tenant, end).await
}

struct Pull;

/// What one pull works with, from its start to its end.
struct Shift<'a> {
    desk: &'a Desk<'a>,
    notebook: Notebook,
    throttle: Throttle,
    groups: groups::Groups,
    counts: &'a mut Counts,
}

#[async_trait]
impl Work for Pull {
    type Cursor = PullCursor;

    const CONCERN: Concern = Concern::Pull;
    const LOOKS_FIRST: bool = true;

    fn common(cursor: &mut PullCursor) -> &mut Common {
        &mut cursor.common
    }

    async fn work(
        &self,
        desk: &Desk<'_>,
        lease: &mut Lease<PullCursor>,
        counts: &mut Counts,
    ) -> Result<bool, Stop> {
        let tables = Stream::ALL.map(Table::from);
        let mut shift = Shift {
            desk,
            notebook: Notebook::new(desk.tenant.clone(), &tables, desk.began_at),
            throttle: Throttle::new(desk.context.limits.writes_at_once),
            groups: groups::Groups::default(),
            counts,
        };
        if !called_off::follow(desk, &mut lease.cursor).await? {
            return Ok(true);
        }
        reading::follow_filter(desk, &mut lease.cursor);
        let result = shift.all(lease).await;
        shift.tell_refused_columns().await;
        // What is told and opened belongs to what was done, however the work ended.
        shift.notebook.store().await?;
        if shift.notebook.is_loaded() {
            lease.cursor.common.next_retry = shift.notebook.next_due();
        }
        result
    }

    async fn is_quiet(look: &Look<'_>, cursor: &PullCursor, counts: &mut Counts) -> Result<bool, Failure> {
        glance::is_quiet(look, cursor, counts).await
    }
}

impl Shift<'_> {
    async fn all(&mut self, lease: &mut Lease<PullCursor>) -> Result<bool, Stop> {
        if self.desk.unsettled {
            self.notebook.load().await?;
        }
        for stream in Stream::ALL {
            if !self.read(stream, lease).await? {
                return Ok(true);
            }
        }
        let now = self.desk.now();
        let due = lease.cursor.common.next_retry.is_some_and(|moment| moment <= now);
        if due || self.desk.unsettled || self.desk.offered {
            self.try_again(&mut lease.cursor).await
        } else {
            Ok(false)
        }
    }

    async fn tell_refused_columns(&mut self) {
        let now = self.desk.now();
        for (table, column) in self.desk.connected.bookkeeping.refused_columns().await {
            self.notebook.tell(now, Message::ColumnRefused { table, column });
        }
    }
}
