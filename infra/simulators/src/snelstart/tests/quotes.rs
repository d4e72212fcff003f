//! Quotes (SnelStart fact sheet §7, §8.5): made, read, and turned into orders.

use serde_json::{Value, json};

use super::world::{CUSTOMER, PART, World, order, with};
use crate::snelstart::{Order, OrderLine};

async fn quoted() -> (World, String) {
    let world = World::new().await;
    let line = OrderLine {
        article: Some(PART.into()),
        quantity: 2.into(),
        price: 10.into(),
        ..OrderLine::default()
    };
    let id = world.snel.put_quote(Order {
        relation: CUSTOMER.into(),
        date: "2026-07-10T00:00:00".parse().unwrap(),
        reference: "Offerte oven".into(),
        lines: vec![line],
        ..Order::default()
    });
    (world, id)
}

#[tokio::test]
async fn s8_5_a_quote_is_an_order_with_another_status_and_another_model() {
    let (world, id) = quoted().await;
    let quote = world.get(&format!("offertes/{id}")).await;
    assert_eq!((&quote.json["isOfferte"], &quote.json["procesStatus"]), (&json!(true), &json!("Offerte")));
    assert_eq!(
        (&quote.json["nummer"], &quote.json["totaalInclusiefBtw"]),
        (&json!(20_260_001), &json!(24.2))
    );
    for name in ["geblokkeerd", "verkoopordersjabloon", "verkoopOrderStatus", "extraHoofdVelden"] {
        assert!(quote.json.get(name).is_none(), "{name}");
    }
    assert_eq!(world.snel.quotes().len(), 1);
    assert!(world.snel.orders().is_empty());
}

#[tokio::test]
async fn s7_a_quote_is_made_replaced_and_deleted_as_an_order_is() {
    let (world, _) = quoted().await;
    let made = world.post("offertes", &with(order(), json!({ "procesStatus": null }))).await;
    assert_eq!((made.status, &made.json["isOfferte"]), (201, &json!(true)));
    let path = format!("offertes/{}", made.json["id"].as_str().unwrap());
    let answer = world.put(&path, &with(order(), json!({ "memo": "nieuw" }))).await;
    assert_eq!(
        (answer.status, &answer.json["memo"], &answer.json["procesStatus"]),
        (200, &json!("nieuw"), &json!("Offerte"))
    );
    assert_eq!(world.get("offertes").await.column("nummer"), ["20260001", "20260002"]);
    let wrong = world.post("offertes", &with(order(), json!({ "datum": "x" }))).await;
    assert_eq!(wrong.state(), ["offerte.Datum"]);
    let long = world.post("offertes", &with(order(), json!({ "orderreferentie": "x".repeat(51) }))).await;
    assert_eq!(long.codes(), ["VOR-0011"]);
    assert_eq!(world.delete(&path).await.status, 201);
    assert_eq!(world.get(&path).await.codes(), ["VOR-0001"]);
}

#[tokio::test]
async fn s7_a_quote_that_became_an_order_is_not_changed_as_a_quote() {
    let (world, id) = quoted().await;
    let status = json!({ "id": id, "procesStatus": "Order" });
    assert_eq!(world.put(&format!("verkooporders/{id}/ProcesStatus"), &status).await.status, 200);
    let answer = world.put(&format!("offertes/{id}"), &order()).await;
    assert_eq!((answer.status, answer.codes()), (400, vec!["VOR-0015"]));
    assert_eq!(world.get(&format!("offertes/{id}")).await.json["isOfferte"], json!(false));
    assert_eq!((world.snel.quotes().len(), world.snel.orders().len()), (0, 1));
    world.snel.change_options(|options| options.ordered_quotes_stay = false);
    assert_eq!(world.get(&format!("offertes/{id}")).await.codes(), ["VOR-0001"]);
    assert_eq!(world.get("offertes").await.json, json!([]));
    world.order(json!({})).await;
    world.snel.change_options(|options| options.ordered_quotes_stay = true);
    assert_eq!(world.get("offertes").await.column("id"), [id], "an order from the start is no quote");
}

#[tokio::test]
async fn s8_5_quotes_stand_among_the_orders_unless_they_are_kept_apart() {
    let (world, id) = quoted().await;
    let rows = world.filter("verkooporders", "Orderreferentie eq 'Offerte oven'").await;
    assert_eq!(
        (rows.column("id"), rows.column("procesStatus")),
        (vec![id.clone()], vec!["Offerte".to_owned()])
    );
    world.snel.change_options(|options| options.quotes_among_orders = false);
    assert_eq!(world.get("verkooporders").await.json, json!([]));
    assert_eq!(world.get(&format!("verkooporders/{id}")).await.status, 404);
    assert_eq!(world.get("offertes").await.column("id"), [id]);
}

#[tokio::test]
async fn people_change_quotes_and_make_orders_of_them() {
    let (world, id) = quoted().await;
    assert!(world.snel.change_order(&id, |quote| quote.lines[0].quantity = 3.into()));
    assert!(!world.snel.change_order(PART, |_| ()));
    assert_eq!(world.get(&format!("offertes/{id}")).await.json["totaalExclusiefBtw"], json!(30));
    assert_eq!(world.snel.quotes()[0].status, "Offerte", "it is still one");
    assert!(world.snel.set_status(&id, "Order"));
    assert_eq!(world.get("verkooporders").await.json[0]["isOfferte"], Value::Null, "not of an order's model");
}
