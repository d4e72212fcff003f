//! `cargo xtask soak`: the local world at high speed, broken at random, for an hour; whether its memory, threads, open files
//! and tasks stay as they were, and whether both sides are equal at the end.
//!
//! Guarantees: the simulated packages and the database are in a process of their own, so that what is looked at is
//! Koppel's alone. The first third of the time is for warming up; the last third is compared with the second. A third in
//! which fewer runs ended than there are notes fails, since what stands still looks steady. At the end no work order and
//! no quote of the hour has become two, and both sides are equal.
//!
//! Leaves out: what takes longer than the soak to show; whether each order of the hour went across, which the worlds look at.

use std::fs;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use serde::Deserialize;

use crate::failed::Failed;
use crate::free_port;
use crate::process;
use crate::workspace::Workspace;

/// Building everything on a slow machine, or comparing a world at its end.
const LIMIT: Duration = Duration::from_secs(30 * 60);
/// What the process may take to end once it is asked to.
const END_LIMIT: Duration = Duration::from_secs(30);
/// Notes in a third without which nothing can be said.
const FEWEST_NOTES: usize = 6;
/// Growth from third to third that is taken for noise: a twentieth, and a few.
const NOISE_PART: u64 = 20;
const CUSTOMERS: &str = "500";

/// What `cargo xtask soak` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// For how long.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(4..=1440))]
    minutes: u64,
    /// Where the random faults begin.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Speak the OData dialect to Simple-Simon.
    #[arg(long)]
    odata: bool,
}

/// What the process noted of itself (`infra/local/src/vitals.rs`).
#[derive(Clone, Copy, Deserialize)]
struct Note {
    memory_kb: u64,
    threads: u64,
    open_files: u64,
    tasks: u64,
    runs: u64,
}

/// One measure: its name, where it stands in a note, and what it may grow by besides a tenth.
type Measure = (&'static str, fn(&Note) -> u64, u64);

const MEASURES: [Measure; 4] = [
    ("memory, KB", |note| note.memory_kb, 2_048),
    ("threads", |note| note.threads, 1),
    ("open files", |note| note.open_files, 3),
    ("tasks", |note| note.tasks, 3),
];

/// Soaks, looks, compares.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode, Failed> {
    let build = ["build", "--locked", "--profile", "fast", "--package", "koppel"];
    process::run(&mut workspace.cargo(&build), LIMIT)?;
    let program = workspace.target()?.join("fast/koppel");
    let folder = workspace.at("target/soak");
    let unwritable = |error| Failed::new(format!("{} cannot be written: {error}", folder.display()));
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(unwritable)?;
    }
    fs::create_dir_all(&folder).map_err(unwritable)?;
    let mut world = workspace.command(&program);
    world.args(["--apart", "--customers", CUSTOMERS, "--data"]).arg(folder.join("world"));
    if options.odata {
        world.arg("--odata");
    }
    let notes = folder.join("vitals.jsonl");
    let mut soak = workspace.command(&program);
    soak.args(world.get_args()).args(["--faults", "--every", "250ms", "--cleanup-every", "60s"]);
    soak.args(["--seed", &options.seed.to_string(), "--port", &free_port::find()?.to_string(), "--vitals"]);
    soak.arg(&notes);
    let output = fs::File::create(folder.join("output.txt")).map_err(unwritable)?;
    soak_for(Duration::from_secs(options.minutes * 60), soak.stdout(output), &folder)?;
    let steady = tell(&read(&notes)?)?;
    println!("What the hour left behind, without faults now:");
    world.arg("--once");
    process::run(&mut world, LIMIT)?;
    if steady {
        return Ok(ExitCode::SUCCESS);
    }
    Err(Failed::new("what it holds grew").hint(format!("its notes are in {}", notes.display())))
}

