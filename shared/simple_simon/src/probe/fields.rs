//! Whether records have the fields that are assumed, and values in the forms that are assumed.

use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};
use serde_json::Value;

use super::evidence::Evidence;
use super::looking::holds;
use crate::country;
use crate::table::Table;
use crate::wire::json::{Fields, decimal, whole};

/// What to change where a field has another name.
const NAMES: &str = "The field's name in shared/simple_simon/src/reading.rs (read) and \
    shared/simple_simon/src/wire/body.rs (written).";

pub(super) const BOTH: &[Check<Evidence>] = &[
    Check::new(
        Topic::Columns,
        "SIM-A08",
        "Records come as JSON with names in PascalCase; another casing is read as well.",
        "`Fields` in shared/simple_simon/src/wire/json.rs.",
        |seen| {
            let records: Vec<_> = seen.records.values().flatten().collect();
            if records.is_empty() {
                return Err(Doubt::unknown("no record was read"));
            }
            let with_id =
                records.iter().filter(|(id, record)| Fields(record).id("Id") == Ok(Some(*id))).count();
            holds(
                with_id == records.len(),
                format!("{with_id} of {} records carry the Id they were asked by", records.len()),
            )
        },
    ),
    Check::new(
        Topic::Columns,
        "SIM-A50a",
        "A customer's fields have the names that are assumed.",
        NAMES,
        |seen| {
            named(
                seen,
                Table::Customer,
                &[
                    "ExtKey",
                    "DebtorNr",
                    "Name",
                    "Street",
                    "HouseNr",
                    "ZipCode",
                    "City",
                    "Country",
                    "Phone",
                    "Mobile",
                    "Email",
                    "VatNr",
                    "CocNr",
                    "Blocked",
                    "LastMutation",
                ],
            )
        },
    ),
    Check::new(
        Topic::Columns,
        "SIM-A50b",
        "A work address's fields have the names that are assumed.",
        NAMES,
        |seen| {
            named(
                seen,
                Table::Location,
                &[
                    "ExtKey",
                    "CustomerId",
                    "Name",
                    "Street",
                    "HouseNr",
                    "ZipCode",
                    "City",
                    "Country",
                    "Phone",
                    "Email",
                    "LastMutation",
                ],
            )
        },
    ),
    Check::new(
        Topic::Columns,
        "SIM-A50c",
        "An article group's fields have the names that are assumed.",
        NAMES,
        |seen| named(seen, Table::ItemGroup, &["ExtKey", "Code", "Description", "LastMutation"]),
    ),
    Check::new(
        Topic::Columns,
        "SIM-A50d",
        "An article's fields have the names that are assumed.",
        NAMES,
        |seen| {
            named(
                seen,
                Table::Item,
                &["ExtKey", "Code", "Description", "Unit", "ItemGroupId", "Blocked", "LastMutation"],
            )
        },
    ),
    Check::new(
        Topic::Columns,
        "SIM-A50e",
        "A work order's fields have the names that are assumed.",
        NAMES,
        |seen| {
            named(
                seen,
                Table::WorkOrder,
                &[
                    "ExtKey",
                    "Number",
                    "LocationId",
                    "CustomerId",
                    "CustomerReference",
                    "Description",
                    "Status",
                    "ArchivedDate",
                    "LastMutation",
                ],
            )
        },
    ),
    Check::new(
        Topic::Columns,
        "SIM-A50f",
        "A used article's fields have the names that are assumed.",
        NAMES,
        |seen| {
            named(
                seen,
                Table::UsedItem,
                &["ExtKey", "WorkOrderId", "ItemId", "Description", "Quantity", "Unit"],
            )
        },
    ),
    Check::new(
        Topic::Columns,
        "SIM-A50g",
        "A time sheet's fields have the names that are assumed.",
        NAMES,
        |seen| {
            named(seen, Table::TimeSheet, &["WorkOrderId", "Kind", "Start", "End", "BreakMinutes", "Minutes"])
        },
    ),
    Check::new(
        Topic::Columns,
        "SIM-A41",
        "Quantities and minutes are numbers, or text with a point or a comma.",
        "`decimal` in shared/simple_simon/src/wire/json.rs.",
        |seen| {
            let used =
                seen.of(Table::UsedItem).iter().filter_map(|(_, record)| Fields(record).value("Quantity"));
            let times =
                seen.of(Table::TimeSheet).iter().filter_map(|(_, record)| Fields(record).value("Minutes"));
            let all: Vec<_> = used.chain(times).collect();
            if all.is_empty() {
                return Err(Doubt::unknown("no used article and no time on the work orders that were read"));
            }
            let read = all.iter().filter(|value| decimal(value).is_some()).count();
            holds(read == all.len(), format!("{read} of {} can be read", all.len()))
        },
    ),
    Check::new(
        Topic::Columns,
        "SIM-A41a",
        "Ids are whole numbers of at most 64 bits; those that orders refer to fit 32.",
        "[imuis.config] order_reference_field = \"kenm\", where a work order's id is larger than 2,147,483,647.",
        |seen| {
            let ids: Vec<i64> = seen
                .of(Table::WorkOrder)
                .iter()
                .filter_map(|(_, record)| whole(Fields(record).value("Id")?))
                .collect();
            if ids.is_empty() {
                return Err(Doubt::unknown("no work order was read"));
            }
            let small = ids.iter().filter(|id| i32::try_from(**id).is_ok()).count();
            holds(small == ids.len(), format!("{small} of {} work orders", ids.len()))
        },
    ),
    Check::new(
        Topic::Columns,
        "SIM-A44",
        "A country is a two-letter code.",
        "`COUNTRIES` in shared/simple_simon/src/country.rs.",
        |seen| {
            let records = seen.of(Table::Customer).iter().chain(seen.of(Table::Location));
            let all: Vec<String> = records
                .map(|(_, record)| Fields(record).text("Country"))
                .filter(|text| !text.is_empty())
                .collect();
            if all.is_empty() {
                return Err(Doubt::unknown("no country is filled in on the records that were read"));
            }
            let known = all.iter().filter(|text| country::code(text).len() == 2).count();
            holds(known == all.len(), format!("{known} of {} are known", all.len()))
        },
    ),
    Check::new(
        Topic::Writes,
        "SIM-A42",
        "An own key takes 50 characters, a name 100, a code 30, a description 250.",
        "EXT_KEY, NAME, CODE and DESCRIPTION in shared/simple_simon/src/mapping.rs.",
        |_| {
            Err(Doubt::unknown(
                "needs a write: type such texts by hand in Simple-Simon and see whether they stay whole",
            ))
        },
    ),
];

