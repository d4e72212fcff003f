//! Both sides, compared record by record, from the simulated packages' own state: Koppel's memory is not asked.

use std::collections::HashMap;

use koppel_simulators::imuis::{Article, Debtor, ImuisSimulator};
use koppel_simulators::simple_simon::SimonSimulator;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::work_orders::{Demo, Expected};

/// One table on both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Side {
    /// Records that must be across.
    pub(crate) wanted: u64,
    /// Of these, across once and equal in every field.
    pub(crate) equal: u64,
    /// Numbers that are in Simple-Simon more than once.
    pub(crate) double: u64,
    /// Linked records that bookkeeping does not want there.
    pub(crate) foreign: u64,
}

impl Side {
    pub(crate) fn is_right(self) -> bool {
        self.equal == self.wanted && self.double == 0 && self.foreign == 0
    }
}

/// The work orders against the sales orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Orders {
    pub(crate) to_send: u64,
    pub(crate) made: u64,
    pub(crate) double: u64,
    pub(crate) missing: u64,
    pub(crate) wrong: u64,
}

impl Orders {
    pub(crate) fn is_right(self) -> bool {
        self.made == self.to_send && self.double == 0 && self.missing == 0 && self.wrong == 0
    }
}

/// All of it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) customers: Side,
    pub(crate) articles: Side,
    pub(crate) groups: Side,
    pub(crate) orders: Orders,
    /// Faults injected into both packages so far.
    pub(crate) faults: u64,
}

type Fields<'a> = Vec<(&'a str, String)>;

pub(crate) fn customers(imuis: &ImuisSimulator, simon: &SimonSimulator) -> Side {
    let mut wanted: HashMap<String, Fields<'static>> = HashMap::new();
    for debtor in imuis.debtors().into_iter().filter(|debtor| !debtor.blocked && debtor.left_on.is_none()) {
        wanted.insert(debtor.nr.to_string(), customer_fields(&debtor));
    }
    // The first work address is part of the customer: it must be there, under it, with its address.
    let mut addresses: HashMap<String, Fields<'static>> = HashMap::new();
    for (number, fields) in &wanted {
        let fields = fields.iter().filter(|(name, _)| ADDRESS.contains(name)).cloned().collect();
        addresses.insert(format!("{number}-0"), fields);
    }
    let customers = compare(simon, "customer", &wanted);
    let locations = compare(simon, "location", &addresses);
    Side {
        wanted: customers.wanted,
        equal: customers.equal.min(locations.equal),
        double: customers.double + locations.double,
        foreign: customers.foreign + locations.foreign,
    }
}

const ADDRESS: [&str; 4] = ["Street", "HouseNr", "ZipCode", "City"];

fn customer_fields(debtor: &Debtor) -> Fields<'static> {
    let number = debtor.house_number.map(|number| number.to_string()).unwrap_or_default();
    vec![
        ("Name", debtor.name.clone()),
        ("Street", debtor.street.clone()),
        ("HouseNr", format!("{number}{}", debtor.house_number_addition)),
        ("ZipCode", debtor.postcode.clone()),
        ("City", debtor.city.clone()),
        ("Phone", debtor.phone.clone()),
        ("Email", debtor.email.clone()),
    ]
}

pub(crate) fn articles(imuis: &ImuisSimulator, simon: &SimonSimulator) -> Side {
    let mut wanted: HashMap<String, Fields<'static>> = HashMap::new();
    for article in imuis.articles().into_iter().filter(|article: &Article| !article.blocked) {
        let fields =
            vec![("Code", article.nr.clone()), ("Description", article.description), ("Unit", article.unit)];
        wanted.insert(article.nr, fields);
    }
    compare(simon, "item", &wanted)
}

pub(crate) fn groups(imuis: &ImuisSimulator, simon: &SimonSimulator) -> Side {
    let wanted = imuis
        .groups()
        .into_iter()
        .map(|group| (group.nr.to_string(), vec![("Description", group.description)]))
        .collect();
    compare(simon, "itemgroup", &wanted)
}

fn compare(simon: &SimonSimulator, table: &str, wanted: &HashMap<String, Fields<'_>>) -> Side {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut side = Side { wanted: wanted.len() as u64, ..Side::default() };
    simon.for_each(table, |record| {
        let Some(key) = record.get("ExtKey").and_then(Value::as_str).filter(|key| !key.is_empty()) else {
            return;
        };
        let times = seen.entry(key.to_owned()).or_default();
        *times += 1;
        if *times == 2 {
            side.double += 1;
        }
        match wanted.get(key) {
            // What was added by hand, or blocked since, is the cleanup's.
            None if is_ours(record) => side.foreign += 1,
            None => {}
            Some(fields) if *times == 1 => {
                side.equal += u64::from(fields.iter().all(|(name, value)| text(record, name) == *value));
            }
            Some(_) => {}
        }
    });
    side
}

fn is_ours(record: &Map<String, Value>) -> bool {
    let blocked = record.get("Blocked").and_then(Value::as_bool).unwrap_or_default();
    let by_hand = record.get("ExtKey").and_then(Value::as_str).is_some_and(|key| key.starts_with('H'));
    !blocked && !by_hand
}

fn text(record: &Map<String, Value>, name: &str) -> String {
    record.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(crate) fn orders(imuis: &ImuisSimulator, demos: &[Demo]) -> Orders {
    let mut orders = Orders::default();
    for demo in demos {
        let made = imuis.orders_by_reference(&demo.id.to_string());
        orders.made += made.len() as u64;
        orders.double += u64::from(made.len() > 1);
        match demo.expected {
            Expected::Sent(lines) => {
                orders.to_send += 1;
                match made.first() {
                    None => orders.missing += 1,
                    Some(order) => orders.wrong += u64::from(order.lines.len() != lines),
                }
            }
            Expected::Skipped | Expected::Refused => orders.wrong += u64::from(!made.is_empty()),
        }
    }
    orders
}
