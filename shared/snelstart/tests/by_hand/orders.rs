//! One order for one work order: what is written, what it costs, and how it is found again (P1).

use koppel_bookkeeping::{Bookkeeping as _, LookUp};
use koppel_domain::failure::Failure;
use koppel_domain::sales_order::OrderReference;
use koppel_domain::work_order::SimonId;
use koppel_snelstart::Config;
use serde_json::{Value, json};

use crate::answers::{Asked, ok, status};
use crate::world::{
    CUSTOMER, HOURS, SUPPLIER, TAP, World, agreed, article, company, customer, key, kind, order,
};

const REFERENCE: OrderReference = OrderReference::of(SimonId(417));
const CREATE: &str = "POST /verkooporders";
const BY_REFERENCE: &str = "GET /verkooporders?$filter=Orderreferentie eq 'Werkbon 417'";
/// From the order's date, or a month before today where that is earlier, and three hours more.
const BY_CHANGE: &str = "GET /verkooporders?$filter=ModifiedOn gt datetime'2026-10-22T21:00:00'";
const ALL: &str = "GET /verkooporders";
const NO_PROPERTY: &str = r#"{"Message":"Could not find a property named 'Orderreferentie' on type 'Y'."}"#;

fn made(number: u32, reference: &str, memo: &str, customer: &str) -> Value {
    json!({
        "id": format!("dddddddd-0000-4000-8000-{number:012}"), "nummer": number, "orderreferentie": reference,
        "memo": memo, "relatie": { "id": customer }, "verkoopfactuur": null,
        "modifiedOn": "2026-11-20T12:00:00",
    })
}

fn answered() -> crate::answers::Answer {
    status(201, made(20_260_031, "Werkbon 417", "simon-workorder:417", CUSTOMER).to_string())
}

fn date() -> Option<jiff::civil::Date> {
    Some(order(417).date)
}

#[tokio::test]
async fn an_order_is_written_once_with_the_prices_of_bookkeeping() {
    let world = World::new();
    world.http.on(CREATE, [answered()]);
    let number = world.connector(None).create_order(&order(417)).await.unwrap();
    assert_eq!(number.0, "20260031");
    let asked = world.http.asked();
    assert_eq!(asked.iter().filter(|asked| asked.method == "POST").count(), 2, "sign-in and order");
    let document: Value = serde_json::from_str(&asked.last().unwrap().body).unwrap();
    assert_eq!(
        document,
        json!({
            "relatie": { "id": CUSTOMER }, "datum": "2026-11-20T00:00:00", "procesStatus": "Order",
            "verkoopOrderStatus": "InBehandeling", "verkooporderBtwIngaveModel": "Exclusief",
            "orderreferentie": "Werkbon 417", "omschrijving": "PO-77",
            "memo": "simon-workorder:417\nHavenstraat 3\nStoring \"oven\"",
            "regels": [
                { "artikel": { "id": HOURS }, "aantal": 1.75, "stuksprijs": 62.5 },
                { "artikel": { "id": TAP }, "omschrijving": "Terug: kraan", "aantal": -2, "stuksprijs": 17.5 },
            ],
        })
    );
}

