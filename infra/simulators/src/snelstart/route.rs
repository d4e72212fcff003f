//! What a request asks: one of the calls of SnelStart fact sheet §7.
//!
//! Guarantees: paths and hosts are taken as the sheet writes them, letter for letter. The token host and the API host
//! are one server here: a request that names one of the two real hosts finds only that one's paths.

use bytes::Bytes;
use http::{Method, Request, header};
use percent_encoding::percent_decode_str;

use super::json::{Json, Object, property};
use crate::server::Asked;

/// The host that gives tokens.
const TOKEN_HOST: &str = "auth.snelstart.nl";
/// The host that answers everything else.
const API_HOST: &str = "b2bapi.snelstart.nl";

/// A kind of record, or of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Resource {
    Token,
    Echo,
    CompanyInfo,
    Authorization,
    Relations,
    Articles,
    Groups,
    Orders,
    Quotes,
    Invoices,
    Countries,
    Rates,
    CostCentres,
    Templates,
    Agreements,
    ArticleAgreements,
}

use Resource::{
    Agreements, ArticleAgreements, Articles, Authorization, CompanyInfo, CostCentres, Countries, Echo,
    Groups, Invoices, Orders, Quotes, Rates, Relations, Templates, Token,
};

/// How a resource is asked for.
struct Entry {
    resource: Resource,
    /// As the path writes it.
    name: &'static str,
    /// Without `:read` or `:write`; empty where none is needed.
    scope: &'static str,
    /// Verbs of the whole.
    whole: &'static [&'static str],
    /// Verbs of one record.
    one: &'static [&'static str],
}

const GET: &[&str] = &["GET"];
const GET_POST: &[&str] = &["GET", "POST"];
const EVERY: &[&str] = &["GET", "PUT", "DELETE"];

const fn entry(
    resource: Resource,
    name: &'static str,
    scope: &'static str,
    whole: &'static [&'static str],
    one: &'static [&'static str],
) -> Entry {
    Entry { resource, name, scope, whole, one }
}

/// Every resource; the first is the token host's.
static ENTRIES: [Entry; 16] = [
    entry(Token, "token", "", &["POST"], &[]),
    entry(Echo, "echo", "", &[], GET),
    entry(CompanyInfo, "companyInfo", "settings", GET, &[]),
    entry(Authorization, "authorization", "", &[], GET),
    entry(Relations, "relaties", "relaties", GET_POST, EVERY),
    entry(Articles, "artikelen", "artikelen", GET_POST, EVERY),
    entry(Groups, "artikelomzetgroepen", "artikelen", GET, GET),
    entry(Orders, "verkooporders", "orders", GET_POST, EVERY),
    entry(Quotes, "offertes", "orders", GET_POST, EVERY),
    entry(Invoices, "verkoopfacturen", "orders", GET, &[]),
    entry(Countries, "landen", "settings", GET, GET),
    entry(Rates, "btwtarieven", "settings", GET, &[]),
    entry(CostCentres, "kostenplaatsen", "settings", GET, &[]),
    entry(Templates, "verkoopordersjablonen", "orders", GET, GET),
    entry(Agreements, "prijsafspraken", "artikelen", GET, &[]),
    entry(ArticleAgreements, "artikelen/prijsafspraken", "artikelen", GET, &[]),
];

impl Resource {
    /// The resource of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        ENTRIES.iter().find(|entry| entry.name == name).map(|entry| entry.resource)
    }

    fn entry(self) -> &'static Entry {
        static NOTHING: Entry = entry(Token, "", "", &[], &[]);
        ENTRIES.iter().find(|entry| entry.resource == self).unwrap_or(&NOTHING)
    }

    /// As the path writes it.
    pub(super) fn name(self) -> &'static str {
        self.entry().name
    }

    /// The scope that it needs, without `:read` or `:write`; empty where none.
    pub(super) fn scope(self) -> &'static str {
        self.entry().scope
    }
}

/// What is done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// The whole of it.
    List,
    Create,
    Read(String),
    Replace(String),
    Delete(String),
    /// `PUT /verkooporders/{id}/ProcesStatus`
    Status(String),
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) resource: Resource,
    /// Nothing where the path has no such verb.
    pub(super) act: Option<Act>,
    /// The query, decoded, in its order.
    pub(super) query: Vec<(String, String)>,
}

