//! The administration's records, sorted by key, and the changes that make them.
//!
//! Guarantees: the same changes give the same books, order numbers and row ids included; reading rows copies nothing.

use std::collections::{BTreeMap, btree_map};
use std::ops::Bound;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::columns::{Kind, Table};
use super::records::{Article, ArticleGroup, Debtor, Extra, Order, PlainTable};
use super::row::{Record, Row};
use super::span::Span;
use super::value::Value;

/// The order type that every administration has from the start (the sheet's own sample, §3.7).
const FIRST_ORDER_TYPE: &str = "standaard";

/// An order number is the year and this many further numbers (iMUIS fact sheet §3.7).
const NUMBERS_PER_YEAR: u32 = 100_000;

/// One change of the books: what is remembered, one to a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Change {
    Debtor { record: Debtor, mutated: Date },
    Article { record: Article, mutated: Date },
    Group { record: ArticleGroup, mutated: Date },
    Order { record: Order, mutated: Date, created: Timestamp },
    Row { table: PlainTable, columns: Extra, mutated: Date },
    DebtorGone { nr: u32 },
    ArticleGone { nr: String },
    GroupGone { nr: u32 },
    RowGone { table: PlainTable, columns: Extra },
    OrderGone { nr: u32 },
    OrderRenumbered { from: u32, to: u32, mutated: Date },
}

/// Boxed, because the map's nodes are half empty when keys come in order: 100,000 debtors would take 27 MB more.
#[derive(Debug)]
struct Kept<T> {
    record: Box<T>,
    mutated: Date,
    created: Option<Timestamp>,
    hrow: u64,
}

impl<T> Kept<T> {
    fn row<'a>(&'a self, record: Record<'a>) -> Row<'a> {
        Row { record, mutated: self.mutated, created: self.created, hrow: self.hrow }
    }
}

type PlainKey = (PlainTable, Vec<Value<'static>>);

/// The books.
#[derive(Debug)]
pub(super) struct Books {
    debtors: BTreeMap<u32, Kept<Debtor>>,
    articles: BTreeMap<String, Kept<Article>>,
    groups: BTreeMap<u32, Kept<ArticleGroup>>,
    orders: BTreeMap<u32, Kept<Order>>,
    plain: BTreeMap<PlainKey, Kept<Extra>>,
    last_hrow: u64,
    last_order: u32,
}

impl Books {
    /// Books with one order type and nothing else.
    pub(super) fn new() -> Self {
        let mut books = Self {
            debtors: BTreeMap::new(),
            articles: BTreeMap::new(),
            groups: BTreeMap::new(),
            orders: BTreeMap::new(),
            plain: BTreeMap::new(),
            last_hrow: 0,
            last_order: 0,
        };
        let columns = [("ZKSL", FIRST_ORDER_TYPE), ("OMSCHR", "Standaard")];
        let columns = columns.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        books.apply(Change::Row { table: PlainTable::OrderTypes, columns, mutated: Date::default() });
        books
    }

    /// Makes a change.
    pub(super) fn apply(&mut self, change: Change) {
        let hrow = &mut self.last_hrow;
        match change {
            Change::Debtor { record, mutated } => {
                put(&mut self.debtors, record.nr, record, mutated, None, hrow)
            }
            Change::Article { record, mutated } => {
                put(&mut self.articles, record.nr.clone(), record, mutated, None, hrow);
            }
            Change::Group { record, mutated } => {
                put(&mut self.groups, record.nr, record, mutated, None, hrow)
            }
            Change::Order { record, mutated, created } => {
                self.last_order = self.last_order.max(record.nr % NUMBERS_PER_YEAR);
                put(&mut self.orders, record.nr, record, mutated, Some(created), hrow);
            }
            Change::Row { table, columns, mutated } => {
                put(&mut self.plain, plain_key(table, &columns), columns, mutated, None, hrow);
            }
            Change::DebtorGone { nr } => drop(self.debtors.remove(&nr)),
            Change::ArticleGone { nr } => drop(self.articles.remove(&nr)),
            Change::GroupGone { nr } => drop(self.groups.remove(&nr)),
            Change::RowGone { table, columns } => drop(self.plain.remove(&plain_key(table, &columns))),
            Change::OrderGone { nr } => drop(self.orders.remove(&nr)),
            Change::OrderRenumbered { from, to, mutated } => self.renumber(from, to, mutated),
        }
    }

    fn renumber(&mut self, from: u32, to: u32, mutated: Date) {
        if let Some(mut kept) = self.orders.remove(&from) {
            (kept.record.nr, kept.mutated) = (to, mutated);
            self.last_order = self.last_order.max(to % NUMBERS_PER_YEAR);
            self.orders.insert(to, kept);
        }
    }

    /// The number of the next order: the last one used plus one.
    pub(super) fn next_order(&self, year: i16) -> u32 {
        let year = u32::try_from(year).unwrap_or_default();
        year.saturating_mul(NUMBERS_PER_YEAR).saturating_add(self.last_order).saturating_add(1)
    }

    pub(super) fn debtors(&self) -> impl Iterator<Item = &Debtor> {
        self.debtors.values().map(|kept| &*kept.record)
    }

    pub(super) fn articles(&self) -> impl Iterator<Item = &Article> {
        self.articles.values().map(|kept| &*kept.record)
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = &ArticleGroup> {
        self.groups.values().map(|kept| &*kept.record)
    }

    pub(super) fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.values().map(|kept| &*kept.record)
    }

    pub(super) fn debtor(&self, nr: u32) -> Option<&Debtor> {
        self.debtors.get(&nr).map(|kept| &*kept.record)
    }

    pub(super) fn article(&self, nr: &str) -> Option<&Article> {
        self.articles.get(nr).map(|kept| &*kept.record)
    }

    pub(super) fn order(&self, nr: u32) -> Option<&Order> {
        self.orders.get(&nr).map(|kept| &*kept.record)
    }

    /// Rows of a table that is kept as raw columns, in key order.
    pub(super) fn plain(&self, table: PlainTable) -> impl Iterator<Item = &Extra> {
        self.plain_rows(table, None).map(|kept| &*kept.record)
    }

    /// The rows of a table that is kept as raw columns and whose first key column is this number.
    pub(super) fn plain_of(&self, table: PlainTable, number: u32) -> impl Iterator<Item = &Extra> {
        let number = Decimal::from(number);
        self.plain_rows(table, Some((number, number))).map(|kept| &*kept.record)
    }

    /// In key order, `ends` being those of the first key column; a key that is no number lies between none.
    fn plain_rows(
        &self,
        table: PlainTable,
        ends: Option<(Decimal, Decimal)>,
    ) -> impl Iterator<Item = &Kept<Extra>> {
        let from = ends.map(|(low, _)| Value::Number(low)).into_iter().collect();
        let high = ends.map(|(_, high)| Value::Number(high));
        let within = move |key: &PlainKey| {
            key.0 == table
                && high.as_ref().is_none_or(|high| key.1.first().is_some_and(|first| first <= high))
        };
        self.plain.range((table, from)..).take_while(move |(key, _)| within(key)).map(|(_, kept)| kept)
    }

    /// The rows of a table in key order, at least those whose first key column lies in the span.
    pub(super) fn rows<'a>(&'a self, table: Table, span: &Span) -> Box<dyn Iterator<Item = Row<'a>> + 'a> {
        match table {
            Table::Deb => {
                Box::new(numbered(&self.debtors, span).map(|kept| kept.row(Record::Debtor(&kept.record))))
            }
            Table::Art => {
                Box::new(lettered(&self.articles, span).map(|kept| kept.row(Record::Article(&kept.record))))
            }
            Table::ArtGrp => {
                Box::new(numbered(&self.groups, span).map(|kept| kept.row(Record::Group(&kept.record))))
            }
            Table::OrdKop => {
                Box::new(numbered(&self.orders, span).map(|kept| kept.row(Record::Order(&kept.record))))
            }
            Table::OrdRg => Box::new(numbered(&self.orders, span).flat_map(|kept| {
                kept.record.lines.iter().map(|line| kept.row(Record::Line(&kept.record, line)))
            })),
            Table::OrdSrt => self.raw_rows(PlainTable::OrderTypes, span),
            Table::OffKop => self.raw_rows(PlainTable::Quotes, span),
            Table::OffRg => self.raw_rows(PlainTable::QuoteLines, span),
        }
    }

    fn raw_rows<'a>(&'a self, table: PlainTable, span: &Span) -> Box<dyn Iterator<Item = Row<'a>> + 'a> {
        let ends = match span {
            Span::Numbers(low, high) => Some((*low, *high)),
            _ => None,
        };
        Box::new(self.plain_rows(table, ends).map(|kept| kept.row(Record::Plain(&kept.record))))
    }
}

