//! What a list was asked for: `$filter`, `$top`, `$skip`, `$select`, `$orderby` (SnelStart fact sheet §5).
//!
//! Guarantees: a page is never larger than the switches say, whatever was asked; nothing counts the rows and nothing
//! links to the next page.

use super::filter::Test;
use super::filter_parser::{no_property, parse};
use super::options::Options;
use super::refusal::Refusal;
use super::route::{Resource, Route};
use super::schema::{Kind, Model, pascal};
use super::switches::{OrderBy, OverTop};

/// Properties that say what kind of record one is: a list with no other condition is a list of all.
const OF_ALL: [&str; 3] = ["isNonActief", "nonactief", "relatiesoort"];

/// What a list was asked for.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) tests: Vec<Test>,
    /// Rows of a page.
    pub(super) top: usize,
    pub(super) skip: usize,
    /// The properties that are wanted; nothing means all.
    pub(super) select: Option<Vec<&'static str>>,
}

impl Query {
    /// Reads the query of a list.
    ///
    /// # Errors
    /// 400.
    pub(super) fn read(route: &Route, model: &'static Model, options: &Options) -> Result<Self, Refusal> {
        let page = page_max(route.resource, options);
        let top = number(route, "$top")?.unwrap_or(page);
        if top > page && options.over_top == OverTop::Refused {
            return Err(Refusal::OData(format!("The limit of '{page}' for Top query has been exceeded.")));
        }
        if route.parameter("$orderby").is_some() && options.order_by == OrderBy::Refused {
            return Err(Refusal::OData("Query option 'OrderBy' is not allowed.".to_owned()));
        }
        let ignored = options.ignored_filters.iter().any(|name| name == route.resource.name());
        let tests = match route.parameter("$filter").filter(|_| !ignored) {
            Some(filter) => parse(filter, route.resource, model, options)?,
            None => Vec::new(),
        };
        let select = route.parameter("$select").map(|names| selected(names, model)).transpose()?;
        Ok(Self { tests, top: top.min(page), skip: number(route, "$skip")?.unwrap_or_default(), select })
    }

    /// Whether it asks for all records, or for all of a kind.
    pub(super) fn is_listing(&self) -> bool {
        self.tests.iter().all(|test| OF_ALL.contains(&test.root()))
    }
}

const fn page_max(resource: Resource, options: &Options) -> usize {
    if matches!(resource, Resource::Articles) { options.articles_page_max } else { options.page_max }
}

fn number(route: &Route, name: &str) -> Result<Option<usize>, Refusal> {
    let wrong = |text: &str| Refusal::OData(format!("Invalid value '{text}' for {name} query option found."));
    route.parameter(name).map(|text| text.parse().map_err(|_| wrong(text))).transpose()
}

fn selected(names: &str, model: &'static Model) -> Result<Vec<&'static str>, Refusal> {
    let find = |name: &str| {
        let found = model.fields.iter().find(|field| pascal(field.name) == name);
        found
            .filter(|field| !matches!(field.kind, Kind::Uri) || field.name == "uri")
            .map(|field| field.name)
            .ok_or_else(|| no_property(name, model))
    };
    names.split(',').map(|name| find(name.trim())).collect()
}
