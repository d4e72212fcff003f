//! The work order that was archived last, found without reading them all.
//!
//! Neither dialect lists by status or sorts by a moment for sure, so what changed lately is looked at: the last quarter of
//! an hour, then eight times as far back, until an archived one is among it. To archive is to change, so nothing that was
//! archived within such a time is missed.
//!
//! Guarantees: at most [`LOOKS`] lists, and so many records that a person can wait for it (P10); nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::{SignedDuration, Timestamp};
use koppel_domain::failure::Failure;
use koppel_domain::work_order::{SimonId, WorkOrder, WorkOrderStatus};
use serde_json::{Map, Value};

use super::SimpleSimon;
use super::reads::read_record;
use crate::config::Dialect;
use crate::reading;
use crate::records::ReadWorkOrder;
use crate::table::Table;
use crate::wire::ask::Filter;
use crate::wire::time::{CLOCK_SKEW, Since};

/// How often it is looked further back: from a quarter of an hour to some years, and last of all to the beginning.
const LOOKS: u32 = 8;
/// The first look back.
const NEAR: SignedDuration = SignedDuration::from_mins(15);
/// How much further each look goes.
const FURTHER: i32 = 8;
/// Work orders read one by one, in the classic dialect.
const READS: usize = 40;
/// Work orders that came with the lists, in the OData dialect.
const LISTED: usize = 1000;

impl SimpleSimon {
    /// The work order that was archived last; `None` where none is archived, or none among those that changed last: the
    /// search gives up after some forty that are read one by one. One that cannot be read is passed over.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn last_archived(&self) -> Result<Option<WorkOrder>, Failure> {
        let now = self.exchange.clock.now();
        let most = match self.exchange.config.dialect {
            Dialect::Classic => READS,
            Dialect::OData => LISTED,
        };
        let mut seen = BTreeSet::new();
        let mut back = NEAR;
        for look in 1..=LOOKS {
            let since =
                if look == LOOKS { Timestamp::UNIX_EPOCH } else { now.saturating_sub(back).unwrap_or(now) };
            let records = self.changed_records(since, &seen, most.saturating_sub(seen.len())).await?;
            seen.extend(records.keys());
            let work_orders = records.iter().map(|(id, record)| self.archived(*id, record));
            let last = work_orders.flatten().max_by_key(|it| (it.archived_at, it.last_mutation, it.id));
            if last.is_some() || seen.len() >= most {
                return Ok(last);
            }
            back = back.saturating_mul(FURTHER);
        }
        Ok(None)
    }

    /// The work orders changed since, but for those that were seen; of too many the newest.
    async fn changed_records(
        &self,
        since: Timestamp,
        seen: &BTreeSet<SimonId>,
        most: usize,
    ) -> Result<BTreeMap<SimonId, Map<String, Value>>, Failure> {
        let config = &self.exchange.config;
        match config.dialect {
            Dialect::OData => {
                let now = self.exchange.clock.now();
                let since = Since::new(since, now.saturating_add(CLOCK_SKEW).unwrap_or(now));
                let records = self.list(Table::WorkOrder, &Filter::Changed(since), read_record).await?;
                Ok(records.into_iter().filter(|(id, _)| !seen.contains(id)).collect())
            }
            Dialect::Classic => {
                let ids = self.changed_since(Table::WorkOrder, since).await?;
                let reads: Vec<_> = ids
                    .into_iter()
                    .rev()
                    .filter(|id| !seen.contains(id))
                    .take(most)
                    .map(|id| async move {
                        self.record(Table::WorkOrder, id)
                            .await
                            .map(|record| record.map(|record| (id, record)))
                    })
                    .collect();
                stream::iter(reads)
                    .buffered(usize::from(config.reads_at_once).max(1))
                    .try_filter_map(async |read| Ok(read))
                    .try_collect()
                    .await
            }
        }
    }

    fn archived(&self, id: SimonId, record: &Map<String, Value>) -> Option<WorkOrder> {
        match reading::work_order(id, record, &self.exchange.config) {
            ReadWorkOrder::Read(it) if it.status == WorkOrderStatus::Archived => Some(it),
            _ => None,
        }
    }
}
