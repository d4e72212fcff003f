//! GETSTAMTABELRECORDS and GETADMINFO carried out (iMUIS fact sheet §2, §3.3).
//!
//! Guarantees: only the rows of the asked page are copied or written; all others are compared at most. `MAXRESULT` caps
//! the rows first, pages are cut from what is left, and `RECORDCOUNT` counts them all.

use jiff::Timestamp;

use super::books::Books;
use super::columns::Column;
use super::options::{NullAs, Options};
use super::refusal::Refusal;
use super::row::Row;
use super::selection::{Selection, names, rows};
use super::span::Span;
use super::value::Value;
use super::xml::{close_tag, leaf, open_tag, parse};
use crate::lies::{Lie, Told};

/// What an XML data set may open with (iMUIS fact sheet §6).
const DECLARATION: &str = "<?xml version=\"1.0\" standalone=\"yes\"?>";

/// An empty data set's opening.
pub(super) fn opened(options: &Options) -> String {
    let mut out = String::new();
    if options.xml_declaration {
        out.push_str(DECLARATION);
    }
    open_tag(&mut out, "NewDataSet");
    out
}

/// The data set that answers a selection, told as the lie says. `empty_page` leaves the rows out, though METADATA
/// promises them.
pub(super) fn records(
    books: &Books,
    selection: &Selection,
    options: &Options,
    now: Timestamp,
    lie: Option<&Lie>,
    empty_page: bool,
) -> String {
    let visible = |row: &Row<'_>| {
        let seen = row.created.is_none_or(|created| now.duration_since(created) >= options.stale_lookup);
        seen && selection
            .mutated_since
            .is_none_or(|since| row.mutated > since || (options.mutdate_inclusive && row.mutated == since))
    };
    let rows = |span: &Span| books.rows(selection.table, span).filter(visible);
    let told: Box<dyn Iterator<Item = Told<Row<'_>>>> = match lie {
        Some(lie) => {
            let all: Vec<Row<'_>> = rows(&Span::All).collect();
            Box::new(lie.tell(&all, selection.page_size).into_iter())
        }
        None => Box::new(rows(&Span::of(selection.table, &selection.conditions)).map(Told::truth)),
    };
    let matches = told.filter(|row| selection.conditions.iter().all(|condition| condition.holds(&row.at)));
    let (count, page) = if in_key_order(selection) {
        one_page(matches, selection)
    } else {
        let mut matches: Vec<Told<Row<'_>>> = matches.collect();
        matches.sort_by_cached_key(|row| {
            selection.order_by.iter().map(|column| row.at.value(column)).collect::<Vec<Value<'_>>>()
        });
        one_page(matches.into_iter(), selection)
    };

    let mut out = opened(options);
    open_tag(&mut out, "METADATA");
    if lie != Some(&Lie::NoCount) {
        leaf(&mut out, "RECORDCOUNT", &count.to_string());
        leaf(&mut out, "TOTALPAGES", &pages(count, selection.page_size).to_string());
    }
    close_tag(&mut out, "METADATA");
    if !empty_page {
        for row in page.iter().filter(|row| !row.lost) {
            open_tag(&mut out, "DATA");
            for column in &selection.columns {
                let is_key = selection.table.key().contains(&column.name);
                let of = if is_key { row.shown } else { row.beside.unwrap_or(row.shown) };
                write_value(&mut out, column, &of.value(column), options);
            }
            close_tag(&mut out, "DATA");
        }
    }
    close_tag(&mut out, "NewDataSet");
    out
}

fn in_key_order(selection: &Selection) -> bool {
    let by = &selection.order_by;
    by.len() <= selection.table.key().len()
        && by.iter().zip(selection.table.key()).all(|(column, key)| column.name == *key)
}

/// Counts the rows and keeps those of the asked page.
fn one_page<T>(matches: impl Iterator<Item = T>, selection: &Selection) -> (usize, Vec<T>) {
    let most = if selection.max_result == 0 { usize::MAX } else { selection.max_result };
    let size = if selection.page_size == 0 { usize::MAX } else { selection.page_size };
    let first = size.saturating_mul(selection.page - 1);
    let mut count = 0;
    let mut page = Vec::new();
    for row in matches.take(most) {
        if count >= first && count - first < size {
            page.push(row);
        }
        count += 1;
    }
    (count, page)
}

fn pages(count: usize, size: usize) -> usize {
    if size == 0 { usize::from(count > 0) } else { count.div_ceil(size) }
}

fn write_value(out: &mut String, column: &Column, value: &Value<'_>, options: &Options) {
    match (value.written(options), options.null_as) {
        (Some(text), _) => leaf(out, column.name, &text),
        (None, NullAs::Empty) => leaf(out, column.name, ""),
        (None, NullAs::Absent) => {}
    }
}

/// The data set that answers GETADMINFO: one row for each asked table, named after it. Only `BASALG` is kept.
pub(super) fn administration(payload: &str, options: &Options) -> Result<String, Refusal> {
    let root = parse(payload).map_err(|_| Refusal::Unreadable)?;
    let mut out = opened(options);
    for row in rows(&root) {
        let table = row.text_of("TABLE").ok_or(Refusal::Incomplete("TABLE"))?.trim();
        let fields = row.text_of("SELECTFIELDS").ok_or(Refusal::Incomplete("SELECTFIELDS"))?;
        if table != "BASALG" {
            return Err(Refusal::UnknownTable(table.to_owned()));
        }
        open_tag(&mut out, table);
        let base = base_row(options);
        if fields.trim() == "*" {
            base.iter().for_each(|(name, text)| leaf(&mut out, name, text));
        } else {
            for name in names(fields) {
                let column = base.iter().find(|(column, _)| *column == name);
                let (column, text) = column.ok_or_else(|| base_refused(table, name, options))?;
                leaf(&mut out, column, text);
            }
        }
        close_tag(&mut out, table);
    }
    close_tag(&mut out, "NewDataSet");
    Ok(out)
}

/// Name and address of the administration (iMUIS fact sheet §3.3).
fn base_row(options: &Options) -> [(&'static str, &str); 7] {
    [
        ("NAAM", &options.administration),
        ("NAAM2", ""),
        ("ADRES", "Ambachtsweg 12"),
        ("POSTCD", "1234 AB"),
        ("PLAATS", "Voorbeeldstad"),
        ("LAND", "NL"),
        ("BTWNR", "NL000000000B00"),
    ]
}

fn base_refused(table: &str, name: &str, options: &Options) -> Refusal {
    Refusal::RefusedColumn(options.refused_column_text.replace("{veld}", name).replace("{tabel}", table))
}
