//! The local world: embedded DynamoDB, simulated iMUIS and Simple-Simon with a company in them, and Koppel between.
//! Or, with `--live`, Koppel alone, between the real two, for one company.
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
mod quotes;
mod runs;
mod say;
mod seed;
mod traffic;
mod upheaval;
mod watch;
mod work_orders;
mod world;

pub use failure::Failed;
use options::Options;

/// Does what the command line asks; `Ok(false)` where the result is not what it must be.
///
/// # Errors
/// Where it cannot be done, with what to do about it.
pub async fn run(options: Options) -> Result<bool, Failed> {
    koppel_platform::telemetry::plain(if options.verbose { "warn,koppel=info" } else { "error" });
    if let Some(path) = &options.world {
        return place::hold(path, &options).await;
    }
    match &options.live {
        Some(file) => live::run(file, &options).await,
        None if options.once => once::run(&options).await,
        None => watch::run(&options).await,
    }
}
