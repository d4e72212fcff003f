//! The link at work, stopped, and started again (R10, R25–R28).

use crate::tour::Tour;

/// The import, from before it begins until it is done.
pub(crate) async fn import(tour: &mut Tour) {
    let page = tour.page.clone();
    tour.stop("Status, de koppeling start").await;
    tour.site.office.pass(6).await;
    page.press("Status").await;
    page.sees("De koppeling werkt").await;
    tour.stop_in_the_dark_too("Status, de koppeling werkt").await;
    page.press("Nu uitvoeren").await;
    page.sees("De run is gestart").await;
    page.visit("/status/tables").await;
    tour.stop("Beide kanten").await;
    page.press("Overzicht").await;
    tour.stop_in_the_dark_too("Overzicht, de koppeling werkt").await;
    page.press("Bekijk status").await;
    page.press("Instellingen wijzigen").await;
    page.sees("Gecontroleerd").await;
    page.press("Opslaan").await;
    page.sees("De nieuwe instellingen gelden vanaf nu").await;
    tour.stop("Instellingen wijzigen, opgeslagen").await;
}

/// Asked twice, said what stops, stopped.
pub(crate) async fn deactivate(tour: &mut Tour) {
    let page = tour.page.clone();
    page.press("Status").await;
    page.press("Deactiveren").await;
    tour.stop("Deactiveren, bevestiging").await;
    page.press("Ja, deactiveren").await;
    page.sees("De koppeling is gedeactiveerd").await;
    tour.stop("Status, gedeactiveerd").await;
    page.press("Overzicht").await;
    tour.stop("Overzicht, gedeactiveerd").await;
    page.press("Opnieuw activeren").await;
    page.press("Simple-Simon wissen").await;
    page.sees("u kiest zelf wat er weg gaat").await;
    tour.stop("Stap 1: wissen na een deactivering").await;
    page.press("Overslaan").await;
}

/// It goes on where it was.
pub(crate) async fn activate_again(tour: &mut Tour) {
    let page = tour.page.clone();
    page.press("Status").await;
    page.press("Opnieuw activeren").await;
    page.sees("Koppel gaat verder waar zij was gebleven").await;
    tour.stop("Status, weer actief").await;
    tour.site.office.pass(6).await;
    page.press("Status").await;
    page.sees("De koppeling werkt").await;
}
