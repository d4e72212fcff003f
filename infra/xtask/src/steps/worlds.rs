//! Simulated worlds and crash points, as many as fit into a few minutes; `cargo xtask worlds --nightly` plays more.

use crate::step::Step;
use crate::worlds::play;

/// Random companies, traffic and trouble.
pub(super) const WORLDS: Step = Step {
    name: "worlds",
    about: "two thousand simulated companies with every kind of trouble: the promises hold",
    fast: false,
    run: |context| play(context.workspace, &["--seeds", "2000"]),
};

/// Calls of one full life, broken.
pub(super) const CRASH_POINTS: Step = Step {
    name: "crash-points",
    about: "a full life of a company, its calls broken one by one: the promises hold",
    fast: false,
    run: |context| play(context.workspace, &["--crash-points", "--every", "16"]),
};
