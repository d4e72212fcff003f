//! The README's one command (R38), word for word: a company imported, its work orders pushed, its quotes taken over,
//! Simple-Simon cleaned up, both sides compared.
//!
//! It exits with 0 only when nothing is double, missing, left over or wrongly gone (P1–P3, P5); with faults switched
//! on it must end in the same state.

use std::time::Duration;

use crate::failed::Failed;
use crate::process;
use crate::step::{Context, Step};

/// Building the local world on a slow machine (about 6 minutes) and running it.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// Everything goes well, with either bookkeeping package.
pub(super) const PLAIN: Step = Step {
    name: "demo",
    about: "a whole company across, end to end, with each bookkeeping package",
    fast: false,
    run: |context| with_each_package(context, &[]),
};

/// Everything that can go wrong does.
pub(super) const FAULTS: Step = Step {
    name: "demo-faults",
    about: "the same companies under random faults: the same end",
    fast: false,
    run: |context| with_each_package(context, &["--faults"]),
};

fn with_each_package(context: &Context<'_>, more: &[&str]) -> Result<(), Failed> {
    for package in ["imuis", "snelstart"] {
        let run = ["run", "--locked", "--", "--once", "--bookkeeping", package];
        process::run(&mut context.workspace.cargo(&[&run, more].concat()), LIMIT)?;
    }
    Ok(())
}
