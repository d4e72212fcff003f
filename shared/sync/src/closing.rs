//! How a run ends: its report, what it used, and the lease given back.
//!
//! Guarantees:
//! - All of it is stored by the one write that gives the lease back; only a run that is worth showing costs one small
//!   write more, and only a run that changed open problems one reading of them.
//! - What was used counts for the month in which the run ended, in the Netherlands. The write that gives the lease back is
//!   counted as what the taking took, since it is the same item. Runs of this process that found nothing, and so were not
//!   stored, are counted with it; where a process ended before that they are not, so what is counted is "at least".

use jiff::Timestamp;
use koppel_domain::message::Concern;
use koppel_domain::usage::{Usage, month_of};
use koppel_store::{LastRun, Lease, StoreError, TenantStore};
use serde::Serialize;

use crate::context::Context;
use crate::counts::Counts;
use crate::outcome::Outcome;
use crate::unstored::Unstored;

/// Counters of records that were written or taken out on either side.
pub const MOVED: [&str; 7] = ["added", "changed", "sent", "made", "used articles", "removed", "deleted"];
/// Counters of a run that found all as it was.
const NO_NEWS: [&str; 10] = [
    "read",
    "unchanged",
    "blocked",
    "not to be sent",
    "known",
    "from before",
    "filtered out",
    "waiting",
    "compared",
    "tried again",
];

/// The end of a run.
pub(crate) struct Ending<'a> {
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Timestamp,
    pub(crate) outcome: &'a Outcome,
    /// Our own memory failed in it: it ended because of that, whatever its outcome says.
    pub(crate) is_broken: bool,
    pub(crate) counts: &'a Counts,
    /// Calls to both packages.
    pub(crate) calls: u64,
    /// Units that taking the lease took, in hundredths.
    pub(crate) taking: u64,
    /// What runs before it left that found nothing.
    pub(crate) quiet: &'a Unstored,
}

impl Ending<'_> {
    /// Stores cursor, report and use, and gives the lease back.
    pub(crate) async fn close<C>(self, store: &TenantStore, mut lease: Lease<C>) -> Result<(), StoreError>
    where
        C: Serialize + Clone,
    {
        let run = LastRun {
            started_at: self.started_at,
            ended_at: self.ended_at,
            outcome: self.outcome.as_str().to_owned(),
            counts: self.counts.to_map(),
        };
        if store.meter().problems > 0 || lease.concern == Concern::Cleanup {
            lease.book.tally = store.tally(self.ended_at).await.ok().or(lease.book.tally);
        }
        // A run that is missing in a chart is no reason to lose what it did.
        if self.is_worth_showing()
            && let Err(error) = store.keep_run(&mut lease, &run).await
        {
            tracing::warn!(tenant.id = %store.tenant(), error = %error, "a run is missing among the last ones");
        }
        if self.outcome.is_well() && !self.is_broken {
            lease.book.well_at = Some(self.ended_at);
        }
        let usage = self.usage(store);
        lease.book.usage.add(&usage);
        lease.book.usage.add(&self.quiet.take_used(store.tenant(), lease.concern, &usage.month));
        let cursor = lease.cursor.clone();
        store.give_back(lease, &cursor, &run).await
    }

    fn is_worth_showing(&self) -> bool {
        let is_trouble = matches!(self.outcome, Outcome::Failed(_) | Outcome::NoConnection);
        is_trouble || self.counts.iter().any(|(name, _)| !NO_NEWS.contains(&name))
    }

    fn usage(&self, store: &TenantStore) -> Usage {
        let meter = store.meter();
        let took = self.ended_at.duration_since(self.started_at).as_millis();
        Usage {
            month: month_of(self.ended_at),
            runs: 1,
            calls: self.calls,
            rows: self.counts.iter().filter(|(name, _)| MOVED.contains(name)).map(|(_, count)| count).sum(),
            reads: meter.read_units,
            writes: meter.write_units.saturating_add(self.taking),
            ms: u64::try_from(took).unwrap_or(0),
        }
    }
}

/// Ends a run that asked nothing of either package.
pub(crate) async fn untried<C: Serialize + Clone>(
    context: &Context,
    store: &TenantStore,
    lease: Lease<C>,
    (started_at, taking): (Timestamp, u64),
    outcome: Outcome,
) -> Result<Outcome, StoreError> {
    let (ended_at, counts, quiet) = (started_at, &Counts::default(), &context.quiet);
    Ending { started_at, ended_at, outcome: &outcome, is_broken: false, counts, calls: 0, taking, quiet }
        .close(store, lease)
        .await?;
    Ok(outcome)
}
