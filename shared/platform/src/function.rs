//! What every scheduled function does alike: set up once, take an event, run, answer.
//!
//! Guarantees: an event is `{"tenant": "…"}` and nothing else; anything else is refused before anything is read or
//! written, with what was wrong. A run ends before Lambda would end it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use koppel_domain::integration::Stage;
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_outside::ReqwestHttp;
use koppel_outside::clock::SystemClock;
use koppel_store::StoreError;
use koppel_sync::context::Unobserved;
use koppel_sync::{Context, Outcome, RunLimits, RunReport};
use lambda_runtime::{LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::{Config, StartError};
use crate::metrics::{self, Metrics};
use crate::schedules::{ScheduleError, Schedules};
use crate::telemetry;

/// How long before Lambda's own end a run must have ended, so that it can still store what it did.
const RESERVE: Duration = Duration::from_secs(5);
/// How long a wipe that failed is left alone; its tick comes all the same.
const WIPE_AGAIN: Duration = Duration::from_secs(60);
/// How long a cleanup that failed is left alone.
const CLEANUP_AGAIN: Duration = Duration::from_secs(15 * 60);
/// How long a cleanup waits for another one that lives.
const CLEANUP_WAITS: Duration = Duration::from_secs(60);

/// The event of a schedule.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The company to run for.
    pub tenant: TenantId,
}

/// What a run answers, for whoever invoked it.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// The company.
    pub tenant: TenantId,
    /// `pull` or `push`.
    pub concern: &'static str,
    /// How it ended.
    pub outcome: &'static str,
    /// What it did.
    pub counts: std::collections::BTreeMap<String, u64>,
}

/// Why an invocation failed.
#[derive(Debug, thiserror::Error)]
pub enum FunctionError {
    /// The event is not one of ours.
    #[error(
        "the event must be {{\"tenant\": \"…\"}} and nothing else, with a tenant id of 3 to 40 lower-case letters, digits and inner hyphens"
    )]
    Event,
    /// The company is unknown here: its schedule is left over.
    #[error("company {0} is unknown: delete its schedules")]
    UnknownTenant(TenantId),
    /// The company's credentials are missing or do not open.
    #[error("the credentials of company {0} cannot be used: let its admin connect again")]
    NoConnection(TenantId),
    /// Our own memory failed; the next tick goes on.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The next run could not be scheduled; the next tick goes on.
    #[error("the next run was not scheduled")]
    Schedules(#[from] ScheduleError),
}

/// Sets up what a function's runs work with.
///
/// # Errors
/// Where the environment is incomplete.
async fn context() -> Result<(Context, Schedules), StartError> {
    let config = Config::from_environment().await?;
    let http = ReqwestHttp::new().map_err(|error| StartError::Tls(Box::new(error)))?;
    let clock = Arc::new(SystemClock);
    let (store, schedules) = (config.store.clone(), config.schedules.clone());
    let context = Context {
        store,
        clock: clock.clone(),
        connections: Arc::new(config.reach(Arc::new(http), clock)),
        limits: RunLimits::default(),
        observer: Arc::new(Unobserved),
        quiet: Arc::default(),
    };
    Ok((context, schedules))
}

