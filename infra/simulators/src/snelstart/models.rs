//! The models of SnelStart fact sheet §8: relations, articles, groups, and the parts they share.

use super::schema::{Field, Kind, Model, field, own};

/// Kinds of relation that a body may name (§8.2); `Eigen` is only ever read.
const RELATION_KINDS: &[&str] = &["Klant", "Leverancier", "Eigen"];
/// Kinds of VAT of a group (§8.4).
const VAT_KINDS: &[&str] = &["Geen", "Laag", "Hoog", "Overig"];

const TEXT: Kind = Kind::Text(None);
const EMAIL_MAX: usize = 250;

const fn text(name: &'static str, max: usize) -> Field {
    field(name, Kind::Text(Some(max)))
}

/// An address (§8.1).
pub(super) static ADDRESS: Model = Model {
    name: "adres",
    type_name: "AdresModel",
    fields: &[
        text("contactpersoon", 50),
        text("straat", 50),
        text("postcode", 25),
        text("plaats", 50),
        field("land", Kind::Reference("landen")),
    ],
};

/// Who gets which mail (§8.2).
static MAIL: Model = Model {
    name: "emailVersturen",
    type_name: "EmailVersturenModel",
    fields: &[field("shouldSend", Kind::Flag), text("email", EMAIL_MAX), text("ccEmail", EMAIL_MAX)],
};

/// An extra field with its value (§8.2, §8.3).
static EXTRA: Model = Model {
    name: "extraVeld",
    type_name: "ExtraVeldModel",
    fields: &[field("naam", TEXT), field("waarde", TEXT)],
};

/// A document of a relation: nothing of it is described.
static DOCUMENT: Model = Model {
    name: "document",
    type_name: "DocumentModel",
    fields: &[own("id", Kind::Id), own("uri", Kind::Uri)],
};

/// A relation (§8.2).
pub(super) static RELATION: Model = Model {
    name: "relatie",
    type_name: "RelatieModel",
    fields: &[
        own("id", Kind::Id),
        own("uri", Kind::Uri),
        field("relatiesoort", Kind::Words(RELATION_KINDS)),
        own("modifiedOn", Kind::Moment),
        field("relatiecode", Kind::Whole),
        text("naam", 50),
        field("vestigingsAdres", Kind::Part(&ADDRESS)),
        field("correspondentieAdres", Kind::Part(&ADDRESS)),
        text("telefoon", 25),
        text("mobieleTelefoon", 25),
        own("fax", Kind::Text(Some(25))),
        text("email", EMAIL_MAX),
        text("btwNummer", 50),
        text("kvkNummer", 12),
        text("oin", 20),
        text("websiteUrl", 100),
        field("factuurkorting", Kind::Decimal),
        field("krediettermijn", Kind::Whole),
        field("kredietLimiet", Kind::Decimal),
        field("bankieren", Kind::Flag),
        field("nonactief", Kind::Flag),
        field("memo", TEXT),
        text("iban", 50),
        text("bic", 15),
        field("incassoSoort", Kind::Word(&["Geen", "Core", "B2B"])),
        field("aanmaningsoort", Kind::Word(&["Nee", "Onderneming", "Consument"])),
        field("offerteEmailVersturen", Kind::Part(&MAIL)),
        field("bevestigingsEmailVersturen", Kind::Part(&MAIL)),
        field("factuurEmailVersturen", Kind::Part(&MAIL)),
        field("aanmaningEmailVersturen", Kind::Part(&MAIL)),
        field("offerteAanvraagEmailVersturen", Kind::Part(&MAIL)),
        field("bestellingEmailVersturen", Kind::Part(&MAIL)),
        field("ublBestandAlsBijlage", Kind::Flag),
        field("factuurRelatie", Kind::Reference("relaties")),
        own("inkoopBoekingenUri", Kind::Uri),
        own("verkoopBoekingenUri", Kind::Uri),
        own("documents", Kind::Parts(&DOCUMENT)),
        own("extraVeldenKlant", Kind::Parts(&EXTRA)),
    ],
};

const ARTICLE_FIELDS: &[Field] = &[
    own("id", Kind::Id),
    own("uri", Kind::Uri),
    field("artikelcode", TEXT),
    text("omschrijving", 250),
    field("artikelOmzetgroep", Kind::Reference("artikelomzetgroepen")),
    field("verkoopprijs", Kind::Decimal),
    field("inkoopprijs", Kind::Decimal),
    field("eenheid", TEXT),
    own("modifiedOn", Kind::Moment),
    field("relatie", Kind::Reference("relaties")),
    field("isNonActief", Kind::Flag),
    field("voorraadControle", Kind::Flag),
    own("technischeVoorraad", Kind::Decimal),
    own("vrijeVoorraad", Kind::Decimal),
    field("extraVelden", Kind::Parts(&EXTRA)),
];

/// An article (§8.3).
pub(super) static ARTICLE: Model =
    Model { name: "artikel", type_name: "ArtikelModel", fields: ARTICLE_FIELDS };

/// What only the list of articles shows besides (§8.3).
pub(super) static ARTICLE_LISTED: Model = Model {
    name: "artikel",
    type_name: "ArtikelQueryModel",
    fields: &[own("isHoofdartikel", Kind::Flag), own("subartikelen", Kind::Parts(&SUB_ARTICLE))],
};

static SUB_ARTICLE: Model = Model {
    name: "subartikel",
    type_name: "SubArtikelModel",
    fields: &[
        own("artikelcode", TEXT),
        own("aantal", Kind::Decimal),
        own("id", Kind::Id),
        own("uri", Kind::Uri),
    ],
};

/// A group of articles (§8.4).
pub(super) static GROUP: Model = Model {
    name: "artikelOmzetgroep",
    type_name: "ArtikelOmzetgroepModel",
    fields: &[
        own("id", Kind::Id),
        own("uri", Kind::Uri),
        field("nummer", Kind::Whole),
        text("omschrijving", 50),
        field("verkoopGrootboekNederlandIdentifier", Kind::Reference("grootboeken")),
        field("verkoopNederlandBtwSoort", Kind::Word(VAT_KINDS)),
    ],
};
