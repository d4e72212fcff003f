//! The frame around every run: look whether there is anything to do, and if so: is the company active, take the lease,
//! connect, work, give back, report.
//!
//! Guarantees:
//! - One run per company and concern at a time: the lease outlives the run's end moment by a margin, so a run that
//!   was cut off delays the next one by at most that, and a run that is alive is never doubled.
//! - A run that finds nothing costs one read and no write (`glance`). One that works costs a second read (profile and
//!   secrets in one request) and two writes (taking the lease returns the cursor, giving it back stores it).
//! - A failure that concerns the whole run is told once, stays one open problem, and closes by itself (P7); when a
//!   package lets the company in no more, ticks become slower until the credentials or the settings change, or the admin
//!   asks.
//! - One technical log line a run, with counts, without names (P9).

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use koppel_domain::digest::Digest;
use koppel_domain::failure::{AccessFault, Failure};
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::safeguard::{self, Safeguard};
use koppel_domain::tenant::TenantId;
use koppel_domain::wall_clock;
use koppel_domain::work_order::WorkOrder;
use koppel_store::{LastRun, Lease, LeaseError, Opened, Problem, StoreError, TenantStore};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::closing::{Ending, untried};
use crate::context::{ConnectError, Connected, Context, Kept, Stop};
use crate::counts::Counts;
use crate::glance::{self, Glance, Look, Looked, access, glance};
use crate::outcome::{Outcome, RunReport};
use crate::throttle::LONGEST_WAIT;

/// How long a company that is not let in is left alone after the first refusal; longer after each further one.
const ACCESS_PAUSE_FIRST: Duration = Duration::from_secs(15 * 60);
/// Longest pause, whatever a package asks for.
const PAUSE_MOST: Duration = Duration::from_secs(60 * 60);

/// What every cursor keeps beside its own reading.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Common {
    /// Both sessions, sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
    /// When the earliest open problem is due; `None` where none is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_retry: Option<Timestamp>,
    /// The failure of the last run that concerned the whole run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Message>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault_since: Option<Timestamp>,
    /// How often in a row.
    pub fault_count: u32,
    /// The company is left alone until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<Timestamp>,
    /// The credentials and settings under which that was decided, and what the admin had asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Digest>,
    /// A run was cut off or could not store all it did, and none has gone through since: what follows the checkpoint
    /// may be across already.
    pub unsettled: bool,
    /// The last offering of open problems that was taken into account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offered_at: Option<Timestamp>,
}

/// A concern's own work within the frame.
#[async_trait]
pub(crate) trait Work: Send + Sync {
    /// What is kept between two runs.
    type Cursor: Serialize + DeserializeOwned + Default + Clone + Send + Sync;

    /// Which concern this is.
    const CONCERN: Concern;
    /// It is worth a glance whether there is anything to do.
    const LOOKS_FIRST: bool = false;

    /// The part of the cursor that the frame keeps.
    fn common(cursor: &mut Self::Cursor) -> &mut Common;

    /// Does the work; `Ok(true)` = there is more. Whatever it returns, `cursor` holds only what is settled.
    async fn work(
        &self,
        desk: &Desk<'_>,
        lease: &mut Lease<Self::Cursor>,
        counts: &mut Counts,
    ) -> Result<bool, Stop>;

    /// The work would do nothing at all; looked at without a lease and without writing anything. The frame's own part of the
    /// cursor is at rest.
    async fn is_quiet(_: &Look<'_>, _: &Self::Cursor, _: &mut Counts) -> Result<bool, Failure> {
        Ok(false)
    }
}

/// What the work finds on its desk.
pub(crate) struct Desk<'a> {
    pub(crate) context: &'a Context,
    pub(crate) tenant: TenantStore,
    pub(crate) opened: Opened,
    pub(crate) connected: Connected,
    /// When the run began.
    pub(crate) began_at: Timestamp,
    /// The moment by which the run must have ended.
    pub(crate) end: Timestamp,
    /// An earlier run was cut off or could not store all it did, and none has gone through since.
    pub(crate) unsettled: bool,
    /// The admin offered open problems again since the last run.
    pub(crate) offered: bool,
}

