//! The three steps of the first activation: wipe, connect, set up (R22–R25); each with what can go wrong in it.

use koppel_tests::office::COMPANY;

use crate::tour::Tour;

/// Step 1: Simple-Simon's credentials, first a wrong password; then the wipe, first with a wrong name.
pub(crate) async fn wipe(tour: &mut Tour) {
    let page = tour.page.clone();
    page.press("Overzicht").await;
    page.sees("Nog niet geactiveerd").await;
    tour.stop("Overzicht, nog niet geactiveerd").await;
    page.within("Nog nooit geactiveerd").press("Activeren").await;
    tour.stop("Stap 1: toegang tot Simple-Simon").await;

    let options = tour.site.office.world.simon.options();
    page.fill("Adres van de API", "https://simon.test/classic").await;
    page.tick("Simon Rest-server (licentiecode)", true).await;
    page.fill("Licentiecode (16 cijfers)", &options.licence).await;
    page.fill("Kantoorgebruiker", &options.user).await;
    page.fill("Wachtwoord", "vergeten").await;
    page.press("Controleren en bewaren").await;
    page.has_alert().await;
    tour.stop("Stap 1: toegang tot Simple-Simon geweigerd").await;
    // What is no credential need not be typed again.
    assert_eq!(page.value("Kantoorgebruiker").await, options.user);
    page.fill("Licentiecode (16 cijfers)", &options.licence).await;
    page.fill("Wachtwoord", &options.password).await;
    page.press("Controleren en bewaren").await;
    page.sees("Simple-Simon laat Koppel toe").await;

    tour.stop_in_the_dark_too("Stap 1: wissen").await;
    page.press("Wijzigen").await;
    tour.stop("Stap 1: toegang wijzigen").await;
    page.press("Wissen nu").await;
    let name = format!("Typ ter bevestiging de naam van uw bedrijf: {COMPANY}");
    page.fill(&name, "Bakkerij").await;
    page.press("Nu wissen").await;
    page.has_alert().await;
    tour.stop("Stap 1: verkeerde naam getypt").await;
    page.fill(&name, COMPANY).await;
    page.press("Nu wissen").await;
    page.sees("Het wissen begint binnen een minuut").await;
    tour.stop("Stap 1: het wissen begint").await;
    page.press("Wissen afbreken en opnieuw beginnen").await;
    page.sees("Het wissen afbreken?").await;
    tour.stop("Wissen afbreken, bevestiging").await;
    page.press("Nee, terug").await;
    tour.stop("Status tijdens het wissen").await;
    page.visit("/activation/wipe").await;
    tour.site.office.pass(1).await;
    tour.freshen("Vernieuwen").await;
    page.sees("Simple-Simon is gewist op").await;
    tour.stop("Stap 1: gewist").await;
}

/// Step 2: a wrong environment code, then the right one, whose administration is confirmed.
pub(crate) async fn connect(tour: &mut Tour) {
    let page = tour.page.clone();
    page.press("Verder").await;
    tour.stop("Stap 2: koppel").await;
    page.fill("Omgevingscode", "een-verkeerde-code").await;
    page.press("Controleren").await;
    page.has_alert().await;
    tour.stop("Stap 2: verkeerde code").await;
    page.fill("Omgevingscode", &tour.site.office.world.books.company_key()).await;
    page.press("Controleren").await;
    page.sees("De code klopt").await;
    tour.stop("Stap 2: is dit uw administratie").await;
    page.press("Ja, koppel deze administratie").await;
    page.sees("Gebruiksvoorwaarden").await;
    page.visit("/activation/connect").await;
    tour.stop("Stap 2: gekoppeld").await;
    page.press("Verder").await;
}

/// Step 3: the terms, a wrong article, the search, everything checked, saved.
pub(crate) async fn set_up(tour: &mut Tour) {
    let page = tour.page.clone();
    tour.stop("Stap 3: gebruiksvoorwaarden").await;
    page.press("Ik ga akkoord").await;
    tour.stop("Stap 3: instellingen").await;

    page.fill("Artikel voor reistijd", "REISS").await;
    page.press("Controleer: Artikel voor reistijd").await;
    page.has_alert().await;
    tour.stop_in_the_dark_too("Stap 3: verkeerd artikel").await;
    assert!(!page.can_press("Opslaan en starten").await);
    page.press("Zoek: Artikel voor werktijd").await;
    let dialog = page.within("Artikel zoeken");
    dialog.fill("Nummer, zoeksleutel of omschrijving", "uu").await;
    dialog.press("Zoek").await;
    dialog.sees("Artikel UUR").await;
    tour.stop_at("Stap 3: artikel zoeken", "Artikel zoeken").await;
    dialog.press("UUR Artikel UUR…").await;
    assert_eq!(page.value("Artikel voor werktijd").await, "UUR");
    page.fill("Artikel voor reistijd", "REIS").await;
    page.fill("Filterwoord", "Garantie").await;
    page.press("Alles controleren").await;
    page.sees("Alles is gecontroleerd; u kunt opslaan").await;
    tour.stop("Stap 3: alles gecontroleerd").await;
    page.press("Opslaan en starten").await;
    page.sees("De koppeling start op de achtergrond").await;
}
