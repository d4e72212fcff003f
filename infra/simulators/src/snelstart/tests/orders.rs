//! Sales orders (SnelStart fact sheet §7, §8.5, §8.6, §9, §11): what is made and filled in, and how it is changed.

use http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{CUSTOMER, NOBODY, PART, World, order, with};
use crate::faults::Fault;
use crate::server::{Outcome, Simulated as _, answer};

#[tokio::test]
async fn s9_the_order_of_the_fact_sheet_is_made_and_filled_in() {
    let world = World::new().await;
    let answer = world.order(json!({})).await;
    assert_eq!(answer.status, 201, "{}", answer.json);
    for (name, value) in [
        ("nummer", json!(20_260_001)),
        ("totaalExclusiefBtw", json!(169.78)),
        ("totaalInclusiefBtw", json!(205.43)),
        ("verkoopfactuur", Value::Null),
        ("krediettermijn", json!(14)),
        ("geblokkeerd", json!(false)),
        ("memo", json!("simon-workorder:48211")),
        ("modifiedOn", json!("2026-07-15T10:00:00")),
    ] {
        assert_eq!(answer.json[name], value, "{name}");
    }
    let totals: Vec<&Value> =
        answer.json["regels"].as_array().unwrap().iter().map(|line| &line["totaal"]).collect();
    assert_eq!(totals, [&json!(109.38), &json!(22.5), &json!(37.9)]);
    assert_eq!(answer.json["regels"][2]["omschrijving"], json!("Dichting"), "the article's own");
    let read = world.get(&format!("verkooporders/{}", answer.json["id"].as_str().unwrap())).await;
    assert_eq!((read.status, &read.json), (200, &answer.json));
    let made = world.snel.orders_by_reference("Werkbon 2026-0815");
    assert_eq!((made.len(), made[0].number, made[0].lines.len()), (1, Some(20_260_001), 3));
    assert_eq!(world.snel.orders_by_reference("simon-workorder:48211"), made);
    assert_eq!(made[0].delivery.as_ref().unwrap().street, "Havenstraat 3");
}

#[tokio::test]
async fn s8_5_an_order_that_says_little_gets_the_defaults() {
    let world = World::new().await;
    let little = json!({ "relatie": { "id": CUSTOMER }, "datum": "2026-07-15" });
    let answer = world.post("verkooporders", &little).await;
    assert_eq!(answer.status, 201, "no lines are needed (SNEL-A13): {}", answer.json);
    for (name, value) in [
        ("procesStatus", "Order"),
        ("verkoopOrderStatus", "InBehandeling"),
        ("verkooporderBtwIngaveModel", "Exclusief"),
    ] {
        assert_eq!(answer.json[name], json!(value));
    }
    world.snel.change_options(|options| options.order_includes_vat = true);
    let answer = world.post("verkooporders", &little).await;
    assert_eq!(answer.json["verkooporderBtwIngaveModel"], json!("Inclusief"));
}

#[tokio::test]
async fn s11_the_same_order_twice_is_two_orders_with_numbers_in_turn() {
    let world = World::new().await;
    for number in [20_260_001, 20_260_002] {
        assert_eq!(world.order(json!({})).await.json["nummer"], json!(number));
    }
    let made = world.snel.orders_by_reference("Werkbon 2026-0815");
    assert_eq!(made.len(), 2);
    assert_ne!(made[0].id, made[1].id);
    assert!(world.snel.remove_order(&made[1].id));
    assert_eq!(world.get("companyInfo").await.json["volgendVerkoopordernummer"], json!(20_260_003));
    assert_eq!(world.order(json!({})).await.json["nummer"], json!(20_260_003), "never given again");
}

#[tokio::test]
async fn s12_10_a_replacement_empties_what_it_leaves_out_but_keeps_its_number() {
    let world = World::new().await;
    let made = world.order(json!({})).await;
    let path = format!("verkooporders/{}", made.json["id"].as_str().unwrap());
    let answer = world.put(&path, &json!({ "relatie": { "id": CUSTOMER }, "datum": "2026-07-16" })).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    for name in ["orderreferentie", "memo", "omschrijving", "afleveradres"] {
        assert_eq!(answer.json[name], Value::Null, "{name}");
    }
    assert_eq!((&answer.json["nummer"], &answer.json["regels"]), (&made.json["nummer"], &json!([])));
    assert_eq!(answer.json["totaalInclusiefBtw"], json!(0));
    let other = world.put(&path, &with(order(), json!({ "id": NOBODY }))).await;
    assert_eq!(other.codes(), ["ALG-0101"]);
    assert_eq!(world.put(&format!("verkooporders/{NOBODY}"), &order()).await.codes(), ["VOR-0001"]);
}

