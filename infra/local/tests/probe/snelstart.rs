//! `koppel probe` of a company that keeps its books in SnelStart.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use koppel_simulators::books::{
    Article, ArticleGroup, Books, Debtor, Order, OrderLine, Package, Quote, QuoteLine,
};
use koppel_simulators::clock::SimClock;
use koppel_simulators::server::serve;
use koppel_simulators::simple_simon::{Options, SimonSimulator};
use koppel_simulators::snelstart::Options as Switches;
use serde_json::Value;

use crate::company_file::with_snelstart;

/// What reading cannot show.
const BY_HAND: [&str; 8] =
    ["SNEL-8.5", "SNEL-A01", "SNEL-A03", "SNEL-A06", "SNEL-A07", "SNEL-A09", "SNEL-A11", "SNEL-A14"];

/// A name that must be in no report.
const SOMEBODY: &str = "Jansen Loodgieters";

fn books() -> Books {
    let clock = SimClock::default();
    let books = Books::empty(Package::Snelstart, clock.clone(), Duration::ZERO);
    let today = clock.wall().date();
    for nr in 1..=6 {
        books.put_group(ArticleGroup { nr, description: format!("Groep {nr}") });
        let nr_of = format!("A{nr:02}");
        let description = "Kraan".to_owned();
        books.put_article(Article { nr: nr_of, description, group: Some(nr), ..Article::default() });
        let (name, country) = (SOMEBODY.to_owned(), "NL".to_owned());
        books.put_debtor(Debtor { nr: 10_000 + nr, name, country, blocked: nr == 2, ..Debtor::default() });
        let line = QuoteLine { article: Some("A01".to_owned()), quantity: 2.into(), ..QuoteLine::default() };
        let debtor = Some(10_001);
        books.put_quote(Quote {
            nr: 26_000 + nr,
            debtor,
            date: today,
            lines: vec![line],
            ..Quote::default()
        });
        let line = OrderLine { article: "A01".to_owned(), quantity: 1.into(), ..OrderLine::default() };
        let (work_order, lines) = (Some(400 + i64::from(nr)), vec![line]);
        books.put_order(Order { debtor: 10_001, date: today, work_order, lines, ..Order::default() });
    }
    books
}

/// Exit code, verdicts by id, and all that was said.
async fn probe(books: &Books, link_key: &str) -> (i32, BTreeMap<String, String>, String) {
    let simon = SimonSimulator::new(SimClock::default(), Options::default());
    let (books_at, simon_at) =
        (books.serve().await.unwrap(), serve(std::sync::Arc::new(simon.clone()), 0).await.unwrap());
    let file = with_snelstart((books, &books_at), (&simon, &simon_at), link_key);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("koppel.toml");
    std::fs::write(&path, file).unwrap();
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_koppel"));
    command.arg("probe").arg(&path).args(["--pause", "0ms", "--json"]).stdin(Stdio::null());
    let output = command.output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let told: Vec<Value> = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{output:?}"));
    let findings = told.iter().flat_map(|package| package["findings"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let verdicts = findings.map(|it| (text(&it["id"]), text(&it["verdict"])));
    (output.status.code().unwrap(), verdicts.filter(|(id, _)| id.starts_with("SNEL-")).collect(), said)
}

fn ids<'a>(verdicts: &'a BTreeMap<String, String>, verdict: &str) -> Vec<&'a str> {
    verdicts.iter().filter(|(_, it)| *it == verdict).map(|(id, _)| id.as_str()).collect()
}

#[tokio::test]
async fn what_shows_is_confirmed_and_nothing_is_written() {
    let books = books();
    let (_, verdicts, said) = probe(&books, &books.company_key()).await;
    assert_eq!(ids(&verdicts, "refuted"), [""; 0], "{said}");
    assert_eq!(ids(&verdicts, "unknown"), BY_HAND, "{said}");
    assert!(ids(&verdicts, "confirmed").len() >= 15, "{said}");
    let snelstart = books.snelstart().unwrap();
    assert_eq!(snelstart.writes().values().sum::<u64>(), 0);
    let requests: u64 = books.simulated().journal().counts().values().sum();
    assert!(requests <= koppel_snelstart::probe::REQUESTS_MAX, "{requests}");
    for secret in [SOMEBODY.to_owned(), books.company_key(), books.own_key()] {
        assert!(!said.contains(&secret), "{secret}");
    }
}

#[tokio::test]
async fn what_does_not_hold_is_refuted_by_its_id() {
    type Turn = fn(&mut Switches);
    let turns: [(&str, Turn); 4] = [
        ("SNEL-A05", |it| {
            it.refused_filters.push(("verkooporders".to_owned(), "Orderreferentie".to_owned()))
        }),
        ("SNEL-10d", |it| it.ignored_filters.push("verkooporders".to_owned())),
        ("SNEL-10a", |it| it.ignored_filters.push("relaties".to_owned())),
        ("SNEL-10c", |it| it.refused_filters.push(("offertes".to_owned(), "ModifiedOn".to_owned()))),
    ];
    for (id, turn) in turns {
        let books = books();
        books.snelstart().unwrap().change_options(turn);
        let (_, verdicts, said) = probe(&books, &books.company_key()).await;
        assert_eq!(verdicts.get(id).map(String::as_str), Some("refuted"), "{id}: {said}");
    }
}

#[tokio::test]
async fn a_wrong_link_key_ends_with_what_to_do() {
    let (code, verdicts, said) = probe(&books(), "verkeerd").await;
    assert_eq!(code, 2, "{said}");
    assert!(ids(&verdicts, "confirmed").is_empty() && said.contains("not_signed_in"), "{said}");
}
