//! Profile and secrets (R21–R28).

use std::collections::BTreeMap;

use koppel_domain::integration::Life;
use koppel_domain::settings::Settings;
use koppel_store::{
    Connector, ItemKind, Opened, Profile, SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON, Sealed, StoreError,
};

use super::world::{World, key, moment};

fn profile(company: &str) -> Profile {
    Profile {
        life: Life::begun(moment(0)),
        settings: Settings { version: 1, travel_article: Some(key("REIS 1/2")), ..Settings::default() },
        ..Profile::new(company.to_owned(), Connector::Imuis, moment(0))
    }
}

#[tokio::test]
async fn a_company_opens_with_its_profile_and_its_own_secrets() {
    let world = World::new().await;
    assert_eq!(world.ours.open().await.unwrap(), None);

    let ours = world.ours.create_profile(profile("Onze BV")).await.unwrap();
    let theirs = world.theirs.create_profile(profile("Hun BV")).await.unwrap();
    world.ours.put_secret(SECRET_BOOKKEEPING, &Sealed("first".to_owned())).await.unwrap();
    world.ours.put_secret(SECRET_BOOKKEEPING, &Sealed("second".to_owned())).await.unwrap();
    world.ours.put_secret(SECRET_SIMPLE_SIMON, &Sealed("third".to_owned())).await.unwrap();

    let secrets = BTreeMap::from([
        (SECRET_BOOKKEEPING.to_owned(), Sealed("second".to_owned())),
        (SECRET_SIMPLE_SIMON.to_owned(), Sealed("third".to_owned())),
    ]);
    assert_eq!(ours.revision, 1);
    assert_eq!(world.ours.open().await.unwrap(), Some(Opened { profile: ours, secrets, paused: false }));
    assert_eq!(
        world.theirs.open().await.unwrap(),
        Some(Opened { profile: theirs, secrets: BTreeMap::new(), paused: false })
    );
}

#[tokio::test]
async fn secrets_alone_are_no_company() {
    let world = World::new().await;
    world.ours.put_secret(SECRET_BOOKKEEPING, &Sealed("early".to_owned())).await.unwrap();
    world.theirs.create_profile(profile("Hun BV")).await.unwrap();
    assert_eq!(world.ours.open().await.unwrap(), None);
}

#[tokio::test]
async fn of_two_who_change_a_profile_one_must_read_again() {
    let world = World::new().await;
    let conflict = Err(StoreError::Conflict { item: ItemKind::Profile });
    assert_eq!(world.ours.save_profile(profile("Nooit gemaakt")).await, conflict);
    let read = world.ours.create_profile(profile("Onze BV")).await.unwrap();
    world.theirs.create_profile(profile("Hun BV")).await.unwrap();
    assert_eq!(world.ours.create_profile(profile("Nog eens")).await, conflict);

    let stopped = Profile { life: read.life.deactivate(moment(9)).unwrap(), ..read.clone() };
    let saved = world.ours.save_profile(stopped.clone()).await.unwrap();
    assert_eq!(saved, Profile { revision: 2, ..stopped });
    assert_eq!(world.ours.save_profile(read).await, conflict);
    assert_eq!(world.ours.open().await.unwrap().unwrap().profile, saved);
    assert_eq!(world.theirs.open().await.unwrap().unwrap().profile.company, "Hun BV");
}

#[test]
fn a_sealed_secret_does_not_show() {
    assert_eq!(format!("{:?}", Sealed("ciphertext".to_owned())), "Sealed(…)");
}
