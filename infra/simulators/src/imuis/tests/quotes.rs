//! Quotes, and what else people do to orders and quotes by hand.

use super::world::{ALL, World, column, metadata, selection};
use crate::imuis::{Options, Order, Quote, QuoteLine};

fn line(rg: u32, article: Option<&str>, quantity: &str) -> QuoteLine {
    QuoteLine {
        rg,
        article: article.map(str::to_owned),
        quantity: quantity.parse().unwrap(),
        description: format!("Regel {rg}"),
        unit: "Stuk".into(),
        ..QuoteLine::default()
    }
}

fn quote(nr: u32) -> Quote {
    Quote {
        nr,
        debtor: Some(10_000),
        date: "2026-03-04".parse().unwrap(),
        kenm: "Ketel".into(),
        opm: "Eerste regel\nWerkbon".into(),
        lines: vec![line(5, Some("9000"), "1.5"), line(15, None, "0")],
        extra: [("VERKOPER".into(), "Bakker".into())].into(),
    }
}

/// The keys of a table's rows that were mutated from a day on.
async fn mutated(world: &World, table: &str, key: &str, since: &str) -> Vec<String> {
    let since = format!("<MUTDATE_VA>{since}</MUTDATE_VA><ORDERBY>HROW</ORDERBY>");
    column(&world.select(&selection(table, key, ["", "", ""], &since)).await.unwrap(), key)
}

#[tokio::test]
async fn a_quote_is_read_as_it_was_written() {
    let world = World::new();
    let odd = Quote {
        debtor: None,
        extra: [("DEB".into(), "prospect".into()), ("DAT".into(), "31-02-2026".into())].into(),
        date: jiff::civil::Date::default(),
        ..quote(202_600_002)
    };
    world.imuis.put_quote(quote(202_600_010));
    world.imuis.put_quote(odd.clone());
    assert_eq!(world.imuis.quotes(), [odd, quote(202_600_010)], "by number, and back without a loss");

    let ask = selection("OFFKOP", "*", ["NR", "=", "202600010"], "");
    let header = world.select(&ask).await.unwrap();
    for (name, text) in
        [("DEB", "10000"), ("DAT", "04-03-2026"), ("OPM", "Eerste regel\nWerkbon"), ("VERKOPER", "Bakker")]
    {
        assert_eq!(column(&header, name), [text], "{name}");
    }
    let ask = selection("OFFRG", "RG;ART;AANT", ["OFFNR", "=", "202600010"], "<ORDERBY>RG</ORDERBY>");
    let lines = world.select(&ask).await.unwrap();
    assert_eq!(
        (column(&lines, "RG"), column(&lines, "AANT")),
        (vec!["5".into(), "15".into()], vec!["1.5".into(), "0".into()])
    );
    assert_eq!(column(&lines, "ART"), ["9000", "-"]);

    assert!(world.imuis.remove_quote(202_600_010));
    assert!(!world.imuis.remove_quote(202_600_010));
    let left =
        world.select(&selection("OFFRG", "OFFNR", ["", "", ""], "<ORDERBY>RG</ORDERBY>")).await.unwrap();
    assert_eq!(column(&left, "OFFNR"), ["202600002"; 2]);
}

#[tokio::test]
async fn a_line_that_changes_takes_its_header_along_unless_told_otherwise() {
    for apart in [false, true] {
        let world = World::with(Options { quote_lines_apart: apart, ..Options::default() });
        let old = "2025-01-02".parse().unwrap();
        world.imuis.put_quote_at(quote(1), old);
        world.imuis.put_quote_at(quote(2), old);
        assert!(mutated(&world, "OFFRG", "OFFNR", "05-03-2026").await.is_empty());
        let mut changed = quote(1);
        changed.lines = vec![line(5, Some("9000"), "2"), line(25, None, "0")];
        world.imuis.put_quote(changed.clone());
        assert_eq!(mutated(&world, "OFFRG", "RG", "05-03-2026").await, ["5", "25"]);
        let header = if apart { vec![] } else { vec!["1"] };
        assert_eq!(mutated(&world, "OFFKOP", "NR", "05-03-2026").await, header, "apart: {apart}");
        assert_eq!(world.imuis.quotes()[0], changed, "line 15 is gone");

        changed.kenm = "Boiler".into();
        world.imuis.put_quote_at(changed, "2026-03-06".parse().unwrap());
        assert!(mutated(&world, "OFFRG", "RG", "06-03-2026").await.is_empty(), "the header alone");
        assert_eq!(mutated(&world, "OFFKOP", "NR", "06-03-2026").await, ["1"]);
    }
}

#[tokio::test]
async fn without_the_module_only_quotes_are_refused() {
    let world = World::with(Options { no_quote_module: true, ..Options::default() });
    world.imuis.put_quote(quote(1));
    for via in ALL {
        let session = world.login(via).await;
        for (table, key) in [("OFFKOP", "NR"), ("OFFRG", "OFFNR")] {
            let ask = selection(table, "*", [key, ">", "0"], "");
            let refused = world.call(via, "GetStamtabelRecords", &session, &ask).await.unwrap_err();
            assert!(
                refused.contains(table)
                    && refused.contains("module Offertes")
                    && refused.ends_with("(CS207)")
            );
        }
        let debtors = selection("DEB", "NR", ["", "", ""], "");
        assert_eq!(
            metadata(&world.call(via, "GetStamtabelRecords", &session, &debtors).await.unwrap()).0,
            "3"
        );
    }
}

#[tokio::test]
async fn an_order_goes_or_gets_another_number() {
    let world = World::new();
    let order = |nr| Order {
        nr,
        debtor: 10_000,
        kenm: format!("WB-{nr}"),
        lines: vec![Default::default()],
        ..Order::default()
    };
    for nr in [202_600_001, 202_600_002, 202_600_003] {
        world.imuis.put_order(order(nr));
    }
    assert!(world.imuis.remove_order(202_600_001) && !world.imuis.remove_order(202_600_001));
    assert!(!world.imuis.renumber_order(202_600_002, 202_600_003), "taken");
    assert!(!world.imuis.renumber_order(202_600_001, 202_600_009), "gone");
    assert!(world.imuis.renumber_order(202_600_002, 202_600_009));
    let numbers: Vec<u32> = world.imuis.orders().iter().map(|order| order.nr).collect();
    assert_eq!(numbers, [202_600_003, 202_600_009]);
    assert_eq!(world.imuis.orders_by_reference("WB-202600002")[0].nr, 202_600_009);
    let lines =
        world.select(&selection("ORDRG", "ORDNR", ["", "", ""], "<ORDERBY>ORDNR</ORDERBY>")).await.unwrap();
    assert_eq!(column(&lines, "ORDNR"), ["202600003", "202600009"]);
}
