//! Lambda function `activation`: the HTTP API through which an admin links their company (R21–R28).

use std::sync::Arc;

use koppel_activation::{App, Rules, router};
use koppel_identity::Identity;
use koppel_outside::ReqwestHttp;
use koppel_outside::clock::SystemClock;
use koppel_platform::address::Aws;
use koppel_platform::config::{Config, StartError, optional, required};
use koppel_platform::telemetry;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    telemetry::json();
    let app =
        app().await.inspect_err(|error| tracing::error!(error = %error, "the function cannot start"))?;
    lambda_http::run(router(app)).await
}

async fn app() -> Result<App, lambda_http::Error> {
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
