//! What an article costs: its own price, or what was agreed with a customer (SnelStart fact sheet §7, §8.8).
//!
//! Leaves out: agreements for a group of articles or of customers.

use jiff::Timestamp;
use jiff::civil::DateTime;
use rust_decimal::Decimal;

use super::bind::rounded;
use super::books::{Books, Shelf};
use super::json::{Json, decimal};
use super::moment;
use super::options::Options;
use super::refusal::Refusal;
use super::route::{Resource, Route};

/// Whose price is asked, and for how many.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    relation: Option<String>,
    quantity: Decimal,
}

impl Asked {
    /// The price for a customer.
    pub(super) fn of(relation: &str, quantity: Decimal) -> Self {
        Self { relation: Some(relation.to_ascii_lowercase()), quantity }
    }

    /// Reads `relatieId` and `aantal` of a call about articles.
    ///
    /// # Errors
    /// 400 where the customer is none, or the quantity is no number.
    pub(super) fn read(route: &Route, books: &Books) -> Result<Self, Refusal> {
        if route.resource != Resource::Articles {
            return Ok(Self::default());
        }
        let relation = route.parameter("relatieId").map(str::to_ascii_lowercase);
        if relation.as_ref().is_some_and(|id| books.row(Shelf::Relations, id).is_none()) {
            return Err(Refusal::code("ART-0014", "De klant is niet gevonden"));
        }
        let quantity = match route.parameter("aantal") {
            Some(text) => decimal(text).ok_or_else(|| {
                let text = format!("The value '{text}' is not valid for Aantal.");
                Refusal::ModelState(vec![("aantal".to_owned(), text)])
            })?,
            None => Decimal::ONE,
        };
        Ok(Self { relation, quantity })
    }
}

/// What was agreed for an article; nothing where its own price holds. Of several, the one for the largest quantity.
pub(super) fn agreed(
    books: &Books,
    article: &str,
    asked: &Asked,
    options: &Options,
    now: Timestamp,
) -> Option<Decimal> {
    let relation = asked.relation.as_deref()?;
    let today = moment::read(&moment::stamp(now, options))?;
    let holds = |row: &&super::books::Row| {
        let end = |name: &str| row.get(name).text().and_then(moment::read);
        row.get("artikel").id() == Some(article)
            && row.get("relatie").id() == Some(relation)
            && row.get("aantal").number().unwrap_or_default() <= asked.quantity
            && end("datumVanaf").is_none_or(|from| from <= today)
            && end("datumTotEnMet").is_none_or(|until| before_end(today, until))
    };
    let best = books.rows(Shelf::Agreements).filter(holds).max_by_key(|row| row.get("aantal").number())?;
    let price = best.get("verkoopprijs").number()?;
    Some(discounted(price, best.get("korting")))
}

/// A price less its percentage.
pub(super) fn discounted(price: Decimal, percentage: &Json) -> Decimal {
    let percentage = percentage.number().unwrap_or_default();
    let left = Decimal::ONE_HUNDRED.saturating_sub(percentage);
    price.checked_mul(left).and_then(|part| part.checked_div(Decimal::ONE_HUNDRED)).unwrap_or(price)
}

/// The price of an article for a customer: what was agreed, or its own, in the administration's decimals.
pub(super) fn price(
    books: &Books,
    article: &str,
    asked: &Asked,
    options: &Options,
    now: Timestamp,
) -> Decimal {
    let own = || books.row(Shelf::Articles, article).and_then(|row| row.get("verkoopprijs").number());
    let price = agreed(books, article, asked, options, now).or_else(own).unwrap_or_default();
    rounded(price, options.price_decimals)
}

fn before_end(today: DateTime, until: DateTime) -> bool {
    today.date() <= until.date()
}
