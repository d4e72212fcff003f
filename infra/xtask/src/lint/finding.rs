//! One thing to mend.

use std::fmt;

/// One thing to mend: where, and what.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    place: String,
    line: Option<usize>,
    what: String,
}

impl Finding {
    /// About a line of a file, counted from 1.
    pub(super) fn at(place: &str, line: usize, what: impl Into<String>) -> Self {
        Self { place: place.to_owned(), line: Some(line), what: what.into() }
    }

    /// About a whole file or crate.
    pub(super) fn about(place: &str, what: impl Into<String>) -> Self {
        Self { place: place.to_owned(), line: None, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.place, self.what),
            None => write!(f, "{}: {}", self.place, self.what),
        }
    }
}
