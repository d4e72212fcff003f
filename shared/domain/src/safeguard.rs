//! The safeguards behind the promises, by name, so that tests can take one away and see that somebody notices.
//!
//! Guarantees: without the feature `removable-safeguards`, which only the tests' own crate may name, every safeguard stands
//! and nothing can take it away: [`stands`] is a constant, and no trace of this is in what is deployed.
//!
//! Leaves out: what a safeguard does; each is at its own place, which asks here.

/// One safeguard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safeguard {
    /// Bookkeeping is asked for our reference before an order is made (P1).
    LookUp,
    /// One run per company and concern at a time.
    Lease,
    /// An order without a clear answer is not sent again before it must have arrived (P1).
    QuietPeriod,
    /// An entry of a ledger is saved only where nobody else saved it since it was read (P1, P2).
    LedgerCondition,
    /// Simple-Simon is asked for our key before an insert that may have happened (P2, P3).
    ExtKeyRead,
    /// A question about changes reaches back behind the watermark (P4).
    Overlap,
    /// Nothing is deleted on the word of a listing that is not complete (P5).
    CompleteListing,
    /// Too much at once waits for the admin's word (P5).
    Guard,
    /// Each record is looked at once more in bookkeeping before it is deleted (P5).
    LastLook,
    /// What was archived before the activation is not sent.
    ActivationCutOff,
    /// What is across as it is, is not written again (P10).
    Digest,
}

impl Safeguard {
    /// Every safeguard, in the order in which they are told.
    pub const ALL: [Self; 11] = [
        Self::LookUp,
        Self::Lease,
        Self::QuietPeriod,
        Self::LedgerCondition,
        Self::ExtKeyRead,
        Self::Overlap,
        Self::CompleteListing,
        Self::Guard,
        Self::LastLook,
        Self::ActivationCutOff,
        Self::Digest,
    ];

    /// Its name on a command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LookUp => "look-up",
            Self::Lease => "lease",
            Self::QuietPeriod => "quiet-period",
            Self::LedgerCondition => "ledger-condition",
            Self::ExtKeyRead => "extkey-read",
            Self::Overlap => "overlap",
            Self::CompleteListing => "complete-listing",
            Self::Guard => "guard",
            Self::LastLook => "last-look",
            Self::ActivationCutOff => "activation-cut-off",
            Self::Digest => "digest",
        }
    }
}

/// The safeguard is in force.
#[cfg(not(feature = "removable-safeguards"))]
#[must_use]
pub const fn stands(_: Safeguard) -> bool {
    true
}

#[cfg(feature = "removable-safeguards")]
pub use removable::{remove, stands};

#[cfg(feature = "removable-safeguards")]
mod removable {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::Safeguard;

    static REMOVED: AtomicU32 = AtomicU32::new(0);

    const fn bit(safeguard: Safeguard) -> u32 {
        1 << safeguard as u32
    }

    /// Takes a safeguard away, in this process and for good.
    pub fn remove(safeguard: Safeguard) {
        REMOVED.fetch_or(bit(safeguard), Ordering::Relaxed);
    }

    /// The safeguard is in force.
    #[must_use]
    pub fn stands(safeguard: Safeguard) -> bool {
        REMOVED.load(Ordering::Relaxed) & bit(safeguard) == 0
    }
}
