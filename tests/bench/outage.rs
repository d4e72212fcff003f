//! Companies whose packages are slow, and an hour in which bookkeeping is down: who waits for whom, and what comes when it is
//! back.
//!
//! Guarantees: it fails where a minute after the outage has more than [`HERD_MAX`] times the requests of a minute before it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use koppel_domain::message::Concern;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use koppel_sync::{Context, Outcome, RunLimits};
use koppel_tests::line::BOOKS_HOST;
use serde_json::json;
use tokio::time::sleep;

use crate::fleet::{TICKING, companies, run, schedules};
use crate::scale::RUN;
use crate::simulated::{Setting, reach, world};
use crate::table::{Figures, median, rounded};

const COMPANIES: usize = 200;
/// One in so many is slow.
const SLOW: usize = 100;
/// How long everybody's request to a package takes, and a slow company's.
const USUAL: Duration = Duration::from_millis(250);
const SLOWLY: Duration = Duration::from_secs(25);
/// How many times the requests of a usual minute there may be after an outage.
const HERD_MAX: u64 = 2;
/// Minutes before the outage, of the outage, and after it.
const MINUTES: [u32; 3] = [40, 60, 40];

/// A request of bookkeeping, refused while it is down; and how many there were.
struct Outage {
    http: Arc<dyn Http>,
    is_down: Arc<AtomicBool>,
    asked: Arc<AtomicU64>,
}

#[async_trait]
impl Http for Outage {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        if request.uri().host() == Some(BOOKS_HOST) {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if self.is_down.load(Ordering::Relaxed) {
                sleep(USUAL).await;
                return Err(HttpError::NotSent("no connection"));
            }
        }
        self.http.send(request, limits).await
    }
}

/// What happened in a stretch of time.
#[derive(Default)]
struct Stretch {
    runs: BTreeMap<&'static str, u64>,
    /// Milliseconds of each run of a company that is not slow.
    usual_ms: Vec<u64>,
    slow_ms: Vec<u64>,
    under_way: u64,
    most_under_way: u64,
    asked_a_minute: Vec<u64>,
}

/// Measures; whether nobody suffers for another, and nobody comes in a herd.
pub(crate) async fn measure() -> bool {
    let setting = Setting {
        read: USUAL,
        write: USUAL,
        database: Duration::from_millis(5),
        at_once: 4,
        per_second: None,
        page_size: 1_000,
    };
    tokio::time::pause();
    let mut world = world(setting).await;
    world.furnish();
    let (is_down, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let http = Arc::clone(&world.reach.http);
    let usual = Arc::new(Outage { http, is_down: Arc::clone(&is_down), asked: Arc::clone(&asked) });
    world.context.connections = reach(&world, usual.clone(), setting);
    world.context.limits = RunLimits::default();
    let slowly = Context {
        connections: reach(&world, Arc::new(Slowly { http: usual }), setting),
        ..world.context.clone()
    };
    let tenants = companies(&world, COMPANIES).await;
    let schedules = schedules(Arc::clone(&world.context.clock));
    let mut figures = Figures::default();
    let mut stretches = Vec::new();
    for (minutes, name) in MINUTES.into_iter().zip(["before", "bookkeeping is down", "it is back"]) {
        is_down.store(name == "bookkeeping is down", Ordering::Relaxed);
        let stretch = Arc::new(Mutex::new(Stretch::default()));
        let meter = world.meter();
        for _ in 0..minutes {
            let before = asked.load(Ordering::Relaxed);
            let now = world.context.clock.now();
            for (place, tenant) in tenants.iter().enumerate() {
                for concern in TICKING {
                    let next = schedules.next(tenant, concern, now - jiff::SignedDuration::from_secs(1));
                    if next.duration_since(now).as_secs() >= 60 {
                        continue;
                    }
                    let is_slow = place % SLOW == 0;
                    let context = if is_slow { slowly.clone() } else { world.context.clone() };
                    // EventBridge Scheduler keeps to the minute, and spreads over it.
                    let at = Duration::from_millis(place as u64 * 7_919 % 60_000);
                    tokio::spawn(tick(context, tenant.clone(), concern, at, is_slow, Arc::clone(&stretch)));
                }
            }
            sleep(Duration::from_secs(60)).await;
            stretch.lock().unwrap().asked_a_minute.push(asked.load(Ordering::Relaxed) - before);
        }
        let now = world.meter();
        let stretch = std::mem::take(&mut *stretch.lock().unwrap());
        tell(name, &stretch, minutes, (now.write_units - meter.write_units) / 100, &mut figures);
        stretches.push(stretch);
    }
    figures.tell("scale-outage");
    // The first minutes are those of the first imports.
    let usual_minute = median(stretches[0].asked_a_minute[20..].to_vec());
    let most_after = stretches[2].asked_a_minute.iter().max().copied().unwrap_or_default();
    println!(
        "requests to bookkeeping in a minute: {usual_minute} before, at most {most_after} once it is back\n"
    );
    most_after <= usual_minute * HERD_MAX
}

async fn tick(
    context: Context,
    tenant: koppel_domain::tenant::TenantId,
    concern: Concern,
    at: Duration,
    is_slow: bool,
    stretch: Arc<Mutex<Stretch>>,
) {
    sleep(at).await;
    let began = context.clock.now();
    {
        let mut stretch = stretch.lock().unwrap();
        stretch.under_way += 1;
        stretch.most_under_way = stretch.most_under_way.max(stretch.under_way);
    }
    let report = run(&context, &tenant, concern, began + RUN).await;
    let took = context.clock.now().duration_since(began).as_millis();
    let mut stretch = stretch.lock().unwrap();
    stretch.under_way -= 1;
    *stretch.runs.entry(outcome(&report.outcome)).or_default() += 1;
    let took = u64::try_from(took).unwrap();
    if is_slow { stretch.slow_ms.push(took) } else { stretch.usual_ms.push(took) }
}

const fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::More => "more",
        Outcome::Held => "held",
        Outcome::Failed(_) => "failed",
        _ => "other",
    }
}

#[expect(clippy::float_arithmetic, reason = "figures to be read")]
fn tell(name: &str, stretch: &Stretch, minutes: u32, write_units: u64, figures: &mut Figures) {
    let runs = |outcome: &str| json!(stretch.runs.get(outcome).copied().unwrap_or_default());
    let seconds = |ms: u64| rounded(ms as f64 / 1e3, 1);
    let most = |all: &[u64]| seconds(all.iter().max().copied().unwrap_or_default());
    let asked: u64 = stretch.asked_a_minute.iter().sum();
    figures.row(vec![
        ("an hour", json!(name)),
        ("done", runs("done")),
        ("failed", runs("failed")),
        ("held", runs("held")),
        ("most under way", json!(stretch.most_under_way)),
        ("usual run s", seconds(median(stretch.usual_ms.clone()))),
        ("slowest of them s", most(&stretch.usual_ms)),
        ("slow company's run s", seconds(median(stretch.slow_ms.clone()))),
        ("slowest of them s ", most(&stretch.slow_ms)),
        ("requests a minute", rounded(asked as f64 / f64::from(minutes), 0)),
        ("most in a minute", json!(stretch.asked_a_minute.iter().max())),
        ("write units a company", rounded(write_units as f64 / COMPANIES as f64, 1)),
    ]);
}

/// A slow company's line.
struct Slowly {
    http: Arc<dyn Http>,
}

#[async_trait]
impl Http for Slowly {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        sleep(SLOWLY - USUAL).await;
        self.http.send(request, limits).await
    }
}
