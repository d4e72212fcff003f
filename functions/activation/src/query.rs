//! Reading a query: what the route knows, and nothing beside it.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;

use crate::wrong::Wrong;

/// The query, or what is wrong with it.
pub(crate) fn read<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Wrong> {
    match query {
        Ok(Query(query)) => Ok(query),
        Err(_) => Err(Wrong::Malformed("query".to_owned())),
    }
}
