//! Relations, articles and groups as a test or the demo world puts them in (SnelStart fact sheet §8.1 to §8.4, §8.8).
//!
//! Every record has `extra`: raw properties that win over the fields, so that an impossible date, an empty name or a
//! property without a field of its own can be shown. An id is a GUID in lower case; an empty one is given out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use super::bind::refer;
use super::books::Row;
use super::json::{Json, Object};
use super::moment;

/// Raw properties by the names that the JSON uses; they win over the fields.
pub type Extra = BTreeMap<String, Value>;

/// An address (`Adres`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// `contactpersoon`
    pub contact: String,
    /// `straat`, with the house number.
    pub street: String,
    /// `postcode`
    pub postcode: String,
    /// `plaats`
    pub city: String,
    /// The id of `land`, see [`super::country_id`]; empty for none.
    pub country: String,
}

/// A relation (`Relatie`); by default a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// `id`
    pub id: String,
    /// `relatiecode`; given out where it is not filled.
    pub code: Option<i64>,
    /// `relatiesoort`: `Klant`, `Leverancier`, `Eigen`.
    pub kinds: Vec<String>,
    /// `naam`
    pub name: String,
    /// `vestigingsAdres`
    pub address: Option<Address>,
    /// `correspondentieAdres`
    pub correspondence: Option<Address>,
    /// `telefoon`
    pub phone: String,
    /// `mobieleTelefoon`
    pub mobile: String,
    /// `email`; several are parted by `;`.
    pub email: String,
    /// `krediettermijn`, in days.
    pub payment_days: Option<i64>,
    /// `nonactief`
    pub inactive: bool,
    /// `memo`
    pub memo: String,
    /// The id of `factuurRelatie`.
    pub pays: Option<String>,
    /// Raw properties.
    pub extra: Extra,
}

impl Default for Relation {
    fn default() -> Self {
        Self {
            id: String::new(),
            code: None,
            kinds: vec!["Klant".to_owned()],
            name: String::new(),
            address: None,
            correspondence: None,
            phone: String::new(),
            mobile: String::new(),
            email: String::new(),
            payment_days: None,
            inactive: false,
            memo: String::new(),
            pays: None,
            extra: Extra::new(),
        }
    }
}

/// An article (`Artikel`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// `id`
    pub id: String,
    /// `artikelcode`
    pub code: String,
    /// `omschrijving`
    pub description: String,
    /// The id of `artikelOmzetgroep`; empty for none.
    pub group: String,
    /// `verkoopprijs`
    pub price: Decimal,
    /// `inkoopprijs`
    pub cost: Decimal,
    /// `eenheid`
    pub unit: String,
    /// `isNonActief`
    pub inactive: bool,
    /// Raw properties.
    pub extra: Extra,
}

/// A group of articles (`ArtikelOmzetgroep`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// `id`
    pub id: String,
    /// `nummer`
    pub number: i64,
    /// `omschrijving`
    pub description: String,
    /// `verkoopNederlandBtwSoort`: `Geen`, `Laag`, `Hoog` or `Overig`.
    pub vat: String,
    /// Raw properties.
    pub extra: Extra,
}

/// A price agreement (`Prijsafspraak`) of one customer and one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// The id of the customer.
    pub relation: String,
    /// The id of the article.
    pub article: String,
    /// `aantal`: holds from this quantity.
    pub quantity: Decimal,
    /// `verkoopprijs`
    pub price: Decimal,
    /// `korting`, in percent off the price.
    pub discount: Decimal,
    /// `datumVanaf`
    pub from: Option<Date>,
    /// `datumTotEnMet`
    pub until: Option<Date>,
}

/// Text that says nothing is null.
pub(super) fn text(text: &str) -> Json {
    if text.is_empty() { Json::Null } else { text.into() }
}

/// The text of a property; empty where it is null.
pub(super) fn plain(json: &Json) -> String {
    json.text().unwrap_or_default().to_owned()
}

/// A document of these properties, the raw ones on top.
pub(super) fn document<const N: usize>(fields: [(&str, Json); N], extra: &Extra) -> Object {
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
    fields.chain(extra.iter().map(|(name, value)| (name.clone(), value.into()))).collect()
}

fn day(day: Option<Date>) -> Json {
    day.map(|day| moment::write(day.at(0, 0, 0, 0))).into()
}

impl Address {
    pub(super) fn json(&self) -> Json {
        let land = (!self.country.is_empty()).then(|| refer("landen", &self.country));
        Json::object([
            ("contactpersoon", text(&self.contact)),
            ("straat", text(&self.street)),
            ("postcode", text(&self.postcode)),
            ("plaats", text(&self.city)),
            ("land", land.into()),
        ])
    }

    pub(super) fn read(json: &Json) -> Option<Self> {
        json.properties().map(|_| Self {
            contact: plain(json.get("contactpersoon")),
            street: plain(json.get("straat")),
            postcode: plain(json.get("postcode")),
            city: plain(json.get("plaats")),
            country: json.get("land").id().unwrap_or_default().to_owned(),
        })
    }
}

