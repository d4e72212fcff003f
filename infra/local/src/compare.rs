//! Both sides, compared record by record, from the simulated packages' own state: Koppel's memory is not asked.
//!
//! Guarantees (P3): a record is equal only when every field that comes from bookkeeping is; and whatever else is in
//! Simple-Simon is counted as not wanted, but for what a cleanup must leave ([`Belonging`]).

use std::collections::{BTreeSet, HashMap, HashSet};

use koppel_simulators::books::{Article, ArticleGroup, Books, Debtor, Order};
use koppel_simulators::simple_simon::SimonSimulator;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::belonging::Belonging;
use crate::quotes;
use crate::upheaval::Removed;
use crate::work_orders::{Demo, Expected};

/// A record of Simple-Simon.
pub(crate) type Record = Map<String, Value>;

/// One table on both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Side {
    /// Records that must be across.
    pub(crate) wanted: u64,
    /// Of these, across once and equal in every field.
    pub(crate) equal: u64,
    /// Numbers that are in Simple-Simon more than once.
    pub(crate) double: u64,
    /// Records in Simple-Simon that nobody wants there.
    pub(crate) foreign: u64,
}

impl Side {
    pub(crate) fn is_right(self) -> bool {
        self.equal == self.wanted && self.double == 0 && self.foreign == 0
    }
}

/// What was to be made on the other side, against what is there: sales orders of work orders, work orders of quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Made {
    pub(crate) wanted: u64,
    pub(crate) made: u64,
    pub(crate) double: u64,
    pub(crate) missing: u64,
    pub(crate) wrong: u64,
}

impl Made {
    pub(crate) fn is_right(self) -> bool {
        self.made == self.wanted && self.double == 0 && self.missing == 0 && self.wrong == 0
    }
}

/// All of it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) customers: Side,
    pub(crate) articles: Side,
    pub(crate) groups: Side,
    pub(crate) orders: Made,
    pub(crate) quotes: Made,
    pub(crate) removed: Removed,
    /// Faults injected into both packages so far.
    pub(crate) faults: u64,
}

/// Fields by name, as they must be.
type Fields = Vec<(&'static str, String)>;

/// All records that bookkeeping wants across, by the number they carry there, and what of the rest may be there.
pub(crate) struct Comparison<'a> {
    books: &'a Books,
    simon: &'a SimonSimulator,
    belonging: Belonging,
    /// The keys of Simple-Simon's records of each table, by id.
    customers: HashMap<i64, String>,
    groups: HashMap<i64, String>,
}

const ADDRESS: [&str; 6] = ["Name", "Street", "HouseNr", "ZipCode", "City", "Country"];

impl<'a> Comparison<'a> {
    pub(crate) fn new(books: &'a Books, simon: &'a SimonSimulator) -> Self {
        let belonging = Belonging::new(books, simon);
        let (customers, groups) = (keys(simon, "customer"), keys(simon, "itemgroup"));
        Self { books, simon, belonging, customers, groups }
    }

    pub(crate) fn figures(&self, demos: &[Demo], customers: u32, removed: Removed, faults: u64) -> Figures {
        Figures {
            customers: self.customers(),
            articles: self.articles(),
            groups: self.groups(),
            orders: orders(self.books, demos),
            quotes: quotes::compare(self.books, self.simon, customers),
            removed,
            faults,
        }
    }

    /// Linked records that are missing or differ, of all tables.
    pub(crate) fn differences(&self) -> u64 {
        [self.customers(), self.articles(), self.groups()].iter().map(|side| side.wanted - side.equal).sum()
    }

    fn customers(&self) -> Side {
        let mut wanted: HashMap<String, Fields> = HashMap::new();
        // The first work address is part of the customer: it must be there, under it, with its address.
        let mut addresses: HashMap<String, Fields> = HashMap::new();
        for debtor in self.books.debtors().into_iter().filter(is_customer) {
            let fields = customer_fields(&debtor);
            let mut address: Fields =
                fields.iter().filter(|(name, _)| ADDRESS.contains(name)).cloned().collect();
            address.push((CUSTOMER, debtor.nr.to_string()));
            addresses.insert(format!("{}-0", debtor.nr), address);
            wanted.insert(debtor.nr.to_string(), fields);
        }
        let (customers, equal) = self.side("customer", &wanted);
        let (locations, equal_addresses) = self.side("location", &addresses);
        let is_equal = |number: &&String| equal_addresses.contains(&format!("{number}-0"));
        Side {
            wanted: customers.wanted,
            equal: equal.iter().filter(is_equal).count() as u64,
            double: customers.double + locations.double,
            foreign: customers.foreign + locations.foreign,
        }
    }

