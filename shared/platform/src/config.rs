//! What a function reads from its environment, once, at its start.
//!
//! Guarantees: everything that is missing or malformed is named, with what the operator has to do; secrets come in
//! wrapped by KMS and are unwrapped once per cold start, all at once; iMUIS is called by HTTPS, a rehearsal excepted.

use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_kms::config::{BehaviorVersion, Region};
use aws_sdk_kms::primitives::Blob;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use futures::future::{try_join, try_join_all};
use koppel_domain::digest::Digest;
use koppel_outside::clock::{Clock, SystemClock};
use koppel_outside::http::Http;
use koppel_store::{Store, Tables, client};
use secrecy::SecretString;

use crate::address::Aws;
use crate::connections::{Paces, Pacing, Reach};
use crate::schedules::{ScheduleError, Schedules, Targets};
use crate::vault::{Vault, VaultError};

/// Longest wait for a connection to KMS.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Why a function cannot start. The operator must act.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A variable is missing, or empty as after a first deployment.
    #[error("the environment variable {0} is empty: set the stack's parameter and deploy again")]
    Missing(&'static str),
    /// A variable is not of the form asked for.
    #[error("the environment variable {0} is malformed: {1}")]
    Malformed(&'static str, &'static str),
    /// KMS does not unwrap a secret.
    #[error("KMS does not unwrap {0}: check that it was wrapped with this stack's key")]
    Unwrap(&'static str, #[source] Box<aws_sdk_kms::Error>),
    /// Credentials of the function itself.
    #[error(transparent)]
    Credentials(#[from] client::MissingVariable),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The schedules.
    #[error(transparent)]
    Schedules(#[from] ScheduleError),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A function's surroundings.
pub struct Config {
    /// The memory.
    pub store: Store,
    /// Opens the companies' secrets.
    pub vault: Vault,
    /// Koppel's own key with the maker of iMUIS.
    pub partner_key: SecretString,
    /// How iMUIS is spoken to.
    pub imuis: koppel_imuis::Config,
    /// When runs start.
    pub schedules: Schedules,
    /// Where AWS is.
    pub aws: Aws,
}

impl Config {
    /// Reads the environment of a Lambda function.
    ///
    /// # Errors
    /// The first thing that is missing or malformed.
    pub async fn from_environment() -> Result<Self, StartError> {
        Self::from_variables(|name| std::env::var(name).ok()).await
    }

    /// As [`Config::from_environment`], of what is given as the environment.
    ///
    /// # Errors
    /// As [`Config::from_environment`].
    pub async fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, StartError> {
        let optional = |name: &'static str| variable(name).filter(|value| !value.trim().is_empty());
        let required = |name: &'static str| optional(name).ok_or(StartError::Missing(name));
        let region = required("AWS_REGION")?;
        let endpoint = optional("AWS_ENDPOINT_URL");
        let aws = Aws::at(endpoint.as_deref());
        let credentials = client::lambda_credentials(&variable)?;
        let store = Store::new(
            client::connect(endpoint.as_deref(), &region, credentials.clone()),
            Tables { state: required("KOPPEL_STATE_TABLE")?, log: required("KOPPEL_LOG_TABLE")? },
        );
        let kms = kms(endpoint.as_deref(), &region, credentials.clone());
        let wrapped_keys = required("KOPPEL_VAULT_KEY")?;
        let keys = wrapped_keys.split(',').map(|entry| vault_key(&kms, entry.trim()));
        let partner_key = required("KOPPEL_PARTNER_KEY_SECRET")?;
        let partner_key = unwrap(&kms, "KOPPEL_PARTNER_KEY_SECRET", &partner_key);
        let (keys, partner_key) = try_join(try_join_all(keys), partner_key).await?;
        let partner_key = String::from_utf8(partner_key)
            .map_err(|_| StartError::Malformed("KOPPEL_PARTNER_KEY_SECRET", "not a text"))?;
        let imuis = imuis(optional("KOPPEL_IMUIS").as_deref(), aws)?;
        let targets: Targets = serde_json::from_str(&required("KOPPEL_SCHEDULES")?)
            .map_err(|_| StartError::Malformed("KOPPEL_SCHEDULES", "not the JSON of schedule targets"))?;
        let schedules =
            Schedules::connect(endpoint.as_deref(), &region, credentials, targets, Arc::new(SystemClock))?;
        Ok(Self {
            store,
            schedules,
            vault: Vault::new(keys)?,
            partner_key: SecretString::from(partner_key.trim()),
            imuis,
            aws,
        })
    }
}

impl Config {
    /// How the companies' packages are reached from here.
    #[must_use]
    pub fn reach(self, http: Arc<dyn Http>, clock: Arc<dyn Clock>) -> Reach {
        Reach {
            http,
            clock,
            vault: Arc::new(self.vault),
            imuis: self.imuis,
            partner_key: self.partner_key,
            pacing: Pacing::default(),
            paces: Paces::default(),
        }
    }
}

/// A text that may be absent or empty.
#[must_use]
pub fn optional(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// A text that must be there.
///
/// # Errors
/// Its name.
pub fn required(name: &'static str) -> Result<String, StartError> {
    optional(name).ok_or(StartError::Missing(name))
}

fn imuis(json: Option<&str>, aws: Aws) -> Result<koppel_imuis::Config, StartError> {
    let Some(json) = json else { return Ok(koppel_imuis::Config::default()) };
    let config: koppel_imuis::Config = serde_json::from_str(json)
        .map_err(|_| StartError::Malformed("KOPPEL_IMUIS", "not the JSON of iMUIS settings"))?;
    if [&config.form_url, &config.soap_url].into_iter().all(|address| aws.lets_call(address)) {
        Ok(config)
    } else {
        Err(StartError::Malformed("KOPPEL_IMUIS", "an address that is not https"))
    }
}

/// One data key, with its name or without.
async fn vault_key(kms: &aws_sdk_kms::Client, entry: &str) -> Result<(String, Vec<u8>), StartError> {
    let (id, wrapped) = match entry.split_once(':') {
        Some((id, wrapped)) => (id.to_owned(), wrapped),
        // A key without a name is known by a fingerprint of its wrapping, so that two never share one.
        None => (Digest::of(entry).as_str().chars().take(12).collect(), entry),
    };
    Ok((id, unwrap(kms, "KOPPEL_VAULT_KEY", wrapped).await?))
}

fn kms(endpoint: Option<&str>, region: &str, credentials: Credentials) -> aws_sdk_kms::Client {
    let mut config = aws_sdk_kms::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(credentials)
        .http_client(koppel_aws_http::client(CONNECT_TIMEOUT));
    config.set_endpoint_url(endpoint.map(str::to_owned));
    aws_sdk_kms::Client::from_conf(config.build())
}

async fn unwrap(kms: &aws_sdk_kms::Client, name: &'static str, wrapped: &str) -> Result<Vec<u8>, StartError> {
    let wrapped = BASE64.decode(wrapped).map_err(|_| StartError::Malformed(name, "not base64"))?;
    let answer = kms
        .decrypt()
        .ciphertext_blob(Blob::new(wrapped))
        .send()
        .await
        .map_err(|error| StartError::Unwrap(name, Box::new(error.into())))?;
    answer.plaintext.map(Blob::into_inner).ok_or(StartError::Malformed(name, "KMS unwrapped it to nothing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imuis_is_called_by_https_unless_aws_is_played_here() {
        let json =
            |address: &str| format!(r#"{{"soap_url":"{address}/soap","form_url":"https://a.example/f"}}"#);
        let (secure, open) = (json("https://a.example"), json("http://127.0.0.1:9"));
        for aws in [Aws::Real, Aws::Played] {
            assert_eq!(imuis(Some(&secure), aws).unwrap().soap_url, "https://a.example/soap");
            assert_eq!(imuis(None, aws).unwrap(), koppel_imuis::Config::default());
        }
        assert!(matches!(imuis(Some(&open), Aws::Real), Err(StartError::Malformed("KOPPEL_IMUIS", _))));
        assert_eq!(imuis(Some(&open), Aws::Played).unwrap().soap_url, "http://127.0.0.1:9/soap");
        assert!(imuis(Some("{}x"), Aws::Played).is_err());
    }
}
