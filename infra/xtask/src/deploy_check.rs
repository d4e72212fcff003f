//! `cargo xtask deploy-check`: whether everything can be deployed, as far as can be known without an account.
//!
//! The steps of the template are the very ones of `cargo xtask test`; what runs here besides is what is deployed, built as
//! it is deployed. Leaves out, and says so at the end, what only a real account shows.

use std::process::ExitCode;

use crate::failed::Failed;
use crate::package::{self, Processor};
use crate::step::{Context, Step};
use crate::steps::{deploy, template};
use crate::workspace::Workspace;
use crate::{bench, runner};

const UNCHECKED: &str = "\
Not checked here, since only an account on AWS shows it:
  - permissions as AWS evaluates them: the local AWS lets everybody do everything
  - quotas and throttling of an account, and what a region has
  - the network: TLS to AWS and to both packages, names, the way from a browser to the API
  - speed on arm64: its programs are built, and started under an emulator where there is one
  - Lambda's sandbox: its share of a processor, its ends without a warning, its own retries
  - `sam build` and samconfig.toml: what is built here is built by cargo-lambda itself, and told its parameters
  - alarms that calculate with several metrics, which the local AWS does not know; alarms that fire, mail that arrives, a restore to a point in time, and the bill";

/// What is deployed, for the processor of most machines.
const PACKAGE: Step = Step {
    name: "package",
    about: "every function as it is deployed, for x86-64: built, zipped, weighed",
    fast: false,
    run: |context| package::build(context.workspace, Processor::X86_64),
};

/// The same for the processor that is deployed to.
const PACKAGE_ARM64: Step = Step {
    name: "package-arm64",
    about: "the same for arm64, which is what is deployed",
    fast: false,
    run: |context| package::build(context.workspace, Processor::Arm64),
};

const START: Step = Step {
    name: "start",
    about: "how long each takes to its first request for work, and what it holds then",
    fast: false,
    run: |context| bench::start(context.workspace),
};

const REHEARSAL: Step = Step {
    name: "deploy",
    about: "a deployment, a company, an update and the end, on a local AWS",
    fast: false,
    run: |context| {
        deploy::rehearse(context, &|name| package::program(context.workspace, Processor::X86_64, name))
    },
};

/// Lints, builds, starts, rehearses.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode, Failed> {
    let mut steps = template::steps().to_vec();
    steps.extend([PACKAGE, PACKAGE_ARM64, START, REHEARSAL]);
    let answer = runner::run(&steps, &Context { workspace, fast: false }, true);
    println!("{UNCHECKED}");
    Ok(answer)
}
