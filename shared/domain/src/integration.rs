//! The life of an integration: what has been done, what may be done next, and what is missing before it (R21–R28).
//!
//! never activated → wiping → wiped → connected → set up → active ⇄ deactivated. A wipe can be widened while it is under
//! way, and called off: back to deactivated, or, where the link was never active, to the beginning. Beside it stands the operator's pause of a whole connector
//! (GEPAUZEERD), which holds up every step that would begin something.
//!
//! Guarantees:
//! - Every step is one function from a [`Life`] to the next; anything else is refused with a [`Refusal`] that names the
//!   step that is missing.
//! - A wipe begins only when an admin asks for it, and ends once; nothing here begins one by itself (R22).
//! - The moment before which archived work orders are never sent is set once, at the first activation.
//!
//! Leaves out: proofs (credentials, settings) that need a call; who calls hands the result in.

mod connecting;
mod refusal;

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::settings::{SettingName, Settings};
use crate::tenant::TenantId;
use crate::wipe::WipeTable;

pub use refusal::{Refusal, Step};

/// The version of the terms of use that holds now.
pub const TERMS_VERSION: u32 = 1;

/// Where an integration stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Never activated before.
    #[default]
    NeverActivated,
    /// Simple-Simon is being emptied (step 1).
    Wiping,
    /// Emptied; to be connected (step 2).
    Wiped,
    /// Connected; to be set up (step 3).
    Connected,
    /// Set up; the schedules are being made.
    SetUp,
    /// Runs work.
    Active,
    /// Nothing is pulled and nothing is pushed (R28).
    Deactivated,
}

impl Stage {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NeverActivated => "never_activated",
            Self::Wiping => "wiping",
            Self::Wiped => "wiped",
            Self::Connected => "connected",
            Self::SetUp => "set_up",
            Self::Active => "active",
            Self::Deactivated => "deactivated",
        }
    }
}

/// What is known of the life of one company's integration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Life {
    /// Where it stands.
    pub stage: Stage,
    /// The first activation: work orders archived before it are never sent.
    pub activated_at: Option<Timestamp>,
    /// The last start.
    pub started_at: Option<Timestamp>,
    /// The last end, after that start or before it.
    pub deactivated_at: Option<Timestamp>,
    /// When quotes were switched on last: what was quoted before does not come along (R27).
    pub quotes_since: Option<Timestamp>,
    /// The wipe that was asked for last.
    pub wipe: Option<Wipe>,
    /// What wipes that were called off may have emptied in part, and when the last of them was.
    pub called_off: Option<CalledOff>,
    /// The fingerprint of Simple-Simon's licence, see [`licence_of`]; a company of an older release has none.
    pub licence: Option<Digest>,
    /// The name of the administration that was confirmed.
    pub administration: Option<String>,
    /// Its id, where its package tells one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub administration_id: Option<String>,
    /// The terms that were accepted.
    pub terms: Option<Terms>,
    /// Which settings were checked.
    pub checks: Checks,
}

/// The fingerprint by which a company's licence is known again, also where its credentials cannot be read any more. It
/// differs from company to company, so it tells of no licence that two of them share it.
#[must_use]
pub fn licence_of(tenant: &TenantId, licence: &str) -> Digest {
    Digest::of(&(tenant, licence))
}

/// A wipe, as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wipe {
    /// What is emptied.
    pub tables: BTreeSet<WipeTable>,
    /// Who asked for it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// When it was asked for first, before it was widened; a wipe of an older release has none.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// When it was complete.
    pub done_at: Option<Timestamp>,
}

/// Wipes that were called off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalledOff {
    /// What they may have emptied in part.
    pub tables: BTreeSet<WipeTable>,
    /// When the last of them was called off.
    pub at: Timestamp,
    /// When the first of them was asked for; `None` where nobody knows.
    #[serde(default)]
    pub since: Option<Timestamp>,
}

impl Wipe {
    /// When it was asked for first.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.since.unwrap_or(self.at)
    }
}

impl CalledOff {
    /// What is billed of a work order may be gone: its used articles, or its hours.
    #[must_use]
    pub fn holds_lines(&self) -> bool {
        self.tables.contains(&WipeTable::UsedItem) || self.tables.contains(&WipeTable::TimeSheet)
    }
}

