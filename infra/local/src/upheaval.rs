//! What the office does to both sides before the cleanup of `--once`, and what the cleanup must make of it.

use std::collections::{BTreeMap, BTreeSet};

use koppel_simulators::books::{Article, Debtor};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::belonging::{Belonging, TABLES};
use crate::compare::{Comparison, ids, is_customer, is_item};
use crate::people::{People, find};
use crate::quotes;
use crate::seed;

/// Debtors beyond those that work orders and quotes are for.
pub(crate) const FIRST_FREE_DEBTOR: u32 = seed::FIRST_DEBTOR + quotes::DEBTORS;
/// Articles beyond those on work orders and quotes.
const FIRST_FREE_ARTICLE: &str = "A00500";
/// The group that articles move to.
const NEW_GROUP: u32 = 100;
/// A group that comes, is taken across and goes.
const SHORT_GROUP: u32 = 101;

/// Records of Simple-Simon before a cleanup, by table.
pub(crate) struct Before {
    to_go: BTreeMap<&'static str, BTreeSet<i64>>,
    to_stay: BTreeMap<&'static str, BTreeSet<i64>>,
    by_hand: u64,
}

/// What a cleanup made of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Removed {
    pub(crate) to_go: u64,
    pub(crate) gone: u64,
    pub(crate) wrongly_gone: u64,
    pub(crate) still_there: u64,
    /// Records that somebody changed or deleted in Simple-Simon; the full compare must find each.
    pub(crate) by_hand: u64,
}

impl Removed {
    pub(crate) fn is_right(self) -> bool {
        self.gone == self.to_go && self.wrongly_gone == 0 && self.still_there == 0
    }
}

/// Before the last import: a group comes that will go again.
pub(crate) fn prepare(people: People<'_>) {
    people.add_group(SHORT_GROUP, "Acties");
}

/// Turns both sides upside down. What was changed by hand is counted before bookkeeping changes anything.
pub(crate) fn upheave(people: People<'_>) -> Before {
    let People { books, simon } = people;
    let free = |it: &Debtor| it.nr >= FIRST_FREE_DEBTOR && is_customer(it);
    let mut debtors: Vec<Debtor> = books.debtors().into_iter().filter(free).collect();
    // In a company with few customers fewer are touched, or the cleanup would wait for the admin's word.
    let some = |most: usize, of: usize| most.min(of / 20);
    let (few, one) = (some(3, debtors.len()), some(1, debtors.len()));
    let mut take = |count: usize| -> Vec<Debtor> { debtors.drain(..count.min(debtors.len())).collect() };
    let (renamed_there, moved_there) = (take(one), take(one));
    let (with_address, with_order) = (take(one), take(one));
    let (blocked, deleted, renamed) = (take(few), take(few), take(few));
    let free = |it: &Article| it.nr.as_str() >= FIRST_FREE_ARTICLE && it.nr.starts_with('A') && is_item(it);
    let mut articles: Vec<Article> = books.articles().into_iter().filter(free).collect();
    let mut take = |count: usize| -> Vec<Article> { articles.drain(..count.min(articles.len())).collect() };
    let (changed_there, deleted_there, on_order) = (take(1), take(1), take(1));
    let (blocked_articles, deleted_articles, moved) = (take(2), take(2), take(6));

    // By hand in Simple-Simon, records of bookkeeping.
    for debtor in &renamed_there {
        people.change("customer", &debtor.nr.to_string(), "Name", "Met de hand hernoemd");
    }
    for debtor in &moved_there {
        people.change("location", &format!("{}-0", debtor.nr), "City", "Met de hand verhuisd");
    }
    for article in &changed_there {
        people.change("item", &article.nr, "Description", "Met de hand gewijzigd");
    }
    people.change("itemgroup", "3", "Description", "Met de hand hernoemd");
    for id in deleted_there.iter().filter_map(|article| find(simon, "item", &article.nr)) {
        simon.remove("item", id);
    }
    let by_hand = Comparison::new(books, simon).differences();

    // By hand in Simple-Simon, records of nobody.
    people.add_customer("Zelf toegevoegde klant");
    people.add_customer("Nog een zelf toegevoegde klant");
    people.add_item("ZELF");
    people.add_item("ZELF");
    simon.insert("itemgroup", json!({ "Description": "Zelf toegevoegde groep" }));
    let customer = |debtor: &Debtor| find(simon, "customer", &debtor.nr.to_string());
    for id in with_address.iter().chain(&with_order).chain(&blocked).filter_map(customer) {
        people.add_address(id, "Filiaal");
    }

    // In bookkeeping.
    for debtor in &with_order {
        let location = find(simon, "location", &format!("{}-0", debtor.nr)).unwrap_or_default();
        let order = simon.work_order(customer(debtor), location, "Nog niet klaar");
        for article in &on_order {
            simon.use_item(order, find(simon, "item", &article.nr), "Nog nodig", 1);
            people.block_article(article.clone());
        }
    }
    with_order.into_iter().chain(blocked).for_each(|debtor| people.block_debtor(debtor, true));
    deleted.into_iter().for_each(|debtor| books.remove_debtor(debtor.nr));
    for debtor in renamed {
        let name = format!("{} Groep", debtor.name);
        people.rename_debtor(debtor, &name);
    }
    blocked_articles.into_iter().for_each(|article| people.block_article(article));
    deleted_articles.into_iter().for_each(|article| books.remove_article(&article.nr));
    people.add_group(NEW_GROUP, "Warmtepompen");
    for (index, article) in moved.into_iter().enumerate() {
        let group = if index % 2 == 0 { NEW_GROUP } else { 2 };
        people.move_article(article, group);
    }
    books.remove_group(SHORT_GROUP);
    Before::new(people, by_hand)
}

impl Before {
    fn new(people: People<'_>, by_hand: u64) -> Self {
        let belonging = Belonging::new(people.books, people.simon);
        let of = |belongs: bool| {
            let of = |table| ids(people.simon, table, |record| belonging.has(table, record) == belongs);
            TABLES.into_iter().map(|table| (table, of(table))).collect()
        };
        Self { to_go: of(false), to_stay: of(true), by_hand }
    }

    /// What became of it.
    pub(crate) fn after(&self, people: People<'_>) -> Removed {
        let mut removed = Removed { by_hand: self.by_hand, ..Removed::default() };
        for table in TABLES {
            let there = ids(people.simon, table, |_| true);
            let gone = |ids: Option<&BTreeSet<i64>>| {
                ids.map_or((0, 0), |ids| (ids.len() as u64, ids.difference(&there).count() as u64))
            };
            let (to_go, are_gone) = gone(self.to_go.get(table));
            removed.to_go += to_go;
            removed.gone += are_gone;
            removed.still_there += to_go - are_gone;
            removed.wrongly_gone += gone(self.to_stay.get(table)).1;
        }
        removed
    }
}
