//! The selection document (iMUIS fact sheet §2), read into what it means.
//!
//! TAB stands between conditions, which are AND-ed; `;` inside one condition joins columns that are OR-ed, or, with as
//! many parts in all three lists, conditions that are AND-ed too. Any root is taken, with or without a row element.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::columns::{Column, Kind, Table};
use super::options::Options;
use super::refusal::Refusal;
use super::row::Row;
use super::value::{Value, parse_date, parse_number};
use super::xml::{Element, parse};

/// Tags that must be there, though they may be empty.
const MANDATORY: [&str; 6] =
    ["TABLE", "SELECTFIELDS", "WHEREFIELDS", "WHEREOPERATORS", "WHEREVALUES", "ORDERBY"];

/// The operators there are; no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Above,
    AtLeast,
    Below,
    AtMost,
    Like,
}

impl Operator {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "=" => Self::Equal,
            ">" => Self::Above,
            ">=" => Self::AtLeast,
            "<" => Self::Below,
            "<=" => Self::AtMost,
            _ if name.eq_ignore_ascii_case("LIKE") => Self::Like,
            _ => return None,
        })
    }
}

/// One condition: any of the columns matches. `values` holds the value for each column, read as its kind.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) columns: Vec<&'static Column>,
    pub(super) operator: Operator,
    pub(super) values: Vec<Value<'static>>,
}

impl Condition {
    fn new(
        table: Table,
        fields: &[&str],
        operator: &str,
        value: &str,
        options: &Options,
    ) -> Result<Self, Refusal> {
        let operator = operator.trim();
        let operator =
            Operator::named(operator).ok_or_else(|| Refusal::UnknownOperator(operator.to_owned()))?;
        let columns =
            fields.iter().map(|name| column(table, name, options)).collect::<Result<Vec<_>, _>>()?;
        let values =
            columns.iter().map(|column| operand(column, operator, value)).collect::<Result<_, _>>()?;
        Ok(Self { columns, operator, values })
    }

    /// Whether a row meets the condition. A column without a value never does.
    pub(super) fn holds(&self, row: &Row<'_>) -> bool {
        self.columns.iter().zip(&self.values).any(|(column, wanted)| {
            let value = row.value(column);
            if let (Operator::Like, Value::Text(pattern)) = (self.operator, wanted) {
                return value.is_like(pattern);
            }
            let Some(order) = value.compare(wanted) else { return false };
            match self.operator {
                Operator::Equal => order == Ordering::Equal,
                Operator::Above => order == Ordering::Greater,
                Operator::AtLeast => order != Ordering::Less,
                Operator::Below => order == Ordering::Less,
                Operator::AtMost => order != Ordering::Greater,
                Operator::Like => false,
            }
        })
    }
}

/// A value of WHEREVALUES for a column; a text may be empty, and matches nothing then.
fn operand(column: &Column, operator: Operator, value: &str) -> Result<Value<'static>, Refusal> {
    let bad = || Refusal::BadValue(column.name.to_owned(), value.to_owned());
    if operator == Operator::Like {
        return Ok(Value::Text(value.to_owned().into()));
    }
    match column.kind {
        Kind::Number => parse_number(value).map(Value::Number).ok_or_else(bad),
        Kind::Date => parse_date(value).map(Value::Date).ok_or_else(bad),
        Kind::Text | Kind::Flag => Ok(Value::Text(value.to_owned().into())),
    }
}

/// A selection that can be carried out.
#[derive(Debug)]
pub(super) struct Selection {
    pub(super) table: Table,
    pub(super) columns: Vec<&'static Column>,
    pub(super) conditions: Vec<Condition>,
    pub(super) mutated_since: Option<Date>,
    pub(super) order_by: Vec<&'static Column>,
    /// Most rows in all; 0 means no limit.
    pub(super) max_result: usize,
    /// Rows on a page; 0 means all on one.
    pub(super) page_size: usize,
    /// From 1.
    pub(super) page: usize,
}

