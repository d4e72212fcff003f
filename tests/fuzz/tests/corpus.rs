//! Every file of the corpus goes through its target, on any compiler and without libFuzzer: what was found once stays
//! mended.

use std::fs;
use std::path::{Path, PathBuf};

use koppel_fuzz::TARGETS;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)
}

#[test]
fn every_input_of_the_corpus_keeps_the_properties() {
    for target in &TARGETS {
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder(target.name)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(files.len() >= 3, "{} has too little to begin with", target.name);
        for file in files {
            let input = fs::read(&file).unwrap();
            println!("{}", file.display());
            (target.run)(&input);
        }
    }
}

#[test]
fn a_target_is_found_by_its_name_alone() {
    for target in &TARGETS {
        assert_eq!(koppel_fuzz::Target::named(target.name).map(|found| found.name), Some(target.name));
    }
    assert!(koppel_fuzz::Target::named("").is_none());
}
