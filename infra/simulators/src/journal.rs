//! What a simulator was asked, for assertions: operations and counts, never credentials.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Most entries that are kept one by one; counts go on beyond it.
const KEPT: usize = 10_000;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was asked, for instance `GetStamtabelRecords DEB` or `customer/insert`.
    pub operation: String,
    /// What it was about, for instance a key or a reference; never a credential.
    pub subject: String,
    /// The status that was answered; 0 where the connection was cut.
    pub status: u16,
}

#[derive(Debug, Default)]
struct Inner {
    entries: Vec<Entry>,
    counts: BTreeMap<String, u64>,
}

/// A shared journal; clones write to the same one.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Mutex<Inner>>);

impl Journal {
    /// Notes a request.
    pub fn note(&self, entry: Entry) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *inner.counts.entry(entry.operation.clone()).or_default() += 1;
        if inner.entries.len() < KEPT {
            inner.entries.push(entry);
        }
    }

    /// Requests so far, by operation.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).counts.clone()
    }

    /// Requests so far whose operation starts with `prefix`.
    #[must_use]
    pub fn count(&self, prefix: &str) -> u64 {
        self.counts().iter().filter(|(operation, _)| operation.starts_with(prefix)).map(|(_, n)| n).sum()
    }

    /// The first requests since the last [`Journal::clear`].
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entries.clone()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Inner::default();
    }
}
