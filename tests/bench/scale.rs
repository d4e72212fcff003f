//! What grows with companies, with records and with open problems: `cargo xtask bench scale`.
//!
//! - A day of so many companies, or some hours of it, every tick at its own minute: CPU time and units of a company's day.
//! - What one run costs that finds nothing, and one that has problems to try again, by records and problems ([`growth`]).
//! - An hour in which bookkeeping is down, and companies whose packages are slow ([`outage`]).
//!
//! Guarantees: it fails where CPU time or units grow more than linearly ([`SLOPE_MAX`]).
//!
//! Leaves out: that on AWS each company's run may meet another process, which knows none of its sessions; the second row
//! of each number has that, by forgetting them before every run.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use koppel_simulators::server::Simulated as _;
use koppel_sync::Outcome;
use koppel_tests::world::TICK_MINUTES;
use koppel_tests::{Start, World};
use serde_json::json;

use crate::apart::{Others, Used};
use crate::fleet::{TICKING, companies, run, schedules};
use crate::table::{Figures, rounded, slope};
use crate::{growth, outage};

/// How much faster than a straight line a cost may grow: the exponent of its growth.
pub(crate) const SLOPE_MAX: f64 = 1.1;
/// Companies, and hours that are lived through: a day of 10,000 is 5.8 million runs, and takes hours.
const FLEETS: [(usize, i64); 3] = [(100, 24), (1_000, 4), (10_000, 2)];
/// How long a run may take.
pub(crate) const RUN: SignedDuration = SignedDuration::from_secs(840 - 5);

/// Measures all of it; whether nothing grows more than linearly.
pub(crate) async fn measure() -> bool {
    let holds = [companies_grow(usize::MAX).await, growth::measure(SLOPE_MAX).await, outage::measure().await];
    holds.iter().all(|holds| *holds)
}

/// Whether the cost of fleets up to `most` companies grows no more than linearly.
pub(crate) async fn companies_grow(most: usize) -> bool {
    let mut figures = Figures::default();
    let mut costs = Vec::new();
    for (count, hours) in FLEETS.into_iter().filter(|(count, _)| *count <= most) {
        let cost = day(count, hours, false, &mut figures).await;
        costs.push((count as f64, cost));
    }
    day(1_000, 2, true, &mut figures).await;
    figures.tell("scale-companies");
    let with_companies = slope(&costs);
    println!("CPU time of all grows with companies to the power of {with_companies:.2}\n");
    with_companies <= SLOPE_MAX
}

/// So many hours of so many companies; the CPU time that Koppel took for a day of all of them, in seconds.
#[expect(clippy::float_arithmetic, reason = "figures to be read")]
async fn day(count: usize, hours: i64, forgets: bool, figures: &mut Figures) -> f64 {
    let others = Others::default();
    let mut world = World::wired(Start::default(), &|line| others.over(line)).await;
    world.furnish();
    let tenants = companies(&world, count).await;
    let schedules = schedules(Arc::clone(&world.context.clock));
    for tenant in &tenants {
        for concern in TICKING {
            let ended = run(&world.context, tenant, concern, end(&world)).await;
            assert_eq!(ended.outcome, Outcome::Done, "{tenant} {concern:?}");
        }
    }
    // Beyond every window of what changed.
    for _ in 0..3 {
        world.pass(66);
        for tenant in &tenants {
            for concern in TICKING {
                run(&world.context, tenant, concern, end(&world)).await;
            }
        }
    }
    let due: Vec<_> = tenants
        .iter()
        .flat_map(|tenant| TICKING.map(|concern| (tenant, concern)))
        .map(|(tenant, concern)| {
            let next = schedules.next(tenant, concern, world.clock.now());
            (next.as_second() / 60 % TICK_MINUTES, tenant, concern)
        })
        .collect();
    let mut runs = 0_u64;
    let (meter, everybody, koppel) = (world.meter(), Used::so_far(), others.koppels());
    for _ in 0..hours * 60 {
        world.pass(1);
        world.imuis().journal().clear();
        world.simon.journal().clear();
        let minute = world.clock.now().as_second() / 60 % TICK_MINUTES;
        for (_, tenant, concern) in due.iter().filter(|(at, ..)| *at == minute) {
            if forgets {
                world.context.quiet = Arc::default();
            }
            let ended = run(&world.context, tenant, *concern, end(&world)).await;
            assert_eq!(ended.outcome, Outcome::Done, "{tenant} {concern:?}");
            runs += 1;
        }
    }
    let (own, all) = (others.koppels() - koppel, Used::so_far() - everybody);
    let now = world.meter();
    assert_eq!(runs, count as u64 * TICKING.len() as u64 * (hours * 60 / TICK_MINUTES).unsigned_abs());
    let a_day = |value: u64| value as f64 / count as f64 / hours as f64 * 24.0;
    figures.row(vec![
        ("companies", json!(count)),
        ("process", json!(if forgets { "another each run" } else { "the same" })),
        ("hours", json!(hours)),
        ("runs", json!(runs)),
        ("CPU ms a company-day", rounded(a_day(own.cpu_ns) / 1e6, 1)),
        ("others' CPU ms", rounded(a_day(all.cpu_ns - own.cpu_ns) / 1e6, 1)),
        ("read units", rounded(a_day(now.read_units - meter.read_units) / 100.0, 0)),
        ("write units", rounded(a_day(now.write_units - meter.write_units) / 100.0, 1)),
        ("allocations a run", json!(own.allocations / runs)),
    ]);
    a_day(own.cpu_ns) * count as f64 / 1e9
}

fn end(world: &World) -> Timestamp {
    world.context.clock.now() + RUN
}
