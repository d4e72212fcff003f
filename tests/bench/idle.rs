//! What a run costs that finds nothing: `cargo xtask bench idle`.
//!
//! A small company whose quotes are switched on has been seen whole; then hours pass in which nothing happens. Eleven of
//! twelve runs only look; the twelfth, the beat, is stored. Of each function the median over all of its runs is told.
//!
//! Guarantees: it fails where a function needs more requests, units or allocations than `idle_budget.json` allows; CPU
//! time, which is the machine's, is only told. It also says where a budget could be smaller.
//!
//! Leaves out: the start of a process, and Lambda's own loop around a run.

use koppel_domain::message::Concern;
use koppel_domain::settings::{QuoteDescription, QuoteSettings};
use koppel_simulators::server::Simulated as _;
use koppel_sync::Outcome;
use koppel_tests::world::TICK_MINUTES;
use koppel_tests::{Start, World};
use serde_json::{Map, Value, json};

use crate::apart::{Others, Used};
use crate::table::{Figures, median, rounded};

/// What each function may need; every figure is a limit.
const BUDGET: &str = include_str!("idle_budget.json");
/// Hours in which nothing happens.
const HOURS: u64 = 20;
/// Ticks of an hour, the last of which is the beat.
const TICKS: u64 = 12;
/// The functions that tick every few minutes.
const TICKING: [Concern; 3] = [Concern::Pull, Concern::Push, Concern::Quotes];
/// Counted, so that a budget can hold them; allocations differ a little from run to run, so their budget has some air.
const COUNTED: [&str; 7] =
    ["reads", "writes", "read units", "write units", "bookkeeping", "simple-simon", "allocations"];

/// What one run used.
#[derive(Clone, Debug)]
struct Run {
    counted: [u64; 7],
    bytes: u64,
    cpu_ns: u64,
    others_ns: u64,
}

/// Measures; whether every function kept to its budget.
pub(crate) async fn measure() -> bool {
    let (world, others) = quiet().await;
    let mut runs: Vec<(String, Vec<Run>)> = Vec::new();
    let mut note = |name: String, run: Run| match runs.iter_mut().find(|(of, _)| *of == name) {
        Some((_, all)) => all.push(run),
        None => runs.push((name, vec![run])),
    };
    for tick in 1..=HOURS * TICKS {
        world.pass(TICK_MINUTES);
        for concern in TICKING {
            let name = concern.as_str();
            let name = if tick % TICKS == 0 { format!("{name}, beat") } else { name.to_owned() };
            note(name, one(&world, &others, concern).await);
        }
    }
    for _ in 0..HOURS {
        world.pass(24 * 60);
        note("cleanup".to_owned(), one(&world, &others, Concern::Cleanup).await);
    }
    runs.sort_by_key(|(name, _)| name.contains("beat"));
    tell(&runs)
}

/// A company of which everything has been seen, and whose last runs were stored just now.
async fn quiet() -> (World, Others) {
    let others = Others::default();
    let world = World::wired(Start::default(), &|line| others.over(line)).await;
    world.furnish();
    let quotes = QuoteSettings { lines: true, description: QuoteDescription::Both, filter_word: None };
    world.change_settings(|settings| settings.quotes = Some(quotes)).await;
    world.run_until_quiet().await;
    // Beyond every window of what changed.
    for _ in 0..3 {
        world.pass(66);
        for concern in TICKING {
            one(&world, &others, concern).await;
        }
    }
    (world, others)
}

async fn one(world: &World, others: &Others, concern: Concern) -> Run {
    world.imuis().journal().clear();
    world.simon.journal().clear();
    let (meter, everybody, koppel) = (world.meter(), Used::so_far(), others.koppels());
    let report = match concern {
        Concern::Pull => world.pull().await,
        Concern::Push => world.push().await,
        Concern::Quotes => world.quotes().await,
        Concern::Cleanup => world.cleanup().await,
        Concern::Wipe => panic!("a wipe is never idle"),
    };
    let own = others.koppels() - koppel;
    let all = Used::so_far() - everybody;
    assert_eq!(report.outcome, Outcome::Done, "{concern:?}");
    let now = world.meter();
    Run {
        counted: [
            now.reads - meter.reads,
            now.writes - meter.writes,
            now.read_units - meter.read_units,
            now.write_units - meter.write_units,
            world.imuis().journal().count(""),
            world.simon.journal().count(""),
            own.allocations,
        ],
        bytes: own.bytes,
        cpu_ns: own.cpu_ns,
        others_ns: all.cpu_ns - own.cpu_ns,
    }
}

/// A figure as it is told and budgeted; units are counted in hundredths.
#[expect(clippy::float_arithmetic, reason = "figures to be read")]
fn figure(name: &str, counted: u64) -> Value {
    if name.ends_with("units") { rounded(counted as f64 / 100.0, 2) } else { json!(counted) }
}

#[expect(clippy::float_arithmetic, reason = "figures to be read")]
fn tell(runs: &[(String, Vec<Run>)]) -> bool {
    let budget: Map<String, Value> = serde_json::from_str(BUDGET).unwrap();
    let mut figures = Figures::default();
    let (mut broken, mut loose) = (Vec::new(), Vec::new());
    for (name, all) in runs {
        let of = |value: &dyn Fn(&Run) -> u64| median(all.iter().map(value).collect());
        let mut row = vec![("function", json!(name)), ("runs", json!(all.len()))];
        for (place, counter) in COUNTED.iter().enumerate() {
            let value = figure(counter, of(&|run| run.counted[place]));
            let most = &budget[name][counter];
            let (is, may_be) = (value.as_f64().unwrap(), most.as_f64().unwrap());
            if is > may_be {
                broken.push(format!("{name}: {counter} are {value}, at most {most}"));
            } else if is * 1.05 < may_be {
                loose.push(format!("{name}: {counter} are {value}, and {most} are allowed"));
            }
            row.push((counter, value));
        }
        row.push(("kB allocated", rounded(of(&|run| run.bytes) as f64 / 1e3, 0)));
        row.push(("CPU ms", rounded(of(&|run| run.cpu_ns) as f64 / 1e6, 3)));
        row.push(("others' CPU ms", rounded(of(&|run| run.others_ns) as f64 / 1e6, 3)));
        figures.row(row);
    }
    figures.tell("idle");
    loose.iter().for_each(|line| println!("the budget could be smaller: {line}"));
    broken.iter().for_each(|line| println!("over budget: {line}"));
    broken.is_empty()
}