    fn articles(&self) -> Side {
        let fields = |article: Article| {
            let group = article.group.map(|group| group.to_string()).unwrap_or_default();
            let fields = vec![
                ("Code", article.nr.clone()),
                ("Description", article.description),
                ("Unit", article.unit),
                (GROUP, group),
            ];
            (article.nr, fields)
        };
        let wanted = self.books.articles().into_iter().filter(is_item).map(fields).collect();
        self.side("item", &wanted).0
    }

    fn groups(&self) -> Side {
        let fields = |group: ArticleGroup| (group.nr.to_string(), vec![("Description", group.description)]);
        self.side("itemgroup", &self.books.groups().into_iter().map(fields).collect()).0
    }

    /// A table, and the numbers that are equal.
    fn side(&self, table: &str, wanted: &HashMap<String, Fields>) -> (Side, HashSet<String>) {
        let mut equal = HashSet::new();
        let mut seen: HashMap<String, u32> = HashMap::new();
        let mut side = Side { wanted: wanted.len() as u64, ..Side::default() };
        self.simon.for_each(table, |record| {
            let key = text(record, "ExtKey");
            let Some(fields) = wanted.get(&key) else {
                side.foreign += u64::from(!self.belonging.has(table, record));
                return;
            };
            let times = seen.entry(key.clone()).or_default();
            *times += 1;
            side.double += u64::from(*times == 2);
            if *times == 1 && self.is_equal(record, fields) {
                equal.insert(key);
            }
        });
        side.equal = equal.len() as u64;
        (side, equal)
    }

    fn is_equal(&self, record: &Record, fields: &Fields) -> bool {
        let is = |name: &str| match name {
            CUSTOMER => key_of(&self.customers, record, name),
            GROUP => key_of(&self.groups, record, name),
            name => text(record, name),
        };
        let blocked = record.get("Blocked").and_then(Value::as_bool).unwrap_or_default();
        !blocked && fields.iter().all(|(name, value)| is(name) == *value)
    }
}

/// Fields that refer to another record, and are compared by that one's number.
const CUSTOMER: &str = "CustomerId";
const GROUP: &str = "ItemGroupId";

fn customer_fields(debtor: &Debtor) -> Fields {
    vec![
        ("DebtorNr", debtor.nr.to_string()),
        ("Name", debtor.name.clone()),
        ("Street", debtor.street.clone()),
        ("HouseNr", debtor.house()),
        ("ZipCode", debtor.postcode.clone()),
        ("City", debtor.city.clone()),
        ("Country", debtor.country.clone()),
        ("Phone", debtor.phone.clone()),
        ("Mobile", debtor.mobile.clone()),
        ("Email", debtor.email.clone()),
    ]
}

/// Bookkeeping wants this debtor across.
pub(crate) fn is_customer(debtor: &Debtor) -> bool {
    !debtor.blocked
}

/// Bookkeeping wants this article across.
pub(crate) fn is_item(article: &Article) -> bool {
    !article.blocked
}

fn keys(simon: &SimonSimulator, table: &str) -> HashMap<i64, String> {
    let mut keys = HashMap::new();
    simon.for_each(table, |record| {
        keys.extend(number(record, "Id").map(|id| (id, text(record, "ExtKey"))));
    });
    keys
}

fn key_of(keys: &HashMap<i64, String>, record: &Record, field: &str) -> String {
    number(record, field).and_then(|id| keys.get(&id)).cloned().unwrap_or_default()
}

