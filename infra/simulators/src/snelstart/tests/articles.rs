//! Articles (SnelStart fact sheet §4.1, §8.3, §12): created, replaced, deleted, and every reason not to.

use serde_json::{Value, json};

use super::world::{HIGH, NOBODY, PART, World, with};
use crate::snelstart::Options;

fn article() -> Value {
    json!({ "artikelcode": "400", "omschrijving": "Filter", "artikelOmzetgroep": { "id": HIGH }, "verkoopprijs": 9.95 })
}

#[tokio::test]
async fn s7_an_article_is_created_as_it_was_sent() {
    let world = World::new().await;
    let answer = world.post("artikelen", &article()).await;
    assert_eq!((answer.status, &answer.json["verkoopprijs"]), (201, &json!(9.95)));
    let read = world.get(&format!("artikelen/{}", answer.json["id"].as_str().unwrap())).await;
    assert_eq!((read.status, read.json), (200, answer.json));
}

#[tokio::test]
async fn s4_1_each_reason_to_refuse_has_its_code() {
    let options = Options { numeric_article_codes: true, article_code_max: 4, ..Options::default() };
    let world = World::with(options).await;
    for (wrong, codes) in [
        (json!({ "id": PART }), &["ALG-0100"][..]),
        (json!({ "artikelcode": "" }), &["ART-0002"]),
        (json!({ "artikelcode": "A1" }), &["ART-0003"]),
        (json!({ "artikelcode": "12345" }), &["ART-0004"]),
        (json!({ "artikelcode": "308" }), &["ART-0005"]),
        (json!({ "omschrijving": null }), &["ART-0006"]),
        (json!({ "omschrijving": "x".repeat(251) }), &["ART-0007"]),
        (json!({ "artikelOmzetgroep": null }), &["ART-0008"]),
        (json!({ "artikelOmzetgroep": { "id": NOBODY } }), &["ART-0009"]),
        (json!({ "relatie": { "id": NOBODY } }), &["ART-0016"]),
        (json!({ "artikelcode": null, "omschrijving": "" }), &["ART-0002", "ART-0006"]),
    ] {
        let answer = world.post("artikelen", &with(article(), wrong.clone())).await;
        assert_eq!((answer.status, answer.codes()), (400, codes.to_vec()), "{wrong}");
    }
    assert_eq!(world.snel.articles().len(), 3);
    world.snel.change_options(|options| options.numeric_article_codes = false);
    assert_eq!(world.post("artikelen", &with(article(), json!({ "artikelcode": "A1" }))).await.status, 201);
}

#[tokio::test]
async fn s12_10_a_replacement_empties_what_it_leaves_out_but_not_the_stock() {
    let world = World::new().await;
    let answer =
        world.put(&format!("artikelen/{PART}"), &with(article(), json!({ "artikelcode": "308" }))).await;
    assert_eq!((answer.status, &answer.json["eenheid"]), (200, &Value::Null));
    assert_eq!(answer.json["technischeVoorraad"], json!(0));
    let answer = world.put(&format!("artikelen/{PART}"), &with(article(), json!({ "id": NOBODY }))).await;
    assert_eq!(answer.codes(), ["ALG-0101"]);
    let answer =
        world.put(&format!("artikelen/{PART}"), &with(article(), json!({ "artikelcode": "10" }))).await;
    assert_eq!(answer.codes(), ["ART-0005"]);
}

#[tokio::test]
async fn s12_9_a_deleted_article_is_inactive_and_found_by_no_id() {
    let world = World::new().await;
    assert_eq!(world.delete(&format!("artikelen/{PART}")).await.status, 200);
    let answer = world.get(&format!("artikelen/{PART}")).await;
    assert_eq!((answer.status, answer.codes()), (404, vec!["ART-0001"]));
    let listed = world.filter("artikelen", "Artikelcode eq '308'").await;
    assert_eq!(listed.json[0]["isNonActief"], json!(true));
}

#[tokio::test]
async fn s8_4_groups_are_read_and_never_written() {
    let world = World::new().await;
    let answer = world.get(&format!("artikelomzetgroepen/{HIGH}")).await;
    assert_eq!((answer.status, &answer.json["verkoopNederlandBtwSoort"]), (200, &json!("Hoog")));
    assert_eq!(world.post("artikelomzetgroepen", &json!({})).await.status, 405);
}
