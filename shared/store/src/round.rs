//! How far the operator's round over all companies is, so that the next one goes on there.
//!
//! Guarantees: one item of the register. Two rounds at once may look at a company twice, which changes nothing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Store;
use crate::error::{ItemKind, StoreError};
use crate::item::{decode, encode};
use crate::key;
use crate::read::Truth;

/// How far the round is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoundMark {
    /// Where it goes on; `None` at its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// When it last came to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl Store {
    /// How far the round is. A mark that this release cannot read is the beginning.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn round_mark(&self) -> Result<RoundMark, StoreError> {
        let keys = vec![key::registered(key::ROUND)];
        let found = self.inner.get_keys(&self.inner.counters, ItemKind::Register, keys, Truth::Now).await?;
        let mark = found.into_iter().next().and_then(|item| decode(ItemKind::Register, item).ok());
        Ok(mark.unwrap_or_default())
    }

    /// Stores how far it is.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn keep_round_mark(&self, mark: &RoundMark) -> Result<(), StoreError> {
        let mut item = encode(ItemKind::Register, mark)?;
        item.extend(key::registered(key::ROUND));
        self.put_registered(item).await
    }
}
