//! The models of SnelStart fact sheet §7 and §8, transcribed once more: names, JSON types, longest texts.
//!
//! Written from the sheet, not from the simulator, so that a slip of either shows.

use serde_json::{Value, json};

use super::world::NOBODY;

/// What a property holds. Every one may be null.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Guid,
    Text,
    /// With its maximum.
    Max(usize),
    Whole,
    Decimal,
    Bool,
    DateTime,
    Word(&'static [&'static str]),
    Words(&'static [&'static str]),
    Ref,
    Part(Table),
    Rows(Table),
}

pub(super) type Table = &'static [(&'static str, Of)];

use Of::{Bool, DateTime, Decimal, Guid, Max, Part, Ref, Rows, Text, Whole, Word, Words};

const ADDRESS: Table = &[
    ("contactpersoon", Max(50)),
    ("straat", Max(50)),
    ("postcode", Max(25)),
    ("plaats", Max(50)),
    ("land", Ref),
];
const MAIL: Table = &[("shouldSend", Bool), ("email", Max(250)), ("ccEmail", Max(250))];
const NAMED: Table = &[("naam", Text), ("waarde", Text)];
const NUMBERED: Table = &[("veldNummer", Whole), ("omschrijving", Text), ("waarde", Text)];
const STATUS: Of =
    Word(&["Order", "Offerte", "Bevestiging", "Werkbon", "Pakbon", "Afhaalbon", "Contantbon", "Factuur"]);
const VAT: Of = Word(&["Geen", "Laag", "Hoog", "Overig"]);

/// §8.2
pub(super) const RELATION: Table = &[
    ("id", Guid),
    ("uri", Text),
    ("relatiesoort", Words(&["Klant", "Leverancier", "Eigen"])),
    ("modifiedOn", DateTime),
    ("relatiecode", Whole),
    ("naam", Max(50)),
    ("vestigingsAdres", Part(ADDRESS)),
    ("correspondentieAdres", Part(ADDRESS)),
    ("telefoon", Max(25)),
    ("mobieleTelefoon", Max(25)),
    ("fax", Text),
    ("email", Max(250)),
    ("btwNummer", Max(50)),
    ("kvkNummer", Max(12)),
    ("oin", Max(20)),
    ("websiteUrl", Max(100)),
    ("factuurkorting", Decimal),
    ("krediettermijn", Whole),
    ("kredietLimiet", Decimal),
    ("bankieren", Bool),
    ("nonactief", Bool),
    ("memo", Text),
    ("iban", Max(50)),
    ("bic", Max(15)),
    ("incassoSoort", Word(&["Geen", "Core", "B2B"])),
    ("aanmaningsoort", Word(&["Nee", "Onderneming", "Consument"])),
    ("offerteEmailVersturen", Part(MAIL)),
    ("bevestigingsEmailVersturen", Part(MAIL)),
    ("factuurEmailVersturen", Part(MAIL)),
    ("aanmaningEmailVersturen", Part(MAIL)),
    ("offerteAanvraagEmailVersturen", Part(MAIL)),
    ("bestellingEmailVersturen", Part(MAIL)),
    ("ublBestandAlsBijlage", Bool),
    ("factuurRelatie", Ref),
    ("inkoopBoekingenUri", Text),
    ("verkoopBoekingenUri", Text),
    ("documents", Rows(&[("id", Guid), ("uri", Text)])),
    ("extraVeldenKlant", Rows(NAMED)),
];

/// §8.3, as one record is read.
pub(super) const ARTICLE: Table = &[
    ("id", Guid),
    ("uri", Text),
    ("artikelcode", Text),
    ("omschrijving", Max(250)),
    ("artikelOmzetgroep", Ref),
    ("verkoopprijs", Decimal),
    ("inkoopprijs", Decimal),
    ("eenheid", Text),
    ("modifiedOn", DateTime),
    ("relatie", Ref),
    ("isNonActief", Bool),
    ("voorraadControle", Bool),
    ("technischeVoorraad", Decimal),
    ("vrijeVoorraad", Decimal),
    ("extraVelden", Rows(NAMED)),
];

/// §8.3, what a list of articles shows besides.
pub(super) const ARTICLE_LISTED: Table = &[
    ("isHoofdartikel", Bool),
    ("subartikelen", Rows(&[("artikelcode", Text), ("aantal", Decimal), ("id", Guid), ("uri", Text)])),
];

/// §8.4
pub(super) const GROUP: Table = &[
    ("id", Guid),
    ("uri", Text),
    ("nummer", Whole),
    ("omschrijving", Max(50)),
    ("verkoopGrootboekNederlandIdentifier", Ref),
    ("verkoopNederlandBtwSoort", VAT),
];

/// §8.6
const LINE: Table = &[
    ("artikel", Ref),
    ("omschrijving", Max(250)),
    ("stuksprijs", Decimal),
    ("aantal", Decimal),
    ("kortingsPercentage", Decimal),
    ("totaal", Decimal),
    ("extraRegelVelden", Rows(NUMBERED)),
];

