//! `$filter` (SnelStart fact sheet §5): every shape that the sheet shows, and what is refused.

use jiff::SignedDuration;
use serde_json::json;

use super::world::{CUSTOMER, WORK, World};
use crate::snelstart::{ArticleCodeName, Options, Relation};

/// The customer of the sheet, and O'Brien, an hour younger and with an extra field.
async fn two() -> World {
    let world = World::new().await;
    world.clock.advance(SignedDuration::from_hours(1));
    let extra = [("extraVeldenKlant".to_owned(), json!([{ "naam": "simonid", "waarde": "5299" }]))].into();
    world.snel.put_relation(Relation {
        code: Some(7),
        name: "O'Brien".into(),
        kinds: vec!["Klant".into(), "Leverancier".into()],
        email: "a@b.nl".into(),
        extra,
        ..Relation::default()
    });
    world
}

async fn found(world: &World, resource: &str, filter: &str, column: &str) -> Vec<String> {
    let answer = world.filter(resource, filter).await;
    assert_eq!(answer.status, 200, "{filter}: {}", answer.json);
    answer.column(column)
}

#[tokio::test]
async fn s5_every_documented_shape_finds_what_it_should() {
    let world = two().await;
    let korenaar = "Bakkerij De Korenaar";
    for (filter, names) in [
        ("Relatiecode eq 1042", &[korenaar][..]),
        ("Relatiecode gt 0 and Relatiecode lt 1042", &["O'Brien"]),
        ("Naam eq 'O''Brien'", &["O'Brien"]),
        ("Email eq 'a@b.nl'", &["O'Brien"]),
        ("Email ne null and Naam ne 'O''Brien'", &[korenaar]),
        ("Relatiesoort/any(r:r eq 'Eigen')", &["Eigen relatie"]),
        ("Relatiesoort/any(r:r eq 'Leverancier')", &["Leverancier onbekend", "O'Brien"]),
        ("ExtraVeldenKlant/any(e:e/Waarde eq '5299' and e/Naam eq 'simonid')", &["O'Brien"]),
        ("ExtraVeldenKlant/any(e:e/Waarde eq '5299' and e/Naam eq 'kleur')", &[]),
        ("substringof('Koren',Naam) eq true", &[korenaar]),
        ("startswith(Naam,'Bak') eq true", &[korenaar]),
        ("startswith(Naam, 'Koren') eq true", &[]),
        ("VestigingsAdres/Plaats eq 'Eindhoven'", &[korenaar]),
        ("(Nonactief eq false) and (Relatiecode eq 7)", &["O'Brien"]),
        ("ModifiedOn gt datetime'2026-07-15T10:00:00'", &["O'Brien"]),
        ("ModifiedOn gt datetime'2026-07-15T09:59:59.999' and Relatiecode gt 7", &[korenaar]),
    ] {
        assert_eq!(found(&world, "relaties", filter, "naam").await, names, "{filter}");
    }
    let by_id = format!("Id eq guid'{CUSTOMER}'");
    assert_eq!(found(&world, "relaties", &by_id, "naam").await, [korenaar]);
}

#[tokio::test]
async fn s5_articles_and_orders_are_filtered_by_what_the_client_looks_for() {
    let world = two().await;
    assert_eq!(found(&world, "artikelen", "Artikelcode eq '308'", "omschrijving").await, ["Dichting"]);
    let since = "IsNonActief eq false and ModifiedOn gt datetime'2026-07-01T00:00:00'";
    assert_eq!(found(&world, "artikelen", since, "artikelcode").await, ["10", "11", "308"]);
    world.order(json!({})).await;
    world.order(json!({ "orderreferentie": "Werkbon 2", "datum": "2025-12-31" })).await;
    for (filter, references) in [
        ("Orderreferentie eq 'Werkbon 2026-0815'", &["Werkbon 2026-0815"][..]),
        ("year(Datum) eq 2025", &["Werkbon 2"]),
        ("ModifiedOn gt datetime'2026-07-15T10:59:59'", &["Werkbon 2026-0815", "Werkbon 2"]),
        ("ModifiedOn gt datetime'2026-07-15T11:00:00'", &[]),
        ("substringof('simon-workorder', Memo) eq true and year(Datum) eq 2026", &["Werkbon 2026-0815"]),
        ("Verkoopfactuur eq null and Nummer eq 20260002", &["Werkbon 2"]),
    ] {
        assert_eq!(found(&world, "verkooporders", filter, "orderreferentie").await, references, "{filter}");
    }
    let of = format!("Relatie/Id eq guid'{CUSTOMER}'");
    assert_eq!(found(&world, "verkooporders", &of, "nummer").await.len(), 2);
    let none = format!("Relatie/Id eq guid'{WORK}'");
    assert!(found(&world, "verkooporders", &none, "nummer").await.is_empty());
}

