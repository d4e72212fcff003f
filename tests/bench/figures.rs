//! What Koppel costs and how fast it is, in figures: `cargo xtask bench idle | import | unchanged | scale`
//! (docs/performance.md).
//!
//! Each bench is a module of its name. It prints a table and keeps the same rows as JSON in `target/bench`.
//!
//! Guarantees: the runs, connectors and store are the real ones; network, database, packages and time are simulated in
//! this process and counted apart from Koppel ([`apart`]). One thread does everything, so CPU times add up.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a measuring program, where a panic is the answer"
)]

mod apart;
mod cursor;
mod fleet;
mod growth;
mod idle;
mod import;
mod outage;
mod pipeline;
mod scale;
mod simulated;
mod table;
mod unchanged;

use std::alloc::System;
use std::process::ExitCode;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Where all targets are only tried, as tests are, there is nothing to measure.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let told: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|told| !told.starts_with('-')).collect();
    let holds = runtime.block_on(async {
        match told[..] {
            ["idle"] => idle::measure().await,
            ["import"] => import::measure().await,
            ["unchanged"] => unchanged::measure().await,
            ["scale"] => scale::measure().await,
            ["companies", most] => scale::companies_grow(most.parse().unwrap()).await,
            ["growth"] => growth::measure(scale::SLOPE_MAX).await,
            ["outage"] => outage::measure().await,
            ["pipeline", python, customers] => pipeline::measure(python, customers.parse().unwrap()).await,
            ["pulling", job] => pipeline::pulling(job).await,
            ref other => panic!("there is no bench {other:?}"),
        }
    });
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
