//! Every Rust file of the checkout, read once.

use std::fs;
use std::path::Path;

use crate::failed::Failed;

/// A Rust file.
#[derive(Debug)]
pub(super) struct Source {
    /// Its path from the top of the checkout, with `/`.
    pub(super) path: String,
    /// What it holds.
    pub(super) text: String,
}

/// Every `.rs` file below `root`, in order of path. Build output, hidden folders and foreign packages are left out.
pub(super) fn read(root: &Path) -> Result<Vec<Source>, Failed> {
    let mut sources = Vec::new();
    collect(root, root, &mut sources)
        .map_err(|error| Failed::new(format!("the checkout cannot be read: {error}")))?;
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(sources)
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if entry.file_type()?.is_dir() {
            if !is_foreign(&name) {
                collect(root, &path, sources)?;
            }
        } else if name.ends_with(".rs") {
            let within = path.strip_prefix(root).unwrap_or(&path);
            let path_text = within.to_string_lossy().replace('\\', "/");
            sources.push(Source { path: path_text, text: fs::read_to_string(&path)? });
        }
    }
    Ok(())
}

fn is_foreign(folder: &str) -> bool {
    folder.starts_with('.') || matches!(folder, "target" | "node_modules")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn finds_this_very_file_and_no_build_output() {
        let sources = read(Workspace::find().unwrap().root()).unwrap();
        assert!(sources.iter().any(|source| source.path == "infra/xtask/src/lint/sources.rs"));
        assert!(sources.iter().all(|source| !source.path.starts_with("target/")));
    }
}
