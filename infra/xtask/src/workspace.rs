//! Where the repository is, and how to call cargo in it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failed::Failed;
use crate::process;

/// The checkout that the chores work on.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout this program was started for: the folder two above its own manifest, as cargo tells it; without
    /// cargo, the nearest folder upwards that has a `Cargo.lock`.
    pub(crate) fn find() -> Result<Self, Failed> {
        let start = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(manifest) => PathBuf::from(manifest),
            None => env::current_dir()
                .map_err(|error| Failed::new(format!("the current folder cannot be read: {error}")))?,
        };
        start
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").is_file())
            .map(|folder| Self { root: folder.to_path_buf() })
            .ok_or_else(|| {
                Failed::new("no workspace was found").hint("start `cargo xtask` inside the checkout")
            })
    }

    /// A file or folder of the checkout.
    pub(crate) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// The top of the checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Any program, started at the top of the checkout.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(&self.root);
        command
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> Result<PathBuf, Failed> {
        let told = process::output(&mut self.cargo(&["metadata", "--format-version", "1", "--no-deps"]))?;
        let told: serde_json::Value = serde_json::from_str(&told)
            .map_err(|error| Failed::new(format!("`cargo metadata` cannot be read: {error}")))?;
        let target = told.get("target_directory").and_then(serde_json::Value::as_str);
        target.map(PathBuf::from).ok_or_else(|| Failed::new("`cargo metadata` names no target directory"))
    }

    /// The same cargo that started this program.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = self.command(PathBuf::from(program));
        command.args(arguments);
        command
    }
}
