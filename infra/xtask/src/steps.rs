//! Every step of `cargo xtask test`, in the order in which continuous integration runs them.
//!
//! The order is by price: what fails in seconds stands before what takes minutes. Almost everything is built once:
//! all test steps run from one build of the whole workspace, chosen by filter, because building a part of it would
//! unify features differently and compile the large crates again. The demo runs in the dev profile (dependencies are
//! optimised there too), since a release build would cost more minutes than the demo itself.

mod api;
pub(crate) mod browser;
mod code;
mod demo;
mod deny;
pub(crate) mod deploy;
mod emulators;
mod fuzz;
mod suites;
pub(crate) mod template;
mod worlds;

use crate::lint;
use crate::step::Step;

/// Every step, in order.
pub(crate) fn all() -> Vec<Step> {
    let structure = Step {
        name: "structure",
        about: "what every file and crate must keep to",
        fast: true,
        run: |context| lint::run(context.workspace),
    };
    let mut steps =
        vec![code::FMT, structure, code::CLIPPY, suites::PURE, suites::ALL, suites::DOC_TESTS, code::DOCS];
    steps.extend([emulators::MINISTACK, emulators::MOTO]);
    steps.extend(template::steps());
    steps.extend([deny::STEP, demo::PLAIN, demo::FAULTS, api::STEP, deploy::LAMBDAS, deploy::REHEARSAL]);
    steps.extend([worlds::WORLDS, worlds::CRASH_POINTS, fuzz::STEP, browser::STEP]);
    steps
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn every_step_has_a_name_of_its_own() {
        let all = super::all();
        let names: BTreeSet<&str> = all.iter().map(|step| step.name).collect();
        assert_eq!(names.len(), all.len());
    }

    #[test]
    fn fast_means_formatting_structure_clippy_and_pure_tests() {
        let fast: Vec<&str> = super::all().iter().filter(|step| step.fast).map(|step| step.name).collect();
        assert_eq!(fast, ["fmt", "structure", "clippy", "pure"]);
    }
}
