//! Cleanup: what no longer belongs in Simple-Simon goes (R5, R9), and both sides are compared in full (P3).
//!
//! A round has three parts. *Remove*: for each table both sides are listed in full, a plan is made, and it is carried out
//! slice by slice, or withheld where it is too much. *Compare*: every linked record is compared field by field; what
//! differs is written once more by the pull. *Orders*: the ledger is compared with bookkeeping's sales orders. A round
//! that does not get through is gone on with by the next run.
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
mod mend;
mod orders;
mod planning;
mod removing;
mod standing;
mod unsettled;

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::Timestamp;
use koppel_bookkeeping::PageMark;
use koppel_domain::listing::Tally;
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::tenant::TenantId;
use koppel_store::{Lease, StoreError};
use serde::{Deserialize, Serialize};

use crate::context::{Context, Stop};
use crate::counts::Counts;
use crate::frame::{self, Common, Desk, Work};
use crate::notebook::Notebook;
use crate::outcome::RunReport;
use crate::throttle::Throttle;

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
}

/// A round that is under way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Round {
    /// When it began.
    pub began_at: Timestamp,
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
    /// What was compared of every stream so far was all of it.
    pub is_whole: bool,
}

impl Round {
    const fn new(began_at: Timestamp) -> Self {
        Self {
            began_at,
            removed: 0,
            part: Part::Remove,
            records: 0,
            differences: 0,
            told: 0,
            tally: Tally::new(),
            is_whole: true,
        }
    }
}

/// A part of a round.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Part {
    /// Deleting what no longer belongs.
    Remove,
    /// Comparing what is left.
    Compare {
        /// Of this stream,
        stream: Stream,
        /// on the page that begins here,
        after: Option<PageMark>,
        /// everything up to and including this record is compared.
        past: Option<RecordKey>,
    },
    /// Handing to the pull what differed and could not be handed over at once.
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
    /// Sales orders that do not agree with the ledger.
    pub orders: u64,
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
    throttle: Throttle,
    counts: &'a mut Counts,
}

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
        let mut shift = Shift {
            desk,
            notebook: Notebook::new(desk.tenant.clone(), &[Table::Link], desk.began_at),
            throttle: Throttle::new(desk.context.limits.writes_at_once),
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
        let asked = self.desk.opened.profile.cleanup.dry_run_at;
        if asked.is_some() && asked > lease.cursor.dry_run_at {
            self.dry_run().await?;
            lease.cursor.dry_run_at = asked;
            let waits = self.approved(&self.desk.opened.profile, &lease.cursor).await?.is_some();
            return Ok(waits || lease.cursor.round.is_some());
        }
        let began_at = self.desk.began_at;
        let mut round = lease.cursor.round.take().unwrap_or_else(|| Round::new(began_at));
        let result = self.go_round(&mut round, lease).await;
        match result {
            Ok(true) => {
                lease.cursor.round = None;
                // What was approved since the round began is the next one's, and it begins at once.
                let profile = self.desk.still_wanted(Concern::Cleanup).await?.profile;
                let is_new = profile.cleanup.approval.as_ref().is_some_and(|word| word.at > round.began_at);
                Ok(is_new && self.approved(&profile, &lease.cursor).await?.is_some())
            }
            Ok(false) => {
                lease.cursor.round = Some(round);
                Ok(true)
            }
            Err(stop) => {
                lease.cursor.round = Some(round);
                Err(stop)
            }
        }
    }

    /// Goes on with a round; `true` = it is through.
    async fn go_round(&mut self, round: &mut Round, lease: &mut Lease<CleanupCursor>) -> Result<bool, Stop> {
        loop {
            if self.desk.is_late(self.desk.context.limits.last_call) {
                return Ok(false);
            }
            match round.part.clone() {
                Part::Remove => {
                    if !self.remove(round, lease).await? {
                        return Ok(false);
                    }
                    let stream = Stream::ALL[0];
                    round.part = Part::Compare { stream, after: None, past: None };
                }
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
                    let orders = self.compare_orders().await?;
                    self.finish(round, orders, &mut lease.cursor);
                    return Ok(true);
                }
            }
            self.keep_round(round, lease).await?;
        }
    }

    /// Stores how far the round is; stops it where the company does not want it any more.
    async fn keep_round(&mut self, round: &Round, lease: &mut Lease<CleanupCursor>) -> Result<(), Stop> {
        self.notebook.store().await?;
        lease.cursor.round = Some(round.clone());
        self.desk.checkpoint(lease, &lease.cursor).await?;
        Ok(())
    }

    fn finish(&mut self, round: &Round, orders: u64, cursor: &mut CleanupCursor) {
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
        let Some(expected) = self.desk.opened.profile.life.administration.clone() else { return Ok(true) };
        let found = self.desk.connected.bookkeeping.administration().await?.name;
        if found == expected {
            self.notebook.close(Table::Link, KEY);
            return Ok(true);
        }
        let message = Message::OtherAdministration { found, expected };
        self.notebook.open(Table::Link, KEY, message, self.desk.now());
        Ok(false)
    }
}
