//! The console in a real browser: what people do there, at a desk and on a phone, and what must hold on every page.
//!
//! Guarantees: without Chromium it is installed, where this may be done, or named in one line; axe-core comes at a pinned
//! version. Leaves out other browsers.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::process::Command;
use std::time::Duration;

use super::suites::{self, LIMIT};
use crate::failed::Failed;
use crate::npm;
use crate::process;
use crate::step::{Context, Step};
use crate::workspace::Workspace;

/// The environment variable by which the tests learn where Chromium is.
const CHROMIUM: &str = "KOPPEL_CHROMIUM";
/// The environment variable by which the tests learn where axe-core is.
const AXE: &str = "KOPPEL_AXE";
/// The names that it goes by, by distribution.
const NAMES: [&str; 3] = ["chromium", "google-chrome", "chromium-browser"];
/// What Debian needs for it; pictures need letters.
const PACKAGES: [&str; 3] = ["chromium", "fonts-liberation", "fonts-dejavu-core"];
/// Some 100 MB on a slow line.
const INSTALL_LIMIT: Duration = Duration::from_secs(15 * 60);

/// The tests of the console.
pub(super) const STEP: Step = Step {
    name: "browser",
    about: "the console in Chromium: what people do there, accessibility, desk and phone",
    fast: false,
    run: |context| run(context, &[]),
};

/// Makes the pictures of every page anew.
pub(crate) fn screens(workspace: &Workspace) -> Result<(), Failed> {
    run(&Context { workspace, fast: false }, &["--ignored"])
}

fn run(context: &Context<'_>, arguments: &[&str]) -> Result<(), Failed> {
    let chromium = chromium(context.workspace)?;
    let axe = npm::AXE.installed(context.workspace)?.join("axe-core/axe.min.js");
    let mut command = if suites::has_nextest(context) {
        suites::filtered(context, suites::BROWSER)
    } else {
        context.workspace.cargo(&["test", "--locked", "--package", "koppel-tests", "--test", "browser"])
    };
    if !arguments.is_empty() {
        command.arg("--").args(arguments);
    }
    process::run(command.env(CHROMIUM, chromium).env(AXE, axe), LIMIT)
}

/// The program's name; installs it where it is missing and that can be done.
fn chromium(workspace: &Workspace) -> Result<String, Failed> {
    let is_there = |name: &str| process::answers(workspace.command(name).arg("--version"));
    let named = std::env::var(CHROMIUM).ok();
    let found =
        || named.iter().map(String::as_str).chain(NAMES).find(|name| is_there(name)).map(str::to_owned);
    if let Some(found) = found() {
        return Ok(found);
    }
    let hint = "Debian: apt-get install chromium; or say in KOPPEL_CHROMIUM where a Chromium or Chrome is";
    let apt = || workspace.command("apt-get");
    if !is_root() || !process::answers(apt().arg("--version")) {
        return Err(Failed::new("`chromium` is missing").hint(hint));
    }
    install(&mut apt()).map_err(|failed| failed.hint(hint))?;
    found().ok_or_else(|| Failed::new("`chromium` was installed and does not start").hint(hint))
}

fn install(apt: &mut Command) -> Result<(), Failed> {
    apt.args(["install", "--yes", "--no-install-recommends"]).args(PACKAGES);
    process::run(apt.env("DEBIAN_FRONTEND", "noninteractive"), INSTALL_LIMIT)
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|of_this| of_this.uid() == 0)
}
