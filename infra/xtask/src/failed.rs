//! Why a step did not pass: what happened, and what the reader of the terminal can do about it.

use std::fmt;

/// A step that did not pass.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failed {
    what: String,
    hint: Option<String>,
}

impl Failed {
    /// `what` happened; a sentence without its full stop.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None }
    }

    /// The same failure with what to do about it.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  to do: {hint}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_stands_apart_from_the_message() {
        let failed = Failed::new("python3 was not found").hint("install Python 3.11 or newer");
        assert_eq!(failed.to_string(), "error: python3 was not found\n  to do: install Python 3.11 or newer");
    }
}
