//! What the function works with, and its routes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::MethodRouter;
use http::{HeaderValue, header};
use koppel_identity::Identity;
use koppel_outside::clock::Clock;
use koppel_platform::connections::Reach;
use koppel_platform::schedules::Schedules;
use koppel_store::Store;
use pastey::paste;
use utoipa_axum::PathItemExt;

use crate::wrong::Wrong;
use crate::{
    articles, books, causes, cleanup, connect, console, docs, log, log_file, preview, problems, reconcile,
    run_now, session, settings, start, status, tenants, wipe, work_orders,
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

/// Every route of the API, once: as it is served, and, for the tests, as it is described.
macro_rules! api {
    ($($module:ident :: $handler:ident),* $(,)?) => {
        fn api() -> Router<App> {
            Router::new()$(.merge(paste! { route::<$module::[<__path_ $handler>], _, _>($module::$handler) }))*
        }

        /// The document that describes the routes, made from the routes themselves. It takes much to make and says the same
        /// each time, so what is served is the text of it.
        #[cfg(test)]
        pub(crate) fn document() -> utoipa::openapi::OpenApi {
            utoipa_axum::router::OpenApiRouter::<App>::with_openapi(docs::base())
                $(.routes(utoipa_axum::routes!($module::$handler)))*
                .split_for_parts()
                .1
        }
    };
}

api! {
    status::me,
    status::integrations,
    status::integration,
    status::tables,
    wipe::overview,
    wipe::start,
    connect::simple_simon,
    books::imuis,
    books::check_imuis,
    books::snelstart,
    books::check_snelstart,
    settings::terms,
    settings::read,
    settings::save,
    settings::check,
    preview::preview,
    articles::search,
    articles::groups,
    start::activate,
    start::deactivate,
    run_now::ask,
    cleanup::overview,
    cleanup::removals,
    cleanup::approve,
    cleanup::dry_run,
    problems::list,
    problems::again,
    causes::list,
    log::page,
    log_file::file,
    work_orders::list,
    work_orders::one,
    tenants::list,
    tenants::create,
    tenants::one,
    tenants::connectors,
    tenants::pause,
    reconcile::page,
}

/// A handler at the path and under the methods that it says itself.
fn route<P: utoipa::Path, H: Handler<T, App>, T: 'static>(handler: H) -> Router<App> {
    let methods = P::methods();
    let filters = methods.iter().map(PathItemExt::to_method_filter);
    Router::new().route(
        &P::path(),
        filters.fold(MethodRouter::new(), |router, filter| router.on(filter, handler.clone())),
    )
}

/// The whole function as a service.
pub fn router(app: App) -> Router {
    api()
        .merge(docs::routes())
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
