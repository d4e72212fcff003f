//! A person signs in: authorisation code with PKCE (RFC 6749 §4.1, RFC 7636, OpenID Connect Core §3.1).
//!
//! Guarantees: a code is exchanged only in the browser that began (`state`), only by whoever has the verifier (PKCE),
//! and the token that comes belongs to this very sign-in (`nonce`) and lets its owner in. What is kept in between is
//! with the browser alone, so any instance can finish what another began.
//!
//! Leaves out: the cookie around what is kept. It must be `HttpOnly`, `Secure`, `SameSite=Lax`, and cleared afterwards;
//! with the prefix `__Host-` no other site can plant one.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64URL};
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request, StatusCode};
use koppel_outside::http::{Method, Response};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom as _, SystemRandom};
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use crate::caller::Caller;
use crate::identity::Identity;
use crate::issuer::Known;
use crate::refused::{Outage, Refused, SignInError};

/// How long a person may take to sign in.
const PATIENCE_S: i64 = 15 * 60;
/// Bytes of a random secret; as text it is as long as RFC 7636 asks of a verifier.
const SECRET_BYTES: usize = 32;
/// The same as characters.
const SECRET_LEN: usize = 43;
/// Most bytes of a code; those of issuers have up to about two thousand.
const CODE_BYTES: usize = 8 * 1024;
/// Where a code becomes a token.
const TOKEN_ENDPOINT: &str = "the token endpoint";

/// A sign-in that was begun.
pub struct Begun {
    /// Where to send the browser.
    pub url: String,
    /// What to give back at the end, for a cookie: letters, digits and `-_.`, under 200 bytes. Nobody else may see it.
    pub kept: String,
}

/// A sign-in that was finished.
pub struct SignedIn {
    /// The ID token, which [`Identity::caller`] takes until it ends.
    pub token: String,
    /// How long that is.
    pub expires_in: Duration,
}

/// What is kept while the person is with the issuer.
struct Kept {
    until_s: i64,
    state: String,
    nonce: String,
    verifier: String,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Identity {
    /// Begins a sign-in.
    ///
    /// # Errors
    /// Where the issuer cannot be asked for its addresses.
    pub async fn sign_in(&self) -> Result<Begun, Refused> {
        let known = self.issuer.known().await?;
        let kept = Kept {
            until_s: self.clock.now().as_second().saturating_add(PATIENCE_S),
            state: secret()?,
            nonce: secret()?,
            verifier: secret()?,
        };
        let challenge = BASE64URL.encode(digest(&SHA256, kept.verifier.as_bytes()));
        let query = form(&[
            ("response_type", "code"),
            ("client_id", &self.config.client_id),
            ("redirect_uri", &self.config.redirect_uri),
            ("scope", &self.config.scopes.join(" ")),
            ("state", &kept.state),
            ("nonce", &kept.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let address = &known.endpoints.authorization;
        let joint = if address.contains('?') { '&' } else { '?' };
        Ok(Begun { url: format!("{address}{joint}{query}"), kept: kept.to_string() })
    }

    /// Finishes a sign-in with what was kept and what the issuer sent along with the browser.
    ///
    /// # Errors
    /// Why the person is not signed in. A code counts once, so after any of them a sign-in begins anew.
    pub async fn signed_in(&self, kept: &str, state: &str, code: &str) -> Result<SignedIn, SignInError> {
        let kept = Kept::parse(kept).ok_or(SignInError::Lapsed)?;
        if kept.until_s <= self.clock.now().as_second() {
            return Err(SignInError::Lapsed);
        }
        if kept.state != state {
            return Err(SignInError::OtherState);
        }
        if code.is_empty() || code.len() > CODE_BYTES {
            return Err(SignInError::CodeRefused);
        }
        let known = self.issuer.known().await?;
        let answer = self.issuer.send(TOKEN_ENDPOINT, self.exchange(&known, &kept, code)?).await?;
        let token = id_token(&answer)?;
        let claims = self.claims(&token).await?;
        if !claims.is_id_token_of(&self.config.client_id) {
            return Err(Refused::WrongAudience.into());
        }
        if !claims.has_nonce(&kept.nonce) {
            return Err(SignInError::OtherNonce);
        }
        // Whoever has no role is told so now, not at the next page.
        Caller::of(&claims, &self.config)?;
        let expires_in = Duration::from_secs(claims.seconds_left(self.clock.now()));
        Ok(SignedIn { token, expires_in })
    }

    /// The request that makes a token of the code.
    fn exchange(&self, known: &Known, kept: &Kept, code: &str) -> Result<Request<Bytes>, Outage> {
        let id = self.config.client_id.as_str();
        let mut pairs = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.config.redirect_uri.as_str()),
            ("client_id", id),
            ("code_verifier", kept.verifier.as_str()),
        ];
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(known.endpoints.token.as_str())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        match self.config.client_secret.as_ref().map(|secret| secret.expose_secret()) {
            None => {}
            Some(secret) if known.secret_in_form => pairs.push(("client_secret", secret)),
            Some(secret) => request = request.header(AUTHORIZATION, basic(id, secret)?),
        }
        request.body(Bytes::from(form(&pairs))).map_err(|_| Outage::Unusable(TOKEN_ENDPOINT))
    }
}

/// The ID token in the token endpoint's answer, or why there is none (RFC 6749 §5.2).
fn id_token(answer: &Response<Bytes>) -> Result<String, SignInError> {
    let status = answer.status();
    if status == StatusCode::OK {
        let tokens: Tokens =
            serde_json::from_slice(answer.body()).map_err(|_| Outage::Unusable(TOKEN_ENDPOINT))?;
        return Ok(tokens.id_token);
    }
    let refusal = serde_json::from_slice::<Refusal>(answer.body()).ok();
    match refusal.as_ref().map(|refusal| refusal.error.as_str()) {
        Some("invalid_grant") => Err(SignInError::CodeRefused),
        Some("invalid_client" | "unauthorized_client") => Err(SignInError::ClientRefused),
        _ if status == StatusCode::UNAUTHORIZED => Err(SignInError::ClientRefused),
        _ => Err(Outage::Status(TOKEN_ENDPOINT, status.as_u16()).into()),
    }
}

/// Id and secret, each as in a form before they are joined (RFC 6749 §2.3.1).
fn basic(id: &str, secret: &str) -> Result<HeaderValue, Outage> {
    // What is written has no `=` of its own.
    let encoded = |text: &str| form(&[("", text)]).replace('=', "");
    let pair = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret)));
    let mut value =
        HeaderValue::from_str(&format!("Basic {pair}")).map_err(|_| Outage::Unusable(TOKEN_ENDPOINT))?;
    value.set_sensitive(true);
    Ok(value)
}

fn form(pairs: &[(&str, &str)]) -> String {
    // Texts always can be written as a form.
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

fn secret() -> Result<String, Refused> {
    let mut bytes = [0; SECRET_BYTES];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Refused::NoRandomness)?;
    Ok(BASE64URL.encode(bytes))
}

impl Kept {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let until_s = parts.next()?.parse().ok()?;
        let mut secret = || parts.next().filter(|part| part.len() == SECRET_LEN).map(str::to_owned);
        let kept = Self { until_s, state: secret()?, nonce: secret()?, verifier: secret()? };
        parts.next().is_none().then_some(kept)
    }
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.until_s, self.state, self.nonce, self.verifier)
    }
}

impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Begun").finish_non_exhaustive()
    }
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}
