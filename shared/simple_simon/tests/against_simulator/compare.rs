//! Comparing records with what was written, and finding out what refers to them.

use koppel_domain::work_order::SimonId;
use koppel_simple_simon::{Key, Parent, Summary, Table};
use koppel_simulators::simple_simon::{Numbers, PropertyNames};
use rust_decimal::Decimal;
use serde_json::json;

use crate::world::{World, draft, new_id};

in_both_dialects!(
    a_change_by_hand_is_the_only_difference,
    what_a_record_is_called,
    the_records_that_refer_to_another,
    many_records_that_refer_to_another,
);

async fn a_change_by_hand_is_the_only_difference(world: World) {
    let client = world.client();
    let draft = draft("1042", "Bakkerij");
    let id = new_id(client.insert(&draft).await.unwrap());
    for odd in [false, true] {
        if odd {
            world.simon.set_options(|options| {
                options.property_names = PropertyNames::Mixed;
                options.numbers = Numbers::TextWithComma;
            });
        }
        assert_eq!(client.differs(id, &draft).await.unwrap(), Some(Vec::new()), "odd: {odd}");
        world.simon.change("customer", id.0, json!({"Remark": "niet van ons"}));
        assert_eq!(client.differs(id, &draft).await.unwrap(), Some(Vec::new()), "odd: {odd}");
        for (field, by_hand, written) in [
            ("City", json!("Best"), json!("")),
            ("Name", json!("bakkerij"), json!("Bakkerij")),
            ("Blocked", json!(true), json!(false)),
            ("ExtKey", json!(null), json!("1042")),
        ] {
            world.simon.change("customer", id.0, json!({ field: by_hand }));
            assert_eq!(client.differs(id, &draft).await.unwrap(), Some(vec![field]), "odd: {odd}");
            world.simon.change("customer", id.0, json!({ field: written }));
        }
    }
    assert_eq!(client.differs(SimonId(999), &draft).await.unwrap(), None);
    let writes = world.asked("customer/update") + world.asked("customer/insert");
    assert_eq!(writes, 1, "to compare is not to write");
}

async fn what_a_record_is_called(world: World) {
    let client = world.client();
    let (customer, location) = world.customer_and_location();
    let named = |ext_key: Option<&str>, name: &str| {
        Some(Summary { ext_key: ext_key.map(str::to_owned), name: name.to_owned() })
    };
    let summary = client.summary(Table::Customer, SimonId(customer)).await.unwrap();
    assert_eq!(summary, named(Some("1042"), "Bakkerij De Korenaar"));
    let described = world.simon.work_order(customer, location, "Storing oven");
    let summary = client.summary(Table::WorkOrder, SimonId(described)).await.unwrap();
    assert_eq!(summary, named(None, "Storing oven"));
    let coded = world.simon.insert("item", json!({"ExtKey": "A1", "Code": "los"}));
    assert_eq!(client.summary(Table::Item, SimonId(coded)).await.unwrap(), named(Some("A1"), "los"));
    assert_eq!(client.summary(Table::Item, SimonId(999)).await.unwrap(), None);
}

async fn the_records_that_refer_to_another(world: World) {
    let client = world.client();
    let (customer, location) = world.customer_and_location();
    let other = world.simon.insert("customer", json!({"ExtKey": "1043", "Name": "Slager"}));
    let by_hand = world.simon.insert("location", json!({"CustomerId": customer, "Name": "Filiaal"}));
    let elsewhere = world.simon.insert("location", json!({"CustomerId": other, "Name": "Slagerij"}));
    world.simon.insert("location", json!({"Name": "van niemand"}));
    let here = world.simon.work_order(customer, location, "hier");
    let there = world.simon.work_order(customer, by_hand, "daar");
    world.simon.work_order(other, elsewhere, "anders");
    let item = world.simon.insert("item", json!({"ExtKey": "A1", "Description": "Kraan"}));
    let unused = world.simon.insert("item", json!({"ExtKey": "A2", "Description": "Kit"}));
    let used = world.simon.use_item(there, item, "Kraan", Decimal::ONE);
    let loose = world.simon.use_item(there, None, "Tape", Decimal::ONE);

    let ids = async |table, parent| {
        let keys: Vec<Key> = client.keys_under(table, parent).await.unwrap();
        keys.into_iter().map(|key| key.id.0).collect::<Vec<_>>()
    };
    let customer = Parent::Customer(SimonId(customer));
    assert_eq!(ids(Table::Location, customer).await, [location, by_hand]);
    assert_eq!(ids(Table::WorkOrder, customer).await, [here, there]);
    assert_eq!(ids(Table::WorkOrder, Parent::Location(SimonId(by_hand))).await, [there]);
    assert_eq!(ids(Table::UsedItem, Parent::Item(SimonId(item))).await, [used]);
    assert_eq!(ids(Table::UsedItem, Parent::Item(SimonId(unused))).await, [0; 0]);
    assert_eq!(ids(Table::UsedItem, Parent::WorkOrder(SimonId(there))).await, [used, loose]);
    assert_eq!(ids(Table::Contact, customer).await, [0; 0]);
    let keys = client.keys_under(Table::Location, customer).await.unwrap();
    let ext_keys: Vec<_> = keys.into_iter().map(|key| key.ext_key).collect();
    assert_eq!(ext_keys, [Some("1042-0".to_owned()), None]);
}

async fn many_records_that_refer_to_another(mut world: World) {
    world.config.page_size = 7;
    let customers =
        [1, 2].map(|n| world.simon.insert("customer", json!({"ExtKey": n.to_string(), "Name": "x"})));
    let mut expected = Vec::new();
    for n in 0..50 {
        let id = world.simon.insert("location", json!({"CustomerId": customers[n % 2], "Name": "x"}));
        if n % 2 == 1 {
            expected.push(Key { id: SimonId(id), ext_key: None });
        }
    }
    let parent = Parent::Customer(SimonId(customers[1]));
    assert_eq!(world.client().keys_under(Table::Location, parent).await.unwrap(), expected);
}
