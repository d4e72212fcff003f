//! Articles by their number, and what they cost a customer (SnelStart fact sheet §5, §8.3, §8.6).
//!
//! The order carries the price that SnelStart itself gives for this customer, article and quantity, since a line without
//! one is not documented (SNEL-A09). So prices are bookkeeping's own here too; they only make the way there and back.

use koppel_domain::failure::Failure;
use koppel_domain::records::RecordKey;
use rust_decimal::Decimal;

use crate::connector::SnelStart;
use crate::errors::{self, Trouble};
use crate::known::SoldArticle;
use crate::reading::Question;
use crate::wire::filter::{ARTICLE_NUMBERS, Condition, Query};
use crate::wire::json::Row;
use crate::wire::order::{PriceBasis, PricedLine};
use crate::wire::{Resource, Unreadable};

/// How often an article and its price are asked for, for one order.
const TRIES: u32 = 3;
/// The company's own word on whether the prices of articles hold VAT (§8.7).
const EXCLUSIVE: &str = "verkoopprijsArtikelbestandExclusiefBtw";

impl SnelStart {
    /// The row of the article with this number.
    pub(crate) async fn article_row(&self, number: &RecordKey) -> Result<Option<Row>, Trouble> {
        if number.as_str().chars().any(char::is_control) {
            return Err(Unreadable("number that cannot be asked for").into());
        }
        let first = self.known().article_number;
        let rows = match self.articles_named(first, number).await {
            // The other way of writing the property; where that is not known either, its refusal counts (SNEL-A04).
            Err(trouble) if trouble.is_about_filter() => {
                let other = (first + 1) % ARTICLE_NUMBERS.len();
                let rows = self.articles_named(other, number).await?;
                self.known().article_number = other;
                rows
            }
            rows => rows?,
        };
        let written = |row: &Row| row.text("artikelcode");
        // A list that does not heed the condition has not said that there is none.
        if rows.iter().any(|row| !written(row).eq_ignore_ascii_case(number.as_str())) {
            return Err(Unreadable("other articles than asked for").into());
        }
        // It may take upper and lower case for the same; a link made of it would not be.
        Ok(rows.into_iter().find(|row| written(row) == number.as_str()))
    }

    async fn articles_named(&self, spelling: usize, number: &RecordKey) -> Result<Vec<Row>, Trouble> {
        let property = ARTICLE_NUMBERS.get(spelling).copied().unwrap_or_default();
        let condition = Condition::Text(property, number.as_str());
        self.list(&Question::of(Resource::Articles, condition), 0).await
    }

    /// As [`SnelStart::priced`], asked again where no usable answer comes: an order needs hundreds of them, and all of them.
    pub(crate) async fn priced_patiently(
        &self,
        number: &RecordKey,
        quantity: Decimal,
        customer_id: &str,
    ) -> Result<PricedLine, Failure> {
        for _ in 1..TRIES {
            match self.priced(number, quantity, customer_id).await {
                Err(Failure::Unreachable { .. } | Failure::Unreadable { .. }) => {}
                answer => return answer,
            }
        }
        self.priced(number, quantity, customer_id).await
    }

    /// A line of an order: the article's id, and its price for this customer and quantity.
    pub(crate) async fn priced(
        &self,
        number: &RecordKey,
        quantity: Decimal,
        customer_id: &str,
    ) -> Result<PricedLine, Failure> {
        let unknown = || {
            errors::refused(None, format!("Artikel {number} bestaat niet in SnelStart, of is niet actief."))
        };
        let known = self.known().sold.get(number);
        let article = match known {
            Some(article) => article,
            None => {
                let row = self.article_row(number).await.map_err(Trouble::of_read)?.ok_or_else(unknown)?;
                let id = row.id().ok_or_else(|| errors::unreadable("article without an id"))?;
                let article = SoldArticle { id, price: price(&row)? };
                self.known().sold.insert(number.clone(), article.clone());
                article
            }
        };
        let agreed = if self.exchange.config.agreed_prices {
            // What is taken back costs what it did cost.
            let quantity = quantity.abs().normalize();
            let asked = (article.id.clone(), customer_id.to_owned(), quantity);
            let known = self.known().agreed.get(&asked);
            match known {
                Some(agreed) => agreed,
                None => {
                    let query =
                        Query::default().with("relatieId", customer_id).with("aantal", &quantity.to_string());
                    let row = self.by_id(Resource::Articles, &article.id, &query).await;
                    let agreed = price(&row.map_err(Trouble::of_read)?.ok_or_else(unknown)?)?;
                    self.known().agreed.insert(asked, agreed);
                    agreed
                }
            }
        } else {
            None
        };
        let price = agreed.or(article.price).ok_or_else(|| {
            errors::refused(None, format!("Artikel {number} heeft in SnelStart geen verkoopprijs."))
        })?;
        Ok(PricedLine { article_id: article.id, price })
    }

    /// Whether the prices of articles hold VAT; asked for once.
    pub(crate) async fn price_basis(&self) -> Result<PriceBasis, Failure> {
        if let Some(basis) = self.known().price_basis {
            return Ok(basis);
        }
        let company = self.object(Resource::Company).await.map_err(Trouble::of_read)?;
        let basis = match company.said(EXCLUSIVE) {
            Some(true) => PriceBasis::ExclusiveOfVat,
            Some(false) => PriceBasis::InclusiveOfVat,
            // A wrong guess would bill a fifth too much or too little.
            None => return Err(errors::unreadable("company without its kind of prices")),
        };
        self.known().price_basis = Some(basis);
        Ok(basis)
    }
}

fn price(row: &Row) -> Result<Option<Decimal>, Failure> {
    row.decimal("verkoopprijs").map_err(|_| errors::unreadable("price that is no number"))
}
