//! Step 1, wipe: access to Simple-Simon, what is in it, and emptying it (R22).

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use koppel_domain::integration::Stage;
use koppel_domain::wipe::WipeTable;
use koppel_store::Opened;
use maud::{Markup, html};
use serde::Deserialize;

use super::activation::{Step, explained, step_page};
use super::form::{Form, stamp};
use super::shell::{Page, alert};
use super::show::{civil, moment, number};
use super::texts::activation as say;
use super::visit::Visit;
use super::{simple_simon, status};
use crate::app::App;
use crate::body::Json;
use crate::change::open;
use crate::connect::kept_licence;
use crate::status::steps;
use crate::wipe::{ProgressView, TableView, WipeBody, WipeView, last, start, tables};
use crate::wrong::Wrong;

pub(crate) const PATH: &str = "/activation/wipe";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(seen).post(asked)).merge(simple_simon::routes())
}

async fn seen(State(app): State<App>, visit: Visit) -> Result<Page, Wrong> {
    drawn(&app, &visit, None, &[]).await
}

/// What the form sends.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    tables: Vec<WipeTable>,
    #[serde(default)]
    company: String,
    licence: String,
}

async fn asked(State(app): State<App>, visit: Visit, form: Form<Fields>) -> Result<Response, Wrong> {
    let Fields { tables, company, licence } = form.fields;
    let body = WipeBody { tables: tables.clone(), company, licence };
    match start(State(app.clone()), visit.admin.clone(), form.asked, Json(body)).await {
        Ok(_) => Ok(Redirect::to(PATH).into_response()),
        Err(wrong) => Ok(drawn(&app, &visit, Some(&wrong), &tables).await?.into_response()),
    }
}

/// The page; with what went wrong, and the tables that were chosen then.
async fn drawn(app: &App, visit: &Visit, wrong: Option<&Wrong>, chosen: &[WipeTable]) -> Result<Page, Wrong> {
    let opened = open(&visit.admin).await?;
    let told = wrong.map(Wrong::told);
    let stage = opened.profile.life.stage;
    let wipe = last(&visit.admin, &opened).await?;
    let body = html! {
        (explained(if steps(&opened).simple_simon { say::WIPE_WHAT } else { say::SIMON_WHAT }))
        @if let Some(told) = &told { (alert(told)) }
        @if !steps(&opened).simple_simon {
            (simple_simon::form(&simple_simon::Typed::default(), opened.profile.revision))
        } @else {
            (simple_simon::kept())
            @match stage {
                Stage::Wiping => { (under_way(wipe.as_ref(), &opened)) }
                Stage::SetUp | Stage::Active => { div.card { p { (say::WIPE_NOT_NOW) } } }
                _ => {
                    @if let Some(WipeView { done_at: Some(at), .. }) = &wipe { (over(at, &opened)) }
                    (choice(app, visit, &opened, chosen).await)
                }
            }
        }
    };
    let page = step_page(&visit.here, Step::Wipe, &opened, &body);
    Ok(match &told {
        Some(told) => page.with(told.status),
        None => page,
    })
}

/// It is done: on to the next step.
fn over(at: &str, opened: &Opened) -> Markup {
    html! {
        div.notice role="status" {
            p { (say::WIPED_AT) " " (moment(at)) }
            @if opened.profile.life.stage == Stage::Wiped {
                p.acts { a.button href=(Step::Connect.path()) { (say::GO_ON) } }
            }
        }
    }
}

/// What is there, which of it goes, and the company's name to type.
async fn choice(app: &App, visit: &Visit, opened: &Opened, chosen: &[WipeTable]) -> Markup {
    let found = tables(app, &visit.admin, opened).await;
    let licence = kept_licence(app, &visit.admin, opened);
    let (tables, licence) = match (found, licence) {
        (Ok(tables), Ok(licence)) => (tables, licence),
        (Err(wrong), _) | (_, Err(wrong)) => return alert(&wrong.told()),
    };
    let mut tables = tables;
    // What always goes stands first.
    tables.sort_by_key(|table| !table.mandatory);
    let is_free = opened.profile.life.was_active();
    let company = &opened.profile.company;
    html! {
        form.card method="post" action=(PATH) {
            (stamp(Some(opened.profile.revision)))
            input type="hidden" name="licence" value=(licence);
            h2 { (say::WIPE_TABLES) }
            p { (if is_free { say::WIPE_FREE } else { say::WIPE_MANDATORY }) }
            div.scroll tabindex="0" role="group" aria-label=(say::WIPE_TABLES) {
                table {
                    thead { tr {
                        th scope="col" { (say::TABLE) }
                        th.number scope="col" { (say::COUNT) }
                        th scope="col" { (say::LATEST) }
                    } }
                    tbody { @for table in &tables { (row(table, is_free, chosen)) } }
                }
            }
            p.field {
                label for="company" { (say::TYPE_NAME.with(&[company])) }
                input id="company" name="company" required autocomplete="off" aria-describedby="wipe-warning";
            }
            p.warning-text id="wipe-warning" { (say::WIPE_WARNING) }
            p.acts {
                button.danger type="submit" { (say::WIPE_NOW) }
                @if is_free { a.button.plain href=(Step::Settings.path()) { (say::WIPE_SKIP) } }
            }
        }
    }
}

fn row(table: &TableView, is_free: bool, chosen: &[WipeTable]) -> Markup {
    let is_fixed = table.mandatory && !is_free;
    let is_chosen = is_fixed || chosen.iter().any(|it| it.as_str() == table.table);
    html! {
        tr {
            th scope="row" {
                label.choice {
                    @if is_fixed {
                        input type="hidden" name="tables" value=(table.table);
                        input type="checkbox" checked disabled;
                    } @else {
                        input type="checkbox" name="tables" value=(table.table) checked[is_chosen];
                    }
                    " " (table.label)
                }
            }
            td.number { (number(table.count)) }
            td { @if let Some(latest) = &table.latest { (civil(latest)) } @else { (say::EMPTY) } }
        }
    }
}

/// How far it is; calling it off is the status page's.
fn under_way(wipe: Option<&WipeView>, opened: &Opened) -> Markup {
    let progress = wipe.map(|wipe| wipe.progress.as_slice()).unwrap_or_default();
    let (gone, total) =
        progress.iter().fold((0, 0), |(gone, total), it| (gone + it.deleted, total + it.total));
    html! {
        div.card id="progress" data-live="3" aria-live="polite" {
            h2 { (say::WIPING) }
            @if progress.is_empty() {
                p { (say::WIPE_BEGINS) }
            } @else {
                p { (say::WIPE_PROGRESS.with(&[&number(gone), &number(total)])) }
                progress max=(total.max(1)) value=(gone) aria-label=(say::WIPING) {}
                ul.progress { @for it in progress { (table_progress(it)) } }
            }
            p { (say::WIPE_MAY_CLOSE) }
            p.acts {
                a.button.plain href=(PATH) { (say::REFRESH) }
                a.button.plain href=(status::DEACTIVATE) {
                    (if opened.profile.life.was_active() { say::CALL_OFF } else { say::CALL_OFF_FIRST })
                }
            }
        }
    }
}

fn table_progress(it: &ProgressView) -> Markup {
    let label = WipeTable::ALL.into_iter().find(|table| table.as_str() == it.table);
    let label = label.map_or(it.table, |table| table.words(crate::wrong::spoken()));
    html! {
        li {
            @if it.done { span.sign aria-hidden="true" { "✓ " } }
            (label) ": " (say::OF.with(&[&number(it.deleted), &number(it.total)]))
        }
    }
}
