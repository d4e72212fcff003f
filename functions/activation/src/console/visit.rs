//! Who looks at a page, and from where: what every page's frame shows.
//!
//! Guarantees: as [`crate::admin`]; a page of the admin's can only be made with an [`Admin`], one of the operator's only
//! with an [`Operator`].

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::admin::{Admin, Operator};
use crate::app::App;
use crate::wrong::Wrong;

/// Who looks, and where.
#[derive(Clone, Debug)]
pub(crate) struct Here {
    /// The name that the log shows.
    pub(crate) name: String,
    /// Looks at all companies.
    pub(crate) is_operator: bool,
    /// The address, with its query.
    pub(crate) address: String,
}

/// An admin at a page.
pub(crate) struct Visit {
    pub(crate) admin: Admin,
    pub(crate) here: Here,
}

/// The operator at a page.
pub(crate) struct Inspection {
    pub(crate) operator: Operator,
    pub(crate) here: Here,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Wrong> {
        let admin = Admin::from_request_parts(parts, app).await?;
        let here = Here { name: admin.name.clone(), is_operator: false, address: address(parts) };
        Ok(Self { admin, here })
    }
}

impl FromRequestParts<App> for Inspection {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Wrong> {
        let operator = Operator::from_request_parts(parts, app).await?;
        let here = Here { name: operator.name.clone(), is_operator: true, address: address(parts) };
        Ok(Self { operator, here })
    }
}

/// Where the language switch leads back to: a page, never the act of a form.
fn address(parts: &Parts) -> String {
    if parts.method != http::Method::GET {
        return super::HOME.to_owned();
    }
    parts.uri.path_and_query().map_or_else(|| super::HOME.to_owned(), ToString::to_string)
}
