//! Quotes (offertes) and their lines (iMUIS fact sheet §3.11).
//!
//! Of their columns almost nothing is documented, so every field is looked for where the configuration says. Guarantees:
//! a quote or line with a field that cannot be read says which and spoils no other; an administration without quotes
//! refuses, which concerns nothing else.

use jiff::Timestamp;
use koppel_bookkeeping::{PageMark, QuoteLinePage, QuoteLineRow, QuotePage, QuoteRow};
use koppel_domain::failure::Failure;
use koppel_domain::quote::{LINES_MAX, Quote, QuoteLine};
use koppel_domain::records::RecordKey;
use koppel_domain::text::cut;
use rust_decimal::Decimal;

use crate::config::{Config, QuoteFields};
use crate::connector::Imuis;
use crate::errors::{self, Trouble};
use crate::paging::Place;
use crate::reading::{Found, Question};
use crate::tables::{LINES_BY_QUOTE, QUOTE_LINES, QUOTES, Table};
use crate::wire::dataset::Row;
use crate::wire::formats::{self, NoDate};
use crate::wire::selection::{self, Condition};

/// Most of a value that is shown where it cannot be read.
const SHOWN: usize = 40;

impl Imuis {
    /// One page of quotes.
    pub(crate) async fn page_of_quotes(
        &self,
        changed_since: Option<Timestamp>,
        after: Option<&PageMark>,
    ) -> Result<QuotePage, Failure> {
        let config = &self.exchange.config;
        let place = Place::of(config.paging, after);
        let question = Question {
            table: &QUOTES,
            columns: &columns(&config.columns.quotes, &QUOTES),
            condition: self.condition(&QUOTES, &place),
            mutated_since: self.changed_from(config.incremental.quotes, changed_since),
            page: if let Place::Page(page) = place { page } else { 1 },
        };
        let found = self.rows(&question).await?;
        let next =
            place.next(&QUOTES, &found, self.page_size()).map_err(|why| Trouble::from(why).of_read())?;
        let rows = found.rows.iter().map(|row| quote(row, &config.quote_fields)).collect();
        Ok(QuotePage { rows, next })
    }

    /// One quote by its number.
    pub(crate) async fn one_quote(&self, number: &RecordKey) -> Result<Option<QuoteRow>, Failure> {
        let config = &self.exchange.config;
        let Some(value) = asked_for(number)? else { return Ok(None) };
        let question = Question {
            table: &QUOTES,
            columns: &columns(&config.columns.quotes, &QUOTES),
            condition: Some(Condition { column: QUOTES.key, operator: "=", value }),
            mutated_since: None,
            page: 1,
        };
        let found = self.rows(&question).await?;
        let is_it = |row: &QuoteRow| match row {
            QuoteRow::Quote(quote) => quote.number == *number,
            QuoteRow::Faulty { number: found, .. } => found.as_ref() == Some(number),
        };
        let one = found.rows.iter().map(|row| quote(row, &config.quote_fields)).find(is_it);
        // A server that does not honour the condition has not said that there is none.
        if one.is_none() && !found.rows.is_empty() {
            return Err(errors::unreadable("other quotes than asked for"));
        }
        Ok(one)
    }

