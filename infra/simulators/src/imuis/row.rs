//! One row of a table as a read sees it: the value of a column, made only when it is asked for.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::columns::{Column, Kind};
use super::records::{Article, ArticleGroup, Debtor, Extra, Order, OrderLine};
use super::value::Value;

/// Lines of one order have consecutive row ids in this many.
const ROW_IDS_PER_ORDER: u64 = 100_000;

/// A record, borrowed from the books.
#[derive(Clone, Copy, Debug)]
pub(super) enum Record<'a> {
    Debtor(&'a Debtor),
    Article(&'a Article),
    Group(&'a ArticleGroup),
    Order(&'a Order),
    Line(&'a Order, &'a OrderLine),
    Plain(&'a Extra),
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    pub(super) record: Record<'a>,
    /// The day of the last mutation.
    pub(super) mutated: Date,
    /// When an order was made; nothing for what is not made by a call.
    pub(super) created: Option<Timestamp>,
    /// The table's row id.
    pub(super) hrow: u64,
}

impl<'a> Row<'a> {
    /// The value of a column: the raw text if the record has one, else the field's.
    pub(super) fn value(&self, column: &Column) -> Value<'a> {
        if let Some(raw) = self.extra().get(column.name) {
            return Value::raw(raw, column.kind);
        }
        let value = match (column.name, self.record) {
            ("HROW", Record::Line(_, line)) => {
                Value::number(self.hrow.saturating_mul(ROW_IDS_PER_ORDER).saturating_add(line.rg.into()))
            }
            ("HROW", _) => Value::number(self.hrow),
            (name, Record::Debtor(debtor)) => of_debtor(debtor, name),
            (name, Record::Article(article)) => of_article(article, name),
            (name, Record::Group(group)) => of_group(group, name),
            (name, Record::Order(order)) => of_order(order, name),
            (name, Record::Line(order, line)) => of_line(order, line, name),
            (_, Record::Plain(_)) => Value::Null,
        };
        if value == Value::Null && column.kind == Kind::Flag { Value::flag(false) } else { value }
    }

    const fn extra(&self) -> &'a Extra {
        match self.record {
            Record::Debtor(debtor) => &debtor.extra,
            Record::Article(article) => &article.extra,
            Record::Group(group) => &group.extra,
            Record::Order(order) => &order.extra,
            Record::Line(_, line) => &line.extra,
            Record::Plain(columns) => columns,
        }
    }
}

fn of_debtor<'a>(debtor: &'a Debtor, name: &str) -> Value<'a> {
    match name {
        "NR" | "BETALER" => Value::number(debtor.nr),
        "ZKSL" => Value::text(&debtor.search_key),
        "NAAM" => Value::text(&debtor.name),
        "NAAM2" => Value::text(&debtor.attention),
        "ADRES" => Value::owned(address_line(debtor)),
        "STRAAT" => Value::text(&debtor.street),
        "HNR" => Value::number_or_null(debtor.house_number),
        "HNRTV" => Value::text(&debtor.house_number_addition),
        "POSTCD" => Value::text(&debtor.postcode),
        "PLAATS" => Value::text(&debtor.city),
        "LAND" => Value::text(&debtor.country),
        "ADRESSERING" => Value::owned(address_block(debtor)),
        "EMAIL" => Value::text(&debtor.email),
        "TEL" => Value::text(&debtor.phone),
        "MOBIEL" => Value::text(&debtor.mobile),
        "OPM" => Value::text(&debtor.opm),
        "ORDSRT" => Value::text(&debtor.order_type),
        "BLOK" => Value::flag(debtor.blocked),
        "BLOKVRKVA" => Value::date_or_null(debtor.sales_blocked_from),
        "DATKLANTAF" => Value::date_or_null(debtor.left_on),
        _ => Value::Null,
    }
}

