//! The connector to iMUIS Online (Cloudswitch): [`Imuis`] implements [`koppel_bookkeeping::Bookkeeping`].
//!
//! From the wire up: `wire` knows the two transports and the formats; `exchange` sends one call; `session` signs in;
//! `reading` asks for rows, `paging` goes through them, `mapping` makes records of them; `orders` makes sales orders
//! and finds them by their reference; `errors` says what a failed call means and who must act.
//!
//! Guarantees:
//! - A write leaves at most once per call, with one exception that is safe: a create that was refused because the
//!   session was gone is sent again after a look-up by reference found nothing (P1).
//! - An answer that cannot be trusted is a failure, never an empty page (P5).
//! - No `Debug` or `Display` shows a credential, a session id or a body (P9).
//!
//! Leaves out: retries of anything else (the next run is the retry), and memory (see `Session`).

mod config;
mod connector;
mod credentials;
mod errors;
mod exchange;
mod mapping;
mod orders;
mod paging;
pub mod probe;
mod quotes;
mod reading;
mod refused;
mod session;
mod tables;
mod wire;

pub use config::{
    AccessRule, BlockedFlags, Columns, Config, DateFormat, DecimalMark, Incremental, Paging, QuoteFields,
    ReferenceField, Transport,
};
pub use connector::Imuis;
pub use credentials::Credentials;
