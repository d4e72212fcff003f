//! How a company's integration is, what its runs used, and what that costs about: for its admin and for the operator.
//!
//! Guarantees: asks nothing: all of it stands beside the cursors.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use koppel_domain::health::Signs;
use koppel_domain::integration::Stage;
use koppel_domain::message::Concern;
use koppel_domain::prices;
use koppel_domain::usage::{Usage, month_of};
use koppel_store::{Profile, Tally, Told};
use koppel_sync::Outcome;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;

/// What a company's runs used this month, in the Netherlands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageView {
    /// As `2026-11`.
    pub(crate) month: String,
    pub(crate) runs: u64,
    /// Calls to both packages.
    pub(crate) calls: u64,
    /// Records written or taken out on either side.
    pub(crate) rows: u64,
    /// Read units of the database.
    #[schema(example = "1234.5")]
    pub(crate) read_units: String,
    /// Write units of the database.
    #[schema(example = "1234")]
    pub(crate) write_units: String,
    /// Time taken by runs.
    pub(crate) seconds: u64,
    /// About what that costs by list, in US dollars.
    #[schema(example = "0.0421")]
    pub(crate) estimated_usd: String,
    /// Of when and of where the list is.
    #[schema(example = "2025-01, eu-west-1")]
    pub(crate) prices: String,
}

/// How a company is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthView {
    /// `off`, `well`, `late` or `troubled`.
    pub(crate) health: &'static str,
    /// Seconds it is behind at most: since a pull that was stored ended well, or since the start; absent where it is off. One
    /// that finds nothing is stored once an hour.
    pub(crate) lag_seconds: Option<i64>,
}

/// How a company is, by what its concerns tell.
pub(crate) fn health(
    app: &App,
    profile: &Profile,
    paused: bool,
    told: &BTreeMap<Concern, &Told>,
    to_mend: u64,
) -> HealthView {
    let now = app.clock.now();
    let wanted = Concern::RECURRING.iter().filter(|concern| profile.wants(**concern));
    let outcomes = wanted.filter_map(|concern| told.get(concern)?.last_run.as_ref());
    let signs = Signs {
        is_active: profile.life.stage == Stage::Active && !paused,
        started_at: profile.life.started_at,
        pulled_at: told.get(&Concern::Pull).and_then(|told| told.book.well_at),
        has_failed: outcomes.into_iter().any(|run| Outcome::is_failure(&run.outcome)),
        to_mend,
    };
    let period = SignedDuration::from_mins(i64::from(app.schedules.targets().period_minutes));
    HealthView {
        health: signs.health(now, period).as_str(),
        lag_seconds: signs.lag(now).map(|lag| lag.as_secs()),
    }
}

/// The newest count of a company's open problems that its runs made.
pub(crate) fn tally(told: &BTreeMap<Concern, &Told>) -> Option<Tally> {
    told.values().filter_map(|told| told.book.tally).max_by_key(|tally| tally.at)
}

/// What the runs of all concerns used this month.
pub(crate) fn usage(told: &BTreeMap<Concern, &Told>, now: Timestamp) -> UsageView {
    let month = month_of(now);
    let mut all = Usage::default();
    let mut cost = Decimal::ZERO;
    for (concern, told) in told {
        let used = told.book.usage.in_month(&month);
        cost += prices::cost(*concern, &used);
        all.add(&used);
    }
    UsageView {
        month,
        runs: all.runs,
        calls: all.calls,
        rows: all.rows,
        read_units: hundredths(all.reads),
        write_units: hundredths(all.writes),
        seconds: all.ms / 1_000,
        estimated_usd: cost.round_dp(4).normalize().to_string(),
        prices: format!("{}, {}", prices::AS_OF, prices::REGION),
    }
}

fn hundredths(count: u64) -> String {
    (Decimal::from(count) / Decimal::ONE_HUNDRED).normalize().to_string()
}
