//! The round: by the clock, over all companies, what nobody would notice otherwise. How many are late, and what waits
//! for a person, becomes metrics; and once a day each company's schedules and credentials are put right (`reconcile`).
//!
//! Guarantees: it ends before its time does, and the next one goes on where it was; doing it twice changes nothing. It
//! writes figures only where every company was counted.
//!
//! Leaves out: alarms (`template.yaml`).

use jiff::{SignedDuration, Timestamp};
use koppel_domain::health::Health;
use koppel_platform::metrics::{Figures, Metric, Metrics};
use koppel_store::{Company, StoreError};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::health::{health, tally};
use crate::reconcile::{Mended, mend};
use crate::wrong::Wrong;

/// Between the ends of two goings through all companies.
const MEND_AGAIN: SignedDuration = SignedDuration::from_hours(20);
/// How long one page of companies may take: with less left, no other is begun.
const PAGE_TAKES: SignedDuration = SignedDuration::from_secs(10);
/// How long counting one page of companies may take.
const COUNT_TAKES: SignedDuration = SignedDuration::from_secs(3);

/// The event of the round's schedule.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tick {
    /// What is to be done; there is one thing.
    pub act: Act,
}

/// What a schedule of the stack itself asks for.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The round.
    Round,
    /// The round, which goes through all companies though it did so today; again until it says `is_through`.
    Reconcile,
}

/// What a round saw and did.
#[derive(Debug, Default, Serialize)]
pub struct Round {
    /// Companies counted.
    pub companies: u64,
    /// Those of them whose integration is active.
    pub active: u64,
    /// Active ones whose bookkeeping was not looked at in time.
    pub late: u64,
    /// Open problems that a person must mend.
    pub to_mend: u64,
    /// Every company was counted.
    pub is_whole: bool,
    /// What was put right.
    pub mended: Mended,
    /// No company is left to be gone through.
    pub is_through: bool,
}

impl Round {
    /// How companies are: a count of nothing is a figure too, and one of some companies is none.
    #[must_use]
    pub fn counted(&self) -> Figures {
        let counted = [
            (Metric::CompaniesActive, self.active),
            (Metric::CompaniesLate, self.late),
            (Metric::ProblemsToMend, self.to_mend),
        ];
        if self.is_whole { counted.to_vec() } else { Vec::new() }
    }

    /// What could not be put right; no figure where nothing was gone through.
    #[must_use]
    pub fn not_mended(&self) -> Figures {
        let is_told = self.mended.looked_at > 0 || self.mended.failed > 0;
        if is_told { vec![(Metric::CompaniesNotMended, self.mended.failed)] } else { Vec::new() }
    }
}

/// Does what a tick asks for, until all is done or `end` is near. The counts are written before anything is put right, and how
/// far it is after every page: a round that is cut off loses neither.
///
/// # Errors
/// Where our own memory fails; the next round goes on.
pub async fn round(app: &App, metrics: &Metrics, tick: &Tick, end: Timestamp) -> Result<Round, StoreError> {
    let mut round = Round::default();
    count(app, end, &mut round).await?;
    metrics.write(app.clock.now(), &round.counted());
    put_right(app, tick.act == Act::Reconcile, end, &mut round).await?;
    metrics.write(app.clock.now(), &round.not_mended());
    tracing::info!(
        round.companies = round.companies,
        round.active = round.active,
        round.late = round.late,
        round.to_mend = round.to_mend,
        round.is_whole = round.is_whole,
        round.looked_at = round.mended.looked_at,
        round.failed = round.mended.failed,
        "round ended"
    );
    Ok(round)
}

async fn count(app: &App, end: Timestamp, round: &mut Round) -> Result<(), StoreError> {
    let mut after = None;
    while is_time_for(app, end, COUNT_TAKES) {
        let page = app.store.companies(after.as_ref(), u32::MAX).await?;
        page.companies.iter().for_each(|company| add(app, company, round));
        after = page.next;
        if after.is_none() {
            round.is_whole = true;
            break;
        }
    }
    Ok(())
}

fn add(app: &App, company: &Company, round: &mut Round) {
    round.companies += 1;
    let Some(profile) = &company.profile else { return };
    let told = company.told.iter().map(|(concern, told)| (*concern, told)).collect();
    let to_mend = tally(&told).map_or(0, |tally| tally.to_mend);
    let health = health(app, profile, company.paused, &told, to_mend).health;
    if health != Health::Off.as_str() {
        round.active += 1;
        round.to_mend += to_mend;
    }
    if health == Health::Late.as_str() {
        round.late += 1;
        tracing::warn!(tenant.id = %company.tenant, "a company is late");
    }
}

async fn put_right(app: &App, is_asked: bool, end: Timestamp, round: &mut Round) -> Result<(), StoreError> {
    let mut mark = app.store.round_mark().await?;
    let now = app.clock.now();
    let is_due = mark.ended_at.is_none_or(|ended_at| now.duration_since(ended_at) >= MEND_AGAIN);
    if mark.after.is_none() && !is_due && !is_asked {
        round.is_through = true;
        return Ok(());
    }
    while is_time_for(app, end, PAGE_TAKES) && !round.is_through {
        match mend(app, mark.after.clone()).await {
            Ok(page) => {
                mark.after = page.next.clone();
                round.is_through = mark.after.is_none();
                round.mended.add(page);
            }
            Err(wrong) => {
                tracing::error!(problem.code = wrong.code(), cause = %wrong.cause(), "a page of companies is not mended");
                round.mended.failed += 1;
                // A place that nobody can go on from must not stop every round after this one.
                if !matches!(wrong, Wrong::Malformed(_)) {
                    break;
                }
                mark.after = None;
                app.store.keep_round_mark(&mark).await?;
                break;
            }
        }
        if round.is_through {
            mark.ended_at = Some(app.clock.now());
        }
        app.store.keep_round_mark(&mark).await?;
    }
    Ok(())
}

fn is_time_for(app: &App, end: Timestamp, takes: SignedDuration) -> bool {
    app.clock.now() + takes < end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_asked_for_is_a_tick() {
        for (text, act) in [("round", Act::Round), ("reconcile", Act::Reconcile)] {
            assert_eq!(
                serde_json::from_str::<Tick>(&format!(r#"{{"act":"{text}"}}"#)).unwrap(),
                Tick { act }
            );
        }
        for wrong in [
            "{}",
            r#"{"act":"wipe"}"#,
            r#"{"act":"round","tenant":"korenaar"}"#,
            "null",
            r#"{"version":"2.0"}"#,
        ] {
            assert!(serde_json::from_str::<Tick>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_count_that_is_not_whole_is_no_figure() {
        let round = Round { active: 3, late: 1, ..Round::default() };
        assert_eq!(round.counted(), []);
        let whole = Round { is_whole: true, ..round };
        let figures = [(Metric::CompaniesActive, 3), (Metric::CompaniesLate, 1), (Metric::ProblemsToMend, 0)];
        assert_eq!(whole.counted(), figures);
    }

    #[test]
    fn what_nobody_went_through_is_no_figure() {
        assert_eq!(Round::default().not_mended(), []);
        let gone_through = Round { mended: Mended { looked_at: 7, ..Mended::default() }, ..Round::default() };
        assert_eq!(gone_through.not_mended(), [(Metric::CompaniesNotMended, 0)]);
    }
}
