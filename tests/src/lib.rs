//! A whole Koppel for tests: embedded DynamoDB, both packages simulated in process, one clock that a test moves.
//!
//! [`World`] owns everything; a test is a few lines of story about it. The code under test is the real one from the
//! store to the wire: only the network and the time are replaced.
//!
//! [`Office`] adds the HTTP function, its schedules and the issuer of tokens.
//!
//! [`journal`] keeps what each function asks of AWS, [`policy`] judges it by the roles of `template.yaml` ([`stack`]).
//!
//! Leaves out: the functions' entry points; a test calls the runs itself.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this crate is linked into tests alone, where a panic is the answer"
)]

pub mod counted;
pub mod cut;
pub mod elsewhere;
pub mod gate;
pub mod html;
pub mod journal;
pub mod ledger;
pub mod line;
pub mod memory;
pub mod mirror;
pub mod numbered;
pub mod office;
pub mod packages;
pub mod pages;
pub mod policy;
pub mod reading;
pub mod recorder;
pub mod seed;
pub mod stack;
pub mod wiping;
pub mod work_order;
pub mod world;

pub use koppel_simple_simon::Dialect;
pub use office::Office;
pub use packages::Pair;
pub use work_order::WorkOrder;
pub use world::{Start, World};
