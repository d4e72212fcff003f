//! What runs that found nothing leave behind, in this process alone: what they used, and their sessions.
//!
//! Guarantees:
//! - Bounded: beyond [`COMPANIES_MAX`] entries all are forgotten. Nothing depends on what is here: forgotten use is not counted, so
//!   what is counted is "at least"; a forgotten session costs a sign-in.
//! - Sessions are those of exactly the stored ones they began with: once another process stored newer ones, these hold.
//!
//! Leaves out: opening a session; they stay sealed.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

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
}

impl Unstored {
    /// The sessions of the last run, where those that are stored have not changed since.
    pub(crate) fn kept(&self, tenant: &TenantId, concern: Concern, stored: Option<&Kept>) -> Option<Kept> {
        let all = self.all();
        let left = all.get(&(tenant.clone(), concern)).filter(|left| left.stored.as_ref() == stored)?;
        left.kept.clone()
    }

    /// Keeps what a run that is not stored used, and its sessions.
    pub(crate) fn remember(
        &self,
        tenant: &TenantId,
        concern: Concern,
        stored: Option<Kept>,
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
        all.insert(key, Left { stored, kept, used: before });
    }

    /// A run stored these sessions: those that follow begin with them.
    pub(crate) fn stored(&self, tenant: &TenantId, concern: Concern, kept: Option<Kept>) {
        self.remember(tenant, concern, kept.clone(), kept, &Usage::default());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn used(month: &str, runs: u64) -> Usage {
        Usage { month: month.to_owned(), runs, ..Usage::default() }
    }

    #[test]
    fn use_adds_up_until_it_is_taken_and_sessions_hold_until_others_are_stored() {
        let (ours, theirs): (TenantId, TenantId) = ("onze".parse().unwrap(), "hunne".parse().unwrap());
        let kept = |text: &str| Some(Kept(text.to_owned()));
        let unstored = Unstored::default();
        for run in ["b", "c"] {
            unstored.remember(&ours, Concern::Pull, kept("a"), kept(run), &used("2026-11", 1));
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
        unstored.remember(&ours, Concern::Pull, kept("a"), kept("d"), &used("2026-11", 1));
        assert_eq!(unstored.take_used(&ours, Concern::Pull, "2026-12"), used("2026-12", 0));
    }

    #[test]
    fn memory_is_bounded() {
        let unstored = Unstored::default();
        for n in 0..=COMPANIES_MAX {
            let tenant: TenantId = format!("company-{n}").parse().unwrap();
            unstored.remember(&tenant, Concern::Pull, None, None, &used("2026-11", 1));
        }
        assert!(unstored.all().len() <= COMPANIES_MAX);
    }
}
