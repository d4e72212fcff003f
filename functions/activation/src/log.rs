//! The log, page by page, newest first (R29, R30).

use axum::extract::{Query, State};
use koppel_domain::message::{Kind, Table};
use koppel_store::{LogQuery, StoreError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::admin::Admin;
use crate::app::App;
use crate::query;
use crate::wrong::{Problem, Wrong};

/// Rows in a page where none are asked for.
const PAGE: u32 = 50;
/// Most rows in a page.
const PAGE_MAX: u32 = 200;

/// Which rows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Kind (soort bericht): `info`, `warning` or `error`.
    #[param(value_type = Option<String>)]
    pub(crate) kind: Option<Kind>,
    /// Table (tabel): `work_order`, `customer`, `work_address`, `article`, `article_group` or `link`.
    #[param(value_type = Option<String>)]
    pub(crate) table: Option<Table>,
    /// `next` of the page before.
    pub(crate) before: Option<String>,
    /// Rows in a page.
    #[param(minimum = 1, maximum = 200)]
    pub(crate) limit: Option<u32>,
}

/// A row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RowView {
    pub(crate) id: String,
    pub(crate) at: String,
    pub(crate) kind: KindView,
    pub(crate) table: &'static str,
    pub(crate) code: &'static str,
    /// What happened (bericht).
    pub(crate) message: String,
    /// What to do (te nemen actie).
    pub(crate) action: String,
}

/// Kind of message (soort bericht).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindView {
    Info,
    Warning,
    Error,
}

impl From<Kind> for KindView {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Info => Self::Info,
            Kind::Warning => Self::Warning,
            Kind::Error => Self::Error,
        }
    }
}

/// A page of rows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageView {
    pub(crate) rows: Vec<RowView>,
    /// What to send as `before` for older rows; absent at the end. A page may be short and still have one.
    pub(crate) next: Option<String>,
}

/// The log, newest first.
#[utoipa::path(get, path = "/api/v1/integration/log", tag = "6. log", params(Which), responses(
    (status = 200, body = PageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn page(
    State(_): State<App>,
    admin: Admin,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Result<axum::Json<PageView>, Wrong> {
    let Which { kind, table, before, limit } = query::read(which)?;
    let limit = limit.unwrap_or(PAGE);
    if !(1..=PAGE_MAX).contains(&limit) {
        return Err(Wrong::Malformed("limit".to_owned()));
    }
    crate::change::open(&admin).await?;
    let page = match admin.memory.log_page(LogQuery { kind, table, before, limit }).await {
        // Only `before` can be malformed here.
        Err(StoreError::Malformed { .. }) => return Err(Wrong::Malformed("before".to_owned())),
        page => page?,
    };
    let language = crate::wrong::spoken();
    let rows = page.rows.into_iter().map(|(id, row)| RowView {
        id,
        at: row.at.to_string(),
        kind: row.message.kind().into(),
        table: row.message.table().as_str(),
        code: row.message.code(),
        message: row.message.text(language),
        action: row.message.action(language),
    });
    Ok(axum::Json(PageView { rows: rows.collect(), next: page.next }))
}
