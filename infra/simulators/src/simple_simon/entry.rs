//! Who may come in: credentials, tokens that expire, and the number of calls in a second (fact sheet §2, §12.2).

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, header};
use jiff::{SignedDuration, Timestamp};

use super::options::{Mode, Options};
use super::refusal::Refusal;
use super::route::{Dialect, Route};

/// The tokens that are out, and the calls of the present second.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// Token and the moment it was given.
    tokens: HashMap<String, Timestamp>,
    second: i64,
    calls: u32,
}

impl Entry {
    /// Counts a call.
    ///
    /// # Errors
    /// 429 where this second has had its number.
    pub(super) fn count(&mut self, options: &Options, now: Timestamp) -> Result<(), Refusal> {
        if self.second != now.as_second() {
            self.second = now.as_second();
            self.calls = 0;
        }
        self.calls = self.calls.saturating_add(1);
        match options.calls_per_second {
            Some(limit) if self.calls > limit => Err(Refusal::too_many()),
            _ => Ok(()),
        }
    }

    /// Gives out a token for the right credentials.
    ///
    /// # Errors
    /// 400 where one is missing or the licence code is none, 401 where they are wrong.
    pub(super) fn login(
        &mut self,
        options: &Options,
        credentials: &[(String, String)],
        now: Timestamp,
    ) -> Result<String, Refusal> {
        let given = |name: &str| {
            credentials
                .iter()
                .find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_empty())
                .map(|(_, value)| value.as_str())
                .ok_or_else(|| Refusal::invalid(format!("{name} ontbreekt.")))
        };
        let (key, user, password) = (given("Key")?, given("Usr")?, given("Pwd")?);
        if key.len() != 16 || !key.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::invalid("Key moet uit 16 cijfers bestaan."));
        }
        if options.mode == Mode::WrongPassword
            || (key, user, password) != (&*options.licence, &*options.user, &*options.password)
        {
            return Err(Refusal::unauthorized("Sleutel, gebruikersnaam of wachtwoord is onjuist."));
        }
        self.tokens.retain(|_, given| lives(options, *given, now));
        let token = new_token();
        self.tokens.insert(token.clone(), now);
        Ok(token)
    }

    /// Whether the caller's token is good.
    ///
    /// # Errors
    /// 401 where it is missing, unknown or too old.
    pub(super) fn check_token(
        &self,
        options: &Options,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let token = token(options, headers).ok_or_else(|| Refusal::unauthorized("Het token ontbreekt."))?;
        match self.tokens.get(token) {
            Some(given) if lives(options, *given, now) => Ok(()),
            _ => Err(Refusal::unauthorized("Het token is onbekend of verlopen.")),
        }
    }

    /// Forgets the caller's token.
    pub(super) fn forget(&mut self, options: &Options, headers: &HeaderMap) {
        if let Some(token) = token(options, headers) {
            self.tokens.remove(token);
        }
    }

    /// Forgets every token.
    pub(super) fn revoke(&mut self) {
        self.tokens.clear();
    }
}

/// Whether the company may call at all, and in the OData dialect whether the Api Key is right.
///
/// # Errors
/// 403 for the licence or the release, 401 for the Api Key.
pub(super) fn check_company(options: &Options, dialect: Dialect, headers: &HeaderMap) -> Result<(), Refusal> {
    match options.mode {
        Mode::LicenceInactive => {
            return Err(Refusal::forbidden("De licentie (licence) is deze maand niet actief."));
        }
        Mode::NotReleased => {
            return Err(Refusal::forbidden("De API is niet vrijgegeven. Vraag dit aan bij Simon Support."));
        }
        Mode::Normal | Mode::WrongPassword => {}
    }
    let api_key = headers.get("X-Api-Key").and_then(|value| value.to_str().ok());
    if dialect == Dialect::OData && api_key != Some(&options.api_key) {
        return Err(Refusal::unauthorized("De Api Key ontbreekt of is onjuist."));
    }
    Ok(())
}

/// What a login brings: a form, or the query of a GET (SIM-A04).
///
/// # Errors
/// 400 for a body that is no form.
pub(super) fn credentials(request: &Request<Bytes>, route: &Route) -> Result<Vec<(String, String)>, Refusal> {
    if request.method() == Method::GET {
        return Ok(route.query.clone());
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return Err(Refusal::invalid("Inloggen gaat met een formulier."));
    }
    serde_urlencoded::from_bytes(request.body())
        .map_err(|_| Refusal::invalid("Het formulier is niet te lezen."))
}

fn token<'a>(options: &Options, headers: &'a HeaderMap) -> Option<&'a str> {
    headers.get(&*options.token_header)?.to_str().ok()?.strip_prefix(&*options.token_prefix)
}

fn lives(options: &Options, given: Timestamp, now: Timestamp) -> bool {
    let life = SignedDuration::from_secs(i64::try_from(options.token_life).unwrap_or(i64::MAX));
    now.duration_since(given) < life
}

/// 128 bits that nobody guesses: the standard library's randomly keyed hasher.
fn new_token() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}-{:016x}", half(), half())
}
