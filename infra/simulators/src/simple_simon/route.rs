//! What a request asks: its dialect, its act, and the name of that act in the journal, the same in both dialects.
//!
//! Paths are read in whatever case (fact sheet §12.1). Leaves out: whether the caller may, and bodies beyond the key in them.

use bytes::Bytes;
use http::{Method, Request};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::company::{body_id, property};
use super::field::Field;
use super::odata_filter;
use super::refusal::Refusal;
use super::selection::Comparison;
use super::tables::{EXT_KEY, ID, Kind, Table};
use crate::server::Asked;

/// One of the two generations of the API (fact sheet §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Classic,
    OData,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Login,
    Metadata,
    Insert(Table),
    /// The id where the path has one; else it is in the body.
    Update(Table, Option<i64>),
    /// The same.
    Delete(Table, Option<i64>),
    /// A list.
    Read(Table),
    ReadOne(Table, i64),
    ReadSync(Table),
    Presentation(Table, i64),
}

/// A request that was understood, or why it was not.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) dialect: Dialect,
    pub(super) act: Result<Act, Refusal>,
    /// The query, decoded.
    pub(super) query: Vec<(String, String)>,
}

impl Route {
    /// Reads a request's verb, path and query. A path of neither dialect is a missing one of the classic server.
    pub(super) fn of(request: &Request<Bytes>) -> Self {
        let path = percent_decode_str(request.uri().path()).decode_utf8_lossy();
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let (dialect, act) = match segments.split_first() {
            Some((base, rest)) if base.eq_ignore_ascii_case("classic") => {
                (Dialect::Classic, classic(request.method(), rest))
            }
            Some((base, rest)) if base.eq_ignore_ascii_case("odata") => {
                (Dialect::OData, odata(request.method(), rest))
            }
            _ => (Dialect::Classic, Err(unknown())),
        };
        let query = request.uri().query().unwrap_or_default();
        let query = serde_urlencoded::from_str(query).unwrap_or_default();
        Self { dialect, act, query }
    }

    /// The value of a query parameter, its name in whatever case.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// How the journal and the faults call this request.
    pub(super) fn asked(&self, body: &Bytes) -> Asked {
        let Ok(act) = &self.act else {
            return Asked { operation: "unknown".to_owned(), subject: String::new() };
        };
        let (table, action, subject) = match *act {
            Act::Login => return Asked { operation: "login".to_owned(), subject: String::new() },
            Act::Metadata => return Asked { operation: "metadata".to_owned(), subject: String::new() },
            Act::Insert(table) => (table, "insert", key_of(body, None)),
            Act::Update(table, id) => (table, "update", key_of(body, id)),
            Act::Delete(table, id) => (table, "delete", key_of(body, id)),
            Act::ReadOne(table, id) => (table, "read/id", id.to_string()),
            Act::Presentation(table, id) => (table, "digitalpresentation/id", id.to_string()),
            Act::ReadSync(table) => (table, "readsync", self.since()),
            Act::Read(table) if self.dialect == Dialect::OData => self.odata_read(table),
            Act::Read(table) => (table, "read", self.classic_key(table)),
        };
        Asked { operation: format!("{}/{action}", table.name().to_ascii_lowercase()), subject }
    }

    fn since(&self) -> String {
        self.parameter("LastMutation").or_else(|| self.parameter("LastId")).unwrap_or_default().to_owned()
    }

