//! What happened and what to do, for every problem, in both languages.

use koppel_domain::failure::{Actor, System};
use koppel_domain::integration::{Refusal, Stage, Step};
use koppel_domain::message::Language;
use koppel_identity::Refused;
use koppel_sync::context::ConnectError;

use super::Wrong;

mod fields;
mod packages;

/// What happened, and what to do.
pub(super) fn of(wrong: &Wrong, language: Language) -> (String, String) {
    let pick = |english: (&str, &str), dutch: (&str, &str)| {
        let (detail, action) = if language == Language::Dutch { dutch } else { english };
        (detail.to_owned(), action.to_owned())
    };
    match wrong {
        Wrong::Unauthorized(refused) => unauthorized(refused, language),
        Wrong::CrossSite => pick(
            ("Another website sent this request.", "Open Koppel itself and do it there."),
            ("Een andere website stuurde dit verzoek.", "Open Koppel zelf en doe het daar."),
        ),
        Wrong::Forbidden => pick(
            ("This is not for your role.", "Sign in as someone who has it, or ask the operator of Koppel."),
            (
                "Dit is niet voor uw rol.",
                "Meld u aan als iemand die haar heeft, of vraag de beheerder van Koppel.",
            ),
        ),
        Wrong::NotFound => pick(
            ("There is nothing here.", "Check the address."),
            ("Hier is niets.", "Controleer het adres."),
        ),
        Wrong::NoCompany => pick(
            ("Your company is not known to Koppel.", "Ask the operator of Koppel to add it."),
            ("Uw bedrijf is bij Koppel niet bekend.", "Vraag de beheerder van Koppel het toe te voegen."),
        ),
        Wrong::Method => pick(
            ("This address does not know this method.", "See /api/v1/openapi.json for those it knows."),
            ("Dit adres kent deze methode niet.", "Zie /api/v1/openapi.json voor de methoden die het kent."),
        ),
        Wrong::Malformed(place) => fields::malformed(place, language),
        Wrong::TooLarge => pick(
            ("The request is larger than 64 KB.", "Send less."),
            ("Het verzoek is groter dan 64 KB.", "Stuur minder."),
        ),
        Wrong::MediaType => pick(
            ("The request is not JSON.", "Send it with Content-Type: application/json."),
            ("Het verzoek is geen JSON.", "Stuur het met Content-Type: application/json."),
        ),
        Wrong::KeyReused => pick(
            (
                "This form or request was sent before, with other contents; nothing was done now.",
                "Open the page again and do it there.",
            ),
            (
                "Dit formulier of verzoek is al eerder verstuurd, met een andere inhoud; er is nu niets gedaan.",
                "Open de pagina opnieuw en doe het daar.",
            ),
        ),
        Wrong::Changed(_) => pick(
            (
                "This company was changed in the meantime, perhaps by you in another tab; nothing was done.",
                "Look at what changed, and do it again if it is still needed.",
            ),
            (
                "Dit bedrijf is intussen gewijzigd, misschien door u in een ander tabblad; er is niets gedaan.",
                "Kijk wat er is gewijzigd, en doe het opnieuw als het nog nodig is.",
            ),
        ),
        Wrong::Overtaken(_) => pick(
            (
                "What you entered is kept, but someone else changed this company before the link was started.",
                "Look at what changed, and activate the link if that is still wanted.",
            ),
            (
                "Wat u invulde is bewaard, maar iemand anders heeft dit bedrijf gewijzigd voordat de koppeling was gestart.",
                "Kijk wat er is gewijzigd, en activeer de koppeling als dat nog de bedoeling is.",
            ),
        ),
        Wrong::NotOpen => pick(
            (
                "No such problem is open any more.",
                "Nothing needs to be done; look at the problems that are open now.",
            ),
            (
                "Zo'n probleem staat niet meer open.",
                "Er hoeft niets te gebeuren; bekijk de problemen die nu openstaan.",
            ),
        ),
        Wrong::Refusal(refusal) => refused(refusal, language),
        Wrong::NoList => pick(
            (
                "This list is not there any more: nothing waits for your word.",
                "Look at the cleanup again, or ask what it would delete.",
            ),
            (
                "Deze lijst is er niet meer: er wacht niets op uw akkoord.",
                "Bekijk de opruiming opnieuw, of vraag wat zij zou verwijderen.",
            ),
        ),
        Wrong::OtherList => pick(
            ("The list has changed meanwhile; nothing was done.", "Look at it again, then decide."),
            ("De lijst is intussen veranderd; er is niets gedaan.", "Bekijk haar opnieuw en beslis dan."),
        ),
        Wrong::QuotesOff => pick(
            ("Quotes are switched off.", "Switch them on in the settings and save, then do this."),
            ("Offertes staan uit.", "Zet ze aan in de instellingen en sla op, en doe daarna dit."),
        ),
        Wrong::Exists => pick(
            ("This company exists already.", "Choose another id."),
            ("Dit bedrijf bestaat al.", "Kies een ander id."),
        ),
        Wrong::Address => pick(
            (
                "Simple-Simon cannot be at this address.",
                "Enter the https address that Simple-Simon mailed you.",
            ),
            (
                "Op dit adres kan Simple-Simon niet zijn.",
                "Vul het https-adres in dat Simple-Simon u heeft gemaild.",
            ),
        ),
        Wrong::OtherPackage(system) => packages::of_package(
            *system,
            language,
            ("This company keeps its books in {}.", "Connect it with {}."),
            ("Dit bedrijf boekhoudt in {}.", "Koppel het met {}."),
        ),
        Wrong::NotServed(system) => packages::of_package(
            *system,
            language,
            (
                "This Koppel has no key of its own with {} yet, so it cannot serve a company with that package.",
                "Ask the maker of {} for one and deploy with it, as docs/operate.md says; then make the company.",
            ),
            (
                "Deze Koppel heeft nog geen eigen sleutel bij {} en kan dus geen bedrijf met dat pakket bedienen.",
                "Vraag die aan bij de maker van {} en installeer hem zoals docs/operate.md zegt; maak dan het bedrijf.",
            ),
        ),
        Wrong::Credentials(ConnectError::NotServed(system)) => packages::of_package(
            *system,
            language,
            (
                "This Koppel has no key of its own with {}.",
                "Tell the operator of Koppel, who alone can put this right.",
            ),
            (
                "Deze Koppel heeft geen eigen sleutel bij {}.",
                "Meld dit aan de beheerder van Koppel; alleen die kan dit herstellen.",
            ),
        ),
        Wrong::Other(System::Imuis) => pick(
            (
                "This environment code belongs to another administration than the company is linked with.",
                "Enter the code of the linked one, or ask the operator of Koppel to add a company for the other one.",
            ),
            (
                "Deze omgevingscode hoort bij een andere administratie dan waarmee het bedrijf is gekoppeld.",
                "Vul de code van de gekoppelde in, of vraag de beheerder van Koppel om voor de andere een bedrijf toe te voegen.",
            ),
        ),
        Wrong::Other(System::SnelStart) => pick(
            (
                "This link key belongs to another administration than the company is linked with.",
                "Enter the key of the linked one, or ask the operator of Koppel to add a company for the other one.",
            ),
            (
                "Deze koppelsleutel hoort bij een andere administratie dan waarmee het bedrijf is gekoppeld.",
                "Vul de sleutel van de gekoppelde in, of vraag de beheerder van Koppel om voor de andere een bedrijf toe te voegen.",
            ),
        ),
        Wrong::Other(System::SimpleSimon) => pick(
            (
                "This is another licence of Simple-Simon than the one that was wiped or linked.",
                "Enter that licence, or ask the operator of Koppel to add a company for the other one.",
            ),
            (
                "Dit is een andere licentie van Simple-Simon dan die is gewist of gekoppeld.",
                "Vul die licentie in, of vraag de beheerder van Koppel om voor de andere een bedrijf toe te voegen.",
            ),
        ),
        Wrong::Administration(name) => {
            let (detail, action) = pick(
                (
                    "What you entered opens the administration",
                    "Confirm that it is yours; a program sends this name along as “administration”.",
                ),
                (
                    "Wat u invulde, opent de administratie",
                    "Bevestig dat het de uwe is; een programma stuurt deze naam als “administration” mee.",
                ),
            );
            (format!("{detail} “{name}”."), action)
        }
        Wrong::Unproved(failure) | Wrong::Package(failure) => packages::package(failure, language),
        Wrong::Credentials(_) => pick(
            ("The credentials are missing or cannot be read.", "Enter them again at the step “connect”."),
            ("De inloggegevens ontbreken of zijn niet te lezen.", "Vul ze opnieuw in bij de stap „Koppel!”."),
        ),
        Wrong::SignIn => pick(
            ("This sign-in was not completed.", "Sign in again."),
            ("Deze aanmelding is niet afgerond.", "Meld u opnieuw aan."),
        ),
        Wrong::Sealing => operators(language),
        Wrong::Store(error) if error.actor() == Actor::Operator => operators(language),
        Wrong::Store(_) => pick(
            ("Koppel's own memory does not answer.", "Try again in a minute; nothing is lost."),
            (
                "Het eigen geheugen van Koppel antwoordt niet.",
                "Probeer het over een minuut opnieuw; er gaat niets verloren.",
            ),
        ),
        Wrong::Schedules(_) => pick(
            (
                "What you asked is kept, but the schedules could not be set.",
                "Try again in a minute. If it stays so, tell the operator of Koppel.",
            ),
            (
                "Wat u vroeg is bewaard, maar de planning kon niet worden ingesteld.",
                "Probeer het over een minuut opnieuw. Blijft het zo, meld het dan aan de beheerder van Koppel.",
            ),
        ),
    }
}

