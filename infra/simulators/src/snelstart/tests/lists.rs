//! Lists (SnelStart fact sheet §5, §7): pages, `$top`, `$skip`, `$select`, and lists that take no query at all.

use serde_json::{Value, json};

use super::world::{CUSTOMER, NOBODY, World};
use crate::snelstart::{Article, Options, OrderBy, OverTop, Relation};

/// So many customers beside the three rows that are always there.
async fn many(options: Options, customers: i64) -> World {
    let world = World::bare(options).await;
    for code in 1..=customers {
        let name = format!("Klant {code}");
        world.snel.put_relation(Relation { code: Some(code), name, ..Relation::default() });
    }
    world
}

fn length(answer: &super::world::Answer) -> usize {
    answer.json.as_array().unwrap().len()
}

#[tokio::test]
async fn s5_a_page_has_500_rows_whatever_is_asked_and_nothing_counts_them() {
    let world = many(Options::default(), 600).await;
    assert_eq!(length(&world.get("relaties").await), 500);
    assert_eq!(length(&world.list("relaties", &[("$top", "1000")]).await), 500);
    let second = world.list("relaties", &[("$top", "500"), ("$skip", "500")]).await;
    assert_eq!(length(&second), 103);
    assert!(second.json.is_array(), "a bare array");
    assert_eq!(length(&world.list("relaties", &[("$skip", "603")]).await), 0);
    assert_eq!(length(&world.list("relaties", &[("$top", "7"), ("$skip", "600")]).await), 3);
}

#[tokio::test]
async fn s5_over_top_can_be_refused_and_no_number_always_is() {
    let world = many(Options { over_top: OverTop::Refused, ..Options::default() }, 1).await;
    assert_eq!(world.list("relaties", &[("$top", "500")]).await.status, 200);
    for (name, value) in [("$top", "501"), ("$top", "veel"), ("$skip", "-1")] {
        let answer = world.list("relaties", &[(name, value)]).await;
        assert!(answer.status == 400 && answer.json["Message"].is_string(), "{name}={value}");
    }
}

#[tokio::test]
async fn a02_articles_can_come_by_25_alone() {
    let world = many(Options { articles_page_max: 25, ..Options::default() }, 30).await;
    for code in 0..30 {
        world.snel.put_article(Article { code: code.to_string(), ..Article::default() });
    }
    assert_eq!(length(&world.list("artikelen", &[("$top", "500")]).await), 25);
    assert_eq!(length(&world.list("artikelen", &[("$top", "500"), ("$skip", "25")]).await), 5);
    assert_eq!(length(&world.get("relaties").await), 33);
}

#[tokio::test]
async fn a03_orderby_is_passed_over_or_refused() {
    let world = many(Options::default(), 3).await;
    let ordered = [("$orderby", "Relatiecode desc")];
    let codes = world.list("relaties", &ordered).await.column("relatiecode");
    assert_eq!(codes, ["0", "-1", "-2", "1", "2", "3"]);
    world.snel.change_options(|options| options.order_by = OrderBy::Refused);
    assert_eq!(world.list("relaties", &ordered).await.status, 400);
}

#[tokio::test]
async fn s5_select_gives_the_named_properties_alone_in_upper_camel_case() {
    let world = World::new().await;
    let filter = ("$filter", "Relatiecode eq 1042");
    let answer = world.list("relaties", &[("$select", "Id, Naam"), filter]).await;
    assert_eq!(answer.json, json!([{ "id": CUSTOMER, "naam": "Bakkerij De Korenaar" }]));
    for wrong in ["naam", "Voornaam"] {
        let answer = world.list("relaties", &[("$select", wrong)]).await;
        let message = answer.json["Message"].as_str().unwrap();
        assert_eq!(answer.status, 400);
        assert!(
            message.starts_with(&format!("Could not find a property named '{wrong}' on type")),
            "{message}"
        );
    }
}

