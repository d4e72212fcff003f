//! Step 2, connect (Koppel!): where the environment code is found, whose books it opens, and confirming them (R23).
//!
//! Guarantees: between the check and the word of the admin the code travels sealed for this company, so no page holds it.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use koppel_platform::connections::{ImuisSecret, Reach};
use koppel_store::{Opened, Sealed};
use maud::{Markup, html};
use serde::Deserialize;

use super::activation::{Step, explained, not_yet, step_page};
use super::form::{Form, stamp};
use super::shell::{Page, alert};
use super::texts::activation as say;
use super::visit::Visit;
use crate::app::App;
use crate::body::Json;
use crate::change::open;
use crate::connect::{ImuisBody, ImuisCheckBody, check_imuis, imuis};
use crate::status::steps;
use crate::wrong::Wrong;

pub(crate) const PATH: &str = "/activation/connect";
const CHECK: &str = "/activation/connect/check";
/// The name under which a code that was looked at is sealed; never one under which a secret is kept.
const LOOKED_AT: &str = "imuis-looked-at";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(seen).post(confirmed)).route(CHECK, post(checked))
}

async fn seen(State(_): State<App>, visit: Visit) -> Result<Page, Wrong> {
    let opened = open(&visit.admin).await?;
    let is_connected = steps(&opened).connect;
    let body = html! {
        @if is_connected { (connected(&opened)) } @else { (code_form(&opened)) }
    };
    Ok(drawn(&visit, &opened, &body))
}

#[derive(Deserialize)]
struct Code {
    environment_code: String,
}

/// Looks whose books a code opens.
async fn checked(State(app): State<App>, visit: Visit, form: Form<Code>) -> Result<Response, Wrong> {
    let Code { environment_code } = form.fields;
    let body = ImuisCheckBody { environment_code: environment_code.clone() };
    let found = check_imuis(State(app.clone()), visit.admin.clone(), Json(body)).await;
    let opened = open(&visit.admin).await?;
    let found = match found {
        Ok(found) => found.0.administration,
        Err(wrong) => return Ok(refused(&visit, &opened, &wrong).into_response()),
    };
    let secret = ImuisSecret { environment_code };
    let sealed = Reach::seal(&app.reach.vault, &visit.admin.tenant, LOOKED_AT, &secret);
    let Sealed(sealed) = sealed.map_err(|_| Wrong::Sealing)?;
    let body = html! {
        form.card method="post" action=(PATH) {
            (stamp(Some(opened.profile.revision)))
            input type="hidden" name="sealed" value=(sealed);
            input type="hidden" name="administration" value=(found);
            p.proved role="status" { span.sign aria-hidden="true" { "✓ " } (say::CODE_RIGHT) }
            p { (say::OPENS) " " strong { (found) } }
            p { (say::IS_IT_YOURS) }
            p.acts {
                button type="submit" { (say::CONNECT_THESE) }
                a.button.plain href=(PATH) { (say::OTHER_CODE) }
            }
        }
    };
    Ok(drawn(&visit, &opened, &body).into_response())
}

#[derive(Deserialize)]
struct Confirmed {
    sealed: String,
    administration: String,
}

/// Keeps the code whose books were confirmed.
async fn confirmed(State(app): State<App>, visit: Visit, form: Form<Confirmed>) -> Result<Response, Wrong> {
    let Confirmed { sealed, administration } = form.fields;
    let secret = Reach::unseal(&app.reach.vault, &visit.admin.tenant, LOOKED_AT, &Sealed(sealed));
    let ImuisSecret { environment_code } = secret.map_err(|_| Wrong::Malformed("sealed".to_owned()))?;
    let body = ImuisBody { environment_code, administration };
    match imuis(State(app), visit.admin.clone(), form.asked, Json(body)).await {
        Ok(_) => Ok(Redirect::to(Step::Settings.path()).into_response()),
        Err(wrong) => {
            let opened = open(&visit.admin).await?;
            Ok(refused(&visit, &opened, &wrong).into_response())
        }
    }
}

fn refused(visit: &Visit, opened: &Opened, wrong: &Wrong) -> Page {
    let told = wrong.told();
    let body = html! { (alert(&told)) (code_form(opened)) };
    drawn(visit, opened, &body).with(told.status)
}

fn drawn(visit: &Visit, opened: &Opened, body: &Markup) -> Page {
    let body = html! {
        (explained(say::CONNECT_WHAT))
        @if steps(opened).wipe { (body) } @else { (not_yet(Step::Wipe)) }
    };
    step_page(&visit.here, Step::Connect, opened, &body)
}

fn connected(opened: &Opened) -> Markup {
    html! {
        div.card {
            p.proved {
                span.sign aria-hidden="true" { "✓ " } (say::CONNECTED_WITH) " "
                strong { (opened.profile.life.administration.as_deref().unwrap_or_default()) }
            }
            p.acts { a.button href=(Step::Settings.path()) { (say::GO_ON) } }
        }
        details.card {
            summary { (say::OTHER_CODE) }
            (code_form(opened))
        }
    }
}

fn code_form(opened: &Opened) -> Markup {
    html! {
        form.card method="post" action=(CHECK) autocomplete="off" {
            (stamp(Some(opened.profile.revision)))
            h2 { (say::CODE_TITLE) }
            p { (say::CODE_WHERE) }
            ol {
                li { (say::CODE_STEP_1) }
                li { (say::CODE_STEP_2) }
                li { (say::CODE_STEP_3) }
                li { (say::CODE_STEP_4) }
            }
            p.field {
                label for="environment_code" { (say::CODE) }
                input id="environment_code" name="environment_code" type="password" required maxlength="200" autocomplete="off" aria-describedby="code-help";
                span.help id="code-help" { (say::CODE_HELP) }
            }
            p.acts { button type="submit" { (say::CODE_CHECK) } }
        }
    }
}
