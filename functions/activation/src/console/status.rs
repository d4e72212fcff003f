//! The status: where the link stands, how far it is, and the buttons that change it (R26, R28, R31).
//!
//! Guarantees: what Simple-Simon has to be asked for stands in a part of its own, so the page itself waits for nobody
//! outside.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use koppel_domain::health::BEAT;
use koppel_domain::message::Concern;
use maud::{Markup, html};
use serde::Deserialize;

use super::form::{Form, stamp};
use super::integrations::alive;
use super::labels;
use super::shell::{After, Page, Place, alert, done, notice, page};
use super::show::{civil, moment, moment_or_none, number};
use super::texts::{status as say, words};
use super::visit::Visit;
use super::{activation, chart, import, settings, wipe};
use crate::app::App;
use crate::body::Json;
use crate::run_now::{RunBody, ask};
use crate::start::{DeactivateBody, activate, deactivate};
use crate::status::{BothSidesView, RunView, StatusView, standing, tables};
use crate::wrong::{Told, Wrong};

pub(crate) const PATH: &str = "/status";
const TABLES: &str = "/status/tables";
const RUN: &str = "/status/run";
pub(crate) const DEACTIVATE: &str = "/status/deactivate";
const ACTIVATE: &str = "/status/activate";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(PATH, get(seen))
        .route(TABLES, get(both_sides))
        .route(RUN, post(run))
        .route(DEACTIVATE, get(ask_again).post(stop))
        .route(ACTIVATE, post(begin))
}

async fn seen(State(app): State<App>, visit: Visit, After { told }: After) -> Result<Page, Wrong> {
    let view = standing(&app, &visit.admin).await?;
    let is_running = matches!(view.stage, "active" | "set_up");
    let said = match told.as_deref() {
        Some("started") if is_running => Some(say::STARTED),
        Some("again") if is_running => Some(say::GOES_ON),
        Some("stopped") if view.stage == "deactivated" => Some(say::STOPPED),
        Some("called-off") => Some(say::CALLED_OFF),
        Some("run") => Some(say::RUN_ASKED),
        _ => None,
    };
    let note = html! { @if let Some(said) = said { (notice(said.said())) } };
    Ok(drawn(&app, &visit, &view, &note))
}

async fn failed(app: &App, visit: &Visit, told: &Told) -> Result<Response, Wrong> {
    let view = standing(app, &visit.admin).await?;
    Ok(drawn(app, visit, &view, &alert(told)).with(told.status).into_response())
}

fn drawn(app: &App, visit: &Visit, view: &StatusView, note: &Markup) -> Page {
    let is_active = view.stage == "active";
    let body = html! {
        h1 { (say::TITLE) }
        (note)
        (alive(view, app.clock.now()))
        (acts(view))
        (moments(view))
        @if is_active { (import::progress(view, app.clock.now())) }
        section {
            h2 { (say::RUNS) }
            p.small { (say::RUNS_WHAT.with(&[&BEAT.as_mins()])) }
            (runs(view))
            (chart::drawn(view))
        }
        section id="tables" data-load=(TABLES) {
            h2 { (say::BOTH_SIDES) }
            p { a.button.plain href=(TABLES) { (say::SHOW_BOTH_SIDES) } }
        }
    };
    page(Some(&visit.here), Place::Status, say::TITLE.said(), &body)
}

