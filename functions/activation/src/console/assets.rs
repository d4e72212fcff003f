//! Styles, script and icon: embedded, served under a name that changes with their contents, and kept by browsers for a year.
//!
//! Guarantees: a page that was made by this release gets this release's styles; an old name is no longer there.

use std::sync::LazyLock;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, header};
use koppel_domain::digest::Digest;

use crate::app::App;

/// A file.
pub(crate) struct Asset {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
}

/// The styles.
pub(crate) const STYLES: Asset =
    Asset { name: "console.css", kind: "text/css; charset=utf-8", text: include_str!("assets/console.css") };
/// The script.
pub(crate) const SCRIPT: Asset = Asset {
    name: "console.js",
    kind: "text/javascript; charset=utf-8",
    text: include_str!("assets/console.js"),
};
/// The icon.
pub(crate) const ICON: Asset =
    Asset { name: "icon.svg", kind: "image/svg+xml", text: include_str!("assets/icon.svg") };

/// The folder in addresses; it changes with every release that changes a file.
static FOLDER: LazyLock<String> = LazyLock::new(|| {
    let digest = Digest::of(&[STYLES.text, SCRIPT.text, ICON.text]);
    format!("/assets/{digest}")
});

impl Asset {
    /// Its address.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", *FOLDER, self.name)
    }
}

pub(crate) fn routes() -> Router<App> {
    [STYLES, SCRIPT, ICON].into_iter().fold(Router::new(), |router, asset| {
        router.route(&asset.path(), get(async move || served(asset.kind, asset.text)))
    })
}

fn served(kind: &'static str, text: &'static str) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, kept);
    response
}
