//! What every Rust file must keep to.
//!
//! The compiler and clippy see what is inside; this sees what they do not: that a file says what it is for, that it
//! stays small enough to read, and that nothing is silenced without a word.

use std::collections::BTreeSet;

use super::code_only::{code_only, test_modules, without_tests};
use super::finding::Finding;
use super::sources::Source;

/// The longest file, in lines.
const LONGEST: usize = 400;

/// What may not stand in code that ships, and what to do instead.
const FORBIDDEN: [(&str, &str); 5] = [
    (".unwrap()", "say what happens instead: an error is a value"),
    ("todo!", "finish it"),
    ("unimplemented!", "finish it"),
    ("#[allow(", "use #[expect(…, reason = \"…\")]"),
    ("#![allow(", "use #![expect(…, reason = \"…\")]"),
];

/// Every finding in every file.
pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let declared: BTreeSet<String> = sources.iter().flat_map(declared_for_tests).collect();
    sources.iter().flat_map(|source| check_one(source, is_test(&source.path, &declared))).collect()
}

fn check_one(source: &Source, is_test: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !source.text.starts_with("//!") {
        findings.push(Finding::at(&source.path, 1, "open with `//!`: what it is for, what it guarantees"));
    }
    let length = source.text.lines().count();
    if length > LONGEST {
        let what = format!("{length} lines, at most {LONGEST}: split it by concern");
        findings.push(Finding::about(&source.path, what));
    }
    if !is_test {
        let code = without_tests(&code_only(&source.text));
        for (number, line) in (1..).zip(code.lines()) {
            let found = FORBIDDEN.iter().filter(|(word, _)| line.contains(word));
            findings.extend(found.map(|(word, instead)| {
                Finding::at(&source.path, number, format!("`{word}` outside tests: {instead}"))
            }));
        }
    }
    findings
}

/// Folders of tests and benches, and files that a `#[cfg(test)]` declares.
fn is_test(path: &str, declared: &BTreeSet<String>) -> bool {
    let in_a_test_folder = path.split('/').rev().skip(1).any(|folder| matches!(folder, "tests" | "benches"));
    in_a_test_folder || declared.contains(path)
}

/// The paths that the file's test-only module declarations can mean.
fn declared_for_tests(source: &Source) -> Vec<String> {
    let code = code_only(&source.text);
    let (folder, file) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
    let base = match file {
        "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
        _ => format!("{folder}/{}", file.trim_end_matches(".rs")),
    };
    test_modules(&code)
        .iter()
        .flat_map(|name| [format!("{base}/{name}.rs"), format!("{base}/{name}/mod.rs")])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    fn found(sources: &[Source]) -> Vec<String> {
        check(sources).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_good_file_has_no_finding() {
        let text = "//! What it is for.\n\n/// `x.unwrap()` in words.\nfn a() -> &'static str { \"todo!\" }\n\
                    #[cfg(test)]\nmod tests {\n    fn b() { c().unwrap(); }\n}\n";
        assert_eq!(found(&[source("shared/a/src/lib.rs", text)]), Vec::<String>::new());
    }

    #[test]
    fn each_rule_is_seen_with_its_line() {
        let text = "use a;\nfn b() { c().unwrap(); }\n#[allow(unused)]\nfn d() { todo!() }\n";
        assert_eq!(
            found(&[source("shared/a/src/lib.rs", text)]),
            [
                "shared/a/src/lib.rs:1: open with `//!`: what it is for, what it guarantees",
                "shared/a/src/lib.rs:2: `.unwrap()` outside tests: say what happens instead: an error is a value",
                "shared/a/src/lib.rs:3: `#[allow(` outside tests: use #[expect(…, reason = \"…\")]",
                "shared/a/src/lib.rs:4: `todo!` outside tests: finish it",
            ]
        );
    }

    #[test]
    fn a_long_file_is_found_even_among_tests() {
        let text = format!("//! Long.\n{}", "fn a() {}\n".repeat(LONGEST));
        assert_eq!(
            found(&[source("tests/flows/long.rs", &text)]),
            ["tests/flows/long.rs: 401 lines, at most 400: split it by concern"]
        );
    }

    #[test]
    fn tests_may_unwrap_wherever_they_stand() {
        let unwraps = "//! Tests.\nfn a() { b().unwrap(); }\n";
        let parent = "//! Parent.\n#[cfg(test)]\nmod samples;\n";
        let sources = [
            source("shared/a/tests/suite/b.rs", unwraps),
            source("shared/a/benches/b.rs", unwraps),
            source("tests/flows/main.rs", unwraps),
            source("shared/a/src/b.rs", parent),
            source("shared/a/src/b/samples.rs", unwraps),
        ];
        assert_eq!(found(&sources), Vec::<String>::new());
        assert_eq!(found(&[source("shared/a/src/tests.rs", unwraps)]).len(), 1);
    }
}
