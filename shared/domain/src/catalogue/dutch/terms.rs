//! Dutch terms: how records, runs, settings and the ways of being locked out are called inside a sentence.

use crate::catalogue::phrases::{capital, flat, record};
use crate::failure::{AccessFault, System};
use crate::message::{ArticleSetting, Concern, Table};

/// The word for a record of a table.
pub(in crate::catalogue) struct Noun {
    pub(in crate::catalogue) one: &'static str,
    pub(in crate::catalogue) many: &'static str,
    neuter: bool,
}

impl Noun {
    pub(in crate::catalogue) fn the(&self) -> String {
        format!("{} {}", if self.neuter { "het" } else { "de" }, self.one)
    }

    pub(in crate::catalogue) fn this(&self) -> String {
        format!("{} {}", if self.neuter { "dit" } else { "deze" }, self.one)
    }
}

pub(in crate::catalogue) const fn noun(table: Table) -> Noun {
    let (one, many, neuter) = match table {
        Table::WorkOrder => ("werkbon", "werkbonnen", false),
        Table::Customer => ("klant", "klanten", false),
        Table::WorkAddress => ("werkadres", "werkadressen", true),
        Table::Article => ("artikel", "artikelen", true),
        Table::ArticleGroup => ("artikelgroep", "artikelgroepen", false),
        Table::Quote => ("offerte", "offertes", false),
        Table::Link => ("koppeling", "koppelingen", false),
    };
    Noun { one, many, neuter }
}

pub(in crate::catalogue) fn inside(table: Table, number: &str, name: &str) -> String {
    let one = noun(table).one;
    record(one, number, name, &format!("een {one}"))
}

pub(in crate::catalogue) fn subject(table: Table, number: &str, name: &str) -> String {
    capital(&inside(table, number, name))
}

pub(in crate::catalogue) fn because(reason: &str) -> String {
    let reason = flat(reason);
    if reason.is_empty() { ", zonder reden te geven".to_owned() } else { format!(": „{reason}”") }
}

pub(super) const fn purpose(setting: ArticleSetting) -> &'static str {
    match setting {
        ArticleSetting::Travel => "reistijd",
        ArticleSetting::Work => "werktijd",
        ArticleSetting::Standard => "de vaste regel (standaardartikel)",
    }
}

pub(in crate::catalogue) const fn activity(concern: Concern) -> &'static str {
    match concern {
        Concern::Pull => "het bijwerken van klanten en artikelen",
        Concern::Push => "het versturen van werkbonnen",
        Concern::Quotes => "het overnemen van offertes",
        Concern::Cleanup => "het opruimen van Simple-Simon",
        Concern::Wipe => "het wissen van Simple-Simon",
    }
}

pub(in crate::catalogue) const fn lock(fault: AccessFault) -> &'static str {
    match fault {
        AccessFault::Password => "de gebruikersnaam of het wachtwoord klopt niet",
        AccessFault::Licence => "de licentie is deze maand niet actief",
        AccessFault::NotReleased => "de API is niet vrijgegeven",
        AccessFault::EnvironmentCode => "de omgevingscode is onbekend, of de app is daar niet geactiveerd",
        AccessFault::PartnerKey => "de eigen sleutel van Koppel wordt geweigerd",
        AccessFault::NotServed => "deze Koppel heeft er geen eigen sleutel voor",
        AccessFault::ApiKey => "de API-sleutel klopt niet",
        AccessFault::LinkKey => "de koppelsleutel klopt niet of is ingetrokken",
        AccessFault::NotIncluded => "dit hoort niet bij het pakket of bij de koppelsleutel van het bedrijf",
        AccessFault::Unknown => "het programma zegt niet waarom",
    }
}

pub(in crate::catalogue) fn key_to(fault: AccessFault, system: System) -> String {
    match fault {
        AccessFault::Password => {
            format!("Vul in Koppel de gebruikersnaam en het wachtwoord van {system} opnieuw in.")
        }
        AccessFault::Licence => {
            format!("Zorg dat de licentie van {system} actief is; de leverancier van {system} helpt daarbij.")
        }
        AccessFault::NotReleased => format!("Vraag de helpdesk van {system} om de API vrij te geven."),
        AccessFault::EnvironmentCode => format!(
            "Kijk in {system} onder Muis Apps bij Simple-Simon of de app is geactiveerd, en vul de omgevingscode die daar staat opnieuw in bij Koppel."
        ),
        AccessFault::PartnerKey | AccessFault::NotServed => {
            "Neem contact op met de beheerder van Koppel; alleen die kan dit herstellen.".to_owned()
        }
        AccessFault::ApiKey => format!("Vul in Koppel de API-sleutel van {system} opnieuw in."),
        AccessFault::LinkKey => format!(
            "Maak in {system} een nieuwe koppelsleutel voor deze administratie, en vul die in bij Koppel."
        ),
        AccessFault::NotIncluded => format!(
            "Vraag de leverancier van {system} in welk pakket artikelen, klanten, offertes en verkooporders voor een koppeling zitten; vul met dat pakket een nieuwe koppelsleutel in bij Koppel."
        ),
        AccessFault::Unknown => format!(
            "Controleer in Koppel de gegevens waarmee het bij {system} inlogt; kloppen die, neem dan contact op met de beheerder van Koppel."
        ),
    }
}
