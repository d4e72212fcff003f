//! Wipe: Simple-Simon emptied of the tables that an admin chose (R22).
//!
//! Table by table, in the order in which nothing points at what goes: list the keys, delete them in slices, list
//! again. When every table is empty they are looked at once more with the pull kept out, what was linked to their
//! records is forgotten, and only then does the profile say that it is wiped.
//!
//! Guarantees:
//! - Only the tables of the wipe that is asked for now, and only while the profile says that it is under way: that is
//!   read anew before every slice.
//! - A table is empty only where a listing says so twice, so an answer that got lost ends nothing early.
//! - P8: deleting what is gone is harmless, so a run that is cut off is simply gone on with.
//! - P7: a record that Simple-Simon does not let go is one open problem, and holds up nothing but the end.
//! - P1: the order ledger stays, and so does what is under way in it.
//!
//! Leaves out: who may ask for it, and the first counts (the activation shows them).

pub(crate) mod called_off;
mod empty;
mod forget;

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use koppel_domain::integration::Wipe;
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::tenant::TenantId;
use koppel_domain::wipe::WipeTable;
use koppel_simple_simon::Table as SimonTable;
use koppel_store::{Along, Change, Lease, LogRow, Profile, StoreError};
use serde::{Deserialize, Serialize};

use self::empty::Emptied;
use crate::context::{Context, Stop};
use crate::counts::Counts;
use crate::frame::{self, Common, Desk, Work};
use crate::notebook::Notebook;
use crate::outcome::RunReport;
use crate::pull::PullCursor;
use crate::throttle::Throttle;

/// How long a wipe is left alone that waits for someone: for who deletes a stuck record, or for a pull to end.
const PAUSE: Duration = Duration::from_secs(5 * 60);
/// Times that the profile is read and saved again where someone else saved it.
const SAVES: u32 = 5;

/// What a wipe keeps between two runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WipeCursor {
    /// What the frame keeps.
    pub common: Common,
    /// When the wipe was asked for that this is about.
    pub asked_at: Option<Timestamp>,
    /// How far each of its tables is.
    pub tables: BTreeMap<WipeTable, Progress>,
}

/// How far one table is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Records that were to go in all, as far as they were listed.
    pub total: u64,
    /// Records that are gone.
    pub deleted: u64,
    /// It is empty.
    pub done: bool,
}

/// How far a wipe is, to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WipeProgress {
    /// When the wipe was asked for that this is about: a newer one has not begun.
    pub asked_at: Option<Timestamp>,
    /// Its tables, in the order in which they are emptied.
    pub tables: Vec<TableProgress>,
}

/// How far one table is, to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableProgress {
    /// Which.
    pub table: WipeTable,
    /// How far.
    #[serde(flatten)]
    pub progress: Progress,
}

impl WipeCursor {
    /// How far the wipe is.
    #[must_use]
    pub fn progress(&self) -> WipeProgress {
        let of = |table: WipeTable| {
            self.tables.get(&table).map(|progress| TableProgress { table, progress: progress.clone() })
        };
        WipeProgress { asked_at: self.asked_at, tables: WipeTable::ALL.into_iter().filter_map(of).collect() }
    }
}

/// Simple-Simon's table of what can be wiped.
#[must_use]
pub const fn table_of(table: WipeTable) -> SimonTable {
    match table {
        WipeTable::Planning => SimonTable::Planning,
        WipeTable::WorkOrderSurvey => SimonTable::WorkOrderSurvey,
        WipeTable::UsedItem => SimonTable::UsedItem,
        WipeTable::TimeSheet => SimonTable::TimeSheet,
        WipeTable::Equipment => SimonTable::Equipment,
        WipeTable::Contact => SimonTable::Contact,
        WipeTable::WorkOrder => SimonTable::WorkOrder,
        WipeTable::WorkAddress => SimonTable::Location,
        WipeTable::Customer => SimonTable::Customer,
        WipeTable::Article => SimonTable::Item,
        WipeTable::ArticleGroup => SimonTable::ItemGroup,
    }
}

/// Runs a wipe for one company until it is done or `end` is near.
///
/// # Errors
/// Where our own memory fails.
pub async fn wipe(context: &Context, tenant: &TenantId, end: Timestamp) -> Result<RunReport, StoreError> {
    frame::run(&Wiping, context, tenant, end).await
}

struct Wiping;

/// What one run of a wipe works with, from its start to its end.
struct Shift<'a> {
    desk: &'a Desk<'a>,
    /// The wipe that was asked for.
    asked: Wipe,
    notebook: Notebook,
    throttle: Throttle,
    counts: &'a mut Counts,
}

#[async_trait]
impl Work for Wiping {
    type Cursor = WipeCursor;

    const CONCERN: Concern = Concern::Wipe;

    fn common(cursor: &mut WipeCursor) -> &mut Common {
        &mut cursor.common
    }

