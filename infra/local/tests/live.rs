//! `koppel --live` of a company that keeps its books in SnelStart: whose folder it is (P1).

#![cfg(test)]

#[path = "probe/company_file.rs"]
mod company_file;

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use company_file::with_snelstart;
use koppel_simulators::books::{Books, Package};
use koppel_simulators::clock::SimClock;
use koppel_simulators::server::serve;
use koppel_simulators::simple_simon::{Options, SimonSimulator};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};

/// What it says once it links.
const LINKED: &str = "A run every";
/// Longest wait for that.
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts it with this file; whether it came to link, and what it said. It is ended then.
async fn start(folder: &Path, file: &str) -> (bool, String) {
    let path = folder.join("koppel.toml");
    std::fs::write(&path, file).unwrap();
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_koppel"));
    command.arg("--live").arg(&path).arg("--data").arg(folder.join("data")).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = String::new();
    let links = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            said += &(line + "\n");
            if said.contains(LINKED) {
                return true;
            }
        }
        false
    };
    let linked = tokio::time::timeout(PATIENCE, links).await.unwrap();
    if linked {
        child.kill().await.unwrap();
    }
    child.stderr.take().unwrap().read_to_string(&mut said).await.unwrap();
    (linked, said)
}

#[tokio::test]
async fn p1_a_folder_is_of_one_administration_whatever_its_link_key_and_its_name() {
    let books = Books::empty(Package::Snelstart, SimClock::default(), Duration::ZERO);
    let simon = SimonSimulator::new(SimClock::default(), Options::default());
    let (books_at, simon_at) =
        (books.serve().await.unwrap(), serve(Arc::new(simon.clone()), 0).await.unwrap());
    let file = |key: &str| with_snelstart((&books, &books_at), (&simon, &simon_at), key);
    let folder = tempfile::tempdir().unwrap();

    let (linked, said) = start(folder.path(), &file(&books.company_key())).await;
    assert!(linked, "{said}");
    // The key was made anew, and the administration renamed.
    books.set_company_key("koppelsleutel-van-morgen");
    books.rename("Een nieuwe naam");
    let (linked, said) = start(folder.path(), &file("koppelsleutel-van-morgen")).await;
    assert!(linked && said.contains("Een nieuwe naam"), "{said}");
    // Another administration, of the same name.
    books.become_another("Een nieuwe naam");
    let (linked, said) = start(folder.path(), &file("koppelsleutel-van-morgen")).await;
    assert!(!linked && said.contains("choose another folder with --data"), "{said}");
    assert!(!said.contains("koppelsleutel-van-morgen"), "{said}");
}
