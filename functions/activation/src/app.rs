//! What the function works with, and its routes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{self, Next};
use axum::response::Response;
use http::{HeaderValue, header};
use koppel_identity::Identity;
use koppel_outside::clock::Clock;
use koppel_platform::connections::Reach;
use koppel_platform::schedules::Schedules;
use koppel_store::Store;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::wrong::Wrong;
use crate::{
    articles, causes, cleanup, connect, console, docs, log, log_file, preview, problems, reconcile, run_now,
    session, settings, start, status, tenants, wipe, work_orders,
};

/// Most bytes of a request's body.
const BODY_MAX: usize = 64 * 1024;

/// Where a page may load from and send to: this function alone, and nothing that stands in the page itself.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the operator decided for all companies.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Hosts at which a Simple-Simon may be, each with everything below it; empty = every public host by HTTPS.
    pub simple_simon_hosts: Vec<String>,
    /// Simple-Simon may be on this machine, without HTTPS: for a local world only.
    pub loopback: bool,
}

/// Everything a request needs. Clones share it.
#[derive(Clone)]
pub struct App {
    /// Memory.
    pub store: Store,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The packages, and the vault.
    pub reach: Arc<Reach>,
    /// When runs start.
    pub schedules: Schedules,
    /// Who is calling.
    pub identity: Arc<Identity>,
    /// What the operator decided.
    pub rules: Rules,
}

/// The routes with their document, without what they work with.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(docs::base())
        .routes(routes!(status::me))
        .routes(routes!(status::integrations))
        .routes(routes!(status::integration))
        .routes(routes!(status::tables))
        .routes(routes!(wipe::overview, wipe::start))
        .routes(routes!(connect::simple_simon))
        .routes(routes!(connect::imuis))
        .routes(routes!(connect::check_imuis))
        .routes(routes!(settings::terms))
        .routes(routes!(settings::read, settings::save))
        .routes(routes!(settings::check))
        .routes(routes!(preview::preview))
        .routes(routes!(articles::search))
        .routes(routes!(articles::groups))
        .routes(routes!(start::activate))
        .routes(routes!(start::deactivate))
        .routes(routes!(run_now::ask))
        .routes(routes!(cleanup::overview))
        .routes(routes!(cleanup::removals))
        .routes(routes!(cleanup::approve))
        .routes(routes!(cleanup::dry_run))
        .routes(routes!(problems::list))
        .routes(routes!(problems::again))
        .routes(routes!(causes::list))
        .routes(routes!(log::page))
        .routes(routes!(log_file::file))
        .routes(routes!(work_orders::list))
        .routes(routes!(work_orders::one))
        .routes(routes!(tenants::list, tenants::create))
        .routes(routes!(tenants::one))
        .routes(routes!(tenants::connectors))
        .routes(routes!(tenants::pause))
        .routes(routes!(reconcile::page))
}

/// The whole function as a service.
pub fn router(app: App) -> Router {
    let (router, document) = routes().split_for_parts();
    router
        .merge(docs::served(&document))
        .merge(session::routes())
        .merge(console::routes())
        .fallback(async || Wrong::NotFound)
        .method_not_allowed_fallback(async || Wrong::Method)
        .layer(middleware::from_fn(console::for_people))
        .layer(middleware::from_fn(guard_answers))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .with_state(app)
}

/// What every answer carries: nothing of it is kept by a browser or shown in a frame, and a page runs and loads nothing
/// but what this function serves. A form knows by its own site that it may come (see [`crate::admin`]), so that site may
/// be told.
async fn guard_answers(request: Request, next: Next) -> Response {
    let language = crate::admin::language(request.headers());
    let mut response = crate::wrong::speaking(language, next.run(request)).await;
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
