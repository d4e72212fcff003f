//! Faults on command: which request breaks, how, and how often.
//!
//! Faults are either scripted (the next requests that match) or random from a seed, so a run can be repeated.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

/// One way to break an exchange. What is specific to one package is a switch of that simulator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection is cut before anything is done.
    RequestLost,
    /// The request is carried out, then the connection is cut without an answer.
    AnswerLost,
    /// This status with an HTML page; nothing is done.
    Html(u16),
    /// The request is carried out, then this status with an HTML page.
    HtmlAfter(u16),
    /// 429 with an optional `Retry-After` in seconds; nothing is done.
    TooMany(Option<u64>),
    /// The request is carried out; only the first half of the answer's body arrives, with a fitting length.
    Truncated,
    /// The request is carried out; the answer's body is empty.
    EmptyBody,
    /// The request is carried out; the answer is this late.
    Late(Duration),
    /// The session or token is gone before the request is looked at.
    SessionGone,
    /// A read answers with no rows although there are some (iMUIS: the empty later page).
    EmptyPage,
    /// The request is carried out; the answer's body is followed by this many bytes of white space.
    Padded(usize),
}

#[derive(Clone, Debug)]
struct Script {
    operation: String,
    skip: u64,
    times: u64,
    fault: Fault,
}

#[derive(Debug, Default)]
struct Inner {
    scripts: Vec<Script>,
    random: Option<Random>,
    injected: std::collections::BTreeMap<String, u64>,
}

#[derive(Debug)]
struct Random {
    rng: StdRng,
    per_thousand: u32,
    faults: Vec<Fault>,
}

/// The shared switchboard of one simulator; clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Inner>>);

impl Faults {
    /// Breaks the next `times` requests whose operation starts with `operation`, after letting `skip` pass.
    pub fn script(&self, operation: &str, skip: u64, times: u64, fault: Fault) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.scripts.push(Script { operation: operation.to_owned(), skip, times, fault });
    }

    /// Breaks `per_thousand` of a thousand requests with one of `faults`, drawn from `seed`.
    pub fn random(&self, seed: u64, per_thousand: u32, faults: Vec<Fault>) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.random = Some(Random { rng: StdRng::seed_from_u64(seed), per_thousand, faults });
    }

    /// Breaks nothing any more.
    pub fn heal(&self) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.scripts.clear();
        inner.random = None;
    }

    /// How many faults of each kind were injected.
    #[must_use]
    pub fn injected(&self) -> std::collections::BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).injected.clone()
    }

    /// The fault for the request that is about to be answered; called once for each request.
    #[must_use]
    pub fn draw(&self, operation: &str) -> Option<Fault> {
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let inner = &mut *guard;
        let mut drawn = None;
        if let Some(script) = inner
            .scripts
            .iter_mut()
            .find(|script| operation.starts_with(&script.operation) && script.times > 0)
        {
            if script.skip > 0 {
                script.skip -= 1;
            } else {
                script.times -= 1;
                drawn = Some(script.fault.clone());
            }
        }
        inner.scripts.retain(|script| script.times > 0);
        if drawn.is_none()
            && let Some(random) = &mut inner.random
            && random.rng.random_range(0..1000) < random.per_thousand
            && !random.faults.is_empty()
        {
            let index = (random.rng.next_u64() as usize) % random.faults.len();
            drawn = random.faults.get(index).cloned();
        }
        if let Some(fault) = &drawn {
            let name = format!("{fault:?}");
            let name = name.split('(').next().unwrap_or_default().to_owned();
            *inner.injected.entry(name).or_default() += 1;
        }
        drawn
    }
}
