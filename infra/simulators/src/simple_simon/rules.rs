//! What may not be written and not be deleted (fact sheet §12.3, §5, §10).
//!
//! The office obeys the references and the keys; lengths and fixed words bind the API alone (see [`super::field`]).

use super::company::{Company, Manner};
use super::field::{Field, Writer};
use super::record::Record;
use super::refusal::Refusal;
use super::tables::{Kind, Need, Table};

/// Statuses in which a work order is done with; every other one is open.
const CLOSED: [&str; 2] = ["Archived", "Cancelled"];

/// Whether a record may stand as it is.
///
/// # Errors
/// 409 for an ExtKey that is taken, 400 with the field's name for anything else.
pub(super) fn check_write(
    company: &Company,
    table: Table,
    old: Option<&Record>,
    new: &Record,
    manner: Manner,
) -> Result<(), Refusal> {
    for (place, column) in table.columns().iter().enumerate() {
        match (column.kind, new.get(place)) {
            // As .NET and SQL Server count: in UTF-16 units.
            (Kind::Text(Some(limit)), Field::Text(text))
                if manner.writer != Writer::Office && text.encode_utf16().count() > limit =>
            {
                return Err(Refusal::invalid(format!("{} mag hooguit {limit} tekens hebben.", column.name)));
            }
            (Kind::Refers(_, Need::Must), Field::Empty) => {
                return Err(Refusal::invalid(format!("{} is verplicht.", column.name)));
            }
            (Kind::Refers(referred, _), Field::Whole(id)) => {
                // What an earlier deletion left dangling does not stand in the way of another change.
                let unchanged = old.is_some_and(|old| old.get(place) == new.get(place));
                if !unchanged && company.shelf(referred).get(*id).is_none() {
                    return Err(Refusal::invalid(format!(
                        "{}: {} {id} bestaat niet.",
                        column.name,
                        referred.name()
                    )));
                }
            }
            _ => {}
        }
    }
    match new.ext_key() {
        Some(ext_key)
            if manner.unique
                && company.shelf(table).of_ext_key(ext_key).any(|other| other.id() != new.id()) =>
        {
            Err(Refusal::taken(ext_key))
        }
        _ => Ok(()),
    }
}

/// Whether a record may go.
///
/// # Errors
/// 400 with the reason.
pub(super) fn check_delete(company: &Company, table: Table, id: i64) -> Result<(), Refusal> {
    let in_the_way = match table {
        Table::Customer if referred(company, Table::Location, "CustomerId", id) => "werkadressen",
        Table::Customer if on_open_order(company, "CustomerId", id) => "openstaande werkbonnen",
        Table::Location if on_open_order(company, "LocationId", id) => "openstaande werkbonnen",
        Table::ItemGroup if referred(company, Table::Item, "ItemGroupId", id) => "artikelen",
        _ => return Ok(()),
    };
    Err(Refusal::invalid(format!("{} {id} heeft nog {in_the_way}.", table.name())))
}

/// The ids of the records that refer to `id` in a column.
pub(super) fn referring_ids(company: &Company, table: Table, column: &str, id: i64) -> Vec<i64> {
    table
        .place(column)
        .map(|place| company.shelf(table).referring(place, id).map(Record::id).collect())
        .unwrap_or_default()
}

fn referred(company: &Company, table: Table, column: &str, id: i64) -> bool {
    table.place(column).is_some_and(|place| company.shelf(table).referring(place, id).next().is_some())
}

fn on_open_order(company: &Company, column: &str, id: i64) -> bool {
    let status = Table::WorkOrder.place("Status").unwrap_or_default();
    Table::WorkOrder.place(column).is_some_and(|place| {
        company
            .shelf(Table::WorkOrder)
            .referring(place, id)
            .any(|order| order.text(status).is_none_or(|status| !CLOSED.contains(&status)))
    })
}
