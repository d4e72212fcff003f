//! Customers, articles and groups: what comes, what is asked again, and what a list that heeds nothing gives away.

use koppel_bookkeeping::{Bookkeeping as _, Row};
use koppel_domain::records::{Record, Stream};
use serde_json::json;

use crate::answers::{ok, status};
use crate::world::{
    CUSTOMER, GROUP, HOURS, TAP, World, article, customer, key, kind, monday, record, supplier,
};

const NO_PROPERTY: &str = r#"{"Message":"Could not find a property named 'X' on type 'Y'."}"#;

#[tokio::test]
async fn changes_are_asked_for_from_three_hours_earlier_on_the_wall_clock() {
    let world = World::new();
    let question = "GET /relaties?$filter=ModifiedOn gt datetime'2026-11-23T06:00:00'";
    world.http.on(question, [ok(json!([customer(), supplier()]).to_string())]);
    let page = world.connector(None).page(Stream::Customers, Some(monday()), None).await.unwrap();
    let [row] = page.rows.as_slice() else { panic!("{page:?}") };
    let Record::Customer(found) = record(row) else { panic!() };
    assert_eq!((found.key.as_str(), found.address.country.as_str()), ("1042", "NL"));
    assert_eq!((page.next, page.remaining), (None, None));
    assert_eq!(world.http.questions()[1..], [question.to_owned(), "GET /landen".to_owned()]);
}

#[tokio::test]
async fn a_list_that_does_not_heed_the_moment_gives_no_more_than_one_that_does() {
    let world = World::new();
    let mut old = article(TAP, "308", json!(1));
    old["modifiedOn"] = "2026-11-23T06:00:00".into();
    let mut timeless = article(HOURS, "UUR", json!(1));
    timeless["modifiedOn"] = json!(null);
    let question = "GET /artikelen?$filter=ModifiedOn gt datetime'2026-11-23T06:00:00'";
    world.http.on(question, [ok(json!([old, timeless]).to_string())]);
    let page = world.connector(None).page(Stream::Articles, Some(monday()), None).await.unwrap();
    let [row] = page.rows.as_slice() else { panic!("{page:?}") };
    let Record::Article(found) = record(row) else { panic!() };
    assert_eq!((found.key.as_str(), found.group.as_ref().unwrap().as_str()), ("UUR", "5"));
}

#[tokio::test]
async fn groups_are_asked_for_once_and_again_for_one_that_is_new() {
    let world = World::new();
    world.http.on("GET /artikelen", [ok(json!([article(TAP, "308", json!(1))]).to_string())]);
    let connector = world.connector(None);
    let page = connector.page(Stream::ArticleGroups, Some(monday()), None).await.unwrap();
    assert_eq!(record(&page.rows[0]).name(), "Hoog btw (diensten)");
    connector.page(Stream::Articles, None, None).await.unwrap();
    assert_eq!(world.http.questions()[1..], ["GET /artikelomzetgroepen", "GET /artikelen"]);

    let mut stray = article(HOURS, "UUR", json!(1));
    let other = GROUP.replace('5', "6");
    stray["artikelOmzetgroep"]["id"] = other.clone().into();
    world.http.on("GET /artikelen", [ok(json!([stray]).to_string())]);
    let page = connector.page(Stream::Articles, None, None).await.unwrap();
    assert!(
        matches!(&page.rows[0], Row::Faulty { key: Some(found), .. } if *found == key("UUR")),
        "{page:?}"
    );
    assert_eq!(world.http.questions(), ["GET /artikelen", "GET /artikelomzetgroepen"]);
}

#[tokio::test]
async fn one_record_is_found_by_its_number_or_not_there() {
    let world = World::new();
    world.http.on("GET /relaties?$filter=Relatiecode eq 9", [ok("[]")]);
    world.http.on("GET /relaties?$filter=Relatiecode eq 7", [ok(json!([supplier()]).to_string())]);
    world.http.on(
        "GET /artikelen?$filter=Artikelcode eq 'uur'",
        [ok(json!([article(HOURS, "UUR", json!(1))]).to_string())],
    );
    world.http.on("GET /artikelen?$filter=Artikelcode eq 'O''Brien'", [ok("[]")]);
    let connector = world.connector(None);
    for (stream, number, is_there) in [
        (Stream::Customers, "1042", true),
        (Stream::Customers, "9", false),
        (Stream::Customers, "7", false),
        (Stream::Customers, "-2", false),
        (Stream::Customers, "X9", false),
        (Stream::Articles, "308", true),
        (Stream::Articles, "uur", false),
        (Stream::Articles, "O'Brien", false),
        (Stream::ArticleGroups, "5", true),
        (Stream::ArticleGroups, "6", false),
    ] {
        let found = connector.record(stream, &key(number)).await.unwrap();
        assert_eq!(found.is_some(), is_there, "{stream} {number}: {found:?}");
    }
}

#[tokio::test]
async fn a_list_that_does_not_heed_a_number_never_says_that_there_is_none() {
    let world = World::new();
    world.http.on("GET /relaties?$filter=Relatiecode eq 9", [ok(json!([customer()]).to_string())]);
    let articles = json!([article(TAP, "308", json!(1))]).to_string();
    world.http.on("GET /artikelen?$filter=Artikelcode eq '9'", [ok(articles)]);
    let connector = world.connector(None);
    for stream in [Stream::Customers, Stream::Articles] {
        let failure = connector.record(stream, &key("9")).await.unwrap_err();
        assert!(kind(&failure).starts_with("unreadable: other"), "{failure:?}");
    }
}

#[tokio::test]
async fn the_other_way_of_writing_an_articles_number_is_found_and_remembered() {
    let world = World::new();
    world.http.on("GET /artikelen?$filter=Artikelcode eq '308'", [status(400, NO_PROPERTY)]);
    let found = json!([article(TAP, "308", json!(1))]).to_string();
    world.http.on("GET /artikelen?$filter=ArtikelCode eq '308'", [ok(found)]);
    let connector = world.connector(None);
    for _ in 0..2 {
        assert!(connector.record(Stream::Articles, &key("308")).await.unwrap().is_some());
    }
    let asked = world.http.questions();
    assert_eq!(asked.iter().filter(|it| it.contains("Artikelcode")).count(), 1, "{asked:?}");

    let refusing = World::new();
    for spelling in ["Artikelcode", "ArtikelCode"] {
        let question = format!("GET /artikelen?$filter={spelling} eq '308'");
        refusing.http.on(&question, [status(400, NO_PROPERTY)]);
    }
    let failure = refusing.connector(None).record(Stream::Articles, &key("308")).await.unwrap_err();
    assert_eq!(kind(&failure), "refused: 400");
}

#[tokio::test]
async fn what_is_blocked_comes_with_its_flag() {
    let world = World::new();
    let mut gone = customer();
    gone["nonactief"] = true.into();
    gone["vestigingsAdres"] = json!(null);
    world.http.on("GET /relaties", [ok(json!([gone]).to_string())]);
    let page = world.connector(None).page(Stream::Customers, None, None).await.unwrap();
    assert!(record(&page.rows[0]).blocked());
    assert_eq!(world.http.questions()[1..], ["GET /relaties"], "no country is asked for where none is named");
    assert!(!format!("{page:?}").contains(CUSTOMER));
}
