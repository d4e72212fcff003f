//! `cargo xtask test`: everything that continuous integration runs, in its order.

use std::process::ExitCode;

use clap::Args;

use crate::failed::Failed;
use crate::plan::{self, Choice};
use crate::runner;
use crate::step::{Context, Step};
use crate::steps;
use crate::workspace::Workspace;

/// The exit code for a question that was wrong, as clap uses it.
const WRONG_QUESTION: u8 = 2;

/// What `cargo xtask test` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// Only the quick steps: formatting, clippy, structure, pure tests.
    #[arg(long)]
    fast: bool,
    /// Only this step; may be repeated.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Not this step; may be repeated.
    #[arg(long, value_name = "NAME")]
    skip: Vec<String>,
    /// Go on after a step that fails.
    #[arg(long)]
    keep_going: bool,
    /// Show the chosen steps and run none.
    #[arg(long)]
    list: bool,
}

/// Runs or lists the chosen steps.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode, Failed> {
    let all = steps::all();
    let choice = Choice { fast: options.fast, only: options.only.clone(), skip: options.skip.clone() };
    let chosen = match plan::choose(&all, &choice) {
        Ok(chosen) => chosen,
        Err(unknown) => {
            eprintln!("error: there is no step `{unknown}`; the steps are:\n{}", listed(&all));
            return Ok(ExitCode::from(WRONG_QUESTION));
        }
    };
    if options.list {
        print!("{}", listed(&chosen));
        return Ok(ExitCode::SUCCESS);
    }
    let context = Context { workspace, fast: options.fast };
    Ok(runner::run(&chosen, &context, options.keep_going))
}

fn listed(steps: &[Step]) -> String {
    let width = steps.iter().map(|step| step.name.len()).max().unwrap_or(0);
    steps.iter().map(|step| format!("  {:width$}  {}\n", step.name, step.about)).collect()
}
