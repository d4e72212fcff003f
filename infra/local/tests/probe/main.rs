//! `koppel probe` against the simulated packages: what holds is confirmed, what does not is refuted by its id, nothing is
//! written, and a package that cannot be looked at does not keep the other from being looked at.

#[cfg(test)]
mod company_file;
#[cfg(test)]
mod snelstart;
#[cfg(test)]
mod world;

use std::collections::BTreeSet;

use jiff::SignedDuration;
use koppel_domain::assumption::Assumption;
use koppel_simple_simon::Dialect;
use koppel_simulators::lies::Lie;
use koppel_simulators::server::Simulated as _;
use world::{SOMEBODY, Said, World};

/// What reading cannot show, in either dialect.
const BY_HAND: [&str; 18] = [
    "IMUIS-1.4d",
    "IMUIS-1.4f",
    "IMUIS-2n",
    "IMUIS-3.10",
    "IMUIS-3.7b",
    "IMUIS-3.7c",
    "IMUIS-3.7d",
    "IMUIS-3.7e",
    "IMUIS-3.8e",
    "IMUIS-3.8f",
    "IMUIS-6d",
    "IMUIS-6e",
    "SIM-A17",
    "SIM-A42",
    "SIM-A61",
    "SIM-A62",
    "SIM-A64",
    "SIM-A65",
];

#[tokio::test]
async fn against_the_fact_sheets_server_all_that_shows_is_confirmed_and_nothing_is_written() {
    for (transport, dialect, more) in [
        ("soap11", "classic", &["SIM-A09", "SIM-A10", "SIM-A11", "SIM-A70a"][..]),
        ("soap12", "odata", &["SIM-A27", "SIM-A28", "SIM-A29", "SIM-A70a"]),
        ("form", "classic", &["SIM-A09", "SIM-A10", "SIM-A11", "SIM-A70a"]),
    ] {
        let world = World { transport, dialect, ..World::default() };
        let before = (world.imuis.orders(), world.imuis.debtors(), world.simon.records("workorder"));
        let said = world.probe().await;
        assert_eq!(said.ids("refuted"), Vec::<&str>::new(), "{transport} {dialect} {:?}", said.findings);
        let unknown: BTreeSet<&str> = said.ids("unknown").into_iter().collect();
        let expected: BTreeSet<&str> = BY_HAND.iter().chain(more).copied().collect();
        assert_eq!(unknown, expected, "{:?}", said.findings);
        assert!(said.ids("confirmed").len() >= 50, "{:?}", said.ids("confirmed"));
        assert_eq!(said.code, 0);
        assert_eq!(world.writes(), Vec::<String>::new());
        assert!(world.simon.writes().is_empty());
        assert_eq!(before, (world.imuis.orders(), world.imuis.debtors(), world.simon.records("workorder")));
        let requests = |counts: std::collections::BTreeMap<String, u64>| counts.values().sum::<u64>();
        assert!(requests(world.imuis.journal().counts()) <= koppel_imuis::probe::REQUESTS_MAX);
        assert!(requests(world.simon.journal().counts()) <= koppel_simple_simon::probe::REQUESTS_MAX);
        for secret in [SOMEBODY, "geheim", "1234567890123456", "Dorpsstraat", "Kraan lekt"] {
            assert!(!said.text.contains(secret), "{secret}");
        }
    }
}

/// The world with one deviation: this id is refuted, and the exit code says so.
async fn refuted(world: World, id: &str) -> Said {
    let said = world.probe().await;
    assert_eq!(
        said.findings.get(id).map(|(it, _)| it.as_str()),
        Some("refuted"),
        "{id}: {:?}",
        said.findings
    );
    assert_eq!(said.code, 1);
    assert_eq!(world.writes(), Vec::<String>::new());
    said
}

