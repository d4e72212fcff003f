//! How the code reads: formatting, clippy, and documentation without a warning.

use std::time::Duration;

use crate::process;
use crate::step::Step;

/// Longer than a cold check of every dependency on a slow machine (about 3 minutes).
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// Every file is formatted.
pub(super) const FMT: Step = Step {
    name: "fmt",
    about: "every file is formatted",
    fast: true,
    run: |context| process::run(&mut context.workspace.cargo(&["fmt", "--all", "--check"]), LIMIT),
};

/// No warning of the compiler or clippy, tests included.
pub(super) const CLIPPY: Step = Step {
    name: "clippy",
    about: "no warning of the compiler or clippy",
    fast: true,
    run: |context| {
        let arguments = ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];
        process::run(&mut context.workspace.cargo(&arguments), LIMIT)
    },
};

/// The documentation builds, and no link in it is broken.
pub(super) const DOCS: Step = Step {
    name: "docs",
    about: "the documentation builds, and no link in it is broken",
    fast: false,
    run: |context| {
        let mut command = context.workspace.cargo(&["doc", "--locked", "--no-deps", "--workspace"]);
        process::run(command.env("RUSTDOCFLAGS", "-D warnings"), LIMIT)
    },
};
