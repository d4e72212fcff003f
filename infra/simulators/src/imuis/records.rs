//! What the simulated administration holds, as a test or the demo world puts it in.
//!
//! Every record has `extra`: raw column texts that win over the fields, so that an impossible date, an empty name or a
//! column without a field of its own can be shown. Keys are columns of iMUIS fact sheet §5.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Raw column texts that win over the fields; an empty text is no value.
pub type Extra = BTreeMap<String, String>;

/// A debtor (`DEB`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Debtor {
    /// `NR`, the key; at most 8 digits.
    pub nr: u32,
    /// `ZKSL`
    pub search_key: String,
    /// `NAAM`
    pub name: String,
    /// `NAAM2`, for the attention of.
    pub attention: String,
    /// `STRAAT`; `ADRES` and `ADRESSERING` are put together from the address's parts.
    pub street: String,
    /// `HNR`
    pub house_number: Option<u32>,
    /// `HNRTV`
    pub house_number_addition: String,
    /// `POSTCD`
    pub postcode: String,
    /// `PLAATS`
    pub city: String,
    /// `LAND`
    pub country: String,
    /// `EMAIL`
    pub email: String,
    /// `TEL`
    pub phone: String,
    /// `MOBIEL`
    pub mobile: String,
    /// `OPM`
    pub opm: String,
    /// `ORDSRT`, the debtor's order type.
    pub order_type: String,
    /// `BLOK`
    pub blocked: bool,
    /// `BLOKVRKVA`, blocked for sales orders from that day.
    pub sales_blocked_from: Option<Date>,
    /// `DATKLANTAF`, no customer from that day.
    pub left_on: Option<Date>,
    /// Raw column texts.
    pub extra: Extra,
}

/// An article (`ART`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// `NR`, the key: a text.
    pub nr: String,
    /// `ZKSL`
    pub search_key: String,
    /// `OMSCHR`
    pub description: String,
    /// `ARTGRP`
    pub group: Option<u32>,
    /// `VERKPR`, without VAT.
    pub price: Decimal,
    /// `KOSTPR`
    pub cost: Decimal,
    /// `EENHVERK`
    pub unit: String,
    /// `BTW`, one letter.
    pub vat: String,
    /// `EAN`
    pub barcode: String,
    /// `OPMEXT`
    pub external_remark: String,
    /// `OPMINT`
    pub internal_remark: String,
    /// `BLOK`
    pub blocked: bool,
    /// `BLOKVRK`, blocked for sale.
    pub sales_blocked: bool,
    /// `EOL`
    pub end_of_life: bool,
    /// Raw column texts.
    pub extra: Extra,
}

/// An article group (`ARTGRP`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArticleGroup {
    /// `NR`, the key.
    pub nr: u32,
    /// `ZKSL`
    pub search_key: String,
    /// `OMSCHR`
    pub description: String,
    /// `BLOK`
    pub blocked: bool,
    /// Raw column texts.
    pub extra: Extra,
}

/// A sales order (`ORDKOP`) with its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Order {
    /// `NR`: the year and five digits.
    pub nr: u32,
    /// `DEB`
    pub debtor: u32,
    /// `DAT`
    pub date: Date,
    /// `DATLEV`
    pub delivery: Date,
    /// `ORDSRT`, as the order type is spelt in the administration.
    pub ordsrt: String,
    /// `KENM`
    pub kenm: String,
    /// `EXTORDNR`
    pub extordnr: Option<i32>,
    /// `OPM`
    pub opm: String,
    /// Negative quantities were permitted.
    pub negaant: bool,
    /// The lines, in their order.
    pub lines: Vec<OrderLine>,
    /// Raw texts of the other columns that came with the order.
    pub extra: Extra,
}

/// A line of a sales order (`ORDRG`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderLine {
    /// `RG`: 5, 10, 15 …
    pub rg: u32,
    /// `ART`
    pub article: String,
    /// `ARTGRP`
    pub group: Option<u32>,
    /// `AANT`
    pub quantity: Decimal,
    /// `OMSCHR`
    pub description: String,
    /// `PRS`, per unit, without VAT.
    pub price: Decimal,
    /// `PERCKORT`
    pub discount: Decimal,
    /// `BEDR`, rounded to cents.
    pub amount: Decimal,
    /// `EENH`
    pub unit: String,
    /// `BTWSRT`
    pub vat: String,
    /// `OPMEXT`
    pub external_remark: String,
    /// `OPMINT`
    pub internal_remark: String,
    /// `EXTORDNR`; the header's where the line brought none.
    pub extordnr: Option<i32>,
    /// Raw texts of the other columns that came with the line.
    pub extra: Extra,
}

/// The tables that are kept as raw columns only. Their key columns must be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlainTable {
    /// `ORDSRT`, by `ZKSL`.
    OrderTypes,
    /// `OFFKOP`, by `NR`.
    Quotes,
    /// `OFFRG`, by `OFFNR` and `RG`.
    QuoteLines,
}
