//! Orders that are refused, in each shape of SnelStart fact sheet §4, and that leave nothing behind.

use http::Method;
use serde_json::json;

use super::world::{CUSTOMER, NOBODY, PART, World, order, with};
use crate::snelstart::Relation;

#[tokio::test]
async fn s4_1_each_reason_to_refuse_an_order_has_its_code() {
    let world = World::new().await;
    let supplier = Relation { kinds: vec!["Leverancier".into()], ..Relation::default() };
    let supplier = world.snel.put_relation(supplier);
    let pays = Some(supplier.clone());
    let paid_by_supplier = world.snel.put_relation(Relation { pays, ..Relation::default() });
    let gone = world.snel.put_relation(Relation { inactive: true, ..Relation::default() });
    let line = |id: &str| json!([{ "artikel": { "id": id }, "aantal": 1, "stuksprijs": 1 }]);
    for (wrong, codes) in [
        (json!({ "id": NOBODY }), &["ALG-0100"][..]),
        (json!({ "nummer": 5 }), &["VOR-0005"]),
        (json!({ "relatie": { "id": NOBODY } }), &["REL-0005"]),
        (json!({ "relatie": { "id": supplier } }), &["VOR-0002"]),
        (json!({ "relatie": { "id": paid_by_supplier } }), &["VOR-0003"]),
        (json!({ "relatie": { "id": gone } }), &["ALG-0105"]),
        (json!({ "afleveradres": { "land": { "id": NOBODY } } }), &["VOR-0010"]),
        (json!({ "factuuradres": { "land": { "id": NOBODY } } }), &["VOR-0010"]),
        (json!({ "orderreferentie": "x".repeat(51) }), &["VOR-0011"]),
        (json!({ "regels": line(NOBODY) }), &["ART-0001"]),
        (json!({ "nummer": 5, "relatie": { "id": supplier } }), &["VOR-0005", "VOR-0002"]),
    ] {
        let answer = world.order(wrong.clone()).await;
        assert_eq!((answer.status, answer.codes()), (400, codes.to_vec()), "{wrong}: {}", answer.json);
    }
    world.snel.deactivate_article(PART);
    assert_eq!(world.order(json!({ "regels": line(PART) })).await.codes(), ["ALG-0105"]);
    assert!(world.snel.orders().is_empty());
    world.snel.change_options(|options| options.refuse_inactive = false);
    let answer = world.order(json!({ "regels": line(PART), "relatie": { "id": gone } })).await;
    assert_eq!(answer.status, 201);
}

#[tokio::test]
async fn s4_what_does_not_fit_the_model_is_told_by_its_path() {
    let world = World::new().await;
    for (wrong, path) in [
        (json!({ "relatie": null }), "verkooporder.Relatie"),
        (json!({ "relatie": {} }), "verkooporder.Relatie"),
        (json!({ "relatie": CUSTOMER }), "verkooporder.Relatie"),
        (json!({ "relatie": { "id": "1042" } }), "verkooporder.Relatie"),
        (json!({ "datum": null }), "verkooporder.Datum"),
        (json!({ "krediettermijn": 101 }), "verkooporder.Krediettermijn"),
        (json!({ "krediettermijn": 1.5 }), "verkooporder.Krediettermijn"),
        (json!({ "geblokkeerd": "ja" }), "verkooporder.Geblokkeerd"),
        (json!({ "verkoopOrderStatus": "Klaar" }), "verkooporder.VerkoopOrderStatus"),
        (json!({ "verkooporderBtwIngaveModel": "exclusief" }), "verkooporder.VerkooporderBtwIngaveModel"),
        (json!({ "memo": 5 }), "verkooporder.Memo"),
        (json!({ "regels": {} }), "verkooporder.Regels"),
        (json!({ "regels": [{ "aantal": "1,5" }] }), "verkooporder.Regels[0].Aantal"),
        (json!({ "afleveradres": "Dorp 1" }), "verkooporder.Afleveradres"),
    ] {
        let answer = world.order(wrong.clone()).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json["message"], json!("The request is invalid."), "{wrong}");
        assert!(answer.state().contains(&path), "{wrong}: {}", answer.json);
    }
    assert!(world.snel.orders().is_empty());
}

#[tokio::test]
async fn s4_1_an_empty_body_is_alg_0106_and_half_a_one_is_no_model() {
    let world = World::new().await;
    for body in ["", "  ", "null"] {
        let answer = world.ask(world.request(Method::POST, "verkooporders", body)).await;
        assert_eq!((answer.status, answer.codes()), (400, vec!["ALG-0106"]), "{body:?}");
    }
    for body in ["{", "[]", "5", "{\"datum\":\"2026-07-15\"", "{\"x\":1e99}"] {
        let answer = world.ask(world.request(Method::POST, "verkooporders", body)).await;
        assert_eq!((answer.status, answer.state()), (400, vec!["verkooporder"]), "{body:?}");
    }
    let deep = format!("{{\"memo\":{}{}}}", "[".repeat(20), "]".repeat(20));
    let answer = world.ask(world.request(Method::POST, "verkooporders", &deep)).await;
    assert_eq!(answer.state(), ["verkooporder"], "nothing nests that deep");
}

#[tokio::test]
async fn a08_a13_a14_what_the_sheet_leaves_open_about_lines_is_switched() {
    let world = World::new().await;
    let none = json!({ "regels": [] });
    let bare = json!({ "regels": [{ "omschrijving": "Tekst", "aantal": 1, "stuksprijs": 5 }] });
    let minus = json!({ "regels": [{ "artikel": { "id": PART }, "aantal": -1, "stuksprijs": 5 }] });
    let zero = json!({ "regels": [{ "artikel": { "id": PART }, "aantal": 0, "stuksprijs": 0 }] });
    assert_eq!(world.order(bare.clone()).await.state(), ["verkooporder.Regels[0].Artikel"]);
    for taken in [&none, &minus, &zero] {
        assert_eq!(world.order(taken.clone()).await.status, 201);
    }
    world.snel.change_options(|options| {
        options.refuse_line_without_article = false;
        (options.refuse_no_lines, options.refuse_negative, options.refuse_zero) = (true, true, true);
    });
    let answer = world.order(bare).await;
    assert_eq!((answer.status, &answer.json["totaalInclusiefBtw"]), (201, &json!(5)), "no group, no VAT");
    for (refused, path) in [
        (none, "verkooporder.Regels"),
        (minus, "verkooporder.Regels[0].Aantal"),
        (zero, "verkooporder.Regels[0].Aantal"),
    ] {
        assert_eq!(world.order(refused).await.state(), [path]);
    }
}

#[tokio::test]
async fn s11_computed_fields_that_are_sent_are_passed_over() {
    let world = World::new().await;
    let sent = json!({ "totaalExclusiefBtw": 1, "modifiedOn": "1999-01-01T00:00:00", "uri": "/x", "verkoopfactuur": { "id": NOBODY } });
    let answer = world.post("verkooporders", &with(order(), sent)).await;
    assert_eq!((answer.status, &answer.json["totaalExclusiefBtw"]), (201, &json!(169.78)));
    assert_eq!(answer.json["modifiedOn"], json!("2026-07-15T10:00:00"));
    assert!(answer.json["verkoopfactuur"].is_null());
}
