//! The words for what people did and what a wipe did, in both languages.

use super::{Words, dutch, english};
use crate::deed::Deed;
use crate::failure::{AccessFault, System};
use crate::message::{Concern, Language};
use crate::wipe::WipeTable;

/// What someone did.
pub(super) fn done(language: Language, by: &str, deed: &Deed) -> Words {
    match language {
        Language::English => in_english(by, deed),
        Language::Dutch => in_dutch(by, deed),
    }
}

fn in_english(by: &str, deed: &Deed) -> Words {
    let none = english::NO_ACTION;
    match deed {
        Deed::Created => Words::new(
            format!("By {by}: this company was made known to Koppel."),
            format!("{none} The link can be activated now."),
        ),
        Deed::WipeAsked { tables } => Words::new(
            format!("By {by}: the wiping of {tables} tables of Simple-Simon was asked for."),
            format!("{none} The progress can be seen in Koppel."),
        ),
        Deed::WipeCalledOff => Words::new(
            format!(
                "By {by}: the wipe of Simple-Simon was called off; what it deleted stays deleted, and work orders may have lost used articles and hours."
            ),
            format!(
                "{none} A work order that may have lost some is not sent before someone has looked at it. Once activated, customers and articles that are gone come across anew."
            ),
        ),
        Deed::CredentialsKept { system } => {
            Words::new(format!("By {by}: the credentials of {system} were entered, checked and kept."), none)
        }
        Deed::Connected { administration } => {
            Words::new(format!("By {by}: the administration “{administration}” was connected."), none)
        }
        Deed::TermsAccepted { version } => {
            Words::new(format!("By {by}: version {version} of the terms of use was accepted."), none)
        }
        Deed::SettingsSaved { version } => Words::new(
            format!("By {by}: the settings were saved (version {version}); they hold from now on."),
            format!("{none} What was sent or skipped before stays as it is."),
        ),
        Deed::Activated => Words::new(
            format!("By {by}: the link was activated."),
            format!("{none} The first import may take a while; its progress can be seen in Koppel."),
        ),
        Deed::Deactivated => Words::new(
            format!("By {by}: the link was deactivated; nothing is pulled and nothing is sent any more."),
            format!("{none} Activated again, it goes on from this point."),
        ),
        Deed::OfferedAgain { problems } => Words::new(
            format!("By {by}: open problems were offered again ({problems})."),
            format!("{none} The next run tries them."),
        ),
        Deed::RunAsked { concern } => Words::new(
            format!("By {by}: a run was asked for at once, {}.", english::activity(*concern)),
            none,
        ),
        Deed::CleanupApproved { deletions } => Words::new(
            format!("By {by}: the list of the cleanup was approved, {deletions} deletions at most."),
            format!("{none} The cleanup begins at once."),
        ),
        Deed::DryRunAsked => Words::new(
            format!("By {by}: it was asked what a cleanup would delete."),
            format!("{none} Nothing is deleted; the list appears in Koppel."),
        ),
    }
}

fn in_dutch(by: &str, deed: &Deed) -> Words {
    let none = dutch::NO_ACTION;
    match deed {
        Deed::Created => Words::new(
            format!("Door {by}: dit bedrijf is bij Koppel aangemeld."),
            format!("{none} De koppeling kan nu worden geactiveerd."),
        ),
        Deed::WipeAsked { tables } => Words::new(
            format!("Door {by}: het wissen van {tables} tabellen van Simple-Simon is gevraagd."),
            format!("{none} De voortgang is in Koppel te zien."),
        ),
        Deed::WipeCalledOff => Words::new(
            format!(
                "Door {by}: het wissen van Simple-Simon is afgebroken; wat is verwijderd, blijft verwijderd, en werkbonnen kunnen artikelen en uren kwijt zijn."
            ),
            format!(
                "{none} Een werkbon die iets kwijt kan zijn, wordt niet verstuurd voordat iemand ernaar heeft gekeken. Na het activeren komen verwijderde klanten en artikelen opnieuw over."
            ),
        ),
        Deed::CredentialsKept { system } => Words::new(
            format!("Door {by}: de inloggegevens van {system} zijn ingevuld, gecontroleerd en bewaard."),
            none,
        ),
        Deed::Connected { administration } => {
            Words::new(format!("Door {by}: de administratie „{administration}” is gekoppeld."), none)
        }
        Deed::TermsAccepted { version } => {
            Words::new(format!("Door {by}: akkoord met versie {version} van de voorwaarden."), none)
        }
        Deed::SettingsSaved { version } => Words::new(
            format!("Door {by}: de instellingen zijn opgeslagen (versie {version}); ze gelden vanaf nu."),
            format!("{none} Wat eerder is verstuurd of overgeslagen, blijft zoals het is."),
        ),
        Deed::Activated => Words::new(
            format!("Door {by}: de koppeling is geactiveerd."),
            format!("{none} De eerste import kan even duren; de voortgang is in Koppel te zien."),
        ),
        Deed::Deactivated => Words::new(
            format!(
                "Door {by}: de koppeling is gedeactiveerd; er wordt niets meer opgehaald en niets meer verstuurd."
            ),
            format!("{none} Na opnieuw activeren gaat zij vanaf dit punt verder."),
        ),
        Deed::OfferedAgain { problems } => Words::new(
            format!("Door {by}: openstaande problemen zijn opnieuw aangeboden ({problems})."),
            format!("{none} De volgende run probeert ze."),
        ),
        Deed::RunAsked { concern } => {
            Words::new(format!("Door {by}: een run is gevraagd, {}.", dutch::activity(*concern)), none)
        }
        Deed::CleanupApproved { deletions } => Words::new(
            format!(
                "Door {by}: de lijst van de opruiming is goedgekeurd, hoogstens {deletions} verwijderingen."
            ),
            format!("{none} De opruiming begint meteen."),
        ),
        Deed::DryRunAsked => Words::new(
            format!("Door {by}: er is gevraagd wat een opruiming zou verwijderen."),
            format!("{none} Er wordt niets verwijderd; de lijst verschijnt in Koppel."),
        ),
    }
}

