//! Writing: each act once, and what came of it.

use koppel_domain::failure::Failure;
use koppel_domain::records::Address;
use koppel_domain::work_order::SimonId;
use koppel_simple_simon::{
    Deleted, Draft, Inserted, ItemDraft, ItemGroupDraft, LocationDraft, Table, Updated,
};
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use serde_json::json;

use crate::world::{World, draft, new_id};

in_both_dialects!(
    every_kind_of_record_is_written_and_found,
    a_key_that_is_taken,
    foreign_fields_survive_an_update,
    an_update_empties_what_bookkeeping_emptied,
    what_is_gone_is_gone,
    a_refusal_keeps_the_words,
    an_insert_whose_answer_is_lost,
    an_insert_whose_answer_is_cut_off_or_a_page,
    an_insert_that_was_lost_itself,
    an_insert_that_came_too_late,
);

async fn every_kind_of_record_is_written_and_found(world: World) {
    let client = world.client();
    let customer = new_id(client.insert(&draft("1042", "Bakkerij & Zn. 🚰")).await.unwrap());
    let group: Draft =
        ItemGroupDraft { ext_key: "10".to_owned(), code: "10".to_owned(), description: "Ketels".to_owned() }
            .into();
    let group_id = new_id(client.insert(&group).await.unwrap());
    let item: Draft = ItemDraft {
        ext_key: "A/1 2".to_owned(),
        code: "A/1 2".to_owned(),
        description: "Thermostaat".to_owned(),
        unit: "Stuk".to_owned(),
        group: Some(group_id),
        blocked: false,
    }
    .into();
    let location: Draft = LocationDraft {
        ext_key: "1042-0".to_owned(),
        customer,
        name: "Bakkerij".to_owned(),
        address: Address { town: "Eindhoven".to_owned(), ..Address::default() },
        phone: String::new(),
        email: String::new(),
    }
    .into();
    for draft in [&item, &location] {
        let id = new_id(client.insert(draft).await.unwrap());
        assert_eq!(client.find(draft.table(), draft.ext_key()).await.unwrap(), Some(id));
    }
    let written = world.simon.record("customer", customer.0).unwrap();
    assert_eq!(written["Name"], "Bakkerij & Zn. 🚰");
    assert_eq!(
        (&written["DebtorNr"], &written["Street"], &written["Country"]),
        (&json!("1042"), &json!("Molenweg"), &json!("NL"))
    );
    assert_eq!(written["Blocked"], json!(false));
    let written = &world.simon.records("item")[0];
    assert_eq!((&written["ItemGroupId"], &written["Unit"]), (&json!(group_id.0), &json!("Stuk")));
    assert_eq!(world.simon.records("location")[0]["CustomerId"], json!(customer.0));
}

async fn a_key_that_is_taken(world: World) {
    let client = world.client();
    new_id(client.insert(&draft("1042", "a")).await.unwrap());
    assert_eq!(client.insert(&draft("1042", "b")).await.unwrap(), Inserted::Exists);
    assert_eq!(world.simon.records("customer")[0]["Name"], "a");
    // The same said in a 200, where only the words are left.
    world.simon.set_options(|options| options.error_in_200 = true);
    assert_eq!(client.insert(&draft("1042", "b")).await.unwrap(), Inserted::Exists);
    assert_eq!(world.simon.count("customer"), 1);
    assert_eq!(world.asked("customer/insert"), 3);
}

async fn foreign_fields_survive_an_update(world: World) {
    let client = world.client();
    for replaces in [false, true] {
        world.simon.set_options(|options| {
            options.full_replace_on_update = replaces;
            options.odata_full_replace = replaces;
        });
        let id = world.simon.insert(
            "customer",
            json!({"ExtKey": format!("k{replaces}"), "Name": "oud", "Remark": "sleutel bij de buren"}),
        );
        let update = draft(&format!("k{replaces}"), "nieuw");
        assert_eq!(client.update(SimonId(id), &update).await.unwrap(), Updated::Done);
        let record = world.simon.record("customer", id).unwrap();
        assert_eq!((&record["Name"], &record["Remark"]), (&json!("nieuw"), &json!("sleutel bij de buren")));
    }
    // A price is a number that is not ours.
    let id = world.simon.insert("item", json!({"ExtKey": "A1", "Description": "oud", "Price": 12.35}));
    let item =
        ItemDraft { ext_key: "A1".to_owned(), description: "nieuw".to_owned(), ..ItemDraft::default() };
    assert_eq!(client.update(SimonId(id), &item.into()).await.unwrap(), Updated::Done);
    let record = world.simon.record("item", id).unwrap();
    assert_eq!((&record["Description"], &record["Price"]), (&json!("nieuw"), &json!(12.35)));
}

