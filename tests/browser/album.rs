//! The pictures of `docs/screens`, and the page that shows them.
//!
//! Guarantees: files and index are made together, in the order of the walk; what the index says can be read back, so
//! that a test can tell whether the walk has changed since. What is on the pictures is not compared: fonts differ from one
//! machine to another.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// All of them together: a repository is no photo album.
const MOST_BYTES: usize = 3_000_000;

/// A page in a state, looked at in some way.
#[derive(Clone)]
pub(crate) struct Picture {
    /// The state, in a few Dutch words.
    pub(crate) state: String,
    /// Where in the console it is.
    pub(crate) path: String,
    /// The window's width.
    pub(crate) width: u32,
    /// In dark colours.
    pub(crate) is_dark: bool,
    /// The picture, in WebP.
    pub(crate) bytes: Vec<u8>,
}

impl Picture {
    /// The name of its file, without its place in the walk: that may change with every new page.
    fn name(&self) -> String {
        let words = self.state.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
        let words = words.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
        let dark = if self.is_dark { "-dark" } else { "" };
        format!("{words}-{}{dark}.webp", self.width)
    }
}

/// Where the album is.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screens")
}

/// Makes the album anew.
pub(crate) fn make(pictures: &[Picture]) {
    let bytes: usize = pictures.iter().map(|picture| picture.bytes.len()).sum();
    assert!(bytes <= MOST_BYTES, "{bytes} bytes of pictures, at most {MOST_BYTES}");
    let folder = folder();
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for picture in pictures {
        fs::write(folder.join(picture.name()), &picture.bytes).unwrap();
    }
    fs::write(folder.join("README.md"), index(pictures)).unwrap();
    println!("{} pictures, {} kB, in docs/screens", pictures.len(), bytes / 1000);
}

/// Fails unless the album shows the pictures of this walk, and for its width no others.
pub(crate) fn is_of(pictures: &[Picture], width: u32) {
    let shown = shown();
    let ends = [format!("-{width}.webp"), format!("-{width}-dark.webp")];
    let shown: BTreeSet<String> = shown
        .into_iter()
        .map(|(_, name)| name)
        .filter(|name| ends.iter().any(|end| name.ends_with(end)))
        .collect();
    let walked: BTreeSet<String> = pictures.iter().map(Picture::name).collect();
    let differing: Vec<&String> = walked.symmetric_difference(&shown).collect();
    assert!(
        differing.is_empty(),
        "docs/screens is stale: {differing:?}; `cargo xtask screens` makes it anew"
    );
}

/// The paths that the album shows.
pub(crate) fn paths() -> BTreeSet<String> {
    shown().into_iter().map(|(path, _)| path).collect()
}

/// Every picture of the index: the path it was taken at, and its file.
fn shown() -> Vec<(String, String)> {
    let index = fs::read_to_string(folder().join("README.md")).unwrap_or_default();
    let mut path = String::new();
    let mut shown = Vec::new();
    for line in index.lines() {
        if let Some(found) = line.strip_prefix('`').and_then(|line| line.split('`').next()) {
            path = found.to_owned();
        }
        let names = line.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
        shown.extend(names.map(|name| (path.clone(), name.to_owned())));
    }
    shown
}

fn index(pictures: &[Picture]) -> String {
    let mut text = "# Screens\n\nEvery page of the console in every state, as the browser tests walk through it: at a desk, \
                    and on a phone without scripts.\nMade by `cargo xtask screens`; not by hand.\n"
        .to_owned();
    let mut told = BTreeSet::new();
    for first in pictures {
        if !told.insert(&first.state) {
            continue;
        }
        let _ = write!(text, "\n## {}\n\n`{}`\n\n", first.state, first.path);
        for picture in pictures.iter().filter(|picture| picture.state == first.state) {
            let (name, shown) = (picture.name(), if picture.width > 600 { 560 } else { 180 });
            let seen = format!("{}, {} breed", picture.state, picture.width);
            let _ = writeln!(
                text,
                "<a href=\"{name}\"><img src=\"{name}\" width=\"{shown}\" alt=\"{seen}\"></a>"
            );
        }
    }
    text
}
