//! The quote ledger: what became of every quote that came along, so that none becomes two work orders (P2).
//!
//! Guarantees: as of the order ledger; the content that was planned first is kept until all of it is in Simple-Simon.

use jiff::Timestamp;
use koppel_domain::digest::Digest;
use koppel_domain::message::Table;
use koppel_domain::quote::{PlannedWorkOrder, QuoteState};
use koppel_domain::records::RecordKey;
use koppel_domain::work_order::SimonId;
use serde::{Deserialize, Serialize};

use crate::TenantStore;
use crate::error::{ItemKind, StoreError};
use crate::item::{decode, encode};
use crate::key;
use crate::ledger::{Entry, ProblemChange};
use crate::log::LogRow;

/// A quote in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteEntry {
    /// Its number.
    pub quote: RecordKey,
    /// Where it stands.
    pub state: QuoteState,
    /// When it was planned.
    pub decided_at: Timestamp,
    /// The version of the settings it was planned under (R27).
    pub settings_version: u32,
    /// What it becomes; `None` once all of it is in Simple-Simon.
    pub planned: Option<PlannedWorkOrder>,
    /// What the quote said when it was left: header and lines.
    #[serde(default)]
    pub seen: Option<Digest>,
    /// The work order, once it is there.
    pub work_order: Option<SimonId>,
    /// So many of its used articles are there, in their order.
    pub items_done: u32,
    /// Grows by one at every save; the store sets it. 0 = not stored yet.
    pub revision: u64,
}

impl QuoteEntry {
    /// It becomes a work order, or became one.
    #[must_use]
    pub fn is_coming(&self) -> bool {
        self.state != QuoteState::Left
    }
}

impl TenantStore {
    /// The entries of these quotes; quotes without one are left out.
    ///
    /// # Errors
    /// [`StoreError::KeyRefused`] for a number over 1,000 bytes; [`StoreError::Unavailable`], [`StoreError::Refused`],
    /// [`StoreError::Malformed`].
    pub async fn quotes(
        &self,
        numbers: &[RecordKey],
    ) -> Result<std::collections::HashMap<RecordKey, QuoteEntry>, StoreError> {
        let mut items: Vec<String> = numbers.iter().map(key::quote).collect::<Result<_, _>>()?;
        items.sort();
        items.dedup();
        let found = self.get_many(ItemKind::Quote, items).await?;
        let entries = found.into_iter().map(|item| decode::<QuoteEntry>(ItemKind::Quote, item));
        entries.map(|entry| entry.map(|entry| (entry.quote.clone(), entry))).collect()
    }

    /// Saves an entry with what belongs to it, and gives it back as stored.
    ///
    /// # Errors
    /// As [`TenantStore::save_order`].
    pub async fn save_quote(
        &self,
        entry: QuoteEntry,
        problem: ProblemChange,
        rows: &[LogRow],
    ) -> Result<QuoteEntry, StoreError> {
        let read = entry.revision;
        let saved = QuoteEntry { revision: read.saturating_add(1), ..entry };
        let write = Entry {
            kind: ItemKind::Quote,
            item: key::quote(&saved.quote)?,
            attributes: encode(ItemKind::Quote, &saved)?,
            read,
            others: Vec::new(),
        };
        self.save_entry(write, (Table::Quote, saved.quote.to_string()), problem, rows).await?;
        Ok(saved)
    }
}
