//! The token host (SnelStart fact sheet §2.2) and the tokens that are out.
//!
//! Guarantees: a token is a JWT whose payload has the claim `scopes`; it is worth nothing after its time, or once it was
//! withdrawn.
//!
//! Leaves out: a signature that anyone could check.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{Request, header};
use jiff::{SignedDuration, Timestamp};

use super::json::Json;
use super::options::Options;
use super::refusal::Refusal;

/// What the token host says of a koppelsleutel that it does not know.
const INVALID_KEY: &str = "GrantType clientkey was found. Parameter clientkey does not contain a valid value";

#[derive(Debug)]
struct Token {
    until: Timestamp,
    scopes: String,
}

/// The tokens that are out.
#[derive(Debug, Default)]
pub(super) struct Tokens(HashMap<String, Token>);

impl Tokens {
    /// Answers a token call.
    ///
    /// # Errors
    /// What the token host refuses.
    pub(super) fn call(
        &mut self,
        request: &Request<Bytes>,
        options: &Options,
        now: Timestamp,
    ) -> Result<Json, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            return Err(Refusal::Token(400, "invalid_request"));
        }
        let form: Vec<(String, String)> = serde_urlencoded::from_bytes(request.body())
            .map_err(|_| Refusal::Token(400, "invalid_request"))?;
        let given = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let right = match given("grant_type") {
            Some("clientkey") => given("clientkey") == Some(options.client_key.as_str()),
            Some("password") if options.password_grant => {
                halves(&options.client_key).as_ref().is_some_and(|(user, password)| {
                    (given("username"), given("password")) == (Some(user), Some(password))
                })
            }
            _ => return Err(Refusal::Token(400, "unsupported_grant_type")),
        };
        if !right || options.client_key_withdrawn {
            return Err(Refusal::Token(options.refused_key_status, INVALID_KEY));
        }
        let token = self.issue(options, now);
        Ok(Json::object([
            ("access_token", token.into()),
            ("token_type", "bearer".into()),
            ("expires_in", i64::from(options.token_life).into()),
        ]))
    }

    fn issue(&mut self, options: &Options, now: Timestamp) -> String {
        self.0.retain(|_, token| token.until > now);
        let life = options.token_life.saturating_sub(options.token_dies_early);
        let after = |seconds: u32| {
            now.checked_add(SignedDuration::from_secs(seconds.into())).unwrap_or(Timestamp::MAX)
        };
        let told = after(options.token_life).as_second();
        let payload = Json::object([("scopes", options.scopes.as_str().into()), ("exp", told.into())]);
        let header = Json::object([("alg", "HS256".into()), ("typ", "JWT".into())]);
        let part = |json: &Json| URL_SAFE_NO_PAD.encode(json.bytes());
        let token = format!("{}.{}.{}", part(&header), part(&payload), signature());
        self.0.insert(token.clone(), Token { until: after(life), scopes: options.scopes.clone() });
        token
    }

    /// The scopes of the caller's token.
    ///
    /// # Errors
    /// 401 where it is missing, unknown, too old or withdrawn.
    pub(super) fn scopes(&self, request: &Request<Bytes>, now: Timestamp) -> Result<&str, Refusal> {
        let token = bearer(request).and_then(|token| self.0.get(token));
        token.filter(|token| token.until > now).map(|token| token.scopes.as_str()).ok_or(Refusal::Bearer)
    }

    /// Withdraws the caller's token.
    pub(super) fn withdraw(&mut self, request: &Request<Bytes>) {
        if let Some(token) = bearer(request) {
            self.0.remove(token);
        }
    }

    /// Withdraws every token.
    pub(super) fn withdraw_all(&mut self) {
        self.0.clear();
    }
}

fn bearer(request: &Request<Bytes>) -> Option<&str> {
    let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// The user name and the password that a koppelsleutel of the old kind is made of.
fn halves(client_key: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(client_key).ok()?).ok()?;
    text.split_once(':').map(|(user, password)| (user.to_owned(), password.to_owned()))
}

/// 128 bits that nobody guesses: the standard library's randomly keyed hasher.
fn signature() -> String {
    let half = || RandomState::new().build_hasher().finish();
    URL_SAFE_NO_PAD.encode([half().to_be_bytes(), half().to_be_bytes()].concat())
}
