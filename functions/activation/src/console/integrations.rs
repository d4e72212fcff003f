//! The overview: does it live, and which integrations there are (R21).
//!
//! Guarantees: the first line answers "does it work?" in words; a company that runs shows when it ran last and runs next.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};

use super::labels;
use super::shell::{Page, Place, page};
use super::show::{distance, length, moment_or_none, number};
use super::status;
use super::texts::{integrations as say, words};
use super::visit::Visit;
use super::{activation, cleanup, log};
use crate::app::App;
use crate::status::{StatusView, standing};
use crate::wrong::Wrong;

pub(crate) const PATH: &str = "/integrations";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(seen))
}

async fn seen(State(app): State<App>, visit: Visit) -> Result<Page, Wrong> {
    let view = standing(&app, &visit.admin).await?;
    let body = html! {
        h1 { (view.company) }
        (alive(&view, app.clock.now()))
        h2 { (say::INTEGRATIONS) }
        ul.tiles { li { (tile(&view)) } }
    };
    Ok(page(Some(&visit.here), Place::Integrations, say::TITLE.said(), &body))
}

/// Is it alive?
pub(crate) fn alive(view: &StatusView, now: Timestamp) -> Markup {
    let read = |at: &Option<String>| at.as_ref().and_then(|at| at.parse::<Timestamp>().ok());
    let last = view.runs.iter().filter_map(|run| read(&run.ended_at)).max();
    let next = view.runs.iter().filter_map(|run| read(&run.next_at)).min();
    let cleanup = view.runs.iter().find(|run| run.concern == "cleanup");
    let withheld = cleanup.and_then(|run| run.counts.get("withheld")).copied().unwrap_or(0);
    let is_first = view.import.iter().any(|stream| !stream.imported);
    let is_refused = view.runs.iter().any(|run| run.outcome.as_deref().is_some_and(labels::is_refused));
    let (class, sign, title, what) = match (view.stage, view.paused, view.health) {
        (_, true, _) => ("warning", "‖", say::PAUSED, say::PAUSED_WHAT),
        ("active", ..) if is_refused => ("error", "×", say::REFUSED, say::REFUSED_WHAT),
        ("active", _, "well") if is_first => ("well", "…", say::FIRST_IMPORT, say::FIRST_IMPORT_WHAT),
        ("active", _, "late") => ("error", "!", say::LATE, say::LATE_WHAT),
        ("active", _, "troubled") if view.open_problems == 0 => ("error", "!", say::FAILED, say::FAILED_WHAT),
        ("active", _, "troubled") => ("warning", "!", say::PROBLEMS, say::PROBLEMS_WHAT),
        ("active", _, _) if view.open_problems > 0 => ("well", "✓", say::WELL, say::WELL_TRIES),
        ("active", ..) => ("well", "✓", say::WELL, say::WELL_WHAT),
        ("never_activated", ..) => ("off", "○", say::NEVER, say::NEVER_WHAT),
        ("deactivated", ..) => ("off", "○", say::OFF, say::OFF_WHAT),
        ("wiping", ..) => ("off", "…", say::WIPING, say::WIPING_WHAT),
        _ => ("off", "…", say::UNDER_WAY, say::UNDER_WAY_WHAT),
    };
    let lag = view.lag_seconds.map(SignedDuration::from_secs);
    html! {
        section.alive.(class) id="alive" data-live="15" {
            h2 { span.sign aria-hidden="true" { (sign) } " " (title) }
            p { (what) }
            @if withheld > 0 {
                p { a href=(cleanup::PATH) { (say::WITHHELD.with(&[&number(withheld)])) } }
            }
            @if view.stage == "active" {
                dl {
                    div { dt { (say::LAST_RUN) } dd { @match last { Some(at) => (distance(now, at)), None => (say::NOT_YET) } } }
                    div { dt { (say::NEXT_RUN) } dd { @match next { Some(at) => (distance(now, at)), None => (words::NONE) } } }
                    div { dt { (say::LAG) } dd { @match lag { Some(lag) => (length(lag)), None => (words::NONE) } } }
                    div {
                        dt { (say::OPEN) }
                        dd {
                            a href={ (log::PATH) "#problems" } { (number(view.open_problems)) }
                            @if view.open_problems > 0 { div.small { (say::TO_MEND.with(&[&number(view.to_mend)])) } }
                        }
                    }
                }
            }
        }
    }
}

fn tile(view: &StatusView) -> Markup {
    let (to, act) = match view.stage {
        "active" | "set_up" => (status::PATH, say::SEE_STATUS),
        "deactivated" => (status::PATH, say::ACTIVATE_AGAIN),
        "never_activated" => (activation::PATH, say::ACTIVATE),
        _ => (activation::PATH, say::GO_ON),
    };
    html! {
        article.tile {
            h3 { (labels::connector(view.connector)) " ↔ " (words::SIMPLE_SIMON) }
            p {
                @if view.paused { (labels::badge("warning", "‖", words::PAUSED)) }
                @else { (labels::badge("well", "✓", words::AVAILABLE)) }
                " " span.stage { (labels::stage(view.stage)) }
            }
            @if let Some(administration) = &view.administration {
                p.small { (say::ADMINISTRATION) ": " (administration) }
            }
            @if view.stage == "deactivated" {
                p.small { (say::STOPPED) ": " (moment_or_none(view.deactivated_at.as_deref())) }
            } @else if view.activated_at.is_some() {
                p.small { (say::SINCE) ": " (moment_or_none(view.started_at.as_deref())) }
            }
            p.acts { a.button href=(to) { (act) } }
        }
    }
}
