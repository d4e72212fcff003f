//! What an article costs a customer (SnelStart fact sheet §7, §8.8), and totals with VAT (§8.5, §12).

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{CUSTOMER, HIGH, NOBODY, PART, WORK, World, decimal};
use crate::snelstart::{Agreement, Article, Group, NoPrice, Relation};

async fn agreed() -> World {
    let world = World::new().await;
    for (quantity, price, discount, until) in
        [("1", "18", "0", None), ("10", "20", "25", None), ("5", "1", "0", Some("2026-07-14"))]
    {
        world.snel.put_agreement(Agreement {
            relation: CUSTOMER.into(),
            article: PART.into(),
            quantity: decimal(quantity),
            price: decimal(price),
            discount: decimal(discount),
            until: until.map(|day| day.parse().unwrap()),
            from: Some("2026-01-01".parse().unwrap()),
        });
    }
    world
}

#[tokio::test]
async fn s7_an_article_tells_the_price_that_was_agreed_for_the_quantity() {
    let world = agreed().await;
    let other = world.snel.put_relation(Relation::default());
    for (query, price) in [
        (String::new(), 18.95),
        (format!("?relatieId={CUSTOMER}"), 18.0),
        (format!("?relatieId={CUSTOMER}&aantal=9"), 18.0),
        (format!("?relatieId={CUSTOMER}&aantal=10"), 15.0),
        (format!("?relatieId={CUSTOMER}&aantal=0.5"), 18.95),
        (format!("?relatieId={other}&aantal=10"), 18.95),
    ] {
        let one = world.get(&format!("artikelen/{PART}{query}")).await.json["verkoopprijs"].as_f64();
        assert_eq!(one, Some(price), "{query}");
        let list = world.get(&format!("artikelen{query}")).await;
        assert_eq!(list.json[2]["verkoopprijs"].as_f64(), Some(price), "{query}");
        assert_eq!(list.json[0]["verkoopprijs"], json!(62.5));
    }
    world.clock.advance(SignedDuration::from_hours(-24));
    let path = format!("artikelen/{PART}?relatieId={CUSTOMER}&aantal=5");
    assert_eq!(world.get(&path).await.json["verkoopprijs"], json!(1), "while it held");
    let answer = world.get(&format!("artikelen/{PART}?relatieId={NOBODY}")).await;
    assert_eq!(answer.codes(), ["ART-0014"]);
    assert_eq!(world.get(&format!("artikelen/{PART}?aantal=veel")).await.state(), ["aantal"]);
}

#[tokio::test]
async fn s5_prijsafspraken_wants_an_article_in_its_filter() {
    let world = agreed().await;
    assert_eq!(world.get("prijsafspraken").await.codes(), ["ALG-0104"]);
    let of =
        |id: &str| format!("Artikel/Id eq guid'{id}' and Relatie/Id eq guid'{CUSTOMER}' and Aantal eq 10");
    assert_eq!(world.filter("prijsafspraken", &of(PART)).await.column("verkoopprijs"), ["20"]);
    assert!(world.filter("prijsafspraken", &of(WORK)).await.column("verkoopprijs").is_empty());
    assert_eq!(world.get("artikelen/prijsafspraken").await.column("korting"), ["0", "25", "0"]);
}

#[tokio::test]
async fn a09_a_line_without_a_price_gets_the_customers_nothing_or_a_refusal() {
    let world = agreed().await;
    let line = json!({ "regels": [{ "artikel": { "id": PART }, "aantal": 10 }] });
    for (switch, price) in [(NoPrice::FromArticle, json!(15)), (NoPrice::Zero, json!(0))] {
        world.snel.change_options(|options| options.no_price = switch);
        let answer = world.order(line.clone()).await;
        assert_eq!((answer.status, &answer.json["regels"][0]["stuksprijs"]), (201, &price));
    }
    world.snel.change_options(|options| options.no_price = NoPrice::Refused);
    assert_eq!(world.order(line).await.state(), ["verkooporder.Regels[0].Stuksprijs"]);
}

#[tokio::test]
async fn s12_6_vat_is_reckoned_per_group_and_by_the_day_of_the_order() {
    let world = World::new().await;
    let low = world.snel.put_group(Group { vat: "Laag".into(), ..Group::default() });
    let book = world.snel.put_article(Article { group: low, code: "B".into(), ..Article::default() });
    let lines = json!([
        { "artikel": { "id": PART }, "aantal": 3, "stuksprijs": 0.33 },
        { "artikel": { "id": book }, "aantal": 1, "stuksprijs": 10, "kortingsPercentage": 10 },
    ]);
    for (entry, day, without, with_vat) in [
        ("Exclusief", "2026-07-15", 9.99, 11.01),
        ("Exclusief", "2018-12-31", 9.99, 10.74),
        ("Exclusief", "2012-09-30", 9.99, 10.72),
        ("Inclusief", "2026-07-15", 9.08, 9.99),
    ] {
        let answer =
            world.order(json!({ "regels": lines, "datum": day, "verkooporderBtwIngaveModel": entry })).await;
        let totals =
            ["totaalExclusiefBtw", "totaalInclusiefBtw"].map(|name| answer.json[name].as_f64().unwrap());
        assert_eq!(totals, [without, with_vat], "{entry} {day}");
    }
    let answer = world.order(json!({ "regels": lines, "factuurkorting": 50 })).await;
    assert_eq!(answer.json["totaalExclusiefBtw"], json!(5));
}

#[tokio::test]
async fn s7_rates_have_open_ends_and_groups_name_a_ledger() {
    let world = World::new().await;
    let rates = world.get("btwtarieven").await;
    let high: Vec<&Value> =
        rates.json.as_array().unwrap().iter().filter(|rate| rate["btwSoort"] == "Hoog").collect();
    assert_eq!(
        (&high[1]["btwPercentage"], &high[1]["datumTotEnMet"]),
        (&json!(21), &json!("2400-12-31T00:00:00"))
    );
    assert_eq!(rates.json[0]["datumVanaf"], json!("1900-01-01T00:00:00"));
    let group = world.get(&format!("artikelomzetgroepen/{HIGH}")).await;
    assert!(group.json["verkoopGrootboekNederlandIdentifier"]["id"].is_string());
}
