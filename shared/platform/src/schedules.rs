//! A company's schedules, made and deleted through EventBridge Scheduler (design: Schedules).
//!
//! Guarantees:
//! - A schedule is named `{tenant}.{concern}`, one that starts a run at once `{tenant}.{concern}.now`. A tenant id
//!   holds no dot, so no company names another's schedule (P6), and making one twice leaves one.
//! - Every act can be repeated: making what is there updates it, deleting what is gone is done.
//! - The companies are spread over the period by their ids, so their runs do not all begin at once.
//! - A schedule costs two calls at most; a third only where it was deleted between the two.
//! - A call is tried three times at most, and waits a bounded time (P10).
//!
//! Leaves out: whether a company wants its schedules; who asks has read the profile.

mod names;
mod plan;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_scheduler::Client;
use aws_sdk_scheduler::config::http::HttpResponse;
use aws_sdk_scheduler::config::retry::RetryConfig;
use aws_sdk_scheduler::config::timeout::TimeoutConfig;
use aws_sdk_scheduler::config::{BehaviorVersion, Config, Region};
use aws_sdk_scheduler::error::{BuildError, ProvideErrorMetadata, SdkError};
use jiff::{SignedDuration, Timestamp};
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_outside::clock::Clock;
use serde::Deserialize;

pub use names::Named;
use plan::Plan;

/// Tries of one request.
const TRIES: u32 = 3;
/// Longest wait before the second try; twice that before the third.
const BACKOFF: Duration = Duration::from_millis(250);
/// Longest wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Longest wait for one try.
const TRY_TIMEOUT: Duration = Duration::from_secs(2);
/// Longest wait for a call with all its tries.
const CALL_TIMEOUT: Duration = Duration::from_secs(4);
/// How far ahead "now" is. EventBridge refuses a moment that has passed when the call arrives, and knows whole seconds
/// only; so this outlasts a call with all its tries, and both clocks may differ a little.
const AHEAD: SignedDuration = SignedDuration::from_secs(6);
/// The code for: there already, or someone else is at it.
const CONFLICT: &str = "ConflictException";
/// The code for: not there; of a new schedule: its group.
const ABSENT: &str = "ResourceNotFoundException";
/// Longest code that an error keeps.
const CODE_MAX: usize = 60;
/// Most schedules in one page.
const PAGE: i32 = 100;

/// Where runs are started, by configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// The schedule group.
    pub group: String,
    /// Minutes between two runs; a divisor of 60.
    pub period_minutes: u8,
    /// The function that pulls.
    pub pull: String,
    /// The function that pushes.
    pub push: String,
    /// The function that takes quotes over.
    pub quotes: String,
    /// The function that cleans up.
    pub cleanup: String,
    /// The function that wipes.
    pub wipe: String,
    /// The nights on which is cleaned up, as cron names them.
    #[serde(default = "Targets::nights")]
    pub cleanup_days: String,
    /// What a schedule runs as.
    pub role: String,
    /// Where a tick goes that could not be delivered.
    #[serde(default)]
    pub dead_letters: Option<String>,
}

impl Targets {
    /// Monday, Wednesday and Saturday.
    #[must_use]
    pub fn nights() -> String {
        "MON,WED,SAT".to_owned()
    }

    /// The address of the function of a concern.
    #[must_use]
    pub fn of(&self, concern: Concern) -> &str {
        match concern {
            Concern::Pull => &self.pull,
            Concern::Push => &self.push,
            Concern::Quotes => &self.quotes,
            Concern::Cleanup => &self.cleanup,
            Concern::Wipe => &self.wipe,
        }
    }
}

/// Why a schedule was not made, deleted or listed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// It passes by itself; what was asked may have been done.
    #[error("EventBridge Scheduler does not answer: try again")]
    Unavailable,
    /// The operator must act; with the code of the answer.
    #[error(
        "EventBridge Scheduler refuses ({0}): check the targets, the role and the rights of this function"
    )]
    Refused(String),
    /// The operator must act; with the group's name.
    #[error("EventBridge Scheduler has no schedule group {0}: deploy the stack again")]
    NoGroup(String),
    /// The period is none that can be kept.
    #[error(
        "the period of {0} minutes is no divisor of 60: choose 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60"
    )]
    Period(u8),
}

