//! Which work orders changed, slice by slice, from the watermark to the next.
//!
//! Simple-Simon tells only ids, and its clock is its own: so the question overlaps the watermark, and what comes back
//! twice is recognised by the ledger.

use std::time::Duration;

use futures::future::join_all;
use jiff::Timestamp;
use koppel_domain::safeguard::{self, Safeguard};
use koppel_domain::work_order::SimonId;
use koppel_simple_simon::Table;
use koppel_store::Lease;

use super::{PushCursor, Reading, Shift};
use crate::context::Stop;

/// How far a question reaches back behind the watermark: longer than two clocks may differ and a change may take to
/// show (Simple-Simon fact sheet §8.2).
const OVERLAP: Duration = Duration::from_secs(15 * 60);
/// Work orders between two checkpoints.
const SLICE: usize = 25;

/// From when on work orders that changed are asked for, of those that changed since a watermark.
pub(super) fn asked_from(watermark: Timestamp) -> Timestamp {
    if safeguard::stands(Safeguard::Overlap) { watermark - OVERLAP } else { watermark }
}

impl Shift<'_> {
    /// Settles every changed work order; `false` = there was too little time for all.
    pub(super) async fn read_changed(&mut self, lease: &mut Lease<PushCursor>) -> Result<bool, Stop> {
        let desk = self.desk;
        let limits = desk.context.limits;
        let cursor = &lease.cursor;
        let mut reading = cursor.reading.clone().unwrap_or_else(|| Reading {
            began_at: desk.now(),
            since: cursor.watermark.unwrap_or_else(|| desk.activated_at()),
            after: None,
        });
        let simon = &desk.connected.simon;
        let changed = simon.changed_since(Table::WorkOrder, asked_from(reading.since)).await?;
        let left: Vec<SimonId> =
            changed.into_iter().filter(|id| reading.after.is_none_or(|after| *id > after)).collect();
        for (index, slice) in left.chunks(SLICE).enumerate() {
            if index > 0 {
                desk.checkpoint(lease, &lease.cursor).await?;
            }
            let mut entries = desk.tenant.orders(slice).await?;
            // Few at a time: what was read is settled before more is read, so a slow Simple-Simon costs a run its length,
            // never its results.
            for group in slice.chunks(limits.reads_at_once.max(1)) {
                if desk.is_late(limits.last_call) {
                    return Ok(false);
                }
                let looks: Vec<_> =
                    group.iter().map(|id| self.gatherer.look(*id, entries.remove(id))).collect();
                for seen in join_all(looks).await {
                    if !self.settle(seen?, &mut lease.cursor).await? {
                        return Ok(false);
                    }
                }
                self.notebook.store().await?;
                reading.after = group.last().copied();
                lease.cursor.reading = Some(reading.clone());
            }
        }
        lease.cursor.watermark = Some(reading.began_at);
        lease.cursor.reading = None;
        Ok(true)
    }
}
