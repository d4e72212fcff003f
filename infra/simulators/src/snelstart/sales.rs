//! Sales orders and quotes as a test or the demo world sees them and puts them in (SnelStart fact sheet §8.5, §8.6).
//!
//! An order and a quote are the same record; its `procesStatus` tells them apart.

use jiff::civil::DateTime;
use rust_decimal::Decimal;

use super::bind::refer;
use super::books::Row;
use super::json::{Json, Object};
use super::moment;
use super::rates::line_total;
use super::records::{Address, Extra, document, plain, text};

/// A sales order (`Verkooporder`), or a quote (`Offerte`) by its status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// `id`; given out where it is empty.
    pub id: String,
    /// `nummer`; given out where it is not filled.
    pub number: Option<i64>,
    /// The id of `relatie`.
    pub relation: String,
    /// `datum`
    pub date: DateTime,
    /// `procesStatus`; empty is `Order`, or `Offerte` where a quote is put in.
    pub status: String,
    /// `verkoopOrderStatus`; empty is `InBehandeling`.
    pub order_status: String,
    /// `orderreferentie`
    pub reference: String,
    /// `omschrijving`
    pub description: String,
    /// `memo`
    pub memo: String,
    /// `verkooporderBtwIngaveModel` is `Inclusief`.
    pub includes_vat: bool,
    /// `krediettermijn`, in days.
    pub payment_days: Option<i64>,
    /// `geblokkeerd`
    pub blocked: bool,
    /// `afleveradres`
    pub delivery: Option<Address>,
    /// `factuuradres`
    pub invoice_address: Option<Address>,
    /// The lines, in their order.
    pub lines: Vec<OrderLine>,
    /// The id of `verkoopfactuur`, once it is invoiced.
    pub invoice: Option<String>,
    /// `totaalExclusiefBtw`; reckoned anew when it is put in.
    pub total: Decimal,
    /// `totaalInclusiefBtw`; reckoned anew when it is put in.
    pub total_with_vat: Decimal,
    /// Raw properties; read back empty.
    pub extra: Extra,
}

/// A line (`Verkooporderregel`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderLine {
    /// The id of `artikel`.
    pub article: Option<String>,
    /// `omschrijving`
    pub description: String,
    /// `stuksprijs`
    pub price: Decimal,
    /// `aantal`
    pub quantity: Decimal,
    /// `kortingsPercentage`
    pub discount: Decimal,
    /// `totaal`; reckoned anew when it is put in.
    pub total: Decimal,
}

impl Order {
    pub(super) fn document(&self, number: i64, status: &str) -> Object {
        let or = |given: &str, otherwise: &str| Json::from(if given.is_empty() { otherwise } else { given });
        let address = |address: &Option<Address>| address.as_ref().map(Address::json).into();
        let entry = if self.includes_vat { "Inclusief" } else { "Exclusief" };
        let fields = [
            ("nummer", number.into()),
            ("relatie", refer("relaties", &self.relation)),
            ("datum", moment::write(self.date).into()),
            ("procesStatus", or(&self.status, status)),
            ("verkoopOrderStatus", or(&self.order_status, "InBehandeling")),
            ("orderreferentie", text(&self.reference)),
            ("omschrijving", text(&self.description)),
            ("memo", text(&self.memo)),
            ("verkooporderBtwIngaveModel", entry.into()),
            ("krediettermijn", self.payment_days.into()),
            ("geblokkeerd", self.blocked.into()),
            ("afleveradres", address(&self.delivery)),
            ("factuuradres", address(&self.invoice_address)),
            ("regels", self.lines.iter().map(OrderLine::json).collect::<Vec<_>>().into()),
            ("verkoopfactuur", self.invoice.as_deref().map(|id| refer("verkoopfacturen", id)).into()),
        ];
        document(fields, &self.extra)
    }

    pub(super) fn read(row: &Row) -> Self {
        Self {
            id: row.id.clone(),
            number: row.get("nummer").whole(),
            relation: row.get("relatie").id().unwrap_or_default().to_owned(),
            date: row.get("datum").text().and_then(moment::read).unwrap_or_default(),
            status: plain(row.get("procesStatus")),
            order_status: plain(row.get("verkoopOrderStatus")),
            reference: plain(row.get("orderreferentie")),
            description: plain(row.get("omschrijving")),
            memo: plain(row.get("memo")),
            includes_vat: row.get("verkooporderBtwIngaveModel").text() == Some("Inclusief"),
            payment_days: row.get("krediettermijn").whole(),
            blocked: row.get("geblokkeerd").flag().unwrap_or_default(),
            delivery: Address::read(row.get("afleveradres")),
            invoice_address: Address::read(row.get("factuuradres")),
            lines: row.get("regels").list().iter().map(OrderLine::read).collect(),
            invoice: row.get("verkoopfactuur").id().map(str::to_owned),
            total: row.get("totaalExclusiefBtw").number().unwrap_or_default(),
            total_with_vat: row.get("totaalInclusiefBtw").number().unwrap_or_default(),
            extra: Extra::new(),
        }
    }
}

impl OrderLine {
    fn json(&self) -> Json {
        let fields = [
            ("artikel", self.article.as_deref().map(|id| refer("artikelen", id)).into()),
            ("omschrijving", text(&self.description)),
            ("stuksprijs", self.price.into()),
            ("aantal", self.quantity.into()),
            ("kortingsPercentage", self.discount.into()),
            ("extraRegelVelden", Json::Null),
        ];
        let mut line = document(fields, &Extra::new());
        let total = line_total(&line);
        line.insert("totaal".to_owned(), total.into());
        line.into()
    }

    fn read(json: &Json) -> Self {
        let number = |name| json.get(name).number().unwrap_or_default();
        Self {
            article: json.get("artikel").id().map(str::to_owned),
            description: plain(json.get("omschrijving")),
            price: number("stuksprijs"),
            quantity: number("aantal"),
            discount: number("kortingsPercentage"),
            total: number("totaal"),
        }
    }
}
