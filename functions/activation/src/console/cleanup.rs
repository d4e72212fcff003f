//! The cleanup: how it stands, the withheld list and the admin's word for it, and a trial that only looks (R5, P5).
//!
//! Guarantees: the word is given for the very list that the page shows, and only with the box ticked; leaving it is no act
//! at all. Whatever stands in it, the page costs three requests of the memory.
//!
//! Leaves out: what goes and why (the run decides); how a list is drawn ([`super::removals`]).

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;

use super::form::{Form, stamp};
use super::labels;
use super::removals::{self, Shown, counts};
use super::shell::{Page, Place, alert, done, notice, page};
use super::show::{moment, moment_or_none, number, wall_clock};
use super::texts::cleanup as say;
use super::visit::Visit;
use crate::app::App;
use crate::body::Json;
use crate::cleanup::{
    ApprovalBody, ApprovedView, CleanupView, ComparedView, DryRunView, Kind, RoundView, WithheldView,
    approve, dry_run, records, standing,
};
use crate::wrong::{Told, Wrong};

pub(crate) const PATH: &str = "/cleanup";
const APPROVE: &str = "/cleanup/approve";
const TRIAL: &str = "/cleanup/trial";
/// The outcome of a wipe, which ends what a cleanup kept.
const WIPED: &str = "wiped";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(seen)).route(APPROVE, post(approved)).route(TRIAL, post(tried))
}

/// Which list is open, on which page; and what was just done.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Which {
    list: Option<Kind>,
    page: u32,
    told: Option<String>,
}

