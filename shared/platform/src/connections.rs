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
use koppel_snelstart::SnelStart;
use koppel_store::{Opened, SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON, Sealed};
use koppel_sync::context::ConnectError;
use koppel_sync::{Connected, Connections, Kept};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::packages::{BookkeepingSecret, ImuisSecret, Packages, SnelstartSecret};
use crate::unconnected::Unconnected;
use crate::vault::{Vault, VaultError};

/// The name under which both sessions are sealed.
const KEPT: &str = "kept";

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

/// How fast Simple-Simon is called, for each company; how fast a bookkeeping package is, its own configuration says.
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
    /// How each bookkeeping package is reached.
    pub packages: Packages,
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
        if !opened.secrets.contains_key(SECRET_SIMPLE_SIMON) {
            return Ok(None);
        }
        self.secret(tenant, opened, SECRET_SIMPLE_SIMON, System::SimpleSimon).map(Some)
    }

    /// What a company's stored key to its bookkeeping package is.
    ///
    /// # Errors
    /// Where it is missing, cannot be unsealed, or is another package's.
    pub fn stored_secret(
        &self,
        tenant: &TenantId,
        opened: &Opened,
    ) -> Result<BookkeepingSecret, ConnectError> {
        let connector = opened.profile.connector;
        let system = connector.system();
        let secret: BookkeepingSecret = self.secret(tenant, opened, SECRET_BOOKKEEPING, system)?;
        if secret.connector() == connector { Ok(secret) } else { Err(ConnectError::Sealed(system)) }
    }

    /// A client of the bookkeeping that a company is connected with.
    ///
    /// # Errors
    /// Where its key is missing, or cannot be unsealed, or this Koppel does not serve its package.
    pub fn stored_bookkeeping(
        &self,
        tenant: &TenantId,
        opened: &Opened,
    ) -> Result<Arc<dyn Bookkeeping>, ConnectError> {
        self.bookkeeping(tenant, self.stored_secret(tenant, opened)?)
    }

    /// A client of a bookkeeping package with this key of a company, proved or not.
    ///
    /// # Errors
    /// Where this Koppel does not serve the package.
    pub fn bookkeeping(
        &self,
        tenant: &TenantId,
        secret: BookkeepingSecret,
    ) -> Result<Arc<dyn Bookkeeping>, ConnectError> {
        self.bookkeeping_over(&self.http, tenant, secret, None)
    }

    fn bookkeeping_over(
        &self,
        http: &Arc<dyn Http>,
        tenant: &TenantId,
        secret: BookkeepingSecret,
        session: Option<Session>,
    ) -> Result<Arc<dyn Bookkeeping>, ConnectError> {
        let (connector, packages) = (secret.connector(), &self.packages);
        let system = connector.system();
        let own_key = packages.key(connector).ok_or(ConnectError::NotServed(system))?;
        let (http, clock) = (Arc::clone(http), Arc::clone(&self.clock));
        Ok(match secret {
            BookkeepingSecret::Imuis(ImuisSecret { environment_code }) => {
                let config = packages.imuis.config.clone();
                let pace = self.paces.of(tenant, system, || config.pace());
                let environment_code = SecretString::from(environment_code);
                let credentials = koppel_imuis::Credentials { partner_key: own_key, environment_code };
                Arc::new(Imuis::new(http, clock, pace, config, credentials, session))
            }
            BookkeepingSecret::Snelstart(SnelstartSecret { link_key }) => {
                let config = packages.snelstart.config.clone();
                let pace = self.paces.of(tenant, system, || config.pace());
                let link_key = SecretString::from(link_key);
                let credentials = koppel_snelstart::Credentials { subscription_key: own_key, link_key };
                Arc::new(SnelStart::new(http, clock, pace, config, credentials, session))
            }
        })
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
        let calls = Calls::default();
        let http: Arc<dyn Http> = Arc::new(Counted::new(Arc::clone(&self.http), calls.clone()));
        // A wipe may come before bookkeeping is connected, and asks nothing of it.
        let bookkeeping: Arc<dyn Bookkeeping> = if opened.profile.life.stage == Stage::Wiping {
            Arc::new(Unconnected(opened.profile.connector.system()))
        } else {
            self.bookkeeping_over(&http, tenant, self.stored_secret(tenant, opened)?, sessions.bookkeeping)?
        };
        let secret = self.secret(tenant, opened, SECRET_SIMPLE_SIMON, System::SimpleSimon)?;
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