/// What only the operator can put right.
fn operators(language: Language) -> (String, String) {
    let (detail, action) = match language {
        Language::English => {
            ("Koppel cannot keep or read this.", "Tell the operator of Koppel; nothing was changed.")
        }
        Language::Dutch => (
            "Koppel kan dit niet bewaren of lezen.",
            "Meld het aan de beheerder van Koppel; er is niets gewijzigd.",
        ),
    };
    (detail.to_owned(), action.to_owned())
}

fn unauthorized(refused: &Refused, language: Language) -> (String, String) {
    let (english, dutch) = match refused {
        Refused::NoToken => (
            ("You are not signed in; nothing was done.", "Sign in."),
            ("U bent niet aangemeld; er is niets gedaan.", "Meld u aan."),
        ),
        Refused::Expired => (
            ("Your sign-in has expired; nothing was done.", "Sign in again."),
            ("Uw aanmelding is verlopen; er is niets gedaan.", "Meld u opnieuw aan."),
        ),
        Refused::NotYetValid => (
            ("Your token is not valid yet.", "Check the clock of the machine that made it."),
            ("Uw token is nog niet geldig.", "Controleer de klok van de machine die het maakte."),
        ),
        Refused::NoRole => (
            ("You have no role in Koppel.", "Ask the operator of Koppel for access to your company."),
            ("U hebt in Koppel geen rol.", "Vraag de beheerder van Koppel om toegang tot uw bedrijf."),
        ),
        Refused::IssuerUnreachable(_) | Refused::NoRandomness => (
            ("The sign-in service does not answer.", "Try again in a minute."),
            ("De aanmelddienst antwoordt niet.", "Probeer het over een minuut opnieuw."),
        ),
        _ => (
            ("Your token is refused.", "Sign in again, at this Koppel."),
            ("Uw token wordt geweigerd.", "Meld u opnieuw aan, bij deze Koppel."),
        ),
    };
    let (detail, action) = if language == Language::Dutch { dutch } else { english };
    (detail.to_owned(), action.to_owned())
}

