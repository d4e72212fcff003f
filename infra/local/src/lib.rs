//! The local world: embedded DynamoDB, simulated iMUIS and Simple-Simon with a company in them, and Koppel between.
//! Or, with `--live`, Koppel alone, between the real two, for one company; or, with `probe`, a look at those two.
//!
//! Guarantees: the runs, the store and both clients are the ones that run on AWS, over the real wire protocols; only
//! who answers at the other end differs.
//!
//! The demo company is activated through the API, as an admin would; with `--live` the settings come from a file.

mod activation;
mod belonging;
pub mod clock;
mod company;
mod compare;
mod database;
mod failure;
mod live;
mod office;
mod once;
pub mod options;
mod people;
mod place;
mod probe;
mod quotes;
mod runs;
mod say;
mod seed;
mod traffic;
mod upheaval;
mod vitals;
mod watch;
mod work_orders;
mod world;

pub use failure::Failed;
use options::{Command, Options};

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Everything is as it must be.
    Good,
    /// Something is not.
    Bad,
    /// A package could not be looked at.
    Closed,
}

impl Ending {
    /// The exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Bad => 1,
            Self::Closed => 2,
        }
    }
}

/// Does what the command line asks.
///
/// # Errors
/// Where it cannot be done, with what to do about it.
pub async fn run(options: Options) -> Result<Ending, Failed> {
    koppel_platform::telemetry::plain(if options.verbose { "warn,koppel=info" } else { "error" });
    let is_good = match (&options.command, &options.world, &options.live) {
        (Some(Command::Probe(looked)), ..) => return probe::run(looked).await,
        (None, Some(path), _) => place::hold(path, &options).await,
        (None, None, Some(file)) => live::run(file, &options).await,
        (None, None, None) if options.once => once::run(&options).await,
        (None, None, None) => watch::run(&options).await,
    };
    is_good.map(|good| if good { Ending::Good } else { Ending::Bad })
}
