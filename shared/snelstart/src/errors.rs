//! What a call that went wrong means, and who must act (SnelStart fact sheet §2.4, §4).
//!
//! The same trouble means different things to a read and to a write: a read can be asked again, a write that may have
//! arrived must be looked up first (P1). So trouble is told apart once, and judged by the one who asked.
//!
//! Guarantees: every detail is a fixed phrase; the other side's words travel in [`Failure::Refused`] alone (P9).

use std::time::Duration;

use koppel_domain::failure::{AccessFault, Failure, System};
use koppel_outside::http::{HttpError, Response, StatusCode, header};

use crate::wire::Unreadable;
use crate::wire::refusal::{self, Refusal, Shape};

/// Longest `Retry-After` that is believed.
const LONGEST_PATIENCE: Duration = Duration::from_secs(3600);
/// What the gateway names where it is about the partner's key and not about the company's token (§2.4).
const SUBSCRIPTION_KEY: &str = "subscription key";

/// What is told of an address that the gateway does not know.
const NO_ADDRESS: &str = "no such address";

/// A call without a usable answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It surely did not arrive.
    NotSent(&'static str),
    /// It may have arrived.
    NoAnswer(&'static str),
    /// It was not sent, since as many were as SnelStart allows; in so long there is room again.
    Spent(Duration),
    /// It was turned away for its token.
    Token,
    /// It was turned away for a key.
    Key(AccessFault),
    /// It was turned away for want of a right, in these words.
    NotIncluded(String),
    /// It was understood, and refused.
    Said(u16, Refusal),
    /// It was answered with a status that is no success, and nothing that explains it.
    Status(u16, Option<Duration>),
    /// The gateway knows no such address: that says nothing of what stands there.
    NoAddress,
    /// It was answered with something that cannot be read.
    Unreadable(&'static str),
}

impl From<HttpError> for Trouble {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::NotSent(why) => Self::NotSent(why),
            HttpError::Unclear(why) => Self::NoAnswer(why),
            HttpError::TooLong(_) => Self::Unreadable("answer longer than the limit"),
        }
    }
}

impl From<Unreadable> for Trouble {
    fn from(Unreadable(why): Unreadable) -> Self {
        Self::Unreadable(why)
    }
}

impl Trouble {
    /// The trouble in an answer of the API, if any.
    pub(crate) fn in_answer<B: AsRef<[u8]>>(response: &Response<B>) -> Option<Self> {
        let status = response.status();
        if status.is_success() {
            return None;
        }
        let wait = retry_after(response);
        let refusal = refusal::read(response.body().as_ref());
        let words = || refusal.as_ref().map(|refusal| refusal.words.clone()).unwrap_or_default();
        Some(match status {
            StatusCode::UNAUTHORIZED if words().to_ascii_lowercase().contains(SUBSCRIPTION_KEY) => {
                Self::Key(AccessFault::PartnerKey)
            }
            StatusCode::UNAUTHORIZED => Self::Token,
            // A gateway's quota that is used up comes as a 403 too, and says when it is filled again.
            StatusCode::FORBIDDEN if wait.is_some() => {
                Self::Status(StatusCode::TOO_MANY_REQUESTS.as_u16(), wait)
            }
            StatusCode::FORBIDDEN => Self::NotIncluded(words()),
            StatusCode::BAD_REQUEST
            | StatusCode::NOT_FOUND
            | StatusCode::CONFLICT
            | StatusCode::UNPROCESSABLE_ENTITY => match refusal {
                Some(refusal) if refusal.shape != Shape::Gateway => Self::Said(status.as_u16(), refusal),
                Some(_) if status == StatusCode::NOT_FOUND => Self::NoAddress,
                _ => Self::Status(status.as_u16(), wait),
            },
            _ => Self::Status(status.as_u16(), wait),
        })
    }

    /// The trouble in an answer of the host that gives tokens, if any (§2.2).
    pub(crate) fn in_sign_in<B: AsRef<[u8]>>(response: &Response<B>) -> Option<Self> {
        let status = response.status();
        if status.is_success() {
            return None;
        }
        let is_refusal =
            matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        Some(match refusal::read(response.body().as_ref()).filter(|_| is_refusal) {
            Some(refusal) if crate::wire::token::is_about_key(&refusal.words) => {
                Self::Key(AccessFault::LinkKey)
            }
            Some(_) => Self::Key(AccessFault::Unknown),
            None => Self::Status(status.as_u16(), retry_after(response)),
        })
    }

