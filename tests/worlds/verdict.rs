//! Whether the promises were kept, told from the two packages and the log when all is quiet.
//!
//! Guarantees: nothing that Koppel remembers is asked; what should be is worked out anew (`books`).

use std::collections::BTreeMap;

use koppel_domain::message::Kind as RowKind;
use koppel_simulators::books::Order;
use koppel_tests::mirror::text;
use rust_decimal::Decimal;

use crate::books;
use crate::people::Made;
use crate::plan::Kind;
use crate::play::Player;

/// Looks at everything. `was_quiet`: the world came to rest.
pub(crate) async fn judge(player: &mut Player, was_quiet: bool) {
    let problems = player.world.problems().await;
    let last = player.last.clone();
    player.watch.check(was_quiet, || format!("P7: never quiet: {problems:?}; {last}"));
    orders(player);
    quotes(player);
    mirror(player);
    rest(player).await;
}

/// P1.
fn orders(player: &mut Player) {
    let world = &player.world;
    let mut by_reference: BTreeMap<i64, Vec<Order>> = BTreeMap::new();
    let mut strange = 0;
    for order in world.books.orders() {
        match order.work_order {
            Some(reference) => by_reference.entry(reference).or_default().push(order),
            None => strange += 1,
        }
    }
    player.watch.check(strange == 0, || format!("P1: {strange} sales orders without a reference"));
    let mut known: Vec<Made> = player.past.orders.clone();
    let made: Vec<i64> = known.iter().map(|made| made.id).collect();
    for record in world.simon.records("workorder") {
        let id = record["Id"].as_i64().unwrap_or_default();
        if !made.contains(&id) {
            // A quote became it; it was archived at the end.
            known.push(Made {
                id,
                kind: Kind::Sound,
                archived_at: None,
                was_changed: true,
                was_mended: true,
            });
        }
    }
    for made in &known {
        let found = by_reference.remove(&made.id).unwrap_or_default();
        let count = found.len();
        player.watch.check(count <= 1, || format!("P1: work order {} became {count} sales orders", made.id));
        let expected = match made.kind {
            Kind::BeforeActivation => 0,
            Kind::Filtered if player.plan.company.settings.filter_word.is_some() => 0,
            _ => 1,
        };
        player.watch.check(count == expected || count > 1, || {
            format!(
                "P1: work order {} ({:?}) became {count} sales orders, not {expected}",
                made.id, made.kind
            )
        });
        if let [order] = found.as_slice() {
            content(player, made, order);
        }
    }
    let left: Vec<i64> = by_reference.into_keys().collect();
    player
        .watch
        .check(left.is_empty(), || format!("P1: sales orders for work orders that never were: {left:?}"));
}

/// What was billed, where nothing changed since the work order was archived: under settings that held since.
fn content(player: &mut Player, made: &Made, order: &Order) {
    if made.was_changed || made.was_mended || !books::is_readable(&player.world, made.id) {
        return;
    }
    let mut billed: BTreeMap<String, Decimal> = BTreeMap::new();
    for line in &order.lines {
        *billed.entry(line.article.clone()).or_default() += line.quantity;
    }
    let world = &player.world;
    let settings = player.past.settings.iter();
    let expected: Vec<_> = settings.map(|(_, settings)| books::lines(world, made.id, settings)).collect();
    let is_right = expected.contains(&billed);
    player.watch.check(is_right, || {
        format!("P1: work order {} was billed as {billed:?} and not as one of {expected:?}", made.id)
    });
    let customer =
        player.world.simon.record("workorder", made.id).and_then(|record| record["CustomerId"].as_i64());
    let customer = customer.and_then(|id| player.world.simon.record("customer", id));
    if let Some(customer) = customer {
        let debtor = text(&customer, "ExtKey");
        player.watch.check(debtor == order.debtor.to_string(), || {
            format!("P1: work order {} of {debtor} was billed to {}", made.id, order.debtor)
        });
    }
}

