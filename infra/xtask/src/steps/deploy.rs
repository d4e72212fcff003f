//! The functions as Lambdas, and the rehearsal of a deployment on a local AWS.
//!
//! Here both take the programs as they are built for tests, so that nothing is built anew; `cargo xtask deploy-check` takes
//! the ones that are deployed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{emulators, suites};
use crate::failed::Failed;
use crate::process;
use crate::step::{Context, Step};
use crate::tools;

/// Every function's program.
pub(crate) const PROGRAMS: [&str; 6] =
    ["koppel-activation", "koppel-cleanup", "koppel-pull", "koppel-push", "koppel-quotes", "koppel-wipe"];
/// For a program that only copies or rewrites.
const SHORT: Duration = Duration::from_secs(120);

/// Each function under the Runtime API.
pub(crate) const LAMBDAS: Step = Step {
    name: "lambdas",
    about: "each function as a program under the Lambda Runtime API, ours and cargo-lambda's",
    fast: false,
    run: |context| {
        build(context)?;
        follow(context, "in_lambda", |_| {})?;
        let lambda = tools::LAMBDA.installed(context.workspace)?;
        follow(context, "watched", |command| {
            command.env("KOPPEL_CARGO_LAMBDA", lambda.program("cargo-lambda"));
        })
    },
};

/// A deployment, with the programs as they are built for tests.
pub(crate) const REHEARSAL: Step = Step {
    name: "deploy",
    about: "a deployment, a company, an update and the end, on a local AWS",
    fast: false,
    run: |context| {
        build(context)?;
        let target = context.workspace.target()?;
        rehearse(context, &|name| target.join("debug").join(name))
    },
};

/// The programs, from the one build of the whole workspace.
fn build(context: &Context<'_>) -> Result<(), Failed> {
    let arguments = ["build", "--locked", "--workspace", "--bins", "--tests"];
    process::run(&mut context.workspace.cargo(&arguments), suites::LIMIT)
}

/// Rehearses a deployment of these programs.
pub(crate) fn rehearse(context: &Context<'_>, program: &dyn Fn(&str) -> PathBuf) -> Result<(), Failed> {
    let workspace = context.workspace;
    let (sam, aws) = (tools::SAM.installed(workspace)?, tools::AWS.installed(workspace)?);
    let folder = workspace.at("target/rehearsal");
    let mut templates = Vec::new();
    for release in ["first", "second"] {
        let programs = folder.join(release);
        for name in PROGRAMS {
            bundle(context, &program(name), &programs.join(name), release)?;
        }
        let template = folder.join(release).with_extension("json");
        println!("The template as it is rehearsed, {release} release:");
        let mut derive = workspace.command(sam.program("python"));
        derive.args(["infra/xtask/tools/rehearse.py", "template.yaml"]).arg(&template).arg(&programs);
        process::run(&mut derive, SHORT)?;
        templates.push(template);
    }
    let server = emulators::Server::start(workspace, &emulators::MINISTACK_SERVER)?;
    let place = serde_json::json!({
        "endpoint": server.endpoint(), "sam": sam.program("sam"), "aws": aws.program("aws"),
        "template": templates.first(), "changed": templates.last(),
    });
    follow(context, "rehearsal", |command| {
        command.env("KOPPEL_REHEARSAL", place.to_string());
    })
}

/// What Lambda unpacks: the program without what only a debugger reads, and a mark that makes two releases differ.
fn bundle(context: &Context<'_>, program: &Path, folder: &Path, release: &str) -> Result<(), Failed> {
    let unwritable = |error| Failed::new(format!("{} cannot be written: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(unwritable)?;
    let to = folder.join("bootstrap");
    let mut strip = context.workspace.command("strip");
    strip.arg("-o").arg(&to).arg(program);
    process::output(&mut strip).map_err(|failed| failed.hint("install the binutils of your C compiler"))?;
    fs::write(folder.join("release.txt"), release).map_err(unwritable)
}

/// Runs the tests of one module, with what they print.
fn follow(context: &Context<'_>, module: &str, add: impl Fn(&mut Command)) -> Result<(), Failed> {
    let mut command = if suites::has_nextest(context) {
        let filter = format!("{} & test(/^{module}::/)", suites::DEPLOY);
        let mut command = suites::filtered(context, &filter);
        command.arg("--no-capture");
        command
    } else {
        let arguments = ["test", "--locked", "--package", "koppel-tests", "--test", "deploy", "--"];
        let mut command = context.workspace.cargo(&arguments);
        command.args([&format!("{module}::"), "--nocapture"]);
        command
    };
    add(&mut command);
    process::run(&mut command, suites::LIMIT)
}
