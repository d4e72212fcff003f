//! The OData dialect (fact sheet §4): the same records as entity sets, whole, in pages of 100.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde::Serialize;

use super::call::Call;
use super::lying::PAGE;
use super::metadata;
use super::odata_filter;
use super::options::InsertAnswer;
use super::record::{Part, Shown};
use super::refusal::Refusal;
use super::replies;
use super::route::{Act, Route};
use super::tables::Table;
use crate::lies::Lie;

/// Where the next page begins: beyond this id. Ids do not move when records come and go between two pages.
const SKIP_TOKEN: &str = "$skiptoken";

#[derive(Serialize)]
struct Page<'a> {
    #[serde(rename = "@odata.context")]
    context: String,
    #[serde(rename = "@odata.count", skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    value: Vec<Shown<'a>>,
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize)]
struct Entity<'a> {
    #[serde(rename = "@odata.context")]
    context: String,
    #[serde(flatten)]
    record: Shown<'a>,
}

/// What a list was asked for, beside its filter.
#[derive(Default)]
struct Paging {
    top: Option<usize>,
    skip: usize,
    after: i64,
    count: bool,
}

/// Carries an act out.
///
/// # Errors
/// What the contract refuses.
pub(super) fn carry_out(
    call: &mut Call<'_>,
    act: Act,
    route: &Route,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, Refusal> {
    let base = base(request);
    match act {
        Act::Insert(table) => {
            let id = call.insert(table)?;
            let part = match call.options.insert_answer {
                InsertAnswer::IdAndExtKey => Part::Whole,
                InsertAnswer::WithoutId => Part::WithoutId,
                InsertAnswer::BareInteger => return replies::json(StatusCode::CREATED, &id),
            };
            entity(call, table, id, part, StatusCode::CREATED, &base)
        }
        Act::Update(table, id) => {
            let id = id.map_or_else(|| call.body_id(), Ok)?;
            call.update(table, id, call.options.odata_full_replace)?;
            Ok(replies::nothing())
        }
        Act::Delete(table, id) => {
            let id = id.map_or_else(|| call.body_id(), Ok)?;
            call.company.delete(table, id)?;
            Ok(replies::nothing())
        }
        Act::ReadOne(table, id) => entity(call, table, id, Part::Whole, StatusCode::OK, &base),
        Act::Read(table) => list(call, table, route, &base),
        Act::Metadata => {
            Ok(replies::with(StatusCode::OK, "application/xml", metadata::document().into_bytes()))
        }
        Act::Login | Act::ReadSync(_) | Act::Presentation(..) => {
            Err(Refusal::missing("Deze actie bestaat niet."))
        }
    }
}

fn entity(
    call: &Call<'_>,
    table: Table,
    id: i64,
    part: Part,
    status: StatusCode,
    base: &str,
) -> Result<Response<Bytes>, Refusal> {
    let record = Shown::truth(table, call.company.found(table, id)?, part, call.look());
    let context = format!("{base}/$metadata#{}/$entity", table.name());
    replies::json(status, &Entity { context, record })
}

fn list(call: &Call<'_>, table: Table, route: &Route, base: &str) -> Result<Response<Bytes>, Refusal> {
    let paging = paging(route)?;
    let filter = route.parameter("$filter").filter(|_| !call.options.ignores_filters);
    let conditions = odata_filter::parse(table, filter.unwrap_or_default(), call.options.zone_ignored)?;
    let size = paging.top.map_or(PAGE, |top| top.min(PAGE));
    let counts = paging.count && call.lie != Some(Lie::NoCount);
    let count = counts.then(|| call.rows(table, &conditions, i64::MIN, size).count());
    let context = format!("{base}/$metadata#{}", table.name());
    if call.empty_page {
        return replies::json(StatusCode::OK, &Page { context, count, value: Vec::new(), next: None });
    }
    let mut found = call.rows(table, &conditions, paging.after, size).skip(paging.skip);
    let page: Vec<_> = found.by_ref().take(size).collect();
    let wanted_more = paging.top.is_none_or(|top| top > size);
    let next = match page.last() {
        Some(last) if wanted_more && found.any(|row| !row.lost) => {
            let top = paging.top.map(|top| top - size);
            Some(next_link(route, table, last.at.id(), top, base)?)
        }
        _ => None,
    };
    let shown = page.iter().filter(|row| !row.lost);
    let value = shown.map(|row| Shown::told(table, row, Part::Whole, call.look())).collect();
    replies::json(StatusCode::OK, &Page { context, count, value, next })
}

/// The query options that the contract names; any other one is refused.
fn paging(route: &Route) -> Result<Paging, Refusal> {
    let mut paging = Paging { after: i64::MIN, ..Paging::default() };
    for (name, value) in &route.query {
        let wrong = || Refusal::invalid(format!("{name} kan niet '{value}' zijn."));
        match name.to_ascii_lowercase().as_str() {
            "$filter" => {}
            "$orderby" if ["id", "id asc"].contains(&value.to_ascii_lowercase().as_str()) => {}
            "$top" => paging.top = Some(value.parse().map_err(|_| wrong())?),
            "$skip" => paging.skip = value.parse().map_err(|_| wrong())?,
            SKIP_TOKEN => paging.after = value.parse().map_err(|_| wrong())?,
            "$count" => paging.count = value.parse().map_err(|_| wrong())?,
            "$orderby" => return Err(wrong()),
            _ => return Err(Refusal::invalid(format!("{name} wordt niet ondersteund."))),
        }
    }
    Ok(paging)
}

fn next_link(
    route: &Route,
    table: Table,
    last: i64,
    top: Option<usize>,
    base: &str,
) -> Result<String, Refusal> {
    let moved = ["$skip", "$top", SKIP_TOKEN];
    let mut query: Vec<(&str, String)> = route
        .query
        .iter()
        .filter(|(name, _)| !moved.iter().any(|moved| name.eq_ignore_ascii_case(moved)))
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    query.extend(top.map(|top| ("$top", top.to_string())));
    query.push((SKIP_TOKEN, last.to_string()));
    let query = serde_urlencoded::to_string(query).map_err(|error| Refusal::broken(error.to_string()))?;
    Ok(format!("{base}/{}?{query}", table.name()))
}

/// The address of the dialect as the caller wrote it; only its path where the request does not tell.
fn base(request: &Request<Bytes>) -> String {
    let path = request.uri().path();
    let path = path.find('/').and_then(|start| path.get(start + 1..)).unwrap_or(path);
    let first = path.split('/').next().unwrap_or("odata");
    let host = request.uri().authority().map(|host| host.as_str().to_owned()).or_else(|| {
        let host = request.headers().get(http::header::HOST)?;
        host.to_str().ok().map(str::to_owned)
    });
    let scheme = request.uri().scheme_str().unwrap_or("http");
    host.map_or_else(|| format!("/{first}"), |host| format!("{scheme}://{host}/{first}"))
}
