//! The tests: pure ones first, then all others, then the examples in the documentation.
//!
//! With cargo-nextest every test is a process of its own and a hanging one is named. Without it `cargo test` runs the
//! same tests; only then the pure ones run a second time among all.

use std::process::Command;
use std::time::Duration;

use crate::process;
use crate::step::{Context, Step};

/// Longer than building and running everything on a slow machine (about 12 minutes).
pub(super) const LIMIT: Duration = Duration::from_secs(30 * 60);

/// The crates whose unit tests need no world: no database, no server, no clock.
const PURE_CRATES: [&str; 5] =
    ["koppel-domain", "koppel-bookkeeping", "koppel-imuis", "koppel-snelstart", "koppel-simple-simon"];

/// The tests that need a browser: a step of their own.
pub(super) const BROWSER: &str = "package(koppel-tests) & binary(browser)";
/// The module that holds all of them.
const BROWSER_MODULE: &str = "in_chromium";

/// The tests that need the functions' programs: steps of their own.
pub(super) const DEPLOY: &str = "package(koppel-tests) & binary(deploy)";
/// The modules that hold all of them.
const DEPLOY_MODULES: [&str; 2] = ["in_lambda", "rehearsal"];

/// The rules, mappings and parsers.
pub(super) const PURE: Step = Step {
    name: "pure",
    about: "unit tests of the rules and the connectors",
    fast: true,
    run: |context| {
        if !has_nextest(context) {
            return process::run(
                &mut context.workspace.cargo(&only_pure(&["test", "--locked", "--lib"])),
                LIMIT,
            );
        }
        if context.fast {
            let arguments = only_pure(&["nextest", "run", "--locked", "--lib"]);
            return process::run(&mut context.workspace.cargo(&arguments), LIMIT);
        }
        process::run(&mut filtered(context, &pure_filter()), LIMIT)
    },
};

/// Everything else that the workspace tests.
pub(super) const ALL: Step = Step {
    name: "tests",
    about: "every other test of the workspace",
    fast: false,
    run: |context| {
        if has_nextest(context) {
            process::run(&mut filtered(context, &rest_filter()), LIMIT)
        } else {
            let mut arguments = vec!["test", "--locked", "--workspace", "--all-targets", "--"];
            for module in [BROWSER_MODULE].iter().chain(&DEPLOY_MODULES) {
                arguments.extend(["--skip", module]);
            }
            process::run(&mut context.workspace.cargo(&arguments), LIMIT)
        }
    },
};

/// The examples in the documentation.
pub(super) const DOC_TESTS: Step = Step {
    name: "doctests",
    about: "the examples in the documentation",
    fast: false,
    run: |context| {
        process::run(&mut context.workspace.cargo(&["test", "--locked", "--workspace", "--doc"]), LIMIT)
    },
};

/// Tests chosen by a filter from the one build of the whole workspace.
pub(super) fn filtered(context: &Context<'_>, filter: &str) -> Command {
    context.workspace.cargo(&["nextest", "run", "--locked", "--workspace", "--filterset", filter])
}

/// Whether cargo-nextest is there; if not, says how to get it.
pub(super) fn has_nextest(context: &Context<'_>) -> bool {
    let there = process::answers(&mut context.workspace.cargo(&["nextest", "--version"]));
    if !there {
        println!(
            "cargo-nextest is missing, so `cargo test` runs; to get it: cargo install --locked cargo-nextest"
        );
    }
    there
}

fn only_pure<'a>(start: &[&'a str]) -> Vec<&'a str> {
    start.iter().copied().chain(PURE_CRATES.iter().flat_map(|name| ["--package", name])).collect()
}

fn pure_filter() -> String {
    let packages: Vec<String> = PURE_CRATES.iter().map(|name| format!("package({name})")).collect();
    format!("kind(lib) & ({})", packages.join(" + "))
}

/// Everything that is neither pure nor needs a browser or a program of a function.
fn rest_filter() -> String {
    format!("not ({}) & not ({BROWSER}) & not ({DEPLOY})", pure_filter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_names_the_unit_tests_of_the_pure_crates() {
        assert_eq!(
            pure_filter(),
            "kind(lib) & (package(koppel-domain) + package(koppel-bookkeeping) + package(koppel-imuis) \
             + package(koppel-snelstart) + package(koppel-simple-simon))"
        );
    }

    #[test]
    fn what_needs_a_browser_or_a_program_is_left_to_its_own_step() {
        assert!(rest_filter().ends_with(
            " & not (package(koppel-tests) & binary(browser)) & not (package(koppel-tests) & binary(deploy))"
        ));
    }

    #[test]
    fn the_pure_crates_are_named_one_by_one() {
        let arguments = only_pure(&["test", "--lib"]);
        assert_eq!(arguments.get(..4), Some(["test", "--lib", "--package", "koppel-domain"].as_slice()));
        assert_eq!(arguments.len(), 2 + 2 * PURE_CRATES.len());
    }
}
