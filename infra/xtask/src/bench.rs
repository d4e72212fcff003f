//! `cargo xtask bench`: measures what is too slow or too noisy for a test.
//!
//! Everything is built in the profile `fast`, optimized as what is deployed but for its size. The first time that takes some
//! minutes.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::failed::Failed;
use crate::process;
use crate::workspace::Workspace;

/// Building everything on a slow machine, filling a database and asking.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// What `cargo xtask bench` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// What is measured.
    bench: Bench,
}

#[derive(Clone, Copy, ValueEnum)]
enum Bench {
    /// Pages and acts of a company with a long log: times, and requests of the store; more than three fail.
    Pages,
}

/// Measures.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode, Failed> {
    let name = match options.bench {
        Bench::Pages => "pages",
    };
    let arguments = ["bench", "--locked", "--profile", "fast", "--package", "koppel-tests", "--bench", name];
    process::run(&mut workspace.cargo(&arguments), LIMIT).map(|()| ExitCode::SUCCESS)
}
