//! The table of checks.

use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};

use super::evidence::{Evidence, ListSeen, Seen};
use crate::wire::json::Row;

/// What a test administration is needed for.
const NEEDS_AN_ORDER: &str = "needs an order: make one in a test administration and look at it there";
/// Where the overlap is set.
const OVERLAP: &str = "[snelstart.config] overlap_hours.";

pub(super) const CHECKS: &[Check<Evidence>] = &[
    Check::new(
        Topic::SignIn,
        "SNEL-2.2",
        "The link key gives a token, and companyInfo names the administration that it opens.",
        "[snelstart.config] base_url and token_url.",
        |seen| {
            let named = |row: &Row| !row.text("administratieNaam").is_empty();
            holds(rows(&seen.company)?.iter().any(named), "companyInfo came, with or without a name")
        },
    ),
    Check::new(
        Topic::SignIn,
        "SNEL-2.2a",
        "companyInfo tells the administration's id (administratieIdentifier).",
        "None needed: books are then known by their name.",
        |seen| {
            let has_id = |row: &Row| !row.text("administratieIdentifier").is_empty();
            holds(rows(&seen.company)?.iter().any(has_id), "companyInfo came, with or without an id")
        },
    ),
    Check::new(
        Topic::SignIn,
        "SNEL-A01",
        "A 429 comes where the product's limits are passed, and says how long to wait.",
        "[snelstart.config] calls_per_minute and calls_per_hour.",
        |_| {
            Err(Doubt::unknown(
                "calls too few to pass a limit: ask partner support which product the key is of",
            ))
        },
    ),
    Check::new(
        Topic::SignIn,
        "SNEL-A11",
        "A right that is missing is refused with 403.",
        "`Trouble::in_answer` in shared/snelstart/src/errors.rs.",
        |_| Err(Doubt::unknown("needs a key without a right: make one in a test administration")),
    ),
    Check::new(
        Topic::Lists,
        "SNEL-5a",
        "A list begins where $skip says.",
        "shared/snelstart/src/paging.rs.",
        |seen| {
            let (all, rest) = (rows(&seen.customers.first)?, rows(&seen.but_first)?);
            match (all.first().and_then(Row::id), all.len()) {
                (Some(first), 2..) => {
                    let is_left_out = rest.iter().all(|row| row.id().as_ref() != Some(&first));
                    holds(is_left_out, &format!("{} rows, and {} from the second on", all.len(), rest.len()))
                }
                _ => Err(Doubt::unknown("too few relations")),
            }
        },
    ),
    Check::new(
        Topic::Lists,
        "SNEL-5b",
        "A condition on a property that a list does not have is refused, not passed over.",
        "`is_about_filter` in shared/snelstart/src/wire/refusal.rs.",
        |seen| match &seen.unknown_property {
            Err(Doubt::Refuted(words)) => Ok(words.clone()),
            Err(doubt) => Err(doubt.clone()),
            Ok(rows) => Err(Doubt::refuted(format!("{} rows came", rows.len()))),
        },
    ),
    Check::new(
        Topic::Lists,
        "SNEL-5c",
        "A customer can be asked for by its number (Relatiecode).",
        "`CUSTOMER_NUMBER` in shared/snelstart/src/wire/filter.rs.",
        |seen| one(&seen.one),
    ),
    Check::new(
        Topic::Lists,
        "SNEL-A02",
        "A list of articles gives as many rows as are asked for, or 25.",
        "[snelstart.config] page_size.",
        |seen| match rows(&seen.articles.first)?.len() {
            0 => Err(Doubt::unknown("no article")),
            count => Ok(format!("{count} rows at once")),
        },
    ),
    Check::new(
        Topic::Lists,
        "SNEL-A03",
        "Lists need no $orderby: one that moves between two pages is noticed.",
        "shared/snelstart/src/paging.rs.",
        |_| Err(Doubt::unknown("shows only while somebody works in the administration")),
    ),
    Check::new(
        Topic::Lists,
        "SNEL-A10",
        "Inactive customers stand in the list, with their flag.",
        "None needed: those that are missing are found by the cleanup.",
        |seen| {
            let inactive = rows(&seen.customers.first)?.iter().filter(|row| row.flag("nonactief")).count();
            match inactive {
                0 => Err(Doubt::unknown("no inactive relation on the first page")),
                count => Ok(format!("{count} inactive relations on the first page")),
            }
        },
    ),
    Check::new(
        Topic::Columns,
        "SNEL-A04",
        "An article can be asked for by its number, in one of two ways of writing.",
        "`ARTICLE_NUMBERS` in shared/snelstart/src/wire/filter.rs.",
        |seen| {
            let [first, second] = &seen.by_number;
            one(first).or_else(|_| one(second))
        },
    ),
    Check::new(
        Topic::Columns,
        "SNEL-8.4",
        "Every article group has a number and a description.",
        "`group` in shared/snelstart/src/mapping.rs.",
        |seen| {
            let groups = rows(&seen.groups)?;
            let whole = |row: &&Row| row.integer("nummer").is_some() && !row.text("omschrijving").is_empty();
            let count = groups.iter().filter(whole).count();
            holds(count == groups.len(), &format!("{count} of {} groups", groups.len()))
        },
    ),
    Check::new(
        Topic::Columns,
        "SNEL-8.4a",
        "An article group answers to its id, and an id that none has to nothing.",
        "`is_not_found` in shared/snelstart/src/errors.rs. Clean nothing up before this holds.",
        |seen| {
            let (groups, found, none) = (rows(&seen.groups)?, rows(&seen.group)?, rows(&seen.no_group)?);
            let is_first = found.first().and_then(Row::id) == groups.first().and_then(Row::id);
            let told = format!("{} by its id, {} by an id of none", found.len(), none.len());
            holds(found.len() == 1 && is_first && none.is_empty(), &told)
        },
    ),
    Check::new(
        Topic::Columns,
        "SNEL-8.8",
        "Every country has a code of two letters.",
        "`country_codes` in shared/snelstart/src/lookup.rs.",
        |seen| {
            let countries = rows(&seen.countries)?;
            let count = countries.iter().filter(|row| row.text("landcode").len() == 2).count();
            holds(count > 0, &format!("{count} of {} countries", countries.len()))
        },
    ),
    Check::new(
        Topic::Changes,
        "SNEL-10a",
        "Customers can be asked for what changed after a moment.",
        OVERLAP,
        |seen| changes(&seen.customers),
    ),
    Check::new(
        Topic::Changes,
        "SNEL-10b",
        "Articles can be asked for what changed after a moment.",
        OVERLAP,
        |seen| changes(&seen.articles),
    ),
    Check::new(
        Topic::Changes,
        "SNEL-10c",
        "Quotes can be asked for what changed after a moment.",
        OVERLAP,
        |seen| changes(&seen.quotes),
    ),
    Check::new(
        Topic::Changes,
        "SNEL-A06",
        "Moments are of the Netherlands' wall clock, or within overlap_hours of it.",
        OVERLAP,
        |_| Err(Doubt::unknown("change a customer, and see what its modifiedOn says")),
    ),
    Check::new(
        Topic::Orders,
        "SNEL-A05",
        "Orders can be asked for by their reference (Orderreferentie).",
        "None needed: they are looked for among what changed, at the cost of more calls.",
        |seen| {
            let none = rows(&seen.no_reference)?.len();
            if none > 0 {
                return Err(Doubt::refuted(format!(
                    "not heeded: {none} orders for a reference that none has"
                )));
            }
            one(&seen.by_reference)
        },
    ),
    Check::new(
        Topic::Orders,
        "SNEL-10d",
        "Orders can be asked for what changed after a moment.",
        "None needed: where they cannot, all of them are looked through.",
        |seen| changes(&seen.orders),
    ),
    Check::new(
        Topic::Quotes,
        "SNEL-7",
        "A quote can be asked for by its number (Nummer).",
        "None needed: it is looked for among all quotes, at the cost of more calls.",
        |seen| one(&seen.quote),
    ),
    Check::new(
        Topic::Writes,
        "SNEL-A07",
        "An order's description holds 50 characters.",
        "`DESCRIPTION` in shared/snelstart/src/wire/order.rs.",
        |_| Err(Doubt::unknown(NEEDS_AN_ORDER)),
    ),
    Check::new(
        Topic::Writes,
        "SNEL-8.5",
        "An order's memo holds a thousand characters.",
        "[snelstart.config] memo_length.",
        |_| Err(Doubt::unknown(NEEDS_AN_ORDER)),
    ),
    Check::new(
        Topic::Writes,
        "SNEL-A09",
        "A line has the price that GET /artikelen/{id} gives for the customer and the quantity.",
        "[snelstart.config] agreed_prices.",
        |_| Err(Doubt::unknown(NEEDS_AN_ORDER)),
    ),
    Check::new(
        Topic::Writes,
        "SNEL-A14",
        "A line may have a negative quantity.",
        "shared/snelstart/src/wire/order.rs.",
        |_| Err(Doubt::unknown(NEEDS_AN_ORDER)),
    ),
];

fn rows(seen: &Seen) -> Result<&Vec<Row>, Doubt> {
    seen.as_ref().map_err(Clone::clone)
}

fn holds(holds: bool, seen: &str) -> Verdict {
    if holds { Ok(seen.to_owned()) } else { Err(Doubt::refuted(seen)) }
}

/// One record was asked for, and came.
fn one(seen: &Seen) -> Verdict {
    let count = rows(seen)?.len();
    holds(count == 1, &format!("{count} rows for one"))
}

/// Since a day to come there is nothing, and since long ago all there is.
fn changes(seen: &ListSeen) -> Verdict {
    let (all, ago, never) = (rows(&seen.first)?.len(), rows(&seen.long_ago)?.len(), rows(&seen.never)?.len());
    match (all, ago, never) {
        (0, ..) => Err(Doubt::unknown("no row there")),
        (_, _, 1..) => Err(Doubt::refuted("not heeded: rows changed since the end of 2099")),
        (_, 0, _) => Err(Doubt::refuted("nothing changed since the year 2000, though there are rows")),
        _ => Ok(format!("{ago} of {all} changed since 2000, none since 2099")),
    }
}
