//! The runs: what happens, in which order, when a schedule fires.
//!
//! A run takes no input but its tenant and an end moment. It is idempotent, retries nothing itself (the next tick is
//! the retry), works in slices with a checkpoint after each, and returns a report that is stored and shown.
//!
//! Guarantees: P1, P4, P7, P8 and P10, each argued where it is kept ([`push`], [`pull`], [`frame`]).
//!
//! Leaves out: wire formats (the connectors), how memory is kept (`koppel-store`), when a run starts (schedules).

pub mod cleanup;
mod closing;
pub mod context;
pub mod counts;
mod drafts;
pub mod frame;
mod glance;
mod membership;
mod notebook;
mod outcome;
pub mod pull;
pub mod push;
pub mod quotes;
mod throttle;
mod unstored;
pub mod wipe;

pub use closing::MOVED;
pub use context::{Connected, Connections, Context, Kept, Observer, RunLimits};
pub use counts::Counts;
pub use outcome::{Outcome, RunReport};
pub use unstored::Unstored;
