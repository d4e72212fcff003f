//! `cargo run`: the whole of Koppel on one machine.

use std::process::ExitCode;

use clap::Parser as _;
use koppel::Ending;
use koppel::options::Options;

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    // A look that could not begin looked at nothing.
    let failed = if options.command.is_some() { Ending::Closed } else { Ending::Bad };
    match koppel::run(options).await {
        Ok(ending) => ExitCode::from(ending.code()),
        Err(error) => {
            eprintln!("koppel: {error}");
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                eprintln!("  because: {cause}");
                source = cause.source();
            }
            ExitCode::from(failed.code())
        }
    }
}
