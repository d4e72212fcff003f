//! Worlds: random companies, random traffic and random trouble, and the promises checked in each
//! (`cargo xtask worlds`).
//!
//! One world is drawn from its seed (`plan`), played on the real runs, connectors and store (`play`, `people`), watched
//! from outside (`watch`), and judged when all trouble is over and everybody has done what they were told to (`verdict`,
//! `books`, `secrets`). A world that fails is made smaller (`shrink`), and told with the command that plays it again.
//!
//! Guarantees: a world is a seed and nothing else; time, network and machine are played, so it is played in milliseconds.
//! With `--without` a safeguard is taken away, and the worlds go on until somebody notices.
//!
//! Leaves out: the activation's own acts and the wipe (`flows`), and the processes around the runs (`deploy`).

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a program for tests, where a panic is an answer"
)]

mod books;
mod crash;
mod drawn;
mod mending;
mod people;
mod plan;
mod play;
mod report;
mod secrets;
mod shrink;
mod verdict;
mod watch;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use clap::Parser;
use jiff::SignedDuration;
use koppel_domain::safeguard::{self, Safeguard};
use koppel_simulators::books::Package;
use koppel_simulators::server::Simulated as _;
use koppel_tests::numbered::Numbers;

use crate::plan::Plan;
use crate::play::Player;
use crate::report::Report;
use crate::secrets::{Listening, Neighbour};

/// Plays worlds and checks the promises in each.
#[derive(Parser)]
struct Arguments {
    /// How many worlds.
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// The first one's seed.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Where every company of these worlds keeps its books: imuis or snelstart; drawn where it is not said.
    #[arg(long, value_parser = bookkeeping)]
    bookkeeping: Option<Package>,
    /// Worlds that are played at once.
    #[arg(long, default_value_t = 2)]
    threads: u64,
    /// Takes a safeguard away, and stops at the first world that notices; fails where none does.
    #[arg(long)]
    without: Option<String>,
    /// Plays each world twice, and fails where the two differ.
    #[arg(long)]
    twice: bool,
    /// Tells each world's steps, and its log.
    #[arg(long)]
    tell: bool,
    /// Makes no failing world smaller.
    #[arg(long)]
    no_shrink: bool,
    /// Plays one full life instead, and breaks each call of it in each way.
    #[arg(long)]
    crash_points: bool,
    /// Of the crash points, every so many-th.
    #[arg(long, default_value_t = 1)]
    every: u64,
    /// What `cargo bench` adds.
    #[arg(long, hide = true)]
    bench: bool,
}

fn bookkeeping(text: &str) -> Result<Package, String> {
    Package::ALL
        .into_iter()
        .find(|package| package.as_str() == text)
        .ok_or_else(|| "imuis or snelstart".to_owned())
}

/// What became of one world.
pub(crate) struct Played {
    pub(crate) violations: Vec<String>,
    pub(crate) checks: u64,
    pub(crate) faults: std::collections::BTreeMap<String, u64>,
    pub(crate) lasted: SignedDuration,
    pub(crate) trace: u64,
    pub(crate) orders: u64,
    /// Calls of the plan's own steps, where they are numbered.
    pub(crate) calls: u64,
    pub(crate) told: Vec<String>,
}

/// Plays one world from its plan to the verdict.
pub(crate) fn play(plan: Plan) -> Played {
    play_over(plan, None)
}

/// As [`play`], with its calls numbered.
pub(crate) fn play_over(plan: Plan, numbers: Option<Numbers>) -> Played {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let listening = Listening::begin();
        let beside = plan.company.packages.1;
        let mut player = Player::new(plan, numbers).await;
        secrets::put_secrets(&player.world).await;
        let neighbour = Neighbour::of(&player.world, beside).await;
        player.play().await;
        player.count_faults();
        let calls = player.calls();
        let was_quiet = player.come_to_rest().await;
        verdict::judge(&mut player, was_quiet).await;
        neighbour.judge(&mut player.watch).await;
        listening.judge(&mut player).await;
        Played {
            lasted: player.lasted(),
            trace: trace(&player),
            calls,
            orders: player.world.books.orders().len() as u64,
            told: player.world.log().await,
            violations: player.watch.violations,
            checks: player.watch.checks,
            faults: player.faults,
        }
    })
}

/// Everything that both packages were asked, in its order, as one number.
fn trace(player: &Player) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    for journal in [player.world.books.simulated().journal(), player.world.simon.journal()] {
        for entry in journal.entries() {
            (entry.operation, entry.subject, entry.status).hash(&mut hasher);
        }
    }
    player.world.memory.asked().hash(&mut hasher);
    hasher.finish()
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(name) = &arguments.without {
        let Some(safeguard) = Safeguard::ALL.into_iter().find(|it| it.as_str() == name) else {
            let names: Vec<&str> = Safeguard::ALL.iter().map(|it| it.as_str()).collect();
            eprintln!("there is no safeguard {name}; there are {}", names.join(", "));
            return ExitCode::from(2);
        };
        safeguard::remove(safeguard);
    }
    if arguments.crash_points {
        return crash_points(&arguments);
    }
    let began = Instant::now();
    let report = Mutex::new(Report::default());
    let (next, is_over) = (AtomicU64::new(arguments.from), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads.max(1) {
            scope.spawn(|| work(&arguments, &next, &is_over, &report));
        }
    });
    let report = report.into_inner().unwrap();
    report.print(began.elapsed());
    match &arguments.without {
        Some(name) if report.failed.is_empty() => {
            eprintln!("without {name} nobody noticed anything in {} worlds", report.worlds);
            ExitCode::FAILURE
        }
        Some(name) => {
            println!("without {name}: noticed after {} worlds", report.worlds);
            ExitCode::SUCCESS
        }
        None if report.failed.is_empty() => ExitCode::SUCCESS,
        None => ExitCode::FAILURE,
    }
}

/// Lives with more than one fault, of each number of faults and each dialect.
const SAMPLED: u64 = 100;

fn crash_points(arguments: &Arguments) -> ExitCode {
    let began = Instant::now();
    let cases = crash::cases(arguments.every, SAMPLED / arguments.every);
    let (report, next) = (Mutex::new(Report::default()), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads.max(1) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = usize::try_from(place).ok().and_then(|place| cases.get(place)) else {
                        return;
                    };
                    let played = case.play();
                    if !played.violations.is_empty() {
                        println!("{case:?}: {:?}", played.violations);
                    }
                    report.lock().unwrap().add(place, played);
                }
            });
        }
    });
    let report = report.into_inner().unwrap();
    report.print(began.elapsed());
    if report.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn work(arguments: &Arguments, next: &AtomicU64, is_over: &AtomicBool, report: &Mutex<Report>) {
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= arguments.from.saturating_add(arguments.seeds) || is_over.load(Ordering::Relaxed) {
            return;
        }
        let mut plan = Plan::of(seed);
        if let Some(package) = arguments.bookkeeping {
            plan.company.packages = (package, package);
        }
        if arguments.tell {
            println!("{plan:#?}");
        }
        let mut played = play(plan.clone());
        if arguments.twice && play(plan.clone()).trace != played.trace {
            played.violations.push("the same world went another way".to_owned());
        }
        if arguments.tell {
            println!("{}", played.told.join("\n"));
        }
        let has_failed = !played.violations.is_empty();
        if has_failed && arguments.without.is_some() {
            is_over.store(true, Ordering::Relaxed);
        } else if has_failed && !arguments.no_shrink {
            shrink::told(&plan, &played);
        } else if has_failed {
            println!("seed {seed}: {:?}", played.violations);
        }
        report.lock().unwrap().add(seed, played);
    }
}
