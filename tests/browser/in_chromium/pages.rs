//! Which pages the HTTP function has, and that each of them is in the album.

use std::collections::{BTreeMap, BTreeSet};

use koppel_tests::Office;

use crate::album;

/// What is asked for by `GET` and is no page to look at: it leads on, or is a part of a page, or a file to keep.
const NO_PAGES: [&str; 4] = ["/", "/activation", "/sign-in", "/signed-in"];

#[tokio::test]
async fn every_page_is_pictured() {
    let told = format!("{:?}", koppel_activation::router(Office::before().await.app));
    let asked = asked_for(&told);
    assert!(asked.contains("/api/v1/openapi.json") && !asked.contains("/sign-out"), "{asked:?}");
    let is_part = |path: &str| path.starts_with("/api/") || path.starts_with("/assets/");
    let pages = asked.iter().filter(|path| !is_part(path) && !NO_PAGES.contains(&path.as_str()));
    let pictured = album::paths();
    let missing: Vec<_> = pages.filter(|page| !pictured.iter().any(|path| is_at(path, page))).collect();
    assert!(missing.is_empty(), "no picture shows {missing:?}: stop there on the way in life.rs");
}

/// The paths that answer `GET`. A router tells them in no other way than to a developer.
fn asked_for(told: &str) -> BTreeSet<String> {
    let mut answers_get: BTreeMap<&str, bool> = BTreeMap::new();
    let mut asked = BTreeSet::new();
    for (id, rest) in told.split("RouteId(").skip(1).filter_map(|part| part.split_once("): ")) {
        match rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            None => drop(answers_get.insert(id, rest.contains("get: Route"))),
            Some((path, _)) if answers_get[id] => drop(asked.insert(path.to_owned())),
            Some(_) => {}
        }
    }
    asked
}

/// Whether an address is one of the pages at this path, whose braces stand for anything.
fn is_at(address: &str, path: &str) -> bool {
    let (address, path) = (address.split('/'), path.split('/'));
    address.clone().count() == path.clone().count()
        && address.zip(path).all(|(found, wanted)| wanted.starts_with('{') || found == wanted)
}
