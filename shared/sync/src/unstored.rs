//! What runs that found nothing leave behind, in this process alone: what they used, their sessions, and which run was stored last.
//!
//! Guarantees:
//! - Bounded: beyond [`COMPANIES_MAX`] entries all are forgotten. Nothing depends on what is here: forgotten use is not counted, so
//!   what is counted is "at least"; a forgotten session costs a sign-in.
//! - Sessions are those of exactly the stored ones they began with: once another process stored newer ones, these hold.
//!
//! Leaves out: opening a session; they stay sealed.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use koppel_domain::health::BEAT;
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_domain::usage::Usage;

use crate::context::Kept;

/// Most companies and concerns that are remembered.
const COMPANIES_MAX: usize = 2_000;

/// What is not stored yet of all companies that this process runs for.
#[derive(Debug, Default)]
pub struct Unstored(Mutex<HashMap<(TenantId, Concern), Left>>);

/// What the runs of one concern of a company left.
#[derive(Debug)]
struct Left {
    /// The stored sessions that the first of them began with.
    stored: Option<Kept>,
    /// The sessions of the last of them.
    kept: Option<Kept>,
    /// What they used in all.
    used: Usage,
    /// When the last run began that is stored.
    stored_at: Timestamp,
}

impl Unstored {
    /// So long after the last one that was stored, as far as this process knows, a run is to be stored again.
    pub(crate) fn is_beat(&self, tenant: &TenantId, concern: Concern, now: Timestamp) -> bool {
        let all = self.all();
        all.get(&(tenant.clone(), concern)).is_some_and(|left| !is_within_beat(left.stored_at, now))
    }

    /// The sessions of the last run, where those that are stored have not changed since.
    pub(crate) fn kept(&self, tenant: &TenantId, concern: Concern, stored: Option<&Kept>) -> Option<Kept> {
        let all = self.all();
        let left = all.get(&(tenant.clone(), concern)).filter(|left| left.stored.as_ref() == stored)?;
        left.kept.clone()
    }

    /// Keeps what a run that is not stored used, and its sessions, with those that are `stored` and since when.
    pub(crate) fn remember(
        &self,
        tenant: &TenantId,
        concern: Concern,
        (stored, stored_at): (Option<Kept>, Timestamp),
        kept: Option<Kept>,
        used: &Usage,
    ) {
        let mut all = self.all();
        if all.len() >= COMPANIES_MAX {
            all.clear();
        }
        let key = (tenant.clone(), concern);
        let mut before = all.remove(&key).map(|left| left.used).unwrap_or_default();
        before.add(used);
        all.insert(key, Left { stored, kept, used: before, stored_at });
    }

    /// The run that began then stored these sessions: those that follow begin with them.
    pub(crate) fn stored(
        &self,
        tenant: &TenantId,
        concern: Concern,
        began_at: Timestamp,
        kept: Option<Kept>,
    ) {
        self.remember(tenant, concern, (kept.clone(), began_at), kept, &Usage::default());
    }

    /// Takes what was used in `month` and is not stored yet. What is left of an earlier month is lost.
    pub(crate) fn take_used(&self, tenant: &TenantId, concern: Concern, month: &str) -> Usage {
        let mut all = self.all();
        let left = all.get_mut(&(tenant.clone(), concern));
        left.map(|left| std::mem::take(&mut left.used).in_month(month)).unwrap_or_default().in_month(month)
    }

    fn all(&self) -> MutexGuard<'_, HashMap<(TenantId, Concern), Left>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The run that is stored last began not so long ago that the next one has to be stored.
pub(crate) fn is_within_beat(stored_at: Timestamp, now: Timestamp) -> bool {
    (SignedDuration::ZERO..BEAT).contains(&now.duration_since(stored_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEN: Timestamp = Timestamp::UNIX_EPOCH;

    fn used(month: &str, runs: u64) -> Usage {
        Usage { month: month.to_owned(), runs, ..Usage::default() }
    }

    #[test]
    fn use_adds_up_until_it_is_taken_and_sessions_hold_until_others_are_stored() {
        let (ours, theirs): (TenantId, TenantId) = ("onze".parse().unwrap(), "hunne".parse().unwrap());
        let kept = |text: &str| Some(Kept(text.to_owned()));
        let unstored = Unstored::default();
        for run in ["b", "c"] {
            unstored.remember(&ours, Concern::Pull, (kept("a"), THEN), kept(run), &used("2026-11", 1));
        }
        assert_eq!(unstored.kept(&ours, Concern::Pull, kept("a").as_ref()), kept("c"));
        assert_eq!(
            unstored.kept(&ours, Concern::Pull, kept("z").as_ref()),
            None,
            "stored by another process"
        );
        assert_eq!(unstored.kept(&theirs, Concern::Pull, kept("a").as_ref()), None);
        assert_eq!(unstored.kept(&ours, Concern::Push, kept("a").as_ref()), None);
        assert_eq!(unstored.take_used(&ours, Concern::Pull, "2026-11"), used("2026-11", 2));
        assert_eq!(unstored.take_used(&ours, Concern::Pull, "2026-11").runs, 0, "counted once");
        unstored.remember(&ours, Concern::Pull, (kept("a"), THEN), kept("d"), &used("2026-11", 1));
        assert_eq!(unstored.take_used(&ours, Concern::Pull, "2026-12"), used("2026-12", 0));
    }

    #[test]
    fn memory_is_bounded() {
        let unstored = Unstored::default();
        for n in 0..=COMPANIES_MAX {
            let tenant: TenantId = format!("company-{n}").parse().unwrap();
            unstored.remember(&tenant, Concern::Pull, (None, THEN), None, &used("2026-11", 1));
        }
        assert!(unstored.all().len() <= COMPANIES_MAX);
    }

    #[test]
    fn a_beat_is_due_an_hour_after_the_run_that_was_stored_last_and_unknown_to_a_new_process() {
        let (ours, unstored): (TenantId, _) = ("onze".parse().unwrap(), Unstored::default());
        assert!(!unstored.is_beat(&ours, Concern::Pull, THEN), "nothing is known");
        unstored.stored(&ours, Concern::Pull, THEN, None);
        let after = |minutes| THEN + SignedDuration::from_mins(minutes);
        unstored.remember(&ours, Concern::Pull, (None, THEN), None, &used("2026-11", 1));
        assert!(!unstored.is_beat(&ours, Concern::Pull, after(59)));
        assert!(unstored.is_beat(&ours, Concern::Pull, after(60)));
        assert!(unstored.is_beat(&ours, Concern::Pull, after(-1)), "the clock was set back");
        assert!(!unstored.is_beat(&ours, Concern::Push, after(60)));
    }
}
