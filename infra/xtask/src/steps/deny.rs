//! Whether every crate in the lock file has a licence we accept, comes from the registry, and none is banned.
//!
//! Leaves out advisories: their database lives on a git host, and this step works without one.

use std::time::Duration;

use crate::process;
use crate::step::Step;
use crate::tools;

/// The check needs a second; fetching crates on a slow line some minutes.
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// Licences, bans and sources.
pub(super) const STEP: Step = Step {
    name: "deny",
    about: "licences, bans and sources of every crate",
    fast: false,
    run: |context| {
        let tool = tools::DENY.installed(context.workspace)?;
        // A build fetches the crates of its own platform only; the check reads those of every platform.
        process::run(&mut context.workspace.cargo(&["fetch", "--locked"]), LIMIT)?;
        let mut command = context.workspace.command(tool.program("cargo-deny"));
        command.args(["--offline", "--locked", "check", "bans", "licenses", "sources"]);
        process::run(&mut command, LIMIT)
    },
};
