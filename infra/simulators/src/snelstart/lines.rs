//! The lines of an order or a quote (SnelStart fact sheet §8.6): what is refused, and what is filled in.

use rust_decimal::Decimal;

use super::bind::rounded;
use super::books::{Books, Shelf};
use super::json::{Json, Object, property};
use super::options::Options;
use super::orders::Maker;
use super::prices::{Asked, price};
use super::rates::line_total;
use super::switches::{Decimals, NoPrice};

/// What the model of a line refuses, by property path.
pub(super) fn wrong_state(options: &Options, document: &Object, model: &str) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let lines = property(document, "regels").list();
    if options.refuse_no_lines && lines.is_empty() {
        wrong.push((format!("{model}.Regels"), "The Regels field is required.".to_owned()));
    }
    for (number, line) in lines.iter().enumerate() {
        let mut add = |name: &str, text: &str| {
            wrong.push((format!("{model}.Regels[{number}].{name}"), text.to_owned()));
        };
        let quantity = line.get("aantal").number().unwrap_or_default();
        if options.refuse_line_without_article && line.get("artikel").id().is_none() {
            add("Artikel", "The Artikel field is required.");
        }
        if options.no_price == NoPrice::Refused && line.get("stuksprijs").is_null() {
            add("Stuksprijs", "The Stuksprijs field is required.");
        }
        if options.refuse_negative && quantity < Decimal::ZERO {
            add("Aantal", "The field Aantal must not be negative.");
        }
        if options.refuse_zero && quantity.is_zero() {
            add("Aantal", "The field Aantal must not be zero.");
        }
    }
    wrong
}

/// Whether the articles are there, and still active.
pub(super) fn check(
    books: &Books,
    options: &Options,
    document: &Object,
    codes: &mut Vec<(&'static str, String)>,
) {
    for id in property(document, "regels").list().iter().filter_map(|line| line.get("artikel").id()) {
        match books.row(Shelf::Articles, id) {
            None => codes.push(("ART-0001", "Artikel bestaat niet".to_owned())),
            Some(row) if options.refuse_inactive && row.get("isNonActief").flag() == Some(true) => {
                codes.push(("ALG-0105", "Het artikel is nonactief".to_owned()));
            }
            Some(_) => {}
        }
    }
}

/// Fills in descriptions, prices and totals.
pub(super) fn fill(maker: &Maker<'_>, document: &mut Object, relation: &str) {
    let lines = property(document, "regels").list().iter().filter_map(Json::properties);
    let lines: Vec<Json> = lines.map(|line| filled(maker, line.clone(), relation).into()).collect();
    document.insert("regels".to_owned(), Json::List(lines));
}

fn filled(maker: &Maker<'_>, mut line: Object, relation: &str) -> Object {
    let options = maker.options;
    let kept = |number: Decimal, decimals: u32| match options.decimals {
        Decimals::Rounded => rounded(number, decimals),
        Decimals::Kept => number,
    };
    let quantity = property(&line, "aantal").number().unwrap_or_default();
    let quantity = kept(quantity, options.quantity_decimals);
    let article = property(&line, "artikel").id().map(str::to_owned);
    let price = match (property(&line, "stuksprijs").number(), &article, options.no_price) {
        (Some(price), _, _) => kept(price, options.price_decimals),
        (None, Some(article), NoPrice::FromArticle) => {
            price(maker.books, article, &Asked::of(relation, quantity), options, maker.now)
        }
        _ => Decimal::ZERO,
    };
    if property(&line, "omschrijving").filled().is_none()
        && let Some(row) = article.as_deref().and_then(|id| maker.books.row(Shelf::Articles, id))
    {
        line.insert("omschrijving".to_owned(), row.get("omschrijving").clone());
    }
    line.insert("aantal".to_owned(), quantity.into());
    line.insert("stuksprijs".to_owned(), price.into());
    if property(&line, "kortingsPercentage").is_null() {
        line.insert("kortingsPercentage".to_owned(), Decimal::ZERO.into());
    }
    let total = line_total(&line);
    line.insert("totaal".to_owned(), total.into());
    line
}
