//! CREATEVERKOOPORDER carried out: the checks against the books, what the server fills in, and the echo
//! (iMUIS fact sheet §3.7, §8).
//!
//! Guarantees: an order that is answered with a number is in the books. Nothing prevents a second order with the same
//! reference: the package has no such check (§3.8).

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use super::books::Books;
use super::columns::Table;
use super::options::Options;
use super::order_input::{Given, Input, bad};
use super::records::{Article, Debtor, Extra, Order, OrderLine, PlainTable};
use super::refusal::Refusal;
use super::row::{Record, Row};
use super::xml::{close_tag, leaf, open_tag};

/// Line numbers go up by this (iMUIS fact sheet §3.10).
const LINE_STEP: u32 = 5;

/// A quantity has ten digits before its point and four behind (iMUIS fact sheet §3.7: NUMERIC 14, 4 decimals).
const QUANTITY_DECIMALS: u32 = 4;
const QUANTITY_BELOW: i64 = 10_000_000_000;

/// Header tags that have a field of their own in [`Order`].
const HEADER_FIELDS: [&str; 9] =
    ["DEB", "DAT", "DATLEV", "ORDSRT", "KENM", "EXTORDNR", "OPM", "NEGAANT", "DATLEVUITERSTAUTO"];

/// Line tags that have a field of their own in [`OrderLine`].
const LINE_FIELDS: [&str; 8] = ["ART", "AANT", "PRS", "PERCKORT", "OMSCHR", "OPMEXT", "OPMINT", "EXTORDNR"];

/// Columns that the server adds to the echo of a line (iMUIS fact sheet §3.7: seen in a real run).
const ADDED_TO_LINE: [&str; 14] = [
    "OMSCHR",
    "PRS",
    "BEDR",
    "BTWSRT",
    "DATLEV",
    "EENH",
    "OPMEXT",
    "OPMINT",
    "ORDNR",
    "PERCKORT",
    "PERCKORTKORT",
    "RG",
    "STATUS",
    "VERKOPER",
];

/// What becomes of an order.
#[derive(Debug)]
pub(super) struct Made {
    /// The order to keep, if any: also a part of a refused one where that is the rule.
    pub(super) order: Option<Order>,
    /// Why the caller is refused.
    pub(super) refusal: Option<Refusal>,
}

/// Makes an order out of what was given. `today` is the day of the call.
pub(super) fn make(books: &Books, input: &Input, options: &Options, today: Date) -> Made {
    let mut order = match header(books, &input.header, options, today) {
        Ok(order) => order,
        Err(refusal) => return Made { order: None, refusal: Some(refusal) },
    };
    for given in &input.lines {
        let line = given.as_ref().map_err(Clone::clone);
        match line.and_then(|given| self::line(books, &order, given, options)) {
            Ok(line) => order.lines.push(line),
            Err(refusal) => {
                let order = (!options.all_or_nothing).then_some(order);
                return Made { order, refusal: Some(refusal) };
            }
        }
    }
    Made { order: Some(order), refusal: None }
}

fn header(books: &Books, given: &Given, options: &Options, today: Date) -> Result<Order, Refusal> {
    let debtor = debtor(books, given, options, today)?;
    Ok(Order {
        nr: books.next_order(today.year()),
        debtor: debtor.nr,
        date: given.date("DAT").unwrap_or(today),
        delivery: given.date("DATLEV").unwrap_or(today),
        ordsrt: order_type(books, given, debtor)?,
        kenm: given.text("KENM").unwrap_or_default().to_owned(),
        extordnr: given.external_number()?,
        opm: given.text("OPM").unwrap_or_default().to_owned(),
        negaant: given.flag("NEGAANT"),
        lines: Vec::new(),
        extra: others(given, &HEADER_FIELDS),
    })
}

fn debtor<'a>(
    books: &'a Books,
    given: &Given,
    options: &Options,
    today: Date,
) -> Result<&'a Debtor, Refusal> {
    let text = given.text("DEB").ok_or(Refusal::Missing("DEB"))?.trim();
    let number = text.parse().map_err(|_| bad("DEB", text))?;
    let debtor = books.debtor(number).ok_or_else(|| Refusal::UnknownDebtor(text.to_owned()))?;
    let reached = |day: Option<Date>| day.is_some_and(|day| day <= today);
    let blocked = debtor.blocked || reached(debtor.sales_blocked_from) || reached(debtor.left_on);
    if blocked && options.refuse_blocked { Err(Refusal::BlockedDebtor(text.to_owned())) } else { Ok(debtor) }
}

