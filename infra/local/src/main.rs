//! `cargo run`: the whole of Koppel on one machine.

use std::process::ExitCode;

use clap::Parser as _;
use koppel::options::Options;

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match koppel::run(options).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("koppel: {error}");
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                eprintln!("  because: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}
