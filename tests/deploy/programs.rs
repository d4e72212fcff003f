//! Where the functions' programs are.

use std::path::PathBuf;

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
