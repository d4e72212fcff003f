//! `cargo xtask fuzz`: inputs made up by libFuzzer for what reads what others send (`tests/fuzz`).
//!
//! Works with the same stable compiler as everything else: the coverage that libFuzzer goes by comes from a pass of LLVM
//! that stable flags switch on (`-Cpasses=sancov-module`); only sanitizers would need a nightly one, and there is no
//! unsafe code of ours for them to watch.
//!
//! Guarantees: what is fuzzed has the versions of the workspace's lock file; an input that was found is named in one line
//! with the command that replays it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::failed::Failed;
use crate::process;
use crate::tools;
use crate::workspace::Workspace;

/// The first build on a slow machine compiles every dependency with coverage.
const BUILD_LIMIT: Duration = Duration::from_secs(40 * 60);
/// Beyond the time that is asked for: reading what was found before, and ending.
const SPARE: Duration = Duration::from_secs(10 * 60);
/// One input may take so many seconds on a slow machine; a call of ours has a limit far below.
const INPUT_SECONDS: u32 = 20;
/// Longest input that is made up; what is worth more stands in the corpus.
const INPUT_BYTES: u32 = 8192;
/// Lines of a panic that are shown: where, and with which words.
const COMPLAINT_LINES: usize = 4;
/// Where what is built and found goes.
const TARGET: &str = "target/fuzz";
const DRIVER: &str = "tests/fuzz/driver";
const CORPUS: &str = "tests/fuzz/corpus";

/// What `cargo xtask fuzz` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// Only this target: a folder of tests/fuzz/corpus.
    target: Option<String>,
    /// How long, of each target.
    #[arg(long, value_name = "N", default_value_t = 5)]
    minutes: u32,
    /// Runs this input once and makes up none.
    #[arg(long, value_name = "FILE", requires = "target")]
    input: Option<PathBuf>,
}

/// Runs the chosen targets one after the other, and stops at the first that finds something.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode, Failed> {
    let all = targets(workspace)?;
    let chosen: Vec<&String> =
        all.iter().filter(|name| options.target.as_ref().is_none_or(|chosen| chosen == *name)).collect();
    if chosen.is_empty() {
        return Err(Failed::new("there is no such target").hint(format!("choose one of: {}", all.join(", "))));
    }
    let built = Built::now(workspace)?;
    for target in chosen {
        match &options.input {
            Some(input) => built.replay(target, input)?,
            None => built.search(target, Duration::from_secs(u64::from(options.minutes) * 60))?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The targets: each has a folder of its name in the corpus.
pub(crate) fn targets(workspace: &Workspace) -> Result<Vec<String>, Failed> {
    let folder = workspace.at(CORPUS);
    let mut names: Vec<String> = fs::read_dir(&folder)
        .map_err(|error| Failed::new(format!("{} cannot be read: {error}", folder.display())))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    Ok(names)
}

/// The program with all targets.
pub(crate) struct Built<'a> {
    workspace: &'a Workspace,
    program: PathBuf,
}

impl<'a> Built<'a> {
    /// Builds it, where something changed.
    pub(crate) fn now(workspace: &'a Workspace) -> Result<Self, Failed> {
        let tool = tools::FUZZ.installed(workspace)?;
        same_versions(workspace)?;
        let mut build = workspace.command(tool.program("cargo-fuzz"));
        build.args(["fuzz", "build", "--fuzz-dir", DRIVER, "--sanitizer", "none", "--target-dir", TARGET]);
        process::run(&mut build, BUILD_LIMIT).map_err(|failed| {
            failed.hint("it needs a C++ compiler: Debian and Ubuntu: apt-get install g++")
        })?;
        let program = fs::read_dir(workspace.at(TARGET))
            .ok()
            .and_then(|folders| {
                let programs = folders.filter_map(|folder| Some(folder.ok()?.path().join("release/all")));
                programs.into_iter().find(|program| program.is_file())
            })
            .ok_or_else(|| Failed::new("cargo-fuzz left no program"))?;
        Ok(Self { workspace, program })
    }

    /// A short look, from the corpus of the repository alone.
    pub(crate) fn look(&self, target: &str, time: Duration) -> Result<(), Failed> {
        let own = self.workspace.at(TARGET).join("look").join(target);
        // Nothing is there the first time.
        let _ = fs::remove_dir_all(&own);
        self.make_up(target, &own, time)
    }

    /// A search that goes on where the last one ended.
    fn search(&self, target: &str, time: Duration) -> Result<(), Failed> {
        self.make_up(target, &self.workspace.at(TARGET).join("corpus").join(target), time)
    }

    fn make_up(&self, target: &str, own: &Path, time: Duration) -> Result<(), Failed> {
        let found = self.workspace.at(TARGET).join("found").join(target);
        for folder in [own, &found] {
            fs::create_dir_all(folder)
                .map_err(|error| Failed::new(format!("{} cannot be made: {error}", folder.display())))?;
        }
        let log = self.workspace.at(TARGET).join(format!("{target}.log"));
        let said = File::create(&log)
            .map_err(|error| Failed::new(format!("{} cannot be written: {error}", log.display())))?;
        let before = newest(&found);
        let mut command = self.command(target);
        command
            .args(["-verbosity=0", "-print_final_stats=1"])
            .arg(format!("-max_total_time={}", time.as_secs()))
            .arg(format!("-timeout={INPUT_SECONDS}"))
            .arg(format!("-max_len={INPUT_BYTES}"))
            .arg(format!("-artifact_prefix={}/", found.display()))
            .arg(own)
            .arg(self.workspace.at(CORPUS).join(target))
            .stderr(said);
        let words = self.workspace.at("tests/fuzz/words").join(target).with_extension("txt");
        if words.is_file() {
            command.arg(format!("-dict={}", words.display()));
        }
        let outcome = process::run(&mut command, time + SPARE);
        let said = String::from_utf8_lossy(&fs::read(&log).unwrap_or_default()).into_owned();
        match outcome {
            Ok(()) => {
                println!("{target}: {}", summary(&said));
                Ok(())
            }
            Err(failed) => Err(match newest(&found) {
                Some(input) if before.as_ref() != Some(&input) => {
                    println!("{}", complaint(&said));
                    let input = input.display();
                    Failed::new(format!(
                        "{target}: {input}; replay: cargo xtask fuzz {target} --input {input}"
                    ))
                }
                _ => failed.hint(format!("see {}", log.display())),
            }),
        }
    }

    fn replay(&self, target: &str, input: &Path) -> Result<(), Failed> {
        process::run(self.command(target).env("RUST_BACKTRACE", "1").arg(input), SPARE)
    }

    fn command(&self, target: &str) -> std::process::Command {
        let mut command = self.workspace.command(&self.program);
        command.env("KOPPEL_FUZZ_TARGET", target);
        command
    }
}

/// How much was made up, from what libFuzzer says at its end.
fn summary(said: &str) -> String {
    let stat = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name));
        line.and_then(|rest| rest.strip_prefix(':')).map_or("?", str::trim)
    };
    format!("{} inputs, {} a second", stat("number_of_executed_units"), stat("average_exec_per_sec"))
}

