//! Why a step of an integration's life cannot be taken, and which step is missing before it.

use serde::{Deserialize, Serialize};

use super::{Stage, TERMS_VERSION};
use crate::settings::SettingName;
use crate::wipe::WipeTable;

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Another step comes first.
    #[error("{} comes first", .0.as_str())]
    Missing(Step),
    /// The integration is active already.
    #[error("the integration is active already")]
    Already,
    /// The integration is past this step, or does not need it.
    #[error("not while the integration is {}", .0.as_str())]
    NotNow(Stage),
    /// The operator has paused the connector.
    #[error("the connector is paused")]
    Paused,
    /// The first activation empties these tables too.
    #[error("the first activation must empty more tables")]
    Mandatory(Vec<WipeTable>),
    /// No table was chosen.
    #[error("no table was chosen")]
    NothingToWipe,
    /// The name that was typed is not the company's.
    #[error("the name typed is not the company's")]
    OtherName,
    /// Another version of the terms holds now.
    #[error("version {TERMS_VERSION} of the terms holds now")]
    OtherTerms,
    /// These settings were not checked with exactly these values.
    #[error("settings were not checked")]
    Unchecked(Vec<SettingName>),
}

/// A step of the activation, to name what is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The credentials of Simple-Simon.
    SimpleSimon,
    /// Step 1.
    Wipe,
    /// Step 2.
    Connect,
    /// The terms of use.
    Terms,
    /// Step 3.
    Settings,
    /// A first activation.
    Activation,
}

impl Step {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SimpleSimon => "simple_simon",
            Self::Wipe => "wipe",
            Self::Connect => "connect",
            Self::Terms => "terms",
            Self::Settings => "settings",
            Self::Activation => "activation",
        }
    }
}