impl Selection {
    /// Reads the document of GETSTAMTABELRECORDS: its first row counts.
    pub(super) fn read(payload: &str, options: &Options) -> Result<Self, Refusal> {
        let root = parse(payload).map_err(|_| Refusal::Unreadable)?;
        let row = rows(&root).first().copied().ok_or(Refusal::Incomplete("TABLE"))?;
        for tag in MANDATORY {
            let text = row.text_of(tag).ok_or(Refusal::Incomplete(tag))?;
            if text.trim().is_empty() && matches!(tag, "TABLE" | "SELECTFIELDS") {
                return Err(Refusal::Incomplete(tag));
            }
        }
        let text = |tag: &str| row.text_of(tag).unwrap_or_default();
        let name = text("TABLE").trim();
        let table = Table::named(name).ok_or_else(|| Refusal::UnknownTable(name.to_owned()))?;
        if options.no_quote_module && matches!(table, Table::OffKop | Table::OffRg) {
            return Err(Refusal::NoQuoteModule(table.name()));
        }
        let since = text("MUTDATE_VA").trim();
        let mutated_since = match since {
            "" => None,
            since => Some(parse_date(since).ok_or_else(|| bad("MUTDATE_VA", since))?),
        };
        Ok(Self {
            table,
            columns: selected(table, text("SELECTFIELDS"), options)?,
            conditions: conditions(table, row, options)?,
            mutated_since,
            order_by: names(text("ORDERBY"))
                .map(|name| column(table, name, options))
                .collect::<Result<_, _>>()?,
            max_result: count("MAXRESULT", text("MAXRESULT"), 0)?,
            page_size: count("PAGESIZE", text("PAGESIZE"), 0)?,
            page: count("SELECTPAGE", text("SELECTPAGE"), 1)?.max(1),
        })
    }
}

impl Selection {
    /// Whether all rows are asked for, at once or on from a key or row id; only such a list can lie.
    pub(super) fn is_listing(&self) -> bool {
        let goes_on = |condition: &Condition| {
            let from_on = matches!(condition.operator, Operator::Above | Operator::AtLeast);
            let [column] = condition.columns.as_slice() else { return false };
            from_on && (column.name == "HROW" || self.table.key().contains(&column.name))
        };
        self.mutated_since.is_none() && self.conditions.iter().all(goes_on)
    }
}

fn bad(tag: &str, value: &str) -> Refusal {
    Refusal::BadValue(tag.to_owned(), value.to_owned())
}

/// The row elements of a document; the root itself where the tags stand directly below it.
pub(super) fn rows(root: &Element) -> Vec<&Element> {
    let rows: Vec<&Element> = root.children.iter().filter(|child| !child.children.is_empty()).collect();
    if rows.is_empty() { vec![root] } else { rows }
}

/// Column names separated by TAB or `;`.
pub(super) fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(['\t', ';']).map(str::trim).filter(|name| !name.is_empty())
}

fn column(table: Table, name: &str, options: &Options) -> Result<&'static Column, Refusal> {
    let name = name.trim();
    table
        .column(name)
        .filter(|column| !options.refuses(table.name(), column.name))
        .ok_or_else(|| Refusal::column(table, name, options))
}

/// `*` gives every column that is not refused; named columns are refused by name.
fn selected(table: Table, list: &str, options: &Options) -> Result<Vec<&'static Column>, Refusal> {
    if list.trim() == "*" {
        let all = table.columns().iter();
        return Ok(all.filter(|column| !options.refuses(table.name(), column.name)).collect());
    }
    names(list).map(|name| column(table, name, options)).collect()
}

fn count(tag: &str, text: &str, absent: usize) -> Result<usize, Refusal> {
    match text.trim() {
        "" => Ok(absent),
        text => text.parse().map_err(|_| bad(tag, text)),
    }
}

fn conditions(table: Table, row: &Element, options: &Options) -> Result<Vec<Condition>, Refusal> {
    let list = |tag: &str| row.text_of(tag).unwrap_or_default();
    if list("WHEREFIELDS").trim().is_empty() {
        return Ok(Vec::new());
    }
    let fields: Vec<&str> = list("WHEREFIELDS").split('\t').collect();
    let operators: Vec<&str> = list("WHEREOPERATORS").split('\t').collect();
    let values: Vec<&str> = list("WHEREVALUES").split('\t').collect();
    if fields.len() != operators.len() || fields.len() != values.len() {
        return Err(Refusal::UnevenWhere);
    }
    let mut conditions = Vec::with_capacity(fields.len());
    for ((fields, operator), value) in fields.iter().zip(operators).zip(values) {
        let fields: Vec<&str> = fields.split(';').collect();
        let operators: Vec<&str> = operator.split(';').collect();
        let values: Vec<&str> = value.split(';').collect();
        if operators.len() == 1 {
            conditions.push(Condition::new(table, &fields, operator, value, options)?);
        } else if operators.len() == fields.len() && values.len() == fields.len() {
            for ((field, operator), value) in fields.iter().zip(operators).zip(values) {
                conditions.push(Condition::new(table, &[field], operator, value, options)?);
            }
        } else {
            return Err(Refusal::UnevenWhere);
        }
    }
    let mixed = |kind: fn(Kind) -> bool| {
        conditions.iter().flat_map(|condition| &condition.columns).any(|column| kind(column.kind))
    };
    let is_mixed =
        mixed(|kind| kind == Kind::Number) && mixed(|kind| matches!(kind, Kind::Text | Kind::Flag));
    if options.refuse_mixed_where && is_mixed { Err(Refusal::MixedWhere) } else { Ok(conditions) }
}
