//! What an answer means: carried out, refused, gone, not signed in, or no clear answer at all (Simple-Simon fact sheet
//! §10, SIM-A16, SIM-A17, SIM-A70).
//!
//! Guarantees: a write that may have been carried out is never judged refused, and never judged done. What is quoted
//! of the server's words is short and holds no credential (P9).

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode, header};
use jiff::Timestamp;
use koppel_domain::failure::{AccessFault, Failure, System};
use koppel_domain::hidden;
use koppel_domain::text;
use koppel_outside::http::HttpError;
use serde_json::Value;

use crate::wire::ask::Intent;
use crate::wire::json::{Fields, plain};

/// Most characters of the server's words that are quoted, in UTF-16 units.
const REASON: usize = 400;
/// The longest patience that is taken over from a server.
const LONGEST_PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);
/// Names under which an error's words may stand, any casing, in the order in which they are looked for.
const ERROR_NAMES: [&str; 4] = ["Message", "error", "ExceptionMessage", "error_description"];
/// Names that may stand beside them in an object that is nothing but an error.
const BESIDE_AN_ERROR: [&str; 4] = ["code", "status", "ExceptionType", "StackTrace"];

/// What an answer means.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    /// Carried out; `None` where the answer is empty, `null`, or no JSON but no error either (writes only).
    Accepted(Option<Value>),
    /// Not carried out: the token is not, or no longer, accepted. The fault is what it is if a new one is not either.
    NotSignedIn(AccessFault),
    /// There is no such record.
    Gone,
    /// Not carried out, for this reason.
    Refused(Refusal),
    /// Everything else.
    Failed(Failure),
}

/// The server's "no" to one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// At most 400 characters, without credentials.
    pub(crate) reason: String,
    /// Whether it can be about the own key (Simple-Simon fact sheet §10).
    pub(crate) names_ext_key: bool,
    /// Which of the credentials it is about, at a login.
    pub(crate) access: Option<AccessFault>,
}

impl Refusal {
    // What it is about is read from the words as they came: a short password stripped from them could take half of
    // "ExtKey" along.
    fn new(status: StatusCode, body: &[u8], secrets: &Secrets) -> Self {
        let words = words(status, body);
        Self {
            status: status.as_u16(),
            reason: secrets.fit(&words),
            names_ext_key: words.to_ascii_lowercase().contains("extkey"),
            access: classify(&words),
        }
    }

    /// There is no such thing to be called.
    pub(crate) fn not_found() -> Self {
        Self { status: 404, reason: "status 404".to_owned(), names_ext_key: false, access: None }
    }

    /// As the caller gets it.
    pub(crate) fn failure(self) -> Failure {
        Failure::Refused {
            system: System::SimpleSimon,
            code: Some(self.status.to_string()),
            reason: self.reason,
        }
    }
}

/// What no server may see quoted: the credentials and the token.
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        Self(secrets.into_iter().map(str::to_owned).collect())
    }

    /// The server's words, fit to be shown to the admin.
    fn fit(&self, words: &str) -> String {
        let secrets: Vec<&str> = self.0.iter().map(String::as_str).collect();
        let words = hidden::without(words, &secrets).replace(|c: char| c.is_control(), " ");
        text::cut(&words, REASON).into_owned()
    }
}

/// Judges an answer to something of this `intent`, received at `now`.
pub(crate) fn judge(
    response: &Response<Bytes>,
    intent: Intent,
    now: Timestamp,
    secrets: &Secrets,
) -> Verdict {
    let status = response.status();
    let body = without_mark(response.body());
    match status {
        _ if status.is_success() => judge_body(status, body, intent, secrets),
        StatusCode::UNAUTHORIZED => {
            Verdict::NotSignedIn(classify(&words(status, body)).unwrap_or(AccessFault::Password))
        }
        // A lapsed token may look like this too (SIM-A07); where the words say what else it is, they are believed.
        StatusCode::FORBIDDEN => match classify(&words(status, body)) {
            Some(fault) => Verdict::Failed(access(fault)),
            None => Verdict::NotSignedIn(AccessFault::Unknown),
        },
        StatusCode::NOT_FOUND | StatusCode::GONE => Verdict::Gone,
        StatusCode::TOO_MANY_REQUESTS => Verdict::Failed(busy(response.headers(), now)),
        StatusCode::SERVICE_UNAVAILABLE if intent == Intent::Read => {
            Verdict::Failed(busy(response.headers(), now))
        }
        StatusCode::REQUEST_TIMEOUT => {
            Verdict::Failed(unknown(intent, format!("status {}", status.as_u16())))
        }
        _ if status.is_client_error() => Verdict::Refused(Refusal::new(status, body, secrets)),
        _ => Verdict::Failed(unknown(intent, format!("status {}", status.as_u16()))),
    }
}

