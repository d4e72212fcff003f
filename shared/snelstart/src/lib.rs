//! The connector to SnelStart (B2B API v2): [`SnelStart`] implements [`koppel_bookkeeping::Bookkeeping`].
//!
//! From the wire up: `wire` knows the formats; `exchange` sends one call; `session` has the token; `reading` asks for
//! rows and `paging` goes through lists; `mapping` makes records of rows; `known` and `lookup` turn SnelStart's own ids
//! into the numbers that people know, and back; `quotes` reads quotes; `orders` finds sales orders by their reference and
//! makes them, with the prices of `articles`; `errors` says what a failed call means and who must act.
//!
//! Guarantees:
//! - A write leaves at most once per call, whatever is answered to it (P1).
//! - An answer that cannot be trusted is a failure, never an empty page (P5): a condition that was not heeded shows, and
//!   each row is held against it here once more.
//! - No `Debug` or `Display` shows a key, a token or a body (P9).
//!
//! Leaves out: retries (the next run is the retry), and memory (see `Session`).

mod articles;
mod config;
mod connector;
mod credentials;
mod errors;
mod exchange;
mod known;
mod lookup;
mod mapping;
mod orders;
mod paging;
pub mod probe;
mod quotes;
mod reading;
mod session;
mod wire;

pub use config::Config;
pub use connector::SnelStart;
pub use credentials::Credentials;