    /// One page of changed lines, quote by quote.
    pub(crate) async fn page_of_changed_lines(
        &self,
        changed_since: Timestamp,
        after: Option<&PageMark>,
    ) -> Result<QuoteLinePage, Failure> {
        let config = &self.exchange.config;
        let table = &LINES_BY_QUOTE;
        let is_known = config.quote_fields.quote.first().is_some_and(|column| table.key == column);
        if !config.incremental.quote_lines || !is_known {
            return Ok(QuoteLinePage::default());
        }
        let place = Place::of(config.paging, after);
        let question = Question {
            table,
            columns: &columns(&config.columns.quote_lines, table),
            condition: self.condition(table, &place),
            mutated_since: self.changed_from(true, Some(changed_since)),
            page: if let Place::Page(page) = place { page } else { 1 },
        };
        let mut found = self.rows(&question).await?;
        let goes_on = |found: &Found| {
            place.next(table, found, self.page_size()).map_err(|why| Trouble::from(why).of_read())
        };
        let mut next = goes_on(&found)?;
        let number = |row: &Row| formats::integer(row.get(table.key));
        let (first, last) = (found.rows.first().and_then(number), found.rows.last().and_then(number));
        if next.is_some() && matches!(place, Place::After(_)) && first != last {
            // More lines of the last quote may follow: it comes whole with the next page.
            found.rows.retain(|row| number(row) != last);
            found.pages = found.pages.max(2);
            next = goes_on(&found)?;
        }
        let mut quotes: Vec<(RecordKey, Vec<QuoteLineRow>)> = Vec::new();
        for row in &found.rows {
            let Some(key) = number(row).and_then(|number| RecordKey::new(&number.to_string())) else {
                continue;
            };
            match quotes.last_mut() {
                Some((last, lines)) if *last == key => lines.push(line(row, config)),
                _ => quotes.push((key, vec![line(row, config)])),
            }
        }
        Ok(QuoteLinePage { quotes, next })
    }

    /// The lines of a quote.
    pub(crate) async fn lines_of_quote(&self, number: &RecordKey) -> Result<Vec<QuoteLineRow>, Failure> {
        let config = &self.exchange.config;
        let Some(value) = asked_for(number)? else { return Ok(Vec::new()) };
        let column = config.quote_fields.quote.first().map_or(QUOTE_LINES.name_column, String::as_str);
        let question = Question {
            table: &QUOTE_LINES,
            columns: &columns(&config.columns.quote_lines, &QUOTE_LINES),
            condition: Some(Condition { column, operator: "=", value }),
            mutated_since: None,
            page: 1,
        };
        let found = self.rows(&question).await?;
        // As many as this are too many, whatever follows.
        if found.pages > 1 && found.rows.len() <= LINES_MAX {
            return Err(errors::unreadable("more lines of one quote than fit a page"));
        }
        // A server that does not honour the condition answers with other quotes' lines.
        let is_other = |row: &Row| {
            integer(row, &config.quote_fields.quote).map(|of| of.to_string()) != Some(number.to_string())
        };
        if found.rows.iter().any(is_other) {
            return Err(errors::unreadable("lines of another quote than asked for"));
        }
        let mut lines: Vec<QuoteLineRow> = found.rows.iter().map(|row| line(row, config)).collect();
        lines.sort_by_key(|row| row.as_ref().map_or(0, |line| line.line));
        Ok(lines)
    }
}

/// The number as it is asked for; `None` where no quote can have it.
fn asked_for(number: &RecordKey) -> Result<Option<&str>, Failure> {
    if !selection::can_be_asked_for(number.as_str()) {
        return Err(errors::unreadable("number that cannot be asked for"));
    }
    Ok(formats::integer(number.as_str()).map(|_| number.as_str()))
}

/// The columns to ask for: those that are configured, and the key unless all are.
fn columns(configured: &[String], table: &Table) -> Vec<String> {
    if configured.iter().any(|column| column == "*") {
        return vec!["*".to_owned()];
    }
    let mut columns = vec![table.key.to_owned(), table.name_column.to_owned()];
    columns.extend(configured.iter().filter(|column| !table.needs(column)).cloned());
    columns
}

/// The first of these columns that holds something.
fn first<'a>(row: &'a Row, columns: &[String]) -> &'a str {
    columns.iter().map(|column| row.get(column)).find(|text| !text.is_empty()).unwrap_or_default()
}

fn integer(row: &Row, columns: &[String]) -> Option<i64> {
    formats::integer(first(row, columns))
}

fn unreadable(field: &str, value: &str) -> (String, String) {
    (field.to_owned(), cut(value, SHOWN).into_owned())
}

