//! What a call that went wrong means, and who must act.
//!
//! The same trouble means different things to a read and to a write: a read can be asked again, a write that may have
//! arrived must be looked up first (P1). So trouble is told apart once, and judged by the one who asked.
//!
//! Guarantees: every detail is a fixed phrase; the other side's words travel in [`Failure::Refused`] alone (P9).

use std::time::Duration;

use koppel_domain::failure::{AccessFault, Failure, System};
use koppel_domain::text::cut;
use koppel_outside::http::{HttpError, Response, StatusCode, header};

use crate::config::Config;
use crate::wire::Unreadable;

/// Most characters of a refusal that are kept.
const REASON: usize = 400;
/// Longest `Retry-After` that is believed.
const LONGEST_PATIENCE: Duration = Duration::from_secs(3600);

/// A call without a usable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It surely did not arrive.
    NotSent(&'static str),
    /// It may have arrived.
    NoAnswer(&'static str),
    /// It was answered with a status that is no success.
    Status { status: u16, retry_after: Option<Duration> },
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
    /// The trouble in an answer's status, if any. Functional errors come with 200 (§1.2).
    pub(crate) fn in_status<T>(response: &Response<T>) -> Option<Self> {
        let status = response.status();
        let retry_after = || {
            let seconds = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
            Some(Duration::from_secs(seconds).min(LONGEST_PATIENCE))
        };
        (!status.is_success()).then(|| Self::Status { status: status.as_u16(), retry_after: retry_after() })
    }

    /// What it means to one who only asked.
    pub(crate) fn of_read(self) -> Failure {
        match self {
            Self::NotSent(why) | Self::NoAnswer(why) => unreachable(why),
            Self::Status { status, retry_after } if is_busy(status) || status == 503 => {
                Failure::Busy { system: System::Imuis, retry_after }
            }
            Self::Status { status, .. } => unreachable(&format!("status {status}")),
            Self::Unreadable(why) => unreadable(why),
        }
    }

    /// What it means to one who wanted something written.
    pub(crate) fn of_write(self) -> Failure {
        match self {
            Self::NotSent(why) => unreachable(why),
            Self::NoAnswer(why) | Self::Unreadable(why) => unclear(why),
            // Turned away at the door. A 503 may as well come from behind it.
            Self::Status { status, retry_after } if is_busy(status) => {
                Failure::Busy { system: System::Imuis, retry_after }
            }
            Self::Status { status, .. } => unclear(&format!("status {status}")),
        }
    }
}

fn is_busy(status: u16) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS.as_u16()
}

pub(crate) fn unreachable(why: &str) -> Failure {
    Failure::Unreachable { system: System::Imuis, detail: why.to_owned() }
}

pub(crate) fn unreadable(why: &str) -> Failure {
    Failure::Unreadable { system: System::Imuis, detail: why.to_owned() }
}

pub(crate) fn unclear(why: &str) -> Failure {
    Failure::Unclear { system: System::Imuis, detail: why.to_owned() }
}

/// A refusal in the other side's words.
pub(crate) fn refused(words: &str) -> Failure {
    Failure::Refused {
        system: System::Imuis,
        code: code(words),
        reason: cut(words.trim(), REASON).into_owned(),
    }
}

/// A sign-in that was refused.
pub(crate) fn sign_in_refused(config: &Config, words: &str) -> Failure {
    Failure::Access {
        system: System::Imuis,
        fault: config.access_fault(words).unwrap_or(AccessFault::Unknown),
    }
}

/// The code in brackets that a message can end with, for instance `CS312` (§7).
fn code(words: &str) -> Option<String> {
    let (_, code) = words.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let digits = code.strip_prefix("CS")?;
    let is_number =
        !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(failure: &Failure) -> &'static str {
        match failure {
            Failure::Unreachable { .. } => "unreachable",
            Failure::Busy { .. } => "busy",
            Failure::Unreadable { .. } => "unreadable",
            Failure::Refused { .. } => "refused",
            Failure::Access { .. } => "access",
            Failure::Unclear { .. } => "unclear",
        }
    }

    #[test]
    fn a_write_that_may_have_arrived_is_unclear_and_a_read_is_not() {
        let status = |status| Trouble::Status { status, retry_after: None };
        for (trouble, read, write) in [
            (Trouble::from(HttpError::NotSent("no connection")), "unreachable", "unreachable"),
            (HttpError::Unclear("timeout").into(), "unreachable", "unclear"),
            (HttpError::TooLong(5).into(), "unreadable", "unclear"),
            (Unreadable("empty answer").into(), "unreadable", "unclear"),
            (status(429), "busy", "busy"),
            (status(503), "busy", "unclear"),
            (status(500), "unreachable", "unclear"),
            (status(404), "unreachable", "unclear"),
            (status(302), "unreachable", "unclear"),
        ] {
            assert_eq!((kind(&trouble.of_read()), kind(&trouble.of_write())), (read, write), "{trouble:?}");
        }
    }

    #[test]
    fn patience_is_taken_over_and_bounded() {
        let response = |seconds: &str| {
            Response::builder().status(429).header(header::RETRY_AFTER, seconds).body(()).unwrap()
        };
        for (text, expected) in
            [("7", Some(7)), ("999999", Some(3600)), ("Wed, 21 Oct 2026 07:28:00 GMT", None)]
        {
            let retry_after = expected.map(Duration::from_secs);
            assert_eq!(
                Trouble::in_status(&response(text)),
                Some(Trouble::Status { status: 429, retry_after }),
                "{text}"
            );
        }
        assert_eq!(Trouble::in_status(&Response::new(())), None);
    }

    #[test]
    fn codes_are_kept() {
        let words =
            "Kan een object van het type System.String niet converteren naar het type System.Byte[]. (CS312)";
        assert_eq!(code(words).as_deref(), Some("CS312"));
        for words in ["(CS312) vooraan", "(CS)", "(CSx)", "(1)", "CS312)", ""] {
            assert_eq!(code(words), None, "{words}");
        }
        let Failure::Refused { reason, .. } = refused(&"é".repeat(500)) else { panic!() };
        assert_eq!(reason.chars().count(), REASON);
    }
}
