//! What a function reads from its environment, once, at its start.
//!
//! Guarantees: everything that is missing or malformed is named, with what the operator has to do; secrets come in
//! wrapped by KMS and are unwrapped once per cold start, all at once; a package is called by HTTPS, a rehearsal excepted.

use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_kms::config::{BehaviorVersion, Region};
use aws_sdk_kms::primitives::Blob;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use futures::future::{try_join_all, try_join3};
use koppel_domain::digest::Digest;
use koppel_outside::clock::{Clock, SystemClock};
use koppel_outside::http::Http;
use koppel_store::{Store, Tables, client};
use secrecy::SecretString;
use serde::de::DeserializeOwned;

use crate::address::Aws;
use crate::connections::{Paces, Pacing, Reach};
use crate::packages::{Package, Packages};
use crate::schedules::{ScheduleError, Schedules, Targets};
use crate::vault::{Vault, VaultError};

/// Koppel's own keys with the makers of the packages, each encrypted, and the packages' settings.
const IMUIS_KEY: &str = "KOPPEL_PARTNER_KEY_SECRET";
const SNELSTART_KEY: &str = "KOPPEL_SUBSCRIPTION_KEY_SECRET";
const IMUIS: &str = "KOPPEL_IMUIS";
const SNELSTART: &str = "KOPPEL_SNELSTART";

/// Longest wait for a connection to KMS.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Why a function cannot start. The operator must act.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A variable is missing, or empty as after a first deployment.
    #[error("the environment variable {0} is empty: set the stack's parameter and deploy again")]
    Missing(&'static str),
    /// No bookkeeping package has a key of ours.
    #[error(
        "the environment variables {IMUIS_KEY} (for iMUIS) and {SNELSTART_KEY} (for SnelStart) are both empty: set at \
         least one of the stack's parameters and deploy again"
    )]
    NoPackage,
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
    /// How the bookkeeping packages are reached.
    pub packages: Packages,
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
        let (keys, imuis_key, snelstart_key) = try_join3(
            try_join_all(keys),
            own_key(&kms, IMUIS_KEY, optional(IMUIS_KEY)),
            own_key(&kms, SNELSTART_KEY, optional(SNELSTART_KEY)),
        )
        .await?;
        let packages = Packages {
            imuis: Package { config: imuis(optional(IMUIS).as_deref(), aws)?, key: imuis_key },
            snelstart: Package {
                config: snelstart(optional(SNELSTART).as_deref(), aws)?,
                key: snelstart_key,
            },
        };
        if packages.served().next().is_none() {
            return Err(StartError::NoPackage);
        }
        let targets: Targets = serde_json::from_str(&required("KOPPEL_SCHEDULES")?)
            .map_err(|_| StartError::Malformed("KOPPEL_SCHEDULES", "not the JSON of schedule targets"))?;
        let schedules =
            Schedules::connect(endpoint.as_deref(), &region, credentials, targets, Arc::new(SystemClock))?;
        Ok(Self { store, schedules, vault: Vault::new(keys)?, packages, aws })
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
            packages: self.packages,
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
    let config: koppel_imuis::Config = settings(IMUIS, json)?;
    https(IMUIS, aws, &[&config.form_url, &config.soap_url])?;
    Ok(config)
}

fn snelstart(json: Option<&str>, aws: Aws) -> Result<koppel_snelstart::Config, StartError> {
    let config: koppel_snelstart::Config = settings(SNELSTART, json)?;
    https(SNELSTART, aws, &[&config.base_url, &config.token_url])?;
    Ok(config)
}

/// A connector's settings; what is not given has its default.
fn settings<C: DeserializeOwned + Default>(name: &'static str, json: Option<&str>) -> Result<C, StartError> {
    let Some(json) = json else { return Ok(C::default()) };
    serde_json::from_str(json)
        .map_err(|_| StartError::Malformed(name, "not the JSON of this connector's settings"))
}

fn https(name: &'static str, aws: Aws, addresses: &[&str]) -> Result<(), StartError> {
    let all = addresses.iter().all(|address| aws.lets_call(address));
    if all { Ok(()) } else { Err(StartError::Malformed(name, "an address that is not https")) }
}

/// Koppel's own key with the maker of a package, where it has one.
async fn own_key(
    kms: &aws_sdk_kms::Client,
    name: &'static str,
    wrapped: Option<String>,
) -> Result<Option<SecretString>, StartError> {
    let Some(wrapped) = wrapped else { return Ok(None) };
    let key = String::from_utf8(unwrap(kms, name, &wrapped).await?);
    let key = key.map_err(|_| StartError::Malformed(name, "not a text"))?;
    Ok(Some(SecretString::from(key.trim())))
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
    fn a_package_is_called_by_https_unless_aws_is_played_here() {
        let imuis_at =
            |address: &str| format!(r#"{{"soap_url":"{address}/soap","form_url":"https://a.example/f"}}"#);
        let snelstart_at =
            |address: &str| format!(r#"{{"base_url":"https://a.example/v2","token_url":"{address}/token"}}"#);
        let (secure, open) = ("https://a.example", "http://127.0.0.1:9");
        for aws in [Aws::Real, Aws::Played] {
            assert_eq!(imuis(Some(&imuis_at(secure)), aws).unwrap().soap_url, "https://a.example/soap");
            let config = snelstart(Some(&snelstart_at(secure)), aws).unwrap();
            assert_eq!(config.token_url, "https://a.example/token");
            assert_eq!(imuis(None, aws).unwrap(), koppel_imuis::Config::default());
            assert_eq!(snelstart(None, aws).unwrap(), koppel_snelstart::Config::default());
        }
        assert!(matches!(imuis(Some(&imuis_at(open)), Aws::Real), Err(StartError::Malformed(IMUIS, _))));
        let refused = snelstart(Some(&snelstart_at(open)), Aws::Real);
        assert!(matches!(refused, Err(StartError::Malformed(SNELSTART, _))));
        let played = snelstart(Some(&snelstart_at(open)), Aws::Played);
        assert_eq!(played.unwrap().token_url, "http://127.0.0.1:9/token");
        assert_eq!(imuis(Some(&imuis_at(open)), Aws::Played).unwrap().soap_url, "http://127.0.0.1:9/soap");
        assert!(imuis(Some("{}x"), Aws::Played).is_err());
        assert!(snelstart(Some("{}x"), Aws::Played).is_err());
    }
}
