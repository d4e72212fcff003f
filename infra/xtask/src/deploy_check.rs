//! `cargo xtask deploy-check`: whether the template can be deployed, as far as can be known without an account.
//!
//! Runs the very steps that `cargo xtask test` runs for the template. Leaves out, and says so at the end: anything
//! that only a real stack shows.

use std::process::ExitCode;

use crate::failed::Failed;
use crate::runner;
use crate::step::Context;
use crate::steps::template;
use crate::workspace::Workspace;

/// Lints the template and its translation.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode, Failed> {
    let answer = runner::run(&template::steps(), &Context { workspace, fast: false }, true);
    println!(
        "Not checked here: a deployment, local or on AWS; permissions and quotas as AWS evaluates them."
    );
    Ok(answer)
}