impl Desk<'_> {
    /// Stores how far the run is, and gives what is stored of the company now; stops the run where the company does not
    /// want it any more (R28).
    pub(crate) async fn checkpoint<C: Serialize>(
        &self,
        lease: &Lease<C>,
        cursor: &C,
    ) -> Result<Opened, Stop> {
        self.tenant.checkpoint(lease, cursor).await?;
        self.still_wanted(lease.concern).await
    }

    /// What is stored of the company now; stops the run where the company does not want it any more, or wants it anew
    /// after it was stopped: what was read before then may have been wiped.
    pub(crate) async fn still_wanted(&self, concern: Concern) -> Result<Opened, Stop> {
        let before = &self.opened.profile.life;
        let now = self.tenant.open().await?.filter(|now| is_wanted(concern, now));
        now.filter(|now| now.profile.life.started_at == before.started_at).ok_or(Stop::Unwanted)
    }

    /// What is kept of a lease that was only taken to keep its runs out.
    pub(crate) fn last_run(&self, outcome: &str) -> LastRun {
        let counts = Counts::default().to_map();
        LastRun { started_at: self.began_at, ended_at: self.now(), outcome: outcome.to_owned(), counts }
    }

    /// Work orders archived before this moment are not sent.
    pub(crate) fn activated_at(&self) -> Timestamp {
        self.opened.profile.life.activated_at.unwrap_or(self.began_at)
    }

    /// Work orders archived before the company activated the link are never sent: somebody billed them already.
    pub(crate) fn is_before_activation(&self, work_order: &WorkOrder) -> bool {
        is_before(work_order, self.activated_at())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.context.clock.now()
    }

    /// There is time to start something new; if not, the rest is the next run's.
    pub(crate) fn in_time(&self) -> Result<(), Stop> {
        if self.is_late(self.context.limits.last_call) { Err(Stop::Later) } else { Ok(()) }
    }

    /// Nothing new is started any more.
    pub(crate) fn is_late(&self, reserve: Duration) -> bool {
        self.now() + reserve >= self.end
    }
}

/// The work order was archived before this moment.
pub(crate) fn is_before(work_order: &WorkOrder, activated_at: Timestamp) -> bool {
    let archived_at = work_order.archived_at.and_then(wall_clock::moment);
    archived_at.is_some_and(|archived_at| archived_at < activated_at)
        && safeguard::stands(Safeguard::ActivationCutOff)
}

/// Runs `work` for one company until it is done or `end` is near.
///
/// # Errors
/// Where our own memory fails in a way that even the report cannot be stored.
pub(crate) async fn run<W: Work>(
    work: &W,
    context: &Context,
    tenant: &TenantId,
    end: Timestamp,
) -> Result<RunReport, StoreError> {
    let started_at = context.clock.now();
    let mut counts = Counts::default();
    let store = context.store.of(tenant);
    let outcome = match glance::<W>(context, &store, (started_at, end), &mut counts).await {
        Glance::Quiet => Outcome::Done,
        Glance::Work(looked) => attempt(work, context, store, looked, (started_at, end), &mut counts).await?,
    };
    let duration_ms = context.clock.now().duration_since(started_at).as_millis();
    tracing::info!(
        tenant.id = %tenant, run.concern = W::CONCERN.as_str(), run.outcome = outcome.as_str(),
        run.counts = %counts, duration_ms = %duration_ms, "run ended"
    );
    Ok(RunReport { concern: W::CONCERN, outcome, counts })
}

async fn attempt<W: Work>(
    work: &W,
    context: &Context,
    store: TenantStore,
    looked: Option<Box<Looked>>,
    (started_at, end): (Timestamp, Timestamp),
    counts: &mut Counts,
) -> Result<Outcome, StoreError> {
    let tenant = &store.tenant().clone();
    let Some(opened) = store.open().await? else { return Ok(Outcome::Unknown) };
    if !is_wanted(W::CONCERN, &opened) {
        return Ok(Outcome::NotActive);
    }
    let living = Duration::try_from(end.duration_since(started_at)).unwrap_or_default();
    let holder = ulid::Ulid::generate().to_string();
    let taken = store
        .take_lease::<W::Cursor>(W::CONCERN, &holder, started_at, living + context.limits.lease_margin)
        .await;
    let mut lease = match taken {
        Ok(lease) => lease,
        Err(LeaseError::Held { .. }) => return Ok(Outcome::Held),
        Err(LeaseError::Store(error)) => return Err(error),
    };
    let taking = store.meter().write_units;
    let access = access(&opened);
    let common = W::common(&mut lease.cursor);
    let unsettled = lease.taken_over || std::mem::take(&mut common.unsettled);
    if common.access.as_ref() != Some(&access) {
        common.access = Some(access);
        common.paused_until = None;
    }
    if common.paused_until.is_some_and(|until| started_at < until) {
        common.unsettled = unsettled;
        return untried(context, &store, lease, (started_at, taking), Outcome::Paused).await;
    }
    // From here on it is the work's to say: what went well may still have to wait for someone.
    common.paused_until = None;
    let kept = glance::kept::<W>(context, &store, common);
    let (connected, failure) = match looked.filter(|looked| looked.serves(&opened)) {
        Some(looked) => {
            let Looked { connected, failure, .. } = *looked;
            (Ok(connected), failure)
        }
        None => (context.connections.open(tenant, &opened, kept.as_ref()).await, None),
    };
    let connected = match connected {
        Ok(connected) => connected,
        Err(error) => {
            tracing::error!(tenant.id = %tenant, error = %error, "the company's packages cannot be tried");
            common.unsettled = unsettled;
            let ConnectError::NotServed(system) = error else {
                return untried(context, &store, lease, (started_at, taking), Outcome::NoConnection).await;
            };
            let failure = Failure::Access { system, fault: AccessFault::NotServed };
            let told = failed(&store, W::CONCERN, common, &failure, started_at).await;
            let outcome =
                untried(context, &store, lease, (started_at, taking), Outcome::Failed(failure)).await?;
            return told.map(|()| outcome);
        }
    };
    let offered_at = opened.profile.offered_at;
    let offered = offered_at.is_some() && offered_at != common.offered_at;
    let desk = Desk {
        context,
        tenant: store.clone(),
        opened,
        connected,
        began_at: started_at,
        end,
        unsettled,
        offered,
    };
    let result = match failure {
        Some(failure) => Err(Stop::Package(failure)),
        None => work.work(&desk, &mut lease, counts).await,
    };
    let kept = context.connections.keep(tenant, &desk.connected).await;
    let now = context.clock.now();
    let common = W::common(&mut lease.cursor);
    common.kept = kept.or_else(|| common.kept.take());
    // Only a run that went through all there was has settled what an earlier one left in doubt.
    common.unsettled = unsettled && !matches!(result, Ok(false));
    if result.is_ok() {
        common.offered_at = offered_at;
    }
    let (outcome, broken) = match result {
        Ok(more) => {
            let told = mended(&store, W::CONCERN, common, unsettled, now).await;
            (if more { Outcome::More } else { Outcome::Done }, told.err())
        }
        Err(Stop::Package(failure)) => {
            tracing::warn!(
                tenant.id = %tenant, run.concern = W::CONCERN.as_str(),
                failure = %failure, failure.actor = ?failure.actor(), "a package failed"
            );
            let told = failed(&store, W::CONCERN, common, &failure, now).await;
            (Outcome::Failed(failure), told.err())
        }
        Err(Stop::Unwanted) => (Outcome::NotActive, None),
        Err(Stop::Later) => (Outcome::More, None),
        Err(Stop::Store(error)) => (Outcome::More, Some(error)),
    };
    common.unsettled |= broken.is_some();
    if let Some(StoreError::LeaseLost) = broken {
        return Err(StoreError::LeaseLost);
    }
    let calls = desk.connected.calls.count();
    let is_broken = broken.is_some();
    let kept = common.kept.clone();
    let quiet = &context.quiet;
    Ending { started_at, ended_at: now, outcome: &outcome, is_broken, counts, calls, taking, quiet }
        .close(&store, lease)
        .await?;
    context.quiet.stored(store.tenant(), W::CONCERN, started_at, kept);
    broken.map_or(Ok(outcome), Err)
}

