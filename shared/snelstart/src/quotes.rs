//! Quotes (offertes) and their lines (SnelStart fact sheet §7, §8.5, §8.6).
//!
//! A quote comes with its lines, and says itself when it changed, so there is no list of changed lines. Guarantees: a quote or
//! line with a field that cannot be read says which and spoils no other; a package without quotes refuses, which concerns
//! nothing else.

use std::collections::{BTreeSet, HashMap};

use koppel_bookkeeping::{PageMark, QuoteLineRow, QuotePage, QuoteRow};
use koppel_domain::failure::Failure;
use koppel_domain::quote::{LINES_MAX, Quote, QuoteLine};
use koppel_domain::records::RecordKey;
use koppel_domain::text::cut;
use rust_decimal::Decimal;

use crate::connector::SnelStart;
use crate::errors::{self, Trouble};
use crate::known::NamedArticle;
use crate::paging::Place;
use crate::reading::Question;
use crate::wire::filter::{Condition, QUOTE_NUMBER, Query};
use crate::wire::json::Row;
use crate::wire::{Resource, formats};

/// Most of a value that is shown where it cannot be read.
const SHOWN: usize = 40;

type Customers = HashMap<String, Option<RecordKey>>;

impl SnelStart {
    /// One page of quotes.
    pub(crate) async fn page_of_quotes(
        &self,
        question: &Question<'_>,
        after: Option<&PageMark>,
    ) -> Result<QuotePage, Failure> {
        let (rows, next) = self.page_of(question, &Place::of(after)).await.map_err(of_quotes)?;
        let rows: Vec<Row> = rows.into_iter().filter(is_quote).collect();
        let customers = self.customers_of(&rows).await?;
        for (number, id) in rows.iter().filter_map(|row| Some((number(row)?, row.id()?))) {
            self.known().quote_ids.insert(number, id);
        }
        let rows = rows.iter().map(|row| quote(row, &customers)).collect();
        Ok(QuotePage { rows, next: next.map(|place| place.mark()) })
    }

    /// One quote by its number.
    pub(crate) async fn one_quote(&self, number: &RecordKey) -> Result<Option<QuoteRow>, Failure> {
        let Some(row) = self.quote_row(number).await.map_err(of_quotes)? else { return Ok(None) };
        let customers = self.customers_of(std::slice::from_ref(&row)).await?;
        Ok(Some(quote(&row, &customers)))
    }

    /// The lines of a quote.
    pub(crate) async fn lines_of_quote(&self, number: &RecordKey) -> Result<Vec<QuoteLineRow>, Failure> {
        let Some(mut row) = self.quote_row(number).await.map_err(of_quotes)? else { return Ok(Vec::new()) };
        if !row.has("regels") {
            // A list may leave out what a record holds.
            let id = row.id().ok_or_else(|| errors::unreadable("quote without an id"))?;
            let whole = self.by_id(Resource::Quotes, &id, &Query::default()).await.map_err(of_quotes)?;
            row = whole
                .filter(|row| row.has("regels"))
                .ok_or_else(|| errors::unreadable("quote without lines"))?;
        }
        let mut lines = row.rows("regels").ok_or_else(|| errors::unreadable("lines that are no list"))?;
        // As many as this are too many, whatever they hold.
        lines.truncate(LINES_MAX + 1);
        let ids: BTreeSet<String> = lines.iter().filter_map(|line| line.reference("artikel")).collect();
        let articles = self.articles_by_id(ids).await.map_err(Trouble::of_read)?;
        Ok((1..).zip(&lines).map(|(position, line)| quote_line(position, line, &articles)).collect())
    }

    async fn quote_row(&self, wanted: &RecordKey) -> Result<Option<Row>, Trouble> {
        let Some(asked) = formats::integer(wanted.as_str()) else { return Ok(None) };
        let is_wanted = |row: &Row| number(row).as_ref() == Some(wanted) && is_quote(row);
        let id = self.known().quote_ids.get(wanted);
        if let Some(id) = id
            && let Some(row) = self.by_id(Resource::Quotes, &id, &Query::default()).await?
        {
            return Ok(Some(row).filter(is_wanted));
        }
        let question = Question::of(Resource::Quotes, Condition::Number(QUOTE_NUMBER, asked));
        match self.list(&question, 0).await {
            Ok(rows) if rows.iter().all(|row| row.integer("nummer") == Some(asked)) => {
                return Ok(rows.into_iter().find(is_wanted));
            }
            // Not heeded, or not understood: it is looked for among all.
            Ok(_) => {}
            Err(trouble) if trouble.is_about_filter() => {}
            Err(trouble) => return Err(trouble),
        }
        let mut found = None;
        let visit = |row: Row| {
            if is_wanted(&row) {
                found = Some(row);
            }
            found.is_none()
        };
        self.scan(&Question { resource: Resource::Quotes, condition: None }, visit).await?;
        Ok(found)
    }

    async fn customers_of(&self, quotes: &[Row]) -> Result<Customers, Failure> {
        let ids = quotes.iter().filter_map(|row| row.reference("relatie")).collect();
        self.customer_numbers(ids).await.map_err(Trouble::of_read)
    }
}

/// Trouble with quotes: that they are not included concerns them alone.
fn of_quotes(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::NotIncluded(words) => errors::refused(Some("403".to_owned()), words),
        trouble => trouble.of_read(),
    }
}