fn quote(row: &Row, fields: &QuoteFields) -> QuoteRow {
    let written = row.get(QUOTES.key);
    let faulty = |number, (field, value)| QuoteRow::Faulty { number, field, value };
    let Some(number) = formats::integer(written).and_then(|number| RecordKey::new(&number.to_string()))
    else {
        return faulty(None, unreadable("Nummer", written));
    };
    let debtor = match (first(row, &fields.debtor), integer(row, &fields.debtor)) {
        // A zero is no debtor.
        ("", _) | (_, Some(0)) => None,
        (_, Some(debtor)) => RecordKey::new(&debtor.to_string()),
        (text, None) => return faulty(Some(number), unreadable("Debiteur", text)),
    };
    let date = match formats::date(first(row, &fields.date)) {
        Ok(date) => date,
        Err(NoDate) => {
            return faulty(Some(number), unreadable("Datum", first(row, &fields.date)));
        }
    };
    let memo: Vec<&str> =
        fields.memo.iter().map(|column| row.get(column)).filter(|text| !text.is_empty()).collect();
    QuoteRow::Quote(Quote {
        number,
        debtor,
        date,
        reference: first(row, &fields.reference).to_owned(),
        memo: memo.join("\n"),
    })
}

fn line(row: &Row, config: &Config) -> QuoteLineRow {
    let fields = &config.quote_fields;
    let number = row.get(QUOTE_LINES.key);
    let line = formats::integer(number)
        .and_then(|number| u32::try_from(number).ok())
        .ok_or_else(|| unreadable("Regelnummer", number))?;
    let quantity = match first(row, &fields.quantity) {
        "" => Decimal::ZERO,
        text => formats::decimal(text).ok_or_else(|| unreadable("Aantal", text))?,
    };
    Ok(QuoteLine {
        line,
        article: RecordKey::new(first(row, &fields.article)),
        text: first(row, &fields.text).to_owned(),
        quantity,
        unit: first(row, &fields.unit).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::wire::dataset::row;

    #[test]
    fn a_quote_is_found_where_the_configuration_says() {
        let fields =
            QuoteFields { memo: vec!["MEMO".to_owned(), "OPM".to_owned()], ..QuoteFields::default() };
        let cells = [
            ("NR", "202600165,0"),
            ("DEB", "10001"),
            ("DAT", "24-11-2026"),
            ("KENM", "PO-77"),
            ("OPM", "bellen"),
            ("MEMO", "Graag"),
        ];
        let expected = Quote {
            number: RecordKey::new("202600165").unwrap(),
            debtor: RecordKey::new("10001"),
            date: Some(date(2026, 11, 24)),
            reference: "PO-77".to_owned(),
            memo: "Graag\nbellen".to_owned(),
        };
        assert_eq!(quote(&row(&cells), &fields), QuoteRow::Quote(expected));
    }

    #[test]
    fn a_quote_that_cannot_be_read_says_where() {
        for (cells, field, value) in [
            (&[("NR", "x")][..], "Nummer", "x"),
            (&[("NR", "1"), ("DEB", "tien")], "Debiteur", "tien"),
            (&[("NR", "1"), ("DAT", "31-02-2026")], "Datum", "31-02-2026"),
        ] {
            let QuoteRow::Faulty { field: found, value: shown, .. } =
                quote(&row(cells), &QuoteFields::default())
            else {
                panic!("{cells:?}")
            };
            assert_eq!((found.as_str(), shown.as_str()), (field, value));
        }
        let QuoteRow::Quote(prospect) = quote(&row(&[("NR", "1"), ("DEB", "0")]), &QuoteFields::default())
        else {
            panic!()
        };
        assert_eq!(prospect.debtor, None);
    }

    #[test]
    fn a_line_is_text_or_an_article() {
        let config = Config::default();
        let cells = [("OFFNR", "1"), ("RG", "5"), ("ART", "KRAAN"), ("AANT", "2,50"), ("EENH", "Stuk")];
        let read = line(&row(&cells), &config).unwrap();
        assert_eq!((read.line, read.quantity.to_string()), (5, "2.50".to_owned()));
        let text = line(&row(&[("RG", "10"), ("OMSCHR", "Badkamer")]), &config).unwrap();
        assert_eq!((text.article, text.quantity), (None, Decimal::ZERO));
        assert_eq!(line(&row(&[("RG", "5"), ("AANT", "veel")]), &config), Err(unreadable("Aantal", "veel")));
    }
}
