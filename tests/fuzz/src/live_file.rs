//! `koppel.toml`, the file of `--live`: any file, and the example with anything put anywhere.
//!
//! Properties: nothing panics; what is wrong is told without a secret of the file.
//!
//! The program that reads it brings a whole local world along, so its one module is taken in from where it stands.

#[expect(dead_code, reason = "what is read is looked at by the program alone")]
#[path = "../../../infra/local/src/live/file.rs"]
mod file;

use crate::script::Input;

const EXAMPLE: &str = include_str!("../../../koppel.example.toml");
/// What the example has for its secrets.
const SECRETS: [&str; 4] =
    ["\"abcdefghijklmnopqrstuvwxyz\"", "\"00000\"", "\"1234567890123456\"", "\"wachtwoord\""];
/// What stands there instead, so that it is known again.
const MARK: &str = "geheim";

/// One input.
pub(crate) fn run(data: &[u8]) {
    let input = Input::of(data);
    let text = String::from_utf8_lossy(input.answers.first().copied().unwrap_or_default());
    if input.choice(0, b'a') == 0 {
        drop(file::parse(&text));
        return;
    }
    let place = usize::from(input.choice(1, b'0')) * 256 + usize::from(input.choice(2, b'0'));
    let mut example = marked();
    let start = example.floor_char_boundary(place % example.len());
    let end = example.floor_char_boundary(start.saturating_add(usize::from(input.choice(3, b'0'))));
    example.replace_range(start..end.min(example.len()), &text);
    // Where the marks themselves are put is the input's own doing.
    if !text.contains(MARK)
        && let Err(told) = file::parse(&example)
    {
        assert!(!told.contains(MARK), "the file's secret is told: {told}");
    }
}

/// The example with its secrets marked, without its comments: what is put into those does nothing.
fn marked() -> String {
    let mut text: String = EXAMPLE
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .fold(String::new(), |all, line| all + line + "\n");
    for secret in SECRETS {
        assert!(text.contains(secret), "the example has another secret");
        text = text.replace(secret, &format!("\"{MARK}\""));
    }
    text
}
