//! Open problems: by their cause above the log, one by one on a page of their own, and offering them again (R30, P7).
//!
//! Guarantees: offering again leads back to where it was asked; each problem says what to do.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use koppel_domain::message::Table;
use maud::{Markup, html};
use serde::Deserialize;

use super::form::{Form, stamp};
use super::labels;
use super::look::{address, chosen, typed};
use super::shell::{Page, Place, alert, done, notice, page};
use super::show::{due, moment, number};
use super::texts::log as say;
use super::visit::Visit;
use crate::app::App;
use crate::body::Json;
use crate::causes::{CauseView, CausesView};
use crate::log::KindView;
use crate::problems::{AgainBody, OpenView, again, list_of};
use crate::wrong::Wrong;

pub(crate) const PATH: &str = "/problems";
const AGAIN: &str = "/problems/again";
/// The code of a cleanup that waits for the admin's word: trying again does not give it.
const WITHHELD: &str = "cleanup_withheld";
/// The code of a work order that could not be read.
const UNREAD: &str = "work_order_not_read";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(seen)).route(AGAIN, post(offered))
}

/// The page that an offer leads back to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Back {
    /// The log.
    #[default]
    Log,
    /// The list of problems.
    Problems,
    /// The work order.
    WorkOrder,
}

impl Back {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Problems => "problems",
            Self::WorkOrder => "work_order",
        }
    }

    fn address(self, key: &str) -> String {
        match self {
            Self::Log => super::log::PATH.to_owned(),
            Self::Problems => PATH.to_owned(),
            Self::WorkOrder => super::work_orders::path(key),
        }
    }
}

/// The causes, above the log.
pub(crate) fn by_cause(view: &CausesView, now: Timestamp) -> Markup {
    // An error waits for a person, a warning does not.
    let (to_mend, settled): (Vec<_>, Vec<_>) =
        view.causes.iter().partition(|cause| cause.kind == KindView::Error);
    html! {
        section id="problems" data-live="30" {
            h2 { (say::PROBLEMS) }
            @if view.causes.is_empty() {
                div.alive.well {
                    p { strong { span.sign aria-hidden="true" { "✓ " } (say::NO_PROBLEMS) } }
                    p { (say::NO_PROBLEMS_WHAT) }
                }
            } @else {
                @if view.more { p { (say::MORE_PROBLEMS) } }
                @if !to_mend.is_empty() {
                    p { (say::PROBLEMS_WHAT) }
                    ul.causes { @for cause in to_mend { li { (cause_card(cause, now)) } } }
                }
                @if !settled.is_empty() {
                    h2 { (say::SETTLES) }
                    p { (say::SETTLES_WHAT) }
                    ul.causes { @for cause in settled { li { (cause_card(cause, now)) } } }
                }
                form method="post" action=(AGAIN) {
                    (stamp(None))
                    input type="hidden" name="back" value=(Back::Log.as_str());
                    button.plain type="submit" { (say::AGAIN_ALL) }
                }
            }
        }
    }
}

fn cause_card(cause: &CauseView, now: Timestamp) -> Markup {
    let records = if cause.count == 1 {
        say::RECORD.said().to_owned()
    } else {
        say::RECORDS.with(&[&number(cause.count)])
    };
    let title = format!("{}: {records}", labels::table(cause.table));
    html! {
        article.cause.(labels::class(cause.kind)) {
            h3 { (labels::kind(cause.kind)) " " (title) }
            p { (cause.message) }
            p { strong { (say::TO_DO) ": " } (cause.action) }
            dl.facts {
                div { dt { (say::FIRST_SEEN) } dd { (moment(&cause.first_seen)) } }
                div { dt { (say::LAST_SEEN) } dd { (moment(&cause.last_seen)) } }
                div { dt { (say::NEXT_TRY) } dd { (due(&cause.next_try, now)) } }
            }
            @if cause.count > 1 && cause.table != Table::Link.as_str() { (samples(cause)) }
            div.acts {
                @if cause.code == WITHHELD { a.button href=(super::cleanup::PATH) { (say::TO_CLEANUP) } }
                @else { (again_form(None, Some(cause.code), Back::Log, &title)) }
                @if cause.count > 1 {
                    a.button.plain href=(address(PATH, &[("code", cause.code)])) { (say::OTHERS.with(&[&number(cause.count)])) }
                } @else if let (Some(key), true) = (cause.samples.first(), has_way(cause.table, cause.code)) {
                    a.button.plain href=(super::work_orders::path(key)) { (say::HISTORY) }
                }
            }
        }
    }
}

/// The problem is about a work order that stands in the ledger; one that could not be read does not, perhaps.
fn has_way(table: &str, code: &str) -> bool {
    table == Table::WorkOrder.as_str() && code != UNREAD
}

