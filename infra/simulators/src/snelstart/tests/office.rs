//! The work of people: what they put in, change and throw away, and what the API then tells of it.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{CUSTOMER, HIGH, NOBODY, PART, World};
use crate::snelstart::{Article, Order, Relation};

#[tokio::test]
async fn what_is_put_in_gets_an_id_and_a_code_and_is_replaced_by_its_id() {
    let world = World::new().await;
    let id = world.snel.put_relation(Relation { name: "Eerst".into(), ..Relation::default() });
    assert_eq!(world.get(&format!("relaties/{id}")).await.json["relatiecode"], json!(1043));
    let again =
        Relation { id: id.to_uppercase(), code: Some(1043), name: "Toen".into(), ..Relation::default() };
    assert_eq!(world.snel.put_relation(again), id);
    assert_eq!(world.get(&format!("relaties/{id}")).await.json["naam"], json!("Toen"));
    assert_eq!(world.snel.relations().len(), 5);
}

#[tokio::test]
async fn raw_properties_win_so_that_the_impossible_can_be_shown() {
    let world = World::new().await;
    let extra = [
        ("naam".to_owned(), json!(null)),
        ("modifiedOn".to_owned(), json!("geen moment")),
        ("vestigingsAdres".to_owned(), json!([1.5])),
        ("raar".to_owned(), json!(true)),
    ];
    let id =
        world.snel.put_relation(Relation { name: "x".into(), extra: extra.into(), ..Relation::default() });
    let read = world.get(&format!("relaties/{id}")).await.json;
    assert_eq!((&read["naam"], &read["modifiedOn"]), (&Value::Null, &json!("geen moment")));
    assert_eq!((&read["vestigingsAdres"], &read["raar"]), (&json!([1.5]), &json!(true)));
}

#[tokio::test]
async fn s10_a_change_by_hand_is_seen_by_its_modification_and_a_removal_is_not() {
    let world = World::new().await;
    let since = "ModifiedOn gt datetime'2026-07-15T10:00:00'";
    world.clock.advance(SignedDuration::from_mins(5));
    assert_eq!(world.filter("artikelen", since).await.json, json!([]));
    assert!(world.snel.rename_article(PART, "Ring") && world.snel.deactivate_relation(CUSTOMER));
    assert_eq!(world.filter("artikelen", since).await.column("omschrijving"), ["Ring"]);
    assert_eq!(world.filter("relaties", since).await.column("nonactief"), ["true"]);
    assert!(
        world.snel.remove_article(PART)
            && world.snel.remove_relation(CUSTOMER)
            && world.snel.remove_group(HIGH)
    );
    assert_eq!(world.filter("artikelen", since).await.json, json!([]));
    assert_eq!(world.get("artikelomzetgroepen").await.column("nummer").len(), 3);
    let gone = [
        world.snel.remove_article(PART),
        world.snel.rename_relation(CUSTOMER, "x"),
        world.snel.deactivate_article(NOBODY),
    ];
    assert_eq!(gone, [false; 3]);
}

#[tokio::test]
async fn records_can_be_older_than_today() {
    let world = World::new().await;
    let long_ago = "2020-01-01T12:00:00Z".parse().unwrap();
    world.snel.put_relation_at(Relation { id: CUSTOMER.into(), ..Relation::default() }, long_ago);
    world.snel.put_article_at(Article { id: PART.into(), ..Article::default() }, long_ago);
    assert_eq!(
        world.get(&format!("relaties/{CUSTOMER}")).await.json["modifiedOn"],
        json!("2020-01-01T13:00:00")
    );
    assert_eq!(
        world.get(&format!("artikelen/{PART}")).await.json["modifiedOn"],
        json!("2020-01-01T13:00:00")
    );
}

#[tokio::test]
async fn s11_people_edit_a_reference_and_the_memo_still_finds_the_order() {
    let world = World::new().await;
    let id = world.order(json!({})).await.json["id"].as_str().unwrap().to_owned();
    world.snel.change_order(&id, |order| order.reference = "Oven".into());
    assert!(world.snel.orders_by_reference("Werkbon 2026-0815").is_empty());
    assert_eq!(world.snel.orders_by_reference("simon-workorder:48211").len(), 1);
    assert!(world.snel.orders_by_reference("simon-workorder:482").is_empty(), "another work order");
    assert_eq!(world.get(&format!("verkooporders/{id}")).await.json["totaalInclusiefBtw"], json!(205.43));
    let by_hand = Order { relation: CUSTOMER.into(), number: Some(7), ..Order::default() };
    let other = world.snel.put_order(by_hand);
    let read = world.get(&format!("verkooporders/{other}")).await.json;
    assert_eq!((&read["nummer"], &read["procesStatus"]), (&json!(7), &json!("Order")));
}
