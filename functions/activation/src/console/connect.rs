//! Step 2, connect (Koppel!): where the company's key to its bookkeeping package is found, whose books it opens, and
//! confirming them (R23).
//!
//! Guarantees: the page speaks of the company's own package; between the check and the word of the admin the key travels
//! sealed for this company, so no page holds it.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use koppel_platform::connections::Reach;
use koppel_platform::packages::BookkeepingSecret;
use koppel_store::{Opened, Sealed};
use maud::{Markup, html};
use serde::Deserialize;

use super::activation::{Step, explained, not_yet, step_page};
use super::form::{Form, stamp};
use super::keys::words;
use super::shell::{Page, alert};
use super::texts::activation as say;
use super::visit::Visit;
use crate::app::App;
use crate::books::{KEY_MAX, field, keep, look};
use crate::change::open;
use crate::status::steps;
use crate::wrong::Wrong;

pub(crate) const PATH: &str = "/activation/connect";
const CHECK: &str = "/activation/connect/check";
/// The name under which a key that was looked at is sealed; never one under which a secret is kept.
const LOOKED_AT: &str = "looked-at";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(seen).post(confirmed)).route(CHECK, post(checked))
}

async fn seen(State(_): State<App>, visit: Visit) -> Result<Page, Wrong> {
    let opened = open(&visit.admin).await?;
    let is_connected = steps(&opened).connect;
    let body = html! {
        @if is_connected { (connected(&opened)) } @else { (key_form(&opened)) }
    };
    Ok(drawn(&visit, &opened, &body))
}

/// The key, under whatever name its package has for it.
#[derive(Deserialize)]
struct Typed {
    #[serde(alias = "environment_code", alias = "link_key")]
    key: String,
}

/// Looks whose books a key opens.
async fn checked(State(app): State<App>, visit: Visit, form: Form<Typed>) -> Result<Response, Wrong> {
    let Typed { key } = form.fields;
    let opened = open(&visit.admin).await?;
    let connector = opened.profile.connector;
    let found = match look(&app, &visit.admin, connector, &key).await {
        Ok(found) => found.administration,
        Err(wrong) => return Ok(refused(&visit, &opened, &wrong).into_response()),
    };
    let secret = BookkeepingSecret::new(connector, key);
    let sealed = Reach::seal(&app.reach.vault, &visit.admin.tenant, LOOKED_AT, &secret);
    let Sealed(sealed) = sealed.map_err(|_| Wrong::Sealing)?;
    let say_key = words(connector);
    let body = html! {
        form.card method="post" action=(PATH) {
            (stamp(Some(opened.profile.revision)))
            input type="hidden" name="sealed" value=(sealed);
            input type="hidden" name="administration" value=(found);
            p.proved role="status" { span.sign aria-hidden="true" { "✓ " } (say_key.right) }
            p { (say_key.opens) " " strong { (found) } }
            p { (say::IS_IT_YOURS) }
            p.acts {
                button type="submit" { (say::CONNECT_THESE) }
                a.button.plain href=(PATH) { (say_key.other) }
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

/// Keeps the key whose books were confirmed.
async fn confirmed(State(app): State<App>, visit: Visit, form: Form<Confirmed>) -> Result<Response, Wrong> {
    let Confirmed { sealed, administration } = form.fields;
    let secret: Result<BookkeepingSecret, _> =
        Reach::unseal(&app.reach.vault, &visit.admin.tenant, LOOKED_AT, &Sealed(sealed));
    let secret = secret.map_err(|_| Wrong::Malformed("sealed".to_owned()))?;
    let (connector, key) = (secret.connector(), secret.text());
    match keep(&app, &visit.admin, form.asked, connector, key, &administration).await {
        Ok(_) => Ok(Redirect::to(Step::Settings.path()).into_response()),
        Err(wrong) => {
            let opened = open(&visit.admin).await?;
            Ok(refused(&visit, &opened, &wrong).into_response())
        }
    }
}

fn refused(visit: &Visit, opened: &Opened, wrong: &Wrong) -> Page {
    let told = wrong.told();
    let body = html! { (alert(&told)) (key_form(opened)) };
    drawn(visit, opened, &body).with(told.status)
}

fn drawn(visit: &Visit, opened: &Opened, body: &Markup) -> Page {
    let body = html! {
        (explained(words(opened.profile.connector).what))
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
            summary { (words(opened.profile.connector).other) }
            (key_form(opened))
        }
    }
}

fn key_form(opened: &Opened) -> Markup {
    let connector = opened.profile.connector;
    let (say_key, field) = (words(connector), field(connector));
    html! {
        form.card method="post" action=(CHECK) autocomplete="off" {
            (stamp(Some(opened.profile.revision)))
            h2 { (say_key.title) }
            p { (say_key.where_from) }
            ol { @for step in say_key.steps { li { (step) } } }
            p.field {
                label for=(field) { (say_key.name) }
                input id=(field) name=(field) type="password" required maxlength=(KEY_MAX) autocomplete="off" aria-describedby="key-help";
                span.help id="key-help" { (say_key.help) }
            }
            p.acts { button type="submit" { (say::KEY_CHECK) } }
        }
    }
}
