//! The lines of a sales order: used articles, travel time, work time, the standard article, in that order (R11–R14).
//!
//! Guarantees: no line has quantity 0; used articles keep their order and their sign; time of one kind is one line,
//! however many time sheets it was booked on.
//!
//! Leaves out: prices and, for all but used articles, the text: both are bookkeeping's own.

use rust_decimal::Decimal;

use crate::decide::OrderLimits;
use crate::gathered::{Gathered, GatheredItem, Known, SettingArticles};
use crate::message::{ArticleSetting, Message};
use crate::records::RecordKey;
use crate::remarks::Remarks;
use crate::sales_order::OrderLine;
use crate::text::one_line;
use crate::work_order::TimeKind;

/// A time sheet above this is remarked upon.
const MINUTES_PER_DAY: i64 = 24 * 60;
/// The sales order line's text, in the word of bookkeeping's screen.
const FIELD_LINE_TEXT: &str = "Omschrijving";

/// Minutes as hours with two decimals, half up: 15 → 0.25, 100 → 1.67, 1 → 0.02 (R11, R12).
#[must_use]
pub fn hours(minutes: i64) -> Decimal {
    // Hundredths of an hour are minutes · 100/60; a half is added before the division cuts off.
    let hundredths = (i128::from(minutes) * 10 + 3).div_euclid(6);
    Decimal::from_i128_with_scale(hundredths, 2).normalize()
}

/// The lines of a work order's sales order; empty where nothing is booked on it that is to be billed.
///
/// # Errors
/// The reason why there can be no order: a used article (R13) or a needed article of the settings that bookkeeping
/// does not know.
pub(crate) fn order_lines(
    gathered: &Gathered,
    articles: &SettingArticles,
    limits: &OrderLimits,
    remarks: &mut Remarks<'_>,
) -> Result<Vec<OrderLine>, Message> {
    let work_order = &gathered.work_order.number;
    // An entry of quantity 0 is a note of the field worker's; it makes no line, so it need not be known either.
    let used = gathered.used.iter().filter(|used| !used.item.quantity.is_zero());
    let used = used.map(|used| Ok((used, article_of(used, work_order)?))).collect::<Result<Vec<_>, _>>()?;

    let once = |quantity| Booking { quantity, remarks: Vec::new() };
    let bookings = [
        (ArticleSetting::Travel, &articles.travel, booked(gathered, &TimeKind::Travel)),
        (ArticleSetting::Work, &articles.work, booked(gathered, &TimeKind::Work)),
        (ArticleSetting::Standard, &articles.standard, once(Decimal::ONE)),
    ];
    let mut from_settings = Vec::new();
    for (setting, article, booking) in bookings {
        from_settings.extend(setting_line(work_order, setting, article, booking, remarks)?);
    }
    unknown_kinds(gathered, remarks);

    let mut lines: Vec<_> = used
        .into_iter()
        .map(|(used, article)| OrderLine {
            article: article.clone(),
            quantity: used.item.quantity.normalize(),
            description: remarks.cut(
                &one_line(&used.item.description),
                limits.line,
                FIELD_LINE_TEXT,
                &used.code,
            ),
        })
        .collect();
    lines.append(&mut from_settings);
    Ok(lines)
}

fn article_of<'a>(used: &'a GatheredItem, work_order: &str) -> Result<&'a RecordKey, Message> {
    if used.item.item.is_none() {
        let text = one_line(&used.item.description);
        return Err(Message::OrderFreeText { work_order: work_order.to_owned(), text });
    }
    used.article.as_ref().ok_or_else(|| Message::OrderArticleUnknown {
        work_order: work_order.to_owned(),
        article: used.code.clone(),
    })
}

/// What is to be billed on an article of the settings, and what is to be said about it if it is.
struct Booking {
    quantity: Decimal,
    remarks: Vec<Message>,
}

/// The time of one kind on a work order. A time sheet below zero is left out; one above a day is taken as booked.
fn booked(gathered: &Gathered, kind: &TimeKind) -> Booking {
    let work_order = || gathered.work_order.number.clone();
    let mut total: i64 = 0;
    let mut remarks = Vec::new();
    for minutes in gathered.times.iter().filter(|time| time.kind == *kind).map(|time| time.minutes) {
        if minutes < 0 {
            remarks.push(Message::MinutesBelowZero { work_order: work_order(), minutes });
            continue;
        }
        if minutes > MINUTES_PER_DAY {
            remarks.push(Message::MinutesAboveDay { work_order: work_order(), minutes });
        }
        total = total.saturating_add(minutes);
    }
    Booking { quantity: hours(total), remarks }
}

/// The line on an article of the settings. Where none is set there is nothing to bill, and nothing to say.
fn setting_line(
    work_order: &str,
    setting: ArticleSetting,
    article: &Known,
    booking: Booking,
    remarks: &mut Remarks<'_>,
) -> Result<Option<OrderLine>, Message> {
    let article = match article {
        Known::NotSet => return Ok(None),
        Known::Known(article) => Ok(article.clone()),
        Known::Unknown(article) => Err(article.clone()),
    };
    booking.remarks.into_iter().for_each(|remark| remarks.add(remark));
    if booking.quantity.is_zero() {
        return Ok(None);
    }
    match article {
        Ok(article) => {
            Ok(Some(OrderLine { article, quantity: booking.quantity, description: String::new() }))
        }
        Err(article) => {
            Err(Message::OrderSettingUnknown { work_order: work_order.to_owned(), setting, article })
        }
    }
}

fn unknown_kinds(gathered: &Gathered, remarks: &mut Remarks<'_>) {
    for time in &gathered.times {
        if let TimeKind::Unknown(kind) = &time.kind {
            let work_order = gathered.work_order.number.clone();
            remarks.add(Message::TimeKindUnknown { work_order, kind: kind.clone() });
        }
    }
}
