//! A text of others without the secrets that they quote back (P9).
//!
//! Guarantees: no secret that was named is left, as it is or percent-encoded, whichever of its characters were encoded and
//! in whichever case: it left in an address or a form, and comes back as the other side writes those.
//!
//! Leaves out: which secrets there are, and how short one may be to be worth it (the connectors).

/// What stands where a secret stood.
const HIDDEN: &str = "…";

/// The text without these secrets; the longest is looked for first, so that one inside another leaves nothing of it.
#[must_use]
pub fn without(text: &str, secrets: &[&str]) -> String {
    let mut secrets = secrets.to_vec();
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.into_iter().fold(text.to_owned(), |text, secret| without_one(&text, secret))
}

fn without_one(text: &str, secret: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut hidden_to = 0;
    for (at, c) in text.char_indices() {
        if at < hidden_to {
            continue;
        }
        match end(text.get(at..).unwrap_or_default(), secret) {
            // An empty secret is everywhere, and hides nothing.
            None | Some(0) => kept.push(c),
            Some(length) => {
                kept.push_str(HIDDEN);
                hidden_to = at + length;
            }
        }
    }
    kept
}

/// How long the secret is, where the text begins with it.
fn end(text: &str, secret: &str) -> Option<usize> {
    // Encoded first: what is left of `%25` behind a percent sign would stay behind.
    let rest = secret.bytes().try_fold(text.as_bytes(), after_byte).map(<[u8]>::len);
    let rest = rest.or_else(|| text.strip_prefix(secret).map(str::len))?;
    text.len().checked_sub(rest)
}

fn after_byte(text: &[u8], byte: u8) -> Option<&[u8]> {
    match text {
        [b'%', high, low, rest @ ..] if hex(*high).zip(hex(*low)) == Some((byte >> 4, byte & 15)) => {
            Some(rest)
        }
        [b'+', rest @ ..] if byte == b' ' => Some(rest),
        [first, rest @ ..] if *first == byte => Some(rest),
        _ => None,
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_secret_is_hidden_however_it_is_written() {
        for (text, shown) in [
            ("sessie 1/2@d1;CSW is verlopen", "sessie … is verlopen"),
            ("sessie 1%2F2%40d1%3BCSW is verlopen", "sessie … is verlopen"),
            ("sessie 1%2f2@d1%3bCSW is verlopen", "sessie … is verlopen"),
            ("%31%2F%32@d1;CSW1/2@d1;CSW", "……"),
            ("sessie 1%2G2@d1;CSW", "sessie 1%2G2@d1;CSW"),
            ("sessie 1+2@d1;CSW", "sessie 1+2@d1;CSW"),
            ("sessie 1/2@d1;CS", "sessie 1/2@d1;CS"),
            ("", ""),
        ] {
            assert_eq!(without(text, &["1/2@d1;CSW", ""]), shown, "{text}");
        }
    }

    #[test]
    fn blanks_percents_and_letters_with_accents_are_no_way_round() {
        for (secret, text) in
            [("een geheim", "een+geheim"), ("100%", "100%25"), ("100%25", "100%25"), ("café", "caf%C3%A9")]
        {
            assert_eq!(without(&format!("é {text}!"), &[secret]), "é …!", "{text}");
        }
    }

    #[test]
    fn of_a_secret_inside_another_nothing_is_left() {
        assert_eq!(without("abcdef abc", &["abc", "abcdef"]), "… …");
    }

    proptest! {
        #[test]
        fn what_holds_no_secret_is_not_touched(text in "[a-zé%+ ]{0,40}") {
            prop_assert_eq!(without(&text, &["GEHEIM/1"]), text);
        }
    }
}
