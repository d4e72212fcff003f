//! One table emptied: listed, deleted in slices, and listed again, until it is empty or nothing goes any more.
//!
//! Guarantees:
//! - What was deleted and is listed still is stuck, whatever Simple-Simon answered to its deletion.
//! - A record that is stuck holds up none of the others; Simple-Simon failing altogether ends the run.
//! - A stuck record's problem closes as soon as the record is not listed any more (P7).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};

use koppel_domain::failure::{Failure, System};
use koppel_domain::message::{Message, Table};
use koppel_domain::wipe::WipeTable;
use koppel_domain::work_order::SimonId;
use koppel_simple_simon::{Deleted, SimpleSimon, Table as SimonTable};
use koppel_store::Lease;

use super::{Shift, WipeCursor, table_of};
use crate::context::Stop;
use crate::throttle::{Halted, Step, work_through};

/// Records between two checkpoints: some ten seconds' work.
const SLICE: usize = 50;
/// Times that a table is gone through in one run. Records that hold each other go one after the other.
const PASSES: usize = 3;
/// Stuck records of one table that are told of; one that does not go tells of the others.
const STUCK_TOLD: usize = 20;
/// This many deletions in a row without a clear answer are no longer their records' bad luck: the run ends.
const UNCLEAR_MOST: u32 = 10;

/// How a table is after it was gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Emptied {
    /// Empty.
    Yes,
    /// There was too little time, or records keep coming.
    NotYet,
    /// Simple-Simon does not let records go; their problems are open.
    Stuck,
}

/// What came of deleting one record.
enum Deed {
    Deleted,
    Gone,
    Refused(SimonId, String),
    /// It may be gone or not: the next listing tells.
    Unclear(Failure),
    Failed(Failure),
}

/// What came of going through a table.
#[derive(Default)]
struct Pass {
    /// All of it was tried.
    is_through: bool,
    deleted: u64,
    /// What Simple-Simon said.
    refused: BTreeMap<SimonId, String>,
}