/// A table of Simple-Simon was emptied.
pub(super) fn emptied(language: Language, table: WipeTable, deleted: u64) -> Words {
    let name = name(language, table);
    match language {
        Language::English => {
            Words::new(format!("Simple-Simon was emptied of {name}: {deleted} deleted."), english::NO_ACTION)
        }
        Language::Dutch => Words::new(format!("Gewist in Simple-Simon: {deleted} {name}."), dutch::NO_ACTION),
    }
}

/// The wipe is complete.
pub(super) fn wiped(language: Language, deleted: u64) -> Words {
    match language {
        Language::English => Words::new(
            format!("The wipe of Simple-Simon is complete: {deleted} records deleted."),
            format!("{} The next step is to connect bookkeeping.", english::NO_ACTION),
        ),
        Language::Dutch => Words::new(
            format!("Het wissen van Simple-Simon is klaar: {deleted} records verwijderd."),
            format!("{} De volgende stap is de boekhouding koppelen.", dutch::NO_ACTION),
        ),
    }
}

/// Simple-Simon does not let a record go.
pub(super) fn stuck(language: Language, table: WipeTable, number: &str, reason: &str) -> Words {
    let name = name(language, table);
    match language {
        Language::English => Words::new(
            format!(
                "Wiping {name}: Simple-Simon does not delete record {number}{}.",
                english::because(reason)
            ),
            "Delete this record in Simple-Simon by hand; the wipe then goes on by itself.",
        ),
        Language::Dutch => Words::new(
            format!(
                "Wissen van {name}: Simple-Simon verwijdert record {number} niet{}.",
                dutch::because(reason)
            ),
            "Verwijder dit record zelf in Simple-Simon; het wissen gaat daarna vanzelf verder.",
        ),
    }
}

const fn name(language: Language, table: WipeTable) -> &'static str {
    match (language, table) {
        (Language::English, WipeTable::Planning) => "planning",
        (Language::English, WipeTable::WorkOrderSurvey) => "surveys",
        (Language::English, WipeTable::UsedItem) => "used articles",
        (Language::English, WipeTable::TimeSheet) => "time sheets",
        (Language::English, WipeTable::Equipment) => "objects",
        (Language::English, WipeTable::Contact) => "contact persons",
        (Language::English, WipeTable::WorkOrder) => "work orders",
        (Language::English, WipeTable::WorkAddress) => "work addresses",
        (Language::English, WipeTable::Customer) => "customers",
        (Language::English, WipeTable::Article) => "articles",
        (Language::English, WipeTable::ArticleGroup) => "article groups",
        (Language::Dutch, WipeTable::Planning) => "planning",
        (Language::Dutch, WipeTable::WorkOrderSurvey) => "vragenlijsten",
        (Language::Dutch, WipeTable::UsedItem) => "verbruikte artikelen",
        (Language::Dutch, WipeTable::TimeSheet) => "tijdregels",
        (Language::Dutch, WipeTable::Equipment) => "objecten",
        (Language::Dutch, WipeTable::Contact) => "contactpersonen",
        (Language::Dutch, WipeTable::WorkOrder) => "werkbonnen",
        (Language::Dutch, WipeTable::WorkAddress) => "werkadressen",
        (Language::Dutch, WipeTable::Customer) => "klanten",
        (Language::Dutch, WipeTable::Article) => "artikelen",
        (Language::Dutch, WipeTable::ArticleGroup) => "artikelgroepen",
    }
}

impl Concern {
    /// What the runs of this concern do, in words: "the sending of work orders".
    #[must_use]
    pub const fn words(self, language: Language) -> &'static str {
        match language {
            Language::English => english::activity(self),
            Language::Dutch => dutch::activity(self),
        }
    }
}

impl AccessFault {
    /// What is wrong, in words: "the user name or the password is wrong".
    #[must_use]
    pub const fn words(self, language: Language) -> &'static str {
        match language {
            Language::English => english::lock(self),
            Language::Dutch => dutch::lock(self),
        }
    }
}

impl AccessFault {
    /// What to do about it, in whole sentences.
    #[must_use]
    pub fn action(self, system: System, language: Language) -> String {
        match language {
            Language::English => english::key_to(self, system),
            Language::Dutch => dutch::key_to(self, system),
        }
    }
}

impl WipeTable {
    /// What people call the table.
    #[must_use]
    pub const fn words(self, language: Language) -> &'static str {
        name(language, self)
    }
}
