//! The summary at the end: what passed, what failed, what was not reached, and how long each took.

use std::fmt::Write as _;
use std::time::Duration;

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// An earlier step failed, so it was not tried.
    NotReached,
}

/// One line of the summary.
#[derive(Debug)]
pub(crate) struct Line {
    /// The step's name.
    pub(crate) name: &'static str,
    /// What became of it.
    pub(crate) outcome: Outcome,
    /// How long it took.
    pub(crate) took: Duration,
}

/// Whether every step passed. No step at all is no success.
pub(crate) fn all_passed(lines: &[Line]) -> bool {
    !lines.is_empty() && lines.iter().all(|line| line.outcome == Outcome::Passed)
}

/// The table, ending with a line break.
pub(crate) fn table(lines: &[Line]) -> String {
    let width = lines.iter().map(|line| line.name.len()).chain(["total".len()]).max().unwrap_or(0);
    let mut table = String::new();
    for line in lines {
        let (word, took) = match line.outcome {
            Outcome::Passed => ("passed", seconds(line.took)),
            Outcome::Failed => ("FAILED", seconds(line.took)),
            Outcome::NotReached => ("not run", String::new()),
        };
        let row = format!("{:width$}  {word:7}  {took:>9}", line.name);
        // Writing to a text cannot fail.
        let _ = writeln!(table, "{}", row.trim_end());
    }
    let passed = lines.iter().filter(|line| line.outcome == Outcome::Passed).count();
    let total = seconds(lines.iter().map(|line| line.took).sum());
    let count = format!("{passed}/{}", lines.len());
    let _ = writeln!(table, "{:width$}  {count:7}  {total:>9}", "total");
    table
}

/// A duration with one decimal: `0.4 s`, `187.0 s`.
pub(crate) fn seconds(took: Duration) -> String {
    let tenths = took.as_millis().saturating_add(50) / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &'static str, outcome: Outcome, took_ms: u64) -> Line {
        Line { name, outcome, took: Duration::from_millis(took_ms) }
    }

    #[test]
    fn the_table_reads_at_a_glance() {
        let lines = [
            line("fmt", Outcome::Passed, 449),
            line("clippy", Outcome::Failed, 187_000),
            line("tests", Outcome::NotReached, 0),
        ];
        assert_eq!(
            table(&lines),
            "fmt     passed       0.4 s\n\
             clippy  FAILED     187.0 s\n\
             tests   not run\n\
             total   1/3        187.4 s\n"
        );
        assert!(!all_passed(&lines));
    }

    #[test]
    fn only_all_steps_passed_is_success() {
        assert!(all_passed(&[line("fmt", Outcome::Passed, 1)]));
        assert!(!all_passed(&[line("fmt", Outcome::Passed, 1), line("tests", Outcome::NotReached, 0)]));
        assert!(!all_passed(&[]));
    }

    #[test]
    fn durations_are_rounded_to_a_tenth() {
        assert_eq!(seconds(Duration::from_millis(0)), "0.0 s");
        assert_eq!(seconds(Duration::from_millis(949)), "0.9 s");
        assert_eq!(seconds(Duration::from_millis(950)), "1.0 s");
    }
}
