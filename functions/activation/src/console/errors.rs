//! Errors for people: whoever asked for a page gets a page, and who is not signed in is led to signing in.
//!
//! Guarantees: the status and the words are those that the API gives; a page that asked for a sign-in is returned to
//! after it. A form of someone who is signed in no more is not sent on anywhere: the page says that nothing was done.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::{Method, StatusCode, header};
use maud::html;

use super::shell::{Place, alert, page};
use super::texts::shell as say;
use crate::wrong::Told;

/// Gives what a browser asked for the form of a page.
pub(crate) async fn for_people(request: Request, next: Next) -> Response {
    let wants_page = wants_page(&request);
    let is_get = request.method() == Method::GET;
    let address = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let response = next.run(request).await;
    let Some(told) = response.extensions().get::<Told>().filter(|_| wants_page).cloned() else {
        return response;
    };
    if is_get && matches!(told.code, "no_token" | "token_expired") {
        return Redirect::to(&super::signing_in(&address)).into_response();
    }
    shown(&told)
}

/// A browser's own visit or form; never the API, whose answers are for programs.
fn wants_page(request: &Request) -> bool {
    let accepts = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accepts.is_some_and(|accept| accept.contains("text/html")) && !request.uri().path().starts_with("/api/")
}

fn shown(told: &Told) -> Response {
    let signs_in = told.status == StatusCode::UNAUTHORIZED;
    let body = html! {
        h1 { (say::NOT_DONE) }
        (alert(told))
        p.acts {
            @if signs_in {
                a.button href=(super::signing_in(super::HOME)) { (say::SIGN_IN) }
            } @else {
                a.button href=(super::HOME) { (say::HOME) }
            }
        }
        @if !signs_in {
            // Whoever is here as somebody else needs a way out.
            form.acts method="post" action="/sign-out" { button.plain type="submit" { (say::SIGN_OUT) } }
        }
    };
    page(None, Place::Elsewhere, say::NOT_DONE.said(), &body).with(told.status).into_response()
}