impl Shift<'_> {
    /// Empties a table as far as Simple-Simon and time allow.
    pub(super) async fn empty(
        &mut self,
        table: WipeTable,
        lease: &mut Lease<WipeCursor>,
    ) -> Result<Emptied, Stop> {
        let mut tried: BTreeSet<SimonId> = BTreeSet::new();
        let mut pass = Pass::default();
        for round in 0..=PASSES {
            if self.desk.is_late(self.desk.context.limits.last_call) {
                return Ok(Emptied::NotYet);
            }
            self.checkpoint(table, lease).await?;
            let listed = self.listed(table).await?;
            self.note(table, &listed, lease);
            if listed.is_empty() {
                return Ok(Emptied::Yes);
            }
            let stuck: BTreeSet<SimonId> = tried.intersection(&listed).copied().collect();
            let nothing_went = !tried.is_empty() && stuck.len() == tried.len();
            if nothing_went || round == PASSES {
                self.tell_stuck(table, &stuck, &pass.refused);
                return Ok(if stuck.is_empty() { Emptied::NotYet } else { Emptied::Stuck });
            }
            pass = self.delete(table, &listed, lease).await?;
            if !pass.is_through {
                self.tell_stuck(table, &pass.refused.keys().copied().collect(), &pass.refused);
                let in_vain = pass.deleted == 0 && !pass.refused.is_empty();
                return Ok(if in_vain { Emptied::Stuck } else { Emptied::NotYet });
            }
            tried = listed;
        }
        Ok(Emptied::NotYet)
    }

    /// The ids of a table; none where this Simple-Simon does not know it. An empty answer is believed only when it
    /// comes twice: one that got lost must not end a wipe early.
    pub(super) async fn listed(&self, table: WipeTable) -> Result<BTreeSet<SimonId>, Failure> {
        let simon = &self.desk.connected.simon;
        let mut keys = simon.keys_if_known(table_of(table)).await?;
        if keys.is_empty() {
            keys = simon.keys_if_known(table_of(table)).await?;
        }
        Ok(keys.into_iter().map(|key| key.id).collect())
    }

    /// What a listing tells of how far the table is. It knows better than our own count, which a run that was cut off
    /// did not store.
    fn note(&mut self, table: WipeTable, listed: &BTreeSet<SimonId>, lease: &mut Lease<WipeCursor>) {
        let progress = lease.cursor.tables.entry(table).or_default();
        let left = listed.len() as u64;
        progress.total = progress.total.max(progress.deleted + left);
        progress.deleted = progress.total - left;
        self.close_problems(|of, id| of == table && !listed.contains(&id));
        if listed.is_empty() {
            progress.done = true;
            let message = Message::WipeEmptied { emptied: table, deleted: progress.deleted };
            self.notebook.tell(self.desk.now(), message);
        }
    }

    /// Deletes these records, slice by slice.
    async fn delete(
        &mut self,
        table: WipeTable,
        listed: &BTreeSet<SimonId>,
        lease: &mut Lease<WipeCursor>,
    ) -> Result<Pass, Stop> {
        let mut pass = Pass::default();
        let unclear = AtomicU32::new(0);
        let ids: Vec<SimonId> = listed.iter().copied().collect();
        for slice in ids.chunks(SLICE) {
            self.checkpoint(table, lease).await?;
            let mut queue: VecDeque<SimonId> = slice.iter().copied().collect();
            let (simon, clock) = (&self.desk.connected.simon, &*self.desk.context.clock);
            let end = self.desk.end - self.desk.context.limits.last_call;
            let start = |id| delete_one(simon, table_of(table), id, &unclear);
            let (deeds, halted) = work_through(&mut self.throttle, clock, end, &mut queue, start).await;
            let before = pass.deleted;
            let failure = deeds.into_iter().filter_map(|deed| self.enter(deed, &mut pass)).last();
            lease.cursor.tables.entry(table).or_default().deleted += pass.deleted - before;
            match (halted, failure) {
                (None, _) => {}
                (Some(Halted::Told), Some(failure)) => return Err(failure.into()),
                (Some(Halted::Busy(retry_after)), _) => {
                    return Err(Failure::Busy { system: System::SimpleSimon, retry_after }.into());
                }
                (Some(Halted::OutOfTime | Halted::Told), _) => return Ok(pass),
            }
        }
        Ok(Pass { is_through: true, ..pass })
    }

    /// Counts what came of a record; the failure, where it was one.
    fn enter(&mut self, deed: Deed, pass: &mut Pass) -> Option<Failure> {
        let (counter, failure) = match deed {
            Deed::Deleted => ("deleted", None),
            Deed::Gone => ("gone", None),
            Deed::Refused(id, reason) => {
                pass.refused.insert(id, reason);
                ("refused", None)
            }
            Deed::Unclear(failure) => ("unclear", Some(failure)),
            Deed::Failed(failure) => ("failed", Some(failure)),
        };
        self.counts.add(counter, 1);
        pass.deleted += u64::from(matches!(counter, "deleted" | "gone"));
        failure
    }

    fn tell_stuck(
        &mut self,
        table: WipeTable,
        stuck: &BTreeSet<SimonId>,
        refused: &BTreeMap<SimonId, String>,
    ) {
        for id in stuck.iter().take(STUCK_TOLD) {
            let reason = refused.get(id).cloned().unwrap_or_default();
            let message = Message::WipeStuck { emptied: table, number: id.to_string(), reason };
            self.notebook.open(Table::Link, &problem(table, *id), message, self.desk.now());
        }
    }

    /// Closes the problems of the stuck records that are no longer.
    pub(super) fn close_problems(&mut self, is_over: impl Fn(WipeTable, SimonId) -> bool) {
        for key in self.notebook.keys(Table::Link) {
            if stuck_of(&key).is_some_and(|(table, id)| is_over(table, id)) {
                self.notebook.close(Table::Link, &key);
            }
        }
    }
}

async fn delete_one(
    simon: &SimpleSimon,
    table: SimonTable,
    id: SimonId,
    unclear: &AtomicU32,
) -> Step<SimonId, Deed> {
    let result = simon.delete(table, id).await;
    if !result.as_ref().is_err_and(Failure::passes) {
        unclear.store(0, Ordering::Relaxed);
    }
    match result {
        Ok(Deleted::Done) => Step::Done(Deed::Deleted),
        Ok(Deleted::Gone) => Step::Done(Deed::Gone),
        Err(Failure::Busy { retry_after, .. }) => Step::Busy(id, retry_after),
        Err(Failure::Refused { reason, .. }) => Step::Done(Deed::Refused(id, reason)),
        Err(failure) if failure.passes() && unclear.fetch_add(1, Ordering::Relaxed) + 1 < UNCLEAR_MOST => {
            Step::Done(Deed::Unclear(failure))
        }
        Err(failure) => Step::Halt(Deed::Failed(failure)),
    }
}

/// The key of a stuck record's problem.
fn problem(table: WipeTable, id: SimonId) -> String {
    format!("wipe#{}#{id}", table.as_str())
}

/// The stuck record that a problem is about, if it is about one.
fn stuck_of(key: &str) -> Option<(WipeTable, SimonId)> {
    let (table, id) = key.strip_prefix("wipe#")?.split_once('#')?;
    let table = WipeTable::ALL.into_iter().find(|of| of.as_str() == table)?;
    Some((table, SimonId(id.parse().ok()?)))
}