fn judge_body(status: StatusCode, body: &[u8], intent: Intent, secrets: &Secrets) -> Verdict {
    if body.is_empty() {
        return Verdict::Accepted(None);
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Null) => Verdict::Accepted(None),
        Ok(answer) if is_error(&answer) => Verdict::Refused(Refusal::new(status, body, secrets)),
        Ok(answer) => Verdict::Accepted(Some(answer)),
        // "OK" and the like: not the beginning of anything that was cut off.
        Err(_) if intent == Intent::Write && body.first().is_some_and(|first| !b"<{[\"".contains(first)) => {
            Verdict::Accepted(None)
        }
        Err(_) if body.starts_with(b"<") => Verdict::Failed(garbled(intent, "html instead of json")),
        Err(_) => Verdict::Failed(garbled(intent, "cut off or malformed json")),
    }
}

/// Judges that there is no answer.
pub(crate) fn judge_silence(error: &HttpError, intent: Intent) -> Failure {
    match error {
        HttpError::NotSent(detail) => unreachable((*detail).to_owned()),
        HttpError::Unclear(detail) => unknown(intent, (*detail).to_owned()),
        HttpError::TooLong(_) => garbled(intent, "an answer that is too long"),
    }
}

/// SIM-A70: an object that holds nothing but an error.
pub(crate) fn is_error(answer: &Value) -> bool {
    let Value::Object(record) = answer else { return false };
    let named = |names: &[&str], key: &String| names.iter().any(|name| key.eq_ignore_ascii_case(name));
    record.keys().any(|key| named(&ERROR_NAMES, key))
        && record.keys().all(|key| named(&ERROR_NAMES, key) || named(&BESIDE_AN_ERROR, key))
}

/// The server's words as they came; credentials may stand in them.
fn words(status: StatusCode, body: &[u8]) -> String {
    let words = serde_json::from_slice::<Value>(body)
        .ok()
        .and_then(|answer| error_words(&answer))
        .unwrap_or_else(|| String::from_utf8_lossy(body).trim().to_owned());
    // A page says nothing to an admin.
    if words.is_empty() || words.starts_with('<') { format!("status {}", status.as_u16()) } else { words }
}

fn error_words(answer: &Value) -> Option<String> {
    match answer {
        Value::String(_) => Some(plain(answer)),
        Value::Object(record) => ERROR_NAMES.iter().find_map(|name| match Fields(record).value(name)? {
            Value::Object(inner) => Fields(inner).value("message").map(plain),
            value => Some(plain(value)),
        }),
        _ => None,
    }
    .filter(|words| !words.is_empty())
}

/// Why a company is not let in, by the server's words (SIM-A17 and Simple-Simon fact sheet §12.2).
fn classify(words: &str) -> Option<AccessFault> {
    let words = words.to_lowercase();
    let has = |any: &[&str]| any.iter().any(|part| words.contains(part));
    if has(&["releas", "vrijgegeven", "vrijgave"]) {
        Some(AccessFault::NotReleased)
    } else if has(&["api key", "api-key", "apikey", "api sleutel", "api-sleutel"]) {
        Some(AccessFault::ApiKey)
    } else if has(&["licen"]) {
        Some(AccessFault::Licence)
    } else if has(&["password", "wachtwoord", "user", "gebruiker"]) {
        Some(AccessFault::Password)
    } else {
        None
    }
}

fn busy(headers: &HeaderMap, now: Timestamp) -> Failure {
    let retry_after = headers
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| patience(text.trim(), now))
        .map(|patience| patience.min(LONGEST_PATIENCE));
    Failure::Busy { system: System::SimpleSimon, retry_after }
}

/// `Retry-After` in seconds, or as the date of HTTP.
fn patience(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// A byte order mark and white space around are no part of an answer.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii()
}

/// It may have been carried out, or not.
fn unknown(intent: Intent, detail: String) -> Failure {
    match intent {
        Intent::Read => unreachable(detail),
        Intent::Write => Failure::Unclear { system: System::SimpleSimon, detail },
    }
}

/// There is an answer, but not one that says anything.
fn garbled(intent: Intent, detail: &'static str) -> Failure {
    match intent {
        Intent::Read => unreadable(detail),
        Intent::Write => unclear(detail),
    }
}

/// The company is not let in.
pub(crate) const fn access(fault: AccessFault) -> Failure {
    Failure::Access { system: System::SimpleSimon, fault }
}

/// A read was answered with something that cannot be read.
pub(crate) fn unreadable(detail: &'static str) -> Failure {
    Failure::Unreadable { system: System::SimpleSimon, detail: detail.to_owned() }
}

/// A write left, and whether it was carried out is not known.
pub(crate) fn unclear(detail: &'static str) -> Failure {
    Failure::Unclear { system: System::SimpleSimon, detail: detail.to_owned() }
}

fn unreachable(detail: String) -> Failure {
    Failure::Unreachable { system: System::SimpleSimon, detail }
}

#[cfg(test)]
mod tests;
