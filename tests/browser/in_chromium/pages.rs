//! Which pages the HTTP function has; that each of them is in the album, and holds in English.

use std::collections::{BTreeMap, BTreeSet};

use koppel_tests::Office;
use koppel_tests::office::ANJA;

use crate::album;
use crate::browser::Browser;
use crate::look::Look;
use crate::site::Site;

/// What is asked for by `GET` and is no page to look at: it leads on, or is a part of a page, or a file to keep.
const NO_PAGES: [&str; 5] = ["/", "/activation", "/work-orders/of", "/sign-in", "/signed-in"];

/// Where the pages of the operator are.
const OPERATORS: &str = "/operator";

#[tokio::test]
async fn every_page_is_pictured() {
    let pictured = album::paths();
    let mut missing = pages(&Office::before().await);
    missing.retain(|page| !pictured.iter().any(|path| is_at(path, page)));
    assert!(missing.is_empty(), "no picture shows {missing:?}: stop there on the way in life.rs");
}

#[tokio::test]
async fn every_page_of_an_admin_holds_in_english() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    office.pass(6).await;
    let (site, browser) = (Site::open(office).await, Browser::start().await);
    let page = browser.open(&site.url, Look::phone().english()).await;
    page.visit("/status").await;
    page.press(&format!("{ANJA} …")).await;
    for path in pages(&site.office).iter().filter(|path| !path.contains('{') && !path.starts_with(OPERATORS))
    {
        page.visit(path).await;
        page.sees("All times are Dutch time.").await;
        assert_eq!(page.eval("document.documentElement.lang").await, "en", "{path}");
        page.holds().await;
    }
}

/// The paths at which there is a page.
fn pages(office: &Office) -> BTreeSet<String> {
    let mut asked = asked_for(&format!("{:?}", koppel_activation::router(office.app.clone())));
    assert!(asked.contains("/api/v1/openapi.json") && !asked.contains("/sign-out"), "{asked:?}");
    let is_part = |path: &str| path.starts_with("/api/") || path.starts_with("/assets/");
    asked.retain(|path| !is_part(path) && !NO_PAGES.contains(&path.as_str()));
    asked
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
