//! One suite, one binary. Every story has two companies with the same keys (P6).

mod cost;
mod lease;
mod ledger;
mod limits;
mod links;
mod log;
mod lost_answers;
mod older;
mod problems;
mod profile;
mod proxy;
mod quotes;
mod register;
mod removals;
mod world;