async fn seen(
    State(app): State<App>,
    visit: Visit,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Result<Page, Wrong> {
    let which = crate::query::read(which)?;
    let said = match which.told.as_deref() {
        Some("approved") => Some(say::APPROVED),
        Some("left") => Some(say::LEFT),
        Some("trial") => Some(say::TRIAL_ASKED),
        _ => None,
    };
    drawn(&app, &visit, &which, &html! { @if let Some(said) = said { (notice(said.said())) } }).await
}

async fn failed(app: &App, visit: &Visit, told: &Told) -> Result<Response, Wrong> {
    let page = drawn(app, visit, &Which::default(), &alert(told)).await?;
    Ok(page.with(told.status).into_response())
}

async fn drawn(app: &App, visit: &Visit, which: &Which, note: &Markup) -> Result<Page, Wrong> {
    let view = standing(app, &visit.admin).await?;
    // The list that waits is open without being asked for.
    let kind = which.list.unwrap_or(Kind::Withheld);
    let list = match kind {
        Kind::Withheld => view.withheld.as_ref().map(|withheld| &withheld.list),
        Kind::DryRun => view.dry_run.as_ref().and_then(|trial| trial.list.as_ref()),
    };
    let shown = match list {
        Some(list) if list.pages > 0 => {
            let page = which.page.min(list.pages - 1);
            Some(Shown { kind, list, page, rows: records(&visit.admin, kind, list, page).await? })
        }
        _ => None,
    };
    let of = |wanted: Kind| shown.as_ref().filter(|shown| shown.kind == wanted);
    let body = html! {
        h1 { (say::TITLE) }
        (note)
        p.lead { (say::WHAT) }
        @match &view.withheld {
            Some(withheld) => (waiting(withheld, of(Kind::Withheld))),
            None => section.alive.well {
                h2 { span.sign aria-hidden="true" { "✓" } " " (say::NOTHING_WAITS) }
                p { (if has_run(&view) { say::NOTHING_WAITS_WHAT } else { say::NEVER_WHAT }) }
            },
        }
        (stands(&view))
        (trial(&view, of(Kind::DryRun)))
    };
    Ok(page(Some(&visit.here), Place::Cleanup, say::TITLE.said(), &body))
}

/// A cleanup has run; a wipe that ends what a cleanup kept is none.
fn has_run(view: &CleanupView) -> bool {
    view.run.outcome.as_deref().is_some_and(|outcome| outcome != WIPED)
}

/// What waits for the admin's word.
fn waiting(withheld: &WithheldView, shown: Option<&Shown>) -> Markup {
    let WithheldView { list, approved } = withheld;
    if let Some(approved) = approved {
        return given(approved, list.count);
    }
    let title = if list.count == 1 {
        say::WAITS_ONE.said().to_owned()
    } else {
        say::WAITS.with(&[&number(list.count)])
    };
    html! {
        section.alive.warning id="withheld" {
            h2 { span.sign aria-hidden="true" { "!" } " " (title) }
            p { (say::WHY_1) " " (say::WHY_2) }
            p.small { (say::MADE_AT) " " (moment(&list.made_at)) }
            (counts(list))
            (word(&list.id, list.count))
        }
        @if let Some(shown) = shown { (removals::drawn(shown)) }
        @else { p { a.button.plain href={ (PATH) "?list=withheld#records" } { (say::SHOW_LIST) } } }
    }
}

/// It was given: until the list is gone.
fn given(approved: &ApprovedView, count: u64) -> Markup {
    let at = approved.at.parse().map_or_else(|_| approved.at.clone(), wall_clock);
    html! {
        section.alive.well id="withheld" data-live="10" {
            h2 { span.sign aria-hidden="true" { "✓" } " " (say::GIVEN_GOES.with(&[&number(count)])) }
            p { (say::GIVEN.with(&[&approved.by, &at])) }
            p { (say::GIVEN_WHAT) }
        }
    }
}

fn word(list: &str, count: u64) -> Markup {
    html! {
        form method="post" action=(APPROVE) {
            (stamp(None))
            input type="hidden" name="list" value=(list);
            label.choice { input type="checkbox" name="looked" value="yes" required; " " (say::LOOKED) }
            p.small { (say::LEAVE_WHAT) }
            p.acts {
                button.danger type="submit" {
                    @if count == 1 { (say::REMOVE_ONE) } @else { (say::REMOVE.with(&[&number(count)])) }
                }
                a.button.plain href={ (PATH) "?told=left" } { (say::LEAVE) }
            }
        }
    }
}

/// Runs, the last full comparison, the round under way.
fn stands(view: &CleanupView) -> Markup {
    html! {
        section id="stands" data-live="15" {
            h2 { (say::STANDS) }
            dl.facts aria-live="polite" {
                div {
                    dt { (say::LAST) }
                    @match &view.run.outcome {
                        Some(outcome) if has_run(view) => {
                            dd { (moment_or_none(view.run.ended_at.as_deref())) }
                            dd.small { (labels::outcome(outcome)) ": " (labels::counts(&view.run.counts)) }
                        },
                        _ => dd { (say::NOT_YET) },
                    }
                }
                div {
                    dt { (say::NEXT_RUN) }
                    dd { @match &view.run.next_at { Some(at) => (moment(at)), None => (say::NOT_ON) } }
                }
                div { dt { (say::COMPARED) } (compared(view.compared.as_ref())) }
                @if let Some(round) = &view.round { div { dt { (say::UNDER_WAY) } (under_way(round)) } }
            }
        }
    }
}

fn compared(compared: Option<&ComparedView>) -> Markup {
    let Some(compared) = compared else { return html! { dd { (say::NOT_YET) } } };
    let ComparedView { ended_at, records, differences, orders, .. } = compared;
    html! {
        dd { (moment(ended_at)) }
        dd.small {
            (say::COMPARED_RECORDS.with(&[&number(*records), &number(*differences)])) ". "
            @if *differences > 0 { (say::MENDED) " " }
            @if let Some(orders) = orders.filter(|orders| *orders > 0) { (say::COMPARED_ORDERS.with(&[&number(orders)])) }
        }
    }
}

fn under_way(round: &RoundView) -> Markup {
    let part = match round.part {
        "remove" => say::REMOVING.with(&[&number(round.removed)]),
        "compare" => say::COMPARING.with(&[&number(round.compared), &number(round.differences)]),
        "mend" => say::MENDING.said().to_owned(),
        _ => say::ORDERS.said().to_owned(),
    };
    html! {
        dd { (part) @if let Some(table) = round.table { " · " (labels::table(table)) } }
        dd.small { (say::SINCE) " " (moment(&round.began_at)) }
    }
}

/// The trial: asking for one, and the list of the last.
fn trial(view: &CleanupView, shown: Option<&Shown>) -> Markup {
    html! {
        section id="trial" data-live=[is_looking(view).then_some("5")] {
            h2 { (say::TRIAL) }
            p { (say::TRIAL_WHAT) }
            @if let Some(last) = &view.dry_run { (last_trial(last, shown.is_some())) }
            @if view.run.next_at.is_some() {
                form method="post" action=(TRIAL) {
                    (stamp(None))
                    button.plain type="submit" { (say::TRIAL_ASK) }
                }
            } @else { p.none { (say::NOT_ON) } }
        }
        @if let Some(shown) = shown { (removals::drawn(shown)) }
    }
}

fn is_looking(view: &CleanupView) -> bool {
    view.dry_run.as_ref().is_some_and(|trial| !trial.done)
}

fn last_trial(last: &DryRunView, is_open: bool) -> Markup {
    html! {
        div aria-live="polite" {
            p.small { (say::TRIAL_AT) " " (moment(&last.asked_at)) }
            @match &last.list {
                _ if !last.done => p { strong { (say::TRIAL_WAITS) } },
                Some(list) if list.count > 0 => {
                    p { strong { (say::TRIAL_COUNT.with(&[&number(list.count)])) } }
                    (counts(list))
                    @if !is_open { p { a.button.plain href={ (PATH) "?list=dry_run#records" } { (say::SHOW_LIST) } } }
                },
                _ => p { (say::TRIAL_NOTHING) },
            }
        }
    }
}

#[derive(Deserialize)]
struct Word {
    list: String,
    #[serde(default)]
    looked: String,
}

async fn approved(State(app): State<App>, visit: Visit, form: Form<Word>) -> Result<Response, Wrong> {
    let Word { list, looked } = form.fields;
    if looked.is_empty() {
        let told = Told {
            detail: say::NOT_TICKED.with(&[&say::LOOKED.said()]),
            action: say::NOT_TICKED_DO.said().to_owned(),
            ..Wrong::Malformed(String::new()).told()
        };
        return failed(&app, &visit, &told).await;
    }
    let body = Json(ApprovalBody { list });
    match approve(State(app.clone()), visit.admin.clone(), form.asked, body).await {
        Ok(_) => Ok(done(PATH, "approved")),
        Err(wrong) => failed(&app, &visit, &wrong.told()).await,
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn tried(State(app): State<App>, visit: Visit, form: Form<Nothing>) -> Result<Response, Wrong> {
    let Nothing {} = form.fields;
    match dry_run(State(app.clone()), visit.admin.clone(), form.asked).await {
        Ok(_) => Ok(Redirect::to(&format!("{PATH}?told=trial#trial")).into_response()),
        Err(wrong) => failed(&app, &visit, &wrong.told()).await,
    }
}
