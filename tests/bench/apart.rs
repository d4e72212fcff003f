//! What was used, by Koppel itself and by everybody else: CPU time and allocations.
//!
//! Guarantees: what the simulated packages and the embedded database use while they answer is counted as theirs, by
//! looking at the counters before and after each poll of an answer ([`Apart`]); all the rest is Koppel's, the AWS SDK and
//! the connectors among it. It holds on one thread only.

use std::ops::{Add, Sub};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::future::poll_fn;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use rustix::time::{ClockId, clock_gettime};
use stats_alloc::INSTRUMENTED_SYSTEM;

/// What was used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used {
    /// CPU time, in nanoseconds.
    pub(crate) cpu_ns: u64,
    /// Allocations, those that only grew one among them.
    pub(crate) allocations: u64,
    /// Bytes allocated.
    pub(crate) bytes: u64,
}

impl Used {
    /// By this process so far; time by this thread.
    pub(crate) fn so_far() -> Self {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        let stats = INSTRUMENTED_SYSTEM.stats();
        Self {
            cpu_ns: u64::try_from(time.tv_sec * 1_000_000_000 + time.tv_nsec).unwrap(),
            allocations: (stats.allocations + stats.reallocations) as u64,
            bytes: stats.bytes_allocated as u64,
        }
    }
}

impl Add for Used {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            cpu_ns: self.cpu_ns + other.cpu_ns,
            allocations: self.allocations + other.allocations,
            bytes: self.bytes + other.bytes,
        }
    }
}

impl Sub for Used {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            cpu_ns: self.cpu_ns.saturating_sub(other.cpu_ns),
            allocations: self.allocations.saturating_sub(other.allocations),
            bytes: self.bytes.saturating_sub(other.bytes),
        }
    }
}

/// CPU time of this process so far, of all its threads.
pub(crate) fn cpu_of_process() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap())
}

/// What the others used so far; clones are the same count.
#[derive(Clone, Default)]
pub(crate) struct Others(Arc<Mutex<Used>>);

impl Others {
    /// What Koppel alone used so far, if everything but the answers was Koppel's.
    pub(crate) fn koppels(&self) -> Used {
        Used::so_far() - *self.0.lock().unwrap()
    }

    /// Counts as theirs what answers over `http` use.
    pub(crate) fn over(&self, http: Arc<dyn Http>) -> Arc<dyn Http> {
        Arc::new(Apart { http, others: self.clone() })
    }
}

struct Apart {
    http: Arc<dyn Http>,
    others: Others,
}

#[async_trait]
impl Http for Apart {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        let mut answering = pin!(self.http.send(request, limits));
        poll_fn(|context| {
            let before = Used::so_far();
            let polled = answering.as_mut().poll(context);
            let used = Used::so_far() - before;
            let mut others = self.others.0.lock().unwrap();
            *others = *others + used;
            polled
        })
        .await
    }
}
