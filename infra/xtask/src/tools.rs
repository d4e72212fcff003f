//! Tools from PyPI, each in a virtual environment of its own under `target/tools`, at pinned versions.
//!
//! Guarantees: what is installed is exactly what the tool's file in `infra/xtask/tools` says; a changed file means a
//! fresh installation; an installation that was cut off is done again, because its stamp is written last.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::failed::Failed;
use crate::process;
use crate::workspace::Workspace;

/// Longer than the slowest installation seen (16 s), on a slow line.
const INSTALL_LIMIT: Duration = Duration::from_secs(10 * 60);

/// The oldest Python that the pinned packages take.
const PYTHON: (u32, u32) = (3, 11);

/// A set of Python packages with its programs.
pub(crate) struct Tool {
    name: &'static str,
    /// The pinned packages, in pip's requirements format.
    pins: &'static str,
}

/// An AWS in one Python process, written by others than the embedded database: the second opinion.
pub(crate) const MINISTACK: Tool = Tool { name: "ministack", pins: include_str!("../tools/ministack.txt") };
/// A second AWS in one Python process, for its scheduler.
pub(crate) const MOTO: Tool = Tool { name: "moto", pins: include_str!("../tools/moto.txt") };
/// The linter and translator for the template.
pub(crate) const TEMPLATE: Tool = Tool { name: "template", pins: include_str!("../tools/template.txt") };
/// A tester that is driven by the OpenAPI document.
pub(crate) const SCHEMATHESIS: Tool =
    Tool { name: "schemathesis", pins: include_str!("../tools/schemathesis.txt") };
/// Builds for Lambda.
pub(crate) const LAMBDA: Tool = Tool { name: "lambda", pins: include_str!("../tools/lambda.txt") };
/// Checks the template as AWS's own tool does, and deploys it.
pub(crate) const SAM: Tool = Tool { name: "sam", pins: include_str!("../tools/sam.txt") };
/// The command line of AWS.
pub(crate) const AWS: Tool = Tool { name: "aws", pins: include_str!("../tools/aws.txt") };
/// A security linter for the template.
pub(crate) const CHECKOV: Tool = Tool { name: "checkov", pins: include_str!("../tools/checkov.txt") };
/// AWS's client for Python, to compare with.
pub(crate) const BOTO3: Tool = Tool { name: "boto3", pins: include_str!("../tools/boto3.txt") };
/// A pipeline for data, to compare with.
pub(crate) const DLT: Tool = Tool { name: "dlt", pins: include_str!("../tools/dlt.txt") };
/// Licences, bans and sources of every crate.
pub(crate) const DENY: Tool = Tool { name: "deny", pins: include_str!("../tools/deny.txt") };

/// Builds for libFuzzer.
pub(crate) const FUZZ: Tool = Tool { name: "fuzz", pins: include_str!("../tools/fuzz.txt") };

/// A tool that is there.
pub(crate) struct Installed {
    folder: PathBuf,
}

impl Installed {
    /// One of its programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }
}

impl Tool {
    /// Installs the tool unless it is there already.
    pub(crate) fn installed(&self, workspace: &Workspace) -> Result<Installed, Failed> {
        let folder = workspace.at("target/tools").join(self.name);
        let stamp = folder.join("installed.txt");
        if is_current(&stamp, self.pins) {
            return Ok(Installed { folder });
        }
        let python = python(workspace)?;
        let pins = workspace.at("infra/xtask/tools").join(self.name).with_extension("txt");
        process::run(workspace.command(&python).args(["-m", "venv", "--clear"]).arg(&folder), INSTALL_LIMIT)
            .map_err(|failed| failed.hint("Debian and Ubuntu: apt-get install python3-venv"))?;
        let installed = Installed { folder };
        process::run(&mut install(workspace, &installed, &pins), INSTALL_LIMIT).map_err(|failed| {
            failed.hint("it needs PyPI or a mirror of it: see `pip config` for the index used")
        })?;
        fs::write(&stamp, self.pins)
            .map_err(|error| Failed::new(format!("{} cannot be written: {error}", stamp.display())))?;
        Ok(installed)
    }
}

fn install(workspace: &Workspace, installed: &Installed, pins: &Path) -> Command {
    let mut command = workspace.command(installed.program("python"));
    command
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
            "--requirement",
        ])
        .arg(pins);
    command
}

fn is_current(stamp: &Path, pins: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == pins)
}

/// The Python to build environments with.
fn python(workspace: &Workspace) -> Result<PathBuf, Failed> {
    let hint = || format!("install Python {}.{} or newer as `python3`", PYTHON.0, PYTHON.1);
    let program = PathBuf::from("python3");
    let version = process::output(workspace.command(&program).arg("--version"))
        .map_err(|failed| failed.hint(hint()))?;
    match version_of(&version) {
        Some(found) if found >= PYTHON => Ok(program),
        _ => Err(Failed::new(format!("`python3` is {}", version.trim())).hint(hint())),
    }
}

/// Major and minor from `Python 3.11.7`.
fn version_of(answer: &str) -> Option<(u32, u32)> {
    let mut parts = answer.trim().strip_prefix("Python ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_versions_are_compared_as_numbers() {
        assert_eq!(version_of("Python 3.11.7\n"), Some((3, 11)));
        assert_eq!(version_of("Python 3.9.2"), Some((3, 9)));
        assert!(version_of("Python 3.9.2") < Some(PYTHON));
        assert_eq!(version_of("python: not found"), None);
    }

    #[test]
    fn a_changed_pin_or_a_missing_stamp_means_installing() {
        let stamp = std::env::temp_dir().join(format!("koppel-xtask-stamp-{}", std::process::id()));
        assert!(!is_current(&stamp, "a==1\n"));
        fs::write(&stamp, "a==1\n").unwrap();
        assert!(is_current(&stamp, "a==1\n"));
        assert!(!is_current(&stamp, "a==2\n"));
        fs::remove_file(&stamp).unwrap();
    }

    #[test]
    fn every_package_is_pinned_to_one_version() {
        for tool in
            [MINISTACK, MOTO, TEMPLATE, SCHEMATHESIS, DENY, LAMBDA, SAM, AWS, CHECKOV, BOTO3, DLT, FUZZ]
        {
            let packages: Vec<&str> =
                tool.pins.lines().map(str::trim).filter(|line| !line.starts_with(['#', '-'])).collect();
            assert!(!packages.is_empty(), "{}", tool.name);
            for package in packages {
                assert!(package.contains("=="), "{}: {package}", tool.name);
            }
        }
    }
}