/// §8.5, what orders and quotes share.
pub(super) const SALE: Table = &[
    ("id", Guid),
    ("uri", Text),
    ("relatie", Ref),
    ("datum", DateTime),
    ("nummer", Whole),
    ("modifiedOn", DateTime),
    ("procesStatus", STATUS),
    ("krediettermijn", Whole),
    ("omschrijving", Text),
    ("orderreferentie", Max(50)),
    ("betalingskenmerk", Text),
    ("memo", Text),
    ("afleveradres", Part(ADDRESS)),
    ("factuuradres", Part(ADDRESS)),
    ("verkooporderBtwIngaveModel", Word(&["Inclusief", "Exclusief"])),
    ("kostenplaats", Ref),
    ("incassomachtiging", Ref),
    ("regels", Rows(LINE)),
    ("factuurkorting", Decimal),
    ("verkoopfactuur", Ref),
    ("totaalExclusiefBtw", Decimal),
    ("totaalInclusiefBtw", Decimal),
];

/// §8.5, what only an order has.
pub(super) const ORDER_ONLY: Table = &[
    ("verkoopOrderStatus", Word(&["InBehandeling", "Uitgevoerd", "Service"])),
    ("geblokkeerd", Bool),
    ("verkoopordersjabloon", Ref),
    ("extraHoofdVelden", Rows(NUMBERED)),
];

/// §8.5, what only a quote has.
pub(super) const QUOTE_ONLY: Table = &[("isOfferte", Bool)];

/// §8.7
pub(super) const COMPANY: Table = &[
    ("administratieIdentifier", Guid),
    ("administratieNaam", Text),
    ("bedrijfsnaam", Text),
    ("kvKNummer", Text),
    ("btwNummer", Text),
    ("email", Text),
    ("huidigBoekjaar", Whole),
    ("artikelcodeSoort", Word(&["Numeriek", "Alfanumeriek"])),
    ("artikelcodeMaxLengte", Whole),
    ("verkoopprijsArtikelbestandExclusiefBtw", Bool),
    ("aantalDecimalenArtikelprijzen", Whole),
    ("aantalDecimalenArtikelaantallen", Whole),
    ("volgendVerkoopordernummer", Whole),
    ("voorraadcontroleOrderinvoer", Bool),
    ("backorderGebruiken", Bool),
    ("regelkortingVerkooporder", Bool),
    ("kleineOndernemersregeling", Bool),
];

/// §8.8 and §7, the small lists.
pub(super) const SMALL: [(&str, Table); 5] = [
    ("landen", &[("id", Guid), ("uri", Text), ("naam", Text), ("landcodeISO", Max(3)), ("landcode", Max(2))]),
    (
        "btwtarieven",
        &[
            ("btwSoort", VAT),
            ("btwPercentage", Decimal),
            ("datumVanaf", DateTime),
            ("datumTotEnMet", DateTime),
        ],
    ),
    ("kostenplaatsen", &[("id", Guid), ("nummer", Whole), ("omschrijving", Max(50)), ("nonactief", Bool)]),
    (
        "verkoopordersjablonen",
        &[
            ("id", Guid),
            ("omschrijving", Text),
            ("nonactief", Bool),
            ("prijsIngaveExclusiefBtw", Bool),
            ("nieuweOrdersBlokkeren", Bool),
            ("extraHoofdVelden", Rows(NUMBERED)),
            ("extraRegelVelden", Rows(NUMBERED)),
        ],
    ),
    (
        "artikelen/prijsafspraken",
        &[
            ("relatie", Ref),
            ("artikel", Ref),
            ("datum", DateTime),
            ("aantal", Decimal),
            ("korting", Decimal),
            ("verkoopprijs", Decimal),
            ("basisprijs", Decimal),
            ("datumVanaf", DateTime),
            ("datumTotEnMet", DateTime),
            ("prijsBepalingSoort", Text),
        ],
    ),
];

/// A value of this kind; a text is as long as it may be.
pub(super) fn sample(of: Of) -> Value {
    match of {
        Guid => json!(NOBODY),
        Text => json!("tekst"),
        Max(max) => json!("x".repeat(max)),
        Whole => json!(14),
        Decimal => json!(1.25),
        Bool => json!(true),
        DateTime => json!("2026-07-15T09:12:03.12"),
        Word(words) => json!(words[0]),
        Words(words) => json!([words[0]]),
        Ref => json!({ "id": NOBODY, "uri": format!("/x/{NOBODY}") }),
        Part(table) => samples(&[table]),
        Rows(table) => json!([samples(&[table])]),
    }
}

/// An object with a value for each property.
pub(super) fn samples(tables: &[Table]) -> Value {
    let all = tables.iter().flat_map(|table| table.iter());
    Value::Object(all.map(|(name, of)| ((*name).to_owned(), sample(*of))).collect())
}
