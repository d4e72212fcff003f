//! The models of SnelStart fact sheet §8.5 to §8.8: orders and quotes with their lines, price agreements, invoices.

use super::models::ADDRESS;
use super::schema::{Kind, Model, field, own};

/// Process statuses that a caller may set (§8.5).
pub(super) const SETTABLE: &[&str] = &["Order", "Offerte", "Bevestiging", "Werkbon", "Pakbon", "Afhaalbon"];

const STATUSES: &[&str] =
    &["Order", "Offerte", "Bevestiging", "Werkbon", "Pakbon", "Afhaalbon", "Contantbon", "Factuur"];
const TEXT: Kind = Kind::Text(None);

/// A line (§8.6).
pub(super) static LINE: Model = Model {
    name: "regel",
    type_name: "VerkooporderRegelModel",
    fields: &[
        field("artikel", Kind::Reference("artikelen")),
        field("omschrijving", Kind::Text(Some(250))),
        field("stuksprijs", Kind::Decimal),
        field("aantal", Kind::Decimal),
        field("kortingsPercentage", Kind::Decimal),
        own("totaal", Kind::Decimal),
        field("extraRegelVelden", Kind::Parts(&EXTRA_FIELD)),
    ],
};

/// An extra field of an order or a line (§8.5, §8.6).
static EXTRA_FIELD: Model = Model {
    name: "extraVeld",
    type_name: "ExtraVeldWaardeModel",
    fields: &[field("veldNummer", Kind::Whole), own("omschrijving", TEXT), field("waarde", TEXT)],
};

/// A sales order (§8.5).
pub(super) static ORDER: Model = Model {
    name: "verkooporder",
    type_name: "VerkooporderModel",
    fields: &[
        own("id", Kind::Id),
        own("uri", Kind::Uri),
        field("relatie", Kind::Reference("relaties")),
        field("datum", Kind::Moment),
        field("nummer", Kind::Whole),
        own("modifiedOn", Kind::Moment),
        field("procesStatus", Kind::Word(STATUSES)),
        field("verkoopOrderStatus", Kind::Word(&["InBehandeling", "Uitgevoerd", "Service"])),
        field("krediettermijn", Kind::Whole),
        field("geblokkeerd", Kind::Flag),
        field("omschrijving", TEXT),
        field("orderreferentie", Kind::Text(Some(50))),
        field("betalingskenmerk", TEXT),
        field("memo", TEXT),
        field("afleveradres", Kind::Part(&ADDRESS)),
        field("factuuradres", Kind::Part(&ADDRESS)),
        field("verkooporderBtwIngaveModel", Kind::Word(&["Inclusief", "Exclusief"])),
        field("kostenplaats", Kind::Reference("kostenplaatsen")),
        field("incassomachtiging", Kind::Reference("incassomachtigingen")),
        field("verkoopordersjabloon", Kind::Reference("verkoopordersjablonen")),
        field("regels", Kind::Parts(&LINE)),
        field("factuurkorting", Kind::Decimal),
        own("verkoopfactuur", Kind::Reference("verkoopfacturen")),
        own("totaalExclusiefBtw", Kind::Decimal),
        own("totaalInclusiefBtw", Kind::Decimal),
        field("extraHoofdVelden", Kind::Parts(&EXTRA_FIELD)),
    ],
};

/// A quote: an order without what only an order has (§8.5).
pub(super) static QUOTE: Model = Model {
    name: "offerte",
    type_name: "OfferteModel",
    fields: &[
        own("id", Kind::Id),
        own("uri", Kind::Uri),
        field("relatie", Kind::Reference("relaties")),
        field("datum", Kind::Moment),
        field("nummer", Kind::Whole),
        own("modifiedOn", Kind::Moment),
        field("procesStatus", Kind::Word(STATUSES)),
        field("krediettermijn", Kind::Whole),
        field("omschrijving", TEXT),
        field("orderreferentie", Kind::Text(Some(50))),
        field("betalingskenmerk", TEXT),
        field("memo", TEXT),
        field("afleveradres", Kind::Part(&ADDRESS)),
        field("factuuradres", Kind::Part(&ADDRESS)),
        field("verkooporderBtwIngaveModel", Kind::Word(&["Inclusief", "Exclusief"])),
        field("kostenplaats", Kind::Reference("kostenplaatsen")),
        field("incassomachtiging", Kind::Reference("incassomachtigingen")),
        field("regels", Kind::Parts(&LINE)),
        field("factuurkorting", Kind::Decimal),
        own("verkoopfactuur", Kind::Reference("verkoopfacturen")),
        own("totaalExclusiefBtw", Kind::Decimal),
        own("totaalInclusiefBtw", Kind::Decimal),
        own("isOfferte", Kind::Flag),
    ],
};

/// An invoice; the fact sheet describes no more of it.
pub(super) static INVOICE: Model = Model {
    name: "verkoopfactuur",
    type_name: "VerkoopfactuurModel",
    fields: &[own("id", Kind::Id), own("uri", Kind::Uri), own("modifiedOn", Kind::Moment)],
};

/// A price agreement (§8.8).
pub(super) static AGREEMENT: Model = Model {
    name: "prijsafspraak",
    type_name: "PrijsafspraakModel",
    fields: &[
        own("relatie", Kind::Reference("relaties")),
        own("artikel", Kind::Reference("artikelen")),
        own("datum", Kind::Moment),
        own("aantal", Kind::Decimal),
        own("korting", Kind::Decimal),
        own("verkoopprijs", Kind::Decimal),
        own("basisprijs", Kind::Decimal),
        own("datumVanaf", Kind::Moment),
        own("datumTotEnMet", Kind::Moment),
        own("prijsBepalingSoort", TEXT),
    ],
};
