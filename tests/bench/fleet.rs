//! Many companies on one Koppel, who share their books, for a world of thousands of packages would be memory alone.
//!
//! Guarantees: each company has its own profile, credentials, cursors, links and log; what it writes to Simple-Simon is
//! there already, so it is found by its key and taken over. When its runs begin is what its schedules say.

use std::sync::Arc;

use jiff::Timestamp;
use koppel_domain::integration::Life;
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_outside::clock::Clock;
use koppel_platform::connections::{Reach, SimpleSimonSecret};
use koppel_platform::packages::BookkeepingSecret;
use koppel_platform::schedules::Schedules;
use koppel_simple_simon::{Config as SimonConfig, Dialect};
use koppel_store::client::local_credentials;
use koppel_store::{Connector, Profile, SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON};
use koppel_sync::pull::pull;
use koppel_sync::push::push;
use koppel_sync::{Context, RunReport};
use koppel_tests::World;
use koppel_tests::world::TICK_MINUTES;

/// The functions that tick for a company without quotes.
pub(crate) const TICKING: [Concern; 2] = [Concern::Pull, Concern::Push];

/// Makes `count` companies, active from now on.
pub(crate) async fn companies(world: &World, count: usize) -> Vec<TenantId> {
    let books = BookkeepingSecret::new(Connector::Imuis, world.imuis().options().environment_code);
    let options = world.simon.options();
    let simon = SimpleSimonSecret {
        config: SimonConfig::new("http://simon.test/classic", Dialect::Classic),
        licence: options.licence.clone(),
        user: options.user.clone(),
        password: options.password.clone(),
        api_key: None,
    };
    let now = world.context.clock.now();
    let mut tenants = Vec::with_capacity(count);
    for number in 0..count {
        let tenant: TenantId = format!("company-{number:05}").parse().unwrap();
        let store = world.context.store.of(&tenant);
        let profile = Profile::new(format!("Company {number}"), Connector::Imuis, now);
        store.create_profile(Profile { life: Life::begun(now), ..profile }).await.unwrap();
        let sealed = Reach::seal(&world.reach.vault, &tenant, SECRET_BOOKKEEPING, &books).unwrap();
        store.put_secret(SECRET_BOOKKEEPING, &sealed).await.unwrap();
        let sealed = Reach::seal(&world.reach.vault, &tenant, SECRET_SIMPLE_SIMON, &simon).unwrap();
        store.put_secret(SECRET_SIMPLE_SIMON, &sealed).await.unwrap();
        tenants.push(tenant);
    }
    tenants
}

/// One run of a company.
pub(crate) async fn run(context: &Context, tenant: &TenantId, concern: Concern, end: Timestamp) -> RunReport {
    match concern {
        Concern::Pull => pull(context, tenant, end).await,
        Concern::Push => push(context, tenant, end).await,
        other => panic!("{other:?} does not tick here"),
    }
    .unwrap()
}

/// When companies' runs begin; nothing is asked of a scheduler.
pub(crate) fn schedules(clock: Arc<dyn Clock>) -> Schedules {
    let named = ["pull", "push", "quotes", "cleanup", "wipe"].map(|name| (name, name.into()));
    let mut targets = serde_json::Map::from_iter(named.map(|(name, value)| (name.to_owned(), value)));
    targets.extend([
        ("group".to_owned(), "koppel".into()),
        ("period_minutes".to_owned(), TICK_MINUTES.into()),
        ("role".to_owned(), "role".into()),
    ]);
    let targets = serde_json::from_value(targets.into()).unwrap();
    Schedules::connect(None, "eu-west-1", local_credentials(), targets, clock).unwrap()
}
