//! What every administration answers alike: countries, cost centres, templates, and what `companyInfo` says of it
//! (SnelStart fact sheet §7, §8.7, §8.8).
//!
//! Guarantees: none of these lists has a filter; whatever is asked, all rows are answered (§5).
//!
//! Leaves out: the other two hundred and forty countries.

use super::books::{Books, Shelf, guid};
use super::json::Json;
use super::options::Options;

/// Name, code of three letters, code of two letters.
const COUNTRIES: [(&str, &str, &str); 8] = [
    ("Nederland", "NLD", "NL"),
    ("België", "BEL", "BE"),
    ("Duitsland", "DEU", "DE"),
    ("Luxemburg", "LUX", "LU"),
    ("Frankrijk", "FRA", "FR"),
    ("Verenigd Koninkrijk", "GBR", "GB"),
    ("Denemarken", "DNK", "DK"),
    ("Polen", "POL", "PL"),
];

/// The id of a country by its code of two letters; empty where there is no such country.
#[must_use]
pub fn country_id(code: &str) -> String {
    let known = COUNTRIES.iter().any(|(_, _, of)| *of == code);
    if known { guid(&format!("landen/{code}")) } else { String::new() }
}

/// The code of two letters of a country by its id; empty where there is no such country.
#[must_use]
pub fn country_code(id: &str) -> &'static str {
    COUNTRIES.iter().map(|(_, _, code)| *code).find(|code| country_id(code) == id).unwrap_or_default()
}

/// Whether there is a country of this id.
pub(super) fn is_country(id: &str) -> bool {
    COUNTRIES.iter().any(|(_, _, code)| country_id(code) == id)
}

/// All countries.
pub(super) fn countries() -> Vec<Json> {
    let country = |(name, iso, code): (&str, &str, &str)| {
        let id = country_id(code);
        Json::object([
            ("uri", format!("/landen/{id}").into()),
            ("id", id.into()),
            ("naam", name.into()),
            ("landcodeISO", iso.into()),
            ("landcode", code.into()),
        ])
    };
    COUNTRIES.into_iter().map(country).collect()
}

/// All cost centres.
pub(super) fn cost_centres() -> Vec<Json> {
    vec![Json::object([
        ("id", guid("kostenplaatsen/1").into()),
        ("nummer", 1.into()),
        ("omschrijving", "Algemeen".into()),
        ("nonactief", false.into()),
    ])]
}

/// All templates of orders.
pub(super) fn templates() -> Vec<Json> {
    vec![Json::object([
        ("id", guid("verkoopordersjablonen/1").into()),
        ("omschrijving", "Standaard".into()),
        ("nonactief", false.into()),
        ("prijsIngaveExclusiefBtw", true.into()),
        ("nieuweOrdersBlokkeren", false.into()),
        ("extraHoofdVelden", Json::List(Vec::new())),
        ("extraRegelVelden", Json::List(Vec::new())),
    ])]
}

/// What `companyInfo` says. The fiscal year is the one of the moment.
pub(super) fn company_info(books: &Books, options: &Options, year: i16) -> Json {
    let next = books.next_number(Shelf::Orders, options.first_order_number.into());
    let code_kind = if options.numeric_article_codes { "Numeriek" } else { "Alfanumeriek" };
    let length = i64::try_from(options.article_code_max).unwrap_or(i64::MAX);
    Json::object([
        ("administratieIdentifier", options.administration_id.as_str().into()),
        ("administratieNaam", options.administration.as_str().into()),
        ("bedrijfsnaam", options.administration.as_str().into()),
        ("kvKNummer", "12345678".into()),
        ("btwNummer", "NL123456782B90".into()),
        ("email", "administratie@voorbeeld.example".into()),
        ("huidigBoekjaar", i64::from(year).into()),
        ("artikelcodeSoort", code_kind.into()),
        ("artikelcodeMaxLengte", length.into()),
        ("verkoopprijsArtikelbestandExclusiefBtw", options.prices_exclude_vat.into()),
        ("aantalDecimalenArtikelprijzen", i64::from(options.price_decimals).into()),
        ("aantalDecimalenArtikelaantallen", i64::from(options.quantity_decimals).into()),
        ("volgendVerkoopordernummer", next.into()),
        ("voorraadcontroleOrderinvoer", false.into()),
        ("backorderGebruiken", false.into()),
        ("regelkortingVerkooporder", true.into()),
        ("kleineOndernemersregeling", false.into()),
    ])
}
