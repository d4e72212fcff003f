//! Packages from npm, each set in a folder of its own under `target/tools`, at the versions and sums of its lock file.
//!
//! Guarantees: as [`crate::tools`]; and no package runs a script of its own when it is installed.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::failed::Failed;
use crate::process;
use crate::workspace::Workspace;

/// It takes a second; on a slow line some more.
const INSTALL_LIMIT: Duration = Duration::from_secs(5 * 60);

/// A set of npm packages.
pub(crate) struct Packages {
    name: &'static str,
    wanted: &'static str,
    lock: &'static str,
}

/// The checks of accessibility, to be run inside a page.
pub(crate) const AXE: Packages = Packages {
    name: "axe",
    wanted: include_str!("../tools/axe/package.json"),
    lock: include_str!("../tools/axe/package-lock.json"),
};

/// AWS's client for Node, to compare with.
pub(crate) const AWS_SDK: Packages = Packages {
    name: "aws-sdk-node",
    wanted: include_str!("../tools/aws-sdk-node/package.json"),
    lock: include_str!("../tools/aws-sdk-node/package-lock.json"),
};

impl Packages {
    /// Installs them unless they are there already; the folder that they are in.
    pub(crate) fn installed(&self, workspace: &Workspace) -> Result<PathBuf, Failed> {
        let folder = workspace.at("target/tools").join(self.name);
        let modules = folder.join("node_modules");
        let stamp = folder.join("installed.txt");
        if fs::read_to_string(&stamp).is_ok_and(|found| found == self.lock) {
            return Ok(modules);
        }
        let unwritable = |error| Failed::new(format!("{} cannot be written: {error}", folder.display()));
        fs::create_dir_all(&folder).map_err(unwritable)?;
        fs::write(folder.join("package.json"), self.wanted).map_err(unwritable)?;
        fs::write(folder.join("package-lock.json"), self.lock).map_err(unwritable)?;
        let mut npm = workspace.command("npm");
        npm.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        process::run(&mut npm, INSTALL_LIMIT).map_err(|failed| {
            failed.hint("it needs npm (Debian and Ubuntu: apt-get install npm) and its registry or a mirror")
        })?;
        fs::write(&stamp, self.lock).map_err(unwritable)?;
        Ok(modules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_pinned_to_one_version_and_its_sum() {
        for packages in [AXE, AWS_SDK] {
            let wanted: serde_json::Value = serde_json::from_str(packages.wanted).unwrap();
            let lock: serde_json::Value = serde_json::from_str(packages.lock).unwrap();
            for (name, version) in wanted["dependencies"].as_object().unwrap() {
                let locked = &lock["packages"][format!("node_modules/{name}")];
                assert_eq!(&locked["version"], version, "{name}");
                assert!(locked["integrity"].as_str().unwrap().starts_with("sha512-"), "{name}");
            }
        }
    }
}
