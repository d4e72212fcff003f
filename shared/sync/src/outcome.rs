//! How a run ended, and what it did.

use koppel_domain::failure::Failure;
use koppel_domain::message::Concern;

use crate::counts::Counts;

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything there was to do is done.
    Done,
    /// The end moment came first; the next run goes on.
    More,
    /// The company is unknown here.
    Unknown,
    /// The company does not want the link at present (R28).
    NotActive,
    /// Another run of this company and concern is under way.
    Held,
    /// A package does not let the company in; this tick was passed over.
    Paused,
    /// A package failed; what was done is kept, the next run goes on.
    Failed(Failure),
    /// The company's credentials cannot be used; the operator must act.
    NoConnection,
}

impl Outcome {
    /// The run did what it could, or is to be gone on with.
    #[must_use]
    pub const fn is_well(&self) -> bool {
        matches!(self, Self::Done | Self::More)
    }

    /// A stored word, of [`Outcome::as_str`], is that of a run that could not do what it should.
    #[must_use]
    pub fn is_failure(word: &str) -> bool {
        matches!(word, "failed" | "no connection" | "paused")
    }

    /// A word for stored reports and log lines.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::More => "more",
            Self::Unknown => "unknown",
            Self::NotActive => "not active",
            Self::Held => "held",
            Self::Paused => "paused",
            Self::Failed(_) => "failed",
            Self::NoConnection => "no connection",
        }
    }
}

/// What a run did.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// Which run.
    pub concern: Concern,
    /// How it ended.
    pub outcome: Outcome,
    /// What it did.
    pub counts: Counts,
}