#[tokio::test]
async fn s5_an_unknown_property_a_wrong_case_and_a_uri_are_refused_in_the_odata_shape() {
    let world = two().await;
    for (resource, filter, starts) in [
        (
            "relaties",
            "naam eq 'x'",
            "Could not find a property named 'naam' on type 'SnelStart.B2B.Api.V2.Models",
        ),
        ("relaties", "KvKNummer eq 'x'", "Could not find a property named 'KvKNummer'"),
        ("verkooporders", "OrderReferentie eq 'x'", "Could not find a property named 'OrderReferentie'"),
        ("relaties", "ExtraVeldenKlant/any(e:e/waarde eq 'x')", "Could not find a property named 'waarde'"),
        ("relaties", "Uri eq 'x'", "The property 'Uri' cannot be used"),
        ("relaties", "Relatiecode eq '1042'", "A binary operator with incompatible types"),
        ("artikelen", "Artikelcode eq 308", "A binary operator with incompatible types"),
        ("relaties", "Id eq 'x'", "A binary operator with incompatible types"),
        ("relaties", "ModifiedOn gt '2026-07-15T00:00:00'", "A binary operator with incompatible types"),
    ] {
        let answer = world.filter(resource, filter).await;
        let message = answer.json["Message"].as_str().unwrap_or_default();
        assert!(answer.status == 400 && message.starts_with(starts), "{filter}: {}", answer.json);
    }
}

#[tokio::test]
async fn s5_what_is_no_filter_is_alg_0104() {
    let world = two().await;
    for filter in [
        "",
        "Naam",
        "Naam eq",
        "Naam eq 'x",
        "Naam eq 'x' or Naam eq 'y'",
        "not (Naam eq 'x')",
        "endswith(Naam,'x') eq true",
        "Naam like 'x'",
        "Relatiecode ge 5",
        "ModifiedOn gt datetimeoffset'2026-07-15T00:00:00Z'",
        "ModifiedOn gt datetime'2026-07-15T00:00:00Z'",
        "ModifiedOn gt 2026-07-15T00:00:00Z",
        "Id eq guid'1042'",
        "Relatiesoort/all(r:r eq 'Klant')",
        "Naam eq \"x\"",
    ] {
        let answer = world.filter("relaties", filter).await;
        assert_eq!((answer.status, answer.codes()), (400, vec!["ALG-0104"]), "{filter}: {}", answer.json);
    }
}

#[tokio::test]
async fn a04_the_code_of_an_article_is_spelt_as_switched() {
    let world = two().await;
    assert_eq!(world.filter("artikelen", "ArtikelCode eq '308'").await.status, 400);
    world.snel.change_options(|options| options.article_code_name = ArticleCodeName::ArtikelCode);
    assert_eq!(found(&world, "artikelen", "ArtikelCode eq '308'", "omschrijving").await, ["Dichting"]);
    let answer = world.filter("artikelen", "Artikelcode eq '308'").await;
    assert!(answer.json["Message"].as_str().unwrap().contains("'Artikelcode'"));
}

#[tokio::test]
async fn a05_a_property_can_be_refused_on_one_list() {
    let world = two().await;
    world.order(json!({})).await;
    for (property, filter) in [
        ("Orderreferentie", "Orderreferentie eq 'Werkbon 2026-0815'"),
        ("ModifiedOn", "ModifiedOn gt datetime'2026-07-01T00:00:00'"),
    ] {
        assert_eq!(found(&world, "verkooporders", filter, "nummer").await.len(), 1);
        let refused = ("verkooporders".to_owned(), property.to_owned());
        world.snel.change_options(|options| options.refused_filters.push(refused));
        let answer = world.filter("verkooporders", filter).await;
        assert!(answer.status == 400 && answer.json["Message"].is_string(), "{property}");
        assert_eq!(world.get("verkooporders").await.column("nummer").len(), 1, "a whole scan goes on");
    }
    assert_eq!(
        found(&world, "relaties", "ModifiedOn gt datetime'2026-07-01T00:00:00'", "naam").await.len(),
        2
    );
}

#[tokio::test]
async fn case_and_further_operators_are_switches() {
    let world = two().await;
    assert!(found(&world, "relaties", "Naam eq 'o''brien'", "naam").await.is_empty());
    world.snel.change_options(|options| {
        *options = Options { filter_ignores_case: true, undocumented_operators: true, ..options.clone() };
    });
    assert_eq!(found(&world, "relaties", "Naam eq 'o''brien'", "naam").await, ["O'Brien"]);
    assert_eq!(found(&world, "relaties", "Relatiecode ge 7 and Relatiecode le 7", "naam").await, ["O'Brien"]);
    assert_eq!(world.filter("relaties", "Relatiecode eq 7 or Relatiecode eq 8").await.status, 400);
}
