//! A file that remembers: what was answered is there after a kill, half a line is not.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::world::{CUSTOMER, PART, World, order};
use crate::snelstart::{Agreement, Article, Options, Relation};

/// A path of its own for each test, removed at its end.
struct TestFile(PathBuf);

impl TestFile {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("koppel-snelstart-{}-{name}.jsonl", std::process::id()));
        let _ = fs::remove_file(&path);
        Self(path)
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Ten changes.
async fn lived(file: &TestFile) -> World {
    let world = World::bare(Options::default()).await;
    assert_eq!(world.snel.persist(&file.0).unwrap(), 0, "a new world");
    let name = "Jansen & \"Zn\" 🔧".to_owned();
    world.snel.put_relation(Relation { id: CUSTOMER.into(), name, ..Relation::default() });
    let price = "0.12345678901234567891".parse().unwrap();
    world.snel.put_article(Article { id: PART.into(), code: "308".into(), price, ..Article::default() });
    world.snel.put_agreement(Agreement {
        relation: CUSTOMER.into(),
        article: PART.into(),
        ..Agreement::default()
    });
    let quote = json!({ "relatie": { "id": CUSTOMER }, "datum": "2026-07-15" });
    assert_eq!(world.post("offertes", &quote).await.status, 201);
    for _ in 0..2 {
        let line = json!([{ "artikel": { "id": PART }, "aantal": 2 }]);
        assert_eq!(world.order(json!({ "regels": line })).await.status, 201);
    }
    let orders = world.snel.orders();
    world.snel.invoice_order(&orders[0].id);
    world.snel.remove_order(&orders[1].id);
    world.snel.set_status(&world.snel.quotes()[0].id, "Order");
    world
}

#[tokio::test]
async fn a_killed_world_goes_on_where_it_was() {
    let file = TestFile::new("whole");
    let before = lived(&file).await;
    let after = World::bare(Options::default()).await;
    assert_eq!(after.snel.persist(&file.0).unwrap(), 10);
    assert_eq!(after.snel.relations(), before.snel.relations());
    assert_eq!(after.snel.articles(), before.snel.articles());
    assert_eq!(after.snel.groups(), before.snel.groups());
    assert_eq!(after.snel.orders(), before.snel.orders());
    assert_eq!((after.snel.orders().len(), after.snel.quotes().len()), (2, 0));
    assert_eq!(after.get("offertes").await.column("isOfferte"), ["false"], "it was a quote once");
    for path in
        ["relaties", "artikelen", "verkooporders", "offertes", "verkoopfacturen", "artikelen/prijsafspraken"]
    {
        let (old, new) = (before.get(path).await, after.get(path).await);
        assert_eq!((old.status, old.text()), (200, new.text()), "{path}");
    }
    let made = after.post("verkooporders", &order()).await;
    assert_eq!(made.codes(), ["ART-0001"; 2], "two of its articles are not there");
    let made = after.order(json!({ "regels": [] })).await;
    assert_eq!(made.json["nummer"], json!(20_260_003 + 1), "a number is not given twice");
}

#[tokio::test]
async fn a_line_cut_in_half_was_never_answered() {
    let file = TestFile::new("half");
    drop(lived(&file).await);
    let whole = fs::read(&file.0).unwrap();
    fs::OpenOptions::new().append(true).open(&file.0).unwrap().write_all(&whole[..40]).unwrap();
    let after = World::bare(Options::default()).await;
    assert_eq!(after.snel.persist(&file.0).unwrap(), 10);
    after.snel.put_relation(Relation::default());
    let again = World::bare(Options::default()).await;
    assert_eq!(again.snel.persist(&file.0).unwrap(), 11, "the half line is off the file");
    assert_eq!(again.snel.relations().len(), 5);
}

#[tokio::test]
async fn a_file_of_another_kind_is_refused() {
    let file = TestFile::new("other");
    for text in ["{\"x\":1}\n", "{\"shelf\":\"klanten\",\"id\":\"1\"}\n", "geen json\n"] {
        fs::write(&file.0, text).unwrap();
        World::bare(Options::default()).await.snel.persist(&file.0).unwrap_err();
    }
}
