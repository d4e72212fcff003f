//! `cargo xtask lint`: the structure that the compiler cannot see.
//!
//! Files ([`files`]): each opens with what it is for, none is too long, nothing is silenced or left undone. Crates
//! ([`crates`]): who may depend on whom, as the layout promises. Lock file ([`lock`]): one TLS provider in the whole
//! binary. Build profiles ([`profiles`]): what is deployed is small and cannot unwind. Every finding names its file and what to do.

mod code_only;
mod crates;
mod files;
mod finding;
mod lock;
mod profiles;
mod sources;

use std::fs;

use crate::failed::Failed;
use crate::process;
use crate::workspace::Workspace;
use finding::Finding;

/// Runs the whole lint and prints every finding.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failed> {
    let sources = sources::read(workspace.root())?;
    let metadata =
        process::output(&mut workspace.cargo(&["metadata", "--format-version", "1", "--no-deps"]))?;
    let packages = crates::parse(&metadata)?;
    let text = |name: &str| {
        fs::read_to_string(workspace.at(name))
            .map_err(|error| Failed::new(format!("{name} cannot be read: {error}")))
    };
    let (lock, manifest) = (text("Cargo.lock")?, text("Cargo.toml")?);
    let findings =
        [files::check(&sources), crates::check(&packages), lock::check(&lock), profiles::check(&manifest)];
    let findings: Vec<Finding> = findings.into_iter().flatten().collect();
    for finding in &findings {
        println!("{finding}");
    }
    let looked_at = format!("{} files, {} crates, 1 lock file", sources.len(), packages.len());
    if findings.is_empty() {
        println!("structure: {looked_at}: nothing to mend");
        return Ok(());
    }
    Err(Failed::new(format!("structure: {} to mend in {looked_at}", findings.len())))
}
