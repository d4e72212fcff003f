//! Quotes (offertes) from bookkeeping to Simple-Simon, as work orders, each once (R17–R20, P2).

use async_trait::async_trait;
use jiff::Timestamp;
use koppel_bookkeeping::PageMark;
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_store::{Lease, StoreError};
use serde::{Deserialize, Serialize};

use crate::context::{Context, Stop};
use crate::counts::Counts;
use crate::frame::{self, Common, Desk, RunReport, Work};

/// What the quotes' run keeps between two runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct QuotesCursor {
    /// What the frame keeps.
    pub common: Common,
    /// Every quote changed before this moment is settled; `None` before the first complete reading.
    pub watermark: Option<Timestamp>,
    /// The reading under way.
    pub reading: Option<Reading>,
}

/// A reading of changed quotes that is under way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// When it began; the watermark once it is complete.
    pub began_at: Timestamp,
    /// Quotes changed since then.
    pub since: Timestamp,
    /// Where the next page begins.
    pub after: Option<PageMark>,
}

/// Takes the quotes of one company over until it is done or `end` is near.
///
/// # Errors
/// Where our own memory fails.
pub async fn quotes(context: &Context, tenant: &TenantId, end: Timestamp) -> Result<RunReport, StoreError> {
    frame::run(&Quotes, context, tenant, end).await
}

struct Quotes;

#[async_trait]
impl Work for Quotes {
    type Cursor = QuotesCursor;

    const CONCERN: Concern = Concern::Quotes;

    fn common(cursor: &mut QuotesCursor) -> &mut Common {
        &mut cursor.common
    }

    async fn work(
        &self,
        _desk: &Desk<'_>,
        _lease: &mut Lease<QuotesCursor>,
        _counts: &mut Counts,
    ) -> Result<bool, Stop> {
        Ok(false)
    }
}
