//! Differences handed to the pull: their digests are forgotten, and it goes over the stream once more in full.
//!
//! It is done under the lease of the pull, so that no run of it writes a link behind this; while one lives, the records
//! are kept in the cursor. A pull that goes over everything writes only what has no digest, or another one. A reading in
//! full that is under way is not started over (R10): the next one follows it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use koppel_domain::message::Concern;
use koppel_domain::records::{RecordKey, Stream};
use koppel_store::{LastRun, Lease, LeaseError, Link};

use super::{CleanupCursor, Shift};
use crate::context::Stop;
use crate::pull::PullCursor;
use crate::pull::reading::read_in_full;

/// How long the pull is kept out.
const MOMENT: Duration = Duration::from_secs(60);
/// Between two tries while a pull lives.
const WAIT: Duration = Duration::from_secs(5);
/// How often it is tried in one run.
const TRIES: u32 = 6;
/// So many records of a stream are handed over before the compare is through.
const KEPT: usize = 1_000;
/// Most records that are kept while a pull lives; the others differ at the next compare.
const KEPT_MOST: usize = 2_000;

impl Shift<'_> {
    /// Keeps these records to be handed over.
    pub(super) async fn keep_for_the_pull(
        &mut self,
        stream: Stream,
        keys: BTreeSet<RecordKey>,
        lease: &mut Lease<CleanupCursor>,
    ) -> Result<(), Stop> {
        let waiting = lease.cursor.to_mend.entry(stream).or_default();
        waiting.extend(keys);
        if waiting.len() >= KEPT && !self.try_to_hand_over(lease).await? {
            let waiting = lease.cursor.to_mend.entry(stream).or_default();
            while waiting.len() > KEPT_MOST {
                waiting.pop_last();
            }
        }
        Ok(())
    }

    /// Hands over what is kept; `false` = a pull is still at it.
    pub(super) async fn hand_over_rest(&mut self, lease: &mut Lease<CleanupCursor>) -> Result<bool, Stop> {
        for _ in 0..TRIES {
            if self.try_to_hand_over(lease).await? {
                return Ok(true);
            }
            if self.desk.is_late(self.desk.context.limits.last_call + WAIT) {
                break;
            }
            self.desk.context.clock.sleep(WAIT).await;
        }
        Ok(false)
    }

    async fn try_to_hand_over(&self, lease: &mut Lease<CleanupCursor>) -> Result<bool, Stop> {
        let to_mend = &mut lease.cursor.to_mend;
        to_mend.retain(|_, keys| !keys.is_empty());
        if to_mend.is_empty() {
            return Ok(true);
        }
        let tenant = &self.desk.tenant;
        let last_run = tenant.peek(Concern::Pull).await?.and_then(|(_, last_run)| last_run);
        let now = self.desk.now();
        let mut pull = match tenant.take_lease::<PullCursor>(Concern::Pull, "cleanup", now, MOMENT).await {
            Ok(pull) => pull,
            Err(LeaseError::Held { .. }) => return Ok(false),
            Err(LeaseError::Store(error)) => return Err(error.into()),
        };
        // A pull that died left in doubt what this must not make certain.
        pull.cursor.common.unsettled |= pull.taken_over;
        for (stream, keys) in to_mend.iter() {
            let keys: Vec<RecordKey> = keys.iter().cloned().collect();
            let links = tenant.links(*stream, &keys).await?;
            let forgotten: Vec<(RecordKey, Link)> =
                links.into_iter().map(|(key, link)| (key, Link { digest: None, ..link })).collect();
            tenant.put_links(*stream, &forgotten).await?;
            let stream = pull.cursor.streams.entry(*stream).or_default();
            if stream.watermark.is_some() {
                read_in_full(stream);
            } else {
                stream.once_more = true;
            }
        }
        let cursor = pull.cursor.clone();
        let last_run = last_run.unwrap_or_else(|| LastRun {
            started_at: now,
            ended_at: now,
            outcome: "compared".to_owned(),
            counts: BTreeMap::new(),
        });
        tenant.give_back(pull, &cursor, &last_run).await?;
        to_mend.clear();
        Ok(true)
    }
}
