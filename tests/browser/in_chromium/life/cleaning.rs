//! The cleanup: a trial that says what would go, a list that is withheld, looked at and approved (R5, P5).

use serde_json::json;

use crate::tour::Tour;

/// Twelve customers were added by hand: too many to go without the admin's word.
pub(crate) async fn clean_up(tour: &mut Tour) {
    let page = tour.page.clone();
    page.press("Opruiming").await;
    page.sees("Er is nog geen opruiming geweest").await;
    tour.stop("Opruiming, nog niet geweest").await;
    for nr in 1..=12 {
        let customer = json!({ "Name": format!("Losse klant {nr}") });
        tour.site.office.world.simon.insert("customer", customer);
    }
    page.press("Kijk wat er weg zou gaan").await;
    page.sees("De proefopruiming is gestart").await;
    tour.stop("Opruiming, proef gevraagd").await;
    tour.site.office.pass(1).await;
    page.press("Opruiming").await;
    page.sees("Er zouden 12 records weggaan").await;
    page.press("Bekijk de records").await;
    page.sees("Losse klant 12").await;
    tour.stop("Opruiming, proef klaar").await;

    page.press("Status").await;
    page.press("Nu uitvoeren: Opruiming").await;
    tour.site.office.pass(2).await;
    page.press("Opruiming").await;
    page.sees("Wacht op uw akkoord: 12 records").await;
    tour.stop_in_the_dark_too("Opruiming wacht op akkoord").await;
    page.press("Laten staan").await;
    page.sees("Er gaat niets weg").await;
    page.tick("Ik heb de lijst bekeken", true).await;
    page.press("Verwijder deze 12 records").await;
    page.sees("Uw akkoord is vastgelegd").await;
    tour.stop("Opruiming, akkoord gegeven").await;
    tour.site.office.pass(2).await;
    page.press("Opruiming").await;
    page.sees("Niets wacht op uw akkoord").await;
    tour.stop("Opruiming").await;
}