    async fn work(
        &self,
        desk: &Desk<'_>,
        lease: &mut Lease<WipeCursor>,
        counts: &mut Counts,
    ) -> Result<bool, Stop> {
        let Some(asked) = desk.opened.profile.life.wipe.clone() else { return Err(Stop::Unwanted) };
        let mut notebook = Notebook::new(desk.tenant.clone(), &[Table::Link], desk.began_at);
        notebook.load().await?;
        let throttle = Throttle::new(desk.context.limits.writes_at_once);
        let mut shift = Shift { desk, asked, notebook, throttle, counts };
        shift.begin(&mut lease.cursor);
        let result = shift.all(lease).await;
        // What is told and opened belongs to what was done, however the work ended.
        shift.notebook.store().await?;
        result
    }
}

impl Shift<'_> {
    /// A wipe that was asked for anew begins anew: nothing of an earlier one counts. One that was widened goes on.
    fn begin(&mut self, cursor: &mut WipeCursor) {
        if cursor.asked_at.is_none_or(|before| before < self.asked.since()) {
            cursor.tables.clear();
            self.close_problems(|_, _| true);
        }
        cursor.asked_at = Some(self.asked.at);
        for table in &self.asked.tables {
            cursor.tables.entry(*table).or_default();
        }
    }

    async fn all(&mut self, lease: &mut Lease<WipeCursor>) -> Result<bool, Stop> {
        let untouched = lease.cursor.tables.values().all(|progress| progress.total == 0 && !progress.done);
        if untouched && !forget::is_quiet(self.desk).await? {
            // A push that still reads a work order must not find its lines gone, nor a quote make one behind the wipe.
            self.pause(lease);
            return Ok(true);
        }
        let (mut is_empty, mut is_stuck) = (true, false);
        for table in WipeTable::ALL {
            if lease.cursor.tables.get(&table).is_none_or(|progress| progress.done) {
                continue;
            }
            let emptied = self.empty(table, lease).await?;
            self.notebook.store().await?;
            is_empty &= emptied == Emptied::Yes;
            is_stuck |= emptied == Emptied::Stuck;
        }
        if !is_empty {
            if is_stuck {
                // What holds the stuck ones may be in a table that was taken for empty.
                self.look_again(lease).await?;
                self.pause(lease);
            }
            return Ok(true);
        }
        let Some(mut pull) = forget::keep_pull_out(self.desk).await? else {
            self.pause(lease);
            return Ok(true);
        };
        let forgotten = self.forget(lease, &mut pull.cursor).await;
        forget::let_pull_in(self.desk, pull).await?;
        Ok(!(forgotten? && self.finish(lease).await?))
    }

    fn pause(&self, lease: &mut Lease<WipeCursor>) {
        lease.cursor.common.paused_until = Some(self.desk.now() + PAUSE);
    }

    /// Looks at every empty table once more; `false` = one is not empty after all, or there was too little time. A pull
    /// that was still alive, or someone in the field, may have added records, and an answer may have got lost twice.
    async fn look_again(&self, lease: &mut Lease<WipeCursor>) -> Result<bool, Stop> {
        for table in self.asked.tables.iter().copied() {
            if lease.cursor.tables.get(&table).is_none_or(|progress| !progress.done) {
                continue;
            }
            if self.desk.is_late(self.desk.context.limits.last_call) {
                return Ok(false);
            }
            self.checkpoint(table, lease).await?;
            if !self.listed(table).await?.is_empty() {
                lease.cursor.tables.entry(table).or_default().done = false;
            }
        }
        Ok(lease.cursor.tables.values().all(|progress| progress.done))
    }

    /// Forgets what was linked to the records, if there is none left; `false` = it has to be gone on with.
    async fn forget(&self, lease: &mut Lease<WipeCursor>, pull: &mut PullCursor) -> Result<bool, Stop> {
        Ok(self.look_again(lease).await? && forget::forget(self.desk, &self.asked.tables, pull).await?)
    }

    /// The profile says that it is wiped; `false` = someone else kept saving it.
    async fn finish(&self, lease: &Lease<WipeCursor>) -> Result<bool, Stop> {
        let deleted = lease.cursor.tables.values().map(|progress| progress.deleted).sum();
        for _ in 0..SAVES {
            let Some(opened) = self.desk.tenant.open().await? else { return Err(Stop::Unwanted) };
            let profile = opened.profile;
            let now = self.desk.now();
            let is_this = profile.life.wipe.as_ref().is_some_and(|wipe| wipe.at == self.asked.at);
            let Some(life) = profile.life.wiped(now).ok().filter(|_| is_this) else {
                return Err(Stop::Unwanted);
            };
            let rows = vec![LogRow { at: now, message: Message::WipeDone { deleted } }];
            let along = Along { rows, ..Along::default() };
            // Koppel itself did it: whoever saw the company before that is told so.
            let change = Change { by: "Koppel".to_owned(), act: "wiped".to_owned(), at: now };
            let profile = Profile { life, last_change: Some(change), ..profile };
            match self.desk.tenant.save_profile_with(profile, along).await {
                Ok(_) => return Ok(true),
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(false)
    }

    /// Stores how far the run is; stops it where this table of this very wipe is not to be emptied any more.
    async fn checkpoint(&self, table: WipeTable, lease: &Lease<WipeCursor>) -> Result<(), Stop> {
        let opened = self.desk.checkpoint(lease, &lease.cursor).await?;
        match opened.profile.life.wipe {
            Some(wipe) if wipe.at == self.asked.at && wipe.tables.contains(&table) => Ok(()),
            _ => Err(Stop::Unwanted),
        }
    }
}