/// The schedules of all companies. Clones share the connection.
#[derive(Clone)]
pub struct Schedules {
    client: Client,
    targets: Targets,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Schedules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schedules").field("targets", &self.targets).finish_non_exhaustive()
    }
}

impl Schedules {
    /// Schedules in `region`, or at `endpoint` instead. Nothing is asked yet.
    ///
    /// # Errors
    /// [`ScheduleError::Period`].
    pub fn connect(
        endpoint: Option<&str>,
        region: &str,
        credentials: Credentials,
        targets: Targets,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ScheduleError> {
        if targets.period_minutes == 0 || 60 % targets.period_minutes != 0 {
            return Err(ScheduleError::Period(targets.period_minutes));
        }
        let timeouts = TimeoutConfig::builder()
            .operation_attempt_timeout(TRY_TIMEOUT)
            .operation_timeout(CALL_TIMEOUT)
            .build();
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .credentials_provider(credentials)
            .retry_config(RetryConfig::standard().with_max_attempts(TRIES).with_initial_backoff(BACKOFF))
            .timeout_config(timeouts)
            .http_client(koppel_aws_http::client(CONNECT_TIMEOUT));
        config.set_endpoint_url(endpoint.map(str::to_owned));
        Ok(Self { client: Client::from_conf(config.build()), targets, clock })
    }

    /// Where runs are started.
    #[must_use]
    pub const fn targets(&self) -> &Targets {
        &self.targets
    }

    /// Makes the schedules of a company, or puts them right; those of concerns that are not wanted rest, which costs
    /// nothing.
    ///
    /// # Errors
    /// See [`ScheduleError`]; some may have been made.
    pub async fn make(
        &self,
        tenant: &TenantId,
        is_wanted: impl Fn(Concern) -> bool,
    ) -> Result<(), ScheduleError> {
        for concern in Concern::RECURRING {
            self.make_one(tenant, concern, is_wanted(concern)).await?;
        }
        Ok(())
    }

    /// As [`Schedules::make`], of one concern.
    ///
    /// # Errors
    /// See [`ScheduleError`].
    pub async fn make_one(
        &self,
        tenant: &TenantId,
        concern: Concern,
        is_wanted: bool,
    ) -> Result<(), ScheduleError> {
        self.put(|| Ok(Plan::recurring(&self.targets, tenant, concern)?.resting(!is_wanted))).await
    }

    /// Starts a wipe in a few seconds, and ticks for it until [`Schedules::end_wipe`]: a run that dies without a word
    /// has one after it.
    ///
    /// # Errors
    /// See [`ScheduleError`].
    pub async fn begin_wipe(&self, tenant: &TenantId) -> Result<(), ScheduleError> {
        self.put(|| Plan::recurring(&self.targets, tenant, Concern::Wipe)).await?;
        self.run_now(tenant, Concern::Wipe).await
    }

    /// The wipe is over.
    ///
    /// # Errors
    /// See [`ScheduleError`].
    pub async fn end_wipe(&self, tenant: &TenantId) -> Result<(), ScheduleError> {
        self.delete_one(Named { tenant: tenant.clone(), concern: Concern::Wipe, at_once: false }).await
    }

    /// Deletes every schedule of a company, those for a run at once too.
    ///
    /// # Errors
    /// See [`ScheduleError`]; some may have been deleted.
    pub async fn delete(&self, tenant: &TenantId) -> Result<(), ScheduleError> {
        for concern in Concern::ALL {
            for at_once in [false, true] {
                self.delete_one(Named { tenant: tenant.clone(), concern, at_once }).await?;
            }
        }
        Ok(())
    }

    async fn delete_one(&self, named: Named) -> Result<(), ScheduleError> {
        let call = self.client.delete_schedule().group_name(&self.targets.group);
        match call.name(named.to_string()).send().await {
            Err(error) if code(&error) != Some(ABSENT) => Err(self.failed(&error)),
            _ => Ok(()),
        }
    }

    /// Starts one run in a few seconds, once. Asked again before it has begun, it is still one run.
    ///
    /// # Errors
    /// See [`ScheduleError`].
    pub async fn run_now(&self, tenant: &TenantId, concern: Concern) -> Result<(), ScheduleError> {
        self.run_at(tenant, concern, Timestamp::MIN).await
    }

    /// Starts one run at a moment still to come, or at once where it has passed; a moment asked for before is
    /// overwritten.
    ///
    /// # Errors
    /// See [`ScheduleError`].
    pub async fn run_at(
        &self,
        tenant: &TenantId,
        concern: Concern,
        at: Timestamp,
    ) -> Result<(), ScheduleError> {
        self.put(|| Plan::once(&self.targets, tenant, concern, at.max(self.soon()))).await
    }

    /// A page of all schedules, and where the next page begins.
    ///
    /// # Errors
    /// See [`ScheduleError`].
    pub async fn page(&self, after: Option<String>) -> Result<(Vec<Named>, Option<String>), ScheduleError> {
        let call = self.client.list_schedules().group_name(&self.targets.group).max_results(PAGE);
        let answer = call.set_next_token(after).send().await.map_err(|error| self.failed(&error))?;
        let next = answer.next_token().map(str::to_owned);
        // What is not named by us is not ours to touch.
        let named = answer.schedules().iter().filter_map(|schedule| schedule.name()?.parse().ok());
        Ok((named.collect(), next))
    }

    /// When the next run of a recurring concern begins.
    #[must_use]
    pub fn next(&self, tenant: &TenantId, concern: Concern, now: Timestamp) -> Timestamp {
        plan::next(&self.targets, tenant, concern, now)
    }

    /// The nearest moment that surely is still to come when a call arrives that is made now.
    fn soon(&self) -> Timestamp {
        let now = self.clock.now();
        now.checked_add(AHEAD).unwrap_or(now)
    }

    /// Makes a schedule, or puts it right where it is there: from before, or by the try whose answer was lost. One that
    /// is gone before it could be put right has fired or was deleted, and is made again. Each call gets a plan of its
    /// own: the moment that the one before it carried may have passed.
    async fn put(&self, plan: impl Fn() -> Result<Plan, BuildError>) -> Result<(), ScheduleError> {
        let plan = || plan().map_err(|_| ScheduleError::Refused("incomplete".to_owned()));
        let done =
            self.create(&plan()?).await? || self.update(&plan()?).await? || self.create(&plan()?).await?;
        if done { Ok(()) } else { Err(ScheduleError::Unavailable) }
    }

    /// False where it is there already.
    async fn create(&self, plan: &Plan) -> Result<bool, ScheduleError> {
        let call = self.client.create_schedule().group_name(&self.targets.group).name(&plan.name);
        let answer = call
            .schedule_expression(&plan.expression)
            .schedule_expression_timezone(plan.zone)
            .flexible_time_window(plan.window.clone())
            .action_after_completion(plan.after.clone())
            .state(plan.state.clone())
            .target(plan.target.clone())
            .send()
            .await;
        match answer {
            Ok(_) => Ok(true),
            Err(error) if code(&error) == Some(CONFLICT) => Ok(false),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// False where it is not there.
    async fn update(&self, plan: &Plan) -> Result<bool, ScheduleError> {
        let call = self.client.update_schedule().group_name(&self.targets.group).name(&plan.name);
        let answer = call
            .schedule_expression(&plan.expression)
            .schedule_expression_timezone(plan.zone)
            .flexible_time_window(plan.window.clone())
            .action_after_completion(plan.after.clone())
            .state(plan.state.clone())
            .target(plan.target.clone())
            .send()
            .await;
        match answer {
            Ok(_) => Ok(true),
            Err(error) if code(&error) == Some(ABSENT) => Ok(false),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// What a failed call means. Its words may hold names, so only the code is kept (P9).
    fn failed<E: ProvideErrorMetadata>(&self, error: &SdkError<E, HttpResponse>) -> ScheduleError {
        let status = error.raw_response().map_or(0, |response| response.status().as_u16());
        match code(error) {
            _ if status == 429 || status >= 500 => ScheduleError::Unavailable,
            // Two acts on one schedule at the same moment.
            Some(CONFLICT) => ScheduleError::Unavailable,
            Some(ABSENT) => ScheduleError::NoGroup(self.targets.group.clone()),
            Some(code) => ScheduleError::Refused(code.chars().take(CODE_MAX).collect()),
            None if status >= 400 => ScheduleError::Refused(format!("HTTP {status}")),
            None => ScheduleError::Unavailable,
        }
    }
}

fn code<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Option<&str> {
    error.as_service_error().and_then(ProvideErrorMetadata::code)
}
