//! Whether quotes can be read as is assumed. Hardly any of their columns is documented.

use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};

use super::changes::mutated;
use super::evidence::{Evidence, TableSeen, holds};
use crate::wire::formats;

pub(super) const CHECKS: &[Check<Evidence>] = &[
    Check::new(
        Topic::Quotes,
        "IMUIS-3.11a",
        "Quotes can be read from OFFKOP, with number (NR), debtor and date.",
        "[imuis.config.quote_fields] debtor, date. Where the table is refused: leave [settings.quotes] out.",
        |seen| {
            let fields = &seen.config.quote_fields;
            filled(
                &seen.quotes,
                &[("number", &["NR".to_owned()]), ("debtor", &fields.debtor), ("date", &fields.date)],
            )
        },
    ),
    Check::new(
        Topic::Quotes,
        "IMUIS-3.11b",
        "A quote's memo and reference stand in OPM and KENM.",
        "[imuis.config.quote_fields] memo, reference.",
        |seen| {
            let fields = &seen.config.quote_fields;
            any_filled(&seen.quotes, &[("memo", &fields.memo), ("reference", &fields.reference)])
        },
    ),
    Check::new(
        Topic::Quotes,
        "IMUIS-3.11c",
        "Lines of quotes can be read from OFFRG, with the quote's number (OFFNR), their own (RG) and the quantity (AANT).",
        "[imuis.config.quote_fields] quote, quantity.",
        |seen| {
            let fields = &seen.config.quote_fields;
            let rg = ["RG".to_owned()];
            filled(
                &seen.quote_lines,
                &[("quote", &fields.quote), ("line", &rg), ("quantity", &fields.quantity)],
            )
        },
    ),
    Check::new(
        Topic::Quotes,
        "IMUIS-3.11d",
        "A line's article, text and unit stand in ART, OMSCHR and EENH.",
        "[imuis.config.quote_fields] article, text, unit.",
        |seen| {
            let fields = &seen.config.quote_fields;
            any_filled(
                &seen.quote_lines,
                &[("article", &fields.article), ("text", &fields.text), ("unit", &fields.unit)],
            )
        },
    ),
    Check::new(
        Topic::Quotes,
        "IMUIS-3.11e",
        "The lines of one quote can be asked for by its number, and no others come.",
        "[imuis.config.quote_fields] quote.",
        |seen| {
            let answer = seen.lines_of_one.rows()?;
            let column = seen.config.quote_fields.quote.first().map_or("", String::as_str);
            let quotes: std::collections::BTreeSet<_> = answer.column(column).map(formats::integer).collect();
            holds(quotes.len() == 1, format!("{} line(s) of {} quote(s)", answer.rows.len(), quotes.len()))
        },
    ),
    Check::new(
        Topic::Quotes,
        "IMUIS-3.11f",
        "OFFKOP can be asked for what changed since a day.",
        "[imuis.config] mutdate_format, incremental.quotes.",
        |seen| mutated(&seen.quotes),
    ),
    Check::new(
        Topic::Quotes,
        "IMUIS-3.11g",
        "OFFRG can be asked for what changed since a day.",
        "[imuis.config] incremental.quote_lines = false.",
        |seen| mutated(&seen.quote_lines),
    ),
    Check::new(
        Topic::Quotes,
        "IMUIS-3.10",
        "A change of a quote's line may leave its header's mutation date as it is.",
        "None needed: both are asked.",
        |_| Err(Doubt::unknown("needs a change: change a line and look which of the two tells of it")),
    ),
];

type Field<'a> = (&'a str, &'a [String]);

/// Every row has each of the fields.
fn filled(seen: &TableSeen, fields: &[Field<'_>]) -> Verdict {
    let answer = seen.first.rows()?;
    if answer.rows.is_empty() {
        return Err(Doubt::unknown("no row there; the table was taken"));
    }
    let has = |columns: &[String]| {
        answer.rows.iter().all(|row| columns.iter().any(|column| !row.get(column).is_empty()))
    };
    let without: Vec<&str> =
        fields.iter().filter(|(_, columns)| !has(columns)).map(|(name, _)| *name).collect();
    if without.is_empty() {
        return Ok(format!("filled in each of {} rows", answer.rows.len()));
    }
    let names =
        answer.rows.first().map(|row| row.columns().collect::<Vec<_>>().join(", ")).unwrap_or_default();
    Err(Doubt::refuted(format!("{} not where it should be; the columns there: {names}", without.join(", "))))
}

/// At least one row has each of the fields; one that none has may just not be in use.
fn any_filled(seen: &TableSeen, fields: &[Field<'_>]) -> Verdict {
    let answer = seen.first.rows()?;
    let has = |columns: &[String]| {
        answer.rows.iter().any(|row| columns.iter().any(|column| !row.get(column).is_empty()))
    };
    let without: Vec<&str> =
        fields.iter().filter(|(_, columns)| !has(columns)).map(|(name, _)| *name).collect();
    if without.is_empty() {
        return Ok(format!("each filled in some of {} rows", answer.rows.len()));
    }
    Err(Doubt::unknown(format!("{} filled in none of {} rows", without.join(", "), answer.rows.len())))
}
