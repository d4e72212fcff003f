//! Cleanup: what no longer belongs in Simple-Simon goes (R5, R9), and both sides are compared in full (P3).
//!
//! Every run first removes: for each table both sides are listed in full, a plan is made, and it is carried out slice by
//! slice, or withheld where it is too much. Then it goes on with the round under way. *Compare*: every record that came
//! across is compared field by field. *Mend*: what differs is handed to the pull, which writes it once more. *Orders*: the
//! ledger is compared with bookkeeping's sales orders. A round that does not get through is gone on with by the next run, for a
//! day at most, and under the settings it began with.
//!
//! Guarantees:
//! - P5: nothing goes on the word of a listing that is not complete; above the guard's limit nothing goes without the
//!   admin's word for that very list; and each record is looked at once more on both sides before it is deleted.
//! - P1: a customer or article that an unsettled work order needs stays.
//! - It writes no record: what differs is handed to the pull, so that one writer writes.
//! - A dry run deletes nothing and leaves a list.
//!
//! Leaves out: work addresses added by hand under a living customer (R8), and every table that bookkeeping does not lead.

mod compare;
mod listing;
mod look;
mod mend;
mod orders;
mod orphans;
mod planning;
mod removing;
mod standing;
mod unsettled;

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use koppel_bookkeeping::PageMark;
use koppel_domain::listing::Tally;
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::tenant::TenantId;
use koppel_domain::work_order::SimonId;
use koppel_store::{Lease, Profile, StoreError};
use serde::{Deserialize, Serialize};

use crate::context::{Context, Stop};
use crate::counts::Counts;
use crate::frame::{self, Common, Desk, Work};
use crate::notebook::Notebook;
use crate::outcome::RunReport;
use crate::throttle::Throttle;
pub use planning::word_for;

/// What a cleanup keeps between two runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CleanupCursor {
    /// What the frame keeps.
    pub common: Common,
    /// The round under way.
    pub round: Option<Round>,
    /// The last full compare that went through.
    pub compared: Option<Compared>,
    /// The dry run that was carried out last, by when it was asked for.
    pub dry_run_at: Option<Timestamp>,
    /// The approval that was used up last, by when it was given.
    pub approval_at: Option<Timestamp>,
    /// Records that differ and are still to be handed to the pull.
    pub to_mend: BTreeMap<Stream, BTreeSet<RecordKey>>,
    /// The order that was looked up last, of those that are looked up in turn.
    pub orders_after: Option<SimonId>,
}

/// A round that is under way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Round {
    /// When it began.
    pub began_at: Timestamp,
    /// The version of the settings it goes by.
    #[serde(default)]
    pub settings_version: u32,
    /// Not all that is to go is gone.
    pub removing: bool,
    /// Records deleted so far.
    pub removed: u64,
    /// Where it is.
    pub part: Part,
    /// Records compared so far.
    pub records: u64,
    /// Of these, the ones that differed.
    pub differences: u64,
    /// Differences told in the log so far.
    pub told: u64,
    /// The pages of the stream that is being compared, counted.
    pub tally: Tally,
    /// Records of the stream that is being compared that were there twice.
    #[serde(default)]
    pub twice: u64,
    /// All of every stream so far was compared.
    pub is_whole: bool,
}

impl Round {
    const fn new(began_at: Timestamp, settings_version: u32) -> Self {
        let part = Part::Compare { stream: Stream::ALL[0], after: None, past: None };
        Self {
            began_at,
            settings_version,
            removing: true,
            removed: 0,
            part,
            records: 0,
            differences: 0,
            told: 0,
            tally: Tally::new(),
            twice: 0,
            is_whole: true,
        }
    }
}

/// A part of a round.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Part {
    /// Comparing what came across.
    Compare {
        /// Of this stream,
        stream: Stream,
        /// on the page that begins here,
        after: Option<PageMark>,
        /// everything up to and including this record is compared.
        past: Option<RecordKey>,
    },
    /// Handing to the pull what differs.
    Mend,
    /// Comparing the ledger with bookkeeping.
    Orders,
}

/// A full compare that went through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// When it began.
    pub began_at: Timestamp,
    /// When it was through.
    pub ended_at: Timestamp,
    /// Records compared.
    pub records: u64,
    /// Records that differed, and are put right.
    pub differences: u64,
    /// Sales orders that do not agree with the ledger; `None` where they could not be compared.
    pub orders: Option<u64>,
}

/// Cleans up for one company until it is done or `end` is near.
///
/// # Errors
/// Where our own memory fails.
pub async fn cleanup(context: &Context, tenant: &TenantId, end: Timestamp) -> Result<RunReport, StoreError> {
    frame::run(&Cleanup, context, tenant, end).await
}

struct Cleanup;

/// What one cleanup works with, from its start to its end.
struct Shift<'a> {
    desk: &'a Desk<'a>,
    notebook: Notebook,
    writes: Throttle,
    reads: Throttle,
    /// What the next pull would read of a stream, once it was asked for.
    coming: Option<compare::Coming>,
    counts: &'a mut Counts,
}

/// How long a round is gone on with; then it begins anew.
const ROUND_MOST: SignedDuration = SignedDuration::from_hours(24);
/// How often what is to go is gone through in one run.
const PASSES: u32 = 3;
/// The tables in the order in which records can go: a group goes after its articles.
const ORDER: [Stream; 3] = [Stream::Customers, Stream::Articles, Stream::ArticleGroups];

#[async_trait]
impl Work for Cleanup {
    type Cursor = CleanupCursor;

    const CONCERN: Concern = Concern::Cleanup;

    fn common(cursor: &mut CleanupCursor) -> &mut Common {
        &mut cursor.common
    }

