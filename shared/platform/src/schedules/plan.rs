//! What a schedule must be: when it fires, what it starts, how often delivery is tried.
//!
//! Guarantees: the input is `{"tenant":"…"}` and nothing else; a delivery that fails is tried again only until the next
//! tick takes its place.
//!
//! A recurring schedule is a cron list of minutes, not a rate: a rate counts from the moment it is made, so companies
//! that activate together would run together, and it would start anew whenever it is put right. A list of minutes
//! repeats evenly only where the period divides the hour, so no other period is taken.

use aws_sdk_scheduler::error::BuildError;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy, Target,
};
use jiff::Timestamp;
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;

use super::names::spread;
use super::{Named, Targets};

/// How long EventBridge tries to deliver a tick: the shortest there is, and so never beyond the next tick.
const TICK_AGE_SECONDS: i32 = 60;
/// How often it tries a tick again: the next tick is the retry.
const TICK_REPEATS: i32 = 1;
/// How long it tries to deliver a run that is asked for once: there may be no tick after it.
const ONCE_AGE_SECONDS: i32 = 3600;
/// How often it tries that again.
const ONCE_REPEATS: i32 = 10;

/// One schedule as it must be.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) expression: String,
    pub(super) window: FlexibleTimeWindow,
    pub(super) after: ActionAfterCompletion,
    pub(super) target: Target,
}

impl Plan {
    /// Every period, at the company's own minute of it.
    pub(super) fn recurring(
        targets: &Targets,
        tenant: &TenantId,
        concern: Concern,
    ) -> Result<Self, BuildError> {
        let named = Named { tenant: tenant.clone(), concern, at_once: false };
        let minutes = match (offset(targets, tenant, concern), targets.period_minutes) {
            (offset, 60) => offset.to_string(),
            (offset, period) => format!("{offset}/{period}"),
        };
        let retry = retry(TICK_AGE_SECONDS, TICK_REPEATS);
        Self::new(targets, &named, format!("cron({minutes} * * * ? *)"), ActionAfterCompletion::None, retry)
    }

    /// Once, at a moment, and then gone.
    pub(super) fn once(
        targets: &Targets,
        tenant: &TenantId,
        concern: Concern,
        at: Timestamp,
    ) -> Result<Self, BuildError> {
        let named = Named { tenant: tenant.clone(), concern, at_once: true };
        let expression = format!("at({})", at.strftime("%Y-%m-%dT%H:%M:%S"));
        let retry = retry(ONCE_AGE_SECONDS, ONCE_REPEATS);
        Self::new(targets, &named, expression, ActionAfterCompletion::Delete, retry)
    }

    fn new(
        targets: &Targets,
        named: &Named,
        expression: String,
        after: ActionAfterCompletion,
        retry: RetryPolicy,
    ) -> Result<Self, BuildError> {
        let dead_letters =
            targets.dead_letters.as_ref().map(|queue| DeadLetterConfig::builder().arn(queue).build());
        let target = Target::builder()
            .arn(targets.of(named.concern))
            .role_arn(&targets.role)
            .input(serde_json::json!({ "tenant": named.tenant }).to_string())
            .retry_policy(retry)
            .set_dead_letter_config(dead_letters)
            .build()?;
        let window = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off).build()?;
        Ok(Self { name: named.to_string(), expression, window, after, target })
    }
}

fn retry(age_seconds: i32, repeats: i32) -> RetryPolicy {
    RetryPolicy::builder().maximum_event_age_in_seconds(age_seconds).maximum_retry_attempts(repeats).build()
}

/// The next tick after `now`.
pub(super) fn next(targets: &Targets, tenant: &TenantId, concern: Concern, now: Timestamp) -> Timestamp {
    let period = i64::from(targets.period_minutes) * 60;
    let offset = i64::from(offset(targets, tenant, concern)) * 60;
    let since = (now.as_second() - offset).rem_euclid(period);
    Timestamp::from_second(now.as_second() - since + period).unwrap_or(now)
}

/// The minute of the period at which a company's runs begin.
fn offset(targets: &Targets, tenant: &TenantId, concern: Concern) -> u8 {
    spread(tenant, concern) % targets.period_minutes
}