impl Relation {
    pub(super) fn document(&self, code: i64) -> Object {
        let address = |address: &Option<Address>| address.as_ref().map(Address::json).into();
        let fields = [
            ("relatiesoort", self.kinds.iter().map(String::as_str).collect::<Vec<_>>().into()),
            ("relatiecode", code.into()),
            ("naam", text(&self.name)),
            ("vestigingsAdres", address(&self.address)),
            ("correspondentieAdres", address(&self.correspondence)),
            ("telefoon", text(&self.phone)),
            ("mobieleTelefoon", text(&self.mobile)),
            ("email", text(&self.email)),
            ("krediettermijn", self.payment_days.into()),
            ("nonactief", self.inactive.into()),
            ("memo", text(&self.memo)),
            ("factuurRelatie", self.pays.as_deref().map(|id| refer("relaties", id)).into()),
            ("incassoSoort", "Geen".into()),
            ("aanmaningsoort", "Onderneming".into()),
            ("extraVeldenKlant", Json::List(Vec::new())),
            ("documents", Json::List(Vec::new())),
        ];
        document(fields, &self.extra)
    }

    pub(super) fn read(row: &Row) -> Self {
        Self {
            id: row.id.clone(),
            code: row.get("relatiecode").whole(),
            kinds: row.get("relatiesoort").list().iter().map(plain).collect(),
            name: plain(row.get("naam")),
            address: Address::read(row.get("vestigingsAdres")),
            correspondence: Address::read(row.get("correspondentieAdres")),
            phone: plain(row.get("telefoon")),
            mobile: plain(row.get("mobieleTelefoon")),
            email: plain(row.get("email")),
            payment_days: row.get("krediettermijn").whole(),
            inactive: row.get("nonactief").flag().unwrap_or_default(),
            memo: plain(row.get("memo")),
            pays: row.get("factuurRelatie").id().map(str::to_owned),
            extra: Extra::new(),
        }
    }
}

impl Article {
    pub(super) fn document(&self) -> Object {
        let group = (!self.group.is_empty()).then(|| refer("artikelomzetgroepen", &self.group));
        let fields = [
            ("artikelcode", text(&self.code)),
            ("omschrijving", text(&self.description)),
            ("artikelOmzetgroep", group.into()),
            ("verkoopprijs", self.price.into()),
            ("inkoopprijs", self.cost.into()),
            ("eenheid", text(&self.unit)),
            ("isNonActief", self.inactive.into()),
            ("voorraadControle", false.into()),
            ("technischeVoorraad", Decimal::ZERO.into()),
            ("vrijeVoorraad", Decimal::ZERO.into()),
            ("extraVelden", Json::List(Vec::new())),
            ("isHoofdartikel", false.into()),
            ("subartikelen", Json::List(Vec::new())),
        ];
        document(fields, &self.extra)
    }

    pub(super) fn read(row: &Row) -> Self {
        Self {
            id: row.id.clone(),
            code: plain(row.get("artikelcode")),
            description: plain(row.get("omschrijving")),
            group: row.get("artikelOmzetgroep").id().unwrap_or_default().to_owned(),
            price: row.get("verkoopprijs").number().unwrap_or_default(),
            cost: row.get("inkoopprijs").number().unwrap_or_default(),
            unit: plain(row.get("eenheid")),
            inactive: row.get("isNonActief").flag().unwrap_or_default(),
            extra: Extra::new(),
        }
    }
}

impl Group {
    pub(super) fn document(&self) -> Object {
        let ledger = super::books::guid(&format!("grootboeken/{}", self.vat));
        let fields = [
            ("nummer", self.number.into()),
            ("omschrijving", text(&self.description)),
            ("verkoopGrootboekNederlandIdentifier", refer("grootboeken", &ledger)),
            ("verkoopNederlandBtwSoort", text(&self.vat)),
        ];
        document(fields, &self.extra)
    }

    pub(super) fn read(row: &Row) -> Self {
        Self {
            id: row.id.clone(),
            number: row.get("nummer").whole().unwrap_or_default(),
            description: plain(row.get("omschrijving")),
            vat: plain(row.get("verkoopNederlandBtwSoort")),
            extra: Extra::new(),
        }
    }
}

impl Agreement {
    pub(super) fn document(&self) -> Object {
        let fields = [
            ("relatie", refer("relaties", &self.relation)),
            ("artikel", refer("artikelen", &self.article)),
            ("datum", day(self.from)),
            ("aantal", self.quantity.into()),
            ("korting", self.discount.into()),
            ("verkoopprijs", self.price.into()),
            ("basisprijs", self.price.into()),
            ("datumVanaf", day(self.from)),
            ("datumTotEnMet", day(self.until)),
            ("prijsBepalingSoort", "Verkoopprijs".into()),
        ];
        document(fields, &Extra::new())
    }
}
