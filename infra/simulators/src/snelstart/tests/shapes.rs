//! Every answer against the table of SnelStart fact sheet §7 and §8: names, JSON types, longest texts.

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::table::{
    ARTICLE, ARTICLE_LISTED, COMPANY, GROUP, ORDER_ONLY, Of, QUOTE_ONLY, RELATION, SALE, SMALL, Table,
    samples,
};
use super::world::{CUSTOMER, HIGH, PART, World, order};
use crate::snelstart::{Agreement, Article, Extra, Group, Order, Relation};

/// Holds an object against its table. Where it is `filled`, nothing may be null.
fn check(tables: &[Table], object: &Value, filled: bool, at: &str) {
    let expected = tables.iter().flat_map(|table| table.iter());
    let mut names: Vec<&str> = expected.clone().map(|(name, _)| *name).collect();
    names.sort_unstable();
    let mut found: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    found.sort_unstable();
    assert_eq!(found, names, "{at}");
    for (name, of) in expected {
        check_value(*of, &object[name], filled, &format!("{at}.{name}"));
    }
}

fn check_value(of: Of, value: &Value, filled: bool, at: &str) {
    if value.is_null() {
        assert!(!filled, "{at} is null");
        return;
    }
    let text = value.as_str().unwrap_or_default();
    let fits = match of {
        Of::Guid => {
            text.len() == 36
                && text == text.to_lowercase()
                && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        }
        Of::Text => value.is_string(),
        Of::Max(max) => value.is_string() && text.encode_utf16().count() <= max,
        Of::Whole => value.is_i64(),
        Of::Decimal => value.is_number(),
        Of::Bool => value.is_boolean(),
        Of::DateTime => !text.contains('Z') && text.contains('T') && text.parse::<DateTime>().is_ok(),
        Of::Word(words) => words.contains(&text),
        Of::Words(words) => {
            value.as_array().unwrap().iter().all(|word| words.contains(&word.as_str().unwrap()))
        }
        Of::Ref => {
            let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
            keys == ["id", "uri"] && value["uri"].as_str().unwrap().ends_with(value["id"].as_str().unwrap())
        }
        Of::Part(table) => {
            check(&[table], value, filled, at);
            true
        }
        Of::Rows(table) => {
            let rows = value.as_array().unwrap();
            assert!(!filled || !rows.is_empty(), "{at} is empty");
            rows.iter().for_each(|row| check(&[table], row, filled, at));
            true
        }
    };
    assert!(fits, "{at}: {value}");
}

/// Every property but those that the simulator tells itself.
fn all(tables: &[Table]) -> Extra {
    let Value::Object(all) = samples(tables) else { unreachable!() };
    all.into_iter().filter(|(name, _)| !["id", "uri", "modifiedOn"].contains(&name.as_str())).collect()
}

/// Records with every property filled, and their ids.
async fn filled() -> (World, [String; 5]) {
    let world = World::new().await;
    world.snel.put_agreement(Agreement {
        relation: CUSTOMER.into(),
        article: PART.into(),
        from: Some("2026-01-01".parse().unwrap()),
        until: Some("2026-12-31".parse().unwrap()),
        ..Agreement::default()
    });
    let order = Order { extra: all(&[SALE, ORDER_ONLY]), ..Order::default() };
    let status = [("procesStatus".to_owned(), json!("Offerte"))];
    let quote =
        Order { extra: all(&[SALE, QUOTE_ONLY]).into_iter().chain(status).collect(), ..Order::default() };
    let ids = [
        world.snel.put_relation(Relation { extra: all(&[RELATION]), ..Relation::default() }),
        world.snel.put_article(Article { extra: all(&[ARTICLE, ARTICLE_LISTED]), ..Article::default() }),
        world.snel.put_group(Group { extra: all(&[GROUP]), ..Group::default() }),
        world.snel.put_order(order),
        world.snel.put_quote(quote),
    ];
    world.snel.change_options(|options| options.quotes_among_orders = false);
    (world, ids)
}

