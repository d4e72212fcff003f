//! What books hold in every package, as people see it.

use jiff::civil::Date;
use rust_decimal::Decimal;

/// A debtor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Debtor {
    /// Its number.
    pub nr: u32,
    /// Its name.
    pub name: String,
    /// The street of its standard address.
    pub street: String,
    /// The house's number.
    pub house_number: Option<u32>,
    /// What stands behind that number.
    pub house_number_addition: String,
    /// The postcode.
    pub postcode: String,
    /// The town.
    pub city: String,
    /// The country's code of two letters.
    pub country: String,
    /// Mail.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// Mobile telephone.
    pub mobile: String,
    /// Blocked, or inactive.
    pub blocked: bool,
}

impl Debtor {
    /// The house's number with what stands behind it.
    #[must_use]
    pub fn house(&self) -> String {
        let number = self.house_number.map(|number| number.to_string()).unwrap_or_default();
        format!("{number}{}", self.house_number_addition)
    }
}

/// An article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Its number: a text.
    pub nr: String,
    /// Its description.
    pub description: String,
    /// The number of its group.
    pub group: Option<u32>,
    /// What one costs, without VAT.
    pub price: Decimal,
    /// In what it is sold.
    pub unit: String,
    /// Blocked, or inactive.
    pub blocked: bool,
}

/// An article group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleGroup {
    /// Its number.
    pub nr: u32,
    /// Its name.
    pub description: String,
}

/// A quote with its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quote {
    /// Its number.
    pub nr: u32,
    /// For whom; a quote may be for someone who is no debtor yet.
    pub debtor: Option<u32>,
    /// Its date.
    pub date: Date,
    /// The customer's reference.
    pub reference: String,
    /// The memo; it may have several lines.
    pub memo: String,
    /// The lines, in their order.
    pub lines: Vec<QuoteLine>,
}

/// A line of a quote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuoteLine {
    /// The article; a line of text has none.
    pub article: Option<String>,
    /// How many.
    pub quantity: Decimal,
    /// Its text.
    pub description: String,
    /// In what it is sold, where a package keeps that with the line.
    pub unit: String,
}

/// A sales order with its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Its number; 0 = none yet.
    pub nr: u32,
    /// For whom.
    pub debtor: u32,
    /// Its date.
    pub date: Date,
    /// The customer's own reference.
    pub reference: String,
    /// Of which work order it says it is, by the id that Simple-Simon gave it.
    pub work_order: Option<i64>,
    /// The remarks, without marks for programs.
    pub memo: String,
    /// The lines, in their order.
    pub lines: Vec<OrderLine>,
}

/// A line of a sales order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderLine {
    /// The article.
    pub article: String,
    /// How many.
    pub quantity: Decimal,
    /// Its text.
    pub description: String,
    /// What one costs, without VAT.
    pub price: Decimal,
}
