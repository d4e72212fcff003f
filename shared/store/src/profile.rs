//! What Koppel knows of a company: whether the link is active, with which package, and its settings (R21, R24–R28).

use std::collections::BTreeMap;

use jiff::Timestamp;
use koppel_domain::settings::Settings;
use serde::{Deserialize, Serialize};

use crate::TenantStore;
use crate::error::{ItemKind, StoreError};
use crate::item::{Attributes, decode, encode, text_of};
use crate::key::{self, ITEM, PROFILE};
use crate::secret::{SECRETS, Sealed};

/// Where a company stands. One that was never activated has no profile (R21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileState {
    /// Runs work.
    Active,
    /// Nothing is pulled and nothing is pushed (R28).
    Deactivated,
}

/// The bookkeeping package of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Connector {
    /// iMUIS Online.
    Imuis,
}

/// What Koppel knows of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Active or not.
    pub state: ProfileState,
    /// Which package.
    pub connector: Connector,
    /// The company's name in bookkeeping.
    pub company: String,
    /// When the link was activated; work orders archived before it are never sent.
    pub activated_at: Timestamp,
    /// When it was deactivated last.
    pub deactivated_at: Option<Timestamp>,
    /// What the admin decided.
    pub settings: Settings,
    /// Grows by one at every save; the store sets it. 0 = not stored yet.
    pub revision: u64,
}

/// Everything a run needs before it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The profile.
    pub profile: Profile,
    /// Sealed secrets by name ([`crate::SECRET_IMUIS`], [`crate::SECRET_SIMPLE_SIMON`]); only those that exist.
    pub secrets: BTreeMap<String, Sealed>,
}

impl TenantStore {
    /// Profile and secrets in one request; `None` for a company that was never activated.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`], [`StoreError::Malformed`].
    pub async fn open(&self) -> Result<Option<Opened>, StoreError> {
        let mut items = vec![PROFILE.to_owned()];
        for name in SECRETS {
            items.push(key::secret(name)?);
        }
        let mut found: BTreeMap<String, Attributes> = BTreeMap::new();
        for item in self.get_many(ItemKind::Profile, items).await? {
            if let Some(name) = text_of(&item, ITEM) {
                found.insert(name.to_owned(), item);
            }
        }
        let Some(profile) = found.remove(PROFILE) else {
            return Ok(None);
        };
        let profile = decode(ItemKind::Profile, profile)?;
        let mut secrets = BTreeMap::new();
        for name in SECRETS {
            if let Some(item) = found.remove(&key::secret(name)?) {
                secrets.insert(name.to_owned(), Sealed::read(item)?);
            }
        }
        Ok(Some(Opened { profile, secrets }))
    }

    /// Stores the first profile of a company, whatever `profile.revision` says, and gives it back as stored.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where there is one already.
    pub async fn create_profile(&self, profile: Profile) -> Result<Profile, StoreError> {
        self.write_profile(Profile { revision: 0, ..profile }).await
    }

    /// Stores a profile that was read before, changed, and gives it back as stored.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where someone else saved it since `profile.revision`, or where there is none yet.
    pub async fn save_profile(&self, profile: Profile) -> Result<Profile, StoreError> {
        if profile.revision == 0 {
            return Err(StoreError::Conflict { item: ItemKind::Profile });
        }
        self.write_profile(profile).await
    }

    async fn write_profile(&self, profile: Profile) -> Result<Profile, StoreError> {
        let read = profile.revision;
        let saved = Profile { revision: read.saturating_add(1), ..profile };
        let attributes = encode(ItemKind::Profile, &saved)?;
        self.save(ItemKind::Profile, PROFILE, attributes, read, Vec::new()).await?;
        Ok(saved)
    }
}
