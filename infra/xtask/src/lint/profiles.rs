//! The build profiles: only what is deployed is built for size, and what is built for size cannot unwind.
//!
//! The functions' build script (`functions/build.rs`) tells by the first that the second holds, and leaves out what
//! unwinding reads.

use super::finding::Finding;

const PLACE: &str = "Cargo.toml";
const FOR_SIZE: &str = "opt-level = \"z\"";
const NO_UNWINDING: &str = "panic = \"abort\"";

/// Every deviation in the text of the workspace's own manifest.
pub(super) fn check(manifest: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut is_there = false;
    for section in manifest.split("\n[").filter(|section| section.starts_with("profile.")) {
        let name = section.split(']').next().unwrap_or_default();
        let has = |line: &str| section.lines().any(|it| it.trim() == line);
        match (name, has(FOR_SIZE), has(NO_UNWINDING)) {
            ("profile.release", true, true) => is_there = true,
            ("profile.release", ..) => {}
            (_, true, _) => findings.push(Finding::about(
                PLACE,
                format!("[{name}] has {FOR_SIZE}, which [profile.release] alone may have"),
            )),
            _ => {}
        }
    }
    if !is_there {
        findings.push(Finding::about(
            PLACE,
            format!(
                "[profile.release] must have {FOR_SIZE} and {NO_UNWINDING}: functions/build.rs counts on both"
            ),
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = "[workspace]\n\n[profile.dev]\ndebug = 1\n\n[profile.release]\nopt-level = \"z\"\npanic = \"abort\"\n";

    #[test]
    fn size_and_no_unwinding_go_together() {
        assert_eq!(check(RIGHT), []);
        for wrong in [
            RIGHT.replace("abort", "unwind"),
            RIGHT.replace("\"z\"", "3"),
            format!("{RIGHT}\n[profile.fast]\nopt-level = \"z\"\n"),
            String::new(),
        ] {
            assert_eq!(check(&wrong).len(), 1, "{wrong}");
        }
    }
}
