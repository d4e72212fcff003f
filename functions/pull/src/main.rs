//! Lambda function `pull`: customers, articles and groups from bookkeeping to Simple-Simon.
//!
//! One event, `{"tenant": "…"}`, is one run; the next tick of its schedule is the retry.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use koppel_platform::{function, telemetry};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::json();
    let context = &function::context()
        .await
        .inspect_err(|error| tracing::error!(error = %error, "the function cannot start"))?;
    run(service_fn(|event: LambdaEvent<Value>| async move {
        let deadline = SystemTime::UNIX_EPOCH + Duration::from_millis(event.context.deadline);
        let deadline = Timestamp::try_from(deadline)?;
        let answer = function::handle(context, event.payload, deadline, koppel_sync::pull::pull).await;
        Ok::<_, Error>(answer.inspect_err(
            |error| tracing::error!(error = %error, cause = ?error, "the event was not carried out"),
        )?)
    }))
    .await
}