#[tokio::test]
async fn what_an_imuis_does_otherwise_is_refuted_by_its_id() {
    let with = |turn: fn(&mut koppel_simulators::imuis::Options)| {
        let world = World::default();
        world.imuis.change_options(turn);
        world
    };
    let lying = |table: &str, lie| {
        let world = World::default();
        assert!(world.imuis.lie(table, lie));
        world
    };
    let said =
        refuted(with(|it| it.refused_columns = vec![("DEB".to_owned(), "TEL".to_owned())]), "IMUIS-5.1")
            .await;
    assert!(said.text.contains("refused: TEL"), "{}", said.text);
    refuted(with(|it| it.session_expired_text = "Geen toegang".to_owned()), "IMUIS-1.4b").await;
    refuted(with(|it| it.second_login_ends_first = true), "IMUIS-1.4c").await;
    refuted(with(|it| it.no_quote_module = true), "IMUIS-3.11a").await;
    refuted(with(|it| it.refused_column_text = "Er ging iets mis".to_owned()), "IMUIS-4").await;
    refuted(lying("DEB", Lie::Shuffled(3)), "IMUIS-2d").await;
    refuted(lying("DEB", Lie::NoCount), "IMUIS-2a").await;
    refuted(World { order_type: "bestaat niet", ..World::default() }, "IMUIS-3.7a").await;
}

#[tokio::test]
async fn what_is_changed_on_the_way_to_and_from_imuis_is_refuted_by_its_id() {
    let tampered = |request: fn(String) -> String, answer: fn(String) -> String| World {
        transport: "form",
        tamper_imuis: (request, answer),
        ..World::default()
    };
    let flags = tampered(|it| it, |it| it.replace("<BLOK>N</BLOK>", "<BLOK>onwaar</BLOK>"));
    refuted(flags, "IMUIS-6a").await;
    refuted(tampered(|it| it.replace("MUTDATE_VA", "MUTDATE"), |it| it), "IMUIS-2j").await;
    refuted(tampered(|it| it.replace("PAGESIZE%3E5%3C", "PAGESIZE%3E7%3C"), |it| it), "IMUIS-2c").await;
    refuted(tampered(|it| it, |it| it.replace("OFFNR>", "OFFERTE>")), "IMUIS-3.11c").await;
}

#[tokio::test]
async fn what_a_simple_simon_does_otherwise_is_refuted_by_its_id() {
    let with = |dialect, turn: fn(&mut koppel_simulators::simple_simon::Options)| {
        let world = World { dialect, ..World::default() };
        world.simon.set_options(turn);
        world
    };
    refuted(with("classic", |it| it.token_header = "X-Token".to_owned()), "SIM-A06").await;
    refuted(with("classic", |it| it.ignores_filters = true), "SIM-A12").await;
    refuted(with("classic", |it| it.error_in_200 = true), "SIM-A16").await;
    refuted(with("odata", |it| it.odata_needs_token = false), "SIM-A22").await;
    refuted(with("odata", |it| it.zone_ignored = true), "SIM-A25").await;
    let short = World::default();
    assert!(short.simon.lie("itemgroup", Lie::Truncated { keep: 3, counted: true }));
    refuted(short, "SIM-A13").await;
    let renamed =
        World { tamper_simon: |it| it.replace("\"ArchivedDate\"", "\"ClosedOn\""), ..World::default() };
    let said = refuted(renamed, "SIM-A50e").await;
    assert!(said.text.contains("ClosedOn") && said.ids("refuted").contains(&"SIM-A63"), "{}", said.text);
    refuted(World { tamper_simon: |it| it.replace("\"Archived\"", "5"), ..World::default() }, "SIM-A60")
        .await;
    refuted(
        World { tamper_simon: |it| it.replace("\"Work\"", "\"Labour\""), ..World::default() },
        "SIM-A60a",
    )
    .await;
}

#[tokio::test]
async fn a_field_that_may_only_be_empty_is_not_refuted() {
    let without_empty_ones: fn(String) -> String = |it| match serde_json::from_str(&it) {
        Ok(serde_json::Value::Object(mut record)) => {
            record.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
            serde_json::Value::Object(record).to_string()
        }
        _ => it,
    };
    let said = World { tamper_simon: without_empty_ones, ..World::default() }.probe().await;
    let (verdict, seen) = &said.findings["SIM-A50a"];
    assert!(verdict == "unknown" && seen.contains("without DebtorNr, Street"), "{verdict}: {seen}");
    assert_eq!(said.code, 0);
}

