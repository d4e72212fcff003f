//! What goes through as a read, and the tables of checks themselves.

use std::collections::BTreeSet;

use koppel_domain::assumption::Doubt;
use koppel_domain::work_order::SimonId;
use serde_json::Map;

use super::*;
use crate::config::IdStyle;
use crate::table::Table;
use crate::wire::ask::Ask;
use crate::wire::{classic, odata};

const BASE: &str = "https://simon.example/rest";

fn goes_through(dialect: Dialect, ask: &Ask) -> bool {
    let request = Request::builder().method(ask.method.clone()).uri(format!("{BASE}/{}", ask.target));
    only_reads(BASE, dialect, &request.body(Bytes::new()).unwrap())
}

#[test]
fn no_write_goes_through_in_either_dialect() {
    let (id, fields) = (SimonId(7), Map::new());
    for table in Table::ALL {
        for ask in
            [classic::insert(table, &fields), classic::update(table, id, &fields), classic::delete(table, id)]
        {
            assert!(!goes_through(Dialect::Classic, &ask), "{}", ask.target);
            // Nor where somebody makes a GET of it.
            assert!(!goes_through(Dialect::Classic, &Ask::get(ask.target.clone())), "GET {}", ask.target);
        }
        let style = IdStyle::Parentheses;
        for ask in [
            odata::insert(table, &fields),
            odata::update(table, id, style, &fields),
            odata::delete(table, id, style),
        ] {
            assert!(!goes_through(Dialect::OData, &ask), "{} {}", ask.method, ask.target);
        }
        assert!(goes_through(Dialect::Classic, &classic::read(table, id)));
        assert!(goes_through(Dialect::OData, &odata::read(table, id, style)));
    }
    for target in
        ["login/customer/insert", "customer/read/1/delete", "customer/read/x", "customer/Insert", "customer"]
    {
        assert!(!goes_through(Dialect::Classic, &Ask::get(target.to_owned())), "{target}");
    }
    let elsewhere = Request::get("https://other.example/rest/customer/read").body(Bytes::new()).unwrap();
    assert!(!only_reads(BASE, Dialect::Classic, &elsewhere));
}

#[test]
fn ids_are_unique_and_every_sentence_ends() {
    for dialect in [Dialect::Classic, Dialect::OData] {
        let ids: BTreeSet<_> = assumptions(dialect).map(|it| it.id).collect();
        assert_eq!(ids.len(), assumptions(dialect).count());
        for it in assumptions(dialect) {
            assert!(
                it.id.starts_with("SIM-A") && it.assumed.ends_with('.') && it.change.ends_with('.'),
                "{it:?}"
            );
        }
    }
}

#[test]
fn without_evidence_nothing_is_confirmed_or_refuted() {
    for dialect in [Dialect::Classic, Dialect::OData] {
        for check in checks(dialect) {
            let finding = check.finding(&Evidence::default());
            assert!(matches!(finding.verdict, Err(Doubt::Unknown(_))), "{finding:?}");
        }
    }
}