#[tokio::test]
async fn s7_a_status_goes_up_to_afhaalbon_and_no_further() {
    let world = World::new().await;
    let id = world.order(json!({})).await.json["id"].as_str().unwrap().to_owned();
    let path = format!("verkooporders/{id}/ProcesStatus");
    for status in ["Offerte", "Bevestiging", "Werkbon", "Pakbon", "Afhaalbon", "Order"] {
        let answer = world.put(&path, &json!({ "id": id, "procesStatus": status })).await;
        assert_eq!((answer.status, &answer.json["procesStatus"]), (200, &json!(status)));
    }
    for status in ["Contantbon", "Factuur", "Klaar"] {
        let answer = world.put(&path, &json!({ "id": id, "procesStatus": status })).await;
        assert_eq!((answer.status, answer.state()), (400, vec!["verkooporder.ProcesStatus"]), "{status}");
        assert_eq!(
            world.order(json!({ "procesStatus": status })).await.state(),
            ["verkooporder.ProcesStatus"]
        );
    }
    let answer = world.put(&path, &json!({ "id": NOBODY, "procesStatus": "Order" })).await;
    assert_eq!(answer.codes(), ["ALG-0101"]);
    assert_eq!(world.ask(world.request(Method::PUT, &path, "")).await.codes(), ["ALG-0106"]);
    assert_eq!(world.post(&path, &json!({})).await.status, 405);
}

#[tokio::test]
async fn s7_a_deleted_order_is_gone_and_a_second_delete_says_so() {
    let world = World::new().await;
    for status in [201, 200] {
        world.snel.change_options(|options| options.deleted_order_status = status);
        let id = world.order(json!({})).await.json["id"].as_str().unwrap().to_owned();
        let path = format!("verkooporders/{id}");
        assert_eq!(world.delete(&path).await.status, status);
        let again = world.delete(&path).await;
        assert_eq!((again.status, again.codes()), (404, vec!["VOR-0001"]));
    }
    assert!(world.snel.orders().is_empty());
}

#[tokio::test]
async fn a12_an_invoiced_order_tells_its_invoice_and_is_not_replaced() {
    let world = World::new().await;
    let id = world.order(json!({})).await.json["id"].as_str().unwrap().to_owned();
    assert!(world.snel.invoice_order(&id) && !world.snel.invoice_order(NOBODY));
    let path = format!("verkooporders/{id}");
    let read = world.get(&path).await;
    assert_eq!(read.json["procesStatus"], json!("Factuur"));
    let invoices = world.get("verkoopfacturen").await;
    assert_eq!(read.json["verkoopfactuur"]["id"], invoices.json[0]["id"]);
    let answer = world.put(&path, &order()).await;
    assert_eq!((answer.status, answer.codes().len()), (400, 1));
    world.snel.change_options(|options| options.refuse_invoiced = false);
    let answer = world.put(&path, &order()).await;
    assert_eq!((answer.status, &answer.json["verkoopfactuur"]), (200, &read.json["verkoopfactuur"]));
}

#[tokio::test]
async fn a05_a_new_order_can_stay_out_of_lists_for_a_while() {
    let world = World::new().await;
    world.snel.change_options(|options| options.stale_lookup = SignedDuration::from_secs(30));
    let id = world.order(json!({})).await.json["id"].as_str().unwrap().to_owned();
    let look = async || world.filter("verkooporders", "Orderreferentie eq 'Werkbon 2026-0815'").await;
    assert_eq!(look().await.json, json!([]));
    assert_eq!(world.get("verkooporders").await.json, json!([]));
    assert_eq!(world.get(&format!("verkooporders/{id}")).await.status, 200, "by its id it is there");
    assert_eq!(world.snel.orders().len(), 1);
    world.clock.advance(SignedDuration::from_secs(30));
    assert_eq!(look().await.column("id"), [id.as_str()]);
    world.snel.change_order(&id, |order| order.memo.clear());
    assert_eq!(look().await.column("id"), [id], "a change does not hide it again");
}

#[tokio::test]
async fn s12_8_an_order_whose_answer_is_lost_was_made() {
    let world = World::new().await;
    let request = || world.request(Method::POST, "verkooporders", &order().to_string());
    let faults = world.snel.faults();
    faults.script("verkooporders/create", 0, 1, Fault::AnswerLost);
    assert!(matches!(answer(&world.snel, request()).await, Outcome::Cut));
    faults.script("verkooporders/create", 0, 1, Fault::HtmlAfter(502));
    let broken = world.ask(request()).await;
    assert!(broken.status == 502 && broken.text().starts_with("<!DOCTYPE html>"));
    faults.script("verkooporders/create", 0, 1, Fault::Html(503));
    assert_eq!(world.ask(request()).await.status, 503);
    faults.script("verkooporders/create", 0, 1, Fault::RequestLost);
    assert!(matches!(answer(&world.snel, request()).await, Outcome::Cut));
    assert_eq!(world.snel.orders().len(), 2, "the first two were carried out");
}

#[tokio::test]
async fn s8_6_lines_of_text_and_credits_are_taken() {
    let world = World::new().await;
    let lines = json!([
        { "artikel": { "id": PART }, "omschrijving": "Gedaan: oven", "aantal": 0, "stuksprijs": 0 },
        { "artikel": { "id": PART }, "aantal": -2, "stuksprijs": 18.95 },
    ]);
    let answer = world.order(json!({ "regels": lines })).await;
    assert_eq!((answer.status, &answer.json["totaalExclusiefBtw"]), (201, &json!(-37.9)));
}
