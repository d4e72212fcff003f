//! Lambda function `activation`: the HTTP API and console through which an admin links their company (R21–R28), and the
//! round over all companies by the clock.
//!
//! An event is a request of API Gateway or the tick of the stack's own schedule; anything else is refused.

mod answer;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use koppel_activation::{App, Asked, Rules, Tick, asked, round, router};
use koppel_identity::Identity;
use koppel_outside::ReqwestHttp;
use koppel_outside::clock::SystemClock;
use koppel_platform::address::Aws;
use koppel_platform::config::{Config, StartError, optional, required};
use koppel_platform::metrics::Metrics;
use koppel_platform::telemetry;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use serde_json::value::RawValue;
use tower::ServiceExt as _;

use crate::answer::Answer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::json();
    let app =
        app().await.inspect_err(|error| tracing::error!(error = %error, "the function cannot start"))?;
    let metrics = &Metrics::from_environment();
    let requests = &router(app.clone());
    let app = &app;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Box<RawValue>>| async move {
        let LambdaEvent { payload, context } = event;
        let answer = match asked(payload.get()).inspect_err(|error| tracing::error!("{error}"))? {
            Asked::Tick(asked) => return tick(app, metrics, &asked, context.deadline).await,
            Asked::Request(request) => Answer::of(requests.clone().oneshot(*request).await?).await,
            Asked::Unreadable => Answer::bad_request(),
        };
        Ok::<_, lambda_runtime::Error>(serde_json::to_value(answer)?)
    }))
    .await
}

async fn tick(
    app: &App,
    metrics: &Metrics,
    asked: &Tick,
    deadline: u64,
) -> Result<Value, lambda_runtime::Error> {
    let deadline = Timestamp::try_from(SystemTime::UNIX_EPOCH + Duration::from_millis(deadline))?;
    let round = round(app, metrics, asked, deadline)
        .await
        .inspect_err(|error| tracing::error!(error = %error, cause = ?error, "the round was not made"))?;
    Ok(serde_json::to_value(round)?)
}

async fn app() -> Result<App, lambda_runtime::Error> {
    let http = Arc::new(ReqwestHttp::new()?);
    let clock = Arc::new(SystemClock);
    let identity = serde_json::from_str(&required("KOPPEL_OIDC")?)
        .map_err(|_| StartError::Malformed("KOPPEL_OIDC", "not the JSON of an OIDC issuer"))?;
    let identity = Identity::new(identity, http.clone(), clock.clone())?;
    let hosts = optional("KOPPEL_SIMPLE_SIMON_HOSTS").unwrap_or_default();
    let hosts = hosts.split(',').map(str::trim).filter(|host| !host.is_empty()).map(str::to_owned);
    let config = Config::from_environment().await?;
    let loopback = config.aws == Aws::Played;
    Ok(App {
        store: config.store.clone(),
        schedules: config.schedules.clone(),
        reach: Arc::new(config.reach(http, clock.clone())),
        identity: Arc::new(identity),
        clock,
        rules: Rules { simple_simon_hosts: hosts.collect(), loopback },
    })
}
