//! Switches that no other test turns, and what stands behind the defaults.

use serde_json::json;

use super::world::World;
use crate::snelstart::{BeyondLimit, Options, Overlong};

#[tokio::test]
async fn a07_a_long_description_or_memo_is_refused_cut_or_taken() {
    let world = World::new().await;
    let long = "é".repeat(60);
    let sent = json!({ "omschrijving": long, "memo": long });
    assert_eq!(world.order(sent.clone()).await.state(), ["verkooporder.Omschrijving"], "a memo has no limit");
    world.snel.change_options(|options| options.memo_max = Some(55));
    assert_eq!(world.order(sent.clone()).await.state(), ["verkooporder.Memo", "verkooporder.Omschrijving"]);
    world.snel.change_options(|options| options.beyond_limit = BeyondLimit::Cut);
    let answer = world.order(sent.clone()).await;
    assert_eq!(answer.json["omschrijving"], json!("é".repeat(50)));
    assert_eq!(answer.json["memo"], json!("é".repeat(55)));
    let tools = "🔧".repeat(26);
    let answer = world.order(json!({ "omschrijving": tools })).await;
    assert_eq!(answer.json["omschrijving"], json!("🔧".repeat(25)), "two units each");
    world.snel.change_options(|options| (options.order_description_max, options.memo_max) = (None, None));
    assert_eq!(world.order(sent).await.json["omschrijving"], json!(long));
}

#[tokio::test]
async fn s4_1_lengths_can_have_codes() {
    let world = World::with(Options { overlong: Overlong::Codes, ..Options::default() }).await;
    for (name, max, code) in [
        ("straat", 50, "VOR-0006"),
        ("postcode", 25, "VOR-0007"),
        ("plaats", 50, "VOR-0008"),
        ("contactpersoon", 50, "VOR-0009"),
    ] {
        let right = json!({ "afleveradres": { name: "x".repeat(max) } });
        assert_eq!(world.order(right).await.status, 201, "{name}");
        for address in ["afleveradres", "factuuradres"] {
            let wrong = json!({ address: { name: "x".repeat(max + 1) } });
            assert_eq!(world.order(wrong).await.codes(), [code], "{address}.{name}");
        }
    }
    for (wrong, code) in [
        (json!({ "mobieleTelefoon": "1".repeat(26) }), "REL-0012"),
        (json!({ "telefoon": "1".repeat(26) }), "REL-0013"),
        (json!({ "email": "x".repeat(251) }), "REL-0085"),
        (json!({ "btwNummer": "N".repeat(51) }), "REL-0057"),
        (json!({ "vestigingsAdres": { "straat": "x".repeat(51) } }), "REL-0020"),
        (json!({ "correspondentieAdres": { "contactpersoon": "x".repeat(51) } }), "REL-0028"),
    ] {
        assert_eq!(world.post("relaties", &wrong).await.codes(), [code], "{wrong}");
    }
    let no_code = json!({ "regels": [{ "omschrijving": "x".repeat(251) }] });
    assert_eq!(world.order(no_code).await.state(), ["verkooporder.Regels[0].Omschrijving"]);
}

#[tokio::test]
async fn s8_7_company_info_tells_what_the_switches_say() {
    let options = Options {
        numeric_article_codes: true,
        article_code_max: 6,
        prices_exclude_vat: false,
        first_order_number: 500,
        ..Options::default()
    };
    let world = World::with(options).await;
    let info = world.get("companyInfo").await.json;
    for (name, value) in [
        ("artikelcodeSoort", json!("Numeriek")),
        ("artikelcodeMaxLengte", json!(6)),
        ("verkoopprijsArtikelbestandExclusiefBtw", json!(false)),
        ("volgendVerkoopordernummer", json!(500)),
        ("huidigBoekjaar", json!(2026)),
    ] {
        assert_eq!(info[name], value, "{name}");
    }
    assert_eq!(world.order(json!({})).await.json["nummer"], json!(500));
}

#[tokio::test]
async fn s7_access_is_told_for_a_user_who_is_named() {
    let world = World::new().await;
    let path = "authorization/HasUserAccessToAdministration";
    let named = format!("{path}?userIdentifier={}", super::world::CUSTOMER);
    assert_eq!(world.get(&named).await.json, json!({ "hasAccess": true }));
    assert_eq!(world.get(path).await.json, json!({ "hasAccess": false }));
    assert_eq!(world.get("authorization/Iets").await.status, 404);
}
