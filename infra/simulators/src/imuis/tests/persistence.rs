//! A file that remembers: what was answered is there after a kill, half a line is not.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use super::world::{Via, World, column, selection};
use crate::imuis::{Debtor, Options, PlainTable, Quote, QuoteLine};

/// A path of its own for each test, removed at its end.
struct TestFile(PathBuf);

impl TestFile {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("koppel-imuis-{}-{name}.jsonl", std::process::id()));
        let _ = fs::remove_file(&path);
        Self(path)
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

const ORDER: &str = "<NewDataSet><ORDKOP><DEB>10000</DEB><EXTORDNR>41</EXTORDNR><VERKOPER>Bakker</VERKOPER></ORDKOP>\
    <ORDRG><ART>A</ART><AANT>1.25</AANT></ORDRG></NewDataSet>";

async fn lived(file: &TestFile) -> World {
    let world = World::bare(Options::default());
    assert_eq!(world.imuis.persist(&file.0).unwrap(), 0, "a new world");
    for nr in [10_000, 10_001, 10_002] {
        world.imuis.put_debtor_at(
            Debtor { nr, name: "Jansen & \"Zn\" 🔧".into(), ..Debtor::default() },
            "2025-01-02".parse().unwrap(),
        );
    }
    world.imuis.put_article(crate::imuis::Article {
        nr: "A".into(),
        price: "12.50".parse().unwrap(),
        ..Default::default()
    });
    world.imuis.put_group(crate::imuis::ArticleGroup { nr: 3, ..Default::default() });
    world.imuis.put_row(PlainTable::OrderTypes, [("ZKSL".into(), "spoed".into())].into());
    world.imuis.remove_row(PlainTable::OrderTypes, [("ZKSL".into(), "standaard".into())].into());
    world.imuis.remove_debtor(10_001);
    let line = QuoteLine { rg: 5, quantity: "1.5".parse().unwrap(), ..QuoteLine::default() };
    world.imuis.put_quote(Quote { nr: 7, lines: vec![line], ..Quote::default() });
    world.order(Via::Soap11, ORDER).await.unwrap();
    world.imuis.renumber_order(202_600_001, 202_600_004);
    world
}

#[tokio::test]
async fn a_killed_world_goes_on_where_it_was() {
    let file = TestFile::new("whole");
    let before = lived(&file).await;
    let after = World::bare(Options::default());
    assert_eq!(after.imuis.persist(&file.0).unwrap(), 12);
    assert_eq!(after.imuis.debtors(), before.imuis.debtors());
    assert_eq!(after.imuis.articles(), before.imuis.articles());
    assert_eq!(after.imuis.groups(), before.imuis.groups());
    assert_eq!(after.imuis.orders(), before.imuis.orders());
    assert_eq!((after.imuis.quotes(), after.imuis.quotes().len()), (before.imuis.quotes(), 1));
    assert_eq!(after.imuis.orders()[0].ordsrt, "spoed");
    let ask = selection("DEB", "NR;HROW", ["", "", ""], "<MUTDATE_VA>02-01-2025</MUTDATE_VA>");
    let (old, new) = (before.select(&ask).await.unwrap(), after.select(&ask).await.unwrap());
    assert_eq!(column(&old, "HROW"), column(&new, "HROW"), "row ids too");
    let none = selection("DEB", "NR", ["", "", ""], "<MUTDATE_VA>03-01-2025</MUTDATE_VA>");
    assert!(column(&after.select(&none).await.unwrap(), "NR").is_empty(), "mutation days too");

    after.order(Via::Form, ORDER).await.unwrap();
    let numbers: Vec<u32> = after.imuis.orders_by_reference("41").iter().map(|order| order.nr).collect();
    assert_eq!(numbers, [202_600_004, 202_600_005]);
}

#[tokio::test]
async fn a_line_cut_in_half_was_never_answered() {
    let file = TestFile::new("half");
    drop(lived(&file).await);
    let whole = fs::read(&file.0).unwrap();
    fs::OpenOptions::new().append(true).open(&file.0).unwrap().write_all(&whole[..40]).unwrap();
    let after = World::bare(Options::default());
    assert_eq!(after.imuis.persist(&file.0).unwrap(), 12);
    after.imuis.put_debtor(Debtor { nr: 5, ..Debtor::default() });
    let again = World::bare(Options::default());
    assert_eq!(again.imuis.persist(&file.0).unwrap(), 13, "the half line is off the file");
    assert_eq!(again.imuis.debtors().len(), 3);
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let file = TestFile::new("other");
    fs::write(&file.0, "{\"x\":1}\n").unwrap();
    World::bare(Options::default()).imuis.persist(&file.0).unwrap_err();
}