fn refused(refusal: &Refusal, language: Language) -> (String, String) {
    let (english, dutch) = match refusal {
        Refusal::Missing(step) => match step {
            Step::SimpleSimon => (
                ("Simple-Simon's credentials come first.", "Enter them, then do this."),
                ("Eerst komen de inloggegevens van Simple-Simon.", "Vul ze in, en doe daarna dit."),
            ),
            Step::Wipe => (
                ("Wiping Simple-Simon comes first.", "Do step 1, wipe."),
                ("Eerst moet Simple-Simon worden gewist.", "Doe stap 1, wissen."),
            ),
            Step::Connect => (
                ("Connecting bookkeeping comes first.", "Do step 2, connect."),
                ("Eerst moet de boekhouding worden gekoppeld.", "Doe stap 2, Koppel!."),
            ),
            Step::Terms => (
                ("The terms of use come first.", "Accept them."),
                ("Eerst komen de voorwaarden.", "Ga akkoord met de voorwaarden."),
            ),
            Step::Settings => (
                ("The settings come first.", "Do step 3: check and save them."),
                ("Eerst komen de instellingen.", "Doe stap 3: controleer ze en sla ze op."),
            ),
            Step::Activation => (
                (
                    "The link was never activated.",
                    "There is nothing to stop; go on with the activation if you like.",
                ),
                (
                    "De koppeling is nooit geactiveerd.",
                    "Er is niets te stoppen; ga desgewenst door met activeren.",
                ),
            ),
        },
        Refusal::NotNow(Stage::Wiping) => (
            (
                "Simple-Simon is being wiped.",
                "Wait until that is done. If records do not go, ask for the wipe again with more tables; where the link was active before, deactivating calls it off.",
            ),
            (
                "Simple-Simon wordt gewist.",
                "Wacht tot dat klaar is. Gaan er records niet weg, vraag dan opnieuw om wissen met meer tabellen; was de koppeling eerder actief, dan breekt deactiveren het af.",
            ),
        ),
        Refusal::Already => (
            ("The link is active already.", "Nothing needs to be done."),
            ("De koppeling is al actief.", "Er hoeft niets te gebeuren."),
        ),
        Refusal::NotNow(Stage::SetUp) => (
            (
                "The link is being started.",
                "Wait until it is active; if it does not become so, activate it again.",
            ),
            (
                "De koppeling wordt gestart.",
                "Wacht tot zij actief is; wordt zij dat niet, activeer haar dan opnieuw.",
            ),
        ),
        Refusal::NotNow(Stage::Active) => (
            ("The link is active.", "Deactivate it first."),
            ("De koppeling is actief.", "Deactiveer haar eerst."),
        ),
        Refusal::NotNow(_) => (
            ("The link is not active.", "Nothing needs to be done; activate it if you like."),
            ("De koppeling is niet actief.", "Er hoeft niets te gebeuren; activeer haar desgewenst."),
        ),
        Refusal::Paused => (
            ("The operator has paused this link for everyone.", "Try again once it is available."),
            (
                "De beheerder heeft deze koppeling voor iedereen gepauzeerd.",
                "Probeer het zodra zij weer inzetbaar is.",
            ),
        ),
        Refusal::Mandatory(tables) => return fields::mandatory(tables, language),
        Refusal::NothingToWipe => (
            ("No table was chosen.", "Choose at least one, or leave this step out."),
            ("Er is geen tabel gekozen.", "Kies er ten minste een, of sla deze stap over."),
        ),
        Refusal::OtherName => (
            ("The name is not the company's.", "Type the company's name exactly as it is shown."),
            (
                "De naam is niet die van het bedrijf.",
                "Typ de naam van het bedrijf precies zoals hij er staat.",
            ),
        ),
        Refusal::OtherTerms => (
            ("Other terms hold by now.", "Read and accept the present version."),
            ("Er gelden inmiddels andere voorwaarden.", "Lees de huidige versie en ga ermee akkoord."),
        ),
        Refusal::Unchecked(names) => return fields::unchecked(names, language),
    };
    let (detail, action) = if language == Language::Dutch { dutch } else { english };
    (detail.to_owned(), action.to_owned())
}
