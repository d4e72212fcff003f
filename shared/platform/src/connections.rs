//! How a company's packages are reached: unsealed credentials and kept sessions become two clients.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use koppel_bookkeeping::{Bookkeeping, Session};
use koppel_domain::failure::System;
use koppel_domain::integration::Stage;
use koppel_domain::tenant::TenantId;
use koppel_imuis::Imuis;
use koppel_outside::clock::Clock;
use koppel_outside::counted::{Calls, Counted};
use koppel_outside::http::Http;
use koppel_outside::pace::Pace;
use koppel_simple_simon::{SimpleSimon, Token};
use koppel_store::{Connector, Opened, Sealed};
use koppel_sync::context::ConnectError;
use koppel_sync::{Connected, Connections, Kept};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::unconnected::Unconnected;
use crate::vault::{Vault, VaultError};

/// The names under which a company's secrets are stored.
pub const IMUIS_SECRET: &str = "imuis";
/// See [`IMUIS_SECRET`].
pub const SIMPLE_SIMON_SECRET: &str = "simple-simon";
/// The name under which both sessions are sealed.
const KEPT: &str = "kept";

/// What a company gave us for iMUIS.
#[derive(Serialize, Deserialize)]
pub struct ImuisSecret {
    /// The environment code (omgevingscode).
    pub environment_code: String,
}

/// What a company gave us for Simple-Simon.
#[derive(Serialize, Deserialize)]
pub struct SimpleSimonSecret {
    /// Where its API is, and which dialect it speaks.
    pub config: koppel_simple_simon::Config,
    /// The 16-digit licence code.
    pub licence: String,
    /// The office user's name.
    pub user: String,
    /// The office user's password.
    pub password: String,
    /// The API key, where Simple-Simon gave one.
    pub api_key: Option<String>,
}

/// How fast Simple-Simon is called, for each company; how fast iMUIS is, its own configuration says.
#[derive(Clone, Copy, Debug)]
pub struct Pacing {
    /// Most calls to Simple-Simon under way for one licence.
    pub simple_simon_at_once: usize,
    /// Between the starts of two calls for one licence.
    pub simple_simon_interval: Duration,
}

impl Default for Pacing {
    /// The fact sheet's own careful choice (SIM-A71).
    fn default() -> Self {
        Self { simple_simon_at_once: 4, simple_simon_interval: Duration::from_millis(200) }
    }
}

/// Reaches the real packages, or simulated ones under other addresses.
pub struct Reach {
    /// The network, or a simulator.
    pub http: Arc<dyn Http>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Where secrets open.
    pub vault: Arc<Vault>,
    /// How iMUIS is spoken to; the same for every company.
    pub imuis: koppel_imuis::Config,
    /// Koppel's own key with the maker of iMUIS.
    pub partner_key: SecretString,
    /// How fast.
    pub pacing: Pacing,
    /// One pace a company and package, shared by all its runs in this process.
    pub paces: Paces,
}

/// The paces of the companies this process has met.
#[derive(Debug, Default)]
pub struct Paces(Mutex<HashMap<(TenantId, System), Arc<Pace>>>);

/// Most paces kept; beyond it they are all forgotten, which only means that a limit starts anew.
const MOST_PACES: usize = 20_000;