    /// The list did not understand what it was asked for.
    pub(crate) fn is_about_filter(&self) -> bool {
        matches!(self, Self::Said(_, refusal) if refusal.is_about_filter())
    }

    /// There is no such record, or none that is in use. Which status that has is told of some resources alone (§4, §7).
    pub(crate) fn is_not_found(&self) -> bool {
        match self {
            Self::Said(404, _) | Self::Status(404, _) => true,
            Self::Said(400, refusal) => refusal.is_about_missing(),
            _ => false,
        }
    }

    /// What it means to one who only asked.
    pub(crate) fn of_read(self) -> Failure {
        match self {
            Self::NotSent(why) | Self::NoAnswer(why) => unreachable(why),
            Self::Status(status, wait) if is_busy(status) || status == 503 => busy(wait),
            Self::Status(status, _) => unreachable(&format!("status {status}")),
            Self::NoAddress => unreachable(NO_ADDRESS),
            Self::Said(_, refusal) if refusal.is_unknown() => {
                unreachable("an error that it does not explain")
            }
            Self::Unreadable(why) => {
                Failure::Unreadable { system: System::SnelStart, detail: why.to_owned() }
            }
            // A token that is refused though it is new: whoever made the key took its rights away.
            Self::Token => access(AccessFault::LinkKey),
            other => other.of_either(),
        }
    }

    /// What it means to one who wanted something written.
    pub(crate) fn of_write(self) -> Failure {
        match self {
            Self::NotSent(why) => unreachable(why),
            Self::NoAnswer(why) | Self::Unreadable(why) => unclear(why),
            // Turned away at the door. A 503 may as well come from behind it.
            Self::Status(status, wait) if is_busy(status) => busy(wait),
            Self::Status(status, _) => unclear(&format!("status {status}")),
            Self::NoAddress => unclear(NO_ADDRESS),
            Self::Said(_, refusal) if refusal.is_unknown() => unclear("an error that it does not explain"),
            // The next run has a new token. This call leaves once, whatever became of it (P1).
            Self::Token => unreachable("token refused"),
            other => other.of_either(),
        }
    }

    fn of_either(self) -> Failure {
        match self {
            Self::Spent(wait) => busy(Some(wait)),
            Self::Key(fault) => access(fault),
            Self::NotIncluded(_) => access(AccessFault::NotIncluded),
            Self::Said(status, refusal) => {
                let code = refusal.code.unwrap_or_else(|| status.to_string());
                refused(Some(code), refusal.words)
            }
            other => unreachable(match other {
                Self::NotSent(why) | Self::NoAnswer(why) | Self::Unreadable(why) => why,
                _ => "no usable answer",
            }),
        }
    }
}

fn retry_after<B>(response: &Response<B>) -> Option<Duration> {
    let seconds = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_PATIENCE))
}

fn is_busy(status: u16) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS.as_u16()
}

const fn busy(retry_after: Option<Duration>) -> Failure {
    Failure::Busy { system: System::SnelStart, retry_after }
}

const fn access(fault: AccessFault) -> Failure {
    Failure::Access { system: System::SnelStart, fault }
}

pub(crate) fn unreachable(why: &str) -> Failure {
    Failure::Unreachable { system: System::SnelStart, detail: why.to_owned() }
}

pub(crate) fn unreadable(why: &str) -> Failure {
    Failure::Unreadable { system: System::SnelStart, detail: why.to_owned() }
}

pub(crate) fn unclear(why: &str) -> Failure {
    Failure::Unclear { system: System::SnelStart, detail: why.to_owned() }
}

