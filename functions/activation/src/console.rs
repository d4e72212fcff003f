//! The console: pages on which an office admin does and sees all that the API offers (R21–R31), and the operator's own.
//!
//! Guarantees:
//! - A page calls the acts of the API, so what holds for a program holds for a person: one code path for each act.
//! - Everything works without scripts; the script only spares waiting.
//! - No page holds a credential; what was typed in and proved travels sealed.
//! - A page costs at most three requests of the memory, whatever stands in it.
//!
//! Leaves out: what is true (the acts know), and every text (see [`texts`]).

mod activation;
mod articles;
mod assets;
mod chart;
mod cleanup;
mod company;
mod connect;
mod connectors;
mod errors;
mod form;
mod import;
mod integrations;
mod keys;
pub(crate) mod labels;
mod log;
mod look;
mod operator;
mod order_lines;
mod preview;
mod problems;
mod removals;
mod setting_fields;
mod settings;
mod shell;
mod show;
mod simple_simon;
mod status;
pub(crate) mod text;
pub(crate) mod texts;
mod visit;
mod wipe;
mod work_order;
mod work_orders;

use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::html;

use crate::admin::Anyone;
use crate::app::App;
use crate::wrong::Wrong;
use koppel_identity::Role;
use shell::{Place, page};
use texts::shell as say;

pub(crate) use errors::for_people;

/// Where everybody begins.
pub(crate) const HOME: &str = "/";
/// Where whoever signed out arrives.
pub(crate) const SIGNED_OUT: &str = "/signed-out";

/// The pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(HOME, get(home))
        .route(SIGNED_OUT, get(signed_out))
        .merge(assets::routes())
        .merge(integrations::routes())
        .merge(activation::routes())
        .merge(status::routes())
        .merge(log::routes())
        .merge(problems::routes())
        .merge(work_orders::routes())
        .merge(cleanup::routes())
        .merge(operator::routes())
}

/// The address that leads through signing in to `address`.
fn signing_in(address: &str) -> String {
    let to: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
    format!("/sign-in?to={to}")
}

/// Each to their own first page.
async fn home(Anyone(caller): Anyone) -> Result<Response, Wrong> {
    let path = match caller.role {
        Role::Admin(_) => integrations::PATH,
        Role::Operator => operator::PATH,
    };
    Ok(Redirect::to(path).into_response())
}

async fn signed_out() -> shell::Page {
    let body = html! {
        h1 { (say::SIGNED_OUT) }
        p { (say::SIGNED_OUT_WHAT) }
        p.acts { a.button href=(signing_in(HOME)) { (say::SIGN_IN) } }
    };
    page(None, Place::Elsewhere, say::SIGNED_OUT.said(), &body)
}
