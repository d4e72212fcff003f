//! Lists that lie in both dialects, filters that are passed over, and the indexes behind the honest ones.

use http::Method;
use serde_json::{Value, json};

use super::{World, ids};
use crate::lies::Lie;
use crate::simple_simon::field::Field;
use crate::simple_simon::selection::{Comparison, Condition, by_index};
use crate::simple_simon::tables::{Kind, Table};

/// Customers with keys K0, K1 …; their ids.
fn customers(world: &World, many: usize) -> Vec<i64> {
    let customer = |n| json!({ "ExtKey": format!("K{n}"), "Name": format!("Klant {n}") });
    (0..many).map(|n| world.simon.insert("customer", customer(n))).collect()
}

async fn classic(world: &World) -> Vec<i64> {
    ids(&world.get("/classic/customer/read").await.json)
}

/// All pages of the entity set, by the links in them; the records, and the first page's count.
async fn odata(world: &World) -> (Vec<Value>, Value) {
    let mut page = world.list("Customer", &[("$orderby", "Id"), ("$count", "true")]).await.json;
    let count = page["@odata.count"].clone();
    let mut records = page["value"].as_array().unwrap().clone();
    while let Some(next) = page["@odata.nextLink"].as_str() {
        page = world.get(next.strip_prefix("http://simon.example").unwrap()).await.json;
        records.extend(page["value"].as_array().unwrap().clone());
    }
    (records, count)
}

#[tokio::test]
async fn lists_lie_and_look_ups_do_not() {
    let world = World::new().await;
    let all = customers(&world, 250);
    let without = |from: usize, to: usize| [&all[..from], &all[to..]].concat();
    let doubled: Vec<i64> =
        all.iter().enumerate().map(|(n, id)| if n == 100 || n == 200 { all[n - 1] } else { *id }).collect();
    for (lie, rows, count) in [
        (Lie::Empty, vec![], json!(0)),
        (Lie::Truncated { keep: 120, counted: true }, all[..120].to_vec(), json!(120)),
        (Lie::Truncated { keep: 120, counted: false }, all[..120].to_vec(), json!(250)),
        (Lie::LosesPage(2), without(100, 200), json!(250)),
        (Lie::LosesPage(3), without(200, 250), json!(250)),
        (Lie::Doubles, doubled, json!(250)),
        (Lie::Shifted, all.clone(), json!(250)),
        (Lie::NoCount, all.clone(), Value::Null),
    ] {
        assert!(world.simon.lie("customer", lie.clone()));
        assert_eq!(classic(&world).await, rows, "{lie:?}");
        let (records, counted) = odata(&world).await;
        assert_eq!((ids(&json!(records)), counted), (rows, count), "{lie:?}");

        let id = all[200];
        assert_eq!(
            world.get(&format!("/classic/customer/read/{id}")).await.json["ExtKey"],
            "K200",
            "{lie:?}"
        );
        assert_eq!(ids(&world.get("/classic/customer/read?ExtKey=K200").await.json), [id], "{lie:?}");
        let found = world.list("Customer", &[("$filter", "ExtKey eq 'K200'")]).await.json;
        assert_eq!(ids(&found["value"]), [id], "{lie:?}");
        assert_eq!(world.get("/classic/customer/readsync?LastId=0").await.json, json!(all), "{lie:?}");
    }
    world.simon.lie("customer", Lie::Shifted);
    let key_pairs = world.get("/classic/customer/read").await.json;
    assert_eq!((&key_pairs[0]["ExtKey"], &key_pairs[249]["ExtKey"]), (&json!("K1"), &json!("K0")));
    let (records, _) = odata(&world).await;
    assert_eq!((&records[7]["ExtKey"], &records[7]["Name"]), (&json!("K8"), &json!("Klant 7")));

    world.simon.lie("customer", Lie::Shuffled(3));
    let (records, _) = odata(&world).await;
    let mut shuffled = ids(&json!(records));
    assert!(!shuffled.is_sorted());
    assert_eq!(classic(&world).await, shuffled);
    shuffled.sort_unstable();
    assert_eq!(shuffled, all);
    // Whoever pages by id gets gaps out of it, and whoever counts sees them.
    let after = format!("Id gt {}", all[100]);
    let rest = world.list("Customer", &[("$filter", &after), ("$count", "true")]).await.json;
    assert_eq!((&rest["@odata.count"], rest["value"].as_array().unwrap().len()), (&json!(149), 100));
    assert!(!ids(&rest["value"]).iter().all(|id| *id > all[100]));

    assert!(!world.simon.lie("klant", Lie::Empty), "no such table");
    world.simon.tell_truth();
    assert_eq!((classic(&world).await, ids(&json!(odata(&world).await.0))), (all.clone(), all));
}