fn put<K: Ord, T>(
    into: &mut BTreeMap<K, Kept<T>>,
    key: K,
    record: T,
    mutated: Date,
    created: Option<Timestamp>,
    last_hrow: &mut u64,
) {
    match into.entry(key) {
        btree_map::Entry::Occupied(mut entry) => {
            let kept = entry.get_mut();
            *kept.record = record;
            kept.mutated = mutated;
        }
        btree_map::Entry::Vacant(entry) => {
            *last_hrow += 1;
            entry.insert(Kept { record: Box::new(record), mutated, created, hrow: *last_hrow });
        }
    }
}

fn plain_key(table: PlainTable, columns: &Extra) -> PlainKey {
    let of = match table {
        PlainTable::OrderTypes => Table::OrdSrt,
        PlainTable::Quotes => Table::OffKop,
        PlainTable::QuoteLines => Table::OffRg,
    };
    let part = |name: &&str| {
        let raw = columns.get(*name).map_or("", String::as_str);
        let kind = of.column(name).map_or(Kind::Text, |column| column.kind);
        match Value::raw(raw, kind) {
            Value::Number(number) => Value::Number(number),
            _ => Value::owned(raw.to_owned()),
        }
    };
    (table, of.key().iter().map(part).collect())
}

fn numbered<'a, T>(
    map: &'a BTreeMap<u32, Kept<T>>,
    span: &Span,
) -> impl Iterator<Item = &'a Kept<T>> + use<'a, T> {
    let (low, high) = match span {
        Span::Numbers(low, high) => (*low, *high),
        _ => (Decimal::ZERO, Decimal::from(u32::MAX)),
    };
    // An empty span has its ends the wrong way round, which a range of the map would not take.
    let ends = u32::try_from(low.floor()).ok().zip(u32::try_from(high.floor()).ok());
    let range = ends.filter(|(low, high)| low <= high).map(|(low, high)| map.range(low..=high));
    range.into_iter().flatten().map(|(_, kept)| kept)
}

fn lettered<'a, T>(
    map: &'a BTreeMap<String, Kept<T>>,
    span: &Span,
) -> impl Iterator<Item = &'a Kept<T>> + use<'a, T> {
    let (low, high) = match span {
        Span::Texts(low, high) => (low.as_deref(), high.as_deref()),
        _ => (None, None),
    };
    let crossed = matches!((low, high), (Some(low), Some(high)) if low > high);
    let ends =
        (low.map_or(Bound::Unbounded, Bound::Included), high.map_or(Bound::Unbounded, Bound::Included));
    let range = (!crossed).then(|| map.range::<str, _>(ends));
    range.into_iter().flatten().map(|(_, kept)| kept)
}