/// P2.
fn quotes(player: &mut Player) {
    let records = player.world.simon.records("workorder");
    let settings: Vec<_> = player.past.settings.clone();
    for written in player.past.quotes.clone() {
        let key = format!("quote-{}", written.nr);
        let made: Vec<_> = records.iter().filter(|record| text(record, "ExtKey") == key).collect();
        let count = made.len();
        player.watch.check(count <= 1, || format!("P2: quote {} became {count} work orders", written.nr));
        let always = settings.iter().all(|(_, settings)| settings.quotes.is_some());
        let never = settings.iter().all(|(_, settings)| settings.quotes.is_none());
        if always || never {
            let expected = usize::from(always);
            player.watch.check(count == expected, || {
                format!("P2: quote {} became {count} work orders, not {expected}", written.nr)
            });
        }
        let [made] = made.as_slice() else { continue };
        let Some(id) = made["Id"].as_i64() else { continue };
        let used = player.world.simon.records("useditem");
        let mut keys: Vec<String> = used
            .iter()
            .filter(|used| used["WorkOrderId"].as_i64() == Some(id))
            .map(|used| text(used, "ExtKey"))
            .collect();
        let total = keys.len();
        keys.sort();
        keys.dedup();
        player
            .watch
            .check(keys.len() == total, || format!("P2: lines of quote {} are there twice", written.nr));
        let is_plain = settings.len() == 1 && !written.was_changed;
        if let Some(quotes) =
            settings.first().and_then(|(_, settings)| settings.quotes.as_ref()).filter(|_| is_plain)
        {
            // Its two articles may have been filtered out, or gone, when they came; never are there more than it has.
            let most = if quotes.lines { 2 } else { 0 };
            player.watch.check(total <= most, || format!("P2: quote {} became {total} lines", written.nr));
        }
    }
}

/// P3.
fn mirror(player: &mut Player) {
    let (held, wanted) = (player.world.held(), books::wanted(&player.world, player.settings()));
    let missing: Vec<_> = wanted.iter().filter(|line| !held.contains(line)).collect();
    let strange: Vec<_> = held.iter().filter(|line| !wanted.contains(line)).collect();
    let is_equal = held == wanted;
    let told =
        format!("P3: missing {missing:?}, strange {strange:?}, {} held, {} wanted", held.len(), wanted.len());
    player.watch.check(is_equal, || told);
}

/// P7, P10: what is quiet stays quiet, and every error says what to do.
async fn rest(player: &mut Player) {
    let (writes, orders) = (player.world.simon_writes(), player.world.books.orders().len());
    for concern in [
        koppel_domain::message::Concern::Pull,
        koppel_domain::message::Concern::Push,
        koppel_domain::message::Concern::Quotes,
    ] {
        player.world.pass(5);
        player.run(crate::plan::Run { concern, way: crate::plan::Way::Whole, skew: 0 }).await;
    }
    let (now, then) = (player.world.simon_writes(), writes);
    player.watch.check(now == then, || format!("P10: {} writes to Simple-Simon for nothing", now - then));
    let now = player.world.books.orders().len();
    player.watch.check(now == orders, || "P1: a sales order for nothing".to_owned());
    let rows = player.world.messages().await;
    for row in &rows {
        let has_action = !row.action(koppel_domain::message::Language::Dutch).is_empty();
        player.watch.check(row.kind() != RowKind::Error || has_action, || {
            format!("P7: an error without an action: {}", row.code())
        });
    }
    let skipped = rows.iter().any(|row| row.code() == "order_skipped");
    let is_filtered = player.plan.company.settings.filter_word.is_some()
        && player.past.orders.iter().any(|made| made.kind == Kind::Filtered && made.archived_at.is_some());
    player.watch.check(skipped || !is_filtered, || "R15: a skipped work order is not told".to_owned());
}
