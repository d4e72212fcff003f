//! What a person did to an integration, for the log: every step of the activation and every later change (R21–R28).
//!
//! Leaves out: who and when; the message and the row hold them.

use serde::{Deserialize, Serialize};

use crate::failure::System;
use crate::message::Concern;

/// A deed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum Deed {
    /// The operator made the company.
    Created,
    /// A wipe was asked for.
    WipeAsked {
        /// Of so many tables.
        tables: u32,
    },
    /// A wipe was called off.
    WipeCalledOff,
    /// Credentials were proved and kept.
    CredentialsKept {
        /// Of which package.
        system: System,
    },
    /// The administration was confirmed.
    Connected {
        /// Its name.
        administration: String,
    },
    /// The terms of use were accepted.
    TermsAccepted {
        /// Which version.
        version: u32,
    },
    /// Settings were saved.
    SettingsSaved {
        /// Their version.
        version: u32,
    },
    /// The link was activated.
    Activated,
    /// The link was deactivated.
    Deactivated,
    /// Open problems were offered again.
    OfferedAgain {
        /// How many.
        problems: u64,
    },
    /// A run was asked for at once.
    RunAsked {
        /// Which.
        concern: Concern,
    },
    /// A cleanup that was withheld was approved.
    CleanupApproved {
        /// So many deletions at most.
        deletions: u64,
    },
    /// A cleanup that only tells what it would do was asked for.
    DryRunAsked,
}

impl Deed {
    /// Its name in stored rows and on the wire.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::WipeAsked { .. } => "wipe_asked",
            Self::WipeCalledOff => "wipe_called_off",
            Self::CredentialsKept { .. } => "credentials_kept",
            Self::Connected { .. } => "connected",
            Self::TermsAccepted { .. } => "terms_accepted",
            Self::SettingsSaved { .. } => "settings_saved",
            Self::Activated => "activated",
            Self::Deactivated => "deactivated",
            Self::OfferedAgain { .. } => "offered_again",
            Self::RunAsked { .. } => "run_asked",
            Self::CleanupApproved { .. } => "cleanup_approved",
            Self::DryRunAsked => "dry_run_asked",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deed_is_stored_under_its_name() {
        for deed in [
            Deed::Created,
            Deed::WipeAsked { tables: 1 },
            Deed::WipeCalledOff,
            Deed::CredentialsKept { system: System::Imuis },
            Deed::Connected { administration: String::new() },
            Deed::TermsAccepted { version: 1 },
            Deed::SettingsSaved { version: 1 },
            Deed::Activated,
            Deed::Deactivated,
            Deed::OfferedAgain { problems: 1 },
            Deed::RunAsked { concern: Concern::Pull },
            Deed::CleanupApproved { deletions: 1 },
            Deed::DryRunAsked,
        ] {
            assert_eq!(serde_json::to_value(&deed).unwrap()["deed"], deed.as_str());
        }
    }
}
