//! The OpenAPI document: made from the routes themselves by a test, kept as a text, and served.

use axum::Router;
use axum::routing::get;
use http::{HeaderValue, header};
use utoipa::IntoParams;
#[cfg(test)]
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
#[cfg(test)]
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};

use crate::app::App;

/// Headers that every change understands.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it documents headers that `change::Asked` reads")]
pub(crate) struct Headers {
    /// A name of the caller's own for this request: sent again, it changes nothing more.
    #[param(rename = "Idempotency-Key", required = false, pattern = "^[A-Za-z0-9_-]{1,64}$")]
    idempotency_key: Option<String>,
    /// The revision that the caller has seen, in quotes: refused where it is not the newest any more.
    #[param(rename = "If-Match", required = false, pattern = "^\"[0-9]{1,18}\"$")]
    if_match: Option<String>,
}

/// What holds for every route.
#[cfg(test)]
pub(crate) fn base() -> OpenApi {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Koppel")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(
                    "Links bookkeeping with Simple-Simon. An admin's company comes from the token alone. \
                     Errors are application/problem+json with a code, what happened and what to do, in the language \
                     of Accept-Language (nl, en).",
                ))
                .build(),
        )
        .components(Some(
            ComponentsBuilder::new().security_scheme("bearer", SecurityScheme::Http(bearer)).build(),
        ))
        .security(Some([SecurityRequirement::new("bearer", Vec::<String>::new())]))
        .build()
}

/// The document, as JSON.
pub const DOCUMENT: &str = include_str!("openapi.json");

/// Where the document is read; by anyone.
pub(crate) fn routes() -> Router<App> {
    let answer = async || ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], DOCUMENT);
    Router::new().route("/api/v1/openapi.json", get(answer))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use crate::app;

    /// Where the text is kept.
    const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/openapi.json");

    #[test]
    fn what_is_served_describes_the_routes() {
        let made = app::document().to_pretty_json().unwrap() + "\n";
        if std::env::var_os("KOPPEL_WRITE").is_some() {
            std::fs::write(KEPT, &made).unwrap();
        }
        let kept = std::fs::read_to_string(KEPT).unwrap();
        assert!(
            kept == made,
            "a route changed: KOPPEL_WRITE=1 cargo test -p koppel-activation what_is_served"
        );
    }

    /// The document knows a form by its name alone: of two with one name, one would be described as the other.
    #[test]
    fn every_form_has_a_name_of_its_own() {
        let mut names = BTreeSet::new();
        for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
            let Ok(source) = std::fs::read_to_string(file.unwrap().path()) else { continue };
            for after in source.split("ToSchema").skip(1) {
                let declared = after.lines().take(4).find_map(|line| {
                    let line = line.strip_prefix("pub(crate) ")?;
                    line.strip_prefix("struct ").or_else(|| line.strip_prefix("enum "))
                });
                if let Some(name) = declared.and_then(|line| line.split([' ', '<', ';']).next()) {
                    assert!(names.insert(name.to_owned()), "two forms are called {name}");
                }
            }
        }
        assert!(names.len() > 40, "the forms are elsewhere: {names:?}");
    }
}
