//! What a company costs by Amazon's list, counted from what really happens in a day of it (P10).
//!
//! Counted: what the schedules start, the units that the database itself reports, every byte of the technical log with what
//! CloudWatch adds, requests over HTTP. Assumed: how often a function starts cold. Shown beside the sum and not in it: the
//! time that functions take, which is the packages' doing. Left out: storage, which is some megabytes.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use koppel_activation::{Act, Tick};
use koppel_domain::message::Concern;
use koppel_domain::prices::{AS_OF, Counted, REGION, time};
use koppel_platform::metrics::Metrics;
use koppel_platform::schedules::Named;
use koppel_platform::telemetry;
use koppel_sync::Outcome;
use koppel_tests::Office;
use koppel_tests::office::ANJA;
use koppel_tests::seed::{article, debtor};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::quotes::quote;

/// What an idle company may cost in a month, in US dollars.
const IDLE_MOST: &str = "0.04";
/// Days in a month.
const MONTH: u64 = 30;
/// Cleanups in a month, at three a week.
const CLEANUPS: u64 = 13;
/// So long a function stays warm: after that a new process begins, which asks KMS for its key once.
const WARM_MINUTES: i64 = 120;
/// What CloudWatch adds to every event.
const EVENT_BYTES: u64 = 26;
/// How long a run that finds nothing takes, where each call of a package takes half a second.
const QUIET_MS: [(Concern, u64); 2] = [(Concern::Pull, 1_500), (Concern::Push, 600)];

/// The technical log as the functions write it, weighed.
#[derive(Clone, Default)]
struct Weighed(Arc<Mutex<(u64, u64)>>);

impl io::Write for Weighed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        let mut weighed = self.0.lock().unwrap();
        weighed.0 += lines;
        weighed.1 += bytes.len() as u64 - lines;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Weighed {
    /// Lines, and their bytes.
    fn so_far(&self) -> (u64, u64) {
        *self.0.lock().unwrap()
    }

    fn listening(&self) -> tracing::subscriber::DefaultGuard {
        let writer = self.clone();
        let subscriber = telemetry::lines(move || writer.clone(), "warn,koppel=info,koppel_simulators=off");
        tracing::subscriber::set_default(subscriber)
    }
}

/// A company under the scales.
struct Scales {
    office: Office,
    log: Weighed,
    /// Functions that have begun since all were cold.
    warm: BTreeSet<Concern>,
    runs: Vec<(Named, Outcome)>,
    counted: Counted,
}

impl Scales {
    /// Of which all has been seen, at noon of a Monday; its next cleanup is the night after the next.
    async fn new(settings: Value, log: Weighed) -> Self {
        let office = Office::new().await;
        office.world.furnish();
        office.connect().await;
        office.settle(settings).await;
        office.pass(4 * 60).await;
        Self { office, log, warm: BTreeSet::new(), runs: Vec::new(), counted: Counted::default() }
    }

    /// Weighs what `minutes` with all that is asked over HTTP bring; every two hours each function starts cold.
    async fn pass(&mut self, minutes: i64) {
        let (meter, log) = (self.office.app.store.meter(), self.log.so_far());
        let began = self.office.world.clock.now().as_second();
        for minute in 0..minutes {
            if (began / 60 + minute) % WARM_MINUTES == 0 {
                self.office.world.context.quiet = Arc::default();
                self.warm.clear();
            }
            let ran = self.office.pass(1).await;
            self.counted.starts += ran.len() as u64;
            self.counted.requests += ran.len() as u64;
            let cold = ran.iter().filter(|(named, _)| self.warm.insert(named.concern)).count();
            self.counted.key_requests += cold as u64;
            self.runs.extend(ran);
        }
        self.weigh(meter, log);
    }

    /// Weighs a request of the admin.
    async fn ask(&mut self, path: &str) {
        let (meter, log) = (self.office.app.store.meter(), self.log.so_far());
        assert_eq!(self.office.call(ANJA, "GET", path, None).await.status, 200, "{path}");
        self.counted.http_requests += 1;
        self.counted.requests += 1;
        self.weigh(meter, log);
    }

    /// Weighs a cleanup that finds nothing: beside its own it may cost the runs of one period something.
    async fn clean_up(&mut self) {
        let (meter, log) = (self.office.app.store.meter(), self.log.so_far());
        let tenant = self.office.world.tenant.clone();
        let named = Named { tenant, concern: Concern::Cleanup, at_once: false };
        assert_eq!(self.office.run(&named).await, Outcome::Done);
        self.counted.starts += 1;
        self.counted.requests += 1;
        self.counted.key_requests += 1;
        self.weigh(meter, log);
    }

    /// Weighs what one company adds to a round; that it starts, and what it writes, is the installation's.
    async fn go_round(&mut self) -> Counted {
        let (meter, log) = (self.office.app.store.meter(), self.log.so_far());
        let end = self.office.world.clock.now() + SignedDuration::from_secs(29);
        let round = koppel_activation::round(
            &self.office.app,
            &Metrics::from_environment(),
            &Tick { act: Act::Round },
            end,
        )
        .await
        .unwrap();
        assert_eq!((round.companies, round.late, round.mended.failed), (1, 0, 0), "{round:?}");
        self.weigh(meter, log);
        Counted { log_bytes: 0, ..self.taken().0 }
    }

