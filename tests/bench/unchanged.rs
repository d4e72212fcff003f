//! What it costs to read 100,000 customers in full of which none has changed: `cargo xtask bench unchanged`.
//!
//! So many are imported first, and what that costs is told too; then the cursor forgets what it knew, as a compare that found
//! differences makes it, and everything is read and held against the links.
//!
//! Guarantees: it fails where anything is written to either package, where more than [`REQUESTS_MAX`] requests to bookkeeping
//! are made for ten thousand records, or more than [`UNITS_MAX`] read units are taken.
//!
//! Leaves out: latencies (`import` has them).

use jiff::SignedDuration;
use koppel_simulators::server::Simulated as _;
use koppel_sync::{Outcome, RunLimits};
use koppel_tests::seed::debtor;
use koppel_tests::{Start, World};
use serde_json::json;

use crate::apart::{Others, Used};
use crate::cursor::forget_customers;
use crate::table::{Figures, rounded};

const CUSTOMERS: u32 = 100_000;
const FIRST: u32 = 100_000;
/// Most requests to bookkeeping for ten thousand records.
const REQUESTS_MAX: f64 = 12.0;
/// Most read units for ten thousand records: a link takes some 200 bytes, a unit reads 4,096.
const UNITS_MAX: f64 = 350.0;

/// Measures; whether a full reading of what has not changed kept within its bounds.
pub(crate) async fn measure() -> bool {
    let others = Others::default();
    let limits = RunLimits { writes_at_once: 32, ..RunLimits::default() };
    let world = World::wired(Start { limits, ..Start::default() }, &|line| others.over(line)).await;
    (FIRST..FIRST + CUSTOMERS).for_each(|nr| world.books.put_debtor(debtor(nr)));
    let mut figures = Figures::default();
    let imported = read(&world, &others, "first import", &mut figures).await;
    world.pass(5);
    forget_customers(&world).await;
    let again = read(&world, &others, "nothing changed", &mut figures).await;
    figures.tell("unchanged");
    imported.written > 0 && again.holds()
}

/// What a reading took, for ten thousand records where it is a fraction.
struct Reading {
    written: u64,
    requests: f64,
    units: f64,
}

impl Reading {
    fn holds(&self) -> bool {
        self.written == 0 && self.requests <= REQUESTS_MAX && self.units <= UNITS_MAX
    }
}

/// Pulls until all is read.
#[expect(clippy::float_arithmetic, reason = "figures to be read")]
async fn read(world: &World, others: &Others, what: &str, figures: &mut Figures) -> Reading {
    world.imuis().journal().clear();
    world.simon.journal().clear();
    let (meter, everybody, koppel) = (world.meter(), Used::so_far(), others.koppels());
    let end = world.clock.now() + SignedDuration::from_mins(14);
    let report = koppel_sync::pull::pull(&world.context, &world.tenant, end).await.unwrap();
    assert_eq!((&report.outcome, report.counts.get("read")), (&Outcome::Done, u64::from(CUSTOMERS)));
    let (own, all) = (others.koppels() - koppel, Used::so_far() - everybody);
    let now = world.meter();
    let each = |value: u64| value as f64 / f64::from(CUSTOMERS);
    let (asked, written) = (world.imuis().journal().count(""), world.simon_writes());
    let read_units = now.read_units - meter.read_units;
    let write_units = now.write_units - meter.write_units;
    figures.row(vec![
        ("reading", json!(what)),
        ("records", json!(CUSTOMERS)),
        ("bookkeeping", json!(asked)),
        ("simple-simon", json!(world.simon.journal().count(""))),
        ("of them writes", json!(written)),
        ("db reads", json!(now.reads - meter.reads)),
        ("db writes", json!(now.writes - meter.writes)),
        ("read units", rounded(read_units as f64 / 100.0, 1)),
        ("write units", rounded(write_units as f64 / 100.0, 1)),
        ("CPU us each", rounded(each(own.cpu_ns) / 1e3, 1)),
        ("others' CPU us", rounded(each(all.cpu_ns - own.cpu_ns) / 1e3, 1)),
        ("allocations each", rounded(each(own.allocations), 1)),
    ]);
    Reading { written, requests: each(asked) * 1e4, units: each(read_units) / 100.0 * 1e4 }
}
