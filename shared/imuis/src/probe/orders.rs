//! Whether sales orders can be found as is assumed, and what of writing them no read can show.

use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};

use super::evidence::{Evidence, holds};
use super::rows::nothing;
use crate::wire::formats;

/// By hand, for what only an order shows.
fn order(look: &'static str) -> Verdict {
    Err(Doubt::unknown(format!("needs a write: in a test administration, send one work order, and {look}")))
}

pub(super) const CHECKS: &[Check<Evidence>] = &[
    Check::new(
        Topic::Orders,
        "IMUIS-3.8a",
        "ORDKOP can be asked for EXTORDNR, which holds our reference, and for NR, DEB and KENM.",
        "[imuis.config] order_reference_field = \"kenm\"; the names in shared/imuis/src/orders.rs. Send nothing before this holds.",
        |seen| {
            let answer = seen.orders.rows()?;
            if answer.rows.is_empty() {
                return Err(Doubt::unknown("no sales order there; the columns were taken"));
            }
            let whole = |text: &str| formats::integer(text).is_some();
            let good = answer.rows.iter().filter(|row| whole(row.get("NR")) && whole(row.get("DEB"))).count();
            holds(
                good == answer.rows.len(),
                format!("{good} of {} orders with number and debtor", answer.rows.len()),
            )
        },
    ),
    Check::new(
        Topic::Orders,
        "IMUIS-3.8b",
        "A reference that no order carries is answered with a count of 0, so that “not there” is the server's own word.",
        "[imuis.config] order_reference_field. Send nothing before this holds: orders would be made twice, or never.",
        |seen| nothing(seen.no_reference.rows()?),
    ),
    Check::new(
        Topic::Orders,
        "IMUIS-3.8c",
        "A reference that an order carries finds that order, and none with another.",
        "[imuis.config] order_reference_field. Send nothing before this holds.",
        |seen| {
            if seen.referenced.rows()?.rows.is_empty() {
                return Err(Doubt::unknown(
                    "no order with an EXTORDNR: look again after the first order was sent",
                ));
            }
            let found = seen.by_reference.rows()?;
            let numbers: std::collections::BTreeSet<_> =
                found.column("EXTORDNR").map(formats::integer).collect();
            holds(
                numbers.len() == 1,
                format!("{} order(s), {} reference(s)", found.rows.len(), numbers.len()),
            )
        },
    ),
    Check::new(
        Topic::Orders,
        "IMUIS-3.8d",
        "KENM can be asked for too, where it carries the reference.",
        "[imuis.config] order_reference_field = \"extordnr\".",
        |seen| nothing(seen.no_customer_reference.rows()?),
    ),
    Check::new(
        Topic::Orders,
        "IMUIS-3.7a",
        "The order type of [imuis.config] order_type is a ZKSL of ORDSRT.",
        "[imuis.config] order_type.",
        |seen| {
            if seen.config.order_type.is_none() {
                return Err(Doubt::unknown("no order_type is set: the debtor's own is used"));
            }
            let found = seen.order_type.rows()?.rows.len();
            holds(found == 1, format!("{found} order type(s) of that name"))
        },
    ),
    Check::new(
        Topic::Writes,
        "IMUIS-3.7b",
        "CreateVerkoopOrder tells the number of the order it made.",
        "`order_number` in shared/imuis/src/wire.rs; [imuis.config] write = \"soap11\", whose answer is known.",
        |_| order("compare the number in the log with the one in iMUIS"),
    ),
    Check::new(
        Topic::Writes,
        "IMUIS-6d",
        "The order date is taken as date_format writes it.",
        "[imuis.config] date_format.",
        |_| order("look at its date; take a day above the 12th, or day and month may be exchanged unseen"),
    ),
    Check::new(
        Topic::Writes,
        "IMUIS-6e",
        "A quantity is taken as decimal_mark writes it.",
        "[imuis.config] decimal_mark.",
        |_| order("look at a line of a quarter of an hour: 0.25, and not 25"),
    ),
    Check::new(
        Topic::Writes,
        "IMUIS-3.7c",
        "A line without a price is priced by iMUIS, from article and price agreements, with the VAT of the debtor.",
        "`document` in shared/imuis/src/wire/order.rs: send PRS.",
        |_| order("compare price and VAT with the same order typed by hand"),
    ),
    Check::new(
        Topic::Writes,
        "IMUIS-3.7d",
        "The remark takes 250 characters with line breaks, a line's text 40, the reference of the customer 25.",
        "MEMO, LINE and CUSTOMER_REFERENCE in shared/imuis/src/wire/order.rs.",
        |_| order("give it a long description; look at OPM, OMSCHR and KENM"),
    ),
    Check::new(
        Topic::Writes,
        "IMUIS-3.7e",
        "An order with a refused line leaves nothing behind.",
        "None needed: an order that is found after a refusal is adopted with a warning.",
        |_| order("then one with a blocked article; look for an order without lines"),
    ),
    Check::new(
        Topic::Writes,
        "IMUIS-3.8e",
        "EXTORDNR holds a work order's id: nine digits and more, up to 2,147,483,647.",
        "[imuis.config] order_reference_field = \"kenm\".",
        |_| order("look at its EXTORDNR"),
    ),
    Check::new(
        Topic::Writes,
        "IMUIS-3.8f",
        "An order can be found by its reference as soon as it was made, or at the latest after the quiet period.",
        "QUIET_PERIOD in shared/domain/src/retry.rs.",
        |_| order("look at once whether this check's neighbour IMUIS-3.8c finds it"),
    ),
];