impl Route {
    /// Reads a request; nothing where there is no such path.
    pub(super) fn of(request: &Request<Bytes>) -> Option<Self> {
        let path = request.uri().path();
        let host = host(request).unwrap_or_default();
        let query = serde_urlencoded::from_str(request.uri().query().unwrap_or_default()).unwrap_or_default();
        if path == "/b2b/token" && host != API_HOST {
            let act = (request.method() == Method::POST).then_some(Act::Create);
            return Some(Self { resource: Token, act, query });
        }
        let path = path.strip_prefix("/v2/").filter(|_| host != TOKEN_HOST)?;
        let (resource, rest) = resource(path)?;
        let act = match rest {
            None => act_on_whole(resource, request.method()),
            Some(rest) => act_on_one(resource, request.method(), rest)?,
        };
        Some(Self { resource, act, query })
    }

    /// A part of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// As the journal and the faults name it: `relaties/list`, `verkooporders/create`, `token`.
    pub(super) fn asked(&self, body: &Bytes) -> Asked {
        let name = self.resource.name();
        let verb = match (&self.act, self.resource) {
            (_, Token) => return Asked { operation: name.to_owned(), subject: String::new() },
            (None, _) => "refused",
            (Some(Act::List), _) => "list",
            (Some(Act::Create), _) => "create",
            (Some(Act::Read(_)), _) => "read",
            (Some(Act::Replace(_)), _) => "replace",
            (Some(Act::Delete(_)), _) => "delete",
            (Some(Act::Status(_)), _) => "status",
        };
        let subject = match &self.act {
            None => String::new(),
            Some(Act::List) => self.parameter("$filter").unwrap_or_default().to_owned(),
            Some(Act::Create) => key(body),
            Some(Act::Read(id) | Act::Replace(id) | Act::Delete(id) | Act::Status(id)) => id.clone(),
        };
        Asked { operation: format!("{name}/{verb}"), subject }
    }
}

/// The resource of a path below the version, and what follows it.
fn resource(path: &str) -> Option<(Resource, Option<&str>)> {
    if let Some(resource) = Resource::named(path).filter(|found| *found != Token) {
        return Some((resource, None));
    }
    let (name, rest) = path.split_once('/')?;
    let resource = Resource::named(name).filter(|found| *found != Token)?;
    Some((resource, Some(rest)))
}

fn act_on_whole(resource: Resource, method: &Method) -> Option<Act> {
    let act = match *method {
        Method::GET => Act::List,
        Method::POST => Act::Create,
        _ => return None,
    };
    resource.entry().whole.contains(&method.as_str()).then_some(act)
}

/// Nothing where there is no such path; nothing inside where it has no such verb.
fn act_on_one(resource: Resource, method: &Method, rest: &str) -> Option<Option<Act>> {
    if resource == Authorization && rest != "HasUserAccessToAdministration" {
        return None;
    }
    if let Some((id, "ProcesStatus")) = rest.split_once('/').filter(|_| resource == Orders) {
        return Some((*method == Method::PUT).then(|| Act::Status(id.to_owned())));
    }
    if resource.entry().one.is_empty() || (rest.contains('/') && resource != Echo) {
        return None;
    }
    let id = percent_decode_str(rest).decode_utf8_lossy().into_owned();
    let act = match *method {
        Method::GET => Act::Read(id),
        Method::PUT => Act::Replace(id),
        Method::DELETE => Act::Delete(id),
        _ => return Some(None),
    };
    Some(resource.entry().one.contains(&method.as_str()).then_some(act))
}

/// The key by which a person would know what is created.
fn key(body: &Bytes) -> String {
    let empty = Object::new();
    let body = Json::parse(body).unwrap_or_default();
    let body = body.properties().unwrap_or(&empty);
    let of = |name| property(body, name);
    let code = of("relatiecode").number().map(|number| number.to_string());
    let text = of("orderreferentie").filled().or(of("artikelcode").filled()).map(str::to_owned);
    text.or(code).unwrap_or_default()
}

fn host(request: &Request<Bytes>) -> Option<String> {
    let named = request.uri().host().map(str::to_owned);
    named.or_else(|| {
        let host = request.headers().get(header::HOST)?.to_str().ok()?;
        Some(host.split(':').next().unwrap_or_default().to_ascii_lowercase())
    })
}
