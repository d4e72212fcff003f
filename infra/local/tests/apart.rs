//! `koppel --apart`: the days go by as they do in one process.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

/// Lines of people's doings after which it is enough.
const DOINGS: usize = 5;

#[test]
fn the_days_of_a_world_apart_are_told_and_it_goes_on() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_koppel"));
    command.args(["--apart", "--customers", "30", "--every", "250ms", "--port", "0"]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let is_doing = |line: &String| ["the office", "the bookkeeper"].iter().any(|who| line.contains(who));
    let doings = lines.filter(is_doing).take(DOINGS).count();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(doings, DOINGS, "it ended by itself");
}
