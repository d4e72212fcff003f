//! Texts that must fit.
//!
//! Lengths are counted in UTF-16 units, as SQL Server and .NET count them, so an emoji counts as it does there.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;

/// The longest beginning of `text` that fits into `limit` UTF-16 units, never ending inside a character as a reader
/// sees it (a grapheme cluster). Borrowed where nothing was cut, owned where something was.
#[must_use]
pub fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    if text.len() <= limit || utf16_len(text) <= limit {
        return Cow::Borrowed(text);
    }
    let mut room = limit;
    let kept: String = text
        .graphemes(true)
        .take_while(|grapheme| {
            let units = utf16_len(grapheme);
            let fits = units <= room;
            room = room.saturating_sub(units);
            fits
        })
        .collect();
    Cow::Owned(kept.trim_end().to_owned())
}

/// Length in UTF-16 units.
#[must_use]
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
