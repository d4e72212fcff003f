//! What holds for every text, and for every page that says one.

use std::collections::BTreeSet;
use std::path::Path;

use super::{
    activation, cleanup, integrations, keys, log, log_file, operator, settings, shell, status, words,
    work_orders,
};

#[test]
fn both_languages_say_the_same_things_and_fill_in_the_same_parts() {
    let all = [
        activation::ALL,
        cleanup::ALL,
        integrations::ALL,
        keys::ALL,
        log::ALL,
        log_file::ALL,
        operator::ALL,
        settings::ALL,
        shell::ALL,
        status::ALL,
        words::ALL,
        work_orders::ALL,
    ]
    .concat();
    for (name, text) in all {
        let parts = text.both().map(|text| {
            assert!(!text.trim().is_empty(), "{name} is empty");
            (0..9).filter(|part| text.contains(&format!("{{{part}}}"))).collect::<BTreeSet<_>>()
        });
        assert_eq!(parts[0], parts[1], "{name}");
    }
}

#[test]
fn no_page_has_a_text_of_its_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console");
    let mut looked_at = 0;
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|end| end != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            looked_at += 1;
            // What stands before an arrow is a name on the wire that is looked up.
            let line = line.split("=>").last().unwrap();
            found.extend(literals(line).into_iter().filter(|words| is_prose(words)));
        }
    }
    found.retain(|words| !OF_MACHINES.contains(&words.as_str()));
    assert!(found.is_empty(), "these belong in texts: {found:#?}");
    assert!(looked_at > 500, "the pages are elsewhere");
}

/// Values that browsers and programs read.
const OF_MACHINES: [&str; 4] =
    ["light dark", "no connection", "public, max-age=31536000, immutable", "xMinYMax meet"];

fn literals(line: &str) -> Vec<String> {
    line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Two words of letters side by side, or one that begins with a capital letter.
fn is_prose(text: &str) -> bool {
    let is_word =
        |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_alphabetic() || ",.!?".contains(c));
    let words: Vec<&str> = text.split(' ').filter(is_word).collect();
    let begins = words.first().is_some_and(|word| word.starts_with(|c: char| c.is_uppercase()));
    words.len() > 1 || begins && words.len() == text.split(' ').count()
}
