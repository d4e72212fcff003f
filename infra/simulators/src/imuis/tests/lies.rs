//! Lists that lie: what each lie looks like by page number and on from a key, and what stays true.

use super::world::{Via, World, column, metadata, selection};
use crate::imuis::{Debtor, Options, xml::Element};
use crate::lies::Lie;

/// Twelve debtors; each is named after its number.
fn twelve() -> World {
    let world = World::bare(Options::default());
    for nr in 1..=12 {
        world.imuis.put_debtor(Debtor { nr, name: format!("Klant {nr}"), ..Debtor::default() });
    }
    world
}

async fn page(world: &World, condition: [&str; 3], number: usize) -> Element {
    let extra = format!("<PAGESIZE>5</PAGESIZE><SELECTPAGE>{number}</SELECTPAGE>");
    world.select(&selection("DEB", "NR;NAAM", condition, &extra)).await.unwrap()
}

/// All pages by number: the keys, and what the last page counts.
async fn by_number(world: &World) -> (Vec<u32>, String) {
    let mut keys = Vec::new();
    let mut count = String::new();
    for number in 1..=3 {
        let set = page(world, ["", "", ""], number).await;
        keys.extend(numbers(&set));
        count = metadata(&set).0;
    }
    (keys, count)
}

/// All pages, each on from the last key of the one before; the first page's count.
async fn by_key(world: &World) -> (Vec<u32>, String) {
    let mut keys: Vec<u32> = Vec::new();
    let mut count = None;
    for _ in 0..5 {
        let after = keys.last().copied().unwrap_or_default().to_string();
        let set = page(world, ["NR", ">", &after], 1).await;
        keys.extend(numbers(&set));
        count = count.or(Some(metadata(&set).0));
    }
    (keys, count.unwrap())
}

fn numbers(set: &Element) -> Vec<u32> {
    column(set, "NR").iter().map(|nr| nr.parse().unwrap()).collect()
}

#[tokio::test]
async fn every_lie_looks_as_it_says_and_is_taken_back() {
    let world = twelve();
    let all: Vec<u32> = (1..=12).collect();
    for (lie, pages, keys, count) in [
        (Lie::Empty, vec![], vec![], "0"),
        (Lie::Truncated { keep: 3, counted: true }, vec![1, 2, 3], vec![1, 2, 3], "3"),
        (Lie::Truncated { keep: 3, counted: false }, vec![1, 2, 3], vec![1, 2, 3], "12"),
        (Lie::LosesPage(2), vec![1, 2, 3, 4, 5, 11, 12], vec![1, 2, 3, 4, 5], "12"),
        (
            Lie::Doubles,
            vec![1, 2, 3, 4, 5, 5, 7, 8, 9, 10, 10, 12],
            vec![1, 2, 3, 4, 5, 5, 7, 8, 9, 10, 10, 12],
            "12",
        ),
        (Lie::Shifted, all.clone(), all.clone(), "12"),
    ] {
        assert!(world.imuis.lie("DEB", lie.clone()));
        assert_eq!(by_number(&world).await, (pages, count.to_owned()), "{lie:?}");
        assert_eq!(by_key(&world).await, (keys, count.to_owned()), "{lie:?}");
        let one = page(&world, ["NR", "=", "6"], 1).await;
        assert_eq!(
            (column(&one, "NAAM"), metadata(&one).0),
            (vec!["Klant 6".to_owned()], "1".into()),
            "{lie:?}"
        );
        for (filter, rows) in [
            (["NR\tNR", ">\t<", "5\t9"], &["Klant 6", "Klant 7", "Klant 8"][..]),
            (["NAAM", "LIKE", "klant 12"], &["Klant 12"]),
        ] {
            assert_eq!(column(&page(&world, filter, 1).await, "NAAM"), rows, "{lie:?}");
        }
    }
    let shifted = page(&world, ["", "", ""], 3).await;
    assert_eq!(column(&shifted, "NAAM"), ["Klant 12", "Klant 1"], "on the keys 11 and 12");
    assert!(!world.imuis.lie("CRED", Lie::Empty), "no such table");
    world.imuis.tell_truth();
    assert_eq!((by_number(&world).await, by_key(&world).await.0), ((all.clone(), "12".into()), all));
}

#[tokio::test]
async fn a_shuffled_list_is_whole_by_page_number_and_the_same_each_time() {
    let world = twelve();
    world.imuis.lie("DEB", Lie::Shuffled(7));
    let (keys, count) = by_number(&world).await;
    assert_eq!(by_number(&world).await.0, keys);
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!((sorted, count.as_str()), ((1..=12).collect(), "12"));
    assert!(!keys.is_sorted());
    world.imuis.lie("DEB", Lie::Shuffled(8));
    assert_ne!(by_number(&world).await.0, keys, "another seed");
    world.imuis.lie("DEB", Lie::NoCount);
    let set = page(&world, ["", "", ""], 1).await;
    let counts = set.child("METADATA").unwrap();
    assert!(counts.child("RECORDCOUNT").is_none() && counts.child("TOTALPAGES").is_none());
    assert_eq!(numbers(&set).len(), 5);
}

#[tokio::test]
async fn a_wrong_code_reads_and_orders_elsewhere() {
    let here = twelve();
    let there = World::with(Options { administration: "Een ander".into(), ..Options::default() });
    there.imuis.answer_from(&here.imuis, false);
    let name = async |world: &World| {
        let session = world.login(Via::Form).await;
        let ask = "<NewDataSet><T><TABLE>BASALG</TABLE><SELECTFIELDS>NAAM</SELECTFIELDS></T></NewDataSet>";
        let set = world.call(Via::Form, "GetAdmInfo", &session, ask).await.unwrap();
        set.child("BASALG").unwrap().text_of("NAAM").unwrap().to_owned()
    };
    for (same, told) in [(false, "Een ander"), (true, "Demo Installatietechniek BV")] {
        here.imuis.answer_from(&there.imuis, same);
        assert_eq!(name(&here).await, told);
        assert_eq!(by_key(&here).await, (vec![9_000, 10_000, 10_001], "3".to_owned()));
        assert_eq!(metadata(&page(&here, ["NR", "=", "6"], 1).await).0, "0", "one record, too");
    }
    let order = "<NewDataSet><ORDKOP><DEB>10000</DEB></ORDKOP><ORDRG><ART>9000</ART><AANT>1</AANT></ORDRG></NewDataSet>";
    here.order(Via::Soap11, order).await.unwrap();
    assert_eq!((here.imuis.orders().len(), there.imuis.orders().len()), (0, 1));
    here.imuis.tell_truth();
    assert_eq!(by_key(&here).await.0.len(), 12);
    here.imuis.answer_from(&here.imuis, false);
    assert_eq!(by_key(&here).await.0.len(), 12, "oneself is no other");
}