/// Lets it run, and asks it to stop as Ctrl-C would.
fn soak_for(time: Duration, soak: &mut std::process::Command, folder: &Path) -> Result<(), Failed> {
    println!(
        "For {} minutes; what it says goes to {} …",
        time.as_secs() / 60,
        folder.join("output.txt").display()
    );
    let failed = |what: String| Failed::new(format!("the local world {what}")).hint("see its output");
    let mut child =
        soak.stdin(Stdio::null()).spawn().map_err(|error| failed(format!("did not start: {error}")))?;
    let began = Instant::now();
    while began.elapsed() < time {
        match child.try_wait() {
            Ok(None) => thread::sleep(Duration::from_secs(1)),
            Ok(Some(status)) => return Err(failed(format!("ended with {status} by itself"))),
            Err(error) => return Err(failed(format!("cannot be followed: {error}"))),
        }
    }
    let mut ask = std::process::Command::new("kill");
    if let Err(failed) = process::run(ask.args(["-INT", &child.id().to_string()]), END_LIMIT) {
        process::end(&mut child);
        return Err(failed);
    }
    let asked = Instant::now();
    while asked.elapsed() < END_LIMIT {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(failed(format!("ended with {status}"))),
            _ => thread::sleep(Duration::from_millis(100)),
        }
    }
    process::end(&mut child);
    Err(failed("did not stop when it was asked to".to_owned()))
}

fn read(notes: &Path) -> Result<Vec<Note>, Failed> {
    let unread = |error: &dyn std::fmt::Display| Failed::new(format!("{}: {error}", notes.display()));
    let text = fs::read_to_string(notes).map_err(|error| unread(&error))?;
    text.lines().map(|line| serde_json::from_str(line).map_err(|error| unread(&error))).collect()
}

/// A table of the three thirds; whether nothing grew.
fn tell(notes: &[Note]) -> Result<bool, Failed> {
    let third = notes.len() / 3;
    let thirds: Vec<&[Note]> = notes.chunks(third.max(1)).take(3).collect();
    let [first, second, last] = thirds[..] else { return Err(too_short()) };
    if third < FEWEST_NOTES {
        return Err(too_short());
    }
    println!("{:12} {:>10} {:>10} {:>10}   medians of each third", "", "first", "second", "last");
    let mut is_steady = true;
    for part in [first, second, last] {
        let ended = part.last().map_or(0, |note| note.runs) - part.first().map_or(0, |note| note.runs);
        if ended < part.len() as u64 {
            return Err(Failed::new(format!("only {ended} runs ended in a third of the time")));
        }
    }
    for (name, of, few) in MEASURES {
        let [a, b, c] = [first, second, last].map(|part| median(part, of));
        let grew = has_grown(b, c, few);
        is_steady &= !grew;
        println!("{name:12} {a:>10} {b:>10} {c:>10}   {}", if grew { "GREW" } else { "steady" });
    }
    Ok(is_steady)
}

fn too_short() -> Failed {
    Failed::new("too few notes to compare").hint("soak for longer: --minutes 60")
}

fn median(notes: &[Note], of: fn(&Note) -> u64) -> u64 {
    let mut values: Vec<u64> = notes.iter().map(of).collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

const fn has_grown(before: u64, after: u64, few: u64) -> bool {
    after > before + before / NOISE_PART + few
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(memory_kb: u64, tasks: u64) -> Note {
        Note { memory_kb, threads: 3, open_files: 20, tasks, runs: 0 }
    }

    #[test]
    fn what_leaks_a_task_a_minute_is_seen() {
        let working = |note: Note, tick: u64| Note { runs: tick * 9, ..note };
        let leaking: Vec<Note> = (0..360).map(|tick| working(note(30_000, 10 + tick / 6), tick)).collect();
        assert!(!tell(&leaking).unwrap());
        let flat = |tick: u64| note(30_000 + tick % 7 * 100, 10 + tick % 4);
        let steady: Vec<Note> = (0..360).map(|tick| working(flat(tick), tick)).collect();
        assert!(tell(&steady).unwrap());
        assert!(tell(&steady[..15]).is_err());
        let idle: Vec<Note> = (0..360).map(flat).collect();
        assert!(tell(&idle).is_err());
    }
}
