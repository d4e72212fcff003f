//! A world that fails, made smaller: steps are left out for as long as the same promise is still broken.

use crate::plan::{Plan, Step};
use crate::{Played, play};

/// Worlds that are played to make one smaller.
const TRIES: usize = 120;

/// Prints the world as small as it gets, and how it is played again.
pub(crate) fn told(plan: &Plan, played: &Played) {
    let seed = plan.seed;
    println!("seed {seed}: {:#?}", played.violations);
    let package = plan.company.packages.0;
    let is_drawn = Plan::of(seed).company.packages == plan.company.packages;
    let named = if is_drawn { String::new() } else { format!(" --bookkeeping {package}") };
    println!("again: cargo xtask worlds --from {seed} --seeds 1 --tell{named}");
    let kind = kind_of(played);
    let mut small = plan.clone();
    let (mut tries, mut size) = (0, small.steps.len().div_ceil(2));
    while size > 0 && tries < TRIES {
        let mut at = 0;
        while at < small.steps.len() && tries < TRIES {
            let mut steps: Vec<Step> = small.steps.clone();
            steps.drain(at..(at + size).min(steps.len()));
            let candidate = Plan { steps, ..small.clone() };
            tries += 1;
            if kind_of(&play(candidate.clone())) == kind {
                small = candidate;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    println!("its {} steps came down to {}: {:#?}", plan.steps.len(), small.steps.len(), small.steps);
    println!("of {:?}", small.company);
    println!("{:#?}", play(small).violations);
}

/// Which promise was broken.
fn kind_of(played: &Played) -> Option<String> {
    played.violations.first().map(|told| told.chars().take_while(|letter| *letter != ':').collect())
}
