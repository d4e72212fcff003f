//! How the memory can fail, as values that say who must act.
//!
//! Guarantees: neither `Display` nor `Debug` shows an item's contents or key (P9). The SDK's own errors are not kept,
//! because their `Debug` prints the whole answer, items included; what is kept of them is [`Cause`].

use std::fmt;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use koppel_domain::failure::Actor;

/// Longest part of DynamoDB's own words that is kept, in characters.
const MESSAGE_MAX: usize = 300;

/// Answers of DynamoDB that pass by themselves. Server errors (5xx) count as such whatever their code.
const PASSING: [&str; 8] = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "ThrottlingError",
    "RequestLimitExceeded",
    "InternalServerError",
    "TransactionConflictException",
    "TransactionInProgressException",
    "LimitExceededException",
];

/// The kind of item an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `profile`
    Profile,
    /// `secret#…`
    Secret,
    /// `cursor#…`
    Cursor,
    /// `link#…`
    Link,
    /// `order#…`
    Order,
    /// `quote#…`
    Quote,
    /// `removals#…`
    Removals,
    /// `problem#…`
    Problem,
    /// `run#…`
    Run,
    /// A row of the log.
    LogRow,
    /// An item of the register.
    Register,
    /// The tables themselves.
    Tables,
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Profile => "profile",
            Self::Secret => "secret",
            Self::Cursor => "cursor",
            Self::Link => "link",
            Self::Order => "order",
            Self::Quote => "quote",
            Self::Removals => "list of removals",
            Self::Problem => "problem",
            Self::Run => "run",
            Self::LogRow => "log row",
            Self::Register => "register",
            Self::Tables => "tables",
        })
    }
}

/// Why something could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Someone else saved the item first. Nothing was changed; read it again.
    #[error("the {item} was saved by someone else first")]
    Conflict {
        /// What was to be saved.
        item: ItemKind,
    },
    /// The lease of this run has ended and another run may have taken it. Nothing was changed; stop at once.
    #[error("the lease of this run is no longer its own")]
    LeaseLost,
    /// More than one item, or one transaction, can hold. Nothing was changed.
    #[error("the {item} is larger than the {limit} {unit} that the store can hold")]
    TooLarge {
        /// What was to be saved.
        item: ItemKind,
        /// Most that fits.
        limit: usize,
        /// What the limit counts.
        unit: &'static str,
    },
    /// A key that DynamoDB cannot hold. Nothing was changed.
    #[error("a key of a {item} is not one of at most {limit_bytes} bytes")]
    KeyRefused {
        /// What was to be read or saved.
        item: ItemKind,
        /// Most bytes in a key.
        limit_bytes: usize,
    },
    /// DynamoDB gave no answer, or asks for patience. A write may have been carried out.
    #[error("the store was not available to {step} the {item}")]
    Unavailable {
        /// What was being done.
        step: &'static str,
        /// What it was done to.
        item: ItemKind,
        /// Why.
        source: Cause,
    },
    /// DynamoDB understood, and refuses: a missing table or right, or a mistake of ours. Nothing was changed.
    #[error("the store refuses to {step} the {item}")]
    Refused {
        /// What was being done.
        step: &'static str,
        /// What it was done to.
        item: ItemKind,
        /// Why.
        source: Cause,
    },
    /// A stored item cannot be read by this release, or a value has no stored form.
    #[error("a {item} does not have the form that this release knows")]
    Malformed {
        /// What was to be read or saved.
        item: ItemKind,
    },
}

/// Why DynamoDB did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// No answer within the time allowed.
    #[error("no answer in time")]
    Timeout,
    /// No connection, or it broke off.
    #[error("no connection")]
    Connection,
    /// The answer was none of DynamoDB's.
    #[error("an answer that cannot be read")]
    Unreadable,
    /// The request could not be made; it was not sent.
    #[error("the request could not be made")]
    NotSent,
    /// DynamoDB's own code and words; its words name tables, rights and expressions, not what an item holds.
    #[error("{code}: {message}")]
    Answered {
        /// For instance `ThrottlingException`.
        code: String,
        /// Its words, at most 300 characters.
        message: String,
    },
    /// Part of a batch was left undone, time and again.
    #[error("{left} items of a batch were left undone")]
    Undone {
        /// How many.
        left: usize,
    },
}

impl StoreError {
    /// Who must act before the same call can succeed.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        match self {
            Self::Conflict { .. } | Self::LeaseLost | Self::Unavailable { .. } => Actor::Nobody,
            Self::TooLarge { .. }
            | Self::KeyRefused { .. }
            | Self::Refused { .. }
            | Self::Malformed { .. } => Actor::Operator,
        }
    }
}

/// What a failed request means.
pub(crate) fn failed<E: ProvideErrorMetadata>(
    step: &'static str,
    item: ItemKind,
    error: &SdkError<E>,
) -> StoreError {
    let source = match error {
        SdkError::TimeoutError(_) => Cause::Timeout,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Cause::Timeout,
        SdkError::DispatchFailure(_) => Cause::Connection,
        SdkError::ResponseError(_) => Cause::Unreadable,
        SdkError::ServiceError(answer) => {
            let code = answer.err().code().unwrap_or("unknown");
            let cause = answered(code, answer.err().message());
            let passes = PASSING.contains(&code) || answer.raw().status().is_server_error();
            return match code {
                "ConditionalCheckFailedException" => StoreError::Conflict { item },
                _ if passes => StoreError::Unavailable { step, item, source: cause },
                _ => StoreError::Refused { step, item, source: cause },
            };
        }
        _ => return StoreError::Refused { step, item, source: Cause::NotSent },
    };
    StoreError::Unavailable { step, item, source }
}

/// DynamoDB's own code and words.
pub(crate) fn answered(code: &str, message: Option<&str>) -> Cause {
    let message = message.unwrap_or_default().chars().take(MESSAGE_MAX).collect();
    Cause::Answered { code: code.to_owned(), message }
}
