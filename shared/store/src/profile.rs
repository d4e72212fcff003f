//! What Koppel knows of a company: where its integration stands, with which package, and its settings (R21–R28).

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;
use koppel_domain::digest::Digest;
use koppel_domain::failure::System;
use koppel_domain::integration::{Life, Stage};
use koppel_domain::message::Concern;
use koppel_domain::settings::Settings;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::TenantStore;
use crate::cursor::{Rest, Seen};
use crate::error::{ItemKind, StoreError};
use crate::item::{Attributes, decode, encode, text_of};
use crate::key::{self, ITEM, PAUSES, PROFILE};
use crate::log::LogRow;
use crate::read::Truth;
use crate::register;
use crate::secret::{SECRETS, Sealed};
use crate::write::put_act;

/// The bookkeeping package of a company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Connector {
    /// iMUIS Online.
    #[default]
    Imuis,
    /// SnelStart.
    Snelstart,
}

impl Connector {
    /// Every package.
    pub const ALL: [Self; 2] = [Self::Imuis, Self::Snelstart];

    /// Its name in keys and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Imuis => "imuis",
            Self::Snelstart => "snelstart",
        }
    }

    /// The package of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|connector| connector.as_str() == name)
    }

    /// The package, as failures and messages name it.
    #[must_use]
    pub const fn system(self) -> System {
        match self {
            Self::Imuis => System::Imuis,
            Self::Snelstart => System::SnelStart,
        }
    }
}

/// What Koppel knows of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The company's name.
    pub company: String,
    /// Which package.
    pub connector: Connector,
    /// When the operator made it.
    pub created_at: Timestamp,
    /// Where its integration stands.
    pub life: Life,
    /// What the admin decided.
    pub settings: Settings,
    /// Who changed something last, what, and when.
    pub last_change: Option<Change>,
    /// The last requests that were carried out, so that a repeated one is known again.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// When the admin last offered open problems again, or asked for a run: the next runs read what is due, and whatever
    /// kept them waiting is tried at once.
    #[serde(default)]
    pub offered_at: Option<Timestamp>,
    /// What the admin asked of the cleanup.
    #[serde(default)]
    pub cleanup: CleanupAsked,
    /// Grows by one at every save; the store sets it. 0 = not stored yet.
    pub revision: u64,
}

/// What the admin asked of the cleanup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CleanupAsked {
    /// When it was asked what a cleanup would delete.
    pub dry_run_at: Option<Timestamp>,
    /// The list that may go.
    pub approval: Option<Approval>,
}

/// The admin's word for one list of removals: a ceiling for one round of the cleanup (P5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The list's id.
    pub list: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A change, for whoever comes second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Who.
    pub by: String,
    /// What: the act's name.
    pub act: String,
    /// When.
    pub at: Timestamp,
}

/// A request that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The key that the caller gave it.
    pub key: String,
    /// A fingerprint of what it asked.
    pub asked: Digest,
}

/// Most requests that are remembered.
const REQUESTS_MAX: usize = 20;

impl Profile {
    /// A company that was never activated.
    #[must_use]
    pub fn new(company: String, connector: Connector, created_at: Timestamp) -> Self {
        Self {
            company,
            connector,
            created_at,
            life: Life::default(),
            settings: Settings::default(),
            last_change: None,
            requests: Vec::new(),
            offered_at: None,
            cleanup: CleanupAsked::default(),
            revision: 0,
        }
    }

    /// The company wants runs of this concern, by where it stands and by its settings; the operator's pause is beside it.
    #[must_use]
    pub fn wants(&self, concern: Concern) -> bool {
        let stage = self.life.stage;
        match concern {
            Concern::Pull | Concern::Push | Concern::Cleanup => stage == Stage::Active,
            Concern::Quotes => stage == Stage::Active && self.settings.quotes.is_some(),
            Concern::Wipe => stage == Stage::Wiping,
        }
    }

    /// Remembers a request, and forgets the eldest.
    pub fn remember(&mut self, request: Request) {
        self.requests.push(request);
        let over = self.requests.len().saturating_sub(REQUESTS_MAX);
        self.requests.drain(..over);
    }
}

