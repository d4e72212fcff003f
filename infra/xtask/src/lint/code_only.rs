//! Rust text with everything blanked that is no code: comments, strings, characters, and on demand test modules.
//!
//! Guarantees: every line keeps its number. A scanner of this size is no parser: it knows tokens and braces, nothing
//! of macros or types, which is enough to look for a word in code.

/// The text with comments, strings and character literals blanked.
pub(super) fn code_only(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    let mut after_word = false;
    while let Some(next) = rest.chars().next() {
        let blanked = not_code(rest, after_word);
        let length = blanked.unwrap_or(next.len_utf8());
        let Some((taken, left)) = rest.split_at_checked(length) else { break };
        match blanked {
            Some(_) => blank(taken, &mut code),
            None => code.push(next),
        }
        after_word = blanked.is_none() && (next.is_alphanumeric() || next == '_');
        rest = left;
    }
    code
}

/// The code without what stands under `#[cfg(test)]`. Takes the result of [`code_only`].
pub(super) fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    if code.contains("#![cfg(test)]") {
        return String::new();
    }
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some((before, after)) = rest.split_once(MARK) {
        kept.push_str(before);
        let Some((item, left)) = after.split_at_checked(item_length(after)) else { break };
        blank(item, &mut kept);
        rest = left;
    }
    kept.push_str(rest);
    kept
}

/// The names of modules that are declared for tests and stand in a file of their own.
pub(super) fn test_modules(code: &str) -> Vec<&str> {
    code.split("#[cfg(test)]")
        .skip(1)
        .filter_map(|after| {
            let (declaration, _) = after.split_once([';', '{'])?;
            let declared_only = after.get(declaration.len()..)?.starts_with(';');
            let name = declaration.trim().rsplit_once("mod ")?.1;
            declared_only.then_some(name.trim())
        })
        .collect()
}

/// The bytes of the item at the start: up to its semicolon, or to the brace that closes it.
fn item_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (position, sign) in text.char_indices() {
        match sign {
            ';' if depth == 0 => return position + 1,
            '{' => depth += 1,
            '}' if depth <= 1 => return position + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

fn blank(text: &str, code: &mut String) {
    code.extend(text.chars().map(|sign| if sign == '\n' { '\n' } else { ' ' }));
}

/// The bytes of the comment or literal at the start, if there is one.
fn not_code(rest: &str, after_word: bool) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment(rest));
    }
    if let Some(inside) = rest.strip_prefix('"') {
        return Some(1 + up_to_unescaped(inside, '"'));
    }
    if let Some(inside) = rest.strip_prefix('\'') {
        return character(inside).map(|length| 1 + length);
    }
    if after_word { None } else { raw_string(rest) }
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut position = 0;
    while let Some(left) = rest.get(position..).filter(|left| !left.is_empty()) {
        if left.starts_with("/*") {
            depth += 1;
            position += 2;
        } else if left.starts_with("*/") {
            depth -= 1;
            position += 2;
            if depth == 0 {
                return position;
            }
        } else {
            position += left.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The bytes up to and with the first `end` that no backslash stands before.
fn up_to_unescaped(inside: &str, end: char) -> usize {
    let mut escaped = false;
    for (position, sign) in inside.char_indices() {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if sign == end => return position + sign.len_utf8(),
            _ => {}
        }
    }
    inside.len()
}

/// The bytes of a character literal after its first quote; nothing when it is a lifetime.
fn character(inside: &str) -> Option<usize> {
    let mut signs = inside.chars();
    let first = signs.next()?;
    if first == '\\' {
        return Some(up_to_unescaped(inside, '\''));
    }
    (signs.next()? == '\'').then_some(first.len_utf8() + 1)
}

fn raw_string(rest: &str) -> Option<usize> {
    let start = ["r", "br", "cr"].into_iter().find_map(|mark| {
        let after = rest.strip_prefix(mark)?;
        after.trim_start_matches('#').starts_with('"').then_some(after)
    })?;
    let hashes = start.len() - start.trim_start_matches('#').len();
    let inside = start.get(hashes + 1..)?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end).map_or(inside.len(), |position| position + end.len());
    Some(rest.len() - inside.len() + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_and_lines_stay() {
        let cases = [
            ("a // b.unwrap()\nc", "a              \nc"),
            ("a /* b /* c */ d */ e", "a                   e"),
            ("f(\"todo! \\\" x\") + 1", "f(            ) + 1"),
            ("f(r#\"a \" b\"#) + 1", "f(          ) + 1"),
            ("f(br\"a\", '\"', '\\'', b'x')", "f(     ,    ,     , b   )"),
            ("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)"),
            ("xr\"a\"", "xr   "),
            ("\"één\nregel\"", "    \n      "),
            ("\"never closed", "             "),
        ];
        for (text, code) in cases {
            assert_eq!(code_only(text), code, "{text}");
        }
    }

    #[test]
    fn tests_are_taken_out_whole() {
        let code = "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { x.unwrap() }\n}\nfn c() {}";
        let kept = without_tests(code);
        assert!(!kept.contains("unwrap"));
        assert!(kept.contains("fn a()") && kept.contains("fn c()"));
        assert_eq!(kept.lines().count(), code.lines().count());
        assert_eq!(without_tests("#![cfg(test)]\nfn a() { x.unwrap() }"), "");
        assert!(without_tests("#[cfg(test)]\nuse a::b;\nfn c() { d }").contains("fn c() { d }"));
    }

    #[test]
    fn test_modules_in_files_of_their_own_are_named() {
        let code =
            "#[cfg(test)]\nmod tests;\n#[cfg(test)]\npub(crate) mod samples;\n#[cfg(test)]\nmod inner { }";
        assert_eq!(test_modules(code), ["tests", "samples"]);
    }
}
