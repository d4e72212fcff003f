//! What a run of one company costs by the number of its records, and of its open problems.

use jiff::SignedDuration;
use koppel_domain::message::{Message, Table};
use koppel_store::Problem;
use koppel_sync::{Outcome, RunLimits};
use koppel_tests::seed::debtor;
use koppel_tests::world::TICK_MINUTES;
use koppel_tests::{Start, World};
use serde_json::json;

use crate::apart::{Others, Used};
use crate::cursor::{change, forget_customers};
use crate::table::{Figures, median, rounded, slope};

const FIRST: u32 = 100_000;
/// Customers of a company.
const RECORDS: [u32; 3] = [1_000, 10_000, 100_000];
/// Open problems of a company with ten thousand customers.
const PROBLEMS: [u32; 3] = [100, 1_000, 10_000];
/// Quiet runs that are measured.
const QUIET: usize = 11;

/// Whether nothing grows by a higher power than `most`.
pub(crate) async fn measure(most: f64) -> bool {
    let mut figures = Figures::default();
    let mut all = Vec::new();
    for records in RECORDS {
        let (world, others) = company().await;
        let mut steps = Steps { figures: &mut figures, all: &mut all, size: records, what: "records" };
        (FIRST..FIRST + records).for_each(|nr| world.books.put_debtor(debtor(nr)));
        steps.note("first import", pulled(&world, &others).await);
        quiet(&world, &others).await;
        steps.note("finds nothing", idle(&world, &others).await);
        forget_customers(&world).await;
        steps.note("all read anew", pulled(&world, &others).await);
    }
    let (world, others) = company().await;
    (FIRST..FIRST + PROBLEMS[2]).for_each(|nr| world.books.put_debtor(debtor(nr)));
    pulled(&world, &others).await;
    for problems in PROBLEMS {
        quiet(&world, &others).await;
        let mut steps = Steps { figures: &mut figures, all: &mut all, size: problems, what: "open problems" };
        open(&world, problems).await;
        change(&world, |cursor| {
            cursor.common.next_retry = Some(world.clock.now() + SignedDuration::from_hours(9));
        })
        .await;
        steps.note("finds nothing", idle(&world, &others).await);
        change(&world, |cursor| cursor.common.next_retry = Some(world.clock.now())).await;
        steps.note("tries fifty again", pulled(&world, &others).await);
    }
    figures.tell("scale-sizes");
    let mut slopes = Figures::default();
    let mut is_straight = true;
    for what in ["records", "open problems"] {
        for step in ["first import", "finds nothing", "all read anew", "tries fifty again"] {
            let of = |figure: fn(&Cost) -> f64| -> Vec<(f64, f64)> {
                let these = all.iter().filter(|(by, name, ..)| (*by, *name) == (what, step));
                these.map(|(_, _, size, cost)| (f64::from(*size), figure(cost))).collect()
            };
            if of(|cost| cost.cpu_ms).is_empty() {
                continue;
            }
            let grows = slope(&of(|cost| cost.cpu_ms));
            let units = slope(&of(|cost| cost.units));
            is_straight &= grows <= most && units <= most;
            slopes.row(vec![
                ("a pull that", json!(step)),
                ("grows with", json!(what)),
                ("CPU to the power of", rounded(grows, 2)),
                ("units to the power of", rounded(units, 2)),
            ]);
        }
    }
    slopes.tell("scale-slopes");
    is_straight
}

/// What a run took, of Koppel alone; units are those read and those written.
#[derive(Clone, Copy, Debug)]
struct Cost {
    cpu_ms: f64,
    allocations: u64,
    requests: u64,
    units: f64,
}

struct Steps<'a> {
    figures: &'a mut Figures,
    all: &'a mut Vec<(&'static str, &'static str, u32, Cost)>,
    size: u32,
    what: &'static str,
}

impl Steps<'_> {
    fn note(&mut self, step: &'static str, cost: Cost) {
        self.all.push((self.what, step, self.size, cost));
        self.figures.row(vec![
            ("a pull that", json!(step)),
            ("with", json!(self.size)),
            ("of", json!(self.what)),
            ("CPU ms", rounded(cost.cpu_ms, 2)),
            ("allocations", json!(cost.allocations)),
            ("db requests", json!(cost.requests)),
            ("units", rounded(cost.units, 1)),
        ]);
    }
}

async fn company() -> (World, Others) {
    let others = Others::default();
    let limits = RunLimits { writes_at_once: 32, ..RunLimits::default() };
    (World::wired(Start { limits, ..Start::default() }, &|line| others.over(line)).await, others)
}

/// Beyond every window of what changed.
async fn quiet(world: &World, others: &Others) {
    world.pass(72 * 60);
    pulled(world, others).await;
    world.pass(TICK_MINUTES);
    pulled(world, others).await;
}

/// The cost of runs that find nothing: each figure the one in the middle.
#[expect(clippy::float_arithmetic, reason = "figures to be read")]
async fn idle(world: &World, others: &Others) -> Cost {
    let mut costs = Vec::new();
    for _ in 0..QUIET {
        world.pass(TICK_MINUTES);
        costs.push(pulled(world, others).await);
    }
    let middle = |figure: fn(&Cost) -> u64| median(costs.iter().map(figure).collect());
    Cost {
        cpu_ms: middle(|cost| (cost.cpu_ms * 1e6).round() as u64) as f64 / 1e6,
        allocations: middle(|cost| cost.allocations),
        requests: middle(|cost| cost.requests),
        units: middle(|cost| (cost.units * 100.0).round() as u64) as f64 / 100.0,
    }
}

/// The cost of one run, which must go through, but for problems beyond those that one run tries again.
#[expect(clippy::float_arithmetic, reason = "figures to be read")]
async fn pulled(world: &World, others: &Others) -> Cost {
    let (meter, koppel) = (world.meter(), others.koppels());
    let end = world.clock.now() + crate::scale::RUN;
    let report = koppel_sync::pull::pull(&world.context, &world.tenant, end).await.unwrap();
    assert!(matches!(report.outcome, Outcome::Done | Outcome::More), "{:?}", report.outcome);
    let (used, now): (Used, _) = (others.koppels() - koppel, world.meter());
    let units = now.read_units + now.write_units - meter.read_units - meter.write_units;
    Cost {
        cpu_ms: used.cpu_ns as f64 / 1e6,
        allocations: used.allocations,
        requests: now.reads + now.writes - meter.reads - meter.writes,
        units: units as f64 / 100.0,
    }
}

/// So many customers were refused; they are tried again in a moment.
async fn open(world: &World, count: u32) {
    let now = world.clock.now();
    let refused = |nr: u32| {
        let (number, name) = (nr.to_string(), format!("Bakkerij {nr} B.V."));
        let reason = "De naam is langer dan toegestaan".to_owned();
        let message = Message::RecordRefused { table: Table::Customer, number: number.clone(), name, reason };
        Problem {
            table: Table::Customer,
            key: number,
            message,
            first_seen: now,
            last_seen: now,
            tries: 1,
            next_try: now,
        }
    };
    let problems: Vec<Problem> = (FIRST..FIRST + count).map(refused).collect();
    world.store().save_problems(&problems).await.unwrap();
}
