//! The cleanup as a page: how it stands, the withheld list and the word for it, the trial (R5, P5).

use koppel_tests::Office;
use koppel_tests::office::{ANJA, BRAM, OTTO};
use koppel_tests::pages::Pages;
use serde_json::json;

fn customers(office: &Office) -> usize {
    office.world.simon.count("customer")
}

#[tokio::test]
async fn a_withheld_list_is_read_and_left_or_approved() {
    let office = Office::with_sixty().await;
    let anja = Pages::of(&office, ANJA);
    let page = anja.look("/cleanup").await;
    page.says(&["Niets wacht op uw akkoord", "Er is nog geen opruiming geweest.", "nog niet geweest"]);
    for nr in 0..205 {
        office.world.simon.insert("customer", json!({ "Name": format!("Losse klant {nr}") }));
    }
    let before = customers(&office);

    // The trial says what would go, and nothing goes.
    let page = page.press("Kijk wat er weg zou gaan", &[]).await;
    page.says(&["De proefopruiming is gestart.", "Koppel is aan het kijken…"]);
    office.pass(1).await;
    let page = anja.look("/cleanup").await;
    let page = page.says(&["Er zouden 205 records weggaan", "205 van 229"]).go("Bekijk de records").await;
    anja.look(&page.address).await.says(&["Losse klant", "Met de hand toegevoegd", "Pagina 1 van 2"]);
    assert_eq!(customers(&office), before);

    // The cleanup withholds them; leaving them is no act.
    office.right("POST", "/integration/runs", json!({ "concern": "cleanup" })).await;
    office.pass(1).await;
    let page = anja.look("/cleanup").await;
    page.says(&["Wacht op uw akkoord: 205 records", "meer dan tien records", "205 van 229", "Nodig"]);
    page.says(&["Met de hand toegevoegd", "records vergeleken"]);
    let second = page.go("Volgende").await;
    anja.look(&second.address).await.says(&["Pagina 2 van 2"]);
    let left = page.go("Laten staan").await;
    left.says(&["Er gaat niets weg.", "Wacht op uw akkoord: 205 records"]);
    assert_eq!(customers(&office), before);

    // Without the box ticked nothing is approved, nor from another site, nor a list that is no more.
    let list = office.call(ANJA, "GET", "/integration/cleanup", None).await.body;
    let id = list["withheld"]["list"]["id"].as_str().unwrap().to_owned();
    let page = anja.open("/cleanup").await.press("Verwijder deze 205 records", &[]).await;
    assert_eq!(page.status, 400);
    let page = page.says(&["Zet eerst een vinkje bij „Ik heb de lijst bekeken”."]);
    let form = format!("list={id}&looked=yes");
    assert_eq!(office.forged(ANJA, "/cleanup/approve", &form).await, 403);
    let other = page.press("Verwijder deze 205 records", &[("looked", "yes"), ("list", "0")]).await;
    assert_eq!(other.status, 409, "{}", other.text());
    let other_company = json!({ "tenant": "molen", "company": "De Molen" });
    office.call(OTTO, "POST", "/tenants", Some(other_company)).await;
    Pages::of(&office, BRAM).look("/cleanup").await.says_not(&["Losse klant", "205"]);
    office.pass(1).await;
    assert_eq!(customers(&office), before);

    // With it, exactly those go.
    let page = anja.open("/cleanup").await;
    let page = page.press_twice("Verwijder deze 205 records", &[("looked", "yes")]).await;
    page.says(&["Uw akkoord is vastgelegd.", "Akkoord gegeven door anja@korenaar.example"]);
    page.says_not(&["Ik heb de lijst bekeken"]);
    office.pass(2).await;
    assert_eq!(customers(&office), before - 205);
    anja.look("/cleanup").await.says(&["Niets wacht op uw akkoord", "zo weinig dat het vanzelf kon"]);

    // Off, there is no next one, and no trial.
    office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    let page = anja.look("/cleanup").await;
    page.says(&["geen: de koppeling is niet actief"]).says_not(&["Kijk wat er weg zou gaan"]);
}