#[tokio::test]
async fn the_second_order_of_a_run_asks_for_new_prices_alone() {
    let world = World::new();
    world.http.on(CREATE, [answered()]);
    world.http.on(&agreed(TAP, "3"), [ok(article(TAP, "308", json!(16)).to_string())]);
    let connector = world.connector(None);
    connector.create_order(&order(417)).await.unwrap();
    world.http.asked();
    connector.create_order(&order(418)).await.unwrap();
    assert_eq!(world.http.questions(), [CREATE], "the same articles in the same quantities");
    let mut third = order(419);
    third.lines[1].quantity = 3.into();
    connector.create_order(&third).await.unwrap();
    let asked = world.http.asked();
    assert!(asked.last().unwrap().body.contains(r#""stuksprijs":16}"#));
    let questions: Vec<String> = asked.iter().map(Asked::question).collect();
    assert_eq!(questions, [agreed(TAP, "3"), CREATE.to_owned()]);
}

#[tokio::test]
async fn p1_an_order_that_was_prepared_leaves_in_one_call() {
    let world = World::new();
    world.http.on(CREATE, [answered()]);
    let connector = world.connector(None);
    connector.prepare(&order(417)).await.unwrap();
    assert!(!world.http.questions().iter().any(|asked| asked == CREATE), "nothing is made yet");
    connector.create_order(&order(417)).await.unwrap();
    assert_eq!(world.http.questions(), [CREATE]);
}

#[tokio::test]
async fn prices_are_what_the_administration_says_that_they_are() {
    let inclusive = World::new();
    inclusive.http.on("GET /companyInfo", [ok(company(false).to_string())]);
    inclusive.http.on(CREATE, [answered()]);
    inclusive.connector(None).create_order(&order(417)).await.unwrap();
    assert!(
        inclusive.http.asked().last().unwrap().body.contains(r#""verkooporderBtwIngaveModel":"Inclusief""#)
    );

    let silent = World::new();
    silent.http.on("GET /companyInfo", [ok(r#"{"administratieNaam": "Demo"}"#)]);
    let failure = silent.connector(None).create_order(&order(417)).await.unwrap_err();
    assert_eq!(kind(&failure), "unreachable: company without its kind of prices");

    let own = World::with(Config { agreed_prices: false, ..Config::default() });
    own.http.on(CREATE, [answered()]);
    own.connector(None).create_order(&order(417)).await.unwrap();
    let document = own.http.asked().pop().unwrap().body;
    assert!(document.contains(r#""stuksprijs":70}"#) && document.contains(r#""stuksprijs":18.95}"#));

    let nothing_agreed = World::new();
    nothing_agreed.http.on(&agreed(TAP, "2"), [ok(article(TAP, "308", Value::Null).to_string())]);
    nothing_agreed.http.on(CREATE, [answered()]);
    nothing_agreed.connector(None).create_order(&order(417)).await.unwrap();
    assert!(nothing_agreed.http.asked().pop().unwrap().body.contains(r#""stuksprijs":18.95}"#));
}

#[tokio::test]
async fn what_is_not_in_the_books_is_refused_before_anything_leaves() {
    let no_customer = World::new();
    no_customer.http.on("GET /relaties?$filter=Relatiecode eq 1042", [ok("[]")]);
    let no_article = World::new();
    no_article.http.on("GET /artikelen?$filter=Artikelcode eq '308'", [ok("[]")]);
    let not_in_use = World::new();
    not_in_use.http.on(&agreed(TAP, "2"), [status(404, "")]);
    let no_price = World::new();
    no_price.http.on(
        "GET /artikelen?$filter=Artikelcode eq '308'",
        [ok(json!([article(TAP, "308", Value::Null)]).to_string())],
    );
    no_price.http.on(&agreed(TAP, "2"), [ok(article(TAP, "308", Value::Null).to_string())]);
    for (world, words) in [
        (no_customer, "Klant 1042 bestaat niet in SnelStart."),
        (no_article, "Artikel 308 bestaat niet in SnelStart, of is niet actief."),
        (not_in_use, "Artikel 308 bestaat niet in SnelStart, of is niet actief."),
        (no_price, "Artikel 308 heeft in SnelStart geen verkoopprijs."),
    ] {
        let failure = world.connector(None).create_order(&order(417)).await.unwrap_err();
        let Failure::Refused { code: None, reason, .. } = failure else { panic!("{failure:?}") };
        assert_eq!(reason, words);
        assert!(!world.http.questions().contains(&CREATE.to_owned()));
    }
}

#[tokio::test]
async fn an_order_is_found_by_what_it_carries_and_not_by_what_it_resembles() {
    let world = World::new();
    let rows = json!([
        made(12, "Werkbon 417", "simon-workorder:417\nDorp", CUSTOMER),
        made(11, "Werkbon 417", "met de hand", CUSTOMER),
        made(13, "werkbon 417", "simon-workorder:4170", CUSTOMER),
    ]);
    world.http.on(BY_REFERENCE, [ok(rows.to_string())]);
    let found = world.connector(None).orders_by_reference(REFERENCE, date(), LookUp::Quick).await.unwrap();
    let found: Vec<_> = found.iter().map(|it| (it.number.0.as_str(), it.debtor.clone())).collect();
    assert_eq!(found, [("11", key("1042")), ("12", key("1042"))], "oldest first");

    world.http.on(BY_REFERENCE, [ok("[]")]);
    assert!(
        world.connector(None).orders_by_reference(REFERENCE, date(), LookUp::Quick).await.unwrap().is_empty()
    );
}

#[tokio::test]
async fn a_reference_that_cannot_be_asked_for_is_looked_for_among_what_changed_and_then_among_all() {
    let wanted = made(12, "Werkbon 417", "simon-workorder:417", CUSTOMER);
    let edited = made(13, "PO-77", "simon-workorder:417\nDorp", CUSTOMER);
    let list = json!([made(11, "Werkbon 416", "", CUSTOMER), wanted, edited]).to_string();
    let refused = || status(400, NO_PROPERTY);
    for (by_reference, by_change, asked) in [
        (refused(), ok(list.clone()), vec![BY_REFERENCE, BY_CHANGE]),
        // It answers with everything: the condition was not heeded.
        (ok(list.clone()), ok(list.clone()), vec![BY_REFERENCE, BY_CHANGE]),
        (refused(), refused(), vec![BY_REFERENCE, BY_CHANGE, ALL]),
    ] {
        let world = World::new();
        world.http.on(BY_REFERENCE, [by_reference]);
        world.http.on(BY_CHANGE, [by_change]);
        world.http.on(ALL, [ok(list.clone())]);
        let connector = world.connector(None);
        let found = connector.orders_by_reference(REFERENCE, date(), LookUp::Quick).await.unwrap();
        assert_eq!(found.iter().map(|it| it.number.0.as_str()).collect::<Vec<_>>(), ["12", "13"]);
        let questions = world.http.questions();
        assert_eq!(questions[1..questions.len() - 1], asked);
        // What is known needs not be asked again.
        connector.orders_by_reference(REFERENCE, date(), LookUp::Quick).await.unwrap();
        assert_eq!(world.http.questions(), asked.last().map(|last| vec![(*last).to_owned()]).unwrap());
    }
}

#[tokio::test]
async fn without_a_date_everything_is_looked_through_and_trouble_is_never_an_empty_answer() {
    let world = World::new();
    world.http.on(BY_REFERENCE, [status(400, NO_PROPERTY)]);
    world.http.on(ALL, [ok("[]")]);
    assert!(
        world.connector(None).orders_by_reference(REFERENCE, None, LookUp::Quick).await.unwrap().is_empty()
    );

    for (answer, expected) in [
        (status(403, ""), "access: NotIncluded"),
        (status(500, ""), "unreachable: status 500"),
        (status(400, r#"[{"errorCode":"ALG-0103","message":"Ongeldig"}]"#), "refused: ALG-0103"),
        (ok("<html>"), "unreadable: html instead of json"),
        (
            ok(r#"[{"nummer": 12, "orderreferentie": "Werkbon 417"}]"#),
            "unreadable: order without its number or customer",
        ),
    ] {
        world.http.on(BY_REFERENCE, [answer]);
        let failure =
            world.connector(None).orders_by_reference(REFERENCE, date(), LookUp::Quick).await.unwrap_err();
        assert_eq!(kind(&failure), expected);
    }
}

#[tokio::test]
async fn whose_order_it_is_can_be_told_of_a_customer_that_is_no_longer_in_use() {
    let rows = json!([made(12, "Werkbon 417", "", CUSTOMER), made(13, "Werkbon 417", "", SUPPLIER)]);
    let by_id = |id: &str| format!("GET /relaties?$filter=Id eq guid'{id}'");
    let listed = || ok(json!([customer()]).to_string());
    // By the list, asked for the id; and gone through where it refuses that question or does not heed it.
    let refused = status(400, NO_PROPERTY);
    for (of_customer, of_supplier, goes_through) in
        [(listed(), ok("[]"), false), (refused.clone(), refused, true), (listed(), listed(), true)]
    {
        let world = World::new();
        world.http.on(BY_REFERENCE, [ok(rows.to_string())]);
        world.http.on(&format!("GET /relaties/{CUSTOMER}"), [status(404, "")]);
        world.http.on(&format!("GET /relaties/{SUPPLIER}"), [status(404, r#"[{"errorCode":"REL-0005"}]"#)]);
        world.http.on(&by_id(CUSTOMER), [of_customer]);
        world.http.on(&by_id(SUPPLIER), [of_supplier]);
        world.http.on("GET /relaties", [listed()]);
        let found = world.connector(None).orders_by_reference(REFERENCE, date(), LookUp::Quick).await;
        let debtors: Vec<_> = found.unwrap().iter().map(|found| found.debtor.to_string()).collect();
        assert_eq!(debtors, ["1042", SUPPLIER], "one that cannot be found is nobody's number");
        let asked = world.http.questions();
        assert_eq!(asked.iter().any(|asked| asked == "GET /relaties"), goes_through, "{asked:?}");
    }
}

#[tokio::test]
async fn orders_that_carry_a_reference_are_listed_by_either_mark() {
    let world = World::new();
    let rows = json!([
        made(11, "Werkbon 416", "", CUSTOMER),
        made(12, "PO-77", "simon-workorder:417", SUPPLIER),
        made(13, "PO-78", "", CUSTOMER),
        { "orderreferentie": "Werkbon 418", "id": "dddddddd-0000-4000-8000-000000000014" },
    ]);
    world.http.on(ALL, [ok(rows.to_string())]);
    let page = world.connector(None).referenced_orders(None).await.unwrap();
    let listed: Vec<_> =
        page.orders.iter().map(|it| (it.reference.work_order().0, it.number.0.as_str())).collect();
    assert_eq!(listed, [(416, "11"), (417, "12")]);
    assert_eq!((page.rows, page.remaining, page.next), (4, None, None));
    assert_eq!(world.http.questions().len(), 2, "nobody's number is asked for");
}

#[tokio::test]
async fn another_record_than_asked_for_is_nobodys() {
    let world = World::new();
    world.http.on(BY_REFERENCE, [ok(json!([made(12, "Werkbon 417", "", CUSTOMER)]).to_string())]);
    let mut other = customer();
    other["id"] = SUPPLIER.into();
    world.http.on(&format!("GET /relaties/{CUSTOMER}"), [ok(other.to_string())]);
    let failure =
        world.connector(None).orders_by_reference(REFERENCE, date(), LookUp::Quick).await.unwrap_err();
    assert_eq!(kind(&failure), "unreadable: another record than asked for");
}

#[tokio::test]
async fn texts_up_to_the_limits_are_written_whole_beside_our_marks() {
    let world = World::with(Config { memo_length: 200, ..Config::default() });
    world.http.on(CREATE, [answered()]);
    world.http.on(&agreed(HOURS, "1.75"), [ok(article(HOURS, "UUR", json!(1)).to_string())]);
    let connector = world.connector(None);
    let limits = connector.limits();
    let mut long = order(i64::MAX);
    long.memo = "m".repeat(limits.memo);
    long.customer_reference = "r".repeat(limits.customer_reference);
    long.lines[0].description = "x".repeat(limits.line);
    connector.create_order(&long).await.unwrap();
    let document = world.http.asked().pop().unwrap().body;
    for text in [long.memo, long.customer_reference, long.lines[0].description.clone()] {
        assert!(document.contains(&text));
    }
}
