//! Reading a query: what the route knows, and nothing beside it.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::wrong::Wrong;

/// The query, or what is wrong with it.
pub(crate) fn read<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Wrong> {
    match query {
        Ok(Query(query)) => Ok(query),
        Err(_) => Err(Wrong::Malformed("query".to_owned())),
    }
}

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// `next` of the page before.
    pub(crate) after: Option<String>,
}