fn acts(view: &StatusView) -> Markup {
    html! {
        div.acts {
            @match view.stage {
                "active" => {
                    form method="post" action=(RUN) {
                        (stamp(None))
                        input type="hidden" name="concern" value="pull";
                        button type="submit" { (say::RUN_NOW) }
                    }
                    a.button.plain href=(settings::PATH) { (say::CHANGE) }
                    a.button.danger href=(DEACTIVATE) { (say::DEACTIVATE) }
                }
                "deactivated" => {
                    form method="post" action=(ACTIVATE) {
                        (stamp(Some(view.revision)))
                        button type="submit" { (say::ACTIVATE_AGAIN) }
                    }
                    a.button.plain href=(settings::PATH) { (say::CHANGE) }
                    a.button.plain href=(wipe::PATH) { (say::WIPE) }
                }
                "set_up" => {
                    form method="post" action=(ACTIVATE) {
                        (stamp(Some(view.revision)))
                        button type="submit" { (say::START_AGAIN) }
                    }
                }
                "wiping" => { a.button.danger href=(DEACTIVATE) { (say::CALL_OFF) } }
                _ => { a.button href=(activation::PATH) { (say::GO_ON) } }
            }
        }
    }
}

fn moments(view: &StatusView) -> Markup {
    html! {
        dl.facts {
            div { dt { (say::STATE) } dd { (labels::stage(view.stage)) } }
            div { dt { (say::ADMINISTRATION) } dd { (view.administration.as_deref().unwrap_or(words::NONE.said())) } }
            div { dt { (say::FIRST_ACTIVATED) } dd { (moment_or_none(view.activated_at.as_deref())) } }
            div { dt { (say::STARTED_AT) } dd { (moment_or_none(view.started_at.as_deref())) } }
            div { dt { (say::STOPPED_AT) } dd { (moment_or_none(view.deactivated_at.as_deref())) } }
            div { dt { (say::COMPARED) } dd { (compared(view)) } }
            div { dt { (say::SETTINGS_VERSION) } dd { (view.settings_version) } }
        }
    }
}

fn compared(view: &StatusView) -> Markup {
    html! {
        @match &view.compared {
            None => { (say::NEVER_COMPARED) }
            Some(compared) => {
                (moment(&compared.ended_at))
                div.small {
                    (say::COMPARED_WHAT.with(&[&number(compared.records), &number(compared.differences)]))
                }
            }
        }
    }
}

fn runs(view: &StatusView) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(say::RUNS) {
            table id="runs" data-live="15" {
                thead { tr {
                    th scope="col" { (say::RUN) }
                    th scope="col" { (say::ENDED) }
                    th scope="col" { (say::OUTCOME) }
                    th scope="col" { (say::DID) }
                    th scope="col" { (say::NEXT) }
                    @if view.stage == "active" { th scope="col" { (say::NOW) } }
                } }
                tbody { @for run in view.runs.iter().filter(|run| is_shown(run, view)) { (run_row(run, view.stage == "active")) } }
            }
        }
    }
}

/// A wipe that never was is no news, nor are quotes that are switched off.
fn is_shown(run: &RunView, view: &StatusView) -> bool {
    let is_off = view.stage == "active" && !view.paused && run.next_at.is_none();
    match run.concern {
        "wipe" => run.ended_at.is_some(),
        "quotes" => !is_off,
        _ => true,
    }
}

fn run_row(run: &RunView, is_active: bool) -> Markup {
    html! {
        tr {
            th scope="row" { (labels::concern(run.concern)) }
            td { (moment_or_none(run.ended_at.as_deref())) }
            td { @if let Some(outcome) = &run.outcome { (labels::outcome(outcome)) } }
            td { (labels::counts(&run.counts)) }
            td { @if let Some(next) = &run.next_at { (moment(next)) } }
            @if is_active {
                td {
                    @if run.concern != Concern::Wipe.as_str() {
                        form method="post" action=(RUN) {
                            (stamp(None))
                            input type="hidden" name="concern" value=(run.concern);
                            button.plain type="submit" aria-label={ (say::RUN_NOW) ": " (labels::concern(run.concern)) } { (say::RUN_NOW) }
                        }
                    }
                }
            }
        }
    }
}

