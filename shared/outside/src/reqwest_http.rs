//! The [`Http`] port over the network, by `reqwest` on rustls with the `ring` provider.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::http::{Http, HttpError, Limits};

/// How long making a connection may take, unless a caller says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an unused connection is kept.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// TLS, with whom this machine trusts: hundreds of files on some, so they are read once for all clients of the process.
static TLS: LazyLock<Result<ClientConfig, rustls::Error>> = LazyLock::new(|| {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_platform_verifier()?.with_no_client_auth())
});

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum NoClient {
    /// TLS cannot be set up on this machine.
    #[error("{0}; are the certificates of authorities installed (Debian: ca-certificates)?")]
    Tls(#[source] rustls::Error),
    /// The client cannot be set up with it.
    #[error(transparent)]
    Client(#[from] reqwest::Error),
}

/// The network.
#[derive(Clone, Debug)]
pub struct ReqwestHttp(reqwest::Client);

impl ReqwestHttp {
    /// A client of its own with a pool of its own. Redirects are not followed: neither package is known to send
    /// one, and a POST that turns into a GET would look like success.
    ///
    /// # Errors
    /// See [`NoClient`].
    pub fn new() -> Result<Self, NoClient> {
        Self::connecting_within(CONNECT_TIMEOUT)
    }

    /// The same, where a connection must be made sooner or may be made later.
    ///
    /// # Errors
    /// See [`NoClient`].
    pub fn connecting_within(timeout: Duration) -> Result<Self, NoClient> {
        let tls = TLS.clone().map_err(NoClient::Tls)?;
        reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(timeout)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("koppel/", env!("CARGO_PKG_VERSION")))
            .build()
            .map(Self)
            .map_err(NoClient::from)
    }

    async fn exchange(&self, request: Request<Bytes>, limit: usize) -> Result<Response<Bytes>, HttpError> {
        let request =
            reqwest::Request::try_from(request).map_err(|_| HttpError::NotSent("malformed request"))?;
        let mut answer = self.0.execute(request).await.map_err(|error| classify(&error))?;
        if answer.content_length().is_some_and(|length| length > limit as u64) {
            return Err(HttpError::TooLong(limit));
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| classify(&error))? {
            if body.len() + chunk.len() > limit {
                return Err(HttpError::TooLong(limit));
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(body.freeze());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

fn classify(error: &reqwest::Error) -> HttpError {
    if error.is_builder() {
        HttpError::NotSent("malformed request")
    } else if error.is_connect() {
        HttpError::NotSent("no connection")
    } else if error.is_timeout() {
        HttpError::Unclear("timeout")
    } else {
        HttpError::Unclear("connection cut")
    }
}

#[async_trait]
impl Http for ReqwestHttp {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        tokio::time::timeout(limits.timeout, self.exchange(request, limits.answer_bytes))
            .await
            .unwrap_or(Err(HttpError::Unclear("timeout")))
    }
}
