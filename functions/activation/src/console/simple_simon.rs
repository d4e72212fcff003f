//! Access to Simple-Simon: the form with its credentials, proved by a real call before they are kept (R23).
//!
//! Guarantees: a licence, password or key that was typed in never stands in a page again.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use koppel_simple_simon::Dialect;
use maud::{Markup, html};
use serde::Deserialize;

use super::activation::{Step, explained, step_page};
use super::form::{Form, stamp};
use super::shell::{Page, alert};
use super::texts::activation as say;
use super::visit::Visit;
use crate::app::App;
use crate::body::Json;
use crate::change::open;
use crate::connect::{SimpleSimonBody, simple_simon};
use crate::wrong::Wrong;

const PATH: &str = "/activation/simple-simon";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(seen).post(sent))
}

/// What the form sends.
#[derive(Deserialize)]
struct Fields {
    #[serde(flatten)]
    typed: Typed,
    licence: String,
    password: String,
    #[serde(default)]
    api_key: String,
}

/// What may stand in the form again.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    address: String,
    dialect: Dialect,
    user: String,
}

async fn seen(State(_): State<App>, visit: Visit) -> Result<Page, Wrong> {
    let opened = open(&visit.admin).await?;
    let body = html! { (explained(say::SIMON_WHAT)) (form(&Typed::default(), opened.profile.revision)) };
    Ok(step_page(&visit.here, Step::Wipe, &opened, &body))
}

async fn sent(State(app): State<App>, visit: Visit, form_sent: Form<Fields>) -> Result<Response, Wrong> {
    let Fields { typed, licence, password, api_key } = form_sent.fields;
    let body = SimpleSimonBody {
        address: typed.address.clone(),
        dialect: typed.dialect,
        licence,
        user: typed.user.clone(),
        password,
        api_key: Some(api_key),
    };
    let kept = simple_simon(State(app), visit.admin.clone(), form_sent.asked, Json(body)).await;
    let Err(wrong) = kept else { return Ok(Redirect::to(Step::Wipe.path()).into_response()) };
    let told = wrong.told();
    let opened = open(&visit.admin).await?;
    let body = html! {
        (explained(say::SIMON_WHAT))
        (alert(&told))
        (form(&typed, opened.profile.revision))
    };
    Ok(step_page(&visit.here, Step::Wipe, &opened, &body).with(told.status).into_response())
}

/// The credentials that are kept, and the way to change them.
pub(crate) fn kept() -> Markup {
    html! {
        p.proved {
            span.sign aria-hidden="true" { "✓ " } (say::SIMON_PROVED) " "
            a href=(PATH) { (say::CHANGE) }
        }
    }
}

/// The form.
pub(crate) fn form(typed: &Typed, revision: u64) -> Markup {
    html! {
        form.card method="post" action=(PATH) autocomplete="off" {
            (stamp(Some(revision)))
            h2 { (say::SIMON_TITLE) }
            p.field {
                label for="address" { (say::SIMON_ADDRESS) }
                input id="address" name="address" type="url" required maxlength="300" value=(typed.address) aria-describedby="address-help";
                span.help id="address-help" { (say::SIMON_ADDRESS_HELP) }
            }
            fieldset {
                legend { (say::SIMON_DIALECT) }
                label.choice { input type="radio" name="dialect" value="classic" checked[typed.dialect == Dialect::Classic]; " " (say::SIMON_CLASSIC) }
                label.choice { input type="radio" name="dialect" value="odata" checked[typed.dialect != Dialect::Classic]; " " (say::SIMON_ODATA) }
            }
            p.field {
                label for="licence" { (say::SIMON_LICENCE) }
                input id="licence" name="licence" inputmode="numeric" pattern="[0-9]{16}" maxlength="16" required;
            }
            p.field {
                label for="user" { (say::SIMON_USER) }
                input id="user" name="user" required maxlength="200" value=(typed.user);
            }
            p.field {
                label for="password" { (say::SIMON_PASSWORD) }
                input id="password" name="password" type="password" required maxlength="200" autocomplete="off";
            }
            p.field {
                label for="api_key" { (say::SIMON_API_KEY) }
                input id="api_key" name="api_key" type="password" maxlength="200" autocomplete="off" aria-describedby="api-key-help";
                span.help id="api-key-help" { (say::SIMON_API_KEY_HELP) }
            }
            p.acts { button type="submit" { (say::SIMON_PROVE) } }
        }
    }
}
