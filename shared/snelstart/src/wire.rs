//! The wire of SnelStart: names, formats, and what an answer says.
//!
//! Guarantees: nothing here does I/O; every reader takes arbitrary bytes without panicking; what is written is JSON and
//! percent-encoded text whatever goes in.
//!
//! Leaves out: what an answer means for the one who asked (`errors`, `reading`, `orders`).

pub(crate) mod filter;
pub(crate) mod formats;
pub(crate) mod json;
pub(crate) mod order;
pub(crate) mod reference;
pub(crate) mod refusal;
pub(crate) mod token;

/// An answer that cannot be read, with a fixed phrase of ours why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable(pub(crate) &'static str);

/// The resources in use (SnelStart fact sheet §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    Company,
    Customers,
    Articles,
    Groups,
    Countries,
    Orders,
    Quotes,
}

impl Resource {
    /// Behind the base address, in exactly this casing (§1).
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Company => "/companyInfo",
            Self::Customers => "/relaties",
            Self::Articles => "/artikelen",
            Self::Groups => "/artikelomzetgroepen",
            Self::Countries => "/landen",
            Self::Orders => "/verkooporders",
            Self::Quotes => "/offertes",
        }
    }
}
