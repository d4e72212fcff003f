//! How much is in a table, and when it was last changed (R22, R26).
//!
//! The OData dialect tells both in one answer, if it sorts by mutation (SIM-A24). Otherwise the latest mutation is
//! searched: from one that is known, by asking what changed after it, and by turns, where much did, what changed after
//! a moment in between.
//!
//! Guarantees: what is found stands on a record, so it may be early where very much changed in many orders, but never
//! late; at most [`ROUNDS`] questions beside the listing, each with at most one record to read (P10).

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use koppel_domain::failure::Failure;
use serde_json::Value;

use super::SimpleSimon;
use crate::config::Dialect;
use crate::errors::unreadable;
use crate::exchange::Fault;
use crate::table::Table;
use crate::wire::ask::Filter;
use crate::wire::json::{Fields, rows, whole};
use crate::wire::odata::{self, Order};
use crate::wire::time::{CLOCK_SKEW, Since};

/// Questions for the latest mutation of one table.
const ROUNDS: u32 = 14;
/// From a mutation to where the next one is looked for: a second that [`Since`] takes off, and one that passed.
const NEXT: SignedDuration = SignedDuration::from_secs(2);
/// The distance from now below which a search makes no difference between moments.
const NEAR_S: i64 = 60;

/// A table at a glance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// Records in it.
    pub count: u64,
    /// The latest mutation, as Simple-Simon's wall clock shows it; `None` where nothing tells one.
    pub latest: Option<DateTime>,
}

/// A mutation: when it was, and what the wall clock showed.
type Mutation = (Timestamp, DateTime);

/// What an answer tells of a table, or of the part of it that was asked for.
#[derive(Default)]
struct Seen {
    count: u64,
    /// The latest mutation in the answer.
    latest: Option<Mutation>,
    /// There is no later one.
    is_latest: bool,
}

impl SimpleSimon {
    /// Looks at a table; one that this Simple-Simon does not know, and need not, is empty.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn overview(&self, table: Table) -> Result<Overview, Failure> {
        let seen = match self.exchange.config.dialect {
            Dialect::Classic => self.seen_by_keys(table).await?,
            Dialect::OData => self.seen_by_count(table).await?,
        };
        let latest = match seen.latest {
            Some(latest) if !seen.is_latest => Some(self.search(table, latest).await?),
            latest => latest,
        };
        Ok(Overview { count: seen.count, latest: latest.map(|(_, wall)| wall) })
    }

    /// The latest mutation, `latest` being one.
    async fn search(&self, table: Table, mut latest: Mutation) -> Result<Mutation, Failure> {
        let now = self.exchange.clock.now();
        let mut nothing_since = now;
        for round in 0..ROUNDS {
            // More often than not the record that was added last was also changed last.
            let is_guess = round % 2 == 0;
            let next = latest.0.saturating_add(NEXT).unwrap_or(Timestamp::MAX);
            let since = if is_guess { next } else { between(next, nothing_since, now) };
            if !is_guess && since >= nothing_since {
                break;
            }
            let seen = self.seen_since(table, since).await?;
            match seen.latest.filter(|found| found.0 > latest.0) {
                Some(found) => latest = found,
                None if is_guess => break,
                None => nothing_since = since,
            }
            if seen.is_latest {
                break;
            }
        }
        Ok(latest)
    }

    async fn seen_since(&self, table: Table, since: Timestamp) -> Result<Seen, Failure> {
        match self.exchange.config.dialect {
            Dialect::Classic => {
                let ids = self.changed_since(table, since).await?;
                let latest = match ids.last() {
                    Some(id) => {
                        self.record(table, *id).await?.and_then(|record| mutation(&Value::Object(record)))
                    }
                    None => None,
                };
                Ok(Seen { count: ids.len() as u64, latest, is_latest: ids.len() == 1 })
            }
            Dialect::OData => {
                let now = self.exchange.clock.now();
                let since = Since::new(since, now.saturating_add(CLOCK_SKEW).unwrap_or(now));
                let size = self.exchange.config.page_size;
                let ask = odata::page(table, &Filter::Changed(since), None, size);
                let answer = self.exchange.call(&ask).await.map_err(Fault::failure)?;
                let answer = answer.ok_or_else(|| unreadable("nothing instead of a list"))?;
                let rows = rows(&answer).ok_or_else(|| unreadable("no list"))?;
                let is_latest = odata::next_page(&answer, None, size).map_err(unreadable)?.is_none();
                let latest = rows.iter().filter_map(mutation).max();
                Ok(Seen { count: rows.len() as u64, latest, is_latest })
            }
        }
    }

    async fn seen_by_keys(&self, table: Table) -> Result<Seen, Failure> {
        let keys = self.keys_if_known(table).await?;
        let latest = match keys.iter().map(|key| key.id).max() {
            Some(id) => self.record(table, id).await?.and_then(|record| mutation(&Value::Object(record))),
            None => None,
        };
        Ok(Seen { count: keys.len() as u64, latest, is_latest: keys.len() == 1 })
    }

    async fn seen_by_count(&self, table: Table) -> Result<Seen, Failure> {
        for order in [Order::LatestFirst, Order::ById] {
            let answer = match self.exchange.call(&odata::glance(table, order)).await {
                Ok(answer) => answer.ok_or_else(|| unreadable("nothing instead of a list"))?,
                Err(Fault::Gone) if !table.is_essential() => return Ok(Seen::default()),
                // This one does not sort by mutation.
                Err(Fault::Refused(_)) if order == Order::LatestFirst => continue,
                Err(fault) => return Err(fault.failure()),
            };
            let rows = rows(&answer).ok_or_else(|| unreadable("no list"))?;
            let counted =
                answer.as_object().and_then(|page| Fields(page).value("@odata.count")).and_then(whole);
            let count = match counted.and_then(|count| u64::try_from(count).ok()) {
                Some(count) => count,
                None => self.keys_if_known(table).await?.len() as u64,
            };
            let latest = rows.first().and_then(mutation);
            return Ok(Seen { count, latest, is_latest: order == Order::LatestFirst || count == 1 });
        }
        Ok(Seen::default())
    }
}

/// When a record was last changed.
fn mutation(record: &Value) -> Option<Mutation> {
    let moment = Fields(record.as_object()?).moment("LastMutation").ok().flatten()?;
    Some((moment.earlier_offset()?, moment.wall()))
}

/// A moment between two, in the middle by orders of magnitude: what is long ago need not be told from what is a little
/// longer ago.
fn between(early: Timestamp, late: Timestamp, now: Timestamp) -> Timestamp {
    let distance = |moment: Timestamp| i128::from((now.as_second() - moment.as_second()).max(0) + NEAR_S);
    let middle = (distance(early) * distance(late)).checked_isqrt().unwrap_or_default();
    let middle = i64::try_from(middle).unwrap_or(i64::MAX).saturating_sub(NEAR_S);
    now.saturating_sub(SignedDuration::from_secs(middle)).unwrap_or(late)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_between_two_is_between_them_until_there_is_none() {
        let now: Timestamp = "2026-07-15T08:00:00Z".parse().unwrap();
        let mut early: Timestamp = "1995-01-01T00:00:00Z".parse().unwrap();
        let mut rounds = 0;
        while early < now - SignedDuration::from_mins(1) {
            let middle = between(early, now, now);
            assert!(early < middle && middle <= now, "{early} {middle}");
            early = middle;
            rounds += 1;
        }
        assert!(rounds < 10, "{rounds} from thirty years ago to a minute ago");
    }
}
