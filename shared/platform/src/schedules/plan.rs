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
    ActionAfterCompletion, DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy,
    ScheduleState, Target,
};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan as _};
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_domain::wall_clock;

use super::names::{hour, spread};
use super::{Named, Targets};

/// How long EventBridge tries to deliver a tick: the shortest there is, and so never beyond the next tick.
const TICK_AGE_SECONDS: i32 = 60;
/// How often it tries a tick again: the next tick is the retry.
const TICK_REPEATS: i32 = 1;
/// How long it tries to deliver a run that is asked for once: there may be no tick after it.
const ONCE_AGE_SECONDS: i32 = 3600;
/// How often it tries that again.
const ONCE_REPEATS: i32 = 10;

/// The zone of what is not meant for the company's own clock.
const UTC: &str = "UTC";
/// The hours of the night, from midnight.
const NIGHT_HOURS: u8 = 5;
/// As cron names them, Sunday first.
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// One schedule as it must be.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) expression: String,
    /// The time zone that the expression is meant in.
    pub(super) zone: &'static str,
    pub(super) window: FlexibleTimeWindow,
    pub(super) after: ActionAfterCompletion,
    pub(super) state: ScheduleState,
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
        let retry = retry(TICK_AGE_SECONDS, TICK_REPEATS);
        if concern == Concern::Cleanup {
            let (hour, minute) = night(tenant);
            let expression = format!("cron({minute} {hour} ? * {} *)", targets.cleanup_days);
            return Self::new(
                targets,
                &named,
                (expression, wall_clock::ZONE),
                ActionAfterCompletion::None,
                retry,
            );
        }
        let minutes = match (offset(targets, tenant, concern), targets.period_minutes) {
            (offset, 60) => offset.to_string(),
            (offset, period) => format!("{offset}/{period}"),
        };
        let expression = format!("cron({minutes} * * * ? *)");
        Self::new(targets, &named, (expression, UTC), ActionAfterCompletion::None, retry)
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
        Self::new(targets, &named, (expression, UTC), ActionAfterCompletion::Delete, retry)
    }

    fn new(
        targets: &Targets,
        named: &Named,
        (expression, zone): (String, &'static str),
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
        let state = ScheduleState::Enabled;
        Ok(Self { name: named.to_string(), expression, zone, window, after, state, target })
    }

    /// The same, which starts nothing as long as it rests.
    pub(super) fn resting(self, rests: bool) -> Self {
        let state = if rests { ScheduleState::Disabled } else { ScheduleState::Enabled };
        Self { state, ..self }
    }
}

fn retry(age_seconds: i32, repeats: i32) -> RetryPolicy {
    RetryPolicy::builder().maximum_event_age_in_seconds(age_seconds).maximum_retry_attempts(repeats).build()
}

/// The next tick after `now`; of the cleanup, in the night of one of its days.
pub(super) fn next(targets: &Targets, tenant: &TenantId, concern: Concern, now: Timestamp) -> Timestamp {
    if concern == Concern::Cleanup {
        return next_night(targets, tenant, now).unwrap_or(now);
    }
    let period = i64::from(targets.period_minutes) * 60;
    let offset = i64::from(offset(targets, tenant, concern)) * 60;
    let since = (now.as_second() - offset).rem_euclid(period);
    Timestamp::from_second(now.as_second() - since + period).unwrap_or(now)
}

/// The next night on which a company is cleaned up.
fn next_night(targets: &Targets, tenant: &TenantId, now: Timestamp) -> Option<Timestamp> {
    let today = wall_clock::at(now).date();
    let (hour, minute) = night(tenant);
    let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()?;
    let is_one = |date: &Date| {
        let name = DAYS.get(usize::try_from(date.weekday().to_sunday_zero_offset()).ok()?)?;
        targets.cleanup_days.split(',').any(|day| day == *name).then_some(())
    };
    let nights = today.series(1.day()).take(8).filter(|date| is_one(date).is_some());
    nights.filter_map(|date| wall_clock::moment(date.to_datetime(time))).find(|moment| *moment > now)
}

/// Hour and minute at which a company is cleaned up: between midnight and five, when nobody works.
fn night(tenant: &TenantId) -> (u8, u8) {
    (hour(tenant, Concern::Cleanup, NIGHT_HOURS), spread(tenant, Concern::Cleanup))
}

/// The minute of the period at which a company's runs begin.
fn offset(targets: &Targets, tenant: &TenantId, concern: Concern) -> u8 {
    spread(tenant, concern) % targets.period_minutes
}
