//! Whether lists come as is assumed: counted, in order, in pages that follow each other, and as the condition says.

use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};

use super::evidence::{Answer, Evidence, PAGE, TableSeen, holds, keys};
use crate::tables::{ARTICLES, CUSTOMERS, Table};
use crate::wire::formats;

pub(super) const CHECKS: &[Check<Evidence>] = &[
    Check::new(
        Topic::Lists,
        "IMUIS-2a",
        "METADATA counts the rows of the whole answer in RECORDCOUNT, not those of the page.",
        "`Found` in shared/imuis/src/reading.rs: without a count an empty page cannot be told from the end.",
        |seen| {
            let answer = paged(&seen.customers)?;
            match answer.count {
                None => Err(Doubt::refuted("no RECORDCOUNT")),
                Some(count) => holds(
                    count > u64::from(PAGE),
                    format!("{count} counted with {} rows on the page", answer.rows.len()),
                ),
            }
        },
    ),
    Check::new(
        Topic::Lists,
        "IMUIS-2b",
        "METADATA tells the number of pages in TOTALPAGES: the count by the size of a page, rounded up.",
        "[imuis.config] paging = \"keyset\", which needs it least; `Place::next` in shared/imuis/src/paging.rs.",
        |seen| {
            let answer = paged(&seen.customers)?;
            let Some(count) = answer.count else { return Err(Doubt::unknown("no count to compare with")) };
            match answer.pages {
                None => Err(Doubt::refuted("no TOTALPAGES")),
                Some(pages) => holds(
                    pages == count.div_ceil(u64::from(PAGE)),
                    format!("{pages} pages of {PAGE} for {count} rows"),
                ),
            }
        },
    ),
    Check::new(
        Topic::Lists,
        "IMUIS-2c",
        "No more rows come at once than PAGESIZE says.",
        "[imuis.config] page_size: the size that the server uses, and answer_limit_bytes above it.",
        |seen| {
            let rows = paged(&seen.customers)?.rows.len();
            holds(rows == PAGE as usize, format!("{rows} rows, {PAGE} asked for"))
        },
    ),
    Check::new(
        Topic::Lists,
        "IMUIS-2d",
        "Debtors come in the order of ORDERBY, and `NR >` the last one brings the rows of the next page.",
        "[imuis.config] paging = \"pages\".",
        |seen| follows(&seen.customers, &CUSTOMERS),
    ),
    Check::new(
        Topic::Lists,
        "IMUIS-2e",
        "The same for articles, whose numbers compare as text.",
        "[imuis.config] paging = \"pages\".",
        |seen| follows(&seen.articles, &ARTICLES),
    ),
    Check::new(
        Topic::Lists,
        "IMUIS-2f",
        "SELECTPAGE 2 brings other rows than page 1.",
        "[imuis.config] paging = \"keyset\".",
        |seen| {
            let (first, second) =
                (keys(paged(&seen.customers)?, &CUSTOMERS), keys(seen.customers.second.rows()?, &CUSTOMERS));
            let apart = !second.is_empty() && second.iter().all(|key| !first.contains(key));
            holds(
                apart,
                format!(
                    "{} rows on page 2, {} of them from page 1",
                    second.len(),
                    second.iter().filter(|key| first.contains(key)).count()
                ),
            )
        },
    ),
    Check::new(
        Topic::Lists,
        "IMUIS-2g",
        "A question without a condition is taken; articles are asked for so.",
        "`condition` in shared/imuis/src/connector.rs: an always true one, for instance `HROW > 0`.",
        |seen| {
            seen.articles.first.rows().map(|answer| format!("{} rows without a condition", answer.rows.len()))
        },
    ),
    Check::new(
        Topic::Lists,
        "IMUIS-2h",
        "A question that nothing fits is answered with a count of 0 and no row.",
        "`Found::lacks_rows` in shared/imuis/src/reading.rs.",
        |seen| nothing(seen.nobody.rows()?),
    ),
    Check::new(
        Topic::Lists,
        "IMUIS-2i",
        "`NR =` a number brings the row of this number alone.",
        "`record` in shared/imuis/src/connector.rs; nothing is deleted or sent before this holds.",
        |seen| {
            let first = keys(seen.customers.first.rows()?, &CUSTOMERS);
            let Some(asked) = first.first() else { return Err(Doubt::unknown("no debtor there")) };
            let found = keys(seen.one.rows()?, &CUSTOMERS);
            holds(found.len() == 1 && found.first() == Some(asked), format!("{} row(s)", found.len()))
        },
    ),
];

/// The first page of a table with more than one.
fn paged(table: &TableSeen) -> Result<&Answer, Doubt> {
    let answer = table.first.rows()?;
    let more = table.second.rows().is_ok_and(|second| !second.rows.is_empty());
    if answer.rows.len() <= PAGE as usize
        && answer.count.is_none_or(|count| count <= u64::from(PAGE))
        && !more
    {
        return Err(Doubt::unknown(format!("no more than {PAGE} rows there")));
    }
    Ok(answer)
}

/// The rows after the last key are those of page 2, and follow in order.
fn follows(seen: &TableSeen, table: &Table) -> Verdict {
    let first = keys(paged(seen)?, table);
    let (second, after) = (keys(seen.second.rows()?, table), keys(seen.after.rows()?, table));
    let both: Vec<&String> = first.iter().chain(&after).collect();
    let number = |key: &String| formats::integer(key);
    let rises = !table.numeric_key || both.is_sorted_by(|one, next| number(one) < number(next));
    if !rises {
        return Err(Doubt::refuted("rows out of order"));
    }
    if after.iter().any(|key| first.contains(key)) {
        return Err(Doubt::refuted("the condition was not heeded: rows of the first page came again"));
    }
    holds(
        after == second,
        format!(
            "{} rows after the last key, {} of them those of page 2",
            after.len(),
            after.iter().filter(|key| second.contains(key)).count()
        ),
    )
}

/// An answer without rows that says so.
pub(super) fn nothing(answer: &Answer) -> Verdict {
    let count = answer.count.map_or_else(|| "no count".to_owned(), |count| format!("a count of {count}"));
    holds(
        answer.rows.is_empty() && answer.count == Some(0),
        format!("{} rows and {count}", answer.rows.len()),
    )
}
