//! What this process holds, noted every ten seconds: whether it is flat over hours is for the reader to see
//! (`cargo xtask soak`).
//!
//! One line of JSON each: seconds since the start, resident memory in KB, threads, open files, tasks of the runtime that
//! have not ended, runs that have.
//!
//! Leaves out: systems without `/proc`, where it says so and the world ends.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::failure::Failed;

/// Between two notes.
const EVERY: Duration = Duration::from_secs(10);

/// What is held at one moment.
#[derive(Debug, Serialize)]
struct Vitals {
    seconds: u64,
    memory_kb: u64,
    threads: u64,
    open_files: u64,
    tasks: u64,
    runs: u64,
}

/// Runs that have ended in this process.
static RUNS: AtomicU64 = AtomicU64::new(0);

/// A run has ended.
pub(crate) fn ran() {
    RUNS.fetch_add(1, Ordering::Relaxed);
}

/// Notes into `file` for ever; the answer is why it could not. Without a file it does nothing, for ever.
pub(crate) async fn note(file: Option<&Path>) -> Failed {
    let Some(file) = file else { return std::future::pending().await };
    let began = Instant::now();
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        if let Err(source) = look(began.elapsed().as_secs()).and_then(|vitals| append(file, &vitals)) {
            return Failed::Folder { path: file.to_owned(), source };
        }
    }
}

fn look(seconds: u64) -> io::Result<Vitals> {
    let status = fs::read_to_string("/proc/self/status")?;
    let of =
        |name: &str| number(&status, name).ok_or_else(|| io::Error::other(format!("no {name} in /proc")));
    let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    Ok(Vitals {
        seconds,
        memory_kb: of("VmRSS:")?,
        threads: of("Threads:")?,
        // Looking takes one itself.
        open_files: fs::read_dir("/proc/self/fd")?.count().saturating_sub(1).try_into().unwrap_or(u64::MAX),
        tasks: tasks.try_into().unwrap_or(u64::MAX),
        runs: RUNS.load(Ordering::Relaxed),
    })
}

fn append(file: &Path, vitals: &Vitals) -> io::Result<()> {
    let line = serde_json::to_string(vitals).map_err(io::Error::other)?;
    writeln!(OpenOptions::new().create(true).append(true).open(file)?, "{line}")
}

/// The number behind a name in `/proc/self/status`.
fn number(status: &str, name: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_behind_a_name_is_read() {
        let status = "Name:\tkoppel\nVmRSS:\t   18432 kB\nThreads:\t5\n";
        assert_eq!(number(status, "VmRSS:"), Some(18_432));
        assert_eq!(number(status, "Threads:"), Some(5));
        assert_eq!(number(status, "VmSwap:"), None);
    }
}
