//! The filter word (filterwoord, R15; for quotes R18): is it in a description?
//!
//! Guarantees: upper and lower case are the same in every script, line breaks count as blanks, and a blank word is
//! no filter.
//!
//! Leaves out: word boundaries („Garantie” is found in „garantiegeval”, as the admin expects), and two ways of
//! composing the same accent.

/// The word as it is shown to people, where `text` contains it. `None` where there is no word, or it is not there.
#[must_use]
pub fn found<'word>(word: Option<&'word str>, text: &str) -> Option<&'word str> {
    let word = word.map(str::trim).filter(|word| !word.is_empty())?;
    folded(text).contains(&folded(word)).then_some(word)
}

/// Letter by letter to upper and then to lower case: the detour makes ß, ſ and ς equal to ss, s and σ.
fn folded(text: &str) -> String {
    let line = crate::text::one_line(text);
    line.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_found_in_any_case() {
        for (word, text) in [
            ("Garantie", "Ketel nakijken, GARANTIE"),
            ("garantie", "Garantiegeval ketel"),
            (" Garantie ", "onder garantie"),
            ("één", "ÉÉN KRAAN"),
            ("STRASSE", "Kurze Straße"),
            ("ΟΔΟΣ", "οδος"),
            ("buiten contract", "werk Buiten\r\ncontract"),
        ] {
            assert_eq!(found(Some(word), text), Some(word.trim()), "{word} in {text}");
        }
    }

    #[test]
    fn nothing_else_is_found() {
        for (word, text) in [
            (None, "Garantie"),
            (Some(""), "Garantie"),
            (Some(" \t"), "Garan tie"),
            (Some("Garantie"), ""),
            (Some("Garantie"), "Garan tie"),
            (Some("een"), "één"),
        ] {
            assert_eq!(found(word, text), None, "{word:?} in {text}");
        }
    }
}
