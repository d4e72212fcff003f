//! The connection to DynamoDB.
//!
//! Guarantees: one TLS provider (ring), a limit on every wait, at most three tries of a request; and no search for
//! credentials on disk or network: a Lambda function finds them in its environment, everyone else passes them in.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Builder, Config, ProvideCredentials, Region, SharedHttpClient,
};

/// Tries of one request; DynamoDB answers in milliseconds, so a fourth would only hide a real outage.
const TRIES: u32 = 3;
/// Longest wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// Longest wait for one try.
const TRY_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest wait for a request with all its tries.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// A client for `region`; for the address `endpoint` instead, where one is given (`http://127.0.0.1:8000`).
#[must_use]
pub fn connect(
    endpoint: Option<&str>,
    region: &str,
    credentials: impl ProvideCredentials + 'static,
) -> Client {
    let mut config = config(koppel_aws_http::client(CONNECT_TIMEOUT), region);
    config.set_endpoint_url(endpoint.map(str::to_owned));
    Client::from_conf(config.credentials_provider(credentials).build())
}

/// A client for a database that `http` leads to, wherever that is: its requests name an address that is nowhere, and are
/// not signed, since nobody there would look.
#[must_use]
pub fn connect_over(http: SharedHttpClient) -> Client {
    let config = config(http, "eu-west-1").endpoint_url("http://dynamodb.invalid");
    Client::from_conf(config.allow_no_auth().build())
}

fn config(http: SharedHttpClient, region: &str) -> Builder {
    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(TRY_TIMEOUT)
        .operation_timeout(REQUEST_TIMEOUT)
        .build();
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .retry_config(RetryConfig::standard().with_max_attempts(TRIES))
        .timeout_config(timeouts)
        .http_client(http)
}

/// The environment lacks what Lambda puts there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment variable {0} is missing or empty")]
pub struct MissingVariable(&'static str);

/// The credentials that Lambda puts into a function's environment, where `variable` looks. They outlive the process, so
/// they are read once.
///
/// # Errors
/// The name of the variable that is missing; the operator must act.
pub fn lambda_credentials(variable: impl Fn(&str) -> Option<String>) -> Result<Credentials, MissingVariable> {
    let needed =
        |name: &'static str| variable(name).filter(|value| !value.is_empty()).ok_or(MissingVariable(name));
    let key_id = needed("AWS_ACCESS_KEY_ID")?;
    let secret = needed("AWS_SECRET_ACCESS_KEY")?;
    let session = variable("AWS_SESSION_TOKEN").filter(|value| !value.is_empty());
    Ok(Credentials::new(key_id, secret, session, None, "environment"))
}

/// Credentials for an endpoint that asks for some and checks none.
#[must_use]
pub fn local_credentials() -> Credentials {
    Credentials::new("local", "local", None, None, "local")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_come_from_the_environment_of_the_function() {
        let found = lambda_credentials(|name| Some(format!("the {name}"))).unwrap();
        assert_eq!(found.access_key_id(), "the AWS_ACCESS_KEY_ID");
        assert_eq!(found.secret_access_key(), "the AWS_SECRET_ACCESS_KEY");
        assert_eq!(found.session_token(), Some("the AWS_SESSION_TOKEN"));
    }

    #[test]
    fn a_missing_variable_is_named() {
        let missing = lambda_credentials(|name| (name == "AWS_ACCESS_KEY_ID").then(|| "id".to_owned()));
        assert_eq!(missing.unwrap_err(), MissingVariable("AWS_SECRET_ACCESS_KEY"));
        let empty = lambda_credentials(|_| Some(String::new()));
        assert_eq!(empty.unwrap_err(), MissingVariable("AWS_ACCESS_KEY_ID"));
    }
}
