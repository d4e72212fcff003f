//! Running another program within a time limit.
//!
//! Guarantees: a program that outlasts its limit is ended, so no step can hang (P10); no program waits for the
//! keyboard. Leaves out: what a program starts in its turn is not followed.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failed::Failed;

/// How often a running program is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Runs a program whose output goes to the terminal; fails unless it ends well within `limit`.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Result<(), Failed> {
    let shown = shown(command);
    println!("$ {shown}");
    let mut child = command.stdin(Stdio::null()).spawn().map_err(|error| not_started(&shown, &error))?;
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(Failed::new(format!("`{shown}` ended with {status}"))),
            Ok(None) if started.elapsed() >= limit => {
                end(&mut child);
                return Err(Failed::new(format!("`{shown}` was ended after {} s", limit.as_secs())));
            }
            Ok(None) => thread::sleep(LOOK_EVERY),
            Err(error) => {
                end(&mut child);
                return Err(Failed::new(format!("`{shown}` cannot be followed: {error}")));
            }
        }
    }
}

/// What a short program prints on its standard output; its errors go to the terminal.
pub(crate) fn output(command: &mut Command) -> Result<String, Failed> {
    let shown = shown(command);
    let answer = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| not_started(&shown, &error))?;
    if !answer.status.success() {
        return Err(Failed::new(format!("`{shown}` ended with {}", answer.status)));
    }
    String::from_utf8(answer.stdout)
        .map_err(|_| Failed::new(format!("`{shown}` printed something that is not text")))
}

/// Whether a program is there and answers; prints nothing.
pub(crate) fn answers(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Ends a program that was started here, and waits until it is gone.
pub(crate) fn end(child: &mut Child) {
    // Both fail only when it has gone by itself, which is as good.
    let _ = child.kill();
    let _ = child.wait();
}

fn not_started(shown: &str, error: &std::io::Error) -> Failed {
    Failed::new(format!("`{shown}` could not be started: {error}"))
}

/// The command as a person would type it, with the program's name instead of its whole path.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    let mut words = vec![name.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| quoted(&word.to_string_lossy())));
    words.join(" ")
}

fn quoted(word: &str) -> String {
    if word.contains([' ', '(', '&', '|']) { format!("'{word}'") } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let mut command = Command::new("/usr/bin/cargo");
        command.args(["nextest", "run", "-E", "package(koppel-domain) & kind(lib)"]);
        assert_eq!(shown(&command), "cargo nextest run -E 'package(koppel-domain) & kind(lib)'");
    }

    #[test]
    fn a_program_that_outlasts_its_limit_is_ended() {
        let started = Instant::now();
        let answer = run(Command::new("sleep").arg("30"), Duration::from_millis(100));
        assert!(answer.is_err());
        assert!(started.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_failing_or_missing_program_is_a_failure() {
        assert_eq!(run(&mut Command::new("true"), Duration::from_secs(10)), Ok(()));
        assert!(run(&mut Command::new("false"), Duration::from_secs(10)).is_err());
        assert!(output(&mut Command::new("no-program-of-this-name")).is_err());
        assert!(!answers(&mut Command::new("no-program-of-this-name")));
    }

    #[test]
    fn output_is_what_the_program_printed() {
        assert_eq!(output(Command::new("echo").arg("koppel")), Ok("koppel\n".to_owned()));
    }
}
