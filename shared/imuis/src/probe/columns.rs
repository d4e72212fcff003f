//! Whether the columns are there, and their values as is assumed.

use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};

use super::evidence::{Evidence, TableSeen, holds, keys};
use crate::tables::{ARTICLES, CUSTOMERS, GROUPS, Table};
use crate::wire::formats;

pub(super) const CHECKS: &[Check<Evidence>] = &[
    Check::new(
        Topic::Columns,
        "IMUIS-5.1",
        "Debtors are in DEB, under the columns of [imuis.config] columns.customers.",
        "[imuis.config] columns.customers; `customer` in shared/imuis/src/mapping.rs reads them by name.",
        |seen| columns(&seen.customers),
    ),
    Check::new(
        Topic::Columns,
        "IMUIS-5.2",
        "Articles are in ART, under the columns of [imuis.config] columns.articles.",
        "[imuis.config] columns.articles; `article` in shared/imuis/src/mapping.rs reads them by name.",
        |seen| columns(&seen.articles),
    ),
    Check::new(
        Topic::Columns,
        "IMUIS-5.3",
        "Article groups are in ARTGRP, under the columns of [imuis.config] columns.article_groups.",
        "[imuis.config] columns.article_groups; shared/imuis/src/mapping.rs reads them by name.",
        |seen| columns(&seen.groups),
    ),
    Check::new(
        Topic::Columns,
        "IMUIS-5.1a",
        "Every debtor, article and group has a number of its own, and a name.",
        "The key and name columns in shared/imuis/src/tables.rs.",
        |seen| {
            let each = [(&seen.customers, &CUSTOMERS), (&seen.articles, &ARTICLES), (&seen.groups, &GROUPS)];
            let seen: Result<Vec<String>, Doubt> =
                each.map(|(seen, table)| keyed(seen, table)).into_iter().collect();
            seen.map(|seen| seen.join(", "))
        },
    ),
    Check::new(
        Topic::Columns,
        "IMUIS-5.2a",
        "An article names its group by the group's number, in ARTGRP.",
        "`article` in shared/imuis/src/mapping.rs.",
        |seen| {
            let groups: Vec<&str> =
                seen.articles.first.rows()?.column("ARTGRP").filter(|group| !group.is_empty()).collect();
            if groups.is_empty() {
                return Err(Doubt::unknown("no article with a group among those read"));
            }
            let numbers = groups.iter().filter(|group| formats::integer(group).is_some()).count();
            holds(numbers == groups.len(), format!("{numbers} of {} are numbers", groups.len()))
        },
    ),
    Check::new(
        Topic::Columns,
        "IMUIS-6a",
        "A flag is J, N or empty.",
        "[imuis.config] blocked_flags; `flag` in shared/imuis/src/wire/formats.rs.",
        flags,
    ),
    Check::new(
        Topic::Columns,
        "IMUIS-6b",
        "Dates come day first with dashes or slashes, or year first.",
        "`date` in shared/imuis/src/wire/formats.rs.",
        |seen| {
            let mut all = Vec::new();
            for (table, column) in [(&seen.customers, "DATKLANTAF"), (&seen.quotes, "DAT")] {
                if let Ok(answer) = table.first.rows() {
                    all.extend(answer.column(column).filter(|text| !text.is_empty()));
                }
            }
            if all.is_empty() {
                return Err(Doubt::unknown("no date is filled in among the rows that were read"));
            }
            let read = all.iter().filter(|text| formats::date(text).is_ok()).count();
            holds(read == all.len(), format!("{read} of {} dates can be read", all.len()))
        },
    ),
    Check::new(
        Topic::Columns,
        "IMUIS-6c",
        "Numbers come with a point or a comma before their decimals.",
        "`decimal` in shared/imuis/src/wire/formats.rs.",
        |seen| {
            let mut all = Vec::new();
            let quantities = seen.config.quote_fields.quantity.first().map_or("", String::as_str);
            for (table, column) in
                [(&seen.customers, "NR"), (&seen.customers, "HNR"), (&seen.quote_lines, quantities)]
            {
                if let Ok(answer) = table.first.rows() {
                    all.extend(answer.column(column).filter(|text| !text.is_empty()));
                }
            }
            if all.is_empty() {
                return Err(Doubt::unknown("no number among the rows that were read"));
            }
            let read = all.iter().filter(|text| formats::decimal(text).is_some()).count();
            holds(read == all.len(), format!("{read} of {} numbers can be read", all.len()))
        },
    ),
];

/// No column was refused. One that no row had filled in may still be misspelt, where the server passes over those.
fn columns(seen: &TableSeen) -> Verdict {
    let answer = seen.first.rows()?;
    if !seen.refused.is_empty() {
        return Err(Doubt::refuted(format!("refused: {}", seen.refused.join(", "))));
    }
    if answer.rows.is_empty() {
        return Err(Doubt::unknown("no row there"));
    }
    let filled = |column: &&String| answer.column(column).any(|text| !text.is_empty());
    let empty: Vec<&str> = seen.asked.iter().filter(|column| !filled(column)).map(String::as_str).collect();
    let empty = if empty.is_empty() { "none".to_owned() } else { empty.join(", ") };
    Ok(format!("all {} taken; filled in no row of {}: {empty}", seen.asked.len(), answer.rows.len()))
}

fn keyed(seen: &TableSeen, table: &Table) -> Verdict {
    let answer = seen.first.rows()?;
    let keys = keys(answer, table);
    let named = answer.column(table.name_column).filter(|name| !name.is_empty()).count();
    let unique = keys.iter().collect::<std::collections::BTreeSet<_>>().len();
    if keys.is_empty() {
        return Err(Doubt::unknown(format!("no row of {}", table.name)));
    }
    let whole = unique == keys.len() && named == keys.len() && keys.iter().all(|key| !key.is_empty());
    holds(whole, format!("{} rows of {}, {unique} numbers, {named} names", keys.len(), table.name))
}

fn flags(seen: &Evidence) -> Verdict {
    let flags = &seen.config.blocked_flags;
    let (mut values, mut other) = (0, Vec::new());
    for (table, columns) in [
        (&seen.customers, &flags.customers),
        (&seen.articles, &flags.articles),
        (&seen.groups, &flags.article_groups),
    ] {
        let Ok(answer) = table.first.rows() else { continue };
        for column in columns {
            for value in answer.column(column).filter(|value| !value.is_empty()) {
                values += 1;
                if !["J", "N"].contains(&value) && !other.contains(column) {
                    other.push(column.clone());
                }
            }
        }
    }
    match (values, other.is_empty()) {
        (0, _) => Err(Doubt::unknown("no flag is filled in among the rows that were read")),
        (_, true) => Ok(format!("{values} values, each J or N")),
        (_, false) => Err(Doubt::refuted(format!("something else in {}", other.join(", ")))),
    }
}
