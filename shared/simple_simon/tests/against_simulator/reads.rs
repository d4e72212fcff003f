//! Reading: lists, changes, and every kind of record.

use jiff::Timestamp;
use koppel_domain::work_order::{SimonId, TimeKind, WorkOrderStatus};
use koppel_simple_simon::{FaultyChild, Key, ReadWorkOrder, Table};
use rust_decimal::Decimal;
use serde_json::json;

use crate::world::World;

in_both_dialects!(
    a_whole_key_list,
    a_record_by_its_own_key,
    changes_since_a_moment,
    no_change_is_lost_when_the_clock_is_set_back,
    a_work_order_with_its_children,
    a_record_that_cannot_be_read_is_named,
    records_by_id,
    every_table_can_be_listed,
);

async fn a_whole_key_list(world: World) {
    let mut expected = Vec::new();
    for number in 0..250_i64 {
        let ext_key = (number % 2 == 0).then(|| format!("k{number}"));
        let id = world.simon.insert("customer", json!({"ExtKey": ext_key, "Name": "x"}));
        expected.push(Key { id: SimonId(id), ext_key });
    }
    let client = world.client();
    assert_eq!(client.keys(Table::Customer).await.unwrap(), expected);
    assert_eq!(client.keys(Table::Item).await.unwrap(), []);
    // A page from an id on is journaled as what the classic dialect calls readsync.
    let pages = world.asked("customer/read") + world.asked("customer/readsync");
    assert_eq!(pages, if world.is_classic() { 1 } else { 3 });
}

async fn a_record_by_its_own_key(world: World) {
    let client = world.client();
    for ext_key in ["1042", "O'Neil & Zn. 100%+", "é/ü?#", "a\"b"] {
        assert_eq!(client.find(Table::Customer, ext_key).await.unwrap(), None);
        let id = world.simon.insert("customer", json!({"ExtKey": ext_key, "Name": "x"}));
        assert_eq!(client.find(Table::Customer, ext_key).await.unwrap(), Some(SimonId(id)), "{ext_key}");
    }
    world.simon.set_options(|options| options.require_unique_ext_key = false);
    let first = client.find(Table::Customer, "1042").await.unwrap();
    world.simon.insert("customer", json!({"ExtKey": "1042", "Name": "again"}));
    assert_eq!(client.find(Table::Customer, "1042").await.unwrap(), first, "the elder one");
}

async fn changes_since_a_moment(world: World) {
    let client = world.client();
    let (customer, location) = world.customer_and_location();
    let old = world.simon.work_order(customer, location, "oud");
    world.pass_minutes(180);
    let since = world.clock.now();
    let new = world.simon.work_order(customer, location, "nieuw");
    for inclusive in [false, true] {
        world.simon.set_options(|options| options.readsync_inclusive = inclusive);
        let changed = client.changed_since(Table::WorkOrder, since).await.unwrap();
        assert_eq!(changed, [SimonId(new)], "changed at the very moment; inclusive: {inclusive}");
    }
    world.pass_minutes(180);
    assert_eq!(client.changed_since(Table::WorkOrder, world.clock.now()).await.unwrap(), []);
    world.simon.archive(old);
    let changed = client.changed_since(Table::WorkOrder, since).await.unwrap();
    assert_eq!(changed, [SimonId(old), SimonId(new)], "sorted");
    let all = client.changed_since(Table::WorkOrder, Timestamp::MIN).await.unwrap();
    assert_eq!(all, [SimonId(old), SimonId(new)]);
}

async fn no_change_is_lost_when_the_clock_is_set_back(world: World) {
    let client = world.client();
    let (customer, location) = world.customer_and_location();
    let work_order = world.simon.work_order(customer, location, "nacht");
    for zone_ignored in [false, true] {
        world.simon.set_options(|options| options.zone_ignored = zone_ignored);
        // 02:50 the first time; ten minutes later it is 02:00 again, and the change shows 02:05.
        world.clock.set("2026-10-25T00:50:00Z".parse().unwrap());
        let since = world.clock.now();
        world.pass_minutes(15);
        world.simon.report_ready(work_order);
        world.pass_minutes(1);
        let changed = client.changed_since(Table::WorkOrder, since).await.unwrap();
        assert_eq!(changed, [SimonId(work_order)], "zone ignored: {zone_ignored}");
        // 01:55; ten minutes later it is 03:05.
        world.clock.set("2027-03-28T00:55:00Z".parse().unwrap());
        let since = world.clock.now();
        world.pass_minutes(10);
        world.simon.report_ready(work_order);
        let changed = client.changed_since(Table::WorkOrder, since).await.unwrap();
        assert_eq!(changed, [SimonId(work_order)], "zone ignored: {zone_ignored}");
    }
}

