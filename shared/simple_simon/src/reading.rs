//! From a record on the wire to what Koppel works with (Simple-Simon fact sheet §6, §7).
//!
//! Guarantees: a record is read whole or not at all; the first field that cannot be read is named.

use koppel_domain::records::Address;
use koppel_domain::text;
use koppel_domain::work_order::{SimonId, TimeKind, TimeSheet, UsedItem, WorkOrder, WorkOrderStatus};
use rust_decimal::RoundingStrategy;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Map, Value};

use crate::config::Config;
use crate::records::{
    FaultyChild, ReadWorkOrder, SimonCustomer, SimonItem, SimonLocation, SimonUsedItem, Summary,
};
use crate::wire::json::{Fields, Unread, quoted};
use crate::wire::time::minutes_between;

/// Most characters of a status or a kind that no one told us of.
const UNKNOWN: usize = 40;

/// A work order.
pub(crate) fn work_order(id: SimonId, record: &Map<String, Value>, config: &Config) -> ReadWorkOrder {
    let fields = Fields(record);
    let number = match fields.text("Number") {
        number if number.is_empty() => id.to_string(),
        number => number,
    };
    let read = || -> Result<WorkOrder, Unread> {
        Ok(WorkOrder {
            id,
            number: number.clone(),
            customer: fields.id("CustomerId")?,
            location: fields.id("LocationId")?,
            customer_reference: fields.text("CustomerReference"),
            description: fields.text("Description"),
            status: status(&fields.text("Status"), config),
            archived_at: fields.moment("ArchivedDate")?.map(|moment| moment.wall()),
            last_mutation: fields.moment("LastMutation")?.map(|moment| moment.wall()),
        })
    };
    match read() {
        Ok(work_order) => ReadWorkOrder::Read(work_order),
        Err(Unread { field, value }) => ReadWorkOrder::Faulty { id, number, field: field.to_owned(), value },
    }
}

/// A used article as it is billed.
pub(crate) fn used_item(id: SimonId, record: &Map<String, Value>) -> Result<UsedItem, FaultyChild> {
    let fields = Fields(record);
    let read = || -> Result<UsedItem, Unread> {
        Ok(UsedItem {
            id,
            item: fields.id("ItemId")?,
            description: fields.text("Description"),
            quantity: fields.decimal("Quantity")?.ok_or_else(|| missing("Quantity"))?,
        })
    };
    read().map_err(|unread| faulty(id, unread))
}

/// A time sheet. Its minutes are those on the record; where there are none, the time from start to end less the break.
pub(crate) fn time_sheet(
    id: SimonId,
    record: &Map<String, Value>,
    config: &Config,
) -> Result<TimeSheet, FaultyChild> {
    let fields = Fields(record);
    let read = || -> Result<TimeSheet, Unread> {
        let minutes = match minutes(fields, "Minutes")? {
            Some(minutes) => minutes,
            None => spent(id, fields)?,
        };
        Ok(TimeSheet { id, kind: kind(&fields.text("Kind"), config), minutes })
    };
    read().map_err(|unread| faulty(id, unread))
}

fn spent(id: SimonId, fields: Fields<'_>) -> Result<i64, Unread> {
    let start = fields.moment("Start")?.ok_or_else(|| missing("Start"))?;
    let end = fields.moment("End")?.ok_or_else(|| missing("End"))?;
    if start.is_ambiguous() || end.is_ambiguous() {
        tracing::warn!(
            simon.time_sheet = id.0,
            "a time in the doubled or the missing hour; the earlier offset was taken"
        );
    }
    let pause = minutes(fields, "BreakMinutes")?.unwrap_or(0);
    let gross = minutes_between(start, end)
        .ok_or_else(|| Unread { field: "End", value: fields.value("End").map(quoted).unwrap_or_default() })?;
    Ok(gross.saturating_sub(pause))
}