/// A text of a record, or empty.
pub(crate) fn text(record: &Record, name: &str) -> String {
    record.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A whole number of a record, an id for instance.
pub(crate) fn number(record: &Record, name: &str) -> Option<i64> {
    record.get(name).and_then(Value::as_i64)
}

/// In the place of a work order's id, where an order came of none.
const NO_WORK_ORDER: i64 = 0;

fn orders(books: &Books, demos: &[Demo]) -> Made {
    let mut of: HashMap<i64, Vec<Order>> = HashMap::new();
    for order in books.orders() {
        of.entry(order.work_order.unwrap_or(NO_WORK_ORDER)).or_default().push(order);
    }
    let mut orders = Made::default();
    for demo in demos {
        let made = of.remove(&demo.id).unwrap_or_default();
        orders.made += made.len() as u64;
        orders.double += u64::from(made.len() > 1);
        match demo.expected {
            Expected::Sent(lines) => {
                orders.wanted += 1;
                match made.first() {
                    None => orders.missing += 1,
                    Some(order) => orders.wrong += u64::from(order.lines.len() != lines),
                }
            }
            Expected::Skipped | Expected::Refused => orders.wrong += u64::from(!made.is_empty()),
        }
    }
    // Those of watched days: none may have two either.
    of.remove(&NO_WORK_ORDER);
    orders.double += of.values().map(|made| u64::from(made.len() > 1)).sum::<u64>();
    orders
}

/// The ids of a table's records for which something holds.
pub(crate) fn ids(
    simon: &SimonSimulator,
    table: &str,
    mut holds: impl FnMut(&Record) -> bool,
) -> BTreeSet<i64> {
    let mut ids = BTreeSet::new();
    simon.for_each(table, |record| {
        if holds(record) {
            ids.extend(number(record, "Id"));
        }
    });
    ids
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use koppel_simulators::books::Package;
    use koppel_simulators::clock::SimClock;
    use serde_json::json;

    use super::*;
    use crate::people::{People, find};

    /// A customer with an open work order, an article and two groups, the same on both sides.
    fn world(package: Package) -> (Books, SimonSimulator) {
        let clock = SimClock::default();
        let books = Books::empty(package, clock.clone(), Duration::ZERO);
        let options =
            koppel_simulators::simple_simon::Options { require_unique_ext_key: false, ..Default::default() };
        let simon = SimonSimulator::new(clock, options);
        let people = People { books: &books, simon: &simon };
        people.add_group(1, "Gas");
        people.add_group(2, "Water");
        let name = || "Bos".to_owned();
        books.put_debtor(Debtor { nr: 7, name: name(), ..Debtor::default() });
        books.put_article(Article { nr: "A".to_owned(), group: Some(1), ..Article::default() });
        let groups = [("1", "Gas"), ("2", "Water")];
        let [gas, _] = groups
            .map(|(key, name)| simon.insert("itemgroup", json!({ "ExtKey": key, "Description": name })));
        let customer = simon.insert("customer", json!({ "ExtKey": "7", "DebtorNr": "7", "Name": "Bos" }));
        let address = json!({ "ExtKey": "7-0", "CustomerId": customer, "Name": "Bos" });
        let location = simon.insert("location", address);
        simon.insert("item", json!({ "ExtKey": "A", "Code": "A", "ItemGroupId": gas }));
        simon.work_order(customer, location, "Nog niet klaar");
        (books, simon)
    }

    type Deed = fn(People<'_>);

    #[test]
    fn whatever_differs_on_either_side_is_counted() {
        let one = Side { wanted: 1, equal: 1, ..Side::default() };
        let (other, foreign) = (Side { equal: 0, ..one }, Side { foreign: 1, ..one });
        let deeds: [(&str, Deed, [Side; 2]); 10] = [
            ("nothing", |_| {}, [one, one]),
            ("a branch", |p| p.add_address(find(p.simon, "customer", "7").unwrap(), "Filiaal"), [one, one]),
            ("another city", |p| assert!(p.change("location", "7-0", "City", "Breda")), [other, one]),
            ("moved in bookkeeping", |p| p.move_article(p.books.articles().remove(0), 2), [one, other]),
            ("a new name", |p| p.rename_debtor(p.books.debtors().remove(0), "Bos & Zn"), [other, one]),
            ("an item by hand", |p| p.add_item("ZELF"), [one, foreign]),
            ("a customer by hand", |p| p.add_customer("Zelf"), [Side { foreign: 2, ..one }, one]),
            (
                "the same number again",
                |p| assert!(p.simon.insert("item", json!({ "ExtKey": "A", "Code": "A" })) > 0),
                [one, Side { double: 1, ..one }],
            ),
            // The work order needs its customer.
            ("blocked", |p| p.block_debtor(p.books.debtors().remove(0), true), [Side::default(), one]),
            (
                "blocked and done with",
                |p| {
                    p.block_debtor(p.books.debtors().remove(0), true);
                    let order = p.simon.records("workorder").remove(0);
                    let fields = json!({ "Status": "Cancelled" });
                    assert!(p.simon.change("workorder", number(&order, "Id").unwrap(), fields));
                },
                [Side { foreign: 2, ..Side::default() }, one],
            ),
        ];
        for (name, deed, expected) in deeds {
            for package in Package::ALL {
                let (books, simon) = world(package);
                deed(People { books: &books, simon: &simon });
                let comparison = Comparison::new(&books, &simon);
                assert_eq!([comparison.customers(), comparison.articles()], expected, "{package}: {name}");
                assert!(comparison.groups().is_right(), "{name}");
            }
        }
    }
}
