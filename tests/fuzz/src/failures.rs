//! What must hold of every failure of a connector: its words are ours, its quotations short, and no secret is in it.

use std::fmt::Debug;

use koppel_domain::failure::Failure;
use percent_encoding::percent_decode_str;

/// Most characters of a refusal's words.
const REASON: usize = 400;
/// Longest fixed phrase of ours.
const PHRASE: usize = 80;

/// Fails where `text` shows one of the secrets, as it is or as it may stand in an address.
pub(crate) fn shows_none(text: &str, secrets: &[&str]) {
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    for secret in secrets {
        assert!(!text.contains(secret) && !decoded.contains(secret), "a secret is shown: {text}");
    }
}

/// Checks a failure; of an answer there is nothing to check here.
pub(crate) fn check<T: Debug>(outcome: &Result<T, Failure>, secrets: &[&str]) {
    let Err(failure) = outcome else { return };
    shows_none(&format!("{failure} {failure:?}"), secrets);
    match failure {
        Failure::Unreachable { detail, .. }
        | Failure::Unreadable { detail, .. }
        | Failure::Unclear { detail, .. } => {
            let is_ours = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || " -,'".contains(c);
            assert!(detail.len() <= PHRASE && detail.chars().all(is_ours), "no phrase of ours: {detail}");
        }
        Failure::Refused { code, reason, .. } => {
            assert!(reason.chars().count() <= REASON, "a refusal of {} characters", reason.chars().count());
            assert!(code.as_ref().is_none_or(|code| code.len() <= 12), "no code: {code:?}");
        }
        Failure::Busy { retry_after, .. } => {
            assert!(retry_after.is_none_or(|it| it.as_secs() <= 24 * 3600), "endless patience");
        }
        Failure::Access { .. } => {}
    }
}

/// Fails where an answer that was cut off brought something else than the whole one.
pub(crate) fn cut_is_no_answer<T: Debug + PartialEq>(whole: &Result<T, Failure>, cut: &Result<T, Failure>) {
    if let (Ok(whole), Ok(cut)) = (whole, cut) {
        assert_eq!(whole, cut, "an answer that was cut off counts");
    }
}
