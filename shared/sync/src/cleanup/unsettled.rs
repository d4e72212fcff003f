//! Whether a work order still needs a record: then it stays, or the work order could never be billed (P1, R5).
//!
//! A work order is settled once it is cancelled, or archived and sent, skipped, or from before the activation. Any other
//! needs its customer, its work address and its articles, and so does one whose status no one told us of.

use std::collections::BTreeSet;

use koppel_domain::failure::{Failure, System};
use koppel_domain::ledger::OrderState;
use koppel_domain::records::Stream;
use koppel_domain::work_order::{SimonId, WorkOrder, WorkOrderStatus};
use koppel_simple_simon::{Parent, ReadWorkOrder, SimpleSimon, Table as SimonTable};
use koppel_store::OrderEntry;

use crate::context::Stop;
use crate::frame::Desk;

/// Most work orders of one record that are read to find one that needs it; where there are more, it stays.
const ORDERS_MOST: usize = 500;
/// Most entries of an article on work orders that are read for the same; where there are more, it stays.
const ENTRIES_MOST: usize = 1_000;
/// So many of them at a time, the newest first.
const ENTRIES: usize = 50;

/// A work order that needs the record, by the number that people see.
pub(super) async fn needs(
    desk: &Desk<'_>,
    stream: Stream,
    id: SimonId,
    locations: &[SimonId],
) -> Result<Option<String>, Stop> {
    match stream {
        Stream::ArticleGroups => Ok(None),
        Stream::Customers => {
            let simon = &desk.connected.simon;
            let mut orders = ids_under(simon, SimonTable::WorkOrder, Parent::Customer(id)).await?;
            for location in locations {
                orders.extend(ids_under(simon, SimonTable::WorkOrder, Parent::Location(*location)).await?);
            }
            let is_on = |order: &WorkOrder| {
                order.customer == Some(id) || order.location.is_some_and(|of| locations.contains(&of))
            };
            first_unsettled(desk, orders, is_on).await
        }
        Stream::Articles => order_with(desk, id).await,
    }
}

async fn ids_under(
    simon: &SimpleSimon,
    table: SimonTable,
    parent: Parent,
) -> Result<BTreeSet<SimonId>, Failure> {
    Ok(simon.keys_under(table, parent).await?.into_iter().map(|key| key.id).collect())
}

/// A work order that is not settled and on which an article is booked.
async fn order_with(desk: &Desk<'_>, article: SimonId) -> Result<Option<String>, Stop> {
    let simon = &desk.connected.simon;
    let entries = ids_under(simon, SimonTable::UsedItem, Parent::Item(article)).await?;
    let newest: Vec<SimonId> = entries.into_iter().rev().collect();
    let mut seen = BTreeSet::new();
    for (index, entries) in newest.chunks(ENTRIES).enumerate() {
        let mut orders = BTreeSet::new();
        for id in entries {
            let Some(entry) = simon.used_item(*id).await? else { continue };
            if entry.item.is_some_and(|of| of != article) {
                return Err(not_asked_for().into());
            }
            orders.extend(entry.work_order.filter(|order| seen.insert(*order)));
        }
        if index * ENTRIES >= ENTRIES_MOST {
            return Ok(orders.last().or(seen.last()).map(ToString::to_string));
        }
        if let Some(order) = first_unsettled(desk, orders, |_| true).await? {
            return Ok(Some(order));
        }
    }
    Ok(None)
}

/// The newest of these work orders that is not settled.
async fn first_unsettled(
    desk: &Desk<'_>,
    orders: BTreeSet<SimonId>,
    is_on: impl Fn(&WorkOrder) -> bool,
) -> Result<Option<String>, Stop> {
    let ids: Vec<SimonId> = orders.into_iter().rev().collect();
    let entries = desk.tenant.orders(&ids).await?;
    let is_done = |entry: &OrderEntry| matches!(entry.state, OrderState::Sent | OrderState::Skipped);
    let open = ids.into_iter().filter(|id| !entries.get(id).is_some_and(is_done));
    for (index, id) in open.enumerate() {
        if index >= ORDERS_MOST {
            return Ok(Some(id.to_string()));
        }
        match desk.connected.simon.work_order(id).await? {
            None => {}
            Some(ReadWorkOrder::Faulty { number, .. }) => return Ok(Some(number)),
            Some(ReadWorkOrder::Read(order)) if !is_on(&order) => return Err(not_asked_for().into()),
            Some(ReadWorkOrder::Read(order)) if is_settled(desk, &order) => {}
            Some(ReadWorkOrder::Read(order)) => return Ok(Some(order.number)),
        }
    }
    Ok(None)
}

fn is_settled(desk: &Desk<'_>, order: &WorkOrder) -> bool {
    match order.status {
        WorkOrderStatus::Cancelled => true,
        WorkOrderStatus::Archived => desk.is_before_activation(order),
        _ => false,
    }
}

/// A server that does not honour the filter answers with other records' work orders.
pub(super) fn not_asked_for() -> Failure {
    Failure::Unreadable {
        system: System::SimpleSimon,
        detail: "records that refer to another than asked for".to_owned(),
    }
}
