//! How a call to one of the two packages can fail, as a value that says who must act.
//!
//! Guarantees: `detail` is a fixed phrase of ours, so a failure can be written to a technical log; only
//! [`Failure::Refused`] carries the other side's words, which belong in the admin's log alone (P9).

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The other side of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum System {
    /// iMUIS Online.
    Imuis,
    /// SnelStart.
    #[serde(rename = "snelstart")]
    SnelStart,
    /// Simple-Simon.
    SimpleSimon,
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Imuis => "iMUIS Online",
            Self::SnelStart => "SnelStart",
            Self::SimpleSimon => "Simple-Simon",
        })
    }
}

/// Who must act before the same call can succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody: a later run tries again.
    Nobody,
    /// The admin of the company.
    Admin,
    /// The operator of this Koppel.
    Operator,
}

/// Why a package lets a company in no more. Each has its own action for the admin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessFault {
    /// User name or password refused.
    Password,
    /// The licence is not active this month.
    Licence,
    /// The API was not released by the vendor's support.
    NotReleased,
    /// The environment code is unknown, or the app is not activated for it.
    EnvironmentCode,
    /// Koppel's own key with the maker of the package is refused: the operator must act.
    PartnerKey,
    /// Koppel has no key of its own with the maker of the package: the operator must act.
    NotServed,
    /// The API key is refused.
    ApiKey,
    /// The link key (koppelsleutel) is wrong or was withdrawn.
    LinkKey,
    /// Let in, but what was asked is not in the company's package, or not in what its key may do.
    NotIncluded,
    /// Refused without telling which.
    Unknown,
}

/// A call that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The request surely never arrived, or a read got no answer: trying again is safe.
    #[error("{system} could not be reached: {detail}")]
    Unreachable {
        /// The other side.
        system: System,
        /// A fixed phrase, for instance `timeout` or `status 502`.
        detail: String,
    },
    /// The other side asks for patience (429, 503).
    #[error("{system} asks for patience")]
    Busy {
        /// The other side.
        system: System,
        /// How long, if it said so.
        retry_after: Option<Duration>,
    },
    /// A read was answered with something that cannot be read: HTML, cut-off XML, too much.
    #[error("{system} gave an answer that cannot be read: {detail}")]
    Unreadable {
        /// The other side.
        system: System,
        /// A fixed phrase, for instance `html instead of xml`.
        detail: String,
    },
    /// The other side understood, and refuses this one thing. Nothing was changed there.
    #[error("{system} refused")]
    Refused {
        /// The other side.
        system: System,
        /// Its code, for instance `CS312` or `409`.
        code: Option<String>,
        /// Its own words, at most 400 characters; for the admin's log only.
        reason: String,
    },
    /// The company is not let in.
    #[error("{system} refuses access: {fault:?}")]
    Access {
        /// The other side.
        system: System,
        /// Why.
        fault: AccessFault,
    },
    /// A write left, and whether it was carried out is not known. It must be looked up before any second try.
    #[error("{system} gave no clear answer to a write: {detail}")]
    Unclear {
        /// The other side.
        system: System,
        /// A fixed phrase.
        detail: String,
    },
}

impl Failure {
    /// Who must act before the same call can succeed.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        match self {
            Self::Unreachable { .. } | Self::Busy { .. } | Self::Unreadable { .. } | Self::Unclear { .. } => {
                Actor::Nobody
            }
            Self::Refused { .. } => Actor::Admin,
            Self::Access { fault: AccessFault::PartnerKey | AccessFault::NotServed, .. } => Actor::Operator,
            Self::Access { .. } => Actor::Admin,
        }
    }

    /// It may be gone at the next try, without anyone's help.
    #[must_use]
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Unclear { .. } | Self::Unreachable { .. } | Self::Unreadable { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYSTEM: System = System::Imuis;

    fn access(fault: AccessFault) -> Failure {
        Failure::Access { system: SYSTEM, fault }
    }

    #[test]
    fn each_failure_tells_who_must_act_and_whether_it_passes() {
        let detail = String::new;
        for (failure, actor, passes) in [
            (Failure::Unreachable { system: SYSTEM, detail: detail() }, Actor::Nobody, true),
            (Failure::Unreadable { system: SYSTEM, detail: detail() }, Actor::Nobody, true),
            (Failure::Unclear { system: SYSTEM, detail: detail() }, Actor::Nobody, true),
            // How long it lasts, the other side says.
            (Failure::Busy { system: SYSTEM, retry_after: None }, Actor::Nobody, false),
            (Failure::Refused { system: SYSTEM, code: None, reason: detail() }, Actor::Admin, false),
            (access(AccessFault::Password), Actor::Admin, false),
            (access(AccessFault::PartnerKey), Actor::Operator, false),
            (access(AccessFault::NotServed), Actor::Operator, false),
        ] {
            assert_eq!((failure.actor(), failure.passes()), (actor, passes), "{failure:?}");
        }
    }

    #[test]
    fn each_side_has_its_own_name() {
        assert_eq!(
            [System::Imuis, System::SnelStart, System::SimpleSimon].map(|system| system.to_string()),
            ["iMUIS Online", "SnelStart", "Simple-Simon"]
        );
    }
}