#[tokio::test]
async fn lists_of_another_company_and_writes_that_stay_here() {
    let (world, other) = (World::new().await, World::new().await);
    let here = customers(&world, 3);
    let there = customers(&other, 5);
    other.simon.list_from(&world.simon);
    world.simon.list_from(&other.simon);
    assert_eq!(classic(&world).await, there);
    assert_eq!(odata(&world).await.1, 5);
    assert_eq!(world.get(&format!("/classic/customer/read/{}", there[4])).await.status, 404);
    assert_eq!(world.post("/classic/customer/delete", json!({ "Id": here[0] })).await.status, 200);
    assert_eq!((world.simon.count("customer"), other.simon.count("customer")), (2, 5));
    world.simon.tell_truth();
    assert_eq!(classic(&world).await, here[1..]);
}

#[tokio::test]
async fn filters_find_and_can_be_passed_over() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    let (second, elsewhere) = world.customer();
    let item = world.simon.insert("item", json!({ "Code": "A" }));
    let order = world.simon.work_order(customer, location, "a");
    let used = world.simon.use_item(order, item, "x", 1);
    let loose = world.simon.use_item(world.simon.work_order(second, elsewhere, "b"), None, "y", 1);
    for (table, filter, id, wanted) in [
        ("location", "CustomerId", customer, location),
        ("workorder", "CustomerId", customer, order),
        ("workorder", "LocationId", location, order),
        ("useditem", "ItemId", item, used),
        ("useditem", "WorkOrderId", order, used),
    ] {
        let path = format!("/classic/{table}/read?{filter}={id}");
        let odata = [("$filter", format!("{filter} eq {id}"))];
        let odata = odata.each_ref().map(|(name, text)| (*name, text.as_str()));
        assert_eq!(ids(&world.get(&path).await.json), [wanted], "{path}");
        assert_eq!(ids(&world.list(table, &odata).await.json["value"]), [wanted], "{path}");
        world.simon.set_options(|options| options.ignores_filters = true);
        assert_eq!(ids(&world.get(&path).await.json).len(), 2, "{path}");
        assert_eq!(ids(&world.list(table, &odata).await.json["value"]).len(), 2, "{path}");
        world.simon.set_options(|options| options.ignores_filters = false);
    }
    world.simon.set_options(|options| options.ignores_filters = true);
    assert_eq!(
        ids(&world.get("/classic/useditem/read?Colour=red").await.json),
        [used, loose],
        "unknown ones too"
    );
}

#[tokio::test]
async fn every_reference_is_indexed() {
    let world = World::new().await;
    let (customer, location) = world.customer();
    world.customer();
    let order = world.simon.work_order(customer, location, "a");
    let company = world.simon.company();
    let mut references = 0;
    for table in Table::ALL {
        for (place, column) in table.columns().iter().enumerate() {
            if !matches!(column.kind, Kind::Refers(..)) {
                continue;
            }
            references += 1;
            let condition = Condition { place, comparison: Comparison::Equal, value: Field::Whole(customer) };
            let looked_at = by_index(company.shelf(table), table, &condition).expect(column.name).count();
            let refers = matches!((table, column.name), (Table::Location | Table::WorkOrder, "CustomerId"));
            assert_eq!(looked_at, usize::from(refers), "{} {}", table.name(), column.name);
        }
    }
    assert!(references > 10 && order > 0);
}

#[tokio::test]
async fn writes_are_counted_by_table_in_both_dialects() {
    let world = World::new().await;
    let id = world.post("/classic/item/insert", json!({ "ExtKey": "1" })).await.id();
    world.call(Method::PUT, &format!("/odata/Item({id})"), Some(json!({ "ExtKey": "1" }))).await;
    world.post("/classic/item/delete", json!({ "Id": 1 })).await;
    world.post("/odata/ItemGroup", json!({ "Code": "A" })).await;
    world.get("/classic/item/read").await;
    world.get(&format!("/classic/item/read/{id}")).await;
    let writes: Vec<(String, u64)> = world.simon.writes().into_iter().collect();
    assert_eq!(writes, [("item".to_owned(), 3), ("itemgroup".to_owned(), 1)], "the refused one is one");
}
