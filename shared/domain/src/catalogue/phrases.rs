//! What the words of every language share: how a record, a quotation and a list are written inside a sentence.
//!
//! Guarantees: a quotation is one line and brings no full stop of its own, so that a sentence around it ends once.

/// `noun number (name)`, leaving out what is empty; `nameless` where both are.
pub(super) fn record(noun: &str, number: &str, name: &str, nameless: &str) -> String {
    match (number.is_empty(), name.is_empty()) {
        (false, false) => format!("{noun} {number} ({name})"),
        (false, true) => format!("{noun} {number}"),
        (true, false) => format!("{noun} ({name})"),
        (true, true) => nameless.to_owned(),
    }
}

/// The other side's own words on one line, without the full stop at their end.
pub(super) fn flat(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches('.').to_owned()
}

/// ` (code)`, or nothing.
pub(super) fn in_brackets(code: Option<&str>) -> String {
    code.map(|code| format!(" ({code})")).unwrap_or_default()
}

/// The same sentence with a capital at its beginning.
pub(super) fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_written_with_what_it_has() {
        assert_eq!(record("klant", "12", "Jansen", "een klant"), "klant 12 (Jansen)");
        assert_eq!(record("klant", "12", "", "een klant"), "klant 12");
        assert_eq!(record("klant", "", "Jansen", "een klant"), "klant (Jansen)");
        assert_eq!(record("klant", "", "", "een klant"), "een klant");
    }

    #[test]
    fn the_other_sides_words_become_part_of_a_sentence() {
        assert_eq!(flat(" Artikel\r\n  is geblokkeerd. "), "Artikel is geblokkeerd");
        assert_eq!(flat(""), "");
    }

    #[test]
    fn a_sentence_may_begin_with_any_letter() {
        assert_eq!(capital("één klant"), "Één klant");
        assert_eq!(capital(""), "");
    }
}
