//! Work orders: one is sent, one is skipped, one is refused, mended, offered again and sent; and the log tells of each
//! (R3, R4, R15, R29, R30).

use serde_json::json;

use crate::tour::Tour;

/// From the archive to the ledger and the log.
pub(crate) async fn send(tour: &mut Tour) {
    let page = tour.page.clone();
    page.press("Werkbonnen").await;
    page.sees("Er is nog geen gearchiveerde werkbon gezien").await;
    tour.stop("Werkbonnen, nog geen").await;
    let refused = {
        let world = &tour.site.office.world;
        world.work_order(10_001).describe("Garantie: kraan lekt weer").work(15).archive();
        let nobody = world.work_order_at(None, world.id_of("location", "10001-0")).work(60).archive();
        world.work_order(10_000).travel(30).work(120).uses("KRAAN", "2").archive();
        nobody.id
    };
    tour.site.office.pass(6).await;

    page.press("Overzicht").await;
    page.sees("maar niet alles komt over").await;
    tour.stop_in_the_dark_too("Overzicht met een open probleem").await;
    page.press("Werkbonnen").await;
    page.sees("3 werkbonnen op deze pagina").await;
    tour.stop_in_the_dark_too("Werkbonnen").await;
    page.choose("Stand", "Verstuurd").await;
    tour.freshen("Zoeken").await;
    page.sees("1 werkbon").await;
    tour.stop("Werkbonnen, verstuurde").await;
    let number = page.cell(0).await;
    page.press(&number).await;
    page.sees("Regels van de verkooporder").await;
    tour.stop("Een werkbon die is verstuurd").await;
    page.press("Instellen").await;
    page.press("Voorbeeld bekijken").await;
    page.sees("De verkooporder").await;
    tour.stop_at("Stap 3: voorbeeld", "Zo wordt werkbon").await;
    mend(tour, refused).await;
}

/// The log tells what stands in the way; it is put right, and goes through.
async fn mend(tour: &mut Tour, refused: i64) {
    let page = tour.page.clone();
    page.press("Logging").await;
    page.sees("Opnieuw aanbieden").await;
    tour.stop_in_the_dark_too("Logging met een open probleem").await;
    page.choose("Soort bericht", "Fout").await;
    tour.freshen("Zoeken").await;
    page.sees("1 regel").await;
    tour.stop("Logging, alleen fouten").await;
    page.fill("Zoek in de tekst", "komt niet voor").await;
    tour.freshen("Zoeken").await;
    page.sees("Geen regel past hierbij").await;
    tour.stop("Logging, niets gevonden").await;
    page.visit("/problems").await;
    tour.stop("Open problemen").await;
    page.press("Bekijk de werkbon: …").await;
    page.sees("Wat er in de weg staat").await;
    tour.stop("Een werkbon die is geweigerd").await;

    {
        let world = &tour.site.office.world;
        let customer = world.id_of("customer", "10001");
        assert!(world.simon.change("workorder", refused, json!({ "CustomerId": customer })));
    }
    page.press("Opnieuw aanbieden: …").await;
    page.sees("De eerstvolgende run probeert het meteen").await;
    tour.site.office.pass(6).await;
    page.press("Logging").await;
    page.sees("Geen open problemen").await;
    tour.stop("Logging").await;
    page.visit(&format!("/work-orders/{refused}")).await;
    page.sees("De verkooporder staat in de boekhouding").await;
    tour.stop("Een werkbon die is hersteld en verstuurd").await;
}
