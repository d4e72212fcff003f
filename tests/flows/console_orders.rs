//! The ledger as pages: every work order, found by number or state, and one's whole way (R3, R15, R16, R30).

use koppel_tests::Office;
use koppel_tests::office::{ANJA, BRAM, OTTO};
use koppel_tests::pages::Pages;
use serde_json::json;

#[tokio::test]
async fn a_refused_work_order_is_found_mended_and_seen_to_be_sent() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    office.pass(6).await;
    let anja = Pages::of(&office, ANJA);
    anja.look("/work-orders").await.says(&["Er is nog geen gearchiveerde werkbon gezien."]);

    let world = &office.world;
    let _ = world.work_order(10_000).travel(15).archive();
    let broken = world.work_order_at(None, office.world.id_of("location", "10001-0")).travel(15).archive();
    office.pass(6).await;
    let list = anja.look("/work-orders").await;
    list.says(&["2 werkbonnen", "Verstuurd", "Geweigerd", "staat geen klant"]);
    let refused = anja.look("/work-orders?state=refused").await;
    refused.says(&["1 werkbon", "Geweigerd"]);
    let row = &office.call(ANJA, "GET", "/integration/work-orders?state=refused", None).await.body["work_orders"]
        [0];
    let (id, number) = (row["id"].to_string(), row["number"].as_str().unwrap().to_owned());
    anja.look(&format!("/work-orders?number={number}")).await.says(&["1 werkbon", &number]);
    anja.look("/work-orders?number=bestaatniet").await.says(&["Geen werkbon past hierbij."]);
    for wrong in ["state=lost", "before=x", "before=-1"] {
        assert_eq!(anja.open(&format!("/work-orders?{wrong}")).await.status, 400, "{wrong}");
    }

    // From its number, as the log links to it, straight to its way.
    let log = anja.look("/log").await;
    let way = log.go(&format!("De weg van werkbon {number}")).await;
    assert_eq!(way.address, format!("/work-orders/{id}"));
    let way = anja.look(&way.address).await;
    way.says(&[
        &number,
        "Wat er in de weg staat",
        "Te nemen actie",
        "De weg tot hier",
        "instellingen versie 1",
    ]);
    way.says(&["Er is nog geen verkooporder gemaakt."]);

    // Mended and offered again, it goes.
    let _ = broken.change(json!({
        "CustomerId": world.id_of("customer", "10001"), "LocationId": world.id_of("location", "10001-0"),
    }));
    let way = way.press(&format!("Opnieuw aanbieden: Werkbon {number}"), &[]).await;
    assert_eq!(way.address, format!("/work-orders/{id}?told=again"));
    way.says(&["Opnieuw aangeboden."]);
    office.pass(11).await;
    let way = anja.look(&format!("/work-orders/{id}")).await;
    way.says(&["Verstuurd op", "Klaar om te versturen", "Wordt verstuurd", "REIS", "0,25", "Debiteur"]);
    way.says_not(&["Wat er in de weg staat", "Opnieuw aanbieden"]);
    let english = Pages::of(&office, ANJA).in_language("en");
    english.look(&format!("/work-orders/{id}")).await.says(&["The way here", "0.25", "Sent"]);

    // Another company's admin finds neither page, and what is no work order is none.
    let body = json!({ "tenant": "molen", "company": "De Molen" });
    office.call(OTTO, "POST", "/tenants", Some(body)).await;
    let bram = Pages::of(&office, BRAM);
    assert_eq!(bram.open(&format!("/work-orders/{id}")).await.status, 404);
    bram.look(&format!("/work-orders?number={number}")).await.says(&["Geen werkbon past hierbij."]);
    for nowhere in ["999999999", "x", "of"] {
        let status = anja.open(&format!("/work-orders/{nowhere}")).await.status;
        assert_eq!(status, if nowhere == "of" { 200 } else { 404 }, "{nowhere}");
    }
}
