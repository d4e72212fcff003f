//! Formats (SnelStart fact sheet §1, §6): moments without a zone, exact numbers, nulls, references, media types.

use http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{CUSTOMER, PART, World, order, with};
use crate::snelstart::{Decimals, Fraction, Options, Zone};

#[tokio::test]
async fn a06_modified_on_is_a_wall_clock_without_a_zone() {
    let world = World::new().await;
    world.clock.advance(SignedDuration::from_millis(3_120));
    world.snel.rename_relation(CUSTOMER, "Korenaar");
    for (zone, fraction, text) in [
        (Zone::Amsterdam, Fraction::Trimmed, "2026-07-15T10:00:03.12"),
        (Zone::Utc, Fraction::Trimmed, "2026-07-15T08:00:03.12"),
        (Zone::Utc, Fraction::None, "2026-07-15T08:00:03"),
    ] {
        world.snel.change_options(|options| (options.zone, options.fraction) = (zone, fraction));
        let answer = world.get(&format!("relaties/{CUSTOMER}")).await;
        assert_eq!(answer.json["modifiedOn"], json!(text));
    }
}

#[tokio::test]
async fn s12_6_modified_on_moves_on_every_write() {
    let world = World::new().await;
    let made = world.order(json!({})).await;
    let id = made.json["id"].as_str().unwrap().to_owned();
    let mut seen = vec![made.json["modifiedOn"].clone()];
    for write in ["replace", "status"] {
        world.clock.advance(SignedDuration::from_secs(1));
        let answer = if write == "replace" {
            world.put(&format!("verkooporders/{id}"), &order()).await
        } else {
            let body = json!({ "id": id, "procesStatus": "Werkbon" });
            world.put(&format!("verkooporders/{id}/ProcesStatus"), &body).await
        };
        assert_eq!(answer.status, 200, "{write}: {}", answer.json);
        seen.push(answer.json["modifiedOn"].clone());
    }
    assert_eq!(seen, ["2026-07-15T10:00:00", "2026-07-15T10:00:01", "2026-07-15T10:00:02"]);
}

#[tokio::test]
async fn s6_a_date_alone_is_taken_and_a_zone_is_not() {
    let world = World::new().await;
    for (sent, kept) in [
        ("2026-07-15", "2026-07-15T00:00:00"),
        ("2026-07-15T00:00:00", "2026-07-15T00:00:00"),
        ("2026-07-15T09:12:03.457", "2026-07-15T09:12:03.457"),
    ] {
        assert_eq!(world.order(json!({ "datum": sent })).await.json["datum"], json!(kept));
    }
    for sent in ["2026-07-15T00:00:00Z", "2026-07-15T00:00:00+02:00", "15-07-2026", "2026-02-30"] {
        assert_eq!(world.order(json!({ "datum": sent })).await.state(), ["verkooporder.Datum"], "{sent}");
    }
}

#[tokio::test]
async fn s6_numbers_keep_their_digits_and_texts_of_numbers_come_back_as_numbers() {
    let world = World::new().await;
    world.snel.change_options(|options| options.decimals = Decimals::Kept);
    let lines = r#"[{"artikel":{"id":"PART"},"aantal":"1.10","stuksprijs":0.12345678901234567891}]"#;
    let body = with(order(), json!({ "regels": "LINES" })).to_string();
    let body = body.replace("\"LINES\"", &lines.replace("PART", PART));
    let answer = world.ask(world.request(Method::POST, "verkooporders", &body)).await;
    assert_eq!(answer.status, 201, "{}", answer.json);
    assert!(answer.text().contains(r#""aantal":1.1,"#), "{}", answer.text());
    assert!(answer.text().contains(r#""stuksprijs":0.12345678901234567891,"#), "no float came between");
}

#[tokio::test]
async fn s6_more_decimals_than_the_administration_has_are_rounded() {
    let world = World::with(Options { price_decimals: 3, quantity_decimals: 1, ..Options::default() }).await;
    let line = json!({ "artikel": { "id": PART }, "aantal": 1.25, "stuksprijs": 2.0005 });
    let answer = world.order(json!({ "regels": [line] })).await;
    let line = &answer.json["regels"][0];
    assert_eq!(
        (&line["aantal"], &line["stuksprijs"], &line["totaal"]),
        (&json!(1.3), &json!(2.001), &json!(2.6))
    );
    let info = world.get("companyInfo").await.json;
    assert_eq!(info["aantalDecimalenArtikelprijzen"], json!(3));
    assert_eq!(info["aantalDecimalenArtikelaantallen"], json!(1));
}

#[tokio::test]
async fn s1_nulls_are_taken_and_other_cases_and_unknown_names_are_passed_over() {
    let world = World::new().await;
    let nulls = json!({ "id": null, "nummer": null, "kostenplaats": null, "factuurkorting": null, "extraHoofdVelden": null });
    assert_eq!(world.order(nulls).await.status, 201);
    let answer = world.order(json!({ "Memo": "x", "memo": null, "onbekend": { "a": [1] } })).await;
    assert_eq!((answer.status, &answer.json["memo"]), (201, &Value::Null));
    assert!(answer.json.get("onbekend").is_none());
}

#[tokio::test]
async fn s6_a_reference_comes_back_with_its_uri_and_its_id_in_lower_case() {
    let world = World::new().await;
    let answer = world.order(json!({ "relatie": { "id": CUSTOMER.to_uppercase() } })).await;
    assert_eq!(answer.json["relatie"], json!({ "id": CUSTOMER, "uri": format!("/relaties/{CUSTOMER}") }));
    let uri = format!("/verkooporders/{}", answer.json["id"].as_str().unwrap());
    assert_eq!(answer.json["uri"], json!(uri));
}

#[tokio::test]
async fn s1_a_body_must_say_that_it_is_json() {
    let world = World::new().await;
    for (kind, status) in [
        ("application/json; charset=utf-8", 201),
        ("text/json", 201),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
    ] {
        let mut request = world.request(Method::POST, "verkooporders", &order().to_string());
        request.headers_mut().insert("Content-Type", kind.parse().unwrap());
        assert_eq!(world.ask(request).await.status, status, "{kind}");
    }
    assert_eq!(world.snel.orders().len(), 2);
}

#[tokio::test]
async fn s7_echo_answers_its_text_and_nothing_for_nothing() {
    let world = World::new().await;
    assert_eq!(world.get("echo/hallo%20daar").await.json, json!("hallo daar"));
    assert_eq!(world.get("echo/").await.status, 204);
}