#[tokio::test]
async fn s8_every_record_has_the_properties_of_the_sheet_in_lists_and_by_id() {
    let (world, ids) = filled().await;
    let models: [(&str, &[Table], &[Table]); 5] = [
        ("relaties", &[RELATION], &[RELATION]),
        ("artikelen", &[ARTICLE], &[ARTICLE, ARTICLE_LISTED]),
        ("artikelomzetgroepen", &[GROUP], &[GROUP]),
        ("verkooporders", &[SALE, ORDER_ONLY], &[SALE, ORDER_ONLY]),
        ("offertes", &[SALE, QUOTE_ONLY], &[SALE, QUOTE_ONLY]),
    ];
    for ((resource, one, listed), id) in models.into_iter().zip(ids) {
        let list = world.get(resource).await;
        for row in list.json.as_array().unwrap() {
            check(listed, row, row["id"] == json!(id), &format!("{resource} {}", row["id"]));
        }
        assert_eq!(list.column("id").iter().filter(|of| **of == id).count(), 1, "the filled one is there");
        // Inactive by its own table of samples, so that no read by id would find it.
        if ["relaties", "artikelen"].contains(&resource) {
            let active = list.json.as_array().unwrap().iter().find(|row| row["id"] != json!(id)).unwrap();
            let read = world.get(&format!("{resource}/{}", active["id"].as_str().unwrap())).await;
            check(one, &read.json, false, resource);
        } else {
            check(one, &world.get(&format!("{resource}/{id}")).await.json, true, resource);
        }
    }
}

#[tokio::test]
async fn s7_what_is_created_or_replaced_is_answered_in_the_same_model() {
    let world = World::new().await;
    let relation = json!({ "relatiesoort": ["Klant"], "naam": "Jansen" });
    let article = json!({ "artikelcode": "9", "omschrijving": "x", "artikelOmzetgroep": { "id": HIGH } });
    let order = order();
    for (resource, body, tables) in [
        ("relaties", &relation, &[RELATION][..]),
        ("artikelen", &article, &[ARTICLE]),
        ("verkooporders", &order, &[SALE, ORDER_ONLY]),
        ("offertes", &order, &[SALE, QUOTE_ONLY]),
    ] {
        let made = world.post(resource, body).await;
        assert_eq!(made.status, 201, "{resource}: {}", made.json);
        check(tables, &made.json, false, resource);
        let id = made.json["id"].as_str().unwrap();
        let put = world.put(&format!("{resource}/{id}"), body).await;
        assert_eq!(put.status, 200, "{resource}: {}", put.json);
        check(tables, &put.json, false, resource);
    }
    let id = world.snel.orders()[0].id.clone();
    let body = json!({ "id": id, "procesStatus": "Werkbon" });
    let answer = world.put(&format!("verkooporders/{id}/ProcesStatus"), &body).await;
    check(&[SALE, ORDER_ONLY], &answer.json, false, "ProcesStatus");
}

#[tokio::test]
async fn s8_7_s8_8_company_info_and_the_small_lists_have_the_properties_of_the_sheet() {
    let (world, _) = filled().await;
    check(&[COMPANY], &world.get("companyInfo").await.json, true, "companyInfo");
    for (resource, table) in SMALL {
        let answer = world.get(resource).await;
        let rows = answer.json.as_array().unwrap();
        assert!(!rows.is_empty(), "{resource}");
        let filled = resource != "verkoopordersjablonen";
        rows.iter().for_each(|row| check(&[table], row, filled, resource));
        if let Some(id) = rows[0]["id"].as_str().filter(|_| resource != "kostenplaatsen") {
            check(&[table], &world.get(&format!("{resource}/{id}")).await.json, filled, resource);
        }
    }
    let token = world
        .ask(super::world::token(&[
            ("grant_type", "clientkey"),
            ("clientkey", &world.snel.options().client_key),
        ]))
        .await;
    let names: Vec<&String> = token.json.as_object().unwrap().keys().collect();
    assert_eq!(names, ["access_token", "expires_in", "token_type"]);
}
