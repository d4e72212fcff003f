//! Open problems that no run comes back to any more.
//!
//! A problem closes by itself when what was wrong succeeds (P7), so somebody must try. Nobody does where the quotes were
//! switched off, and where a run that told what was wrong with all of it lost its lease before its cursor knew.
//!
//! Guarantees: what the quote ledger has begun keeps its problem (P2): it goes on once quotes are switched on again.

use std::collections::BTreeSet;

use koppel_domain::message::{Concern, Table};
use koppel_domain::records::RecordKey;
use serde::Deserialize;

use super::Shift;
use crate::context::Stop;
use crate::frame::Common;

/// The concerns whose runs tell of themselves under their own name.
const TOLD: [Concern; 3] = [Concern::Pull, Concern::Push, Concern::Quotes];

/// What the cursors of all runs have.
#[derive(Deserialize)]
struct OfAnyRun {
    common: Common,
}

impl Shift<'_> {
    /// Closes them. The problems of quotes are in the notebook where quotes are switched off.
    pub(super) async fn close_orphans(&mut self) -> Result<(), Stop> {
        for concern in TOLD {
            if self.notebook.problem(Table::Link, concern.as_str()).is_some()
                && !self.comes_back(concern).await?
            {
                self.notebook.close(Table::Link, concern.as_str());
            }
        }
        if self.desk.opened.profile.settings.quotes.is_some() {
            return Ok(());
        }
        let open: Vec<RecordKey> =
            self.notebook.keys(Table::Quote).iter().filter_map(|key| RecordKey::new(key)).collect();
        let entries = self.desk.tenant.quotes(&open).await?;
        let begun: BTreeSet<&RecordKey> =
            entries.values().filter(|entry| entry.is_coming()).map(|entry| &entry.quote).collect();
        for key in open.iter().filter(|key| !begun.contains(key)) {
            self.notebook.close(Table::Quote, key.as_str());
        }
        Ok(())
    }

    /// A run of this concern knows of its problem, and will come.
    async fn comes_back(&self, concern: Concern) -> Result<bool, Stop> {
        let peeked = self.desk.tenant.peek(concern).await?;
        let cursor = peeked.and_then(|(cursor, _)| serde_json::from_value::<OfAnyRun>(cursor).ok());
        let is_known = cursor.is_some_and(|cursor| cursor.common.fault.is_some());
        Ok(is_known && self.desk.opened.profile.wants(concern))
    }
}
