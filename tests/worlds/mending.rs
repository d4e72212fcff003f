//! What everybody does at the end of a world, when they do what the log told them to.

use koppel_simulators::books::{Article, Debtor};
use koppel_tests::World;
use koppel_tests::mirror::text;
use koppel_tests::seed::{article, debtor};
use serde_json::json;

use crate::people::{FIRST, Past, archive, code, customer};
use crate::plan::{ARTICLES, DEBTORS, GROUPS, Kind};

/// The bookkeeper lets everybody and everything in again that a work order or a quote may name.
pub(crate) fn restore_books(world: &World) {
    let debtors = world.books.debtors();
    let named = |nr: &u32| debtors.iter().any(|debtor| debtor.nr == FIRST + nr);
    (0..DEBTORS).filter(|nr| !named(nr)).for_each(|nr| world.books.put_debtor(debtor(FIRST + nr)));
    debtors.iter().filter(|debtor| debtor.blocked).for_each(|debtor| {
        world.books.put_debtor(Debtor { blocked: false, ..debtor.clone() });
    });
    let articles = world.books.articles();
    for nr in 0..ARTICLES {
        match articles.iter().find(|article| article.nr == code(nr)) {
            None => world.books.put_article(article(&code(nr), nr % GROUPS + 1)),
            Some(before) if before.blocked => {
                world.books.put_article(Article { blocked: false, ..before.clone() });
            }
            Some(_) => {}
        }
    }
}

/// The office puts right what stood against its work orders, and archives them all.
pub(crate) fn mend_orders(world: &World, past: &mut Past) {
    let Some((customer_id, location)) = (0..DEBTORS).find_map(|nr| customer(world, nr)) else { return };
    for order in world.simon.records("workorder") {
        let id = order["Id"].as_i64().unwrap();
        let place = past.orders.iter().position(|made| made.id == id);
        let Some(place) = place else {
            // One that a quote became.
            world.simon.book_time(id, "Work", 15);
            mend_lines(world, id);
            world.simon.archive(id);
            continue;
        };
        let kind = past.orders[place].kind;
        if matches!(kind, Kind::WithoutCustomer | Kind::AddressOfOther) {
            world.simon.change("workorder", id, json!({ "CustomerId": customer_id, "LocationId": location }));
        }
        if kind == Kind::Empty {
            world.simon.book_time(id, "Work", 30);
        }
        past.orders[place].was_changed |= mend_lines(world, id);
        if kind != Kind::Sound && kind != Kind::Filtered {
            past.orders[place].was_mended = true;
        }
        if text(&order, "Status") != "Archived" {
            archive(world, past, place);
        }
    }
    world.clock.advance(jiff::SignedDuration::from_secs(1));
}

/// Lines that name nothing, or an article that went, are taken off.
fn mend_lines(world: &World, order: i64) -> bool {
    let mut was_changed = false;
    for used in world.simon.records("useditem") {
        if used["WorkOrderId"].as_i64() != Some(order) {
            continue;
        }
        let item = used["ItemId"].as_i64().and_then(|id| world.simon.record("item", id));
        if item.is_none_or(|item| text(&item, "ExtKey").is_empty()) {
            world.simon.remove("useditem", used["Id"].as_i64().unwrap());
            was_changed = true;
        }
    }
    if was_changed {
        world.simon.change("workorder", order, json!({ "Remark": "Regel verwijderd" }));
    }
    was_changed
}