/// Street, number and addition, joined as the package joins them (iMUIS fact sheet §3.6).
fn address_line(debtor: &Debtor) -> String {
    let number = debtor.house_number.map(|number| number.to_string()).unwrap_or_default();
    join(&[&debtor.street, &number, &debtor.house_number_addition], " ")
}

fn address_block(debtor: &Debtor) -> String {
    let place = join(&[&debtor.postcode, &debtor.city], " ");
    join(&[&debtor.name, &debtor.attention, &address_line(debtor), &place], "\r\n")
}

fn join(parts: &[&str], between: &str) -> String {
    let filled: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    filled.join(between)
}

fn of_article<'a>(article: &'a Article, name: &str) -> Value<'a> {
    match name {
        "NR" => Value::text(&article.nr),
        "ZKSL" => Value::text(&article.search_key),
        "OMSCHR" => Value::text(&article.description),
        "ARTGRP" => Value::number_or_null(article.group),
        "VERKPR" => Value::number(article.price),
        "KOSTPR" => Value::number(article.cost),
        "EENHVERK" => Value::text(&article.unit),
        "BTW" => Value::text(&article.vat),
        "EAN" => Value::text(&article.barcode),
        "OPMEXT" => Value::text(&article.external_remark),
        "OPMINT" => Value::text(&article.internal_remark),
        "BLOK" => Value::flag(article.blocked),
        "BLOKVRK" => Value::flag(article.sales_blocked),
        "EOL" => Value::flag(article.end_of_life),
        _ => Value::Null,
    }
}

fn of_group<'a>(group: &'a ArticleGroup, name: &str) -> Value<'a> {
    match name {
        "NR" => Value::number(group.nr),
        "ZKSL" => Value::text(&group.search_key),
        "OMSCHR" => Value::text(&group.description),
        "BLOK" => Value::flag(group.blocked),
        _ => Value::Null,
    }
}

fn of_order<'a>(order: &'a Order, name: &str) -> Value<'a> {
    match name {
        "NR" => Value::number(order.nr),
        "DEB" | "BETALER" => Value::number(order.debtor),
        "DAT" => Value::Date(order.date),
        "DATLEV" => Value::Date(order.delivery),
        "ORDSRT" => Value::text(&order.ordsrt),
        "KENM" => Value::text(&order.kenm),
        "EXTORDNR" => Value::number_or_null(order.extordnr),
        "OPM" => Value::text(&order.opm),
        "BEDRTOT" | "BEDROPEN" => Value::number(order.lines.iter().map(|line| line.amount).sum::<Decimal>()),
        _ => Value::Null,
    }
}

fn of_line<'a>(order: &'a Order, line: &'a OrderLine, name: &str) -> Value<'a> {
    match name {
        "ORDNR" => Value::number(order.nr),
        "RG" => Value::number(line.rg),
        "DEB" | "BETALER" => Value::number(order.debtor),
        "ART" => Value::text(&line.article),
        "ARTGRP" => Value::number_or_null(line.group),
        "OMSCHR" => Value::text(&line.description),
        "OPMEXT" => Value::text(&line.external_remark),
        "OPMINT" => Value::text(&line.internal_remark),
        "DAT" => Value::Date(order.date),
        "DATLEV" => Value::Date(order.delivery),
        "AANT" | "AANTTELEV" => Value::number(line.quantity),
        "AANTGELEV" | "AANTBACKORD" | "AANTTEFACT" | "AANTGEFACT" => Value::number(Decimal::ZERO),
        "PRS" => Value::number(line.price),
        "PERCKORT" => Value::number(line.discount),
        "PERCKORTKORT" => Value::number(Decimal::ZERO),
        "BEDR" => Value::number(line.amount),
        "EENH" => Value::text(&line.unit),
        "BTWSRT" => Value::text(&line.vat),
        "EXTORDNR" => Value::number_or_null(line.extordnr),
        "STATUS" => Value::text("O"),
        _ => Value::Null,
    }
}
