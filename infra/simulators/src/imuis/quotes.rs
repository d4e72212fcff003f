//! Quotes as people write them, kept as rows of `OFFKOP` and `OFFRG` (iMUIS fact sheet §3.11: columns are assumed).
//!
//! Guarantees: a row that a new version of a quote does not change keeps its mutation date, except for the header, which
//! goes along with its lines unless [`super::Options::quote_lines_apart`] says otherwise. Raw texts of `extra` win over
//! the fields; a raw text that its field cannot hold comes back in `extra`.
//!
//! Leaves out: writing quotes over the wire, which the package does in another service, and amounts.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::books::{Books, Change};
use super::records::{Extra, PlainTable};
use super::value::{dutch, parse_date, parse_number};
use super::{ImuisSimulator, State};

/// A quote (`OFFKOP`) with its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quote {
    /// `NR`, the key.
    pub nr: u32,
    /// `DEB`; a quote may be for someone who is no debtor yet.
    pub debtor: Option<u32>,
    /// `DAT`
    pub date: Date,
    /// `KENM`, the reference.
    pub kenm: String,
    /// `OPM`, the memo; it may have several lines.
    pub opm: String,
    /// The lines, by `RG`.
    pub lines: Vec<QuoteLine>,
    /// Raw column texts.
    pub extra: Extra,
}

/// A line of a quote (`OFFRG`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuoteLine {
    /// `RG`, the number of the line in its quote.
    pub rg: u32,
    /// `ART`; a line of text has none.
    pub article: Option<String>,
    /// `AANT`
    pub quantity: Decimal,
    /// `OMSCHR`
    pub description: String,
    /// `EENH`
    pub unit: String,
    /// Raw column texts; `PRS` for a price.
    pub extra: Extra,
}

impl ImuisSimulator {
    /// Adds or replaces a quote. What changed is mutated today: the header, and each line that is new or another.
    pub fn put_quote(&self, record: Quote) {
        self.put_quote_at(record, self.today());
    }

    /// Adds or replaces a quote; what changed is mutated on that day.
    pub fn put_quote_at(&self, record: Quote, mutated: Date) {
        let mut state = self.state();
        let (header, lines) = rows(record);
        let nr = key(&header, "NR");
        let old = by_line(state.books.plain_of(PlainTable::QuoteLines, nr));
        let new = by_line(lines.iter());
        let mut changes: Vec<Change> = Vec::new();
        for (_, columns) in old.iter().filter(|(rg, _)| !new.contains_key(*rg)) {
            changes.push(Change::RowGone { table: PlainTable::QuoteLines, columns: columns.clone() });
        }
        for (rg, columns) in new {
            if old.get(&rg) != Some(&columns) {
                changes.push(Change::Row { table: PlainTable::QuoteLines, columns, mutated });
            }
        }
        let same = state.books.plain_of(PlainTable::Quotes, nr).next() == Some(&header);
        let lines_only = same && !changes.is_empty();
        if !(lines_only && state.options.quote_lines_apart) {
            changes.insert(0, Change::Row { table: PlainTable::Quotes, columns: header, mutated });
        }
        state.make_all(changes);
    }

    /// Removes a quote with its lines. `false` where there is none.
    pub fn remove_quote(&self, nr: u32) -> bool {
        let mut state = self.state();
        let gone = |table| {
            let rows: Vec<Extra> = state.books.plain_of(table, nr).cloned().collect();
            rows.into_iter().map(move |columns| Change::RowGone { table, columns })
        };
        let changes: Vec<Change> = gone(PlainTable::Quotes).chain(gone(PlainTable::QuoteLines)).collect();
        let there = !changes.is_empty();
        state.make_all(changes);
        there
    }

    /// All quotes, by number.
    #[must_use]
    pub fn quotes(&self) -> Vec<Quote> {
        let state = self.state();
        state.books.plain(PlainTable::Quotes).map(|header| quote(&state.books, header)).collect()
    }
}

impl State {
    fn make_all(&mut self, changes: Vec<Change>) {
        changes.into_iter().for_each(|change| self.make_by_hand(change));
    }
}

fn key(columns: &Extra, name: &str) -> u32 {
    columns.get(name).and_then(|text| text.trim().parse().ok()).unwrap_or_default()
}

fn by_line<'a>(rows: impl Iterator<Item = &'a Extra>) -> BTreeMap<u32, Extra> {
    rows.map(|columns| (key(columns, "RG"), columns.clone())).collect()
}

/// The rows that a quote is kept as. An empty field is no column.
fn rows(quote: Quote) -> (Extra, Vec<Extra>) {
    let nr = quote.nr.to_string();
    let header = [
        ("NR", nr.clone()),
        ("DEB", quote.debtor.map(|debtor| debtor.to_string()).unwrap_or_default()),
        ("DAT", dutch(quote.date)),
        ("KENM", quote.kenm),
        ("OPM", quote.opm),
    ];
    let line = |line: QuoteLine| {
        let fields = [
            ("OFFNR", nr.clone()),
            ("RG", line.rg.to_string()),
            ("ART", line.article.unwrap_or_default()),
            ("AANT", line.quantity.to_string()),
            ("OMSCHR", line.description),
            ("EENH", line.unit),
        ];
        columns(fields, line.extra)
    };
    (columns(header, quote.extra), quote.lines.into_iter().map(line).collect())
}

fn columns<const N: usize>(fields: [(&str, String); N], extra: Extra) -> Extra {
    let filled = fields.into_iter().filter(|(_, text)| !text.is_empty());
    filled.map(|(name, text)| (name.to_owned(), text)).chain(extra).collect()
}

fn quote(books: &Books, header: &Extra) -> Quote {
    let mut rest = header.clone();
    let nr = taken(&mut rest, "NR", |text| text.parse().ok()).unwrap_or_default();
    Quote {
        nr,
        debtor: taken(&mut rest, "DEB", |text| text.parse().ok()),
        date: taken(&mut rest, "DAT", parse_date).unwrap_or_default(),
        kenm: rest.remove("KENM").unwrap_or_default(),
        opm: rest.remove("OPM").unwrap_or_default(),
        lines: books.plain_of(PlainTable::QuoteLines, nr).map(line).collect(),
        extra: rest,
    }
}

fn line(columns: &Extra) -> QuoteLine {
    let mut rest = columns.clone();
    rest.remove("OFFNR");
    QuoteLine {
        rg: taken(&mut rest, "RG", |text| text.parse().ok()).unwrap_or_default(),
        article: rest.remove("ART"),
        quantity: taken(&mut rest, "AANT", parse_number).unwrap_or_default(),
        description: rest.remove("OMSCHR").unwrap_or_default(),
        unit: rest.remove("EENH").unwrap_or_default(),
        extra: rest,
    }
}

/// Takes a column out where its text is of the field's kind; leaves it in where not.
fn taken<T>(columns: &mut Extra, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let value = read(columns.get(name)?)?;
    columns.remove(name);
    Some(value)
}