    fn weigh(&mut self, meter: koppel_store::Meter, log: (u64, u64)) {
        let (now, lines) = (self.office.app.store.meter(), self.log.so_far());
        self.counted.reads += now.read_units - meter.read_units;
        self.counted.writes += now.write_units - meter.write_units;
        self.counted.log_bytes += lines.1 - log.1 + (lines.0 - log.0) * EVENT_BYTES;
    }

    /// What was weighed since the last time.
    fn taken(&mut self) -> (Counted, Vec<(Named, Outcome)>) {
        (std::mem::take(&mut self.counted), std::mem::take(&mut self.runs))
    }
}

/// Prints a month, and gives what it costs.
fn month(story: &str, counted: Counted, runs: &[(Named, Outcome)]) -> Decimal {
    println!("{story}, a month of {MONTH} days, {REGION} {AS_OF}, no free tier");
    for (what, count, dollars) in counted.bill() {
        println!("  {what:<24}{:>14}  ${}", count.round_dp(0), dollars.round_dp(5));
    }
    println!("  {:<24}{:>14}  ${}", "in all", "", counted.cost().round_dp(5));
    let ms = |concern| QUIET_MS.iter().find(|(of, _)| *of == concern).map_or(1_000, |(_, ms)| *ms);
    let taken: Decimal = runs.iter().map(|(named, _)| time(named.concern, ms(named.concern) * MONTH)).sum();
    println!("  beside it, if a pull takes 1.5 s and a push 0.6 s: lambda time  ${}", taken.round_dp(5));
    counted.cost()
}

fn plain() -> Value {
    json!({ "travel_article": "REIS", "work_article": "UUR" })
}

fn with_quotes() -> Value {
    json!({ "travel_article": "REIS", "work_article": "UUR", "quotes": { "lines": true, "description": "both" } })
}

#[tokio::test]
async fn an_idle_company_costs_at_most_four_cents_a_month() {
    let log = Weighed::default();
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let _guard = log.listening();
    let mut scales = Scales::new(plain(), log.clone()).await;
    let lines = log.so_far().0;
    scales.pass(24 * 60).await;
    let (day, runs) = scales.taken();
    assert_eq!(runs.len(), 2 * 288, "a pull and a push every five minutes");
    assert!(runs.iter().all(|(_, outcome)| *outcome == Outcome::Done), "{runs:?}");
    assert_eq!(log.so_far().0 - lines, runs.len() as u64, "one line a run");
    scales.clean_up().await;
    scales.pass(5).await;
    let (cleanup, _) = scales.taken();
    let (mending, counting) = (scales.go_round().await, scales.go_round().await);
    assert!(mending.reads > counting.reads, "schedules are put right once a day");
    let rounds = mending.times(MONTH).and(counting.times(MONTH * 47));
    let cost = month("idle", day.times(MONTH).and(cleanup.times(CLEANUPS)).and(rounds), &runs);
    assert!(cost <= IDLE_MOST.parse().unwrap(), "an idle company costs ${cost} a month");
}

#[tokio::test]
async fn an_idle_company_with_quotes_costs_half_as_much_again() {
    let log = Weighed::default();
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let _guard = log.listening();
    let mut scales = Scales::new(with_quotes(), log).await;
    scales.pass(24 * 60).await;
    let (day, runs) = scales.taken();
    assert_eq!(runs.len(), 3 * 288);
    let cost = month("idle, with quotes", day.times(MONTH), &runs);
    let most: Decimal = IDLE_MOST.parse().unwrap();
    assert!(cost <= most * Decimal::new(15, 1), "${cost}");
}

#[tokio::test]
async fn a_busy_day_is_weighed() {
    let log = Weighed::default();
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let _guard = log.listening();
    let mut scales = Scales::new(with_quotes(), log).await;
    // A working day of ten hours: every quarter a work order and one or two changes, every two hours a quote, and
    // somebody who looks now and then.
    for quarter in 0..40_u32 {
        let world = &scales.office.world;
        let _ = world.work_order(10_000).travel(15).work(60).uses("KRAAN", "2").archive();
        world.books.put_debtor(debtor(10_100 + quarter));
        if quarter % 2 == 0 {
            world.books.put_article(article(&format!("NIEUW-{quarter}"), 1));
        }
        if quarter % 8 == 0 {
            world.books.put_quote(quote(world, 500 + quarter));
        }
        scales.pass(15).await;
        if quarter % 4 == 0 {
            scales.ask("/integration").await;
            scales.ask("/integration/log").await;
            scales.ask("/integration/work-orders").await;
        }
    }
    scales.pass(14 * 60).await;
    scales.clean_up().await;
    let (day, runs) = scales.taken();
    let world = &scales.office.world;
    assert_eq!(world.books.orders().len(), 40, "every work order was sent");
    assert_eq!(world.simon.count("workorder"), 45, "every quote came");
    world.assert_mirrored("after a busy day");
    let cost = month("busy every day", day.times(MONTH), &runs);
    assert!(cost <= Decimal::new(25, 2), "${cost}");
}
