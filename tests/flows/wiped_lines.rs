//! A wipe that was called off may have deleted lines of work orders that were not sent yet: none of them is billed too
//! little without anybody knowing (P1, R22).

use koppel_domain::message::Concern;
use koppel_platform::schedules::Named;
use koppel_tests::Office;
use serde_json::json;

/// A company that was active, with work orders archived while it is deactivated, and a wipe of their lines asked for.
async fn deactivated() -> (Office, [i64; 3]) {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    office.pass(6).await;
    office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    let orders = [(); 3].map(|()| archived(&office));
    office.pass(5).await;
    let tables = office.wipe(&["used_item", "time_sheet", "work_order"]);
    office.right("POST", "/integration/wipe", tables).await;
    (office, orders)
}

/// A work order with three taps and an hour on it.
fn archived(office: &Office) -> i64 {
    office.world.work_order(10_000).uses("KRAAN", "3").work(60).archive().id
}

async fn call_off(office: &Office) {
    office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
}

/// The lines of the sales orders that a work order became.
fn billed(office: &Office, id: i64) -> Vec<String> {
    let orders = office.world.books.orders_of(id);
    let line = |article: &str, quantity: rust_decimal::Decimal| format!("{article} {}", quantity.normalize());
    orders.iter().flat_map(|order| &order.lines).map(|of| line(&of.article, of.quantity)).collect()
}

#[tokio::test]
async fn an_order_that_may_have_lost_lines_waits_until_someone_has_looked_at_it() {
    let (mut office, [offered, changed, left]) = deactivated().await;
    let gate = office.world.hold("timesheet");
    let wipe = Named { tenant: "korenaar".parse().unwrap(), concern: Concern::Wipe, at_once: true };
    tokio::join!(office.run(&wipe), async {
        gate.reached().await;
        call_off(&office).await;
        gate.open();
    });
    assert_eq!((office.world.simon.count("useditem"), office.world.simon.count("timesheet")), (0, 3));
    let log = office.world.log().await;
    assert!(log.iter().any(|row| row.contains("artikelen en uren kwijt")), "{log:?}");
    let seen = office.right("POST", "/integration/settings/preview", json!({ "work_article": "UUR" })).await;
    assert!(seen["notes"][0].as_str().is_some_and(|note| note.contains("called off")), "{seen}");
    office.pass(1).await;
    let later = archived(&office);
    office.right("POST", "/integration/activate", json!({})).await;
    office.pass(30).await;
    // Other settings make it tried again, and no more than that.
    office.world.change_settings(|settings| settings.filter_word = Some("Garantie".to_owned())).await;
    office.pass(90).await;
    let wiped = |id: i64| format!("work_order {id}: order_lines_wiped");
    assert_eq!(office.world.problems().await, [wiped(offered), wiped(changed), wiped(left)]);
    assert_eq!(office.world.told("order_lines_wiped").await, 3, "told once, however often it is tried");
    assert_eq!(billed(&office, later), ["KRAAN 3", "UUR 1"]);

    let mended = office.world.id_of("item", "KRAAN");
    for id in [offered, changed] {
        office.world.simon.use_item(id, mended, "", 3);
    }
    assert!(office.world.simon.change("workorder", changed, json!({ "Description": "Gezien" })));
    let one = json!({ "table": "work_order", "key": offered.to_string() });
    office.right("POST", "/integration/problems/again", one).await;
    office.pass(10).await;
    for id in [offered, changed] {
        assert_eq!(billed(&office, id), ["KRAAN 3", "UUR 1"]);
    }
    assert_eq!(office.world.problems().await, [wiped(left)], "nobody has looked at this one");
}

#[tokio::test]
async fn a_wipe_that_never_began_takes_nothing() {
    let (office, orders) = deactivated().await;
    call_off(&office).await;
    office.right("POST", "/integration/activate", json!({})).await;
    office.pass(10).await;
    for id in orders {
        assert_eq!(billed(&office, id), ["KRAAN 3", "UUR 1"]);
    }
}
