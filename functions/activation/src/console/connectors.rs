//! Pausing a connector for every company, and releasing it; pausing asks again and says what stops for whom (R21).

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use koppel_store::Connector;
use maud::{Markup, html};
use serde::Deserialize;

use super::form::{Form, stamp};
use super::labels;
use super::operator;
use super::shell::{Page, Place, done, page};
use super::show::moment;
use super::texts::{operator as say, words};
use super::visit::Inspection;
use crate::app::App;
use crate::body::Json;
use crate::tenants::{ConnectorsView, PauseBody, pause};
use crate::wrong::Wrong;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/operator/connectors/{connector}", get(ask_again).post(switched))
}

fn path(connector: &str) -> String {
    format!("{}/connectors/{connector}", operator::PATH)
}

/// Every connector, with what can be done.
pub(crate) fn table(view: &ConnectorsView) -> Markup {
    html! {
        section {
            h2 { (say::CONNECTORS) }
            div.scroll tabindex="0" role="group" aria-label=(say::CONNECTORS) {
                table.folds {
                    thead { tr {
                        th scope="col" { (say::CONNECTOR) }
                        th scope="col" { (say::AVAILABILITY) }
                        th scope="col" { (say::ACT) }
                    } }
                    tbody { @for (name, paused_at) in &view.connectors { (row(name, paused_at.as_deref(), view.served.contains(name))) } }
                }
            }
        }
    }
}

fn row(name: &str, paused_at: Option<&str>, is_served: bool) -> Markup {
    let label = labels::connector(name);
    html! {
        tr {
            th scope="row" data-name=(say::CONNECTOR) { (label) }
            td data-name=(say::AVAILABILITY) {
                @match paused_at {
                    Some(at) => {
                        (labels::badge("warning", "‖", words::PAUSED))
                        span.help { (say::PAUSED_SINCE) " " (moment(at)) }
                    },
                    None if !is_served => {
                        (labels::badge("off", "○", words::NOT_SERVED))
                        span.help { (say::NOT_SERVED_HELP) }
                    },
                    None => (labels::badge("well", "✓", words::AVAILABLE)),
                }
            }
            td data-name=(say::ACT) {
                @if paused_at.is_some() {
                    form method="post" action=(path(name)) {
                        (stamp(None))
                        input type="hidden" name="paused" value="false";
                        button type="submit" aria-label={ (say::RELEASE) ": " (label) } { (say::RELEASE) }
                    }
                } @else if is_served {
                    a.button.danger href=(path(name)) aria-label={ (say::PAUSE) ": " (label) } { (say::PAUSE) }
                }
            }
        }
    }
}

/// Asks whether it is to be paused, and says what stops.
async fn ask_again(
    State(_): State<App>,
    inspection: Inspection,
    connector: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Page, Wrong> {
    let Ok(Path(name)) = connector else { return Err(Wrong::NotFound) };
    let label = labels::connector(Connector::named(&name).ok_or(Wrong::NotFound)?.as_str());
    let title = say::PAUSE_TITLE.with(&[&label]);
    let body = html! {
        h1 { (title) }
        form.card method="post" action=(path(&name)) {
            (stamp(None))
            input type="hidden" name="paused" value="true";
            ul {
                li { (say::PAUSE_1.with(&[&label])) }
                li { (say::PAUSE_2) }
                li { (say::PAUSE_3) }
            }
            p.acts {
                button.danger type="submit" { (say::PAUSE_YES) }
                a.button.plain href=(operator::PATH) { (say::PAUSE_NO) }
            }
        }
    };
    Ok(page(Some(&inspection.here), Place::Operator, &title, &body))
}

#[derive(Deserialize)]
struct Fields {
    paused: bool,
}

async fn switched(
    State(app): State<App>,
    inspection: Inspection,
    connector: Result<Path<String>, axum::extract::rejection::PathRejection>,
    form: Form<Fields>,
) -> Result<Response, Wrong> {
    let Fields { paused } = form.fields;
    let _now = pause(State(app), inspection.operator, connector, Json(PauseBody { paused })).await?;
    Ok(done(operator::PATH, if paused { "paused" } else { "released" }))
}
