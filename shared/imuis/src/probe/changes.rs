//! Whether changes can be asked for as is assumed (`MUTDATE_VA`).

use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};

use super::evidence::{Evidence, TableSeen};

/// What to change where a table's changes cannot be asked for.
const FORMAT: &str = "[imuis.config] mutdate_format; where no format is taken, the table's key in incremental = false: it is then \
                      read whole at every run.";

pub(super) const CHECKS: &[Check<Evidence>] = &[
    Check::new(
        Topic::Changes,
        "IMUIS-2j",
        "DEB can be asked for what changed since a day (MUTDATE_VA).",
        FORMAT,
        |seen| mutated(&seen.customers),
    ),
    Check::new(
        Topic::Changes,
        "IMUIS-2k",
        "ART can be asked for what changed since a day.",
        FORMAT,
        |seen| mutated(&seen.articles),
    ),
    Check::new(
        Topic::Changes,
        "IMUIS-2l",
        "ARTGRP can be asked for what changed since a day.",
        FORMAT,
        |seen| mutated(&seen.groups),
    ),
    Check::new(
        Topic::Changes,
        "IMUIS-2m",
        "What changed since a day includes that day itself.",
        "[imuis.config] mutdate_overlap_days: at least 1.",
        |seen| {
            mutated(&seen.customers)?;
            let tables = [&seen.customers, &seen.articles, &seen.groups];
            let today = tables.iter().filter_map(|table| table.today.rows().ok()?.count).sum::<u64>();
            if today > 0 {
                return Ok(format!("{today} records changed today are among those since today"));
            }
            Err(Doubt::unknown("nothing changed today: change a debtor and look again"))
        },
    ),
    Check::new(
        Topic::Changes,
        "IMUIS-2n",
        "What is deleted is not among the changes; the cleanup finds it.",
        "None needed: a deleted record among the changes would be read as one that is not there.",
        |_| {
            Err(Doubt::unknown(
                "needs a deletion: delete a debtor in a test administration and look at its next pull",
            ))
        },
    ),
];

/// Since a day to come there is nothing, and since long ago all there is.
pub(super) fn mutated(seen: &TableSeen) -> Verdict {
    let all = seen.first.rows()?.count;
    let (never, ago) = (seen.never.rows()?, seen.long_ago.rows()?);
    if all == Some(0) {
        return Err(Doubt::unknown("no row there"));
    }
    if !never.rows.is_empty() {
        return Err(Doubt::refuted("not heeded: rows changed since the end of 2099"));
    }
    if ago.rows.is_empty() {
        return Err(Doubt::refuted("nothing changed since the year 2000, though there are rows"));
    }
    let count = |count: Option<u64>| count.map_or_else(|| "uncounted".to_owned(), |count| count.to_string());
    Ok(format!("{} of {} changed since 2000, none since 2099", count(ago.count), count(all)))
}