/// A refusal, in SnelStart's words or, where it has not been asked, in the words that it would use.
pub(crate) const fn refused(code: Option<String>, reason: String) -> Failure {
    Failure::Refused { system: System::SnelStart, code, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(failure: &Failure) -> String {
        match failure {
            Failure::Unreachable { .. } => "unreachable".to_owned(),
            Failure::Busy { retry_after, .. } => format!("busy {:?}", retry_after.map(|it| it.as_secs())),
            Failure::Unreadable { .. } => "unreadable".to_owned(),
            Failure::Refused { code, .. } => format!("refused {}", code.as_deref().unwrap_or_default()),
            Failure::Access { fault, .. } => format!("{fault:?}"),
            Failure::Unclear { .. } => "unclear".to_owned(),
        }
    }

    fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
        Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap()
    }

    const WRONG_SUBSCRIPTION: &str = r#"{"statusCode":401,"message":"Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."}"#;

    #[test]
    fn an_answer_means_one_thing_to_a_read_and_another_to_a_write() {
        for (status, body, read, write) in [
            (401, WRONG_SUBSCRIPTION, "PartnerKey", "PartnerKey"),
            (401, "", "LinkKey", "unreachable"),
            (403, "Het ingelogde account mag dit niet", "NotIncluded", "NotIncluded"),
            (403, "", "NotIncluded", "NotIncluded"),
            (
                400,
                r#"[{"errorCode":"VOR-0002","message":"Geen klant"}]"#,
                "refused VOR-0002",
                "refused VOR-0002",
            ),
            (400, r#"{"message":"Invalid.","modelState":{}}"#, "refused 400", "refused 400"),
            (400, r#"[{"errorCode":"ALG-0102","message":"Onbekend"}]"#, "unreachable", "unclear"),
            (400, "<html>", "unreachable", "unclear"),
            (404, r#"{"statusCode":404,"message":"Resource not found"}"#, "unreachable", "unclear"),
            (429, "", "busy None", "busy None"),
            (503, "", "busy None", "unclear"),
            (500, "<html>", "unreachable", "unclear"),
            (302, "", "unreachable", "unclear"),
        ] {
            let trouble = Trouble::in_answer(&answer(status, body)).unwrap();
            let found = (kind(&trouble.clone().of_read()), kind(&trouble.of_write()));
            assert_eq!(found, (read.to_owned(), write.to_owned()), "{status} {body}");
        }
        assert_eq!(Trouble::in_answer(&answer(201, "")), None);
    }

    #[test]
    fn a_record_is_missing_by_snelstarts_own_word_and_not_by_the_gateways() {
        for (status, body, missing) in [
            (404, "", true),
            (404, r#"[{"errorCode":"REL-0005","message":"Niet gevonden"}]"#, true),
            (400, r#"[{"errorCode":"ALG-0103","message":"Ongeldig id"}]"#, true),
            (400, r#"[{"errorCode":"ART-0001","message":"Bestaat niet"}]"#, true),
            (400, r#"[{"errorCode":"ALG-0104","message":"Ongeldig filter"}]"#, false),
            (404, r#"{"statusCode":404,"message":"Resource not found"}"#, false),
            (503, "", false),
        ] {
            let trouble = Trouble::in_answer(&answer(status, body)).unwrap();
            assert_eq!(trouble.is_not_found(), missing, "{status} {body}");
        }
    }

    #[test]
    fn a_call_without_an_answer_is_unclear_to_a_write_only() {
        for (trouble, read, write) in [
            (Trouble::from(HttpError::NotSent("no connection")), "unreachable", "unreachable"),
            (HttpError::Unclear("timeout").into(), "unreachable", "unclear"),
            (HttpError::TooLong(5).into(), "unreadable", "unclear"),
            (Unreadable("empty answer").into(), "unreadable", "unclear"),
            (Trouble::Spent(Duration::from_secs(7)), "busy Some(7)", "busy Some(7)"),
        ] {
            assert_eq!(kind(&trouble.clone().of_read()), read);
            assert_eq!(kind(&trouble.of_write()), write);
        }
    }

    #[test]
    fn the_two_keys_are_told_apart() {
        let clientkey = r#"{"error":"GrantType clientkey was found. Parameter clientkey does not contain a valid value"}"#;
        for (status, body, expected) in [
            (400, clientkey, "LinkKey"),
            (401, clientkey, "LinkKey"),
            (400, r#"{"error":"unsupported_grant_type"}"#, "Unknown"),
            (400, "<html>", "unreachable"),
            (429, clientkey, "busy None"),
            (500, "", "unreachable"),
        ] {
            let trouble = Trouble::in_sign_in(&answer(status, body)).unwrap();
            assert_eq!(kind(&trouble.of_read()), expected, "{status} {body}");
        }
    }

    #[test]
    fn patience_is_taken_over_and_bounded() {
        for (status, seconds, expected) in [
            (429, "7", Some(7)),
            (429, "999999", Some(3600)),
            (429, "Wed, 21 Oct 2026 07:28:00 GMT", None),
            (403, "60", Some(60)),
        ] {
            let response =
                Response::builder().status(status).header(header::RETRY_AFTER, seconds).body("").unwrap();
            let expected = Trouble::Status(429, expected.map(Duration::from_secs));
            assert_eq!(Trouble::in_answer(&response), Some(expected), "{status} {seconds}");
        }
    }
}
