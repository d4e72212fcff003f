//! One thing that is checked: its name, what it shows, and how it runs.

use crate::failed::Failed;
use crate::workspace::Workspace;

/// What a step may know of its run.
pub(crate) struct Context<'a> {
    /// The checkout.
    pub(crate) workspace: &'a Workspace,
    /// Whether only the quick steps run: then a step builds no more than it needs itself.
    pub(crate) fast: bool,
}

/// One thing that is checked.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    /// The name for `--only` and `--skip`.
    pub(crate) name: &'static str,
    /// What it shows, in one line.
    pub(crate) about: &'static str,
    /// Whether `--fast` runs it.
    pub(crate) fast: bool,
    /// Runs it.
    pub(crate) run: fn(&Context<'_>) -> Result<(), Failed>,
}
