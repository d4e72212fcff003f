//! One look: a question sent once, without a second try, and what its answer was.

use koppel_domain::assumption::{Doubt, Verdict as Said};
use koppel_domain::failure::Failure;
use serde_json::{Map, Value};

use crate::errors::Verdict;
use crate::exchange::Exchange;
use crate::records::Key;
use crate::token::Token;
use crate::wire::ask::Ask;
use crate::wire::json::{key, rows};

/// What a question brought.
#[derive(Default)]
pub(super) enum Look {
    /// An answer with something in it.
    Answered(Value),
    /// Success, with nothing in it.
    Empty,
    /// There is no such thing.
    Gone,
    /// Refused, with this status.
    Refused(u16),
    /// Turned away as not signed in.
    NotSignedIn,
    /// No usable answer.
    Failed(Failure),
    /// It was not asked.
    #[default]
    NotAsked,
}

impl Exchange {
    /// Asks once, under this token or none.
    pub(super) async fn look(&self, ask: &Ask, token: Option<&Token>) -> Look {
        match self.exchange(ask, token).await {
            Ok(Verdict::Accepted(Some(answer))) => Look::Answered(answer),
            Ok(Verdict::Accepted(None)) => Look::Empty,
            Ok(Verdict::Gone) => Look::Gone,
            Ok(Verdict::Refused(refusal)) => Look::Refused(refusal.status),
            Ok(Verdict::NotSignedIn(_)) => Look::NotSignedIn,
            // Words about who may come in turn a 403 into this; nothing but sign-in is meant.
            Ok(Verdict::Failed(Failure::Access { .. })) => Look::NotSignedIn,
            Ok(Verdict::Failed(failure)) | Err(failure) => Look::Failed(failure),
        }
    }
}

impl Look {
    /// In a few words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Answered(Value::Array(rows)) => format!("a list of {}", rows.len()),
            Self::Answered(answer) => rows(answer).map_or_else(
                || "an answer that is no list".to_owned(),
                |rows| format!("a list of {}", rows.len()),
            ),
            Self::Empty => "an empty answer".to_owned(),
            Self::Gone => "status 404".to_owned(),
            Self::Refused(status) => format!("a refusal (status {status})"),
            Self::NotSignedIn => "“not signed in”".to_owned(),
            Self::Failed(failure) => failure.to_string(),
            Self::NotAsked => "not asked".to_owned(),
        }
    }

    /// The answer, or the doubt that there is none.
    pub(super) fn answer(&self) -> Result<&Value, Doubt> {
        match self {
            Self::Answered(answer) => Ok(answer),
            Self::Failed(failure) => Err(Doubt::unknown(format!("no usable answer: {failure}"))),
            Self::NotAsked => {
                Err(Doubt::unknown("could not be asked, since what it builds upon did not come"))
            }
            other => Err(Doubt::refuted(other.words())),
        }
    }

    /// A doubt where nothing was learned.
    pub(super) fn told(&self) -> Result<&Self, Doubt> {
        match self {
            Self::Failed(_) | Self::NotAsked => self.answer().map(|_| self),
            _ => Ok(self),
        }
    }

    /// The rows of a list.
    pub(super) fn rows(&self) -> Result<&[Value], Doubt> {
        let answer = self.answer()?;
        rows(answer).map(Vec::as_slice).ok_or_else(|| Doubt::refuted("an answer that is no list"))
    }

    /// The keys of a list.
    pub(super) fn keys(&self) -> Result<Vec<Key>, Doubt> {
        let keys: Result<Vec<Key>, _> = self.rows()?.iter().map(key).collect();
        keys.map_err(|unread| Doubt::refuted(format!("a row without a usable {}", unread.field)))
    }

    /// The record.
    pub(super) fn record(&self) -> Option<&Map<String, Value>> {
        match self {
            Self::Answered(Value::Object(record)) => Some(record),
            _ => None,
        }
    }
}

/// Confirmed where `holds`, else refuted by `seen`.
pub(super) fn holds(holds: bool, seen: String) -> Said {
    if holds { Ok(seen) } else { Err(Doubt::Refuted(seen)) }
}