async fn an_update_empties_what_bookkeeping_emptied(world: World) {
    let client = world.client();
    let id =
        world.simon.insert("customer", json!({"ExtKey": "1", "Name": "x", "Email": "a@voorbeeld.example"}));
    assert_eq!(client.update(SimonId(id), &draft("1", "x")).await.unwrap(), Updated::Done);
    assert!(world.simon.record("customer", id).unwrap()["Email"].as_str().unwrap_or_default().is_empty());
}

async fn what_is_gone_is_gone(world: World) {
    let client = world.client();
    let id = SimonId(world.simon.insert("customer", json!({"ExtKey": "1", "Name": "x"})));
    assert_eq!(client.delete(Table::Customer, id).await.unwrap(), Deleted::Done);
    assert_eq!(world.simon.count("customer"), 0);
    assert_eq!(client.delete(Table::Customer, id).await.unwrap(), Deleted::Gone);
    assert_eq!(client.update(id, &draft("1", "x")).await.unwrap(), Updated::Gone);
    assert_eq!(world.simon.count("customer"), 0);
}

async fn a_refusal_keeps_the_words(world: World) {
    let client = world.client();
    let Err(Failure::Refused { code, reason, .. }) = client.insert(&draft("1", &"x".repeat(101))).await
    else {
        panic!("not refused");
    };
    assert_eq!(code.as_deref(), Some("400"));
    assert!(reason.contains("Name"), "{reason}");
    // A key that is too long is refused with its name, and is not there.
    let too_long = client.insert(&draft(&"k".repeat(51), "x")).await;
    assert!(matches!(too_long, Err(Failure::Refused { .. })), "{too_long:?}");
    let (customer, _) = world.customer_and_location();
    let refused = client.delete(Table::Customer, SimonId(customer)).await;
    assert!(matches!(refused, Err(Failure::Refused { .. })), "a customer with a work address: {refused:?}");
}

async fn an_insert_whose_answer_is_lost(world: World) {
    let client = world.client();
    world.simon.faults().script("customer/insert", 0, 1, Fault::AnswerLost);
    let lost = client.insert(&draft("1042", "x")).await;
    assert!(matches!(lost, Err(Failure::Unclear { .. })), "{lost:?}");
    assert_eq!(world.asked("customer/insert"), 1, "never a second time");
    let found = client.find(Table::Customer, "1042").await.unwrap();
    assert_eq!(found.map(|id| id.0), world.simon.records("customer")[0]["Id"].as_i64());
}

async fn an_insert_whose_answer_is_cut_off_or_a_page(world: World) {
    let client = world.client();
    for (ext_key, fault) in
        [("1", Fault::Truncated), ("2", Fault::HtmlAfter(502)), ("3", Fault::HtmlAfter(200))]
    {
        world.simon.faults().script("customer/insert", 0, 1, fault.clone());
        let lost = client.insert(&draft(ext_key, "x")).await;
        assert!(matches!(lost, Err(Failure::Unclear { .. })), "{fault:?}: {lost:?}");
        assert!(client.find(Table::Customer, ext_key).await.unwrap().is_some());
    }
    world.simon.faults().script("customer/insert", 0, 1, Fault::EmptyBody);
    let id = new_id(client.insert(&draft("4", "x")).await.unwrap());
    assert_eq!(client.find(Table::Customer, "4").await.unwrap(), Some(id), "an empty answer is looked up");
    assert_eq!(world.asked("customer/insert"), 4);
}

async fn an_insert_that_was_lost_itself(world: World) {
    let client = world.client();
    for fault in [Fault::RequestLost, Fault::Html(500), Fault::Html(503)] {
        world.simon.faults().script("customer/insert", 0, 1, fault.clone());
        let lost = client.insert(&draft("1042", "x")).await;
        assert!(matches!(lost, Err(Failure::Unclear { .. })), "{fault:?}: {lost:?}");
        assert_eq!(client.find(Table::Customer, "1042").await.unwrap(), None);
    }
    world.simon.faults().script("customer/insert", 0, 1, Fault::TooMany(Some(7)));
    let busy = client.insert(&draft("1042", "x")).await;
    assert!(
        matches!(busy, Err(Failure::Busy { retry_after: Some(after), .. }) if after.as_secs() == 7),
        "{busy:?}"
    );
}

async fn an_insert_that_came_too_late(world: World) {
    let client = world.client();
    world.simon.faults().script("customer/insert", 0, 1, Fault::Late(std::time::Duration::from_secs(31)));
    let late = client.insert(&draft("1042", "x")).await;
    assert!(matches!(late, Err(Failure::Unclear { .. })), "{late:?}");
    assert!(client.find(Table::Customer, "1042").await.unwrap().is_some());
}
