//! R10, P8: killed outright at any moment and started again on the same folder, the link goes on where it was.

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Moments after the start at which it is killed: while seeding, activating (the wipe begins after some seconds),
/// importing, pushing.
const KILLED_AFTER_MS: [u64; 10] = [150, 900, 6_500, 300, 450, 600, 750, 1_000, 1_500, 2_000];

fn koppel(data: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_koppel"));
    command.args(["--once", "--customers", "1500", "--data"]).arg(data).stdin(Stdio::null());
    command
}

#[test]
fn killed_ten_times_and_started_again_it_ends_with_both_sides_equal() {
    let data = tempfile::tempdir().unwrap();
    for after_ms in KILLED_AFTER_MS {
        let mut child = koppel(data.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        sleep(Duration::from_millis(after_ms));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let output = koppel(data.path()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    // The office blocks and deletes some at each start that gets so far, hence no number here.
    assert!(text.contains(" equal, double 0, not wanted 0"), "{text}");
    assert_eq!(text.matches("double 0, missing 0, wrong 0").count(), 2, "{text}");
    assert!(text.contains("wrongly gone 0, still there 0"), "{text}");
}

#[test]
fn a_folder_in_use_is_refused_with_what_to_do() {
    let data = tempfile::tempdir().unwrap();
    let lock = std::fs::File::create(data.path().join("lock")).unwrap();
    lock.lock().unwrap();
    let output = koppel(data.path()).output().unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("another koppel is at work") && text.contains("stop that one first"), "{text}");
}