/// Terms of use that were accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Which version.
    pub version: u32,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The checks that were passed, valid for exactly the settings they were passed with (R24).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checks {
    /// The values.
    pub values: Option<Digest>,
    /// What was found right.
    pub passed: BTreeSet<SettingName>,
}

impl Life {
    /// An integration that a file set up, without an activation: active since `now`.
    #[must_use]
    pub fn begun(now: Timestamp) -> Self {
        Self { stage: Stage::Active, activated_at: Some(now), started_at: Some(now), ..Self::default() }
    }

    /// Was active at some time: tables may be wiped by free choice, and settings are there.
    #[must_use]
    pub const fn was_active(&self) -> bool {
        self.activated_at.is_some()
    }

    /// The admin asks to empty Simple-Simon. `company` is its name, `typed` what the admin typed in. Asked for again
    /// while it is under way, with further tables, it is a new wipe of these and those.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn wipe(
        &self,
        tables: BTreeSet<WipeTable>,
        (company, typed): (&str, &str),
        by: &str,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        if let stage @ (Stage::SetUp | Stage::Active) = self.stage {
            return Err(Refusal::NotNow(stage));
        }
        if typed.trim() != company.trim() {
            return Err(Refusal::OtherName);
        }
        if tables.is_empty() {
            return Err(Refusal::NothingToWipe);
        }
        if !self.was_active() && self.stage == Stage::NeverActivated {
            let left: Vec<WipeTable> =
                WipeTable::MANDATORY.into_iter().filter(|table| !tables.contains(table)).collect();
            if !left.is_empty() {
                return Err(Refusal::Mandatory(left));
            }
        }
        // Its moment is how the run knows it from the one before.
        let at = self.wipe.as_ref().map_or(now, |before| now.max(before.at + Duration::from_nanos(1)));
        let (mut tables, mut since) = (tables, at);
        if let (Stage::Wiping, Some(before)) = (self.stage, &self.wipe) {
            if tables.is_subset(&before.tables) {
                return Err(Refusal::NotNow(Stage::Wiping));
            }
            tables.extend(&before.tables);
            since = before.since();
        }
        let wipe = Wipe { tables, by: by.to_owned(), at, since: Some(since), done_at: None };
        Ok(Self { stage: Stage::Wiping, wipe: Some(wipe), ..self.clone() })
    }

    /// The run has emptied everything that was asked for.
    ///
    /// # Errors
    /// Where no wipe is under way.
    pub fn wiped(&self, now: Timestamp) -> Result<Self, Refusal> {
        let (Stage::Wiping, Some(wipe)) = (self.stage, &self.wipe) else {
            return Err(Refusal::NotNow(self.stage));
        };
        let wipe = Some(Wipe { done_at: Some(now), ..wipe.clone() });
        Ok(Self { stage: Stage::Wiped, wipe, ..self.clone() })
    }

    /// The admin accepts the terms.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn accept(&self, version: u32, by: &str, now: Timestamp) -> Result<Self, Refusal> {
        self.has_settings()?;
        if version != TERMS_VERSION {
            return Err(Refusal::OtherTerms);
        }
        Ok(Self { terms: Some(Terms { version, by: by.to_owned(), at: now }), ..self.clone() })
    }

    /// `passed` was found right with these values; what was found with other values counts no more.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn checked(&self, settings: &Settings, asked: &[(SettingName, bool)]) -> Result<Self, Refusal> {
        self.has_settings()?;
        self.has_terms()?;
        let values = Some(settings.values());
        let mut passed =
            if self.checks.values == values { self.checks.passed.clone() } else { BTreeSet::new() };
        for (name, right) in asked {
            if *right {
                passed.insert(*name);
            } else {
                passed.remove(name);
            }
        }
        Ok(Self { checks: Checks { values, passed }, ..self.clone() })
    }

    /// The admin saves settings: the integration is set up, or goes on with the new ones.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn save(&self, settings: &Settings) -> Result<Self, Refusal> {
        self.has_settings()?;
        self.has_terms()?;
        let valid = self.checks.values.as_ref() == Some(&settings.values());
        let left: Vec<SettingName> = SettingName::ALL
            .into_iter()
            .filter(|name| !valid || !self.checks.passed.contains(name))
            .collect();
        if !left.is_empty() {
            return Err(Refusal::Unchecked(left));
        }
        let stage = if self.stage == Stage::Connected { Stage::SetUp } else { self.stage };
        Ok(Self { stage, ..self.clone() })
    }

    /// Settings go from `before` to `after`: quotes come along from the moment at which they were switched on, never with
    /// retroactive effect (R27).
    #[must_use]
    pub fn follow_quotes(self, before: &Settings, after: &Settings, now: Timestamp) -> Self {
        if before.quotes.is_none() && after.quotes.is_some() {
            return Self { quotes_since: Some(now), ..self };
        }
        self
    }

    /// The moment before which nothing that was quoted comes along: the first activation, or when quotes were switched
    /// on, whichever is later.
    #[must_use]
    pub fn quotes_from(&self) -> Option<Timestamp> {
        self.activated_at.max(self.quotes_since)
    }

    /// The schedules are there: runs work from now on.
    ///
    /// # Errors
    /// Where it is not set up.
    pub fn start(&self, now: Timestamp) -> Result<Self, Refusal> {
        match self.stage {
            Stage::SetUp => {}
            Stage::Active | Stage::Deactivated => return Err(Refusal::NotNow(self.stage)),
            _ => return Err(Refusal::Missing(Step::Settings)),
        }
        let activated_at = Some(self.activated_at.unwrap_or(now));
        Ok(Self { stage: Stage::Active, activated_at, started_at: Some(now), ..self.clone() })
    }

    /// The admin activates again what was deactivated, as it was: on from the point that was reached.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn activate_again(&self) -> Result<Self, Refusal> {
        match self.stage {
            Stage::Deactivated => Ok(Self { stage: Stage::SetUp, ..self.clone() }),
            Stage::NeverActivated => Err(Refusal::Missing(Step::Wipe)),
            Stage::Wiped => Err(Refusal::Missing(Step::Connect)),
            Stage::Connected => Err(Refusal::Missing(Step::Settings)),
            Stage::Active => Err(Refusal::Already),
            Stage::Wiping | Stage::SetUp => Err(Refusal::NotNow(self.stage)),
        }
    }

    /// The admin stops the integration (R28), or calls off a wipe. One that was never active begins again from the
    /// start: its licence may be another one, and its next wipe is whole.
    ///
    /// # Errors
    /// Where it does not run.
    pub fn deactivate(&self, now: Timestamp) -> Result<Self, Refusal> {
        let stopped = Self { stage: Stage::Deactivated, ..self.clone() };
        match self.stage {
            Stage::Active | Stage::SetUp => Ok(Self { deactivated_at: Some(now), ..stopped }),
            Stage::Wiping if self.was_active() => {
                let before = self.called_off.as_ref();
                let tables = before.iter().flat_map(|before| &before.tables);
                let tables = self.wipe.iter().flat_map(|wipe| &wipe.tables).chain(tables).copied().collect();
                let since = self.wipe.as_ref().map(Wipe::since);
                let since = before.map_or(since, |before| before.since.min(since));
                Ok(Self { called_off: Some(CalledOff { tables, at: now, since }), ..stopped })
            }
            Stage::Wiping => Ok(Self { stage: Stage::NeverActivated, ..stopped }),
            stage if self.was_active() => Err(Refusal::NotNow(stage)),
            _ => Err(Refusal::Missing(Step::Activation)),
        }
    }

    fn has_settings(&self) -> Result<(), Refusal> {
        match self.stage {
            Stage::NeverActivated => Err(Refusal::Missing(Step::Wipe)),
            Stage::Wiping => Err(Refusal::NotNow(Stage::Wiping)),
            Stage::Wiped => Err(Refusal::Missing(Step::Connect)),
            Stage::Connected | Stage::SetUp | Stage::Active | Stage::Deactivated => Ok(()),
        }
    }

    fn has_terms(&self) -> Result<(), Refusal> {
        match &self.terms {
            Some(terms) if terms.version == TERMS_VERSION => Ok(()),
            _ => Err(Refusal::Missing(Step::Terms)),
        }
    }
}

#[cfg(test)]
mod tests;
