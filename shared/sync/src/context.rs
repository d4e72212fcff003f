//! What a run needs of the world, handed in whole.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use koppel_bookkeeping::Bookkeeping;
use koppel_domain::failure::{Failure, System};
use koppel_domain::records::Stream;
use koppel_domain::tenant::TenantId;
use koppel_outside::clock::Clock;
use koppel_outside::counted::Calls;
use koppel_simple_simon::SimpleSimon;
use koppel_store::{Opened, Store};
use serde::{Deserialize, Serialize};

use crate::unstored::Unstored;

/// Everything a run works with.
#[derive(Clone)]
pub struct Context {
    /// Memory.
    pub store: Store,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// How a company's packages are reached.
    pub connections: Arc<dyn Connections>,
    /// Bounds on one run (P10).
    pub limits: RunLimits,
    /// Who watches the progress.
    pub observer: Arc<dyn Observer>,
    /// What runs that found nothing leave behind in this process.
    pub quiet: Arc<Unstored>,
}

/// Opens the two packages of one company.
#[async_trait]
pub trait Connections: Send + Sync {
    /// Unseals the credentials and sets up both clients; `kept` is what [`Connections::keep`] gave the last run.
    ///
    /// No call leaves for either package here. While the company is being wiped only Simple-Simon's credentials need be
    /// there; its bookkeeping lets nobody in then.
    async fn open(
        &self,
        tenant: &TenantId,
        opened: &Opened,
        kept: Option<&Kept>,
    ) -> Result<Connected, ConnectError>;

    /// Seals both signed-in sessions for the next run.
    async fn keep(&self, tenant: &TenantId, connected: &Connected) -> Option<Kept>;
}

/// Both packages of one company.
#[derive(Clone)]
pub struct Connected {
    /// The bookkeeping package.
    pub bookkeeping: Arc<dyn Bookkeeping>,
    /// Simple-Simon.
    pub simon: Arc<SimpleSimon>,
    /// Calls that left for either of them.
    pub calls: Calls,
}

impl Connected {
    /// A session was taken or prolonged: the next run had better know of it.
    pub(crate) async fn is_renewed(&self) -> bool {
        self.bookkeeping.is_renewed().await || self.simon.is_renewed()
    }
}

/// Sealed sessions, opaque to all but who sealed them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kept(pub String);

/// Why a company's packages cannot even be tried. The operator must act.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Credentials are missing in the store.
    #[error("no credentials are stored for {0}")]
    Missing(System),
    /// Credentials are there and cannot be unsealed or read.
    #[error("the stored credentials of {0} cannot be unsealed")]
    Sealed(System),
    /// This Koppel has no key of its own with the maker of the package.
    #[error("this Koppel has no key of its own with {0}: set it, as docs/operate.md says")]
    NotServed(System),
}

/// Bounds on one run.
#[derive(Clone, Copy, Debug)]
pub struct RunLimits {
    /// Most writes to Simple-Simon under way at once.
    pub writes_at_once: usize,
    /// Most reads from Simple-Simon under way at once.
    pub reads_at_once: usize,
    /// Most open problems tried again in one run.
    pub retries: usize,
    /// How long a lease outlives the run's end moment: two living runs must not overlap, though the clocks of their two
    /// machines differ by two minutes.
    pub lease_margin: Duration,
    /// A run that has less than this left starts nothing new.
    pub last_call: Duration,
    /// What a push must have left when bookkeeping has answered to an order: the write that follows must fit.
    pub after_order: Duration,
}

impl Default for RunLimits {
    fn default() -> Self {
        Self {
            writes_at_once: 8,
            reads_at_once: 4,
            retries: 50,
            lease_margin: Duration::from_secs(150),
            last_call: Duration::from_secs(5),
            after_order: Duration::from_secs(15),
        }
    }
}

/// Is told how far a reading is; for a progress bar.
pub trait Observer: Send + Sync {
    /// `done` of `total` records of `stream` are across; called at least once a page.
    fn progress(&self, stream: Stream, done: u64, total: Option<u64>);
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn progress(&self, _stream: Stream, _done: u64, _total: Option<u64>) {}
}

/// What stops a run: the failure of a package, or of our own memory.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stop {
    /// A package failed in a way that concerns the whole run.
    #[error(transparent)]
    Package(#[from] Failure),
    /// The company does not want this run any more, or the operator paused its connector.
    #[error("the run is not wanted any more")]
    Unwanted,
    /// What is left is the next run's, which begins at once: there is too little time, or settings changed.
    #[error("the rest is the next run's")]
    Later,
    /// Our own memory failed; what is not stored is read again by the next run.
    #[error("the store failed")]
    Store(#[from] koppel_store::StoreError),
}
