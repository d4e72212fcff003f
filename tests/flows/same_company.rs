//! A company stays the same one: its books, its licence, and what was shown to its admin (P1, R22, R23, R24).

use koppel_activation::reconcile_all;
use koppel_domain::administration::Administration;
use koppel_simulators::books::Package;
use koppel_store::{SECRET_SIMPLE_SIMON, Sealed};
use koppel_tests::Office;
use koppel_tests::office::{ANJA, Answer, COMPANY, OTTO};
use serde_json::json;

async fn active(package: Package) -> Office {
    let office = Office::on(package).await;
    office.world.furnish();
    office.activate().await;
    office
}

/// The admin confirms the books that this code opens.
async fn books(office: &Office, key: &str) -> Answer {
    let (path, mut body) = office.books();
    for value in body.as_object_mut().unwrap().values_mut() {
        *value = key.into();
    }
    body["administration"] = office.world.books.administration().into();
    office.call(ANJA, "PUT", path, Some(body)).await
}

#[tokio::test]
async fn books_that_were_renamed_are_the_same_and_others_are_not() {
    for package in Package::ALL {
        let office = active(package).await;
        let code = office.world.books.company_key();
        office.world.books.rename("De Molen Holding");
        assert_eq!(books(&office, &code).await.status, 200, "the code that is kept");
        let status = office.call(ANJA, "GET", "/integration", None).await;
        assert_eq!(status.text("administration"), "De Molen Holding");

        // Another code of other books: the one that is kept opens nothing any more.
        office.world.books.become_another("Een ander");
        office.world.books.set_company_key("omgeving-99999");
        let other = books(&office, "omgeving-99999").await;
        assert_eq!((other.status, other.text("code")), (422, "other_administration"), "{other:?}");
    }
}

#[tokio::test]
async fn where_no_name_was_kept_the_code_alone_tells_whose_books_they_are() {
    for package in Package::ALL {
        let office = active(package).await;
        office.world.change_profile(|profile| profile.life.administration = None).await;
        let kept = &office.world.books;
        let (own, name) = (kept.company_key(), kept.administration());
        let change = |code: &str, name: &str| {
            kept.set_company_key(code);
            kept.rename(name);
        };
        change("omgeving-99999", "Een ander");
        let other = books(&office, "omgeving-99999").await;
        assert_eq!((other.status, other.text("code")), (422, "other_administration"), "{other:?}");
        change(&own, &name);
        assert_eq!(books(&office, &own).await.status, 200);
    }
}

#[tokio::test]
async fn another_licence_is_refused_though_the_credentials_cannot_be_read_any_more() {
    let office = active(Package::Imuis).await;
    let own = office.world.simon.options().licence.clone();
    let junk = Sealed("k1.test.AAAA".to_owned());
    office.world.store().put_secret(SECRET_SIMPLE_SIMON, &junk).await.unwrap();
    office.world.simon.set_options(|options| options.licence = "9999888877776666".to_owned());
    let path = "/integration/simple-simon";
    let other = office.call(ANJA, "PUT", path, Some(office.simple_simon())).await;
    assert_eq!((other.status, other.text("code")), (422, "other_licence"), "{other:?}");
    office.world.simon.set_options(|options| options.licence = own);
    office.right("PUT", path, office.simple_simon()).await;
}

#[tokio::test]
async fn a_wipe_is_of_the_licence_that_was_shown() {
    let office = Office::new().await;
    let path = "/integration/simple-simon";
    office.right("PUT", path, office.simple_simon()).await;
    let shown = office.call(ANJA, "GET", "/integration/wipe", None).await.body;
    let all = ["article_group", "article", "work_order", "work_address", "customer", "equipment", "contact"];
    let asked = json!({ "tables": all, "company": COMPANY, "licence": shown["licence"] });
    assert_eq!(asked, office.wipe(&all));
    assert_eq!(shown["revision"], office.call(ANJA, "GET", "/integration", None).await.body["revision"]);
    // Somebody else corrects the licence meanwhile.
    office.world.simon.set_options(|options| options.licence = "9999888877776666".to_owned());
    office.right("PUT", path, office.simple_simon()).await;
    let refused = office.call(ANJA, "POST", "/integration/wipe", Some(asked)).await;
    assert_eq!((refused.status, refused.text("code")), (409, "changed_by_someone_else"), "{refused:?}");
    assert_eq!(refused.body["change"]["act"], "credentials_kept");
    office.stage("never_activated").await;
    office.right("POST", "/integration/wipe", office.wipe(&all)).await;
}

#[tokio::test]
async fn what_was_found_in_one_administration_is_not_entered_for_another() {
    let mut office = Office::new().await;
    office.world.furnish();
    office.connect().await;
    let gate = office.world.hold("REIS");
    office.app.reach = office.world.reach.clone();
    let values = json!({ "travel_article": "REIS" });
    let body = json!({ "values": values });
    let (checked, ()) =
        tokio::join!(office.call(ANJA, "POST", "/integration/settings/check", Some(body)), async {
            gate.reached().await;
            // Another admin, whose call to bookkeeping would wait for this one.
            let other = Administration { name: "Een ander".to_owned(), id: None };
            office.world.change_profile(|profile| profile.life = profile.life.connect(other).unwrap()).await;
            gate.open();
        });
    assert_eq!((checked.status, checked.text("code")), (409, "changed_by_someone_else"), "{checked:?}");
    let saved = office.call(ANJA, "PUT", "/integration/settings", Some(values)).await;
    assert_eq!(saved.text("code"), "unchecked", "{saved:?}");
}

#[tokio::test]
async fn a_company_that_cannot_be_read_or_is_in_no_list_does_not_lose_its_key() {
    let office = active(Package::Imuis).await;
    office.world.edit("DELETE FROM \"state\" WHERE tenant = '_register' AND item = 'company#korenaar'");
    let body = json!({ "tenant": "korenaar", "company": "Een andere naam" });
    let entered = office.call(OTTO, "POST", "/tenants", Some(body.clone())).await;
    assert_eq!((entered.status, entered.text("company"), entered.text("stage")), (200, COMPANY, "active"));
    let again = office.call(OTTO, "POST", "/tenants", Some(body)).await;
    assert_eq!((again.status, again.text("code")), (409, "exists"));
    let list = office.call(OTTO, "GET", "/tenants", None).await;
    assert_eq!(list.body["companies"][0]["tenant"], "korenaar");

    // Without schedules, by which it would be met as well.
    office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    assert_eq!(reconcile_all(&office.app).await.unwrap().failed, 0);
    office
        .world
        .edit("UPDATE \"state\" SET connector = 'later' WHERE tenant = 'korenaar' AND item = 'profile'");
    assert_eq!(reconcile_all(&office.app).await.unwrap().failed, 1, "an older key may still be needed");
}