/// Some of the records of a cause, by the numbers that people know.
fn samples(cause: &CauseView) -> Markup {
    html! {
        p.small {
            (say::AMONG) " "
            @for (at, sample) in cause.samples.iter().zip(&cause.records).enumerate() {
                @let (key, record) = sample;
                @if at > 0 { ", " }
                @if has_way(cause.table, cause.code) { a href=(super::work_orders::path(key)) { (record) } }
                @else { (record) }
            }
        }
    }
}

/// The button that offers one record, or all of a cause, again; `about` is for who cannot see what it stands beside.
pub(crate) fn again_form(one: Option<(&str, &str)>, code: Option<&str>, back: Back, about: &str) -> Markup {
    html! {
        form method="post" action=(AGAIN) {
            (stamp(None))
            input type="hidden" name="back" value=(back.as_str());
            @if let Some((table, key)) = one {
                input type="hidden" name="table" value=(table);
                input type="hidden" name="key" value=(key);
            }
            @if let Some(code) = code { input type="hidden" name="code" value=(code); }
            button.plain[back == Back::Problems && one.is_some()] type="submit" aria-label={ (say::AGAIN) ": " (about) } { (say::AGAIN) }
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Which {
    code: String,
    after: String,
    told: String,
}

/// Every open problem, page by page.
async fn seen(
    State(app): State<App>,
    visit: Visit,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Result<Page, Wrong> {
    let Which { code, after, told } = crate::query::read(which)?;
    let view = list_of(&visit.admin, typed(&after)).await?;
    let shown: Vec<&OpenView> =
        view.problems.iter().filter(|problem| code.is_empty() || problem.code == code).collect();
    let body = html! {
        h1 { (say::PROBLEMS) }
        @if told == "again" { (notice(say::OFFERED.said())) }
        @if code.is_empty() { p { (say::LIST_WHAT) } }
        @else {
            p { (say::LIST_OF.with(&[&number(shown.len() as u64)])) " " a href=(PATH) { (say::LIST_ALL) } }
            div.acts { (again_form(None, Some(&code), Back::Problems, say::PROBLEMS.said())) }
        }
        @if shown.is_empty() { p.card { (if view.next.is_some() { say::NOTHING_SO_FAR } else { say::NO_PROBLEMS }) } }
        @else { (table_of(&shown, app.clock.now())) }
        div.pages {
            @if let Some(next) = &view.next {
                a href=(address(PATH, &[("code", &code), ("after", next)])) rel="next" { (say::NEXT_PAGE) }
            }
            a href=(super::log::PATH) { (say::BACK) }
        }
    };
    Ok(page(Some(&visit.here), Place::Log, say::PROBLEMS.said(), &body))
}

fn table_of(problems: &[&OpenView], now: Timestamp) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(say::PROBLEMS) {
            table.folds {
                thead { tr {
                    th scope="col" { (say::TABLE) }
                    th scope="col" { (say::MESSAGE) }
                    th scope="col" { (say::TO_DO) }
                    th scope="col" { (say::FIRST_SEEN) }
                    th scope="col" { (say::NEXT_TRY) }
                    th scope="col" { (say::AGAIN) }
                } }
                tbody { @for problem in problems { (row(problem, now)) } }
            }
        }
    }
}

fn row(problem: &OpenView, now: Timestamp) -> Markup {
    html! {
        tr {
            td data-name=(say::TABLE) { (labels::table(problem.table)) }
            th scope="row" data-name=(say::MESSAGE) {
                (problem.message)
                @if has_way(problem.table, problem.code) {
                    " " a href=(super::work_orders::path(&problem.key)) aria-label={ (say::HISTORY) ": " (problem.key) } { (say::HISTORY) }
                }
            }
            td data-name=(say::TO_DO) { (problem.action) }
            td data-name=(say::FIRST_SEEN) { (moment(&problem.first_seen)) }
            td data-name=(say::NEXT_TRY) { (due(&problem.next_try, now)) span.help { (say::TRIES) ": " (problem.tries) } }
            td data-name=(say::AGAIN) {
                (again_form(Some((problem.table, &problem.key)), None, Back::Problems, &problem.message))
            }
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    table: String,
    key: String,
    code: String,
    back: Back,
}

async fn offered(State(app): State<App>, visit: Visit, form: Form<Fields>) -> Result<Response, Wrong> {
    let Fields { table, key, code, back } = form.fields;
    let to = back.address(&key);
    let body = AgainBody { table: chosen("table", &table)?, key: typed(&key), code: typed(&code) };
    match again(State(app), visit.admin.clone(), form.asked, Json(body)).await {
        Ok(_) => Ok(done(&to, "again")),
        Err(wrong) => {
            let told = wrong.told();
            let body = html! {
                h1 { (say::AGAIN) }
                (alert(&told))
                p.acts { a.button href=(to) { (say::BACK) } }
            };
            let page = page(Some(&visit.here), Place::Log, say::AGAIN.said(), &body);
            Ok(page.with(told.status).into_response())
        }
    }
}
