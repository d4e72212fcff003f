//! Where the functions' programs are, and how Lambda starts one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;

use tokio::process::Command;

/// The folder with the programs to test, where they are not beside the tests.
const FOLDER: &str = "KOPPEL_PROGRAMS";

/// Every function, as its program is called.
pub(crate) const ALL: [&str; 6] =
    ["koppel-pull", "koppel-push", "koppel-quotes", "koppel-cleanup", "koppel-wipe", "koppel-activation"];

/// The program of a function.
pub(crate) fn program(name: &str) -> PathBuf {
    let folder = std::env::var_os(FOLDER).map(PathBuf::from).unwrap_or_else(|| {
        // target/debug/deps/deploy-0123
        let this = std::env::current_exe().unwrap();
        this.ancestors().nth(2).unwrap().to_path_buf()
    });
    let program = folder.join(name);
    assert!(program.is_file(), "{} is not built: run `cargo xtask test --only lambdas`", program.display());
    program
}

/// A program as Lambda starts it: its environment and nothing else of ours, and the Runtime API at this address. It ends when
/// it is dropped.
pub(crate) fn as_lambda_starts_it(
    name: &str,
    runtime_api: &str,
    environment: &BTreeMap<&'static str, String>,
) -> Command {
    let mut command = Command::new(program(name));
    command
        .env_clear()
        .envs([
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_LAMBDA_FUNCTION_NAME", name),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_RUNTIME_API", runtime_api),
        ])
        .envs(environment)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}
