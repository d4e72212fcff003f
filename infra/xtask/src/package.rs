//! `cargo xtask package`: what is deployed, built and zipped as it is deployed, for both kinds of processor.
//!
//! Guarantees: a zip above its bound fails. Where no compiler for arm64 is there, one is unpacked from Debian's packages
//! into `target/tools`, and nothing of the system changes; where that cannot be done either, one line says what is missing.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::failed::Failed;
use crate::process;
use crate::steps::deploy::PROGRAMS;
use crate::tools::{self, Installed};
use crate::workspace::Workspace;

/// All programs, each linked for a minute or more, on a slow and busy machine.
const LIMIT: Duration = Duration::from_secs(90 * 60);
/// Unpacking a compiler, on a slow line.
const UNPACK_LIMIT: Duration = Duration::from_secs(15 * 60);
/// Most bytes of a zip: a start reads it whole.
const ZIP_MAX: u64 = 3_000_000;

/// The processor that it is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Processor {
    /// What is deployed.
    Arm64,
    /// What most machines can run.
    X86_64,
}

/// What `cargo xtask package` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// Only for this processor.
    #[arg(long)]
    only: Option<Processor>,
}

impl Processor {
    const fn option(self) -> &'static str {
        match self {
            Self::Arm64 => "--arm64",
            Self::X86_64 => "--x86-64",
        }
    }

    /// The name of its folder.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86-64",
        }
    }
}

/// Builds and zips.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode, Failed> {
    let both = [Processor::X86_64, Processor::Arm64];
    for processor in both.into_iter().filter(|it| options.only.is_none_or(|only| only == *it)) {
        build(workspace, processor)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The program of a function for a processor, as Lambda unpacks it.
pub(crate) fn program(workspace: &Workspace, processor: Processor, name: &str) -> PathBuf {
    workspace.at("target/package").join(processor.name()).join(name).join("bootstrap")
}

/// The zip with it.
pub(crate) fn zip(workspace: &Workspace, processor: Processor, name: &str) -> PathBuf {
    program(workspace, processor, name).with_extension("zip")
}

/// Builds and zips for one processor; fails where a zip is too large.
pub(crate) fn build(workspace: &Workspace, processor: Processor) -> Result<(), Failed> {
    let tool = tools::LAMBDA.installed(workspace)?;
    let compiler = if processor == Processor::Arm64 { compiler_for_arm64(workspace)? } else { None };
    let folder = workspace.at("target/package").join(processor.name());
    // The second call links nothing anew.
    for format in ["binary", "zip"] {
        let mut command = workspace.command(tool.program("cargo-lambda"));
        command.args(["lambda", "build", "--release", "--locked", "--skip-target-check", processor.option()]);
        command.args(PROGRAMS.iter().flat_map(|name| ["--package", name]));
        command.args(["--output-format", format, "--lambda-dir"]).arg(&folder);
        command.env("PATH", path_with(&tool)?);
        if let Some(compiler) = &compiler {
            // Of another compiler, and so nothing that this one made.
            command.env("RUSTC", compiler).env("CARGO_TARGET_DIR", workspace.target()?.join("arm64"));
        }
        process::run(&mut command, LIMIT)?;
    }
    weigh(workspace, processor)
}

fn weigh(workspace: &Workspace, processor: Processor) -> Result<(), Failed> {
    let mut too_large = Vec::new();
    for name in PROGRAMS {
        let zip = zip(workspace, processor, name);
        let size = fs::metadata(&zip)
            .map_err(|error| Failed::new(format!("{} was not made: {error}", zip.display())))?
            .len();
        println!("{:7} {name:20} {:>9} bytes zipped", processor.name(), size);
        if size > ZIP_MAX {
            too_large.push(format!("{name} by {} bytes", size - ZIP_MAX));
        }
    }
    if too_large.is_empty() {
        return Ok(());
    }
    Err(Failed::new(format!("above {ZIP_MAX} bytes for {}: {}", processor.name(), too_large.join(", "))))
}

/// The linker is found beside the tool.
fn path_with(tool: &Installed) -> Result<std::ffi::OsString, Failed> {
    let before = env::var_os("PATH").unwrap_or_default();
    let own = tool.program("");
    env::join_paths(std::iter::once(own).chain(env::split_paths(&before)))
        .map_err(|error| Failed::new(format!("PATH cannot be extended: {error}")))
}

/// Where the compiler at hand has no library for arm64: another that has.
fn compiler_for_arm64(workspace: &Workspace) -> Result<Option<PathBuf>, Failed> {
    let mut ask = workspace.command("rustc");
    ask.args(["--print", "target-libdir", "--target", "aarch64-unknown-linux-gnu"]);
    if process::output(&mut ask).is_ok_and(|folder| PathBuf::from(folder.trim()).is_dir()) {
        return Ok(None);
    }
    let folder = workspace.at("target/tools/arm64");
    let compiler = folder.join("rustc");
    if !process::answers(workspace.command(&compiler).arg("--version")) {
        let mut unpack = workspace.command("sh");
        unpack.arg("infra/xtask/tools/arm64.sh").arg(&folder);
        process::run(&mut unpack, UNPACK_LIMIT).map_err(|failed| {
            failed.hint("for arm64: rustup target add aarch64-unknown-linux-gnu; or --only x86-64")
        })?;
    }
    Ok(Some(compiler))
}

/// What runs a program for arm64 on this machine, and the folder with its C library, where both were unpacked.
pub(crate) fn emulator(workspace: &Workspace) -> Option<[PathBuf; 2]> {
    let root = workspace.at("target/tools/arm64/root");
    let program = root.join("usr/bin/qemu-aarch64-static");
    program.is_file().then_some([program, root])
}
