//! The wire formats: how each dialect asks, and how an answer's values are read (Simple-Simon fact sheet §3 to §6).
//!
//! Guarantees: reading tolerates what the fact sheet allows for (any casing, strings for numbers, many date forms)
//! and panics on nothing; writing is strict: one casing, one form.
//!
//! Leaves out: sending (`exchange`) and what the values mean to Koppel (`reading`).

pub(crate) mod ask;
pub(crate) mod body;
pub(crate) mod classic;
pub(crate) mod json;
pub(crate) mod login;
pub(crate) mod odata;
pub(crate) mod time;
