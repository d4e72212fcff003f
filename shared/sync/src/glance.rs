//! The glance before a run: is there anything to do at all?
//!
//! Guarantees:
//! - It writes nothing, neither to our memory nor to either package, and takes no lease. All it decides is to do nothing:
//!   whatever looks otherwise, or is in doubt, is left to the run that follows under its lease, as if nobody had looked.
//! - A failure of a package in a glance is the failure of that run: the call is not made once more, unless a column was
//!   refused besides, which only a run that works can tell.
//! - A run that finds nothing costs one read at half the price. Once in a [`koppel_domain::health::BEAT`] one is made in full all the
//!   same.
//!
//! What it reads of our memory may be a moment old. Seen too late, a change waits for the next tick; acted upon wrongly it
//! cannot be.
//!
//! Leaves out: what a concern would find new (each says so beside its own reading).

use jiff::Timestamp;
use koppel_bookkeeping::Bookkeeping;
use koppel_domain::digest::Digest;
use koppel_domain::failure::Failure;
use koppel_domain::usage::{Usage, month_of};
use koppel_simple_simon::SimpleSimon;
use koppel_store::{LastRun, Opened, Rest, TenantStore};

use crate::context::{Connected, Context, Kept};
use crate::counts::Counts;
use crate::frame::{Common, Work, is_wanted};
use crate::outcome::Outcome;
use crate::unstored::is_within_beat;

/// What a concern looks at.
pub(crate) struct Look<'a> {
    pub(crate) opened: &'a Opened,
    connected: &'a Connected,
    context: &'a Context,
    end: Timestamp,
}

impl Look<'_> {
    pub(crate) fn bookkeeping(&self) -> &dyn Bookkeeping {
        &*self.connected.bookkeeping
    }

    pub(crate) fn simon(&self) -> &SimpleSimon {
        &self.connected.simon
    }

    /// There is no time left to look any further.
    pub(crate) fn is_late(&self) -> bool {
        self.context.clock.now() + self.context.limits.last_call >= self.end
    }
}

/// What came of a glance.
pub(crate) enum Glance {
    /// There is nothing to do.
    Quiet,
    /// There is something to do, or there may be; with what the packages were looked at, where they were.
    Work(Option<Box<Looked>>),
}

/// The open packages, for the run that follows: it need not sign in anew, and their calls are its own.
pub(crate) struct Looked {
    pub(crate) connected: Connected,
    /// A package failed.
    pub(crate) failure: Option<Failure>,
    opened: Opened,
}

impl Looked {
    /// They were opened with what the company has given now.
    pub(crate) fn serves(&self, opened: &Opened) -> bool {
        let reached_by = |opened: &Opened| (opened.profile.connector, opened.profile.life.stage);
        self.opened.secrets == opened.secrets && reached_by(&self.opened) == reached_by(opened)
    }
}

/// Looks whether `work` has anything to do for a company.
pub(crate) async fn glance<W: Work>(
    context: &Context,
    store: &TenantStore,
    (started_at, end): (Timestamp, Timestamp),
    counts: &mut Counts,
) -> Glance {
    // Where this process knows that a run is to be stored, it need not look first.
    if !W::LOOKS_FIRST || context.quiet.is_beat(store.tenant(), W::CONCERN, started_at) {
        return Glance::Work(None);
    }
    let Ok(Some((opened, rest))) = store.glance::<W::Cursor>(W::CONCERN).await else {
        return Glance::Work(None);
    };
    let Rest { mut cursor, last_run } = rest;
    let common = W::common(&mut cursor);
    if !is_wanted(W::CONCERN, &opened)
        || !is_recent(&last_run, started_at)
        || !is_at_rest(common, &opened, started_at)
    {
        return Glance::Work(None);
    }
    let tenant = store.tenant();
    let stored = common.kept.take();
    let remembered = context.quiet.kept(tenant, W::CONCERN, stored.as_ref());
    let is_remembered = remembered.is_some();
    let kept = remembered.or_else(|| stored.clone());
    let Ok(connected) = context.connections.open(tenant, &opened, kept.as_ref()).await else {
        return Glance::Work(None);
    };
    let look = Look { opened: &opened, connected: &connected, context, end };
    let mut seen = Counts::default();
    let found = W::is_quiet(&look, &cursor, &mut seen).await;
    // A refused column is told by a run that works, whatever else went wrong. A session that was taken anew is stored, unless
    // this process knows it without that.
    let is_refused = !connected.bookkeeping.refused_columns().await.is_empty();
    let is_settled = !is_refused && (is_remembered || !connected.is_renewed().await);
    match found {
        Ok(true) if is_settled => {
            let kept = context.connections.keep(tenant, &connected).await;
            let used = usage(context, store, started_at, &connected);
            context.quiet.remember(tenant, W::CONCERN, (stored, last_run.started_at), kept, &used);
            *counts = seen;
            Glance::Quiet
        }
        found => Glance::Work(Some(Box::new(Looked {
            connected,
            failure: found.err().filter(|_| !is_refused),
            opened,
        }))),
    }
}

/// The last run went through all there was, not so long ago that the next one has to be stored.
fn is_recent(last_run: &LastRun, now: Timestamp) -> bool {
    last_run.outcome == Outcome::Done.as_str() && is_within_beat(last_run.started_at, now)
}

/// Nothing waits for a run, and nobody changed what runs work by.
fn is_at_rest(common: &Common, opened: &Opened, now: Timestamp) -> bool {
    let is_due = common.next_retry.is_some_and(|moment| moment <= now);
    let is_offered = opened.profile.offered_at.is_some() && opened.profile.offered_at != common.offered_at;
    let is_troubled = common.fault.is_some() || common.fault_since.is_some() || common.paused_until.is_some();
    let is_as_it_was = common.access == Some(access(opened));
    is_as_it_was && !common.unsettled && !is_troubled && !is_due && !is_offered
}

/// What lets a company in, what its runs work by, and what its admin asked for.
pub(crate) fn access(opened: &Opened) -> Digest {
    let secrets: Vec<(&String, &String)> =
        opened.secrets.iter().map(|(name, sealed)| (name, &sealed.0)).collect();
    let asked = (opened.profile.offered_at, opened.profile.life.wipe.as_ref().map(|wipe| wipe.at));
    Digest::of(&(&opened.profile.settings, secrets, asked))
}

/// What a run that found nothing used.
fn usage(context: &Context, store: &TenantStore, started_at: Timestamp, connected: &Connected) -> Usage {
    let (meter, now) = (store.meter(), context.clock.now());
    Usage {
        month: month_of(now),
        runs: 1,
        calls: connected.calls.count(),
        rows: 0,
        reads: meter.read_units,
        writes: meter.write_units,
        ms: u64::try_from(now.duration_since(started_at).as_millis()).unwrap_or(0),
    }
}

/// The sessions for a run that works: the newest this process knows of.
pub(crate) fn kept<W: Work>(context: &Context, store: &TenantStore, common: &Common) -> Option<Kept> {
    context.quiet.kept(store.tenant(), W::CONCERN, common.kept.as_ref()).or_else(|| common.kept.clone())
}
