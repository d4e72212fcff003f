//! Push: archived work orders from Simple-Simon become sales orders in bookkeeping (R3, R4, R8, R11–R16).
//!
//! Changed work orders since the watermark are read; each archived one is decided by the rules of the domain (skip,
//! refuse with a reason, or a sales order) and entered into the order ledger; what is to be sent is sent at once.
//!
//! Guarantees:
//! - P1, not twice: the ledger's entry of a work order moves only under a condition on its revision, so one run can
//!   claim it; bookkeeping is asked for our reference before every create; after a create without a clear answer
//!   nothing is sent until the quiet period has outlasted every late arrival and the look-up still finds nothing.
//! - P1, not lost: the watermark passes a work order only when the ledger holds its end (sent, skipped) or an open
//!   problem that is tried again (refused, unclear) (P4).
//! - A work order that was sent is never sent again, whatever happens to it afterwards.
//! - P8: a run that is cut off leaves an entry that says how far it came; the next run goes on from there.
//!
//! Leaves out: undoing a sales order; that is the bookkeeper's.

mod again;
mod articles;
mod doubt;
mod gather;
mod glance;
mod preview;
mod send;
mod settle;
mod window;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::DateTime;
use koppel_domain::failure::Failure;
use koppel_domain::gathered::SettingArticles;
use koppel_domain::message::{Concern, Table};
use koppel_domain::tenant::TenantId;
use koppel_domain::work_order::SimonId;
use koppel_store::{Lease, StoreError};
use serde::{Deserialize, Serialize};

use crate::context::{Context, Stop};
use crate::counts::Counts;
use crate::frame::{self, Common, Desk, Work};
use crate::glance::Look;
use crate::notebook::Notebook;
use crate::outcome::RunReport;

pub use gather::Ungathered;
pub use preview::{Preview, example, preview};

/// What a push keeps between two runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PushCursor {
    /// What the frame keeps.
    pub common: Common,
    /// Every work order changed before this moment is settled; `None` before the first complete reading.
    pub watermark: Option<Timestamp>,
    /// The reading under way.
    pub reading: Option<Reading>,
    /// The version of the settings that the last run worked with.
    pub settings_version: Option<u32>,
    /// Since when: an open problem last tried before then is due at once.
    pub settings_since: Option<Timestamp>,
    /// Statuses no one told us of that the admin was told of.
    pub statuses_told: Vec<String>,
    /// The highest mutation moment seen on a work order, as Simple-Simon's wall clock shows it (R31).
    pub latest_mutation: Option<DateTime>,
}

/// A reading of changed work orders that is under way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// When it began; the watermark once it is complete.
    pub began_at: Timestamp,
    /// Work orders changed since then.
    pub since: Timestamp,
    /// All up to and including this one are settled.
    pub after: Option<SimonId>,
}

/// Runs a push for one company until it is done or `end` is near.
///
/// # Errors
/// Where our own memory fails.
pub async fn push(context: &Context, tenant: &TenantId, end: Timestamp) -> Result<RunReport, StoreError> {
    frame::run(&Push, context, tenant, end).await
}

struct Push;

/// What one push works with, from its start to its end.
struct Shift<'a> {
    desk: &'a Desk<'a>,
    notebook: Notebook,
    gatherer: gather::Gatherer<'a>,
    articles: Option<SettingArticles>,
    /// Work orders in a row that could not be read or looked up.
    unlucky: u32,
    counts: &'a mut Counts,
}

#[async_trait]
impl Work for Push {
    type Cursor = PushCursor;

    const CONCERN: Concern = Concern::Push;
    const LOOKS_FIRST: bool = true;

    fn common(cursor: &mut PushCursor) -> &mut Common {
        &mut cursor.common
    }

    async fn work(
        &self,
        desk: &Desk<'_>,
        lease: &mut Lease<PushCursor>,
        counts: &mut Counts,
    ) -> Result<bool, Stop> {
        let mut shift = Shift {
            desk,
            notebook: Notebook::new(desk.tenant.clone(), &[Table::WorkOrder], desk.began_at),
            gatherer: gather::Gatherer::new(&desk.connected.simon, &desk.tenant, desk.activated_at()),
            articles: None,
            unlucky: 0,
            counts,
        };
        let result = shift.all(lease).await;
        // What is told and opened belongs to what was done, however the work ended.
        shift.notebook.store().await?;
        if shift.notebook.is_loaded() {
            lease.cursor.common.next_retry = shift.notebook.next_due();
        }
        result
    }

    async fn is_quiet(look: &Look<'_>, cursor: &PushCursor, _: &mut Counts) -> Result<bool, Failure> {
        glance::is_quiet(look, cursor).await
    }
}

impl Shift<'_> {
    async fn all(&mut self, lease: &mut Lease<PushCursor>) -> Result<bool, Stop> {
        if lease.cursor.common.next_retry.is_some() || self.desk.unsettled || self.desk.offered {
            self.notebook.load().await?;
        } else {
            self.notebook.begin_empty();
        }
        if !self.read_changed(lease).await? {
            return Ok(true);
        }
        self.try_again(&mut lease.cursor).await
    }
}