async fn a_work_order_with_its_children(world: World) {
    let client = world.client();
    let (customer, location) = world.customer_and_location();
    let item =
        world.simon.insert("item", json!({"ExtKey": "A1", "Code": "A1", "Description": "Thermostaat"}));
    let other = world.simon.work_order(customer, location, "andere");
    world.simon.use_item(other, item, "andere", 9);
    let id = world.simon.work_order(customer, location, "Storing <oven> & \"meer\" 🚰");
    for number in 0..120_i64 {
        world.simon.use_item(id, (number % 2 == 0).then_some(item), "Thermostaat", Decimal::new(number, 1));
    }
    world.simon.book_time(id, "Travel", 15);
    world.simon.book_time(id, "Work", 105);
    world.simon.archive(id);

    let read = client.work_order(SimonId(id)).await.unwrap().unwrap();
    let ReadWorkOrder::Read(read) = read else { panic!("faulty") };
    assert_eq!((read.customer, read.location), (Some(SimonId(customer)), Some(SimonId(location))));
    assert_eq!(
        (read.status, read.description.as_str()),
        (WorkOrderStatus::Archived, "Storing <oven> & \"meer\" 🚰")
    );
    assert_eq!(read.archived_at, Some(world.clock.wall()));

    let used: Vec<_> =
        client.used_items(SimonId(id)).await.unwrap().into_iter().collect::<Result<_, _>>().unwrap();
    assert_eq!(used.len(), 120);
    assert!(used.is_sorted_by_key(|used| used.id));
    assert_eq!((used[3].quantity, used[3].item), (Decimal::new(3, 1), None));
    assert_eq!(used[4].item, Some(SimonId(item)));
    let times: Vec<_> =
        client.time_sheets(SimonId(id)).await.unwrap().into_iter().collect::<Result<_, _>>().unwrap();
    let times: Vec<_> = times.into_iter().map(|time| (time.kind, time.minutes)).collect();
    assert_eq!(times, [(TimeKind::Travel, 15), (TimeKind::Work, 105)]);
    if !world.is_classic() {
        assert_eq!(world.asked("useditem/read/id"), 0, "children come with their fields");
    }
    assert_eq!(client.used_items(SimonId(999_999)).await.unwrap(), []);
}

async fn a_record_that_cannot_be_read_is_named(world: World) {
    let client = world.client();
    let (customer, location) = world.customer_and_location();
    let id = world.simon.work_order(customer, location, "x");
    let sheet = world.simon.insert("timesheet", json!({"WorkOrderId": id, "Kind": "Work"}));
    assert_eq!(
        client.time_sheets(SimonId(id)).await.unwrap(),
        [Err(FaultyChild { id: SimonId(sheet), field: "Start".to_owned(), value: String::new() })]
    );
}

async fn records_by_id(world: World) {
    let client = world.client();
    let (customer, location) = world.customer_and_location();
    let group =
        world.simon.insert("itemgroup", json!({"ExtKey": "10", "Code": "10", "Description": "Ketels"}));
    let item = world.simon.insert("item", json!({"Code": "los", "Description": "Los", "ItemGroupId": group}));
    let read = client.customer(SimonId(customer)).await.unwrap().unwrap();
    assert_eq!(
        (read.id, read.ext_key.as_deref(), read.name.as_str()),
        (SimonId(customer), Some("1042"), "Bakkerij De Korenaar")
    );
    let read = client.location(SimonId(location)).await.unwrap().unwrap();
    assert_eq!((read.customer, read.address.street.as_str()), (Some(SimonId(customer)), "Molenweg"));
    assert_eq!((read.address.house_number.as_str(), read.address.postcode.as_str()), ("12", "5611 AB"));
    let read = client.item(SimonId(item)).await.unwrap().unwrap();
    assert_eq!((read.ext_key, read.code.as_str(), read.group), (None, "los", Some(SimonId(group))));
    assert_eq!(client.customer(SimonId(999)).await.unwrap(), None);
    assert_eq!(client.location(SimonId(999)).await.unwrap(), None);
    assert_eq!(client.item(SimonId(999)).await.unwrap(), None);
    assert_eq!(client.work_order(SimonId(999)).await.unwrap(), None);
}

async fn every_table_can_be_listed(world: World) {
    let client = world.client();
    for table in Table::ALL {
        assert_eq!(client.keys(table).await.unwrap(), [], "{table:?}");
    }
}