impl Paces {
    fn of(&self, tenant: &TenantId, system: System, new: impl FnOnce() -> Pace) -> Arc<Pace> {
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if paces.len() >= MOST_PACES {
            paces.clear();
        }
        Arc::clone(paces.entry((tenant.clone(), system)).or_insert_with(|| Arc::new(new())))
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Sessions {
    bookkeeping: Option<Session>,
    simple_simon: Option<Token>,
}

impl Reach {
    fn secret<T: for<'de> Deserialize<'de>>(
        &self,
        tenant: &TenantId,
        opened: &Opened,
        name: &str,
        system: System,
    ) -> Result<T, ConnectError> {
        let sealed = opened.secrets.get(name).ok_or(ConnectError::Missing(system))?;
        Self::unseal(&self.vault, tenant, name, sealed).map_err(|_| ConnectError::Sealed(system))
    }

    /// What a company's stored credentials of Simple-Simon are; [`None`] where there are none.
    ///
    /// # Errors
    /// Where they cannot be unsealed.
    pub fn stored_simple_simon(
        &self,
        tenant: &TenantId,
        opened: &Opened,
    ) -> Result<Option<SimpleSimonSecret>, ConnectError> {
        if !opened.secrets.contains_key(SIMPLE_SIMON_SECRET) {
            return Ok(None);
        }
        self.secret(tenant, opened, SIMPLE_SIMON_SECRET, System::SimpleSimon).map(Some)
    }

    /// A client of the bookkeeping that a company is connected with.
    ///
    /// # Errors
    /// Where its credentials are missing, or cannot be unsealed.
    pub fn stored_bookkeeping(
        &self,
        tenant: &TenantId,
        opened: &Opened,
    ) -> Result<Arc<dyn Bookkeeping>, ConnectError> {
        let Connector::Imuis = opened.profile.connector;
        Ok(self.imuis(tenant, self.stored_imuis(tenant, opened)?, None))
    }

    /// What a company's stored environment code is.
    ///
    /// # Errors
    /// Where it is missing, or cannot be unsealed.
    pub fn stored_imuis(&self, tenant: &TenantId, opened: &Opened) -> Result<ImuisSecret, ConnectError> {
        self.secret(tenant, opened, IMUIS_SECRET, System::Imuis)
    }

    /// A client of iMUIS with these credentials, proved or not.
    #[must_use]
    pub fn imuis(
        &self,
        tenant: &TenantId,
        secret: ImuisSecret,
        session: Option<Session>,
    ) -> Arc<dyn Bookkeeping> {
        self.imuis_over(&self.http, tenant, secret, session)
    }

    fn imuis_over(
        &self,
        http: &Arc<dyn Http>,
        tenant: &TenantId,
        secret: ImuisSecret,
        session: Option<Session>,
    ) -> Arc<dyn Bookkeeping> {
        Arc::new(Imuis::new(
            Arc::clone(http),
            Arc::clone(&self.clock),
            self.paces.of(tenant, System::Imuis, || self.imuis.pace()),
            self.imuis.clone(),
            koppel_imuis::Credentials {
                partner_key: SecretString::from(self.partner_key.expose_secret()),
                environment_code: SecretString::from(secret.environment_code),
            },
            session,
        ))
    }

    /// A client of Simple-Simon with these credentials, proved or not.
    #[must_use]
    pub fn simple_simon(
        &self,
        tenant: &TenantId,
        secret: SimpleSimonSecret,
        token: Option<Token>,
    ) -> Arc<SimpleSimon> {
        self.simple_simon_over(&self.http, tenant, secret, token)
    }

    fn simple_simon_over(
        &self,
        http: &Arc<dyn Http>,
        tenant: &TenantId,
        secret: SimpleSimonSecret,
        token: Option<Token>,
    ) -> Arc<SimpleSimon> {
        Arc::new(SimpleSimon::new(
            Arc::clone(http),
            Arc::clone(&self.clock),
            self.paces.of(tenant, System::SimpleSimon, || {
                Pace::new(self.pacing.simple_simon_at_once, self.pacing.simple_simon_interval)
            }),
            secret.config,
            koppel_simple_simon::Credentials {
                licence: SecretString::from(secret.licence),
                user: secret.user,
                password: SecretString::from(secret.password),
                api_key: secret.api_key.map(SecretString::from),
            },
            token,
        ))
    }

    /// Seals what a company gave us, for [`koppel_store::TenantStore::put_secret`].
    ///
    /// # Errors
    /// Where the vault fails.
    pub fn seal<T: Serialize>(
        vault: &Vault,
        tenant: &TenantId,
        name: &str,
        secret: &T,
    ) -> Result<Sealed, VaultError> {
        let secret = serde_json::to_vec(secret).map_err(|_| VaultError::DoesNotSeal)?;
        vault.seal(tenant, name, &secret)
    }

    /// Opens what [`Reach::seal`] sealed for this company under this name.
    ///
    /// # Errors
    /// Where it is another company's, another name's, or none of ours.
    pub fn unseal<T: for<'de> Deserialize<'de>>(
        vault: &Vault,
        tenant: &TenantId,
        name: &str,
        sealed: &Sealed,
    ) -> Result<T, VaultError> {
        let secret = vault.open(tenant, name, sealed)?;
        serde_json::from_slice(&secret).map_err(|_| VaultError::DoesNotOpen)
    }
}

#[async_trait]
impl Connections for Reach {
    async fn open(
        &self,
        tenant: &TenantId,
        opened: &Opened,
        kept: Option<&Kept>,
    ) -> Result<Connected, ConnectError> {
        // Sessions that do not open cost a sign-in, nothing more.
        let sessions: Sessions = kept
            .and_then(|kept| self.vault.open(tenant, KEPT, &Sealed(kept.0.clone())).ok())
            .and_then(|sessions| serde_json::from_slice(&sessions).ok())
            .unwrap_or_default();
        let Connector::Imuis = opened.profile.connector;
        let calls = Calls::default();
        let http: Arc<dyn Http> = Arc::new(Counted::new(Arc::clone(&self.http), calls.clone()));
        // A wipe may come before bookkeeping is connected, and asks nothing of it.
        let bookkeeping: Arc<dyn Bookkeeping> = if opened.profile.life.stage == Stage::Wiping {
            Arc::new(Unconnected)
        } else {
            self.imuis_over(&http, tenant, self.stored_imuis(tenant, opened)?, sessions.bookkeeping)
        };
        let secret = self.secret(tenant, opened, SIMPLE_SIMON_SECRET, System::SimpleSimon)?;
        let simon = self.simple_simon_over(&http, tenant, secret, sessions.simple_simon);
        Ok(Connected { bookkeeping, simon, calls })
    }

    async fn keep(&self, tenant: &TenantId, connected: &Connected) -> Option<Kept> {
        let sessions = Sessions {
            bookkeeping: connected.bookkeeping.session().await,
            simple_simon: connected.simon.token().await,
        };
        let sealed = Self::seal(&self.vault, tenant, KEPT, &sessions).ok()?;
        Some(Kept(sealed.0))
    }
}
