//! Every assumption of the fact sheet turned the other way: the client reads the same.

use koppel_domain::failure::Failure;
use koppel_domain::work_order::SimonId;
use koppel_simple_simon::config::{IdStyle, LoginVerb, ODataSignIn};
use koppel_simple_simon::{ReadWorkOrder, Table, Updated};
use koppel_simulators::simple_simon::{InsertAnswer, Numbers, PropertyNames, ReadSyncAnswer};
use rust_decimal::Decimal;
use serde_json::json;

use crate::world::{World, draft, new_id};

in_both_dialects!(
    names_in_any_casing_and_numbers_as_text,
    changes_as_key_pairs,
    inserts_answered_in_every_way,
    an_error_inside_a_200,
    another_token_header,
    another_way_in,
    small_pages_and_ids_in_segments,
);

async fn names_in_any_casing_and_numbers_as_text(world: World) {
    world.simon.set_options(|options| {
        options.property_names = PropertyNames::Mixed;
        options.numbers = Numbers::TextWithComma;
    });
    let client = world.client();
    let (customer, location) = world.customer_and_location();
    let id = world.simon.work_order(customer, location, "x");
    world.simon.use_item(id, None, "Tape", Decimal::new(25, 1));
    world.simon.insert(
        "timesheet",
        json!({"WorkOrderId": id, "Kind": "Work", "Start": "2026-07-15T07:00:00", "End": "2026-07-15T08:00:00",
            "BreakMinutes": 10}),
    );
    world.simon.archive(id);
    assert_eq!(client.keys(Table::Customer).await.unwrap()[0].ext_key.as_deref(), Some("1042"));
    assert_eq!(client.find(Table::Customer, "1042").await.unwrap(), Some(SimonId(customer)));
    assert!(matches!(client.work_order(SimonId(id)).await.unwrap(), Some(ReadWorkOrder::Read(_))));
    let used = client.used_items(SimonId(id)).await.unwrap();
    assert_eq!(used[0].as_ref().unwrap().quantity, Decimal::new(25, 1));
    let times = client.time_sheets(SimonId(id)).await.unwrap();
    assert_eq!(times[0].as_ref().unwrap().minutes, 50);
    // A record that came in other casing goes back once, not twice, and keeps what is not ours.
    world.simon.change("customer", customer, json!({"Remark": "let op"}));
    assert_eq!(client.update(SimonId(customer), &draft("1042", "nieuw")).await.unwrap(), Updated::Done);
    let record = world.simon.record("customer", customer).unwrap();
    assert_eq!((&record["Name"], &record["Remark"]), (&json!("nieuw"), &json!("let op")));
    let item = world.simon.insert("item", json!({"ExtKey": "A1", "Description": "x", "Price": 12.35}));
    let item_draft = koppel_simple_simon::ItemDraft { ext_key: "A1".to_owned(), ..Default::default() };
    assert_eq!(client.update(SimonId(item), &item_draft.into()).await.unwrap(), Updated::Done);
    assert_eq!(world.simon.record("item", item).unwrap()["Price"], json!(12.35));
}

async fn changes_as_key_pairs(world: World) {
    world.simon.set_options(|options| options.readsync_answer = ReadSyncAnswer::KeyPairs);
    let (customer, location) = world.customer_and_location();
    let id = world.simon.work_order(customer, location, "x");
    let changed = world.client().changed_since(Table::WorkOrder, world.clock.now()).await.unwrap();
    assert_eq!(changed, [SimonId(id)]);
}

async fn inserts_answered_in_every_way(world: World) {
    let client = world.client();
    for (ext_key, answer) in
        [("1", InsertAnswer::IdAndExtKey), ("2", InsertAnswer::WithoutId), ("3", InsertAnswer::BareInteger)]
    {
        world.simon.set_options(|options| options.insert_answer = answer);
        let id = new_id(client.insert(&draft(ext_key, "x")).await.unwrap());
        assert_eq!(world.simon.record("customer", id.0).unwrap()["ExtKey"], ext_key);
    }
    assert_eq!(world.asked("customer/read"), 1, "looked up only where the answer has no id");
}

async fn an_error_inside_a_200(world: World) {
    world.simon.set_options(|options| options.error_in_200 = true);
    let client = world.client();
    let refused = client.insert(&draft("1", &"x".repeat(101))).await;
    assert!(matches!(refused, Err(Failure::Refused { .. })), "{refused:?}");
    // Not there, said in a 200: whatever it is, it is no record and no answer.
    for failure in [
        client.customer(SimonId(999)).await.map(|_| ()),
        client.update(SimonId(999), &draft("1", "x")).await.map(|_| ()),
        client.delete(Table::Customer, SimonId(999)).await.map(|_| ()),
    ] {
        assert!(matches!(failure, Err(Failure::Refused { .. })), "{failure:?}");
    }
}

async fn another_token_header(mut world: World) {
    world.simon.set_options(|options| {
        options.token_header = "Authorization".to_owned();
        options.token_prefix = "Bearer ".to_owned();
    });
    world.config.token_header = "Authorization".to_owned();
    world.config.token_prefix = "Bearer ".to_owned();
    assert_eq!(world.client().keys(Table::Item).await.unwrap(), []);
}

async fn another_way_in(mut world: World) {
    if world.is_classic() {
        world.config.login = LoginVerb::Get;
        world.client().check().await.unwrap();
        return;
    }
    world.simon.set_options(|options| options.odata_needs_token = false);
    for way in [ODataSignIn::ApiKeyOnly, ODataSignIn::Basic] {
        world.config.odata_sign_in = way;
        world.client().check().await.unwrap();
    }
    assert_eq!(world.asked("login"), 0);
    world.credentials.api_key = Some("fout".into());
    assert!(matches!(world.client().check().await, Err(Failure::Access { .. })));
}

async fn small_pages_and_ids_in_segments(mut world: World) {
    world.config.page_size = 3;
    world.config.odata_id = IdStyle::Segment;
    let ids: Vec<_> = (0..9)
        .map(|number| {
            SimonId(world.simon.insert("customer", json!({"ExtKey": format!("{number}"), "Name": "x"})))
        })
        .collect();
    let client = world.client();
    let read: Vec<_> = client.keys(Table::Customer).await.unwrap().into_iter().map(|key| key.id).collect();
    assert_eq!(read, ids);
    assert_eq!(client.update(ids[0], &draft("0", "nieuw")).await.unwrap(), Updated::Done);
    assert_eq!(client.customer(ids[0]).await.unwrap().unwrap().name, "nieuw");
    client.delete(Table::Customer, ids[0]).await.unwrap();
    assert_eq!(world.simon.count("customer"), 8);
}
