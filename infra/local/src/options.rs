//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use koppel_domain::message::Language;
use koppel_store::Connector;

/// Koppel on one machine: bookkeeping (iMUIS Online or SnelStart) and digital work orders (Simple-Simon), linked.
///
/// Without options: a simulated company whose office and field workers go about their day while you watch. Ctrl-C stops.
#[derive(Clone, Debug, Parser)]
#[command(name = "koppel", version, args_conflicts_with_subcommands = true)]
pub struct Options {
    /// Something else than linking.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Import, archive 40 work orders of every kind, push, take quotes over, clean up, compare both sides, print the
    /// figures, exit.
    #[arg(long, conflicts_with = "live")]
    pub once: bool,

    /// Time between two runs, for instance 10s or 5m [default: 10s; with --live 5m].
    #[arg(long, value_name = "TIME", value_parser = duration)]
    every: Option<Duration>,

    /// Time between two cleanups, for instance 15m or 48h [default: 15m; with --live none, as it deletes what was added by
    /// hand in Simple-Simon].
    #[arg(long, value_name = "TIME", value_parser = duration, conflicts_with = "once")]
    cleanup_every: Option<Duration>,

    /// Leave the demo company as it is: its activation is yours, through the API.
    #[arg(long, conflicts_with_all = ["live", "once"])]
    pub unlinked: bool,

    /// The port of this machine at which Koppel answers.
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    pub port: u16,

    /// The simulated bookkeeping package: imuis or snelstart.
    #[arg(long, value_name = "PACKAGE", default_value = "imuis", value_parser = bookkeeping)]
    pub bookkeeping: Connector,

    /// Customers in the simulated bookkeeping.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub customers: u32,

    /// How long every answer of the simulated packages takes, for instance 50ms.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub latency: Option<Duration>,

    /// Break the simulated packages at random: lost requests and answers, errors, nonsense, expired sessions.
    #[arg(long)]
    pub faults: bool,

    /// Where the random faults begin, to repeat a run.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// Keep the database, and the simulated packages, in this folder; start again with it to go on.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// Hold the simulated packages and the database in a process of their own; with --once, say how much memory the runs
    /// took.
    #[arg(long, conflicts_with = "live")]
    pub apart: bool,

    /// Write into this file, every ten seconds, what this process holds: memory, threads, open files, tasks.
    #[arg(long, value_name = "FILE")]
    pub vitals: Option<PathBuf>,

    /// Be that process, for this folder.
    #[arg(long, hide = true, value_name = "DIR")]
    pub world: Option<PathBuf>,

    /// Speak the OData dialect to Simple-Simon instead of the classic one.
    #[arg(long)]
    pub odata: bool,

    /// Link one real company by this file; see koppel.example.toml.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["bookkeeping", "customers", "latency", "faults", "odata"])]
    pub live: Option<PathBuf>,

    /// The language of log messages: en or nl.
    #[arg(long, value_name = "LANG", value_parser = language, default_value = "en")]
    pub language: Language,

    /// Print the technical log too.
    #[arg(long, short)]
    pub verbose: bool,
}

/// What can be done besides linking.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Look at a real company's bookkeeping package and Simple-Simon, without writing, and tell which assumptions about them hold.
    ///
    /// Exit code: 0 nothing is refuted, 1 something is, 2 one of the two could not be signed in to.
    Probe(Probe),
}

/// A look at both packages.
#[derive(Clone, Debug, Args)]
pub struct Probe {
    /// The company's file, as for --live; see koppel.example.toml.
    pub file: PathBuf,

    /// Tell it as JSON.
    #[arg(long)]
    pub json: bool,

    /// Least time between two requests to the same package.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "250ms")]
    pub pause: Duration,
}

impl Options {
    /// Time between two runs. The real packages are asked as seldom as a deployed Koppel would ask them.
    #[must_use]
    pub fn every(&self) -> Duration {
        let default = if self.live.is_some() { Duration::from_secs(300) } else { Duration::from_secs(10) };
        self.every.unwrap_or(default).max(Duration::from_millis(100))
    }

    /// Time between two cleanups; `None` where nothing is cleaned up. A real company's Simple-Simon was not emptied before it
    /// was linked here, so what stands in it goes only where that was asked for.
    #[must_use]
    pub fn cleanup_every(&self) -> Option<Duration> {
        let default = if self.live.is_some() { None } else { Some(Duration::from_secs(15 * 60)) };
        self.cleanup_every.or(default).map(|every| every.max(Duration::from_secs(10)))
    }
}

fn bookkeeping(text: &str) -> Result<Connector, String> {
    Connector::named(text).ok_or_else(|| "imuis or snelstart".to_owned())
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "en" => Ok(Language::English),
        "nl" => Ok(Language::Dutch),
        _ => Err("en or nl".to_owned()),
    }
}

/// A length of time with its unit: `250ms`, `10s`, `5m`, `48h`. At most a week.
fn duration(text: &str) -> Result<Duration, String> {
    const USAGE: &str = "a number with ms, s, m or h, for instance 250ms, 10s, 5m or 48h; at most a week";
    let digits = text.find(|c: char| !c.is_ascii_digit()).ok_or(USAGE)?;
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| USAGE)?;
    let unit_ms = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(USAGE.to_owned()),
    };
    let ms = number.checked_mul(unit_ms).filter(|ms| *ms <= 7 * 86_400_000).ok_or(USAGE)?;
    Ok(Duration::from_millis(ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_has_a_unit() {
        for (text, ms) in [("250ms", 250), ("10s", 10_000), ("5m", 300_000), ("48h", 172_800_000), ("0ms", 0)]
        {
            assert_eq!(duration(text), Ok(Duration::from_millis(ms)), "{text}");
        }
        for wrong in ["", "5", "s", "5d", "-1s", "1.5s", "169h", "99999999999999999999s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Options::command().debug_assert();
        assert!(Options::try_parse_from(["koppel", "--live", "koppel.toml", "--once"]).is_err());
        assert!(Options::try_parse_from(["koppel", "--customers", "0"]).is_err());
    }
}
