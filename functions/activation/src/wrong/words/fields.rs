//! Words about what was filled in: fields, tables and settings by the names that people know them by.

use koppel_domain::message::Language;
use koppel_domain::settings::SettingName;
use koppel_domain::wipe::WipeTable;

use crate::console::labels;

/// A field that is not as it should be; what no form has is shown as a program knows it.
pub(super) fn malformed(place: &str, language: Language) -> (String, String) {
    let (dutch, english, how) = match place {
        "licence" => ("De licentiecode", "The licence code", How::Digits),
        "address" => ("Het adres", "The address", How::Text),
        "user" => ("De kantoorgebruiker", "The office user", How::Text),
        "password" => ("Het wachtwoord", "The password", How::Text),
        "api_key" => ("De API-sleutel", "The API key", How::Text),
        "link_key" => ("De koppelsleutel", "The link key", How::Text),
        "connector" => ("Het boekhoudpakket", "The bookkeeping package", How::Package),
        "environment_code" => ("De omgevingscode", "The environment code", How::Text),
        "travel_article" => ("Het artikel voor reistijd", "The article for travel time", How::Text),
        "work_article" => ("Het artikel voor werktijd", "The article for work time", How::Text),
        "standard_article" => ("Het standaardartikel", "The standard article", How::Text),
        "filter_word" => ("Het filterwoord", "The filter word", How::Text),
        "quotes.filter_word" => ("Het filterwoord voor offertes", "The filter word for quotes", How::Text),
        "article_groups" => ("De lijst van artikelgroepen", "The list of article groups", How::Text),
        "search" => ("Het zoekwoord", "The search word", How::Text),
        "company" => ("De naam van het bedrijf", "The company's name", How::Text),
        "tenant" => ("De id van het bedrijf", "The company's id", How::Id),
        "sealed" | "form" | "once" => return stale(language),
        "query" | "before" | "after" | "from" | "until" | "kind" | "table" | "state" | "number" | "limit"
        | "page" => {
            return filter(place, language);
        }
        _ => return unknown(place, language),
    };
    match language {
        Language::Dutch => (format!("{dutch} is niet goed ingevuld."), how.dutch().to_owned()),
        Language::English => (format!("{english} is not filled in well."), how.english().to_owned()),
    }
}

/// What a field takes.
#[derive(Clone, Copy)]
enum How {
    Digits,
    Id,
    Package,
    Text,
}

impl How {
    const fn dutch(self) -> &'static str {
        match self {
            Self::Digits => "Vul de 16 cijfers in, zonder spaties.",
            Self::Id => {
                "Gebruik 3 tot 40 kleine letters, cijfers en streepjes, met een letter of cijfer aan beide einden."
            }
            Self::Package => "Noem het pakket: connector is imuis of snelstart.",
            Self::Text => "Vul het in op één regel, niet leeg en niet te lang.",
        }
    }

    const fn english(self) -> &'static str {
        match self {
            Self::Digits => "Enter the 16 digits, without spaces.",
            Self::Id => {
                "Use 3 to 40 lower-case letters, digits and hyphens, with a letter or digit at both ends."
            }
            Self::Package => "Name the package: connector is imuis or snelstart.",
            Self::Text => "Fill it in on one line, not empty and not too long.",
        }
    }
}

fn stale(language: Language) -> (String, String) {
    let (detail, action) = match language {
        Language::Dutch => {
            ("Dit formulier is niet volledig aangekomen.", "Open de pagina opnieuw en vul het nog eens in.")
        }
        Language::English => {
            ("This form did not arrive as it should.", "Open the page again and fill it in once more.")
        }
    };
    (detail.to_owned(), action.to_owned())
}

/// What an address asks to see.
fn filter(place: &str, language: Language) -> (String, String) {
    match language {
        Language::Dutch => (
            format!("In het adres klopt „{place}” niet."),
            "Kies opnieuw wat u wilt zien; /api/v1/openapi.json beschrijft het voor programma's.".to_owned(),
        ),
        Language::English => (
            format!("In the address “{place}” is not right."),
            "Choose again what you want to see; /api/v1/openapi.json describes it for programs.".to_owned(),
        ),
    }
}

fn unknown(place: &str, language: Language) -> (String, String) {
    match language {
        Language::Dutch => (
            format!("Het verzoek klopt niet bij „{place}”."),
            "Verbeter het; /api/v1/openapi.json beschrijft het.".to_owned(),
        ),
        Language::English => (
            format!("The request is not as it should be at “{place}”."),
            "Correct it; /api/v1/openapi.json describes it.".to_owned(),
        ),
    }
}

/// Tables that a first activation wipes, and that were not chosen.
pub(super) fn mandatory(tables: &[WipeTable], language: Language) -> (String, String) {
    let names: Vec<&str> = tables.iter().map(|table| table.words(language)).collect();
    let names = names.join(", ");
    match language {
        Language::Dutch => (
            "Bij de eerste activering worden meer tabellen gewist.".to_owned(),
            format!("Kies ook: {names}."),
        ),
        Language::English => {
            ("The first activation wipes more tables.".to_owned(), format!("Choose these as well: {names}."))
        }
    }
}

/// Settings that were not checked with these values.
pub(super) fn unchecked(names: &[SettingName], language: Language) -> (String, String) {
    let words: Vec<&str> = names.iter().map(|name| labels::setting(*name).said()).collect();
    let words = words.join(", ");
    match language {
        Language::Dutch => (
            "Niet elke instelling is met deze waarden gecontroleerd.".to_owned(),
            format!("Controleer dit, en sla dan op: {words}."),
        ),
        Language::English => (
            "Not every setting was checked with these values.".to_owned(),
            format!("Check these, then save: {words}."),
        ),
    }
}
