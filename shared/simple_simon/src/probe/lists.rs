//! Whether lists come as is assumed: of which tables, whole or in pages, and as the filter says.

use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};
use koppel_domain::work_order::SimonId;

use super::evidence::{Evidence, PAGE};
use super::looking::{Look, holds};
use crate::table::Table;
use crate::wire::json::{Fields, whole};

pub(super) const BOTH: &[Check<Evidence>] = &[
    Check::new(
        Topic::Lists,
        "SIM-A02",
        "The five tables that the link stands on are there under their English names: customer, location, work order, item \
         group, item; a list of them is answered with 200 (SIM-A03, SIM-A20).",
        "The names in shared/simple_simon/src/table.rs; [simple_simon.config] odata_id for single records.",
        |seen| {
            let missing =
                |(table, look): &&(Table, Look)| table.is_essential() && !matches!(look, Look::Answered(_));
            tables(seen, missing, "all five")
        },
    ),
    Check::new(
        Topic::Lists,
        "SIM-A51",
        "The other tables are there too: contact, user, planning, survey, used item, time sheet, equipment.",
        "The names in shared/simple_simon/src/table.rs. A wipe passes over one that is not there.",
        |seen| {
            let missing =
                |(table, look): &&(Table, Look)| !table.is_essential() && !matches!(look, Look::Answered(_));
            tables(seen, missing, "all seven")
        },
    ),
    Check::new(
        Topic::Lists,
        "SIM-A12",
        "A list can be filtered by ExtKey; a key that nobody has brings an empty list, with 200 (SIM-A26).",
        "`list` in shared/simple_simon/src/wire/classic.rs, `page` in shared/simple_simon/src/wire/odata.rs. Write nothing before this holds: a record is \
         looked up by its key so that it is not made twice.",
        by_ext_key,
    ),
    Check::new(
        Topic::Lists,
        "SIM-A31",
        "A list can be filtered by the record that is referred to: used items and time sheets by WorkOrderId, work \
         addresses by CustomerId.",
        "`Parent::field` in shared/simple_simon/src/records.rs. Send nothing before this holds.",
        below,
    ),
];

pub(super) const CLASSIC: &[Check<Evidence>] = &[
    Check::new(
        Topic::Lists,
        "SIM-A13",
        "A list of keys comes whole, not in pages.",
        "`list` in shared/simple_simon/src/wire/classic.rs: pages would have to be asked for. Clean nothing up before this holds.",
        |seen| {
            let listed = seen.list(Table::ItemGroup).keys()?;
            let changed = seen.all_changed.keys()?;
            let missing = changed.iter().filter(|key| !listed.iter().any(|it| it.id == key.id)).count();
            if changed.is_empty() {
                return Err(Doubt::unknown("no item group there"));
            }
            holds(
                missing == 0,
                format!("{} item groups listed, {missing} more are known by their changes", listed.len()),
            )
        },
    ),
    Check::new(
        Topic::Lists,
        "SIM-A15",
        "readsync answers a list of ids, or of keys.",
        "`key` in shared/simple_simon/src/wire/json.rs.",
        |seen| seen.all_changed.keys().map(|keys| format!("{} ids", keys.len())),
    ),
];

pub(super) const ODATA: &[Check<Evidence>] = &[
    Check::new(
        Topic::Lists,
        "SIM-A23",
        "A list is an object with `value`, or a bare array.",
        "`rows` in shared/simple_simon/src/wire/json.rs.",
        |seen| seen.list(Table::ItemGroup).rows().map(|rows| format!("{} rows", rows.len())),
    ),
    Check::new(
        Topic::Lists,
        "SIM-A24",
        "A page is as long as $top says, in the order of $orderby=Id; $filter=Id gt brings the next; $count=true counts.",
        "`page` and `next_page` in shared/simple_simon/src/wire/odata.rs; [simple_simon.config] page_size.",
        pages,
    ),
];

fn tables(seen: &Evidence, is_missing: impl Fn(&&(Table, Look)) -> bool, all: &str) -> Verdict {
    if seen.nobody.is_empty() {
        return Err(Doubt::unknown("not signed in"));
    }
    let missing: Vec<&(Table, Look)> = seen.nobody.values().filter(is_missing).collect();
    let silent = |(_, look): &&(Table, Look)| matches!(look, Look::Failed(_) | Look::NotAsked);
    let names = |list: &[&(Table, Look)]| {
        let named = list.iter().map(|(table, look)| format!("{}: {}", table.entity_set(), look.words()));
        named.collect::<Vec<_>>().join(", ")
    };
    match missing.is_empty() {
        true => Ok(all.to_owned()),
        false if missing.iter().all(silent) => Err(Doubt::unknown(names(&missing))),
        false => Err(Doubt::refuted(names(&missing))),
    }
}

fn by_ext_key(seen: &Evidence) -> Verdict {
    let nobody = seen.nobody.get(Table::ItemGroup.classic()).map_or(&Look::NotAsked, |(_, look)| look);
    if !nobody.rows()?.is_empty() {
        return Err(Doubt::refuted(format!("a key that nobody has brought {}", nobody.words())));
    }
    let Some((id, look)) = &seen.by_ext_key else {
        return Err(Doubt::unknown(
            "a key that nobody has brings an empty list; no record with a key was read",
        ));
    };
    let found: Vec<SimonId> = look.keys()?.iter().map(|key| key.id).collect();
    holds(found == [*id], format!("none for a key that nobody has, {} for one that is there", found.len()))
}

fn below(seen: &Evidence) -> Verdict {
    let mut rows = 0;
    for (table, parent, look) in &seen.below {
        rows += look.keys()?.len();
        let stray = seen.of(*table).iter().filter(|(id, record)| {
            let is_listed = look.keys().is_ok_and(|keys| keys.iter().any(|key| key.id == *id));
            is_listed && Fields(record).id(parent.field()) != Ok(Some(parent.id()))
        });
        let stray = stray.count();
        if stray > 0 {
            return Err(Doubt::refuted(format!(
                "{stray} listed of {} that refer elsewhere",
                table.entity_set()
            )));
        }
    }
    if rows == 0 {
        return Err(Doubt::unknown("nothing refers to the records that were read"));
    }
    Ok(format!("{rows} records below {} others, each where it belongs", seen.below.len()))
}

fn pages(seen: &Evidence) -> Verdict {
    let first = seen.list(Table::ItemGroup).keys()?;
    let counted = seen
        .counted
        .answer()?
        .as_object()
        .and_then(|page| Fields(page).value("@odata.count"))
        .and_then(whole);
    let Some(count) = counted else { return Err(Doubt::refuted("no @odata.count")) };
    if count <= i64::from(PAGE) {
        return Err(Doubt::unknown(format!("no more than {PAGE} item groups there")));
    }
    let second = seen.second_page.keys()?;
    let both: Vec<i64> = first.iter().chain(&second).map(|key| key.id.0).collect();
    let good =
        first.len() == PAGE as usize && !second.is_empty() && both.is_sorted_by(|one, next| one < next);
    let order =
        if both.is_sorted_by(|one, next| one < next) { "in order" } else { "out of order or doubled" };
    holds(good, format!("pages of {} and {}, {order}, {count} counted", first.len(), second.len()))
}
