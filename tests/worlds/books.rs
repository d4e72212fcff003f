//! What bookkeeping says should be in Simple-Simon, and what a work order should have become.
//!
//! Guarantees: written from the requirements, and from the two packages as they are; no rule of Koppel's own is asked.

use std::collections::BTreeMap;

use koppel_domain::settings::Settings;
use koppel_simulators::books::{List, Package};
use koppel_simulators::lies::Lie;
use koppel_tests::World;
use koppel_tests::mirror::{Record, text};
use rust_decimal::Decimal;

use crate::people::Past;

/// The groups of the filter, where there is one (R9); empty lets all through.
fn passes(settings: &Settings, world: &World, group: Option<u32>) -> bool {
    let filter = &settings.article_groups;
    let name =
        |group: u32| world.books.groups().into_iter().find(|it| it.nr == group).map(|it| it.description);
    filter.is_empty() || group.and_then(name).is_some_and(|name| filter.contains(&name))
}

/// Bookkeeping has a record that belongs in Simple-Simon under this key (R5–R9).
pub(crate) fn wants(world: &World, past: &Past, table: &str, key: &str) -> bool {
    let Some((_, settings)) = past.settings.last() else { return true };
    match table {
        "customer" => {
            world.books.debtors().iter().any(|debtor| debtor.nr.to_string() == key && !debtor.blocked)
        }
        "item" => {
            world.books.articles().iter().any(|article| {
                article.nr == key && !article.blocked && passes(settings, world, article.group)
            })
        }
        _ => world
            .books
            .groups()
            .iter()
            .any(|group| group.nr.to_string() == key && passes(settings, world, Some(group.nr))),
    }
}

/// What Simple-Simon should hold, where it differs from what all of bookkeeping would give: without what the filter
/// leaves out.
pub(crate) fn wanted(world: &World, settings: &Settings) -> Vec<String> {
    let mut lines = world.wanted();
    let groups = world.books.groups();
    let out: Vec<String> = groups
        .iter()
        .filter(|group| !passes(settings, world, Some(group.nr)))
        .map(|group| group.nr.to_string())
        .collect();
    lines.retain(|line| {
        let is_group = out.iter().any(|nr| line.starts_with(&format!("group {nr}|")));
        let is_article =
            line.starts_with("article ") && out.iter().any(|nr| line.ends_with(&format!("|{nr}")));
        !is_group && !is_article
    });
    lines
}

/// The stream of a list of bookkeeping that, under this lie, promises other records than it gives. One that breaks off is
/// none: the connector itself does not take it for an answer. Nor is any of a package that promises nothing: SnelStart
/// counts no list.
pub(crate) fn self_contradicting(world: &World, list: List, lie: &Lie) -> Option<&'static str> {
    let (stream, records) = match list {
        List::Customers => ("customers", world.books.debtors().len()),
        List::Articles => ("articles", world.books.articles().len()),
        List::Groups | List::Orders => ("article_groups", world.books.groups().len()),
    };
    let promises = world.books.package() == Package::Imuis;
    let contradicts = match lie {
        Lie::Doubles => promises && records > 1,
        _ => false,
    };
    contradicts.then_some(stream)
}

/// Every article that is used on a work order is still there.
pub(crate) fn is_readable(world: &World, order: i64) -> bool {
    let used = world.simon.records("useditem");
    let mut of_it = used.iter().filter(|record| record["WorkOrderId"].as_i64() == Some(order));
    of_it.all(|used| used["ItemId"].as_i64().is_some_and(|id| world.simon.record("item", id).is_some()))
}

/// The lines that a work order's sales order should have, by article, under these settings (R11–R14).
pub(crate) fn lines(world: &World, order: i64, settings: &Settings) -> BTreeMap<String, Decimal> {
    let mut lines: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut add = |article: String, quantity: Decimal| {
        if !quantity.is_zero() {
            *lines.entry(article).or_default() += quantity;
        }
    };
    let on_it = |record: &Record| record["WorkOrderId"].as_i64() == Some(order);
    for used in world.simon.records("useditem").iter().filter(|record| on_it(record)) {
        let item = used["ItemId"].as_i64().and_then(|id| world.simon.record("item", id));
        let article = item.map(|item| text(&item, "ExtKey")).unwrap_or_default();
        add(article, text(used, "Quantity").parse().unwrap_or_default());
    }
    for (kind, article) in [("Travel", &settings.travel_article), ("Work", &settings.work_article)] {
        let sheets = world.simon.records("timesheet");
        let of_kind = sheets.iter().filter(|record| on_it(record) && text(record, "Kind") == kind);
        let minutes: i64 = of_kind.filter_map(|record| record["Minutes"].as_i64()).sum();
        if let Some(article) = article {
            add(article.to_string(), Decimal::new(minutes, 0) / Decimal::new(60, 0));
        }
    }
    if let Some(article) = &settings.standard_article {
        add(article.to_string(), Decimal::ONE);
    }
    lines
}