/// What was said where it broke off: the panic with its words, or libFuzzer's own line.
fn complaint(said: &str) -> String {
    let is_it = |line: &&str| line.contains("panicked at") || line.contains("ERROR: libFuzzer");
    let lines = said.lines().skip_while(|line| !is_it(line)).take(COMPLAINT_LINES);
    lines.collect::<Vec<_>>().join("\n")
}

/// The input that was found last.
fn newest(folder: &Path) -> Option<PathBuf> {
    let files = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    files.max_by_key(|file| file.metadata().and_then(|it| it.modified()).ok()).map(|file| file.path())
}

/// Gives the driver the workspace's lock file, whenever that has changed; cargo adds what only the driver has.
fn same_versions(workspace: &Workspace) -> Result<(), Failed> {
    let (ours, seen) = (workspace.at("Cargo.lock"), workspace.at(TARGET).join("Cargo.lock"));
    let driver = workspace.at(DRIVER).join("Cargo.lock");
    let text = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    if driver.is_file() && text(&ours) == text(&seen) {
        return Ok(());
    }
    fs::create_dir_all(workspace.at(TARGET))
        .and_then(|()| fs::copy(&ours, &driver))
        .and_then(|_| fs::copy(&ours, &seen))
        .map(drop)
        .map_err(|error| Failed::new(format!("{} cannot be written: {error}", driver.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_of_the_corpus_is_a_target_that_the_crate_has() {
        let workspace = Workspace::find().unwrap();
        let code = fs::read_to_string(workspace.at("tests/fuzz/src/lib.rs")).unwrap();
        let names = targets(&workspace).unwrap();
        assert!(names.len() >= 7, "{names:?}");
        for name in &names {
            assert!(code.contains(&format!("name: \"{name}\"")), "{name}");
        }
        assert_eq!(code.matches("Target { name: ").count(), names.len());
    }

    #[test]
    fn what_libfuzzer_says_is_told_in_a_line_and_a_panic_in_its_own_words() {
        let said = "INFO: x\nstat::number_of_executed_units: 1200\nstat::average_exec_per_sec:     60\n";
        assert_eq!(summary(said), "1200 inputs, 60 a second");
        assert_eq!(summary(""), "? inputs, ? a second");
        let said =
            "INFO: x\nthread 'x' panicked at a.rs:1:2:\nit broke\nnote: y\n== ERROR: libFuzzer: z\nmore\n";
        assert_eq!(
            complaint(said),
            "thread 'x' panicked at a.rs:1:2:\nit broke\nnote: y\n== ERROR: libFuzzer: z"
        );
    }

    #[test]
    fn the_newest_file_of_a_folder_is_what_was_found_last() {
        let folder = std::env::temp_dir().join(format!("koppel-xtask-found-{}", std::process::id()));
        assert_eq!(newest(&folder), None);
        fs::create_dir_all(&folder).unwrap();
        assert_eq!(newest(&folder), None);
        fs::write(folder.join("crash-1"), "x").unwrap();
        assert_eq!(newest(&folder), Some(folder.join("crash-1")));
        fs::remove_dir_all(&folder).unwrap();
    }
}
