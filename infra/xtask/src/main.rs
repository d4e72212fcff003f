//! One front door for every chore: `cargo xtask test | lint | fuzz | mutants | worlds | soak | bench | screens | package |
//! deploy-check`.
//!
//! Guarantees: what a chore does is written once, as a [`step::Step`]; continuous integration, a developer and the
//! deployment check run the very same steps. The exit code is 0 only when every chosen step passed, 1 when one
//! failed, and 2 when the question itself was wrong.
//!
//! Leaves out: Rust, a C and a C++ compiler, Python 3.11 or newer and npm, which must be there. Every other tool is installed into
//! `target/tools` at a pinned version, or named in one line with how to get it.

mod bench;
mod deploy_check;
mod failed;
mod free_port;
mod fuzz;
mod lint;
mod mutants;
mod npm;
mod package;
mod plan;
mod process;
mod report;
mod runner;
mod soak;
mod step;
mod steps;
mod test;
mod tools;
mod workspace;
mod worlds;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// One front door for every chore in this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Everything that continuous integration runs, in its order.
    Test(test::Options),
    /// The structure lint by itself: what every file and crate must keep to.
    Lint,
    /// Makes up inputs for everything that reads what others send: `cargo xtask fuzz imuis --minutes 30`.
    Fuzz(fuzz::Options),
    /// Changes the rules one by one and sees whether a test minds; takes an hour.
    Mutants(mutants::Options),
    /// Plays simulated worlds and checks the promises in each: `cargo xtask worlds --seeds 500 --from 1`.
    Worlds(worlds::Options),
    /// Lets the local world run for an hour, broken at random, and sees whether anything grows.
    Soak(soak::Options),
    /// Measures: `cargo xtask bench pages`.
    Bench(bench::Options),
    /// Takes pictures of every page of the console in every state, into docs/screens.
    Screens,
    /// Builds and zips what is deployed, for arm64 and x86-64; fails at a zip above 3 MB.
    Package(package::Options),
    /// Checks that everything can be deployed, and rehearses it on a local AWS.
    ///
    /// Lints template.yaml and its translation, builds and measures every function as it is deployed, deploys the
    /// stack with sam, activates a company over HTTP, sees its schedules fire and a work order become one sales
    /// order, updates the stack over that data, and takes it away. An actual account on AWS is never touched; what
    /// only that can show is said at the end.
    #[command(verbatim_doc_comment)]
    DeployCheck,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let answer = workspace::Workspace::find().and_then(|workspace| match arguments.chore {
        Chore::Test(options) => test::run(&workspace, &options),
        Chore::Lint => lint::run(&workspace).map(|()| ExitCode::SUCCESS),
        Chore::Fuzz(options) => fuzz::run(&workspace, &options),
        Chore::Mutants(options) => mutants::run(&workspace, &options),
        Chore::Worlds(options) => worlds::run(&workspace, &options),
        Chore::Soak(options) => soak::run(&workspace, &options),
        Chore::Bench(options) => bench::run(&workspace, &options),
        Chore::Screens => steps::browser::screens(&workspace).map(|()| ExitCode::SUCCESS),
        Chore::Package(options) => package::run(&workspace, &options),
        Chore::DeployCheck => deploy_check::run(&workspace),
    });
    answer.unwrap_or_else(|failed| {
        eprintln!("{failed}");
        ExitCode::FAILURE
    })
}
