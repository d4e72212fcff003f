//! Lists of records: which rows stand in one, what is told of them, and which page is shown.
//!
//! Guarantees: rows stand in the order in which they were made; a page is a bare array.

use jiff::Timestamp;

use super::books::{Books, Row, Shelf};
use super::json::Json;
use super::options::Options;
use super::prices::{Asked, agreed};
use super::query::Query;
use super::refusal::Refusal;
use super::route::{Resource, Route};
use super::view::{View, is_quote, model};
use crate::lies::{Lie, Told};

/// What a list is told from.
pub(super) struct Source<'a> {
    pub(super) books: &'a Books,
    pub(super) options: &'a Options,
    pub(super) now: Timestamp,
    pub(super) lie: Option<&'a Lie>,
    /// Nothing is told although there is something.
    pub(super) empty: bool,
}

/// The shelf of a resource that is kept in the books.
pub(super) const fn shelf(resource: Resource) -> Option<Shelf> {
    Some(match resource {
        Resource::Relations => Shelf::Relations,
        Resource::Articles => Shelf::Articles,
        Resource::Groups => Shelf::Groups,
        Resource::Orders | Resource::Quotes => Shelf::Orders,
        Resource::Invoices => Shelf::Invoices,
        Resource::Agreements | Resource::ArticleAgreements => Shelf::Agreements,
        _ => return None,
    })
}

/// A page.
///
/// # Errors
/// 400 where the query asks what cannot be asked.
pub(super) fn page(source: &Source<'_>, route: &Route) -> Result<Json, Refusal> {
    let (Some(shelf), Some(model)) = (shelf(route.resource), model(route.resource)) else {
        return Err(Refusal::NoPath);
    };
    // Groups are a plain list: no query option has any effect (§5).
    let query = if route.resource == Resource::Groups {
        Query { tests: Vec::new(), top: usize::MAX, skip: 0, select: None }
    } else {
        Query::read(route, model, source.options)?
    };
    if route.resource == Resource::Agreements && !names_an_article(&query) {
        return Err(Refusal::code("ALG-0104", "Artikel/Id is verplicht in het OData filter"));
    }
    let prices = Asked::read(route, source.books)?;
    if source.empty {
        return Ok(Json::List(Vec::new()));
    }
    let views = source
        .books
        .rows(shelf)
        .filter(|row| source.stands(row, route.resource))
        .map(|row| View::new(row, route.resource, source.options))
        .filter(|view| query.tests.iter().all(|test| test.holds(view)));
    let told: Vec<Told<View<'_>>> = match source.lie.filter(|_| query.is_listing()) {
        Some(lie) => {
            let views: Vec<View<'_>> = views.collect();
            lie.tell(&views, query.top).into_iter().skip(query.skip).take(query.top).collect()
        }
        None => views.skip(query.skip).take(query.top).map(Told::truth).collect(),
    };
    let shown = told.into_iter().filter(|row| !row.lost).map(|row| {
        let view = View {
            beside: row.beside.map(|beside| beside.row),
            price: agreed(source.books, &row.shown.row.id, &prices, source.options, source.now),
            ..row.shown
        };
        view.show(true, query.select.as_deref())
    });
    Ok(Json::List(shown.collect()))
}

fn names_an_article(query: &Query) -> bool {
    query.tests.iter().any(|test| test.root() == "artikel")
}

impl Source<'_> {
    /// Whether a row stands in the list of a resource.
    fn stands(&self, row: &Row, resource: Resource) -> bool {
        let active = |name: &str| self.options.inactive_in_lists || row.get(name).flag() != Some(true);
        match resource {
            Resource::Relations => active("nonactief"),
            Resource::Articles => active("isNonActief"),
            Resource::Orders | Resource::Quotes => {
                let age = self.now.duration_since(row.created);
                is_among(row, resource, self.options) && age >= self.options.stale_lookup
            }
            _ => true,
        }
    }
}

/// Whether an order stands among the orders, or among the quotes.
pub(super) fn is_among(row: &Row, resource: Resource, options: &Options) -> bool {
    match resource {
        Resource::Orders => options.quotes_among_orders || !is_quote(row),
        Resource::Quotes => is_quote(row) || (row.was_quote && options.ordered_quotes_stay),
        _ => true,
    }
}
