//! Longest texts (SnelStart fact sheet §8): each is taken at its maximum, and one letter more is refused by its path.

use serde_json::{Value, json};

use super::table::{ARTICLE, ORDER_ONLY, Of, QUOTE_ONLY, RELATION, SALE, Table};
use super::world::{CUSTOMER, HIGH, PART, World};

/// Texts whose refusal is a code, whatever is switched (§12).
const CODED: [(&str, &str); 3] = [
    ("artikel.Omschrijving", "ART-0007"),
    ("verkooporder.Orderreferentie", "VOR-0011"),
    ("offerte.Orderreferentie", "VOR-0011"),
];

/// Every text with a maximum: where it stands in a body, as the error names it, and the maximum.
fn texts(tables: &[Table], pointer: &str, path: &str) -> Vec<(String, String, usize)> {
    let mut found = Vec::new();
    for (name, of) in tables.iter().flat_map(|table| table.iter()) {
        let pascal = name[..1].to_uppercase() + &name[1..];
        let (pointer, path) = (format!("{pointer}/{name}"), format!("{path}.{pascal}"));
        match of {
            Of::Max(max) => found.push((pointer, path, *max)),
            Of::Part(table) => found.extend(texts(&[table], &pointer, &path)),
            Of::Rows(table) => found.extend(texts(&[table], &format!("{pointer}/0"), &format!("{path}[0]"))),
            _ => {}
        }
    }
    found
}

/// Puts a text at a place of a body, making the objects and lists on the way.
fn placed(mut body: Value, pointer: &str, text: &str) -> Value {
    let mut at = &mut body;
    for step in pointer.split('/').skip(1) {
        at = if step == "0" {
            if !at.is_array() {
                *at = json!([{}]);
            }
            &mut at[0]
        } else {
            &mut at[step]
        };
    }
    *at = json!(text);
    body
}

/// A text of a length, in a form that nothing else refuses.
fn text(path: &str, length: usize) -> String {
    match path.rsplit('.').next() {
        Some("Email") if length <= 250 && path == "relatie.Email" => {
            "a@b.".to_owned() + &"x".repeat(length - 4)
        }
        // One letter more than a byte would count.
        _ if path.ends_with("Straat") => "é".repeat(length),
        _ => "x".repeat(length),
    }
}

fn whole_address(path: &str) -> Option<Value> {
    let land = crate::snelstart::country_id("NL");
    path.starts_with("relatie.VestigingsAdres")
        .then(|| json!({ "straat": "D", "postcode": "1", "plaats": "P", "land": { "id": land } }))
}

#[tokio::test]
async fn s8_a_text_is_taken_at_its_maximum_and_refused_beyond_it() {
    let world = World::new().await;
    let relation = json!({ "relatiesoort": ["Klant"], "naam": "Jansen" });
    let sale = json!({ "relatie": { "id": CUSTOMER }, "datum": "2026-07-15", "regels": [{ "artikel": { "id": PART } }] });
    let mut tried = 0;
    for (resource, model, tables, body) in [
        ("relaties", "relatie", &[RELATION][..], &relation),
        (
            "artikelen",
            "artikel",
            &[ARTICLE],
            &json!({ "artikelOmzetgroep": { "id": HIGH }, "omschrijving": "x" }),
        ),
        ("verkooporders", "verkooporder", &[SALE, ORDER_ONLY], &sale),
        ("offertes", "offerte", &[SALE, QUOTE_ONLY], &sale),
    ] {
        for (number, (pointer, path, max)) in texts(tables, "", model).into_iter().enumerate() {
            let mut body = body.clone();
            if model == "artikel" {
                body["artikelcode"] = json!(format!("n{number}"));
            }
            if let Some(address) = whole_address(&path) {
                body["vestigingsAdres"] = address;
            }
            let over = world.post(resource, &placed(body.clone(), &pointer, &text(&path, max + 1))).await;
            assert_eq!(over.status, 400, "{path}");
            match CODED.iter().find(|(coded, _)| *coded == path) {
                Some((_, code)) => assert_eq!(over.codes(), [*code], "{path}"),
                None => {
                    assert_eq!(over.state(), [path.as_str()]);
                    let name = path.rsplit('.').next().unwrap();
                    let told = format!("The field {name} must be a string with a maximum length of {max}.");
                    assert_eq!(over.json["modelState"][&path], json!([told]));
                }
            }
            // A VAT number of fifty signs is checked no further, as long as it is no Dutch one.
            let full = world.post(resource, &placed(body, &pointer, &text(&path, max))).await;
            assert_eq!(full.status, 201, "{path}: {}", full.json);
            assert_eq!(
                full.json.pointer(&pointer).and_then(Value::as_str),
                Some(text(&path, max).as_str()),
                "{path}"
            );
            tried += 1;
        }
    }
    assert_eq!(tried, 30 + 1 + 10 + 10, "every maximum of the sheet was tried");
}
