//! Every fuzz target for a few seconds, on top of its corpus: long enough to see that each still runs and finds nothing
//! near at hand. `cargo xtask fuzz` looks further.

use std::time::Duration;

use crate::fuzz::{Built, targets};
use crate::step::Step;

/// Of each target; with seven of them the whole step is about a minute once everything is built.
const EACH: Duration = Duration::from_secs(8);

/// All of them.
pub(super) const STEP: Step = Step {
    name: "fuzz",
    about: "inputs made up for everything that reads what others send",
    fast: false,
    run: |context| {
        let built = Built::now(context.workspace)?;
        targets(context.workspace)?.iter().try_for_each(|target| built.look(target, EACH))
    },
};
