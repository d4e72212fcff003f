//! Quotes: for whom, with which lines, and what a package without them says.

use koppel_bookkeeping::{Bookkeeping as _, QuoteRow};
use koppel_domain::records::Stream;
use serde_json::{Value, json};

use crate::answers::{ok, status};
use crate::world::{CUSTOMER, TAP, World, article, customer, key, kind, monday};

const ID: &str = "eeeeeeee-0000-4000-8000-000000000165";
const CHANGED: &str = "GET /offertes?$filter=ModifiedOn gt datetime'2026-11-23T06:00:00'";
const BY_NUMBER: &str = "GET /offertes?$filter=Nummer eq 165";

fn quote(number: u32) -> Value {
    json!({
        "id": ID.replace("165", &number.to_string()), "nummer": number, "relatie": { "id": CUSTOMER },
        "datum": "2026-11-20T00:00:00", "modifiedOn": "2026-11-23T08:30:00", "procesStatus": "Offerte",
        "orderreferentie": "PO-77", "omschrijving": "Badkamer", "memo": null, "isOfferte": true,
        "regels": [
            { "omschrijving": "Badkamer verbouwen", "aantal": 0 },
            { "artikel": { "id": TAP }, "omschrijving": null, "aantal": 2, "stuksprijs": 18.95 },
        ],
    })
}

#[tokio::test]
async fn quotes_come_with_their_customers_number_and_lines_with_their_articles() {
    let world = World::new();
    world.http.on(CHANGED, [ok(json!([quote(165), quote(166)]).to_string())]);
    world.http.on(&format!("GET /offertes/{ID}"), [ok(quote(165).to_string())]);
    world.http.on(&format!("GET /artikelen/{TAP}"), [ok(article(TAP, "308", json!(1)).to_string())]);
    let connector = world.connector(None);
    let page = connector.quotes(Some(monday()), None).await.unwrap();
    let numbers: Vec<_> = page
        .rows
        .iter()
        .map(|row| match row {
            QuoteRow::Quote(quote) => (quote.number.clone(), quote.debtor.clone()),
            QuoteRow::Faulty { .. } => panic!("{row:?}"),
        })
        .collect();
    assert_eq!(numbers, [(key("165"), Some(key("1042"))), (key("166"), Some(key("1042")))]);
    let lines = connector.quote_lines(&key("165")).await.unwrap();
    let [Ok(text), Ok(tap)] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((text.line, text.article.as_ref(), text.text.as_str()), (1, None, "Badkamer verbouwen"));
    assert_eq!((tap.line, tap.article.as_ref(), tap.text.as_str()), (2, Some(&key("308")), "Artikel 308"));
    assert_eq!(
        world.http.questions()[1..],
        [
            CHANGED.to_owned(),
            format!("GET /relaties/{CUSTOMER}"),
            format!("GET /offertes/{ID}"),
            format!("GET /artikelen/{TAP}")
        ]
    );
    assert!(connector.changed_quote_lines(monday(), None).await.unwrap().quotes.is_empty());
}

#[tokio::test]
async fn a_quote_is_found_by_its_number_however_its_list_answers() {
    let whole = json!([quote(164), quote(165)]).to_string();
    for (by_number, is_scanned) in [
        (ok(json!([quote(165)]).to_string()), false),
        (ok(whole.clone()), true),
        (status(400, r#"{"Message":"Could not find a property named 'Nummer'"}"#), true),
    ] {
        let world = World::new();
        world.http.on(BY_NUMBER, [by_number]);
        world.http.on("GET /offertes", [ok(whole.clone())]);
        let connector = world.connector(None);
        let found = connector.quote(&key("165")).await.unwrap();
        assert!(matches!(found, Some(QuoteRow::Quote(quote)) if quote.number == key("165")));
        assert_eq!(world.http.questions().contains(&"GET /offertes".to_owned()), is_scanned);
    }
    let world = World::new();
    world.http.on(BY_NUMBER, [ok("[]")]);
    assert_eq!(world.connector(None).quote(&key("165")).await.unwrap(), None);
    assert_eq!(world.connector(None).quote(&key("A1")).await.unwrap(), None);
}

#[tokio::test]
async fn a_list_without_lines_is_made_up_for_and_a_quote_that_became_an_order_is_none() {
    let mut bare = quote(165);
    bare.as_object_mut().unwrap().remove("regels");
    let mut ordered = quote(166);
    ordered["isOfferte"] = false.into();
    let world = World::new();
    world.http.on(BY_NUMBER, [ok(json!([bare]).to_string())]);
    world.http.on(&format!("GET /offertes/{ID}"), [ok(quote(165).to_string())]);
    world.http.on(&format!("GET /artikelen/{TAP}"), [status(404, "")]);
    // An article that is no longer in use is in its list alone.
    let listed = ok(json!([article(TAP, "308", json!(1))]).to_string());
    world.http.on(&format!("GET /artikelen?$filter=Id eq guid'{TAP}'"), [listed]);
    world.http.on("GET /offertes", [ok(json!([ordered]).to_string())]);
    let connector = world.connector(None);
    assert_eq!(connector.quote_lines(&key("165")).await.unwrap().len(), 2);
    assert!(connector.quotes(None, None).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn a_prospect_has_no_number_and_many_customers_are_listed_at_once() {
    let world = World::new();
    let ids: Vec<String> = (10..30).map(|it| CUSTOMER.replace("1042", &format!("20{it}"))).collect();
    let quotes: Vec<Value> = ids
        .iter()
        .enumerate()
        .map(|(position, id)| {
            let mut quote = quote(200 + u32::try_from(position).unwrap());
            quote["relatie"]["id"] = id.clone().into();
            quote
        })
        .collect();
    let mut other = customer();
    other["id"] = ids[0].clone().into();
    let mut prospect = customer();
    (prospect["id"], prospect["relatiecode"]) = (ids[1].clone().into(), (-2).into());
    world.http.on("GET /offertes", [ok(json!(quotes).to_string())]);
    world.http.on("GET /relaties", [ok(json!([other, prospect]).to_string())]);
    let page = world.connector(None).quotes(None, None).await.unwrap();
    let debtors: Vec<_> = page
        .rows
        .iter()
        .filter_map(|row| match row {
            QuoteRow::Quote(quote) => quote.debtor.clone(),
            QuoteRow::Faulty { .. } => None,
        })
        .collect();
    assert_eq!((page.rows.len(), debtors), (20, vec![key("1042")]));
    assert_eq!(world.http.questions().len(), 3);
}

#[tokio::test]
async fn a_package_without_quotes_refuses_which_concerns_nothing_else() {
    let world = World::new();
    world.http.on("GET /offertes", [status(403, "Offertes horen niet bij dit pakket.")]);
    world.http.on("GET /relaties", [ok("[]")]);
    let connector = world.connector(None);
    assert_eq!(kind(&connector.quotes(None, None).await.unwrap_err()), "refused: 403");
    assert!(connector.page(Stream::Customers, None, None).await.is_ok());
}
