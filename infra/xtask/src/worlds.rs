//! `cargo xtask worlds`: simulated worlds and crash points, and what becomes of them when a safeguard is taken away
//! (`tests/worlds`).
//!
//! Guarantees: what is played is built in the profile `fast`, optimized but with every check of a test.

use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::Args;

use crate::failed::Failed;
use crate::process;
use crate::workspace::Workspace;

/// Building everything on a slow machine (about 15 minutes), and an hour of worlds.
const LIMIT: Duration = Duration::from_secs(3 * 3600);
/// Most worlds in which somebody must notice that a safeguard is gone.
const MOST_WORLDS: &str = "1000";
/// The safeguards, as `koppel-domain` names them.
const SAFEGUARDS: [&str; 11] = [
    "look-up",
    "lease",
    "quiet-period",
    "ledger-condition",
    "extkey-read",
    "overlap",
    "complete-listing",
    "guard",
    "last-look",
    "activation-cut-off",
    "digest",
];

/// What `cargo xtask worlds` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// Takes away each safeguard in turn; fails where nobody notices within a thousand worlds.
    #[arg(long)]
    safeguards: bool,
    /// 20,000 worlds and every crash point.
    #[arg(long, conflicts_with = "safeguards")]
    nightly: bool,
    /// What the worlds are told: `--seeds 500 --from 1`, `--crash-points`, `--without lease`, `--tell`, `--twice`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Plays.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode, Failed> {
    if options.safeguards {
        for safeguard in SAFEGUARDS {
            play(workspace, &["--without", safeguard, "--seeds", MOST_WORLDS])?;
        }
    } else if options.nightly {
        play(workspace, &["--seeds", "20000"])?;
        play(workspace, &["--crash-points"])?;
    } else {
        let rest: Vec<&str> = options.rest.iter().map(String::as_str).collect();
        play(workspace, &rest)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Plays what the arguments say.
pub(crate) fn play(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failed> {
    process::run(&mut program(workspace, arguments), LIMIT)
}

fn program(workspace: &Workspace, arguments: &[&str]) -> Command {
    let build =
        ["bench", "--locked", "--profile", "fast", "--package", "koppel-tests", "--bench", "worlds", "--"];
    workspace.cargo(&[&build[..], arguments].concat())
}
