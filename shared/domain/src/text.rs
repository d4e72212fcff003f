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

/// The text on one line: every stretch of white space, a line break included, becomes one blank, and none is left
/// at the ends.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Length in UTF-16 units.
#[must_use]
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_fits_is_not_touched() {
        for (text, limit) in [("", 0), ("kraan", 5), ("één", 3), ("👍", 2), ("kraan ", 6)] {
            assert!(matches!(cut(text, limit), Cow::Borrowed(same) if same == text), "{text} in {limit}");
        }
    }

    #[test]
    fn what_does_not_fit_ends_between_two_characters() {
        let flag = "\u{1F1F3}\u{1F1F1}";
        let family = "👨\u{200D}👩\u{200D}👧";
        for (text, limit, kept) in [
            ("kraan", 3, "kra"),
            ("kraan", 0, ""),
            ("een kraan", 4, "een"),
            ("cafe\u{301} op", 4, "caf"),
            ("cafe\u{301} op", 5, "cafe\u{301}"),
            ("ok👍", 3, "ok"),
            (&format!("{flag}{flag}"), 7, flag),
            (family, 7, ""),
            ("a\r\nb", 2, "a"),
        ] {
            assert_eq!(cut(text, limit), kept, "{text:?} in {limit}");
        }
    }

    #[test]
    fn a_text_becomes_one_line() {
        assert_eq!(one_line(" kraan\r\n 15\u{A0}mm\t"), "kraan 15 mm");
        assert_eq!(one_line(" \n "), "");
    }

    proptest! {
        #[test]
        fn a_cut_text_is_a_beginning_that_fits(
            text in prop_oneof![".*", "[a-z \u{301}\u{200D}👍👩🇳🇱\r\n]{0,40}"],
            limit in 0_usize..50,
        ) {
            let kept = cut(&text, limit);
            prop_assert!(utf16_len(&kept) <= limit);
            prop_assert!(text.starts_with(kept.as_ref()));
            let mut ends = text.grapheme_indices(true).map(|(start, _)| start).chain([text.len()]);
            prop_assert!(ends.any(|end| end == kept.len()), "ends inside a character");
            if utf16_len(&text) <= limit {
                prop_assert_eq!(kept.as_ref(), text.as_str());
            }
        }

        #[test]
        fn no_more_is_cut_off_than_needed(text in "[a-zé👍]{0,30}", limit in 0_usize..40) {
            let kept = cut(&text, limit);
            let rest = text.get(kept.len()..).and_then(|rest| rest.graphemes(true).next());
            if let Some(next) = rest {
                prop_assert!(utf16_len(&kept) + utf16_len(next) > limit);
            }
        }
    }
}
