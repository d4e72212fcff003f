//! A world in which every request takes its time and nobody waits for it: Tokio's paused clock goes on to the next moment at
//! which something happens, and everybody's clock is that one.
//!
//! Guarantees: what is measured is the time of the simulated world alone; how fast this machine is makes no difference.
//!
//! Leaves out: the time that computing takes, which the clock does not see.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use koppel_outside::clock::Clock;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use koppel_platform::connections::{Paces, Pacing, Reach};
use koppel_simulators::clock::SimClock;
use koppel_sync::RunLimits;
use koppel_tests::line::BOOKS_HOST;
use koppel_tests::world::monday;
use koppel_tests::{Start, World};
use tokio::time::{Instant, sleep};

/// How long each request takes, and how many may be made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// A request to bookkeeping.
    pub(crate) read: Duration,
    /// A request to Simple-Simon.
    pub(crate) write: Duration,
    /// A request to the database.
    pub(crate) database: Duration,
    /// Requests to Simple-Simon under way at once.
    pub(crate) at_once: usize,
    /// Requests to Simple-Simon in a second, where they are limited.
    pub(crate) per_second: Option<u32>,
    /// Rows on a page of bookkeeping.
    pub(crate) page_size: u32,
}

impl Setting {
    fn interval(&self) -> Duration {
        self.per_second.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate)
    }

    /// How long a request takes.
    fn takes(&self, request: &Request<Bytes>) -> Duration {
        if request.headers().contains_key("x-amz-target") {
            self.database
        } else if request.uri().host() == Some(BOOKS_HOST) {
            self.read
        } else {
            self.write
        }
    }
}

/// A company in such a world; the runtime's clock must be paused.
pub(crate) async fn world(setting: Setting) -> World {
    let began = Instant::now();
    let clock = Arc::new(PausedClock { began });
    // The simulators' clock is set right before each request; the world makes its own, so it is handed over afterwards.
    let shared: Arc<OnceLock<SimClock>> = Arc::default();
    let wire = {
        let (shared, clock) = (Arc::clone(&shared), Arc::clone(&clock));
        move |http: Arc<dyn Http>| -> Arc<dyn Http> {
            Arc::new(Slow { http, setting, shared: Arc::clone(&shared), clock: Arc::clone(&clock) })
        }
    };
    let start = Start { page_size: setting.page_size, ..Start::default() };
    let mut world = World::wired(start, &wire).await;
    assert!(shared.set(world.clock.clone()).is_ok());
    world.context.clock = clock;
    let over = Arc::clone(&world.reach.http);
    world.reach = reach(&world, over, setting);
    world.context.connections = world.reach.clone();
    // Twice as many records as calls, as it is shipped: while one is stored, another is written.
    world.context.limits = RunLimits { writes_at_once: setting.at_once * 2, ..RunLimits::default() };
    world
}

/// The way to the packages of such a world, over `http`.
pub(crate) fn reach(world: &World, http: Arc<dyn Http>, setting: Setting) -> Arc<Reach> {
    let before = &world.reach;
    Arc::new(Reach {
        http,
        clock: Arc::clone(&world.context.clock),
        vault: Arc::clone(&before.vault),
        packages: before.packages.clone(),
        pacing: Pacing { simple_simon_at_once: setting.at_once, simple_simon_interval: setting.interval() },
        paces: Paces::default(),
    })
}

/// The paused clock as Koppel's.
struct PausedClock {
    began: Instant,
}

#[async_trait]
impl Clock for PausedClock {
    fn now(&self) -> Timestamp {
        monday() + SignedDuration::try_from(self.began.elapsed()).unwrap()
    }

    async fn sleep(&self, duration: Duration) {
        sleep(duration).await;
    }
}

/// Half of a request's time goes by before it is carried out, and half after that.
struct Slow {
    http: Arc<dyn Http>,
    setting: Setting,
    shared: Arc<OnceLock<SimClock>>,
    clock: Arc<PausedClock>,
}

#[async_trait]
impl Http for Slow {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        let half = self.setting.takes(&request) / 2;
        sleep(half).await;
        if let Some(shared) = self.shared.get() {
            shared.set(self.clock.now());
        }
        let answer = self.http.send(request, limits).await;
        sleep(half).await;
        answer
    }
}