fn is_quote(row: &Row) -> bool {
    row.said("isOfferte") != Some(false)
}

fn number(row: &Row) -> Option<RecordKey> {
    RecordKey::new(&row.integer("nummer")?.to_string())
}

fn unreadable(field: &str, value: &str) -> (String, String) {
    (field.to_owned(), cut(value, SHOWN).into_owned())
}

fn quote(row: &Row, customers: &Customers) -> QuoteRow {
    let Some(number) = number(row) else {
        let (field, value) = unreadable("Nummer", &row.text("nummer"));
        return QuoteRow::Faulty { number: None, field, value };
    };
    let date = match row.moment("datum") {
        Ok(moment) => moment.map(|moment| moment.date()),
        Err(text) => {
            let (field, value) = unreadable("Datum", &text);
            return QuoteRow::Faulty { number: Some(number), field, value };
        }
    };
    let texts = [row.text("omschrijving"), row.text("memo").replace("\r\n", "\n").replace('\r', "\n")];
    let texts: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    QuoteRow::Quote(Quote {
        number,
        debtor: row.reference("relatie").and_then(|id| customers.get(&id).cloned().flatten()),
        date,
        reference: row.text("orderreferentie"),
        memo: texts.join("\n"),
    })
}

fn quote_line(position: u32, row: &Row, articles: &HashMap<String, Option<NamedArticle>>) -> QuoteLineRow {
    let article = match row.reference("artikel") {
        None => None,
        Some(id) => match articles.get(&id).cloned().flatten() {
            Some(article) => Some(article),
            None => return Err(unreadable("Artikel", &id)),
        },
    };
    let quantity = row.decimal("aantal").map_err(|text| unreadable("Aantal", &text))?;
    let text = row.text("omschrijving");
    // An empty text stands for the article's own (§8.6).
    let own = article.as_ref().map(|article| article.description.clone()).unwrap_or_default();
    Ok(QuoteLine {
        line: position,
        text: if text.is_empty() { own } else { text },
        unit: article.as_ref().map(|article| article.unit.clone()).unwrap_or_default(),
        article: article.map(|article| article.key),
        quantity: quantity.unwrap_or(Decimal::ZERO),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::wire::json::object;

    const CUSTOMER: &str = "aaaaaaaa-0000-4000-8000-000000001042";

    fn row(json: &str) -> Row {
        object(json.as_bytes()).unwrap()
    }

    #[test]
    fn a_quote_is_for_a_customer_and_described_by_both_its_texts() {
        let customers = HashMap::from([(CUSTOMER.to_owned(), RecordKey::new("1042"))]);
        let json = format!(
            r#"{{"nummer": 165, "relatie": {{"id": "{CUSTOMER}"}}, "datum": "2026-11-24T00:00:00",
            "orderreferentie": "PO-77", "omschrijving": "Badkamer", "memo": "Graag\r\nbellen"}}"#
        );
        let expected = Quote {
            number: RecordKey::new("165").unwrap(),
            debtor: RecordKey::new("1042"),
            date: Some(date(2026, 11, 24)),
            reference: "PO-77".to_owned(),
            memo: "Badkamer\nGraag\nbellen".to_owned(),
        };
        assert_eq!(quote(&row(&json), &customers), QuoteRow::Quote(expected));
        let bare = quote(&row(r#"{"nummer": 165}"#), &customers);
        assert!(matches!(bare, QuoteRow::Quote(Quote { debtor: None, date: None, .. })));
    }

    #[test]
    fn a_quote_that_cannot_be_read_says_where() {
        for (json, field, value) in [
            (r#"{"nummer": "x"}"#, "Nummer", "x"),
            (r#"{"nummer": 1, "datum": "morgen"}"#, "Datum", "morgen"),
        ] {
            let QuoteRow::Faulty { field: found, value: shown, .. } = quote(&row(json), &HashMap::new())
            else {
                panic!("{json}")
            };
            assert_eq!((found.as_str(), shown.as_str()), (field, value));
        }
    }

    #[test]
    fn a_line_is_text_or_an_article_with_its_own_text_and_unit() {
        let article = NamedArticle {
            key: RecordKey::new("KRAAN").unwrap(),
            description: "Kraan".to_owned(),
            unit: "Stuk".to_owned(),
        };
        let articles = HashMap::from([(CUSTOMER.to_owned(), Some(article))]);
        let json = format!(r#"{{"artikel": {{"id": "{CUSTOMER}"}}, "aantal": 2.50}}"#);
        let line = quote_line(3, &row(&json), &articles).unwrap();
        assert_eq!((line.line, line.text.as_str(), line.unit.as_str()), (3, "Kraan", "Stuk"));
        assert_eq!(line.quantity.to_string(), "2.50");
        let text = quote_line(1, &row(r#"{"omschrijving": "Badkamer"}"#), &articles).unwrap();
        assert_eq!((text.article, text.quantity), (None, Decimal::ZERO));
        assert_eq!(
            quote_line(1, &row(r#"{"aantal": "veel"}"#), &articles),
            Err(unreadable("Aantal", "veel"))
        );
        assert_eq!(quote_line(1, &row(&json), &HashMap::new()), Err(unreadable("Artikel", CUSTOMER)));
    }
}