    async fn work(
        &self,
        desk: &Desk<'_>,
        lease: &mut Lease<CleanupCursor>,
        counts: &mut Counts,
    ) -> Result<bool, Stop> {
        let has_quotes = desk.opened.profile.settings.quotes.is_some();
        let tables: &[Table] = if has_quotes { &[Table::Link] } else { &[Table::Link, Table::Quote] };
        let mut shift = Shift {
            desk,
            notebook: Notebook::new(desk.tenant.clone(), tables, desk.began_at),
            writes: Throttle::new(desk.context.limits.writes_at_once),
            reads: Throttle::new(desk.context.limits.reads_at_once),
            coming: None,
            counts,
        };
        let result = shift.all(lease).await;
        // What is told and opened belongs to what was done, however the work ended.
        shift.notebook.store().await?;
        result
    }
}

impl Shift<'_> {
    async fn all(&mut self, lease: &mut Lease<CleanupCursor>) -> Result<bool, Stop> {
        self.notebook.load().await?;
        if !self.is_our_administration().await? {
            return Ok(false);
        }
        self.close_orphans().await?;
        let asked = self.desk.opened.profile.cleanup.dry_run_at;
        if asked.is_some() && asked > lease.cursor.dry_run_at {
            self.dry_run().await?;
            lease.cursor.dry_run_at = asked;
            let waits = self.approved(&self.desk.opened.profile, &lease.cursor).await?.is_some();
            return Ok(waits || lease.cursor.round.is_some());
        }
        let now = self.desk.began_at;
        let Profile { life, settings, .. } = &self.desk.opened.profile;
        // What was compared under other settings, or before the link was stopped, says nothing.
        let goes_on = |round: &Round| {
            now < round.began_at + ROUND_MOST
                && round.settings_version == settings.version
                && life.started_at.is_none_or(|started_at| round.began_at >= started_at)
        };
        let round = lease.cursor.round.take().filter(goes_on);
        let mut round = round.unwrap_or_else(|| Round::new(now, settings.version));
        let result = self.go_round(&mut round, lease).await;
        if matches!(result, Ok(true)) {
            // What was approved since the run began is the next one's, and it begins at once.
            let profile = self.desk.still_wanted(Concern::Cleanup).await?.profile;
            let is_new = profile.cleanup.approval.as_ref().is_some_and(|word| word.at > now);
            return Ok(is_new && self.approved(&profile, &lease.cursor).await?.is_some());
        }
        lease.cursor.round = Some(round);
        result.map(|_| true)
    }

    /// Goes on with a round; `true` = it is through.
    async fn go_round(&mut self, round: &mut Round, lease: &mut Lease<CleanupCursor>) -> Result<bool, Stop> {
        round.removing = true;
        for _ in 0..PASSES {
            let unclear = self.counts.get("unclear");
            if !self.remove(round, lease).await? {
                return Ok(false);
            }
            // What got no clear answer is listed, and tried, once more.
            if self.counts.get("unclear") == unclear {
                break;
            }
        }
        round.removing = false;
        loop {
            self.keep_round(round, lease).await?;
            if self.desk.is_late(self.desk.context.limits.last_call) {
                return Ok(false);
            }
            match &round.part {
                Part::Compare { .. } => {
                    if !self.compare(round, lease).await? {
                        return Ok(false);
                    }
                    round.part = Part::Mend;
                }
                Part::Mend => {
                    if !self.hand_over_rest(lease).await? {
                        return Ok(false);
                    }
                    round.part = Part::Orders;
                }
                Part::Orders => {
                    let orders = self.orders_that_disagree(lease).await?;
                    self.finish(round, orders, &mut lease.cursor);
                    lease.cursor.round = None;
                    return Ok(true);
                }
            }
        }
    }

    /// Stores how far the round is; stops it where the company does not want it any more, or changed its settings: a run
    /// works with one version of them.
    async fn keep_round(&mut self, round: &Round, lease: &mut Lease<CleanupCursor>) -> Result<(), Stop> {
        self.notebook.store().await?;
        lease.cursor.round = Some(round.clone());
        let now = self.desk.checkpoint(lease, &lease.cursor).await?.profile.settings.version;
        if now == self.desk.opened.profile.settings.version { Ok(()) } else { Err(Stop::Later) }
    }

    fn finish(&mut self, round: &Round, orders: Option<u64>, cursor: &mut CleanupCursor) {
        let now = self.desk.now();
        if round.removed > 0 {
            self.notebook.tell(now, Message::CleanupDone { deleted: round.removed });
        }
        if round.differences > round.told {
            let count = round.differences - round.told;
            self.notebook.tell(now, Message::MoreDifferences { count });
        }
        if !round.is_whole {
            return;
        }
        let (done, differences) = (round.records, round.differences);
        self.notebook.tell(now, Message::ComparedInFull { done, differences });
        cursor.compared = Some(Compared {
            began_at: round.began_at,
            ended_at: now,
            records: round.records,
            differences: round.differences,
            orders,
        });
    }

    /// The books that open are those that were connected; a wrong code must not empty the customer list.
    async fn is_our_administration(&mut self) -> Result<bool, Stop> {
        const KEY: &str = "administration";
        let Some(expected) = self.desk.opened.profile.life.books() else { return Ok(true) };
        let found = self.desk.connected.bookkeeping.administration().await?;
        if found.is(&expected) {
            self.notebook.close(Table::Link, KEY);
            return Ok(true);
        }
        let (found, expected) = (found.beside(&expected), expected.beside(&found));
        let message = Message::OtherAdministration { found, expected };
        self.notebook.open(Table::Link, KEY, message, self.desk.now());
        Ok(false)
    }
}