#[tokio::test]
async fn s7_1_every_administration_has_its_own_relation_two_unknown_ones_and_groups() {
    let world = World::bare(Options::default()).await;
    let answer = world.get("relaties").await;
    assert_eq!(answer.column("naam"), ["Eigen relatie", "Leverancier onbekend", "Klant onbekend"]);
    assert_eq!(answer.column("relatiecode")[1..], ["-1", "-2"]);
    assert_eq!(answer.json[0]["relatiesoort"], json!(["Eigen"]));
    assert_eq!(world.get("artikelomzetgroepen").await.column("nummer"), ["1", "2", "5"]);
    assert_eq!((world.snel.relations().len(), world.snel.groups().len()), (3, 3));
}

#[tokio::test]
async fn s5_landen_groups_and_other_plain_lists_pass_every_query_over() {
    let world = World::bare(Options::default()).await;
    let nonsense = [("$filter", "Landcode eq 'NL' and ("), ("$top", "1"), ("$skip", "2"), ("$select", "X")];
    for resource in
        ["landen", "artikelomzetgroepen", "btwtarieven", "kostenplaatsen", "verkoopordersjablonen"]
    {
        let (all, asked) = (world.get(resource).await, world.list(resource, &nonsense).await);
        assert_eq!((asked.status, &asked.json), (200, &all.json), "{resource}");
        assert!(length(&all) > 0);
    }
}

#[tokio::test]
async fn s5_a_filter_can_be_passed_over_silently_on_any_list() {
    let world = World::new().await;
    world.snel.change_options(|options| options.ignored_filters = vec!["relaties".into()]);
    assert_eq!(length(&world.filter("relaties", "Relatiecode eq 1042").await), 4);
    assert_eq!(length(&world.filter("artikelen", "Artikelcode eq '308'").await), 1, "this list alone");
}

#[tokio::test]
async fn s12_9_a10_inactive_rows_are_listed_with_their_flag_and_found_by_no_id() {
    let world = World::new().await;
    assert_eq!(world.delete(&format!("relaties/{CUSTOMER}")).await.status, 200);
    let listed = world.filter("relaties", "Relatiecode eq 1042").await;
    assert_eq!(listed.json[0]["nonactief"], json!(true));
    let answer = world.get(&format!("relaties/{CUSTOMER}")).await;
    assert_eq!((answer.status, answer.codes()), (404, vec!["REL-0005"]));
    world.snel.change_options(|options| options.inactive_in_lists = false);
    assert_eq!(length(&world.filter("relaties", "Relatiecode eq 1042").await), 0);
    assert_eq!(length(&world.get("relaties").await), 3);
}

#[tokio::test]
async fn s4_what_an_id_does_not_find_is_404_or_400_and_what_is_no_id_is_alg_0103() {
    let world = World::new().await;
    for (path, code) in [
        ("relaties", "REL-0005"),
        ("artikelen", "ART-0001"),
        ("verkooporders", "VOR-0001"),
        ("offertes", "VOR-0001"),
        ("artikelomzetgroepen", "ALG-0103"),
        ("landen", "ALG-0103"),
    ] {
        for is_400 in [false, true] {
            world.snel.change_options(|options| options.missing_is_400 = is_400);
            let answer = world.get(&format!("{path}/{NOBODY}")).await;
            assert_eq!(
                (answer.status, answer.codes()),
                (if is_400 { 400 } else { 404 }, vec![code]),
                "{path}"
            );
        }
    }
    let answer = world.get("relaties/1042").await;
    assert_eq!((answer.status, answer.codes()), (400, vec!["ALG-0103"]));
    assert_eq!(world.get(&format!("relaties/{}", CUSTOMER.to_uppercase())).await.status, 200);
}

#[tokio::test]
async fn s1_an_unknown_property_can_stand_in_every_record() {
    let world = World::new().await;
    assert_eq!(world.get("relaties").await.json[0]["nieuwVeld"], Value::Null);
    world.snel.change_options(|options| options.unknown_property = true);
    for path in ["relaties", "artikelen", "artikelomzetgroepen"] {
        assert!(world.get(path).await.json[0]["nieuwVeld"].is_object(), "{path}");
    }
}