/// Every field is in the record, filled in or not. Where the server leaves empty ones out, one may only seem to be missing.
fn named(seen: &Evidence, table: Table, fields: &[&str]) -> Verdict {
    let records = seen.of(table);
    if records.is_empty() {
        return Err(Doubt::unknown(format!("no record of {} was read", table.entity_set())));
    }
    let there = |name: &str| {
        records.iter().any(|(_, record)| record.keys().any(|key| key.eq_ignore_ascii_case(name)))
    };
    let missing: Vec<&str> = fields.iter().copied().filter(|name| !there(name)).collect();
    if missing.is_empty() {
        return Ok(format!("all {} in {} record(s)", fields.len(), records.len()));
    }
    let known = |key: &String| fields.iter().any(|name| key.eq_ignore_ascii_case(name));
    let mut others: Vec<&str> = records
        .iter()
        .flat_map(|(_, record)| record.keys())
        .filter(|key| !known(key))
        .map(String::as_str)
        .collect();
    others.sort_unstable();
    others.dedup();
    let seen = format!("without {}; the other fields there: {}", missing.join(", "), others.join(", "));
    let is_empty = |value: &Value| value.is_null() || value.as_str() == Some("");
    let tells_empty_ones = records.iter().any(|(_, record)| record.values().any(is_empty));
    if tells_empty_ones {
        return Err(Doubt::Refuted(seen));
    }
    Err(Doubt::unknown(format!(
        "{seen}; no empty field is told of, so they may be just that: fill them in and look again"
    )))
}
