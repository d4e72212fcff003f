//! Koppel's memory in DynamoDB: profile and secrets, cursor and lease, links, the order ledger, open problems, the log.
//!
//! Two tables. `state` (partition `tenant`, sort `item`) holds what Koppel knows, in three partitions of each company
//! (`key.rs` says why); `log` (partition `tenant`, sort `id`) holds what an admin reads, for 90 days. Nothing outside this
//! crate knows that it is DynamoDB.
//!
//! Guarantees:
//! - Every key is built from a [`TenantId`], by [`Store::of`]; no method lacks one (P6).
//! - No scans, and no read-modify-write without a condition. Where a write is blind, its module says why that is right.
//! - A conditional write whose answer was lost knows its own handwriting when it is tried again, so a repeated
//!   request is never taken for a rival (P1).
//! - A company's status is one read ([`TenantStore::look`]); what a run used is stored with its cursor.
//! - A run that finds nothing new costs one read at half the price ([`TenantStore::glance`]); one that works adds a read
//!   ([`TenantStore::open`]) and two writes ([`TenantStore::take_lease`], [`TenantStore::give_back`]). [`Store::meter`]
//!   counts.
//! - No error carries an item's contents (P9).
//!
//! Moments are RFC 3339 text; the two numbers that DynamoDB itself compares are `lease_until` (milliseconds since
//! 1970) and `expires_at` (seconds since 1970).
//!
//! Leaves out: sealing secrets (they arrive sealed), what a cursor means (the runs know).

use std::fmt;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use koppel_domain::tenant::TenantId;

mod book;
pub mod client;
mod cursor;
mod error;
mod item;
mod key;
mod ledger;
mod link;
mod log;
mod meter;
mod older;
mod order;
mod patience;
mod problem;
mod profile;
mod quote;
mod read;
mod register;
mod removals;
mod revision;
mod round;
mod secret;
mod tables;
mod write;

pub use book::{Book, PROBLEMS_COUNTED, PastRun, Tally};
pub use cursor::{LastRun, Lease, LeaseError, Rest, Seen, Told};
pub use error::{Cause, ItemKind, StoreError};
pub use ledger::ProblemChange;
pub use link::Link;
pub use log::{LogPage, LogQuery, LogRow};
pub use meter::Meter;
pub use order::{OrderEntry, OrderPage, Step};
pub use problem::Problem;
pub use profile::{Along, Approval, Change, CleanupAsked, Connector, Looked, Opened, Profile, Request};
pub use quote::QuoteEntry;
pub use register::{Company, CompanyPage};
pub use removals::{Listed, REMOVALS_PER_PAGE, RemovalList, TableCount};
pub use round::RoundMark;
pub use secret::{SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON, Sealed};
pub use tables::Tables;

/// The whole memory. Clones share the connection and the meter.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    tables: Tables,
    counters: Arc<meter::Counters>,
    ids: Mutex<ulid::Generator>,
}

impl Store {
    /// A store over these two tables. Nothing is asked of them yet.
    #[must_use]
    pub fn new(client: Client, tables: Tables) -> Self {
        let counters = Arc::default();
        let ids = Mutex::new(ulid::Generator::new());
        Self { inner: Arc::new(Inner { client, tables, counters, ids }) }
    }

    /// The memory of one company.
    #[must_use]
    pub fn of(&self, tenant: &TenantId) -> TenantStore {
        let counters = Arc::new(meter::Counters::within(&self.inner.counters));
        TenantStore { inner: Arc::clone(&self.inner), tenant: tenant.clone(), counters }
    }

    /// Requests and capacity used through this store and its clones since it was made.
    #[must_use]
    pub fn meter(&self) -> Meter {
        self.inner.counters.snapshot()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("tables", &self.inner.tables).finish_non_exhaustive()
    }
}

/// The memory of one company; it cannot reach another's. Clones share the meter.
#[derive(Clone)]
pub struct TenantStore {
    inner: Arc<Inner>,
    tenant: TenantId,
    counters: Arc<meter::Counters>,
}

impl TenantStore {
    /// Whose memory this is.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// Requests and capacity used through this very memory and its clones, since [`Store::of`] gave it.
    #[must_use]
    pub fn meter(&self) -> Meter {
        self.counters.snapshot()
    }
}

impl fmt::Debug for TenantStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantStore").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}