/// The order type as the administration spells it: the one given, else the debtor's, else the first there is.
fn order_type(books: &Books, given: &Given, debtor: &Debtor) -> Result<String, Refusal> {
    let debtors_own = Some(debtor.order_type.as_str()).filter(|key| !key.is_empty());
    let wanted = given.text("ORDSRT").map(str::trim).or(debtors_own);
    let mut known =
        books.plain(PlainTable::OrderTypes).filter_map(|columns| columns.get("ZKSL")).map(String::as_str);
    let found = match wanted {
        Some(wanted) => known.find(|known| known.eq_ignore_ascii_case(wanted)),
        None => known.next(),
    };
    found.map(str::to_owned).ok_or_else(|| Refusal::UnknownOrderType(wanted.unwrap_or_default().to_owned()))
}

fn line(books: &Books, order: &Order, given: &Given, options: &Options) -> Result<OrderLine, Refusal> {
    let article = article(books, given, options)?;
    let quantity = quantity(given, order.negaant)?;
    let price = given.number("PRS").unwrap_or(article.price);
    let discount = given.number("PERCKORT").unwrap_or_default();
    let or_default = |tag: &str, default: &str| given.text(tag).unwrap_or(default).to_owned();
    Ok(OrderLine {
        rg: u32::try_from(order.lines.len()).unwrap_or(u32::MAX).saturating_add(1).saturating_mul(LINE_STEP),
        article: article.nr.clone(),
        group: article.group,
        quantity,
        description: or_default("OMSCHR", &article.description),
        price,
        discount,
        amount: amount(quantity, price, discount).ok_or_else(|| bad("PRS", &price.to_string()))?,
        unit: article.unit.clone(),
        vat: article.vat.clone(),
        external_remark: or_default("OPMEXT", &article.external_remark),
        internal_remark: or_default("OPMINT", &article.internal_remark),
        extordnr: given.external_number()?.or(order.extordnr),
        extra: others(given, &LINE_FIELDS),
    })
}

fn article<'a>(books: &'a Books, given: &Given, options: &Options) -> Result<&'a Article, Refusal> {
    let number = given.text("ART").ok_or(Refusal::Missing("ART"))?.trim();
    let article = books.article(number).ok_or_else(|| Refusal::UnknownArticle(number.to_owned()))?;
    if options.refuse_blocked && (article.blocked || article.sales_blocked) {
        return Err(Refusal::BlockedArticle(number.to_owned()));
    }
    Ok(article)
}

fn quantity(given: &Given, negative: bool) -> Result<Decimal, Refusal> {
    let quantity = given.number("AANT").ok_or(Refusal::Missing("AANT"))?.normalize();
    if quantity.scale() > QUANTITY_DECIMALS || quantity.abs() >= Decimal::from(QUANTITY_BELOW) {
        return Err(bad("AANT", &quantity.to_string()));
    }
    if quantity < Decimal::ZERO && !negative { Err(Refusal::NegativeQuantity) } else { Ok(quantity) }
}

/// Quantity times price less discount, in cents; nothing where that is beyond any number there is.
fn amount(quantity: Decimal, price: Decimal, discount: Decimal) -> Option<Decimal> {
    let share = Decimal::ONE_HUNDRED.checked_sub(discount)?.checked_div(Decimal::ONE_HUNDRED)?;
    let amount = quantity.checked_mul(price)?.checked_mul(share)?;
    Some(amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

fn others(given: &Given, fields: &[&str]) -> Extra {
    given.tags.iter().filter(|(tag, _)| !fields.contains(&tag.as_str())).cloned().collect()
}

/// The data set as it comes back: what was given, as it was given, and what the server added.
pub(super) fn echo(input: &Input, order: &Order, options: &Options) -> String {
    let mut out = super::read::opened(options);
    open_tag(&mut out, "ORDKOP");
    given_back(&mut out, &input.header);
    leaf(&mut out, "NR", &order.nr.to_string());
    close_tag(&mut out, "ORDKOP");
    for (given, line) in input.lines.iter().zip(&order.lines) {
        let Ok(given) = given else { continue };
        open_tag(&mut out, "ORDRG");
        given_back(&mut out, given);
        let row = Row { record: Record::Line(order, line), mutated: order.date, created: None, hrow: 0 };
        let added = ADDED_TO_LINE.into_iter().filter(|name| given.text(name).is_none());
        for column in added.filter_map(|name| Table::OrdRg.column(name)) {
            leaf(&mut out, column.name, &row.value(column).written(options).unwrap_or_default());
        }
        close_tag(&mut out, "ORDRG");
    }
    open_tag(&mut out, "INPUT");
    leaf(&mut out, "DOMEIN", "d1095");
    leaf(&mut out, "ADM", "2000");
    close_tag(&mut out, "INPUT");
    close_tag(&mut out, "NewDataSet");
    out
}

fn given_back(out: &mut String, given: &Given) {
    given.tags.iter().for_each(|(tag, text)| leaf(out, tag, text));
}
