//! The classic dialect (fact sheet §2, §3): GET and POST, key lists, records one by one.

use bytes::Bytes;
use http::{Response, StatusCode};

use super::call::Call;
use super::field::Field;
use super::lying::PAGE;
use super::options::{InsertAnswer, ReadSyncAnswer};
use super::record::{Part, Record, Shown};
use super::refusal::Refusal;
use super::replies;
use super::route::{Act, Route};
use super::selection::{Comparison, Condition};
use super::tables::{ID, Kind, Table};
use crate::lies::Told;

/// Carries an act out.
///
/// # Errors
/// What the contract refuses.
pub(super) fn carry_out(call: &mut Call<'_>, act: Act, route: &Route) -> Result<Response<Bytes>, Refusal> {
    match act {
        Act::Insert(table) => {
            let id = call.insert(table)?;
            let part = match call.options.insert_answer {
                InsertAnswer::IdAndExtKey => Part::KeyPair,
                InsertAnswer::WithoutId => Part::ExtKeyAlone,
                InsertAnswer::BareInteger => return replies::json(StatusCode::OK, &id),
            };
            one(call, table, id, part)
        }
        Act::Update(table, _) => {
            let id = call.body_id()?;
            call.update(table, id, call.options.full_replace_on_update)?;
            one(call, table, id, Part::KeyPair)
        }
        Act::Delete(table, _) => {
            let id = call.body_id()?;
            call.company.delete(table, id)?;
            replies::json(StatusCode::OK, &serde_json::json!({ call.look().name("Id", ID): id }))
        }
        Act::ReadOne(table, id) => one(call, table, id, Part::Whole),
        Act::Read(table) => {
            let filters = route.query.iter().filter(|_| !call.options.ignores_filters);
            let conditions =
                filters.map(|(name, value)| filter(table, name, value)).collect::<Result<Vec<_>, _>>()?;
            replies::json(StatusCode::OK, &key_pairs(call, table, &conditions))
        }
        Act::ReadSync(table) => {
            let condition = [since(call, table, route)?];
            match call.options.readsync_answer {
                ReadSyncAnswer::Ids => {
                    let ids: Vec<i64> = found(call, table, &condition).map(|row| row.shown.id()).collect();
                    replies::json(StatusCode::OK, &ids)
                }
                ReadSyncAnswer::KeyPairs => {
                    replies::json(StatusCode::OK, &key_pairs(call, table, &condition))
                }
            }
        }
        Act::Presentation(table, id) => {
            call.company.found(table, id)?;
            let what = if table == Table::WorkOrder { "Werkbon" } else { "Vragenlijst" };
            Ok(replies::pdf(&format!("{what} {id}")))
        }
        Act::Login | Act::Metadata => Err(Refusal::missing("Deze actie bestaat niet.")),
    }
}

fn one(call: &Call<'_>, table: Table, id: i64, part: Part) -> Result<Response<Bytes>, Refusal> {
    let record = call.company.found(table, id)?;
    replies::json(StatusCode::OK, &Shown::truth(table, record, part, call.look()))
}

fn found<'a>(
    call: &'a Call<'_>,
    table: Table,
    conditions: &'a [Condition],
) -> impl Iterator<Item = Told<&'a Record>> {
    let nothing = call.empty_page;
    call.rows(table, conditions, i64::MIN, PAGE).filter(move |row| !nothing && !row.lost)
}

fn key_pairs<'a>(call: &'a Call<'_>, table: Table, conditions: &'a [Condition]) -> Vec<Shown<'a>> {
    let look = call.look();
    found(call, table, conditions).map(|row| Shown::told(table, &row, Part::KeyPair, look)).collect()
}

/// `read?ExtKey=1042` (SIM-A12).
fn filter(table: Table, name: &str, value: &str) -> Result<Condition, Refusal> {
    let place = table
        .place(name)
        .ok_or_else(|| Refusal::invalid(format!("{name} is geen veld van {}.", table.name())))?;
    let kind = table.columns().get(place).map_or(Kind::List, |column| column.kind);
    let value = Field::literal(kind, value)
        .ok_or_else(|| Refusal::invalid(format!("Het filter op {name} heeft een onbruikbare waarde.")))?;
    Ok(Condition { place, comparison: Comparison::Equal, value })
}

/// `readsync?LastMutation=…` or `readsync?LastId=…`, one of the two (SIM-A14).
fn since(call: &Call<'_>, table: Table, route: &Route) -> Result<Condition, Refusal> {
    let (place, kind, given) = match (route.parameter("LastMutation"), route.parameter("LastId")) {
        (Some(moment), None) => (table.stamp(), Kind::Stamp, moment),
        (None, Some(id)) => (ID, Kind::Id, id),
        _ => return Err(Refusal::invalid("Geef LastMutation of LastId.")),
    };
    let value = Field::literal(kind, given).filter(|value| *value != Field::Empty);
    let value = value.ok_or_else(|| Refusal::invalid(format!("'{given}' is geen moment of Id.")))?;
    let comparison =
        if call.options.readsync_inclusive { Comparison::GreaterOrEqual } else { Comparison::Greater };
    Ok(Condition { place, comparison, value })
}