/// Everything a run needs before it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The profile.
    pub profile: Profile,
    /// Sealed secrets by name ([`crate::SECRET_BOOKKEEPING`], [`crate::SECRET_SIMPLE_SIMON`]); only those that exist.
    pub secrets: BTreeMap<String, Sealed>,
    /// The operator has paused its connector (GEPAUZEERD).
    pub paused: bool,
}

/// A company with everything that is kept of its runs, for showing only.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    /// What a run begins with.
    pub opened: Opened,
    /// Every concern that ever ran.
    pub concerns: BTreeMap<Concern, Seen>,
}

/// What is stored together with a profile, or not at all.
#[derive(Clone, Debug, Default)]
pub struct Along {
    /// Sealed secrets by name.
    pub secrets: Vec<(&'static str, Sealed)>,
    /// Rows for the log.
    pub rows: Vec<LogRow>,
}

impl TenantStore {
    /// Profile, secrets and the operator's pause in one request; `None` for a company that is unknown here.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`], [`StoreError::Malformed`].
    pub async fn open(&self) -> Result<Option<Opened>, StoreError> {
        Self::open_with(&mut self.fetch(&[], Truth::Now).await?)
    }

    /// What [`TenantStore::open`] gives and every concern that ever ran, in one request.
    ///
    /// # Errors
    /// As [`TenantStore::open`].
    pub async fn look(&self) -> Result<Option<Looked>, StoreError> {
        let mut found = self.fetch(&Concern::ALL, Truth::Now).await?;
        let Some(opened) = Self::open_with(&mut found)? else { return Ok(None) };
        let mut concerns = BTreeMap::new();
        for concern in Concern::ALL {
            if let Some(item) = found.remove(&key::cursor(concern)) {
                concerns.insert(concern, Seen::read(item)?);
            }
        }
        Ok(Some(Looked { opened, concerns }))
    }

    /// What [`TenantStore::open`] gives and how `concern` was left by its last run, in one request at half the price:
    /// it may be a moment old, so it serves to see that there is nothing to do, and nothing else. `None` where the
    /// company is unknown, where no run has ended yet, and where one is under way or was cut off.
    ///
    /// # Errors
    /// As [`TenantStore::open`].
    pub async fn glance<C: DeserializeOwned>(
        &self,
        concern: Concern,
    ) -> Result<Option<(Opened, Rest<C>)>, StoreError> {
        let mut found = self.fetch(&[concern], Truth::Lately).await?;
        let Some(opened) = Self::open_with(&mut found)? else { return Ok(None) };
        let rest = found.remove(&key::cursor(concern)).map(Rest::read).transpose()?.flatten();
        Ok(rest.map(|rest| (opened, rest)))
    }

    /// Everything that a company is opened with, and these concerns, by sort key.
    async fn fetch(
        &self,
        concerns: &[Concern],
        truth: Truth,
    ) -> Result<BTreeMap<String, Attributes>, StoreError> {
        let mut keys = vec![self.key(PROFILE)];
        for name in SECRETS {
            keys.push(self.key(&key::secret(name)?));
        }
        keys.extend(concerns.iter().map(|concern| self.key(&key::cursor(*concern))));
        keys.push(key::registered(PAUSES));
        let found = self.inner.get_keys(&self.counters, ItemKind::Profile, keys, truth).await?;
        let named = found.into_iter().filter_map(|item| Some((text_of(&item, ITEM)?.to_owned(), item)));
        Ok(named.collect())
    }

    fn open_with(found: &mut BTreeMap<String, Attributes>) -> Result<Option<Opened>, StoreError> {
        let Some(profile) = found.remove(PROFILE) else {
            return Ok(None);
        };
        let profile = read(profile)?;
        let mut secrets = BTreeMap::new();
        for name in SECRETS {
            if let Some(item) = found.remove(&key::secret(name)?) {
                secrets.insert(name.to_owned(), Sealed::read(item)?);
            }
        }
        let paused = found.get(PAUSES).is_some_and(|pauses| register::is_paused(pauses, profile.connector));
        Ok(Some(Opened { profile, secrets, paused }))
    }

