//! The log, page by page, newest first (R29, R30).
//!
//! Guarantees: a page costs at most three requests of the store, whatever is asked for; where they are not enough it is
//! short and says where to go on.

use axum::extract::{Query, State};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use koppel_domain::message::{Kind, Language, Table};
use koppel_domain::wall_clock;
use koppel_store::{LogPage, LogQuery, StoreError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::admin::Admin;
use crate::app::App;
use crate::query;
use crate::wrong::{Problem, Wrong, spoken};

/// Rows in a page where none are asked for.
const PAGE: u32 = 50;
/// Most rows in a page.
const PAGE_MAX: u32 = 200;
/// Longest text that is searched for, in characters.
const TEXT_MAX: usize = 100;

/// Which rows.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Kind (soort bericht): `info`, `warning` or `error`.
    #[param(value_type = Option<String>)]
    pub(crate) kind: Option<Kind>,
    /// Table (tabel): `work_order`, `customer`, `work_address`, `article`, `article_group` or `link`.
    #[param(value_type = Option<String>)]
    pub(crate) table: Option<Table>,
    /// From this day on (`2026-11-01`, in the Netherlands), or from this moment on (RFC 3339).
    pub(crate) from: Option<String>,
    /// Until this day, that day included, or before this moment.
    pub(crate) until: Option<String>,
    /// Only rows whose message or action holds this text, in the asked language, whatever its case.
    #[param(max_length = 100)]
    pub(crate) text: Option<String>,
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
    /// The number by which people know the record that it is about; absent where it is about no single one.
    pub(crate) record: Option<String>,
    /// What happened (bericht).
    pub(crate) message: String,
    /// What to do (te nemen actie).
    pub(crate) action: String,
}

/// Kind of message (soort bericht).
#[derive(Clone, Copy, Debug, Serialize, ToSchema, PartialEq, Eq)]
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
    let which = query::read(which)?;
    crate::change::open(&admin).await?;
    rows_of(&admin, which).await.map(axum::Json)
}

/// A page of the log of a company that is known.
pub(crate) async fn rows_of(admin: &Admin, which: Which) -> Result<PageView, Wrong> {
    let limit = which.limit.unwrap_or(PAGE);
    if !(1..=PAGE_MAX).contains(&limit) {
        return Err(Wrong::Malformed("limit".to_owned()));
    }
    let query = LogQuery { limit, ..which.query(spoken())? };
    let page = read(admin, query).await?;
    let language = spoken();
    let rows = page.rows.into_iter().map(|(id, row)| RowView {
        id,
        at: row.at.to_string(),
        kind: row.message.kind().into(),
        table: row.message.table().as_str(),
        code: row.message.code(),
        record: row.message.record(),
        message: row.message.text(language),
        action: row.message.action(language),
    });
    Ok(PageView { rows: rows.collect(), next: page.next })
}

/// What the store holds of it.
pub(crate) async fn read(admin: &Admin, query: LogQuery) -> Result<LogPage, Wrong> {
    match admin.memory.log_page(query).await {
        // Only `before` can be malformed here.
        Err(StoreError::Malformed { .. }) => Err(Wrong::Malformed("before".to_owned())),
        page => Ok(page?),
    }
}

impl Which {
    /// As the store is asked for it; how many rows is the caller's.
    pub(crate) fn query(self, language: Language) -> Result<LogQuery, Wrong> {
        let Self { kind, table, from, until, text, before, limit: _ } = self;
        let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if text.as_ref().is_some_and(|text| text.chars().count() > TEXT_MAX) {
            return Err(Wrong::Malformed("text".to_owned()));
        }
        Ok(LogQuery {
            kind,
            table,
            from: edge("from", from, Ok)?,
            until: edge("until", until, Date::tomorrow)?,
            text: text.map(|text| (text, language)),
            before,
            limit: 0,
        })
    }
}

/// An end of a period: a moment as it is, or the beginning, in the Netherlands, of the day that `of` makes of a day.
fn edge(
    name: &str,
    asked: Option<String>,
    of: impl Fn(Date) -> Result<Date, jiff::Error>,
) -> Result<Option<Timestamp>, Wrong> {
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else { return Ok(None) };
    if let Ok(moment) = asked.parse::<Timestamp>() {
        return Ok(Some(moment));
    }
    let begin = Date::strptime("%Y-%m-%d", &asked)
        .and_then(of)
        .and_then(|day| wall_clock::zone().to_timestamp(day.to_datetime(Time::midnight())));
    begin.map(Some).map_err(|_| Wrong::Malformed(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_days_in_the_netherlands_or_moments() {
        let query = |from: &str, until: &str| {
            let which = Which { from: Some(from.into()), until: Some(until.into()), ..Which::default() };
            which.query(Language::Dutch).ok().map(|query| (query.from, query.until))
        };
        let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
        // The day on which the clock goes back has 25 hours.
        assert_eq!(
            query("2026-10-25", "2026-10-25").unwrap(),
            (at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z"))
        );
        assert_eq!(query("", "2026-11-24T10:00:00Z").unwrap(), (None, at("2026-11-24T10:00:00Z")));
        for wrong in ["24-11-2026", "2026-02-30", "yesterday", "2026-11-24T10:00:00"] {
            assert_eq!(query(wrong, ""), None, "{wrong}");
        }
    }
}