/// The company wants runs of this concern now, and the operator lets them.
pub(crate) fn is_wanted(concern: Concern, opened: &Opened) -> bool {
    opened.profile.wants(concern) && !opened.paused
}

/// The run went well: what was wrong with the whole link is right again.
async fn mended(
    store: &TenantStore,
    concern: Concern,
    common: &mut Common,
    unsettled: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    common.fault_count = 0;
    common.fault_since = None;
    // A run that was cut off may have opened the problem without its cursor knowing.
    if unsettled && common.fault.is_none() {
        store.close_problems(&[(Table::Link, concern.as_str().to_owned())]).await?;
    }
    if common.fault.is_some() {
        store.close_problems(&[(Table::Link, concern.as_str().to_owned())]).await?;
        let row = koppel_store::LogRow {
            at: now,
            message: Message::Mended { table: Table::Link, number: String::new(), name: String::new() },
        };
        store.append(&[row]).await?;
        common.fault = None;
    }
    Ok(())
}

/// The run failed as a whole: told once, then counted.
async fn failed(
    store: &TenantStore,
    concern: Concern,
    common: &mut Common,
    failure: &Failure,
    now: Timestamp,
) -> Result<(), StoreError> {
    let message = message_of(concern, failure);
    let news = common.fault.as_ref().is_none_or(|before| !before.is_same_as(&message));
    common.fault_count = if news { 1 } else { common.fault_count.saturating_add(1) };
    let since = *common.fault_since.get_or_insert(now);
    let pause = match failure {
        Failure::Access { .. } => Some(ACCESS_PAUSE_FIRST.saturating_mul(common.fault_count)),
        // A shorter wait is over before the next tick.
        Failure::Busy { retry_after, .. } => retry_after.filter(|wait| *wait > LONGEST_WAIT),
        _ => None,
    };
    common.paused_until = pause.map(|pause| now + pause.min(PAUSE_MOST));
    let problem = Problem {
        table: Table::Link,
        key: concern.as_str().to_owned(),
        message: message.clone(),
        first_seen: since,
        last_seen: now,
        tries: common.fault_count,
        next_try: common.paused_until.unwrap_or(now),
    };
    store.save_problems(&[problem]).await?;
    if news {
        store.append(&[koppel_store::LogRow { at: now, message: message.clone() }]).await?;
        common.fault = Some(message);
    }
    Ok(())
}

pub(crate) fn message_of(concern: Concern, failure: &Failure) -> Message {
    match failure.clone() {
        Failure::Unreachable { system, detail }
        | Failure::Unreadable { system, detail }
        | Failure::Unclear { system, detail } => Message::Unreachable { concern, system, detail },
        Failure::Busy { system, .. } => Message::Busy { concern, system },
        Failure::Refused { system, code, reason } => {
            Message::RequestRefused { concern, system, code, reason }
        }
        Failure::Access { system, fault } => Message::AccessRefused { concern, system, fault },
    }
}