/// Both sides, table by table; asks Simple-Simon.
async fn both_sides(State(app): State<App>, visit: Visit) -> Result<Page, Wrong> {
    let (status, part) = match tables(State(app), visit.admin.clone()).await {
        Ok(view) => (http::StatusCode::OK, sides_table(&view.0.tables)),
        Err(wrong) => {
            let told = wrong.told();
            (told.status, alert(&told))
        }
    };
    let body = html! {
        h1 { (say::TITLE) }
        section id="tables" { h2 { (say::BOTH_SIDES) } (part) }
        p { a href=(PATH) { (say::BACK) } }
    };
    Ok(page(Some(&visit.here), Place::Status, say::BOTH_SIDES.said(), &body).with(status))
}

fn sides_table(tables: &[BothSidesView]) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(say::BOTH_SIDES) {
            table {
                thead { tr {
                    th scope="col" { (say::TABLE) }
                    th.number scope="col" { (say::COUNT) }
                    th scope="col" { (say::LATEST_SIMON) }
                    th scope="col" { (say::LATEST_KOPPEL) }
                } }
                tbody {
                    @for side in tables {
                        tr {
                            th scope="row" { (labels::table(side.table)) }
                            td.number { (number(side.count)) }
                            td { @match &side.simple_simon { Some(at) => (civil(at)), None => (words::NONE) } }
                            td { (moment_or_none(side.integration.as_deref())) }
                        }
                    }
                }
            }
        }
    }
}

#[derive(Deserialize)]
struct RunFields {
    concern: Concern,
}

async fn run(State(app): State<App>, visit: Visit, form: Form<RunFields>) -> Result<Response, Wrong> {
    let body = Json(RunBody { concern: form.fields.concern });
    match ask(State(app.clone()), visit.admin.clone(), form.asked, body).await {
        Ok(_) => Ok(done(PATH, "run")),
        Err(wrong) => failed(&app, &visit, &wrong.told()).await,
    }
}

/// Asks whether it is to stop, and says what stops.
async fn ask_again(State(app): State<App>, visit: Visit) -> Result<Page, Wrong> {
    let view = standing(&app, &visit.admin).await?;
    let is_wipe = view.stage == "wiping";
    let (title, act) =
        if is_wipe { (say::CALL_OFF_TITLE, say::CALL_OFF_YES) } else { (say::STOP_TITLE, say::STOP_YES) };
    let body = html! {
        h1 { (title) }
        form.card method="post" action=(DEACTIVATE) {
            (stamp(Some(view.revision)))
            @if is_wipe {
                p { (say::CALL_OFF_WHAT) }
            } @else {
                ul {
                    li { (say::STOP_1) }
                    li { (say::STOP_2) }
                    li { (say::STOP_3) }
                    li { (say::STOP_4) }
                }
            }
            p.acts {
                button.danger type="submit" { (act) }
                a.button.plain href=(PATH) { (say::STOP_NO) }
            }
        }
    };
    Ok(page(Some(&visit.here), Place::Status, title.said(), &body))
}

#[derive(Deserialize)]
struct Nothing {}

async fn stop(State(app): State<App>, visit: Visit, form: Form<Nothing>) -> Result<Response, Wrong> {
    let Nothing {} = form.fields;
    let was_wiping = standing(&app, &visit.admin).await?.stage == "wiping";
    let body = Json(DeactivateBody { confirm: true });
    match deactivate(State(app.clone()), visit.admin.clone(), form.asked, body).await {
        Ok(_) if was_wiping => Ok(done(PATH, "called-off")),
        Ok(_) => Ok(done(PATH, "stopped")),
        Err(wrong) => failed(&app, &visit, &wrong.told()).await,
    }
}

async fn begin(State(app): State<App>, visit: Visit, form: Form<Nothing>) -> Result<Response, Wrong> {
    let Nothing {} = form.fields;
    match activate(State(app.clone()), visit.admin.clone(), form.asked).await {
        Ok(_) => Ok(done(PATH, "again")),
        Err(wrong) => failed(&app, &visit, &wrong.told()).await,
    }
}
