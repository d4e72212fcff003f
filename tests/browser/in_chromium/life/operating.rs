//! The operator: which companies there are and how they do, a company made, a connector paused and released (R21).

use koppel_tests::office::{ANJA, COMPANY, OTTO};

use super::sign_in;
use crate::tour::Tour;

/// While the admin's window stays open.
pub(crate) async fn operate(tour: &mut Tour) {
    let of_the_admin = tour.page.clone();
    let page = tour.other().await;
    tour.page = page.clone();
    sign_in(&page, OTTO, "/operator").await;
    page.sees(COMPANY).await;
    tour.stop_in_the_dark_too("Beheerder: bedrijven").await;
    page.press(COMPANY).await;
    tour.stop("Beheerder: een bedrijf").await;
    page.press("Terug naar de bedrijven").await;
    page.fill("Id", "De Molen").await;
    page.fill("Naam", "Installatiebedrijf De Molen").await;
    page.press("Bedrijf maken").await;
    page.has_alert().await;
    tour.stop("Beheerder: een id dat niet mag").await;
    page.fill("Id", "molen").await;
    page.press("Bedrijf maken").await;
    page.sees("Het bedrijf is gemaakt").await;
    page.press("Pauzeren: iMUIS Online").await;
    tour.stop("Beheerder: pauzeren, bevestiging").await;
    page.press("Ja, pauzeren voor alle bedrijven").await;
    page.sees("Vanaf nu begint er geen run meer").await;
    tour.stop("Beheerder: gepauzeerd").await;

    tour.page = of_the_admin;
    tour.page.press("Overzicht").await;
    tour.page.sees("De beheerder van Koppel heeft deze integratie gepauzeerd").await;
    tour.stop("Overzicht, gepauzeerd").await;
    page.press("Vrijgeven: iMUIS Online").await;
    page.sees("Vrijgegeven").await;
    // What is the operator's is not the admin's.
    tour.page.visit("/operator").await;
    tour.page.sees("Dat ging niet").await;
    tour.stop(&format!("Geen toegang, als {ANJA}")).await;
    tour.page.press("Naar het overzicht").await;
}