    fn classic_key(&self, table: Table) -> String {
        let tells = |name: &str| table.place(name).is_some_and(|place| is_key(table, place));
        self.query.iter().find(|(name, _)| tells(name)).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// A list filtered on what changed, or on the ids beyond one, is what the classic server calls `readsync`.
    fn odata_read(&self, table: Table) -> (Table, &'static str, String) {
        let filter = self.parameter("$filter").unwrap_or_default();
        let conditions = odata_filter::parse(table, filter, false).unwrap_or_default();
        let sync = conditions.iter().find(|condition| {
            condition.place == table.stamp()
                || (condition.place == ID && condition.comparison != Comparison::Equal)
        });
        let key = sync.or_else(|| conditions.iter().find(|condition| is_key(table, condition.place)));
        let subject = key.map(|condition| plain(&condition.value)).unwrap_or_default();
        (table, if sync.is_some() { "readsync" } else { "read" }, subject)
    }
}

fn unknown() -> Refusal {
    Refusal::missing("Deze tabel of actie bestaat niet.")
}

fn is_key(table: Table, place: usize) -> bool {
    let kind = table.columns().get(place).map(|column| column.kind);
    place == EXT_KEY || matches!(kind, Some(Kind::Id | Kind::Refers(..)))
}

fn plain(value: &Field) -> String {
    match value.json() {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn key_of(body: &Bytes, id: Option<i64>) -> String {
    let Ok(Value::Object(body)) = serde_json::from_slice(body) else {
        return id.map(|id| id.to_string()).unwrap_or_default();
    };
    property(&body, "ExtKey")
        .and_then(Value::as_str)
        .filter(|key| !key.is_empty())
        .map(str::to_owned)
        .or_else(|| id.or_else(|| body_id(&body)).map(|id| id.to_string()))
        .unwrap_or_default()
}

/// `{table}/{action}[/{id}]` with GET and POST (SIM-A02, SIM-A03).
fn classic(method: &Method, segments: &[&str]) -> Result<Act, Refusal> {
    let lower: Vec<String> = segments.iter().map(|segment| segment.to_ascii_lowercase()).collect();
    let words: Vec<&str> = lower.iter().map(String::as_str).collect();
    if words == ["login"] {
        return if [Method::GET, Method::POST].contains(method) {
            Ok(Act::Login)
        } else {
            Err(Refusal::verb())
        };
    }
    let (table, rest) = words.split_first().ok_or_else(unknown)?;
    let table = Table::named(table).ok_or_else(unknown)?;
    let (act, wanted) = match rest {
        ["read"] => (Act::Read(table), Method::GET),
        ["read", id] => (Act::ReadOne(table, number(id)?), Method::GET),
        ["readsync"] => (Act::ReadSync(table), Method::GET),
        ["digitalpresentation", id] if matches!(table, Table::WorkOrder | Table::WorkOrderSurvey) => {
            (Act::Presentation(table, number(id)?), Method::GET)
        }
        ["insert"] => (Act::Insert(table), Method::POST),
        ["update"] => (Act::Update(table, None), Method::POST),
        ["delete"] => (Act::Delete(table, None), Method::POST),
        _ => return Err(unknown()),
    };
    if *method == wanted { Ok(act) } else { Err(Refusal::verb()) }
}

/// `{EntitySet}`, `{EntitySet}({id})` or `{EntitySet}/{id}` (SIM-A20).
fn odata(method: &Method, segments: &[&str]) -> Result<Act, Refusal> {
    let (set, id) = match segments {
        [login] if login.eq_ignore_ascii_case("login") => {
            return if *method == Method::POST { Ok(Act::Login) } else { Err(Refusal::verb()) };
        }
        [metadata] if metadata.eq_ignore_ascii_case("$metadata") => return Ok(Act::Metadata),
        [set] => match set.split_once('(') {
            Some((set, key)) => (set, Some(number(key.strip_suffix(')').ok_or_else(unknown)?)?)),
            None => (*set, None),
        },
        [set, id] => (*set, Some(number(id)?)),
        _ => return Err(unknown()),
    };
    let table = Table::named(set).ok_or_else(unknown)?;
    match (method.as_str(), id) {
        ("GET", None) => Ok(Act::Read(table)),
        ("GET", Some(id)) => Ok(Act::ReadOne(table, id)),
        ("POST", None) => Ok(Act::Insert(table)),
        ("PUT", Some(_)) => Ok(Act::Update(table, id)),
        ("DELETE", Some(_)) => Ok(Act::Delete(table, id)),
        _ => Err(Refusal::verb()),
    }
}

fn number(text: &str) -> Result<i64, Refusal> {
    text.parse().map_err(|_| unknown())
}
