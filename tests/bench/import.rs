//! How near a first import comes to the least time that latencies and limits allow: `cargo xtask bench import`.
//!
//! N writes to Simple-Simon (each customer and its work address are one each) of which c are under way at once, each of which
//! takes Lw; P requests to bookkeeping one after the other, since each page begins where the one before ended, each of which
//! takes Lr; at most R writes in a second. Whatever overlaps, it takes at least `max(P·Lr, N·Lw/c, N/R)`.
//!
//! Guarantees: time is simulated to the millisecond, so one run is as good as many; everything must be across in the end, and
//! no record twice. The database takes its time too, though the bound leaves it out.
//!
//! Leaves out: what computing takes; up to a minute until EventBridge Scheduler starts the next run, where one is not enough.

use std::time::Duration;

use jiff::SignedDuration;
use koppel_simulators::server::Simulated as _;
use koppel_sync::Outcome;
use koppel_sync::pull::pull;
use koppel_tests::seed::debtor;
use serde_json::json;
use tokio::time::Instant;

use crate::simulated::{Setting, world};
use crate::table::{Figures, rounded};

/// How long a run may take: the timeout of the function `pull` in `template.yaml`, and its reserve.
const RUN: SignedDuration = SignedDuration::from_secs(840 - 5);
const CUSTOMERS: u32 = 10_000;
/// The part of the bound that an import must reach, in hundredths.
const LEAST: f64 = 95.0;

/// What most settings have.
const USUAL: Setting = Setting {
    read: Duration::from_millis(500),
    write: Duration::from_millis(250),
    database: Duration::from_millis(5),
    at_once: 8,
    per_second: None,
    page_size: 1_000,
};

/// What is measured, and held to the least.
fn settings() -> Vec<Setting> {
    let mut all = [1, 2, 4, 8, 16, 32].map(|at_once| Setting { at_once, ..USUAL }).to_vec();
    let limited = |at_once, rate| Setting { at_once, per_second: Some(rate), ..USUAL };
    // As it is shipped; then where time and number are limits alike, and where one of them is.
    all.extend([limited(4, 5), limited(16, 64), limited(32, 100), limited(8, 100)]);
    all.push(Setting { at_once: 32, read: Duration::from_secs(60), ..USUAL });
    all.push(Setting { at_once: 32, read: Duration::from_secs(1), ..USUAL });
    all
}

/// What is measured and only told: where a page is a moment's work, what is stored between two pages shows. It cannot go on
/// while the next page is written, since at most one page may have to be read again (P8).
fn short_pages() -> Vec<Setting> {
    let short = Setting { at_once: 32, page_size: 500, ..USUAL };
    let quick = Duration::from_millis(50);
    vec![short, Setting { at_once: 32, write: quick, read: quick, ..USUAL }]
}

/// Measures; whether every import came near enough to its bound.
pub(crate) async fn measure() -> bool {
    tokio::time::pause();
    let mut figures = Figures::default();
    let mut holds = true;
    for setting in settings() {
        holds &= import(setting, &mut figures).await >= LEAST;
    }
    for setting in short_pages() {
        import(setting, &mut figures).await;
    }
    figures.tell("import");
    holds
}

/// The part of the bound that an import reaches, in hundredths.
#[expect(clippy::float_arithmetic, reason = "figures to be read")]
async fn import(setting: Setting, figures: &mut Figures) -> f64 {
    let world = world(setting).await;
    (10_000..10_000 + CUSTOMERS).for_each(|nr| world.books.put_debtor(debtor(nr)));
    let began = Instant::now();
    let mut runs = 0_u32;
    loop {
        let end = world.context.clock.now() + RUN;
        let report = pull(&world.context, &world.tenant, end).await.unwrap();
        runs += 1;
        match report.outcome {
            Outcome::Done => break,
            Outcome::More => {}
            other => panic!("{other:?} after {:?}", began.elapsed()),
        }
    }
    let took = began.elapsed().as_secs_f64();
    let count = |table: &str| world.simon.count(table);
    assert_eq!((count("customer"), count("location")), (CUSTOMERS as usize, CUSTOMERS as usize));
    let (pages, writes) = (world.imuis().journal().count(""), world.simon_writes());
    assert_eq!(writes, u64::from(CUSTOMERS) * 2, "each record is written once");
    let reading = pages as f64 * setting.read.as_secs_f64();
    let writing = writes as f64 * setting.write.as_secs_f64() / setting.at_once as f64;
    let limited = setting.per_second.map_or(0.0, |rate| writes as f64 / f64::from(rate));
    let bound = reading.max(writing).max(limited);
    let reached = bound / took * 100.0;
    figures.row(vec![
        ("page", json!(setting.page_size)),
        ("Lr s", rounded(setting.read.as_secs_f64(), 2)),
        ("Lw s", rounded(setting.write.as_secs_f64(), 3)),
        ("c", json!(setting.at_once)),
        ("R /s", json!(setting.per_second)),
        ("P*Lr s", rounded(reading, 1)),
        ("N*Lw/c s", rounded(writing, 1)),
        ("N/R s", rounded(limited, 1)),
        ("took s", rounded(took, 1)),
        ("of the bound %", rounded(reached, 1)),
        ("runs", json!(runs)),
    ]);
    reached
}
