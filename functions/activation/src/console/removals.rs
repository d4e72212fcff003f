//! A list of records that would leave Simple-Simon: how much of each table, and the records page by page (R5).
//!
//! Guarantees: every record has its reason in words.

use maud::{Markup, html};

use super::cleanup::PATH;
use super::labels;
use super::show::number;
use super::text::Text;
use super::texts::cleanup as say;
use crate::cleanup::{Kind, ListView, RemovalView};

/// A page of a list that is open.
pub(crate) struct Shown<'a> {
    pub(crate) kind: Kind,
    pub(crate) list: &'a ListView,
    /// From 0.
    pub(crate) page: u32,
    pub(crate) rows: Vec<RemovalView>,
}

/// How much of each table goes.
pub(crate) fn counts(list: &ListView) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(say::GOES) {
            table {
                thead { tr {
                    th scope="col" { (say::TABLE) }
                    th scope="col" { (say::GOES) }
                    th scope="col" { (say::ASKS) }
                } }
                tbody {
                    @for table in list.tables.iter().filter(|table| table.count > 0) {
                        tr {
                            th scope="row" { (labels::table(table.table)) }
                            td { (say::OF.with(&[&number(table.count), &number(table.total)])) }
                            td {
                                @if table.withheld { (labels::badge("warning", "!", say::NEEDED)) }
                                @else { (say::NOT_NEEDED) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The records of a page.
pub(crate) fn drawn(shown: &Shown) -> Markup {
    html! {
        section id="records" {
            h2 { (say::RECORDS) }
            div.scroll tabindex="0" role="group" aria-label=(say::RECORDS) {
                table.folds {
                    thead { tr {
                        th scope="col" { (say::NAME) }
                        th scope="col" { (say::NUMBER) }
                        th scope="col" { (say::TABLE) }
                        th scope="col" { (say::REASON) }
                    } }
                    tbody { @for row in &shown.rows { (record(row)) } }
                }
            }
            @if shown.list.pages > 1 { (pages(shown)) }
        }
    }
}

fn record(row: &RemovalView) -> Markup {
    html! {
        tr {
            th scope="row" data-name=(say::NAME) { @if row.name.is_empty() { span.none { (say::NO_NAME) } } @else { (row.name) } }
            td data-name=(say::NUMBER) { (row.number) }
            td data-name=(say::TABLE) { (labels::table(row.table)) }
            td data-name=(say::REASON) { (why(row.why)) }
        }
    }
}

fn why(name: &'static str) -> &'static str {
    let text: Text = match name {
        "by_hand" => say::BY_HAND,
        "vanished" => say::VANISHED,
        "blocked" => say::BLOCKED,
        "filtered_out" => say::FILTERED_OUT,
        other => return other,
    };
    text.said()
}

fn pages(shown: &Shown) -> Markup {
    let kind = match shown.kind {
        Kind::Withheld => "withheld",
        Kind::DryRun => "dry_run",
    };
    let to = |page: u32| format!("{PATH}?list={kind}&page={page}#records");
    html! {
        nav.pages aria-label=(say::LIST_PAGES) {
            @if let Some(before) = shown.page.checked_sub(1) { a href=(to(before)) rel="prev" { (say::PREVIOUS) } }
            span { (say::PAGE.with(&[&number(u64::from(shown.page) + 1), &number(u64::from(shown.list.pages))])) }
            @if shown.page + 1 < shown.list.pages { a href=(to(shown.page + 1)) rel="next" { (say::NEXT) } }
        }
    }
}
