//! A record as an answer shows it and as a filter sees it.
//!
//! Guarantees: all properties of its models are there, null where they are empty; `id`, `uri`, `modifiedOn` and
//! `isOfferte` are told from the record's own facts unless someone wrote them by hand.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::books::Row;
use super::json::{Json, Object};
use super::models::{ARTICLE, ARTICLE_LISTED, GROUP, RELATION};
use super::moment;
use super::options::Options;
use super::order_models::{AGREEMENT, INVOICE, ORDER, QUOTE};
use super::route::Resource;
use super::schema::{Field, Model};

/// The status of a quote.
pub(super) const QUOTE_STATUS: &str = "Offerte";

/// A record on its way out.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) row: &'a Row,
    pub(super) resource: Resource,
    pub(super) options: &'a Options,
    /// The record whose id is shown instead of its own.
    pub(super) beside: Option<&'a Row>,
    /// The price that is shown instead of an article's own.
    pub(super) price: Option<Decimal>,
}

/// What a filter of a resource may name.
pub(super) fn model(resource: Resource) -> Option<&'static Model> {
    match resource {
        Resource::Relations => Some(&RELATION),
        Resource::Articles => Some(&ARTICLE),
        Resource::Groups => Some(&GROUP),
        Resource::Orders => Some(&ORDER),
        Resource::Quotes => Some(&QUOTE),
        Resource::Invoices => Some(&INVOICE),
        Resource::Agreements | Resource::ArticleAgreements => Some(&AGREEMENT),
        _ => None,
    }
}

impl<'a> View<'a> {
    /// A record as it is.
    pub(super) const fn new(row: &'a Row, resource: Resource, options: &'a Options) -> Self {
        Self { row, resource, options, beside: None, price: None }
    }

    /// A property by the name that the JSON uses.
    pub(super) fn get(&self, name: &str) -> Cow<'a, Json> {
        let own = self.row.get(name);
        let told = match name {
            "id" => Json::from(self.id()),
            "uri" => Json::from(format!("/{}/{}", self.resource.name(), self.id())),
            "verkoopprijs" if self.price.is_some() => return Cow::Owned(self.price.into()),
            "modifiedOn" if own.is_null() => moment::stamp(self.row.modified, self.options).into(),
            "isOfferte" if own.is_null() => is_quote(self.row).into(),
            _ => return Cow::Borrowed(own),
        };
        Cow::Owned(told)
    }

    fn id(&self) -> &'a str {
        &self.beside.unwrap_or(self.row).id
    }

    /// The record with all its properties, or with those that were selected.
    pub(super) fn show(&self, listed: bool, select: Option<&[&'static str]>) -> Json {
        let mut shown = Object::new();
        let extra: &[Field] =
            if listed && self.resource == Resource::Articles { ARTICLE_LISTED.fields } else { &[] };
        let fields = model(self.resource).map_or(&[][..], |model| model.fields).iter().chain(extra);
        for field in fields.filter(|field| select.is_none_or(|names| names.contains(&field.name))) {
            shown.insert(field.name.to_owned(), self.get(field.name).into_owned());
        }
        if select.is_none() {
            for (name, value) in self.row.document.iter().filter(|(name, _)| !is_known(name)) {
                shown.insert(name.clone(), value.clone());
            }
            if self.options.unknown_property {
                shown.insert("nieuwVeld".to_owned(), Json::object([("waarde", "nog onbekend".into())]));
            }
        }
        Json::Object(shown)
    }
}

/// Whether an order stands as a quote.
pub(super) fn is_quote(row: &Row) -> bool {
    row.get("procesStatus").text() == Some(QUOTE_STATUS)
}

/// A property that one of the models has; all others were put in by hand, and are shown too.
fn is_known(name: &str) -> bool {
    [&RELATION, &ARTICLE, &ARTICLE_LISTED, &GROUP, &ORDER, &QUOTE, &INVOICE, &AGREEMENT]
        .iter()
        .any(|model| model.field(name).is_some())
}
