//! Relations (SnelStart fact sheet §4.1, §8.2, §10, §12): created, replaced, deleted, and every reason not to.

use serde_json::{Value, json};

use super::world::{CUSTOMER, NOBODY, World, with};
use crate::snelstart::{Relation, country_id};

fn customer() -> Value {
    json!({ "relatiesoort": ["Klant"], "naam": "Jansen" })
}

#[tokio::test]
async fn s12_6_a_code_that_is_left_out_is_the_next_one() {
    let world = World::new().await;
    let answer = world.post("relaties", &customer()).await;
    assert_eq!((answer.status, &answer.json["relatiecode"]), (201, &json!(1043)));
    let answer = world.post("relaties", &with(customer(), json!({ "relatiecode": 5 }))).await;
    assert_eq!((answer.status, &answer.json["relatiecode"]), (201, &json!(5)));
    assert_eq!(world.post("relaties", &customer()).await.json["relatiecode"], json!(1044));
}

#[tokio::test]
async fn s4_1_each_reason_to_refuse_has_its_code_and_leaves_nothing_behind() {
    let world = World::new().await;
    let supplier =
        world.snel.put_relation(Relation { kinds: vec!["Leverancier".into()], ..Relation::default() });
    let before = world.snel.relations();
    let netherlands = json!({ "id": country_id("NL") });
    let cases = [
        (json!({ "id": CUSTOMER }), "REL-0063"),
        (json!({ "relatiesoort": [] }), "REL-0001"),
        (json!({ "relatiesoort": null }), "REL-0001"),
        (json!({ "relatiesoort": ["Eigen"] }), "REL-0048"),
        (json!({ "krediettermijn": 1001 }), "REL-0003"),
        (json!({ "naam": " " }), "REL-0007"),
        (json!({ "relatiecode": 1042 }), "REL-0008"),
        (json!({ "factuurRelatie": { "id": NOBODY } }), "REL-0017"),
        (json!({ "factuurRelatie": { "id": supplier } }), "REL-0018"),
        (json!({ "email": "a@b.nl;geen" }), "REL-0061"),
        (json!({ "correspondentieAdres": { "land": { "id": NOBODY } } }), "REL-0055"),
        (json!({ "vestigingsAdres": { "straat": "Dorp 1" } }), "REL-0060"),
        (json!({ "vestigingsAdres": { "straat": "D", "postcode": "1", "plaats": "P" } }), "REL-0060"),
        (json!({ "vestigingsAdres": { "land": netherlands } }), "REL-0060"),
        (json!({ "btwNummer": "N" }), "REL-0058"),
        (json!({ "btwNummer": "NL123456782.B90" }), "REL-0059"),
        (json!({ "btwNummer": "NL123456783B90" }), "REL-0088"),
    ];
    for (wrong, code) in cases {
        let answer = world.post("relaties", &with(customer(), wrong.clone())).await;
        assert_eq!((answer.status, answer.codes()), (400, vec![code]), "{wrong}");
        assert_eq!(answer.json[0]["details"], Value::Null);
        assert!(answer.json[0]["message"].is_string());
    }
    let unknown = json!({ "straat": "D", "postcode": "1", "plaats": "P", "land": { "id": NOBODY } });
    let answer = world.post("relaties", &with(customer(), json!({ "vestigingsAdres": unknown }))).await;
    assert_eq!(answer.codes(), ["REL-0056"]);
    assert_eq!(world.snel.relations(), before);
}

#[tokio::test]
async fn s4_1_what_is_right_is_taken() {
    let world = World::new().await;
    let address =
        json!({ "straat": "D", "postcode": "1", "plaats": "P", "land": { "id": country_id("NL") } });
    for right in [
        json!({ "vestigingsAdres": address }),
        json!({ "vestigingsAdres": { "contactpersoon": "alleen" } }),
        json!({ "btwNummer": "NL123456782B90" }),
        json!({ "btwNummer": "NL000099998B57" }),
        json!({ "btwNummer": "BE0123456789" }),
        json!({ "email": "a@b.nl; c@d.nl" }),
        json!({ "krediettermijn": -365 }),
        json!({ "relatiesoort": ["Klant", "Leverancier"] }),
    ] {
        let answer = world.post("relaties", &with(customer(), right.clone())).await;
        assert_eq!(answer.status, 201, "{right}: {}", answer.json);
    }
}

#[tokio::test]
async fn s12_10_a_replacement_empties_what_it_leaves_out() {
    let world = World::new().await;
    let path = format!("relaties/{CUSTOMER}");
    let answer = world.put(&path, &json!({ "relatiesoort": ["Klant"], "naam": "Korenaar" })).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    assert_eq!((&answer.json["email"], &answer.json["vestigingsAdres"]), (&Value::Null, &Value::Null));
    assert_eq!(answer.json["relatiecode"], json!(1042), "the number is SnelStart's");
    assert_eq!(answer.json["extraVeldenKlant"], json!([]), "and so are the extra fields");
    let found = world.snel.relations().into_iter().find(|relation| relation.id == CUSTOMER).unwrap();
    assert_eq!((found.name.as_str(), found.email.as_str(), found.payment_days), ("Korenaar", "", None));
}

#[tokio::test]
async fn s4_1_a_replacement_keeps_its_id_and_its_kind() {
    let world = World::new().await;
    let path = format!("relaties/{CUSTOMER}");
    let answer = world.put(&path, &with(customer(), json!({ "id": NOBODY }))).await;
    assert_eq!(answer.codes(), ["REL-0047"]);
    let answer = world.put(&path, &with(customer(), json!({ "relatiesoort": ["Leverancier"] }))).await;
    assert_eq!(answer.codes(), ["REL-0064"]);
    let answer = world.put(&path, &with(customer(), json!({ "id": CUSTOMER, "relatiecode": 1042 }))).await;
    assert_eq!(answer.status, 200, "its own code is not taken: {}", answer.json);
    assert_eq!(world.put(&format!("relaties/{NOBODY}"), &customer()).await.status, 404);
}

#[tokio::test]
async fn s12_9_a_deleted_relation_stays_as_an_inactive_row() {
    let world = World::new().await;
    let path = format!("relaties/{CUSTOMER}");
    assert_eq!(world.delete(&path).await.status, 200);
    for answer in [world.get(&path).await, world.put(&path, &customer()).await, world.delete(&path).await] {
        assert_eq!((answer.status, answer.codes()), (404, vec!["REL-0005"]));
    }
    assert!(world.snel.relations().iter().any(|relation| relation.id == CUSTOMER && relation.inactive));
}