/// Whole minutes, half a minute away from zero.
fn minutes(fields: Fields<'_>, name: &'static str) -> Result<Option<i64>, Unread> {
    let Some(number) = fields.decimal(name)? else { return Ok(None) };
    number
        .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
        .to_i64()
        .map(Some)
        .ok_or_else(|| Unread { field: name, value: fields.value(name).map(quoted).unwrap_or_default() })
}

fn missing(field: &'static str) -> Unread {
    Unread { field, value: String::new() }
}

fn faulty(id: SimonId, unread: Unread) -> FaultyChild {
    FaultyChild { id, field: unread.field.to_owned(), value: unread.value }
}

/// A customer.
pub(crate) fn customer(id: SimonId, record: &Map<String, Value>) -> SimonCustomer {
    let fields = Fields(record);
    SimonCustomer { id, ext_key: fields.ext_key(), name: fields.text("Name") }
}

/// A work address.
pub(crate) fn location(id: SimonId, record: &Map<String, Value>) -> Result<SimonLocation, Unread> {
    let fields = Fields(record);
    Ok(SimonLocation {
        id,
        ext_key: fields.ext_key(),
        customer: fields.id("CustomerId")?,
        name: fields.text("Name"),
        address: Address {
            street: fields.text("Street"),
            house_number: fields.text("HouseNr"),
            postcode: fields.text("ZipCode"),
            town: fields.text("City"),
            country: fields.text("Country"),
        },
    })
}

/// An article.
pub(crate) fn item(id: SimonId, record: &Map<String, Value>) -> Result<SimonItem, Unread> {
    let fields = Fields(record);
    Ok(SimonItem {
        id,
        ext_key: fields.ext_key(),
        code: fields.text("Code"),
        description: fields.text("Description"),
        group: fields.id("ItemGroupId")?,
    })
}

/// What a used article refers to.
pub(crate) fn used_item_refers(id: SimonId, record: &Map<String, Value>) -> Result<SimonUsedItem, Unread> {
    let fields = Fields(record);
    Ok(SimonUsedItem {
        id,
        ext_key: fields.ext_key(),
        work_order: fields.id("WorkOrderId")?,
        item: fields.id("ItemId")?,
    })
}

/// What a record of any table is called.
pub(crate) fn summary(record: &Map<String, Value>) -> Summary {
    let fields = Fields(record);
    let mut names = ["Name", "Description", "Code", "Number"].into_iter().map(|name| fields.text(name));
    Summary { ext_key: fields.ext_key(), name: names.find(|name| !name.is_empty()).unwrap_or_default() }
}

/// SIM-A60: the settings' own meaning first, then the names of the fact sheet and its screen words.
fn status(wire: &str, config: &Config) -> WorkOrderStatus {
    if let Some(status) = config.statuses.get(wire) {
        return status.clone();
    }
    match squeezed(wire).as_str() {
        "new" | "nieuw" => WorkOrderStatus::New,
        "planned" | "ingepland" => WorkOrderStatus::Planned,
        "inprogress" | "inuitvoering" => WorkOrderStatus::InProgress,
        "ready" | "gereedgemeld" => WorkOrderStatus::Ready,
        "archived" | "gearchiveerd" => WorkOrderStatus::Archived,
        "cancelled" | "canceled" | "vervallen" => WorkOrderStatus::Cancelled,
        _ => WorkOrderStatus::Unknown(text::cut(wire, UNKNOWN).into_owned()),
    }
}

/// The kind of a time sheet, in the same way.
fn kind(wire: &str, config: &Config) -> TimeKind {
    if let Some(kind) = config.time_kinds.get(wire) {
        return kind.clone();
    }
    match squeezed(wire).as_str() {
        "travel" | "reistijd" => TimeKind::Travel,
        "work" | "werktijd" => TimeKind::Work,
        _ => TimeKind::Unknown(text::cut(wire, UNKNOWN).into_owned()),
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests;
