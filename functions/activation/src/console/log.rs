//! The log: open problems by cause, and below them what happened, newest first (R29, R30).
//!
//! Guarantees: what is looked for stands in the address, so it can be kept and sent on, and is what the file holds; the
//! kind of a row is said by word, sign and colour. A page costs three requests of the memory: one that looks for something
//! leaves the problems to a link.

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use koppel_domain::message::Table;
use maud::{Markup, html};
use serde::Deserialize;

use super::labels;
use super::look::{address, chosen, field, found, pages, search, select, typed};
use super::shell::{Page, Place, notice, page};
use super::show::moment;
use super::texts::log as say;
use super::visit::Visit;
use super::{problems, work_orders};
use crate::app::App;
use crate::causes;
use crate::change::open;
use crate::log::{KindView, PageView, RowView, Which, rows_of};
use crate::wrong::Wrong;

pub(crate) const PATH: &str = "/log";
/// The same as a file, by the API.
const FILE: &str = "/api/v1/integration/log.csv";
/// Rows in a page.
const ROWS: u32 = 50;

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(seen))
}

/// What is looked for, as it stands in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sought {
    kind: String,
    table: String,
    text: String,
    from: String,
    until: String,
    before: String,
    told: String,
}

impl Sought {
    fn parts(&self) -> [(&str, &str); 5] {
        [
            ("kind", &self.kind),
            ("table", &self.table),
            ("text", &self.text),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }

    /// Something is looked for.
    fn is_narrow(&self) -> bool {
        self.parts().iter().any(|(_, value)| !value.is_empty())
    }

    fn which(&self) -> Result<Which, Wrong> {
        Ok(Which {
            kind: chosen("kind", &self.kind)?,
            table: chosen("table", &self.table)?,
            text: typed(&self.text),
            from: typed(&self.from),
            until: typed(&self.until),
            before: typed(&self.before),
            limit: Some(ROWS),
        })
    }
}

async fn seen(
    State(app): State<App>,
    visit: Visit,
    sought: Result<Query<Sought>, axum::extract::rejection::QueryRejection>,
) -> Result<Page, Wrong> {
    let sought = crate::query::read(sought)?;
    let which = sought.which()?;
    open(&visit.admin).await?;
    let is_first = sought.before.is_empty();
    let causes = match is_first && !sought.is_narrow() {
        true => Some(causes::causes_of(&visit.admin).await?),
        false => None,
    };
    let view = rows_of(&visit.admin, which).await?;
    let body = html! {
        h1 { (say::TITLE) }
        @if sought.told == "again" { (notice(say::OFFERED.said())) }
        @match &causes {
            Some(causes) => (problems::by_cause(causes, app.clock.now())),
            None => section id="problems" {
                p { a href={ (PATH) "#problems" } { (say::SEE_PROBLEMS) } }
            },
        }
        section {
            h2 { (say::EVENTS) }
            (filters(&sought))
            div id="rows" data-live=[is_first.then_some("20")] { (rows(&view, &sought)) }
        }
    };
    Ok(page(Some(&visit.here), Place::Log, say::TITLE.said(), &body))
}

fn filters(sought: &Sought) -> Markup {
    let kinds = [KindView::Error, KindView::Warning, KindView::Info];
    let kinds = kinds.map(|kind| (labels::class(kind), labels::kind_word(kind).said()));
    let tables = Table::ALL.map(|table| (table.as_str(), labels::table(table.as_str())));
    html! {
        form.card.filters method="get" action=(PATH) role="search" data-look="rows" {
            (select("kind", say::KIND, say::ALL_KINDS, &kinds, &sought.kind))
            (select("table", say::TABLE, say::ALL_TABLES, &tables, &sought.table))
            (field("text", "search", say::TEXT, &sought.text))
            (field("from", "date", say::FROM, &sought.from))
            (field("until", "date", say::UNTIL, &sought.until))
            (search())
        }
    }
}

fn rows(view: &PageView, sought: &Sought) -> Markup {
    let file = html! { a href=(address(FILE, &sought.parts())) download { (say::FILE) } };
    let is_short = view.rows.len() < ROWS as usize;
    html! {
        (found(PATH, (say::ROW, say::ROWS), view.rows.len(), sought.is_narrow(), &file))
        @if view.rows.is_empty() {
            p.card { (nothing(view, sought).said()) }
        } @else {
            div.scroll tabindex="0" role="group" aria-label=(say::EVENTS) {
                table.folds.log {
                    thead { tr {
                        th scope="col" { (say::MOMENT) }
                        th scope="col" { (say::TABLE) }
                        th scope="col" { (say::MESSAGE) }
                        th scope="col" { (say::TO_DO) }
                        th scope="col" { (say::KIND) }
                    } }
                    tbody { @for it in &view.rows { (row(it)) } }
                }
            }
        }
        (pages(PATH, &sought.parts(), &sought.before, view.next.as_deref(), is_short))
    }
}

/// What it means that there is no row.
fn nothing(view: &PageView, sought: &Sought) -> super::text::Text {
    if view.next.is_some() {
        say::NOTHING_SO_FAR
    } else if !sought.before.is_empty() {
        say::NO_OLDER
    } else if sought.is_narrow() {
        say::NOTHING_FITS
    } else {
        say::NOTHING_YET
    }
}

fn row(row: &RowView) -> Markup {
    let class = labels::class(row.kind);
    html! {
        tr.(class) {
            td data-name=(say::MOMENT) { (moment(&row.at)) }
            td data-name=(say::TABLE) { (labels::table(row.table)) }
            td data-name=(say::MESSAGE) { (message(row)) }
            td data-name=(say::TO_DO) { (row.action) }
            td data-name=(say::KIND) { (labels::kind(row.kind)) }
        }
    }
}

/// The message; it opens to what else is known of its record.
fn message(row: &RowView) -> Markup {
    let Some(record) = &row.record else { return html! { (row.message) } };
    let table = labels::table(row.table);
    html! {
        details {
            summary { (row.message) }
            ul {
                @if row.table == Table::WorkOrder.as_str() {
                    li { a href=(address(work_orders::OF, &[("number", record)])) { (say::WAY.with(&[record])) } }
                }
                li { a href=(address(PATH, &[("text", record)])) { (say::ALL_ABOUT.with(&[&table.to_lowercase(), record])) } }
                li { (say::CODE) ": " code { (row.code) } }
            }
        }
    }
}