/// Starts the next run of a company at once where there is more to do, and that of a wipe that failed, or met another
/// run, in a while; ends the ticks of a wipe that is over.
///
/// # Errors
/// Where EventBridge Scheduler or our own memory fails; the next tick, or the reconcile, goes on.
pub async fn go_on(
    context: &Context,
    schedules: &Schedules,
    tenant: &TenantId,
    report: &RunReport,
) -> Result<(), FunctionError> {
    match (report.concern, &report.outcome) {
        (concern, Outcome::More) => schedules.run_now(tenant, concern).await?,
        (Concern::Wipe, Outcome::Failed(_) | Outcome::Held) => {
            schedules.run_at(tenant, Concern::Wipe, context.clock.now() + WIPE_AGAIN).await?;
        }
        // Its next night is days away.
        (Concern::Cleanup, Outcome::Failed(_)) => {
            schedules.run_at(tenant, Concern::Cleanup, context.clock.now() + CLEANUP_AGAIN).await?;
        }
        (Concern::Cleanup, Outcome::Held) => {
            schedules.run_at(tenant, Concern::Cleanup, context.clock.now() + CLEANUP_WAITS).await?;
        }
        // One that is under way and still not wanted now is held up by a pause.
        (Concern::Wipe, Outcome::Done | Outcome::NotActive) if !is_wiping(context, tenant).await? => {
            schedules.end_wipe(tenant).await?;
            // Someone asked for another one meanwhile, whose ticks these may have been.
            if is_wiping(context, tenant).await? {
                schedules.begin_wipe(tenant).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

async fn is_wiping(context: &Context, tenant: &TenantId) -> Result<bool, StoreError> {
    let opened = context.store.of(tenant).open().await?;
    Ok(opened.is_some_and(|opened| opened.profile.life.stage == Stage::Wiping))
}

/// Serves the function until Lambda ends it: each event is one run of `run`.
///
/// # Errors
/// Where the environment is incomplete; said in the log in words.
pub async fn serve<Run>(run: Run) -> Result<(), lambda_runtime::Error>
where
    Run: AsyncFn(&Context, &TenantId, Timestamp) -> Result<RunReport, StoreError>,
{
    telemetry::json();
    let (context, schedules) =
        context().await.inspect_err(|error| tracing::error!(error = %error, "the function cannot start"))?;
    let (context, schedules) = (&context, &schedules);
    let metrics = &Metrics::from_environment();
    let run = &run;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        let deadline = SystemTime::UNIX_EPOCH + Duration::from_millis(event.context.deadline);
        let deadline = Timestamp::try_from(deadline)?;
        let answer = handle(context, schedules, metrics, event.payload, deadline, run).await;
        Ok::<_, lambda_runtime::Error>(answer.inspect_err(
            |error| tracing::error!(error = %error, cause = ?error, "the event was not carried out"),
        )?)
    }))
    .await
}

/// Takes one event and runs; `deadline` is the moment at which Lambda ends the invocation.
///
/// # Errors
/// Where the event is not ours, or nobody but the operator can mend what is wrong.
async fn handle<Run>(
    context: &Context,
    schedules: &Schedules,
    metrics: &Metrics,
    event: Value,
    deadline: Timestamp,
    run: &Run,
) -> Result<Answer, FunctionError>
where
    Run: AsyncFn(&Context, &TenantId, Timestamp) -> Result<RunReport, StoreError>,
{
    let Event { tenant } = serde_json::from_value(event).map_err(|_| FunctionError::Event)?;
    let report = run(context, &tenant, deadline - RESERVE).await?;
    let now = context.clock.now();
    metrics.write(now, &metrics::of_run(&report, now, deadline));
    if let Err(error) = go_on(context, schedules, &tenant, &report).await {
        tracing::warn!(tenant.id = %tenant, error = %error, cause = ?error, "the next run waits for its schedule");
    }
    match report.outcome {
        Outcome::Unknown => Err(FunctionError::UnknownTenant(tenant)),
        Outcome::NoConnection => Err(FunctionError::NoConnection(tenant)),
        outcome => Ok(Answer {
            tenant,
            concern: report.concern.as_str(),
            outcome: outcome.as_str(),
            counts: report.counts.to_map(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_tenant_is_an_event() {
        let event: Event = serde_json::from_value(json!({"tenant": "korenaar"})).unwrap();
        assert_eq!(event.tenant.as_str(), "korenaar");
        for wrong in [
            json!({}),
            json!({"tenant": ""}),
            json!({"tenant": "Korenaar"}),
            json!({"tenant": "koren/aar"}),
            json!({"tenant": "a".repeat(41)}),
            json!({"tenant": 7}),
            json!({"tenant": "korenaar", "force": true}),
            json!("korenaar"),
            json!(null),
        ] {
            assert!(serde_json::from_value::<Event>(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
