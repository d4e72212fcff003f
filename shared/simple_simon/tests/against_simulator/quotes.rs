//! A quote becomes a work order with used articles, once.

use koppel_domain::failure::Failure;
use koppel_domain::quote::{PlannedItem, PlannedWorkOrder};
use koppel_domain::records::RecordKey;
use koppel_domain::work_order::{SimonId, WorkOrderStatus};
use koppel_simple_simon::{Inserted, ReadWorkOrder, SimonUsedItem, Table, mapping};
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use rust_decimal::Decimal;
use serde_json::json;

use crate::world::{World, new_id};

in_both_dialects!(
    a_quote_is_written_and_found_by_its_keys,
    texts_as_long_as_they_may_be_are_taken,
    a_work_order_whose_answer_is_lost_is_adopted,
);

fn line(line: u32, text: &str, quantity: Decimal) -> PlannedItem {
    PlannedItem {
        line,
        article: RecordKey::new("KRAAN").unwrap(),
        text: text.to_owned(),
        quantity,
        unit: "Stuk".to_owned(),
    }
}

fn planned(description: &str, reference: &str) -> PlannedWorkOrder {
    PlannedWorkOrder {
        quote: RecordKey::new("202600165").unwrap(),
        customer: RecordKey::new("1042").unwrap(),
        description: description.to_owned(),
        reference: reference.to_owned(),
        items: Vec::new(),
    }
}

async fn a_quote_is_written_and_found_by_its_keys(world: World) {
    let client = world.client();
    let (customer, location) = world.customer_and_location();
    let article =
        world.simon.insert("item", json!({"ExtKey": "KRAAN", "Code": "KRAAN", "Description": "Kraan"}));
    let planned = planned("Badkamer verbouwen\nGraag \"bellen\" 🚰", "PO-77");
    let draft = mapping::work_order(&planned, SimonId(customer), SimonId(location)).draft.into();
    let id = new_id(client.insert(&draft).await.unwrap());
    assert_eq!(
        client.find(Table::WorkOrder, &mapping::work_order_key(&planned.quote)).await.unwrap(),
        Some(id)
    );
    let Some(ReadWorkOrder::Read(read)) = client.work_order(id).await.unwrap() else {
        panic!("not readable")
    };
    assert_eq!((read.customer, read.location), (Some(SimonId(customer)), Some(SimonId(location))));
    assert_eq!((read.description, read.customer_reference), (planned.description, planned.reference));
    assert_eq!(read.status, WorkOrderStatus::New, "the server's own");
    assert_eq!(client.insert(&draft).await.unwrap(), Inserted::Exists);

    for (number, quantity) in
        [(15, Decimal::new(25, 1)), (20, Decimal::new(3, 1)), (u32::MAX, Decimal::new(-2, 0))]
    {
        let item = line(number, "Kraan", quantity);
        let draft = mapping::used_item(&planned.quote, &item, id, SimonId(article)).draft.into();
        let used = new_id(client.insert(&draft).await.unwrap());
        let key = mapping::used_item_key(&planned.quote, number);
        assert_eq!(client.find(Table::UsedItem, &key).await.unwrap(), Some(used));
        let expected = SimonUsedItem {
            id: used,
            ext_key: Some(key),
            work_order: Some(id),
            item: Some(SimonId(article)),
        };
        assert_eq!(client.used_item(used).await.unwrap(), Some(expected));
        assert_eq!(client.differs(used, &draft).await.unwrap(), Some(Vec::new()));
    }
    let used = client.used_items(id).await.unwrap().into_iter().map(Result::unwrap);
    let quantities: Vec<_> = used.map(|used| used.quantity.to_string()).collect();
    assert_eq!(quantities, ["2.5", "0.3", "-2"]);
    assert_eq!(client.used_item(SimonId(999_999)).await.unwrap(), None);
}

async fn texts_as_long_as_they_may_be_are_taken(world: World) {
    let client = world.client();
    let (customer, location) = world.customer_and_location();
    let article = SimonId(world.simon.insert("item", json!({"ExtKey": "KRAAN", "Description": "Kraan"})));
    let long = "é🚰".repeat(200);
    let quote = RecordKey::new(&"9".repeat(33)).unwrap();
    mapping::quote_key_fits(&quote).unwrap();
    let planned = PlannedWorkOrder { quote, ..planned(&long, &long) };
    let work_order = mapping::work_order(&planned, SimonId(customer), SimonId(location));
    assert_eq!(work_order.cut.len(), 2);
    let work_order = work_order.draft.into();
    let id = new_id(client.insert(&work_order).await.unwrap());
    let used =
        mapping::used_item(&planned.quote, &line(u32::MAX, &long, Decimal::ONE), id, article).draft.into();
    let used_id = new_id(client.insert(&used).await.unwrap());
    assert_eq!(client.differs(id, &work_order).await.unwrap(), Some(Vec::new()));
    assert_eq!(client.differs(used_id, &used).await.unwrap(), Some(Vec::new()));
}

async fn a_work_order_whose_answer_is_lost_is_adopted(world: World) {
    let client = world.client();
    let (customer, location) = world.customer_and_location();
    let article = SimonId(world.simon.insert("item", json!({"ExtKey": "KRAAN", "Description": "Kraan"})));
    let planned = planned("Badkamer", "");
    let draft = mapping::work_order(&planned, SimonId(customer), SimonId(location)).draft.into();
    world.simon.faults().script("workorder/insert", 0, 1, Fault::AnswerLost);
    let lost = client.insert(&draft).await;
    assert!(matches!(lost, Err(Failure::Unclear { .. })), "{lost:?}");
    let id = client.find(Table::WorkOrder, &mapping::work_order_key(&planned.quote)).await.unwrap().unwrap();
    assert_eq!(client.differs(id, &draft).await.unwrap(), Some(Vec::new()));

    let used = mapping::used_item(&planned.quote, &line(15, "Kraan", Decimal::TWO), id, article).draft.into();
    world.simon.faults().script("useditem/insert", 0, 1, Fault::AnswerLost);
    let lost = client.insert(&used).await;
    assert!(matches!(lost, Err(Failure::Unclear { .. })), "{lost:?}");
    assert!(
        client.find(Table::UsedItem, &mapping::used_item_key(&planned.quote, 15)).await.unwrap().is_some()
    );
    assert_eq!(
        (world.asked("workorder/insert"), world.asked("useditem/insert")),
        (1, 1),
        "never a second time"
    );
    assert_eq!((world.simon.count("workorder"), world.simon.count("useditem")), (1, 1));
}
