//! What a concern keeps of its runs beside its cursor: use, the last that ended well, open problems as counted last, and a
//! ring of the last runs that are worth showing.
//!
//! Guarantees: the book costs no request of its own: taking a lease brings it, giving the lease back stores it. A run in
//! the ring is one small item, and there are never more than 30 of a concern.
//!
//! Leaves out: which runs are worth showing (the runs say).

use jiff::Timestamp;
use koppel_domain::message::{Concern, Kind, Message};
use koppel_domain::usage::Usage;
use serde::{Deserialize, Serialize};

use crate::TenantStore;
use crate::cursor::{LastRun, Lease};
use crate::error::{ItemKind, StoreError};
use crate::item::{decode, encode};
use crate::key::{self, PROBLEMS, RUNS};
use crate::read::Span;
use crate::write::{Writes, put_request};

/// Runs of one concern in the ring.
const RING: u32 = 30;
/// Most runs in all rings.
const RUNS_MAX: u32 = RING * Concern::ALL.len() as u32;
/// Most open problems that are counted, by one request.
pub const PROBLEMS_COUNTED: u32 = 1_000;

/// What is kept of the runs of a concern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {
    /// What they used this month.
    pub usage: Usage,
    /// When one last ended well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub well_at: Option<Timestamp>,
    /// The company's open problems when this concern last changed some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tally: Option<Tally>,
    /// The place of the next run in the ring.
    slot: u32,
}

/// Open problems of a company, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many there are, at most 1,000.
    pub open: u64,
    /// Those of them that a person must mend.
    pub to_mend: u64,
    /// When it was counted.
    pub at: Timestamp,
}

/// A run in the ring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastRun {
    /// Of which concern.
    pub concern: Concern,
    /// How it went.
    pub run: LastRun,
}

#[derive(Deserialize)]
struct Part {
    message: Message,
}

impl TenantStore {
    /// Counts the open problems, the first 1,000 at most: one request.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn tally(&self, at: Timestamp) -> Result<Tally, StoreError> {
        let span = Span { limit: PROBLEMS_COUNTED, part: Some("message"), ..Span::of(PROBLEMS) };
        let (items, _) = self.list_once(ItemKind::Problem, span).await?;
        let open = items.len() as u64;
        // One that this release cannot read is somebody's to look at.
        let is_error = |item| {
            decode::<Part>(ItemKind::Problem, item).map_or(true, |part| part.message.kind() == Kind::Error)
        };
        let to_mend = items.into_iter().map(is_error).filter(|is_error| *is_error).count() as u64;
        Ok(Tally { open, to_mend, at })
    }

    /// Enters a run into the ring of its concern, in place of the eldest; giving the lease back makes it final. Doing it
    /// twice changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn keep_run<C>(&self, lease: &mut Lease<C>, run: &LastRun) -> Result<(), StoreError> {
        let slot = lease.book.slot % RING;
        let item = key::run(lease.concern, slot);
        let past = PastRun { concern: lease.concern, run: run.clone() };
        let mut attributes = encode(ItemKind::Run, &past)?;
        attributes.extend(self.key(&item));
        let writes = Writes::from([(item, put_request(ItemKind::Run, attributes)?)]);
        self.write_many(ItemKind::Run, &self.inner.tables.state, writes).await?;
        lease.book.slot = (slot + 1) % RING;
        Ok(())
    }

    /// The last runs that did something or did not end well, of all concerns, newest first: one request.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`], [`StoreError::Malformed`].
    pub async fn recent_runs(&self) -> Result<Vec<PastRun>, StoreError> {
        let span = Span { limit: RUNS_MAX, ..Span::of(RUNS) };
        let (items, _) = self.list_once(ItemKind::Run, span).await?;
        // A run that this release cannot read is passed over, so that it does not hide the others.
        let runs = items.into_iter().filter_map(|item| decode::<PastRun>(ItemKind::Run, item).ok());
        let mut runs: Vec<PastRun> = runs.collect();
        runs.sort_by(|a, b| b.run.ended_at.cmp(&a.run.ended_at).then(a.concern.cmp(&b.concern)));
        Ok(runs)
    }
}
