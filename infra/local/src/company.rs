//! The one company of this machine: its profile and sealed secrets, and the context its runs work with.

use std::sync::Arc;

use jiff::Timestamp;
use koppel_domain::integration::Life;
use koppel_domain::message::Concern;
use koppel_domain::settings::Settings;
use koppel_domain::tenant::TenantId;
use koppel_outside::ReqwestHttp;
use koppel_outside::clock::Clock;
use koppel_platform::connections::{Paces, Pacing, Reach, SimpleSimonSecret};
use koppel_platform::packages::{BookkeepingSecret, Packages};
use koppel_platform::vault::Vault;
use koppel_store::{Connector, Profile, SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON, Store, TenantStore};
use koppel_sync::{Context, Observer, RunLimits};
use serde_json::{Value, json};

use crate::failure::Failed;

/// What is known of the company at the start.
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) settings: Settings,
    pub(crate) books: BookkeepingSecret,
    pub(crate) simple_simon: SimpleSimonSecret,
}

impl Given {
    /// What the admin fills in for Simple-Simon.
    pub(crate) fn simple_simon_form(&self) -> Value {
        let simon = &self.simple_simon;
        json!({
            "address": simon.config.base_url, "dialect": simon.config.dialect, "licence": simon.licence,
            "user": simon.user, "password": simon.password, "api_key": simon.api_key,
        })
    }

    /// What the admin fills in for the bookkeeping package, and below which path.
    pub(crate) fn books_form(&self) -> (&'static str, Value) {
        match &self.books {
            BookkeepingSecret::Imuis(secret) => ("/integration/imuis", json!(secret)),
            BookkeepingSecret::Snelstart(secret) => ("/integration/snelstart", json!(secret)),
        }
    }
}

/// How the packages are reached from here.
pub(crate) struct Reached {
    pub(crate) packages: Packages,
    pub(crate) pacing: Pacing,
    pub(crate) limits: RunLimits,
}

/// The company, ready to run.
pub(crate) struct Company {
    pub(crate) tenant: TenantId,
    pub(crate) context: Context,
    pub(crate) reach: Arc<Reach>,
}

/// The id of the demo company.
pub(crate) const DEMO: &str = "demo";
/// The id of a real company on one machine. It never changes: its ledger is kept under it (P1).
pub(crate) const REAL: &str = "company";

impl Company {
    /// Sets the company up from what is given, without an activation, or takes up what an earlier start left; the
    /// activation moment stays the first one.
    pub(crate) async fn set_up(&self, given: Given) -> Result<(), Failed> {
        let (vault, tenant, memory) = (&self.reach.vault, &self.tenant, self.memory());
        let connector = given.books.connector();
        for (name, sealed) in [
            (SECRET_BOOKKEEPING, Reach::seal(vault, tenant, SECRET_BOOKKEEPING, &given.books)?),
            (SECRET_SIMPLE_SIMON, Reach::seal(vault, tenant, SECRET_SIMPLE_SIMON, &given.simple_simon)?),
        ] {
            memory.put_secret(name, &sealed).await?;
        }
        save_profile(&memory, (given.name, connector), given.settings, self.context.clock.now()).await?;
        Ok(())
    }

    /// The company as far as it is known here, which may be not at all.
    pub(crate) async fn open(
        tenant: &str,
        store: Store,
        vault: Vault,
        clock: Arc<dyn Clock>,
        observer: Arc<dyn Observer>,
        given: Reached,
    ) -> Result<Self, Failed> {
        let tenant: TenantId =
            tenant.parse().map_err(|error: koppel_domain::tenant::MalformedTenantId| Failed::Refused {
                what: error.to_string(),
            })?;
        move_over(&store, &tenant).await?;
        for concern in Concern::ALL {
            store.of(&tenant).break_lease(concern).await?;
        }
        let http = ReqwestHttp::new().map_err(|error| Failed::Tls(error.to_string()))?;
        let reach = Arc::new(Reach {
            http: Arc::new(http),
            clock: Arc::clone(&clock),
            vault: Arc::new(vault),
            packages: given.packages,
            pacing: given.pacing,
            paces: Paces::default(),
        });
        let connections = Arc::clone(&reach);
        let (limits, quiet) = (given.limits, Arc::default());
        let context = Context { store, clock, connections, limits, observer, quiet };
        Ok(Self { tenant, context, reach })
    }

    pub(crate) fn memory(&self) -> TenantStore {
        self.context.store.of(&self.tenant)
    }
}

/// Takes along what an older release kept elsewhere, of this company and of every other that is known here.
async fn move_over(store: &Store, tenant: &TenantId) -> Result<(), Failed> {
    store.of(tenant).move_over().await?;
    let mut after = None;
    loop {
        let page = store.companies(after.as_ref(), u32::MAX).await?;
        for company in page.companies {
            store.of(&company.tenant).move_over().await?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// The stored profile under the settings of today; a change makes a new version.
async fn save_profile(
    memory: &TenantStore,
    (company, connector): (String, Connector),
    settings: Settings,
    now: Timestamp,
) -> Result<Profile, Failed> {
    let Some(opened) = memory.open().await? else {
        let profile = Profile {
            life: Life::begun(now),
            settings: Settings { version: 1, ..settings },
            ..Profile::new(company, connector, now)
        };
        return Ok(memory.create_profile(profile).await?);
    };
    let before = opened.profile;
    let version = before.settings.version;
    let settings = Settings { version, ..settings };
    if before.settings == settings && before.company == company {
        return Ok(before);
    }
    let settings = Settings { version: version + 1, ..settings };
    let life = before.life.clone().follow_quotes(&before.settings, &settings, now);
    Ok(memory.save_profile(Profile { life, settings, company, ..before }).await?)
}
