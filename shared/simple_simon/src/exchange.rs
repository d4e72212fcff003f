//! One call from beginning to end: the token, a turn of the pace, the request, and what the answer means.
//!
//! Guarantees:
//! - A call that a lapsed token turned away is repeated once, with a new token. It was not carried out, so a write may
//!   be repeated too (SIM-A07). A read without a usable answer is tried again a few times; no other write is ever sent
//!   a second time.
//! - Every request, the login as well, takes a turn of the pace (SIM-A71), and no turn is held while waiting for a token.
//! - A failed login is never [`Failure::Unclear`]: the call itself has not left.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, header};
use jiff::SignedDuration;
use koppel_domain::failure::{AccessFault, Failure};
use koppel_outside::clock::Clock;
use koppel_outside::http::{Http, HttpError, Limits, tell_call};
use koppel_outside::pace::Pace;
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::config::{Config, Credentials, Dialect, ODataSignIn};
use crate::errors::{Refusal, Secrets, Verdict, access, judge, judge_silence, unreadable};
use crate::token::{Desk, Token};
use crate::wire::ask::{Ask, Body, Intent};
use crate::wire::login;

/// Most bytes of one answer: a key list of several hundred thousand records.
const ANSWER_BYTES: usize = 32 * 1024 * 1024;

/// Why a call did not bring what it asked for.
#[derive(Debug)]
pub(crate) enum Fault {
    /// There is no such record.
    Gone,
    /// The server refuses this one thing; nothing was changed.
    Refused(Refusal),
    /// Everything else.
    Failed(Failure),
}

impl Fault {
    /// For a caller to whom "there is no such record" means nothing in particular.
    pub(crate) fn failure(self) -> Failure {
        match self {
            Self::Gone => Refusal::not_found().failure(),
            Self::Refused(refusal) => refusal.failure(),
            Self::Failed(failure) => failure,
        }
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Makes calls for one company.
pub(crate) struct Exchange {
    pub(crate) http: Arc<dyn Http>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) pace: Arc<Pace>,
    pub(crate) config: Config,
    pub(crate) credentials: Credentials,
    pub(crate) desk: Desk,
}

impl Exchange {
    /// Makes one call; a read that failed in passing is tried again a few times. `None` where the answer is empty.
    pub(crate) async fn call(&self, ask: &Ask) -> Result<Option<Value>, Fault> {
        let mut wait = Duration::from_millis(u64::from(self.config.read_wait_ms));
        for _ in 1..self.config.read_tries {
            match self.call_once(ask).await {
                Err(Fault::Failed(failure)) if ask.intent == Intent::Read && passes_soon(&failure) => {
                    self.clock.sleep(wait).await;
                    wait = wait.saturating_mul(2);
                }
                result => return result,
            }
        }
        self.call_once(ask).await
    }

    async fn call_once(&self, ask: &Ask) -> Result<Option<Value>, Fault> {
        let mut refused: Option<Token> = None;
        loop {
            let token = self.token(refused.as_ref()).await?;
            let verdict = self.exchange(ask, token.as_ref()).await?;
            match verdict {
                Verdict::Accepted(answer) => return Ok(answer),
                Verdict::Gone => return Err(Fault::Gone),
                Verdict::Refused(refusal) => return Err(Fault::Refused(refusal)),
                Verdict::Failed(failure) => return Err(failure.into()),
                // Another sign-in would not help: there is no token, or it is not about the token.
                Verdict::NotSignedIn(fault) if token.is_none() || fault == AccessFault::ApiKey => {
                    return Err(access(fault).into());
                }
                Verdict::NotSignedIn(fault) if refused.is_some() => {
                    // The password was right a moment ago, so it is something else that is wrong.
                    let fault = if fault == AccessFault::Password { AccessFault::Unknown } else { fault };
                    return Err(access(fault).into());
                }
                Verdict::NotSignedIn(_) => refused = token,
            }
        }
    }

    /// Signs in anew, whatever token is held.
    pub(crate) async fn sign_in(&self) -> Result<(), Failure> {
        if self.config.has_login() {
            self.desk.anew(self.log_in()).await?;
        }
        Ok(())
    }

