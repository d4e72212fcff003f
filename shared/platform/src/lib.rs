//! Where Koppel runs: configuration, the vault, how a company's packages are reached, and telemetry.
//!
//! Guarantees: secrets are unsealed here and nowhere else, and leave only into a connector (P9).
//!
//! Leaves out: what a run does (`koppel-sync`).

pub mod address;
pub mod config;
pub mod connections;
pub mod function;
pub mod metrics;
pub mod packages;
pub mod schedules;
pub mod telemetry;
mod unconnected;
pub mod vault;
