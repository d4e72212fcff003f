//! A text of the console in both languages, and how it becomes part of a page (R29, R30).
//!
//! Guarantees: every text has both languages, or it does not compile; one that no page uses is a warning of the compiler,
//! which the checks take for an error. A page says a text in the language of the request that it answers.
//!
//! Leaves out: the messages of the log, which have their own catalogue in `domain`.

use std::fmt::Display;

use koppel_domain::message::Language;
use maud::Render;

use crate::wrong::spoken;

/// A text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    dutch: &'static str,
    english: &'static str,
}

impl Text {
    pub(crate) const fn new(dutch: &'static str, english: &'static str) -> Self {
        Self { dutch, english }
    }

    /// In the language of the request.
    pub(crate) fn said(self) -> &'static str {
        match spoken() {
            Language::Dutch => self.dutch,
            Language::English => self.english,
        }
    }

    /// With `{0}`, `{1}` … filled in.
    pub(crate) fn with(self, parts: &[&dyn Display]) -> String {
        let mut pieces = self.said().split('{');
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let filled = piece
                .split_once('}')
                .and_then(|(at, rest)| Some((parts.get(at.parse::<usize>().ok()?)?, rest)));
            match filled {
                Some((part, rest)) => text.push_str(&format!("{part}{rest}")),
                None => text.push_str(piece),
            }
        }
        text
    }
}

impl Render for Text {
    fn render_to(&self, buffer: &mut String) {
        self.said().render_to(buffer);
    }
}

/// Names texts: `NAME: "Nederlands", "English";`.
macro_rules! texts {
    ($($name:ident: $dutch:literal, $english:literal;)*) => {
        $(pub(crate) const $name: crate::console::text::Text = crate::console::text::Text::new($dutch, $english);)*
        #[cfg(test)]
        pub(super) const ALL: &[(&str, crate::console::text::Text)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use texts;

#[cfg(test)]
impl Text {
    /// Dutch, and English.
    pub(crate) const fn both(self) -> [&'static str; 2] {
        [self.dutch, self.english]
    }
}