#[tokio::test]
async fn stamps_of_another_clock_are_refuted() {
    let world = World::default();
    world.simons_clock.advance(SignedDuration::from_hours(2));
    let customer = world.simon.records("customer");
    let id = customer.last().and_then(|record| record["Id"].as_i64()).unwrap();
    assert!(world.simon.change("customer", id, serde_json::json!({ "Remark": "x" })));
    refuted(world, "SIM-A40").await;
}

#[tokio::test]
async fn wrong_credentials_end_with_what_to_do_and_the_other_package_is_looked_at() {
    let world = World { password: "fout", ..World::default() };
    let said = world.probe().await;
    assert_eq!(said.code, 2);
    assert!(
        matches!(said.not_signed_in.as_slice(), [it] if it.contains("[simple_simon]")),
        "{:?}",
        said.not_signed_in
    );
    assert!(said.ids("confirmed").iter().all(|id| id.starts_with("IMUIS-")));
    assert!(said.ids("confirmed").len() > 20 && said.ids("refuted").is_empty());
    let (code, text, _) = world.run(&[]).await;
    assert_eq!(code, 2);
    assert!(text.contains("Not signed in") && text.contains("check [simple_simon]"), "{text}");
    assert_eq!(world.writes(), Vec::<String>::new());
}

#[tokio::test]
async fn where_imuis_is_down_nothing_is_said_of_it_and_simple_simon_is_looked_at() {
    let said = World { imuis_is_down: true, ..World::default() }.probe().await;
    assert_eq!(said.code, 2);
    assert!(
        said.ids("confirmed").iter().all(|id| id.starts_with("SIM-")) && said.ids("confirmed").len() > 20
    );
    assert!(said.ids("refuted").is_empty(), "{:?}", said.ids("refuted"));
    assert!(
        said.not_signed_in.iter().all(|it| it.contains("iMUIS Online could not be reached")),
        "{:?}",
        said.not_signed_in
    );
}

#[tokio::test]
async fn the_text_says_what_to_change_and_how_much_will_be_asked() {
    let world = World::default();
    world.imuis.change_options(|it| it.second_login_ends_first = true);
    let (code, text, _) = world.run(&[]).await;
    assert_eq!(code, 1);
    for part in
        ["at most 70 and 90 requests", "REFUTED   IMUIS-1.4c", "Change: No setting", "1 refuted (IMUIS-1.4c)"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_no_refutation() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_koppel"))
        .args(["probe", "nowhere.toml"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("koppel.example.toml"));
}

/// The table of docs/first-day.md, as the checks have it.
fn table() -> String {
    let classic: Vec<Assumption> = koppel_simple_simon::probe::assumptions(Dialect::Classic).collect();
    let odata = koppel_simple_simon::probe::assumptions(Dialect::OData).filter(|it| !classic.contains(it));
    let books = koppel_imuis::probe::assumptions().chain(koppel_snelstart::probe::assumptions());
    let all = books.chain(classic.iter().copied()).chain(odata);
    let rows = all.map(|it| format!("| {} | {} | {} |\n", it.id, it.assumed, it.change));
    format!(
        "| id | what is assumed | where it is refuted |\n| --- | --- | --- |\n{}",
        rows.collect::<String>()
    )
}

#[test]
fn the_page_of_the_first_day_has_every_assumption_as_the_checks_have_it() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/first-day.md");
    let page = std::fs::read_to_string(page).unwrap();
    let table = table();
    assert!(page.contains(&table), "docs/first-day.md must have this table:\n{table}");
    for file in table.split([' ', ':', ';', ',']).filter(|word| word.starts_with("shared/")) {
        let file = file.trim_end_matches('.');
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
        assert!(path.exists(), "{file} is named and not there");
    }
    let is_row = |line: &&str| ["| IMUIS-", "| SNEL-", "| SIM-"].iter().any(|start| line.starts_with(start));
    let ids = page.lines().filter(is_row).count();
    assert_eq!(ids, table.lines().count() - 2, "a row that no check knows");
}
