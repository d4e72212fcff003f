//! Selections: conditions, order, pages, mutation dates, formats, and what is refused.

use std::time::Instant;

use super::world::{ALL, Via, World, column, metadata, request, selection};
use crate::faults::Fault;
use crate::imuis::{
    DateForm, Debtor, DecimalMark, Extra, ImuisSimulator, NullAs, Options, Order, OrderLine, PlainTable,
};
use crate::server::Simulated as _;

fn extra(columns: &[(&str, &str)]) -> Extra {
    columns.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[tokio::test]
async fn conditions_mean_what_the_fact_sheet_says() {
    let world = World::new();
    for (table, condition, keys) in [
        ("DEB", ["NR", "=", "10000"], &["10000"][..]),
        ("DEB", ["NR", ">", "9000"], &["10000", "10001"]),
        ("DEB", ["NR", ">=", "9000"], &["9000", "10000", "10001"]),
        ("DEB", ["NR", "<", "10000"], &["9000"]),
        ("DEB", ["NR", "<=", "10000"], &["9000", "10000"]),
        ("DEB", ["NR", ">", "-1"], &["9000", "10000", "10001"]),
        ("DEB", ["NR", ">", "99999999999"], &[]),
        ("DEB", ["NR", "<", "-1"], &[]),
        ("DEB", ["NR", "=", "10000.5"], &[]),
        ("DEB", ["", "", ""], &["9000", "10000", "10001"]),
        // TAB joins conditions by AND, also two on the key that exclude each other.
        ("DEB", ["NR\tBLOK", ">\t=", "9000\tN"], &["10000"]),
        ("DEB", ["NR\tNR", ">\t<", "10000\t10000"], &[]),
        // `;` with one operator: any of the columns.
        ("DEB", ["ZKSL;NAAM", "LIKE", "%PIETERS%"], &["10001"]),
        ("DEB", ["ZKSL;NAAM;PLAATS", "=", "Utrecht"], &["9000", "10000", "10001"]),
        // `;` in all three lists: AND.
        ("DEB", ["NR;BLOK", ">;=", "9000;J"], &["10001"]),
        // One `;` in a value of one condition stays in it.
        ("DEB", ["NAAM", "=", "a;b"], &[]),
        ("DEB", ["NAAM", "LIKE", "jansen%"], &["10000"]),
        ("DEB", ["NAAM", "like", "%zn"], &["10000"]),
        ("DEB", ["NAAM", "LIKE", "J%&%n"], &["10000"]),
        ("DEB", ["NAAM", "LIKE", "Jansen"], &[]),
        ("DEB", ["ADRES", "=", "Dorpsstraat 5 a"], &["9000", "10000", "10001"]),
        // A column without a value meets no condition.
        ("DEB", ["EMAIL", "=", ""], &[]),
        ("DEB", ["HROW", ">", "0"], &["9000", "10000", "10001"]),
        // ART.NR is text: "10" < "9000" < "MONTAGE", and "1000" is above "10".
        ("ART", ["NR", ">", "10"], &["9000", "MONTAGE"]),
        ("ART", ["NR", "<", "9"], &["10"]),
        ("ART", ["NR\tNR", ">\t<", "Z\tA"], &[]),
        ("ART", ["HROW", ">", "0"], &["10", "9000", "MONTAGE"]),
        ("ART", ["VERKPR", ">=", "62.5"], &["MONTAGE"]),
        ("ART", ["ARTGRP", "=", "1"], &["10", "9000", "MONTAGE"]),
        ("ARTGRP", ["OMSCHR", "=", "Arbeid"], &["1"]),
    ] {
        let set = world.select(&selection(table, "NR", condition, "")).await.unwrap();
        assert_eq!(column(&set, "NR"), keys, "{table} {condition:?}");
        assert_eq!(metadata(&set).0, keys.len().to_string(), "{table} {condition:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_selected_is_refused_over_every_transport() {
    let world = World::with(Options { refuse_mixed_where: true, ..Options::default() });
    world.imuis.change_options(|options| options.refused_columns = vec![("DEB".into(), "FAX".into())]);
    let number = ["NR", ">", "0"];
    for (selection, message) in [
        (selection("CRED", "NR", number, ""), "Onbekende tabel: CRED (CS201)"),
        (selection("DEB", "NR;KLEUR", number, ""), "Onbekend veld: KLEUR in tabel DEB (CS202)"),
        (selection("DEB", "NR;FAX", number, ""), "Onbekend veld: FAX in tabel DEB (CS202)"),
        (selection("DEB", "NR", ["KLEUR", "=", "1"], ""), "Onbekend veld: KLEUR in tabel DEB (CS202)"),
        (
            selection("DEB", "NR", number, "<ORDERBY>NR DESC</ORDERBY>"),
            "Onbekend veld: NR DESC in tabel DEB (CS202)",
        ),
        (selection("DEB", "NR", ["NR", "<>", "0"], ""), "Onbekende operator: <> (CS203)"),
        (
            selection("DEB", "NR", ["NR\tBLOK", "=", "1"], ""),
            "WHEREFIELDS, WHEREOPERATORS en WHEREVALUES zijn niet even lang (CS204)",
        ),
        (
            selection("DEB", "NR", ["NR;HNR", "=;=", "1"], ""),
            "WHEREFIELDS, WHEREOPERATORS en WHEREVALUES zijn niet even lang (CS204)",
        ),
        (
            selection("DEB", "NR", ["NR\tBLOK", "=\t=", "1\tN"], ""),
            "Tekst en getal kunnen niet samen in WHEREFIELDS (CS205)",
        ),
        (selection("DEB", "NR", ["NR", "=", "JANSEN"], ""), "Ongeldige waarde in veld NR: JANSEN (CS206)"),
        (
            selection("DEB", "NR", number, "<MUTDATE_VA>31-02-2026</MUTDATE_VA>"),
            "Ongeldige waarde in veld MUTDATE_VA: 31-02-2026 (CS206)",
        ),
        (selection("DEB", "", number, ""), "De selectie is incompleet, zie veld: SELECTFIELDS"),
        ("<NewDataSet><Table1>".into(), "De aangeboden XML kan niet worden gelezen (CS301)"),
        ("<!DOCTYPE a><NewDataSet/>".into(), "De aangeboden XML kan niet worden gelezen (CS301)"),
    ] {
        for via in ALL {
            let session = world.login(via).await;
            let said = world.call(via, "GetStamtabelRecords", &session, &selection).await;
            assert_eq!(said.unwrap_err(), message, "{via:?} {selection}");
        }
    }
    for tag in ["TABLE", "SELECTFIELDS", "WHEREFIELDS", "WHEREOPERATORS", "WHEREVALUES", "ORDERBY"] {
        let without = selection("DEB", "NR", number, "").replace(&format!("{tag}>"), "ANDERS>");
        let said = world.select(&without).await;
        assert_eq!(said.unwrap_err(), format!("De selectie is incompleet, zie veld: {tag}"));
    }
}

#[tokio::test]
async fn any_root_will_do_and_the_tags_may_stand_directly_below_it() {
    let world = World::new();
    let usual = selection("DEB", "NR", ["NR", "=", "10000"], "");
    for document in [
        usual.replace("NewDataSet", "DATASET").replace("<Table1>", "").replace("</Table1>", ""),
        usual.replace("Table1", "SELECTIE"),
        format!("<?xml version=\"1.0\" standalone=\"yes\"?>\n{usual}"),
    ] {
        assert_eq!(column(&world.select(&document).await.unwrap(), "NR"), ["10000"], "{document}");
    }
}

#[tokio::test]
async fn pages_cover_everything_once_and_a_page_beyond_the_last_is_empty() {
    let world = World::bare(Options::default());
    for nr in (1..=25).rev() {
        world.imuis.put_debtor(Debtor { nr, name: format!("N{}", nr % 3), ..Debtor::default() });
    }
    let ask = |tags: &str| selection("DEB", "NR", ["NR", ">", "5"], tags);
    for (order, first) in [("NR", "6"), ("NAAM", "6"), ("NAAM;NR", "6"), ("", "6")] {
        let mut seen = Vec::new();
        for page in 1..=3 {
            let tags =
                format!("<ORDERBY>{order}</ORDERBY><PAGESIZE>8</PAGESIZE><SELECTPAGE>{page}</SELECTPAGE>");
            let set = world.select(&ask(&tags)).await.unwrap();
            assert_eq!(metadata(&set), ("20".into(), "3".into()));
            seen.extend(column(&set, "NR"));
        }
        assert_eq!(seen.first().map(String::as_str), Some(first), "{order}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 20, "{order}");
    }
    for (tags, meta, rows) in [
        ("<PAGESIZE>8</PAGESIZE><SELECTPAGE>4</SELECTPAGE>", ("20", "3"), 0),
        ("<PAGESIZE>0</PAGESIZE>", ("20", "1"), 20),
        ("<MAXRESULT>10</MAXRESULT><PAGESIZE>8</PAGESIZE><SELECTPAGE>2</SELECTPAGE>", ("10", "2"), 2),
    ] {
        let set = world.select(&ask(tags)).await.unwrap();
        assert_eq!(metadata(&set), (meta.0.into(), meta.1.into()), "{tags}");
        assert_eq!(column(&set, "NR").len(), rows, "{tags}");
    }
    let by_name = world.select(&ask("<ORDERBY>NAAM</ORDERBY><PAGESIZE>4</PAGESIZE>")).await.unwrap();
    assert_eq!(column(&by_name, "NR"), ["6", "9", "12", "15"]);
    let none = world.select(&selection("DEB", "NR", ["NR", "=", "777"], "")).await.unwrap();
    assert_eq!((metadata(&none), none.children.len()), (("0".into(), "0".into()), 1));
}

#[tokio::test]
async fn an_empty_page_still_promises_its_rows() {
    let world = World::new();
    world.imuis.faults().script("GetStamtabelRecords DEB", 0, 1, Fault::EmptyPage);
    let ask = selection("DEB", "NR", ["NR", ">", "0"], "");
    let empty = world.select(&ask).await.unwrap();
    assert_eq!((metadata(&empty).0.as_str(), column(&empty, "NR").len()), ("3", 0));
    assert_eq!(column(&world.select(&ask).await.unwrap(), "NR").len(), 3);
}

#[tokio::test]
async fn rows_are_found_by_their_day_of_mutation() {
    let world = World::new();
    let keys = async |date: &str| {
        let tag = format!("<MUTDATE_VA>{date}</MUTDATE_VA>");
        column(&world.select(&selection("DEB", "NR", ["NR", ">", "0"], &tag)).await.unwrap(), "NR")
    };
    assert!(keys("03-01-2025").await.is_empty());
    assert_eq!(keys("02-01-2025").await.len(), 3);
    // 23:30 in Amsterdam is still the 5th.
    world.clock.set("2026-03-05T22:30:00Z".parse().unwrap());
    let mut changed = world.imuis.debtors().remove(1);
    changed.name = "Jansen Installaties".into();
    world.imuis.put_debtor(changed);
    for date in ["05-03-2026", "5-3-2026", "05/03/2026", "2026-03-05"] {
        assert_eq!(keys(date).await, ["10000"], "{date}");
    }
    assert!(keys("06-03-2026").await.is_empty());
    world.imuis.change_options(|options| options.mutdate_inclusive = false);
    assert!(keys("05-03-2026").await.is_empty());
    assert_eq!(keys("04-03-2026").await, ["10000"]);
    world.imuis.remove_debtor(10_000);
    assert!(keys("04-03-2026").await.is_empty(), "a deletion is not reported");
}

#[tokio::test]
async fn formats_are_switchable() {
    let options = Options {
        decimal_mark: DecimalMark::Comma,
        date_form: DateForm::Iso,
        null_as: NullAs::Empty,
        padded_text: true,
        xml_declaration: true,
        ..Options::default()
    };
    let world = World::with(options);
    let left_on = Some("2026-07-01".parse().unwrap());
    world.imuis.put_debtor(Debtor { nr: 7, name: "Weg".into(), left_on, ..Debtor::default() });
    let set = world.select(&selection("DEB", "NAAM;DATKLANTAF;EMAIL", ["NR", "=", "7"], "")).await.unwrap();
    assert_eq!(column(&set, "NAAM"), ["Weg  "]);
    assert_eq!(column(&set, "DATKLANTAF"), ["2026-07-01T00:00:00+02:00"]);
    assert_eq!(column(&set, "EMAIL"), [""]);
    let set = world.select(&selection("ART", "VERKPR", ["NR", "=", "MONTAGE"], "")).await.unwrap();
    assert_eq!(column(&set, "VERKPR"), ["62,5"]);

    world.imuis.change_options(|options| *options = Options::default());
    let set = world.select(&selection("DEB", "NAAM;DATKLANTAF;EMAIL", ["NR", "=", "7"], "")).await.unwrap();
    assert_eq!(column(&set, "DATKLANTAF"), ["01-07-2026"]);
    assert_eq!(column(&set, "EMAIL"), ["-"], "absent");
}

#[tokio::test]
async fn a_raw_column_wins_over_its_field() {
    let world = World::new();
    let raw = extra(&[("DATKLANTAF", "31-02-2026"), ("NAAM", ""), ("NR", "10000")]);
    world.imuis.put_debtor(Debtor { nr: 1, name: "Echt".into(), extra: raw, ..Debtor::default() });
    let ask = |fields| selection("DEB", fields, ["NR", ">=", "0"], "");
    let set = world.select(&ask("NR;DATKLANTAF;NAAM")).await.unwrap();
    assert_eq!(column(&set, "NR"), ["10000", "9000", "10000", "10001"], "a number twice");
    assert_eq!(column(&set, "DATKLANTAF")[0], "31-02-2026", "a day that does not exist");
    assert_eq!(column(&set, "NAAM")[0], "-", "no name");
}

#[tokio::test]
async fn control_characters_are_written_as_references() {
    let world = World::bare(Options::default());
    world.imuis.put_debtor(Debtor { nr: 1, name: "a\u{1}b\r\nc\td".into(), ..Debtor::default() });
    let keys = ("abcdefghijklmnopqrstuvwxyz", "00000");
    let session = world.login(Via::Form).await;
    let ask = selection("DEB", "NAAM", ["NR", "=", "1"], "");
    let (_, text) = world.answered(request(Via::Form, "GetStamtabelRecords", keys, &session, &ask)).await;
    assert!(text.contains("<NAAM>a&#x1;b&#xD;\nc\td</NAAM>"), "{text}");
}

#[tokio::test]
async fn star_gives_every_column_but_the_refused() {
    let refused_columns = vec![("DEB".to_owned(), "TEL".to_owned())];
    let world = World::with(Options { refused_columns, null_as: NullAs::Empty, ..Options::default() });
    let set = world.select(&selection("DEB", "*", ["NR", "=", "10000"], "")).await.unwrap();
    let row = set.child("DATA").unwrap();
    assert!(row.children.len() > 100);
    assert_eq!(row.text_of("TEL"), None);
    for (name, text) in
        [("ADRES", "Dorpsstraat 5 a"), ("STRAAT", "Dorpsstraat"), ("HNR", "5"), ("HNRTV", "a")]
    {
        assert_eq!(row.text_of(name), Some(text));
    }
    let mut names: Vec<&str> = row.children.iter().map(|column| column.name.as_str()).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "no column twice");
}

#[tokio::test]
async fn orders_lines_types_and_quotes_are_tables_like_the_others() {
    let world = World::new();
    let line = |rg, article: &str| OrderLine {
        rg,
        article: article.into(),
        quantity: rg.into(),
        ..OrderLine::default()
    };
    for nr in [202_600_002, 202_600_001] {
        let lines = vec![line(5, "9000"), line(10, "MONTAGE")];
        world.imuis.put_order(Order { nr, debtor: 10_000, extordnr: Some(41), lines, ..Order::default() });
    }
    let set = world.select(&selection("ORDKOP", "NR;DEB", ["EXTORDNR", "=", "41"], "")).await.unwrap();
    assert_eq!(column(&set, "NR"), ["202600001", "202600002"]);
    let tags = "<ORDERBY>ORDNR;RG</ORDERBY>";
    let set = world
        .select(&selection("ORDRG", "ORDNR;RG;ART;AANT", ["ORDNR", "=", "202600002"], tags))
        .await
        .unwrap();
    assert_eq!(column(&set, "ART"), ["9000", "MONTAGE"]);
    assert_eq!(column(&set, "AANT"), ["5", "10"]);
    let set =
        world.select(&selection("ORDRG", "ORDNR", ["RG", "=", "10"], "<ORDERBY>RG</ORDERBY>")).await.unwrap();
    assert_eq!(column(&set, "ORDNR"), ["202600001", "202600002"]);

    let set =
        world.select(&selection("ORDSRT", "*", ["HROW", ">", "0"], "<ORDERBY>HROW</ORDERBY>")).await.unwrap();
    assert_eq!(column(&set, "ZKSL"), ["standaard"]);
    let set = world.select(&selection("OFFKOP", "*", ["NR", ">", "0"], "")).await.unwrap();
    assert_eq!(metadata(&set).0, "0");
    for nr in ["9", "10"] {
        world
            .imuis
            .put_row(PlainTable::Quotes, extra(&[("NR", nr), ("DAT", "05-03-2026"), ("OPM", "Ketel")]));
        world.imuis.put_row(PlainTable::QuoteLines, extra(&[("OFFNR", nr), ("RG", "5"), ("AANT", "1.50")]));
    }
    let set = world.select(&selection("OFFKOP", "*", ["NR", ">", "8"], "")).await.unwrap();
    assert_eq!(column(&set, "NR"), ["9", "10"]);
    let set = world
        .select(&selection("OFFRG", "AANT", ["OFFNR", "=", "10"], "<ORDERBY>RG</ORDERBY>"))
        .await
        .unwrap();
    assert_eq!(column(&set, "AANT"), ["1.5"]);
}

/// P10: a page of a large table costs a page; generous limits, for this is about the order of magnitude.
#[tokio::test]
async fn a_hundred_thousand_debtors_are_read_page_by_page() {
    let world = World::bare(Options::default());
    fill(&world.imuis, 100_000);
    let session = world.login(Via::Form).await;
    let began = Instant::now();
    let (mut after, mut seen) = (String::from("0"), 0);
    loop {
        let ask = selection("DEB", "NR;NAAM", ["NR", ">", &after], "<PAGESIZE>5000</PAGESIZE>");
        let set = world.call(Via::Form, "GetStamtabelRecords", &session, &ask).await.unwrap();
        let keys = column(&set, "NR");
        seen += keys.len();
        let Some(last) = keys.last() else { break };
        after.clone_from(last);
    }
    assert_eq!(seen, 100_000);
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

fn fill(imuis: &ImuisSimulator, debtors: u32) {
    for nr in 1..=debtors {
        imuis.put_debtor(Debtor { nr, name: format!("Klant {nr}"), ..Debtor::default() });
    }
}
