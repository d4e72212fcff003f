//! The operator's pages: companies with their health and cost, making one, pausing for all (R21).

use koppel_tests::Office;
use koppel_tests::office::{ANJA, COMPANY, OTTO};
use koppel_tests::pages::Pages;
use serde_json::json;

#[tokio::test]
async fn the_operator_sees_how_companies_are_makes_one_and_pauses_for_all() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    office.pass(6).await;
    let otto = Pages::of(&office, OTTO);
    assert_eq!(otto.open("/").await.address, "/operator");
    let list = otto.look("/operator").await;
    list.says(&[COMPANY, "Actief", "Goed", "runs", "US$ 0,", "INZETBAAR", "2025-01, eu-west-1"]);

    // One that wants attention, with its runs and what they used.
    office.world.work_order_at(None, office.world.id_of("location", "10001-0")).travel(15).archive();
    office.pass(6).await;
    otto.look("/operator").await.says(&["Vraagt aandacht", "1 te herstellen"]);
    let company = list.go(COMPANY).await;
    let company = otto.look(&company.address).await;
    company.says(&["korenaar", "Werkbonnen", "geweigerd", "Aanroepen van de pakketten", "Gebruik in"]);
    let number =
        office.call(ANJA, "GET", "/integration/work-orders", None).await.body["work_orders"][0]["number"]
            .as_str()
            .unwrap()
            .to_owned();
    company.says_not(&[&number, "geen klant"]);
    assert_eq!(otto.open("/operator/bestaatniet").await.status, 404);
    assert_eq!(otto.open("/operator/X").await.status, 404);

    // A new company: what is wrong is said at its field, and what was typed stays.
    let create = async |tenant: &str, name: &str| {
        let fields = [("tenant", tenant), ("company", name)];
        let seen = otto.open("/operator").await.press("Bedrijf maken", &fields).await;
        (seen.status, seen.text(), seen.html)
    };
    let (status, text, html) = create("De Molen", "Bouwbedrijf Molen").await;
    assert!(status == 422 && text.contains("Alleen kleine letters, cijfers en streepjes"), "{status} {text}");
    assert!(html.contains("value=\"Bouwbedrijf Molen\"") && html.contains("aria-invalid=\"true\""));
    let (status, text, _) = create("korenaar", "Nog een").await;
    assert!(status == 409 && text.contains("Er is al een bedrijf met dit id."), "{status} {text}");
    let (status, text, _) = create("molen", " ").await;
    assert!(status == 422 && text.contains("Vul een naam in"), "{status} {text}");
    let (status, text, _) = create("molen", "<i>Bouwbedrijf Molen").await;
    assert!(
        status == 200 && text.contains("Het bedrijf is gemaakt.") && text.contains("<i>Bouwbedrijf Molen")
    );
    for nr in 0..16 {
        let body = json!({ "tenant": format!("zaak-{nr:02}"), "company": format!("Zaak {nr}") });
        assert_eq!(office.call(OTTO, "POST", "/tenants", Some(body)).await.status, 201);
    }
    let further = otto.look("/operator").await.go("Volgende bedrijven").await;
    otto.look(&further.address).await.says(&["Zaak 15", "Naar de eerste"]).says_not(&[COMPANY]);

    // Pausing asks first, says for whom, and holds for all; another site cannot.
    let ask = otto.look("/operator").await.go("Pauzeren").await;
    let ask = otto.look(&ask.address).await;
    ask.says(&["iMUIS Online pauzeren?", "elk bedrijf", "Er gaat niets verloren"]);
    assert_eq!(office.forged(OTTO, &ask.address, "paused=true").await, 403);
    let anja = Pages::of(&office, ANJA);
    anja.open("/integrations").await.says(&["INZETBAAR"]);
    ask.press("Ja, pauzeren voor alle bedrijven", &[]).await.says(&["Gepauzeerd.", "gepauzeerd sinds"]);
    anja.open("/integrations").await.says(&["GEPAUZEERD"]);
    let list = otto.look("/operator").await.press("Vrijgeven: iMUIS Online", &[]).await;
    list.says(&["Vrijgegeven.", "INZETBAAR"]);
    assert_eq!(otto.open("/operator/connectors/snelrekening").await.status, 404);

    // No admin comes here.
    for page in ["/operator", "/operator/korenaar", "/operator/connectors/imuis"] {
        assert_eq!(anja.open(page).await.status, 403, "{page}");
    }
}
