//! Watches every run from outside: what it deletes, what it does to a company that is stopped, what it asks for.
//!
//! Guarantees: it looks at the two packages alone.

use std::collections::BTreeMap;

use koppel_domain::message::Concern;
use koppel_simulators::server::Simulated as _;
use koppel_tests::World;
use koppel_tests::mirror::text;

use crate::books;
use crate::people::Past;

/// The tables of Simple-Simon that bookkeeping leads.
const LED: [&str; 3] = ["customer", "item", "itemgroup"];
/// Deletions of one table that need nobody's word: so many, or so many of a hundred.
const FREE: usize = 10;
const FREE_PERCENT: usize = 10;
/// Requests to both packages that any run may make, and so many more for each record of either.
const REQUESTS: u64 = 120;
const REQUESTS_EACH: u64 = 24;

/// A record of Simple-Simon that bookkeeping leads: its table and id.
type Place = (&'static str, i64);

/// What there was before a run.
pub(crate) struct Before {
    concern: Concern,
    is_active: bool,
    writes: u64,
    orders: usize,
    requests: u64,
    records: BTreeMap<Place, String>,
    acts: u64,
    is_approved: bool,
}

impl Before {
    pub(crate) fn of(world: &World, past: &Past, concern: Concern) -> Self {
        Self {
            concern,
            is_active: past.is_active,
            writes: world.simon_writes(),
            orders: world.books.orders().len(),
            requests: requests(world),
            records: records(world),
            acts: past.acts,
            is_approved: past.approved.is_some(),
        }
    }
}

/// What was seen that must not be, and how often it was looked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    pub(crate) violations: Vec<String>,
    pub(crate) checks: u64,
}

impl Watch {
    pub(crate) fn check(&mut self, holds: bool, told: impl FnOnce() -> String) {
        self.checks += 1;
        if !holds {
            self.violations.push(told());
        }
    }

    pub(crate) fn after(&mut self, world: &World, past: &Past, before: Before) {
        let (orders, writes) = (world.books.orders().len(), world.simon_writes());
        if !before.is_active && !past.is_active {
            self.check(writes == before.writes && orders == before.orders, || {
                format!("R28: a stopped company was worked for by {}", before.concern.as_str())
            });
        }
        let known = before.records.len() as u64 + world.books.debtors().len() as u64 + orders as u64;
        let known = known + world.books.articles().len() as u64 + world.simon.count("workorder") as u64;
        let asked = requests(world) - before.requests;
        self.check(asked <= 2 * (REQUESTS + REQUESTS_EACH * known), || {
            format!("P10: {asked} requests by {} with {known} records", before.concern.as_str())
        });
        self.deletions(world, past, &before);
    }

    /// What people did while a run stood still may excuse what it deleted afterwards.
    pub(crate) fn after_overlap(&mut self, world: &World, past: &Past, before: Before) {
        if past.acts == before.acts {
            self.deletions(world, past, &before);
        }
    }

    fn deletions(&mut self, world: &World, past: &Past, before: &Before) {
        let now = records(world);
        let mut gone: BTreeMap<&str, usize> = BTreeMap::new();
        for ((table, id), key) in &before.records {
            if now.contains_key(&(*table, *id)) || past.taken_out.contains(id) {
                continue;
            }
            *gone.entry(table).or_default() += 1;
            self.check(before.concern == Concern::Cleanup, || {
                format!("P5: {table} {key} was deleted by {}", before.concern.as_str())
            });
            self.check(!books::wants(world, past, table, key), || {
                format!("P5: {table} {key} was deleted, and bookkeeping has it")
            });
        }
        for (table, count) in gone {
            let total = before.records.keys().filter(|(of, _)| *of == table).count();
            let is_free = count <= FREE || count * 100 <= total * FREE_PERCENT;
            self.check(is_free || before.is_approved, || {
                format!("P5: {count} of {total} records of {table} were deleted without a word")
            });
        }
    }
}

fn requests(world: &World) -> u64 {
    let of = |counts: BTreeMap<String, u64>| counts.values().sum::<u64>();
    of(world.books.simulated().journal().counts()) + of(world.simon.journal().counts())
}

fn records(world: &World) -> BTreeMap<Place, String> {
    let mut records = BTreeMap::new();
    for table in LED {
        world.simon.for_each(table, |record| {
            records.insert((table, record["Id"].as_i64().unwrap_or_default()), text(record, "ExtKey"));
        });
    }
    records
}