    /// Stores the first profile of a company, whatever `profile.revision` says, enters the company in the register, and
    /// gives the profile back as stored.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where there is one already.
    pub async fn create_profile(&self, profile: Profile) -> Result<Profile, StoreError> {
        let entry = self.register_entry(&profile.company)?;
        self.write_profile(Profile { revision: 0, ..profile }, vec![entry]).await
    }

    /// Stores a profile that was read before, changed, and gives it back as stored.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where someone else saved it since `profile.revision`, or where there is none yet.
    pub async fn save_profile(&self, profile: Profile) -> Result<Profile, StoreError> {
        self.save_profile_with(profile, Along::default()).await
    }

    /// As [`TenantStore::save_profile`], and what goes along is stored with it or not at all.
    ///
    /// # Errors
    /// As [`TenantStore::save_profile`]; nothing was changed then. [`StoreError::Unavailable`]: it may have been saved.
    pub async fn save_profile_with(&self, profile: Profile, along: Along) -> Result<Profile, StoreError> {
        if profile.revision == 0 {
            return Err(StoreError::Conflict { item: ItemKind::Profile });
        }
        let mut others = Vec::new();
        for (name, sealed) in &along.secrets {
            let mut item = sealed.attributes();
            item.extend(self.key(&key::secret(name)?));
            others.push(put_act(ItemKind::Secret, &self.inner.tables.state, item)?);
        }
        for row in &along.rows {
            let (_, item) = self.log_item(row)?;
            others.push(put_act(ItemKind::LogRow, &self.inner.tables.log, item)?);
        }
        self.write_profile(profile, others).await
    }

    async fn write_profile(
        &self,
        profile: Profile,
        others: Vec<TransactWriteItem>,
    ) -> Result<Profile, StoreError> {
        let read = profile.revision;
        let saved = Profile { revision: read.saturating_add(1), ..profile };
        let attributes = encode(ItemKind::Profile, &saved)?;
        self.save(ItemKind::Profile, PROFILE, attributes, read, others).await?;
        Ok(saved)
    }
}

/// A profile as it was stored before an integration had a life: a link was active or not, and nothing else.
#[derive(Deserialize)]
struct Before {
    state: StateBefore,
    connector: Connector,
    company: String,
    activated_at: Timestamp,
    deactivated_at: Option<Timestamp>,
    settings: Settings,
    revision: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StateBefore {
    Active,
    Deactivated,
}

/// A profile in today's form, or in the one before it: a folder that an older release kept holds a ledger that must not
/// be left behind (P1).
pub(crate) fn read(item: Attributes) -> Result<Profile, StoreError> {
    if item.contains_key("life") {
        return decode(ItemKind::Profile, item);
    }
    let before: Before = decode(ItemKind::Profile, item)?;
    let stage = match before.state {
        StateBefore::Active => Stage::Active,
        StateBefore::Deactivated => Stage::Deactivated,
    };
    let life = Life { stage, deactivated_at: before.deactivated_at, ..Life::begun(before.activated_at) };
    Ok(Profile {
        life,
        settings: before.settings,
        revision: before.revision,
        ..Profile::new(before.company, before.connector, before.activated_at)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_package_is_known_by_the_name_that_is_stored() {
        for connector in Connector::ALL {
            assert_eq!(serde_json::to_value(connector).unwrap(), connector.as_str());
            assert_eq!(Connector::named(connector.as_str()), Some(connector));
        }
        assert_eq!(Connector::named("exact"), None);
    }

    #[test]
    fn a_profile_of_an_older_release_keeps_its_activation_and_its_settings() {
        for (state, stage) in [("active", Stage::Active), ("deactivated", Stage::Deactivated)] {
            let stored = json!({
                "state": state, "connector": "imuis", "company": "De Korenaar", "revision": 4,
                "activated_at": "2026-11-01T08:00:00Z", "deactivated_at": "2026-11-09T08:00:00Z",
                "settings": { "version": 3, "filter_word": "Garantie" },
            });
            let profile = read(encode(ItemKind::Profile, &stored).unwrap()).unwrap();
            assert_eq!(profile.life.stage, stage);
            assert_eq!(profile.life.activated_at, Some("2026-11-01T08:00:00Z".parse().unwrap()));
            assert_eq!((profile.revision, profile.settings.version), (4, 3));
        }
    }
}
