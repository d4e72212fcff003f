//! `cargo xtask mutants`: changes the rules one by one and sees whether a test minds.
//!
//! What survives is either a test that is missing, or a change that changes nothing; one of those is to stand with its reason
//! in `.cargo/mutants.toml`, where there is none yet. Not a step of `cargo xtask test`: it takes an hour.
//!
//! Leaves out: crates whose tests are in another package, as those of the runs are; a change there takes minutes.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::failed::Failed;
use crate::process;
use crate::workspace::Workspace;

/// The version whose changes these are.
const VERSION: &str = "27.1.0";
/// Where it is installed; there is no wheel of it.
const TOOL: &str = "target/tools/mutants";
const INSTALL_LIMIT: Duration = Duration::from_secs(20 * 60);
/// Most seconds for the tests of one change, which take one: a change can make a loop endless, and a machine slow.
const TEST_SECONDS: &str = "60";
/// Most memory of any program, in kilobytes: an endless loop that collects something would take all there is. The
/// compiler stays far below it.
const MEMORY_KB: &str = "6000000";
/// Every change of the largest crate on a slow machine.
const LIMIT: Duration = Duration::from_secs(6 * 3600);

/// What `cargo xtask mutants` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// The crate whose unit tests must mind.
    #[arg(long, value_name = "NAME", default_value = "koppel-domain")]
    package: String,
    /// Only this file of it, as a path or a pattern.
    #[arg(long, value_name = "PATH")]
    file: Option<String>,
}

/// Changes everything that is chosen; fails where a change survives.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode, Failed> {
    let program = workspace.at(TOOL).join("bin/cargo-mutants");
    let version = process::output(workspace.command(&program).args(["mutants", "--version"]));
    if !version.is_ok_and(|told| told.trim().ends_with(VERSION)) {
        let arguments = ["install", "--locked", "--root", TOOL, "--version", VERSION, "cargo-mutants"];
        process::run(&mut workspace.cargo(&arguments), INSTALL_LIMIT)?;
    }
    let mut command = workspace.command("sh");
    command.args(["-c", "ulimit -v \"$0\" && exec \"$@\"", MEMORY_KB]).arg(&program);
    // One at a time: it is a long job, and shall leave room for others.
    command.args(["mutants", "--package", &options.package, "--jobs", "1", "--output", "target"]);
    command.args(["--timeout", TEST_SECONDS]);
    if let Some(file) = &options.file {
        command.args(["--file", file]);
    }
    // A snapshot that differs is a change that was minded, not a new snapshot.
    command.args(["--", "--lib"]).env("INSTA_UPDATE", "no").env("CARGO_PROFILE_DEV_DEBUG", "0");
    process::run(&mut command, LIMIT).map_err(|failed| {
        failed.hint(
            "what survived stands in target/mutants.out/missed.txt: a test is missing, or it changes nothing",
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
