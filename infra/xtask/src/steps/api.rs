//! Every request that the OpenAPI document allows, and many that it does not, sent to a running Koppel.
//!
//! Guarantees: no answer is a server error or one that the document does not have, as admin and as operator. The local
//! world listens on loopback only, and is ended whatever happens.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::failed::Failed;
use crate::process;
use crate::step::{Context, Step};
use crate::tools;

/// Building the local world on a slow machine.
const BUILD_LIMIT: Duration = Duration::from_secs(20 * 60);
/// All requests, on a slow machine.
const LIMIT: Duration = Duration::from_secs(10 * 60);
/// What the local world says once it answers, before its address.
const READY: &str = "(API: ";

/// The tester, as admin and as operator.
pub(super) const STEP: Step = Step {
    name: "api",
    about: "every request of the OpenAPI document: no server error, nothing undocumented",
    fast: false,
    run: test,
};

struct World(Child);

impl Drop for World {
    fn drop(&mut self) {
        process::end(&mut self.0);
    }
}

fn test(context: &Context<'_>) -> Result<(), Failed> {
    let tool = tools::SCHEMATHESIS.installed(context.workspace)?;
    process::run(&mut context.workspace.cargo(&["build", "--locked", "--package", "koppel"]), BUILD_LIMIT)?;
    let mut child = context
        .workspace
        .command(context.workspace.at("target/debug/koppel"))
        .args(["--every", "60s", "--customers", "20", "--port", "0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| Failed::new(format!("the local world could not be started: {error}")))?;
    let said = child.stdout.take();
    let _world = World(child);
    let mut lines = BufReader::new(said.ok_or_else(|| Failed::new("the local world has no output"))?).lines();
    let at = lines.find_map(|line| {
        let line = line.ok()?;
        let (base, _) = line.strip_prefix(READY)?.split_once("/api/v1")?;
        Some(base.to_owned())
    });
    let at = at.ok_or_else(|| Failed::new("the local world ended before it answered"))?;
    // What it says from now on has to go somewhere, or it would wait for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    let mut tester = context.workspace.command(tool.program("python"));
    tester.arg("infra/xtask/tools/every_request.py").arg(at);
    process::run(&mut tester, LIMIT)
}