    async fn token(&self, refused: Option<&Token>) -> Result<Option<Token>, Failure> {
        if !self.config.has_login() {
            return Ok(None);
        }
        let refused = refused.map(|token| token.value.as_str());
        let life = SignedDuration::from_secs(i64::from(self.config.token_life_s));
        self.desk.usable(refused, &*self.clock, life, self.log_in()).await.map(Some)
    }

    async fn log_in(&self) -> Result<Token, Failure> {
        let ask = login::ask(&self.config, &self.credentials);
        match self.exchange(&ask, None).await? {
            Verdict::Accepted(answer) => answer
                .and_then(|answer| login::token(&answer, self.clock.now()))
                .ok_or_else(|| unreadable("a login without a token")),
            Verdict::NotSignedIn(fault) => Err(access(fault)),
            Verdict::Failed(failure) => Err(failure),
            // Whatever a login is refused for, no call of this company can succeed.
            Verdict::Refused(refusal) => Err(access(refusal.access.unwrap_or(AccessFault::Unknown))),
            Verdict::Gone => Err(access(AccessFault::Unknown)),
        }
    }

    /// Sends one question, once.
    pub(crate) async fn exchange(&self, ask: &Ask, token: Option<&Token>) -> Result<Verdict, Failure> {
        let silence = |error: &HttpError| judge_silence(error, ask.intent);
        let request = self.request(ask, token).map_err(|error| silence(&error))?;
        let answer = self.send(request).await;
        tell_call("simple_simon", ask.target.split(['/', '?', '(']).next().unwrap_or_default(), &answer);
        let response = answer.map_err(|error| silence(&error))?;
        let api_key = self.credentials.api_key.as_ref().map(|key| key.expose_secret());
        let secrets = Secrets::new(
            [
                self.credentials.licence.expose_secret(),
                self.credentials.user.as_str(),
                self.credentials.password.expose_secret(),
            ]
            .into_iter()
            .chain(api_key)
            .chain(token.map(|token| token.value.as_str())),
        );
        Ok(judge(&response, ask.intent, self.clock.now(), &secrets))
    }

    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let limits = Limits {
            timeout: Duration::from_secs(u64::from(self.config.timeout_s)),
            answer_bytes: ANSWER_BYTES,
        };
        let _turn = self.pace.turn(&*self.clock).await;
        self.http.send(request, limits).await
    }

    fn request(&self, ask: &Ask, token: Option<&Token>) -> Result<Request<Bytes>, HttpError> {
        let base = self.config.base_url.trim_end_matches('/');
        let mut request = Request::builder()
            .method(ask.method.clone())
            .uri(format!("{base}/{}", ask.target))
            .header(header::ACCEPT, "application/json");
        if let Some(token) = token {
            let value = format!("{}{}", self.config.token_prefix, token.value);
            request = request.header(name(&self.config.token_header)?, secret(&value)?);
        }
        if self.config.dialect == Dialect::OData {
            if let Some(key) = &self.credentials.api_key {
                request = request.header(name(&self.config.api_key_header)?, secret(key.expose_secret())?);
            }
            if self.config.odata_sign_in == ODataSignIn::Basic {
                let pair = format!("{}:{}", self.credentials.user, self.credentials.password.expose_secret());
                request = request
                    .header(header::AUTHORIZATION, secret(&format!("Basic {}", STANDARD.encode(pair)))?);
            }
        }
        let (content_type, body) = match &ask.body {
            Body::None => (None, Bytes::new()),
            Body::Json(json) => (Some("application/json; charset=utf-8"), Bytes::copy_from_slice(json)),
            Body::Form(form) => {
                (Some("application/x-www-form-urlencoded"), Bytes::copy_from_slice(form.as_bytes()))
            }
        };
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        request.body(body).map_err(|_| HttpError::NotSent("malformed address"))
    }
}

/// Worth another try at once. A request for patience that says how long is for the caller to weigh.
const fn passes_soon(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Unreachable { .. } | Failure::Unreadable { .. } | Failure::Busy { retry_after: None, .. }
    )
}

fn name(name: &str) -> Result<HeaderName, HttpError> {
    HeaderName::try_from(name).map_err(|_| HttpError::NotSent("malformed header name"))
}

/// A header's value that no one prints.
fn secret(value: &str) -> Result<HeaderValue, HttpError> {
    let mut value = HeaderValue::from_str(value).map_err(|_| HttpError::NotSent("malformed header value"))?;
    value.set_sensitive(true);
    Ok(value)
}
