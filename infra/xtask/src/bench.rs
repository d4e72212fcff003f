//! `cargo xtask bench`: measures what is too slow or too noisy for a test.
//!
//! All but what starts is built in the profile `fast`, optimized as what is deployed but for its size; what starts is what is
//! deployed. What each measured is kept in `target/bench`; how, and what came of it, tells `docs/performance.md`.
//! The first time either takes some minutes.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::failed::Failed;
use crate::npm;
use crate::package::{self, Processor};
use crate::process;
use crate::steps::deploy::PROGRAMS;
use crate::tools;
use crate::workspace::Workspace;

/// Building everything on a slow machine, filling a database and asking.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// What `cargo xtask bench` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// What is measured.
    bench: Bench,
    /// Customers that go through each pipeline.
    #[arg(long, default_value_t = 100_000)]
    customers: u32,
}

#[derive(Clone, Copy, ValueEnum)]
enum Bench {
    /// Pages and acts of a company with a long log: times, and requests of the store; more than three fail.
    Pages,
    /// What is deployed: from its start to its first request for work, resident memory, zip; beside plain Python and Node.
    Start,
    /// A run that finds nothing: requests, units, allocations, CPU time; more than its budget fails.
    Idle,
    /// A first import under simulated latencies and limits, beside the least time that they allow.
    Import,
    /// A hundred thousand customers read in full of which none has changed: requests, units, CPU time; any write fails.
    Unchanged,
    /// What grows with companies, records and open problems; an hour of outage. More than a straight line fails.
    Scale,
    /// The same pull by Koppel and by a plain pipeline in Python with dlt: a quarter of an hour.
    Pipeline,
}

/// Starts of each program that are measured.
const STARTS: u32 = 21;

/// Measures.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode, Failed> {
    match options.bench {
        Bench::Pages => fast(workspace, "pages", &[]),
        Bench::Idle => fast(workspace, "figures", &["idle"]),
        Bench::Import => fast(workspace, "figures", &["import"]),
        Bench::Unchanged => fast(workspace, "figures", &["unchanged"]),
        Bench::Scale => fast(workspace, "figures", &["scale"]),
        Bench::Pipeline => tools::DLT.installed(workspace).and_then(|dlt| {
            let python = dlt.program("python");
            fast(
                workspace,
                "figures",
                &["pipeline", &python.to_string_lossy(), &options.customers.to_string()],
            )
        }),
        Bench::Start => package::build(workspace, Processor::X86_64).and_then(|()| start(workspace)),
    }
    .map(|()| ExitCode::SUCCESS)
}

/// Builds a program of `tests/bench`, and tells it what to measure.
fn fast(workspace: &Workspace, program: &str, told: &[&str]) -> Result<(), Failed> {
    let built =
        ["bench", "--locked", "--profile", "fast", "--package", "koppel-tests", "--bench", program, "--"];
    process::run(&mut workspace.cargo(&[&built, told].concat()), LIMIT)
}

/// Measures what was packaged; what was packaged for arm64 too must get as far, under an emulator.
pub(crate) fn start(workspace: &Workspace) -> Result<(), Failed> {
    let python = tools::BOTO3.installed(workspace)?.program("python");
    let modules = npm::AWS_SDK.installed(workspace)?;
    let mut programs: Vec<serde_json::Value> = PROGRAMS
        .iter()
        .map(|name| {
            serde_json::json!({
                "name": name,
                "command": [package::program(workspace, Processor::X86_64, name)],
                "zip": package::zip(workspace, Processor::X86_64, name),
            })
        })
        .collect();
    programs.push(serde_json::json!({
        "name": "Python with boto3", "reference": true,
        "command": [python, "infra/xtask/tools/plain_function.py"],
    }));
    programs.push(serde_json::json!({
        "name": "Node with AWS SDK v3", "reference": true,
        "command": ["node", "infra/xtask/tools/plain_function.cjs", modules],
    }));
    for name in PROGRAMS {
        let program = package::program(workspace, Processor::Arm64, name);
        if let Some([emulator, root]) = package::emulator(workspace).filter(|_| program.is_file()) {
            programs.push(serde_json::json!({
                "name": format!("{name}, arm64, emulated"), "once": true, "command": [emulator, PathBuf::from("-L"), root, program],
                "zip": package::zip(workspace, Processor::Arm64, name),
            }));
        }
    }
    let folder = workspace.at("target/bench");
    let plan = folder.join("start-plan.json");
    fs::create_dir_all(&folder)
        .and_then(|()| {
            fs::write(&plan, serde_json::json!({ "runs": STARTS, "programs": programs }).to_string())
        })
        .map_err(|error| Failed::new(format!("{} cannot be written: {error}", plan.display())))?;
    let mut measure = workspace.command("python3");
    measure.arg("infra/xtask/tools/start.py").arg(&plan).arg(folder.join("start.json"));
    process::run(&mut measure, LIMIT)
}
