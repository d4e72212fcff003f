//! A company that is active, and the environment by which a function finds it and its packages.

use std::collections::BTreeMap;

use koppel_domain::integration::Life;
use koppel_domain::records::RecordKey;
use koppel_domain::settings::Settings;
use koppel_domain::tenant::TenantId;
use koppel_platform::connections::{Reach, SimpleSimonSecret};
use koppel_platform::packages::ImuisSecret;
use koppel_platform::vault::{KEY_BYTES, Vault};
use koppel_simple_simon::{Config as SimonConfig, Dialect};
use koppel_store::client::{connect, local_credentials};
use koppel_store::{Connector, Profile, SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON, Store, Tables, TenantStore};
use serde_json::json;

use crate::aws::{Aws, GROUP, encrypted};
use crate::packages::{Packages, TENANT};

/// The vault's data key.
const DATA_KEY: [u8; KEY_BYTES] = [7; KEY_BYTES];

/// Everything around the functions.
pub(crate) struct Company {
    pub(crate) aws: Aws,
    pub(crate) packages: Packages,
    pub(crate) memory: TenantStore,
    /// What a function finds in its environment.
    pub(crate) environment: BTreeMap<&'static str, String>,
}

impl Company {
    /// Active, and nothing across yet.
    pub(crate) async fn new() -> Self {
        let packages = Packages::start().await;
        let aws = Aws::start(packages.clock.clone()).await;
        let client = connect(Some(&aws.endpoint), "eu-central-1", local_credentials());
        let store = Store::new(client, Tables { state: "state".to_owned(), log: "log".to_owned() });
        store.create_tables().await.unwrap();
        let tenant: TenantId = TENANT.parse().unwrap();
        let memory = store.of(&tenant);
        activate(&memory, &tenant, &packages).await;
        let environment = environment(&aws, &packages);
        Self { aws, packages, memory, environment }
    }
}

async fn activate(memory: &TenantStore, tenant: &TenantId, packages: &Packages) {
    // A moment ago, as mutation moments have whole seconds.
    let since = packages.clock.now() - jiff::SignedDuration::from_mins(1);
    let profile = Profile {
        life: Life::begun(since),
        settings: Settings {
            version: 1,
            travel_article: RecordKey::new("REIS"),
            work_article: RecordKey::new("UUR"),
            ..Settings::default()
        },
        ..Profile::new("Bakkerij De Korenaar".to_owned(), Connector::Imuis, since)
    };
    memory.create_profile(profile).await.unwrap();
    let vault = Vault::new(vec![("test".to_owned(), DATA_KEY.to_vec())]).unwrap();
    let bookkeeping = ImuisSecret { environment_code: packages.books.company_key() };
    let options = packages.simon.options();
    let work_orders = SimpleSimonSecret {
        config: SimonConfig::new(&packages.simon_url(), Dialect::Classic),
        licence: options.licence.clone(),
        user: options.user.clone(),
        password: options.password.clone(),
        api_key: None,
    };
    for (name, sealed) in [
        (SECRET_BOOKKEEPING, Reach::seal(&vault, tenant, SECRET_BOOKKEEPING, &bookkeeping)),
        (SECRET_SIMPLE_SIMON, Reach::seal(&vault, tenant, SECRET_SIMPLE_SIMON, &work_orders)),
    ] {
        memory.put_secret(name, &sealed.unwrap()).await.unwrap();
    }
}

fn environment(aws: &Aws, packages: &Packages) -> BTreeMap<&'static str, String> {
    let [soap_url, form_url] = packages.imuis_urls();
    let imuis = json!({ "soap_url": soap_url, "form_url": form_url, "min_request_interval_ms": 0 });
    let function = |name: &str| format!("arn:aws:lambda:eu-central-1:000000000000:function:koppel-{name}");
    let schedules = json!({
        "group": GROUP, "period_minutes": 5, "pull": function("pull"), "push": function("push"),
        "quotes": function("quotes"), "cleanup": function("cleanup"), "wipe": function("wipe"),
        "role": "arn:aws:iam::000000000000:role/koppel-scheduler",
    });
    BTreeMap::from([
        ("AWS_ENDPOINT_URL", aws.endpoint.clone()),
        ("KOPPEL_STATE_TABLE", "state".to_owned()),
        ("KOPPEL_LOG_TABLE", "log".to_owned()),
        ("KOPPEL_VAULT_KEY", format!("test:{}", encrypted(&DATA_KEY))),
        ("KOPPEL_PARTNER_KEY_SECRET", encrypted(packages.books.own_key().as_bytes())),
        ("KOPPEL_IMUIS", imuis.to_string()),
        ("KOPPEL_SCHEDULES", schedules.to_string()),
        ("KOPPEL_OIDC", packages.issuer().to_string()),
    ])
}
