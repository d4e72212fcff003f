//! The messages in English: the same facts and the same actions as in Dutch.
//!
//! “Bookkeeping” is the bookkeeping package, “the link” is this link, “Koppel” is the program with its settings.

mod terms;

use self::terms::purpose;
pub(super) use self::terms::{activity, because, inside, key_to, lock, many, one, subject};
use super::phrases::in_brackets;
use super::{Words, deeds, quotes, removals};
use crate::message::{Language, Message, Table};
use crate::records::RowFault;

/// What every message says that asks nothing of anyone; a reason may follow.
pub(super) const NO_ACTION: &str = "No action needed.";
const BY_ITSELF: &str = "The work order then goes through by itself.";

pub(super) fn words(message: &Message) -> Words {
    match message {
        Message::RecordAdded { table, number, name } => {
            Words::new(format!("{} was added to Simple-Simon.", subject(*table, number, name)), NO_ACTION)
        }
        Message::RecordChanged { table, number, name } => {
            Words::new(format!("{} was updated in Simple-Simon.", subject(*table, number, name)), NO_ACTION)
        }
        Message::RecordBlocked { table, number, name } => Words::new(
            format!(
                "{} is blocked in bookkeeping; the next cleanup removes it from Simple-Simon.",
                subject(*table, number, name)
            ),
            format!("{NO_ACTION} If the {} is to stay, unblock it in bookkeeping.", one(*table)),
        ),
        Message::ImportProgress { table, written, done, total } => {
            let of_total = total.map(|total| format!(" of {total}")).unwrap_or_default();
            Words::new(
                format!(
                    "Import of {}: {done}{of_total} done, {written} of them written in this step.",
                    many(*table)
                ),
                NO_ACTION,
            )
        }
        Message::ImportDone { table, done } => {
            Words::new(format!("The import of {} is complete: {done} done.", many(*table)), NO_ACTION)
        }
        Message::TextCut { table: Table::WorkOrder, number, name, field, limit } => Words::new(
            format!(
                "{}: “{field}” is longer than the {limit} characters that a sales order holds, and was cut.",
                subject(Table::WorkOrder, number, name)
            ),
            "Complete the text on the sales order in bookkeeping where needed.",
        ),
        Message::TextCut { table, number, name, field, limit } => Words::new(
            format!(
                "{}: “{field}” is longer than the {limit} characters that Simple-Simon holds, and was cut there.",
                subject(*table, number, name)
            ),
            format!("{NO_ACTION} If the end of the text matters, make it shorter in bookkeeping."),
        ),
        Message::RowUnusable { table, number, name, fault } => row_unusable(*table, number, name, fault),
        Message::NumberTwice { table, number } => Words::new(
            format!(
                "{} is in bookkeeping twice; the link cannot tell the two apart.",
                subject(*table, number, "")
            ),
            format!(
                "Look in bookkeeping for the {} with number {number} and give one of them another number.",
                many(*table)
            ),
        ),
        Message::RecordRefused { table, number, name, reason } => Words::new(
            format!("Simple-Simon refuses {}{}.", inside(*table, number, name), because(reason)),
            format!("Correct this {} in bookkeeping; the change then comes across by itself.", one(*table)),
        ),
        Message::RecordUnclear { table, number, name } => Words::new(
            format!("Simple-Simon gave no clear answer to {}.", inside(*table, number, name)),
            format!("{NO_ACTION} The link looks the {} up and tries again where needed.", one(*table)),
        ),
        Message::GroupMissing { number, name, group } => Words::new(
            format!(
                "{} belongs to article group {group}, which is not in bookkeeping; the article came across without an article group.",
                subject(Table::Article, number, name)
            ),
            "Choose an existing article group for this article in bookkeeping.",
        ),
        Message::FilterGroupUnknown { group } => Words::new(
            format!(
                "Article group “{group}” of the settings does not exist in bookkeeping; articles of that group do not come across."
            ),
            "Correct the name of the article group in Koppel's settings; upper and lower case matter.",
        ),

        Message::OrderSent { work_order, order, debtor } => Words::new(
            format!("Work order {work_order} became sales order {order} for debtor {debtor}."),
            NO_ACTION,
        ),
        Message::OrderFound { work_order, order } => Words::new(
            format!(
                "Work order {work_order} was in bookkeeping already as sales order {order}; nothing was made twice."
            ),
            NO_ACTION,
        ),
        Message::OrderFoundUnconfirmed { work_order, order } => Words::new(
            format!(
                "Bookkeeping already had sales order {order} with the reference of work order {work_order}; no second one was made."
            ),
            "Compare that sales order in bookkeeping with the work order in Simple-Simon, and add lines where any are missing. If they agree, no action is needed.",
        ),
        Message::OrderSkipped { work_order, word } => Words::new(
            format!(
                "Work order {work_order} was skipped: its description contains the filter word “{word}”."
            ),
            format!(
                "{NO_ACTION} If this work order is to be invoiced after all, make the sales order in bookkeeping yourself."
            ),
        ),
        Message::OrderChangedAfterSent { work_order, order } => Words::new(
            format!(
                "Work order {work_order} was changed after sales order {order} was made; the change does not follow by itself."
            ),
            format!(
                "Compare the work order with sales order {order} and adjust the sales order in bookkeeping where needed."
            ),
        ),
        Message::OrderWithoutCustomer { work_order } => not_sent(
            format!("Work order {work_order} has no customer."),
            "Choose a customer that comes from bookkeeping on this work order in Simple-Simon.",
        ),
        Message::OrderCustomerUnknown { work_order, customer } => not_sent(
            format!("Customer “{customer}” on work order {work_order} does not come from bookkeeping."),
            "Choose the customer that comes from bookkeeping on this work order in Simple-Simon; if there is none, make the customer in bookkeeping first.",
        ),
        Message::OrderWithoutAddress { work_order } => not_sent(
            format!("Work order {work_order} has no work address."),
            "Choose a work address of the customer on this work order in Simple-Simon.",
        ),
        Message::OrderAddressOfOther { work_order, address } => not_sent(
            format!(
                "Work address “{address}” on work order {work_order} does not belong to the customer on the work order."
            ),
            "Choose a work address of the customer on this work order in Simple-Simon, or the customer that the work address belongs to.",
        ),
        Message::OrderArticleUnknown { work_order, article } => not_sent(
            format!("Article “{article}” on work order {work_order} does not come from bookkeeping."),
            "Choose an article that comes from bookkeeping on this work order in Simple-Simon; if there is none, make the article in bookkeeping first.",
        ),
        Message::OrderFreeText { work_order, text } => not_sent(
            format!("Work order {work_order} has “{text}” among its used articles, without an article."),
            "Choose an article for this line on the work order in Simple-Simon, or remove the line.",
        ),
        Message::OrderSettingUnknown { work_order, setting, article } => not_sent(
            format!(
                "Article {article} for {} does not exist in bookkeeping; work order {work_order} needs it.",
                purpose(*setting)
            ),
            format!(
                "Choose another article for {} in Koppel's settings, or make article {article} in bookkeeping.",
                purpose(*setting)
            ),
        ),
        Message::OrderEmpty { work_order } => Words::new(
            format!(
                "Nothing is booked on work order {work_order} that goes on a sales order; no sales order was made."
            ),
            "If that is right, there is nothing to do. If not, book time or articles on the work order in Simple-Simon, or choose an article for travel time or work time in Koppel's settings.",
        ),
        Message::OrderLinesWiped { work_order } => Words::new(
            format!(
                "Work order {work_order} was archived before a wipe of Simple-Simon was called off, which may have deleted used articles or hours of it; no sales order was made."
            ),
            "Check the articles and hours of this work order in Simple-Simon and add what is missing. Then offer it again in Koppel.",
        ),
        Message::OrderTooLong { work_order, lines, limit } => Words::new(
            format!(
                "Work order {work_order} makes {lines} lines, and one sales order holds {limit}; no sales order was made."
            ),
            "Spread the used articles over more work orders in Simple-Simon, or make the sales order in bookkeeping yourself.",
        ),
        Message::OrderUnreadable { work_order, field, value } if value.is_empty() => not_sent(
            format!("On work order {work_order} “{field}” is empty."),
            format!(
                "Fill in “{field}” on this work order in Simple-Simon; archive the work order again where needed."
            ),
        ),
        Message::OrderUnreadable { work_order, field, value } => not_sent(
            format!("On work order {work_order} “{field}” holds something that cannot be read: “{value}”."),
            format!("Correct “{field}” on this work order in Simple-Simon."),
        ),
        Message::WorkOrderNotRead { work_order, detail } => Words::new(
            format!(
                "Simple-Simon gave no usable answer about work order {work_order} (technical message: {detail}); no sales order was made yet."
            ),
            "No action needed: the next run tries again. If this still stands here after a day, contact Simon Support.",
        ),
        Message::WorkOrderGone { work_order } => Words::new(
            format!(
                "Work order {work_order}, of which no sales order was made yet, is no longer in Simple-Simon."
            ),
            "If the work order was deleted on purpose, no action is needed: this message closes by itself. If not, make the work order again in Simple-Simon and archive it.",
        ),
        Message::MinutesBelowZero { work_order, minutes } => Words::new(
            format!(
                "Work order {work_order} has a time of {minutes} minutes, less than zero; it was left out."
            ),
            "Check the times on the work order in Simple-Simon and adjust the sales order in bookkeeping where needed.",
        ),
        Message::MinutesAboveDay { work_order, minutes } => Words::new(
            format!(
                "Work order {work_order} has a time of {minutes} minutes, more than a day; it was taken over as it stands."
            ),
            "Check the times on the work order in Simple-Simon and adjust the sales order in bookkeeping where needed.",
        ),
        Message::TimeKindUnknown { work_order, kind } => Words::new(
            format!("Work order {work_order} has a time of an unknown kind, “{kind}”; it was left out."),
            "Put that time on the sales order in bookkeeping yourself where needed.",
        ),
        Message::MoreRemarks { work_order, count } => Words::new(
            format!(
                "There are {count} more messages of the same nature about work order {work_order}; they are not in the log."
            ),
            "Check the whole sales order in bookkeeping.",
        ),
        Message::StatusUnknown { work_order, status } => Words::new(
            format!("Work order {work_order} has an unknown status, “{status}”, and is left alone."),
            "If this work order is to go to bookkeeping, archive it in Simple-Simon.",
        ),
        Message::OrderRefused { work_order, code, reason } => Words::new(
            format!(
                "Bookkeeping refuses the sales order of work order {work_order}{}{}.",
                in_brackets(code.as_deref()),
                because(reason)
            ),
            format!(
                "Put right what bookkeeping says, there or on the work order in Simple-Simon. {BY_ITSELF}"
            ),
        ),
        Message::OrderWaits { work_order } => Words::new(
            format!("Work order {work_order} is ready; the next run makes a sales order of it."),
            NO_ACTION,
        ),
        Message::OrderNotLookedUp { work_order } => Words::new(
            format!(
                "Bookkeeping gave no usable answer to the question whether it has work order {work_order} already; no sales order was made yet."
            ),
            "No action needed: the next run asks again.",
        ),
        Message::OrderUnclear { work_order } => Words::new(
            format!("Bookkeeping gave no clear answer to the sales order of work order {work_order}."),
            format!(
                "{NO_ACTION} The link looks the sales order up first, and makes it only if it is not there."
            ),
        ),
        Message::OrderReferenceTaken { work_order, order, debtor } => not_sent(
            format!(
                "Sales order {order} of debtor {debtor} refers to work order {work_order} already, which is another customer's."
            ),
            format!(
                "If sales order {order} does not belong to this work order, clear its external order number or reference in bookkeeping."
            ),
        ),
        Message::OrderDouble { work_order, orders } => Words::new(
            format!(
                "Work order {work_order} has more than one sales order in bookkeeping: {}.",
                orders.join(", ")
            ),
            "Keep one of these sales orders in bookkeeping and remove the others, before they are invoiced.",
        ),

        Message::QuoteMade { .. }
        | Message::QuoteLineLeftOut { .. }
        | Message::QuoteLineRefused { .. }
        | Message::QuoteHalfMade { .. }
        | Message::QuoteCustomerMissing { .. }
        | Message::QuoteWithoutCustomer { .. }
        | Message::QuoteTooLong { .. }
        | Message::QuoteUnreadable { .. }
        | Message::QuoteNotRead { .. }
        | Message::QuoteGone { .. }
        | Message::QuoteWaits { .. }
        | Message::QuoteRefused { .. }
        | Message::QuoteUnclear { .. } => quotes::english(message),
        Message::RecordRemoved { .. }
        | Message::RecordStays { .. }
        | Message::RemovalRefused { .. }
        | Message::CleanupWithheld { .. }
        | Message::CleanupDone { .. }
        | Message::ListingDoubted { .. }
        | Message::OtherAdministration { .. }
        | Message::RecordDiffers { .. }
        | Message::MoreDifferences { .. }
        | Message::ComparedInFull { .. }
        | Message::OrderMissing { .. }
        | Message::OrderRenumbered { .. } => removals::english(message),
        Message::Unreachable { concern, system, detail } => Words::new(
            format!(
                "{system} gives no usable answer (technical message: {detail}); {} waits.",
                activity(*concern)
            ),
            format!("{NO_ACTION} The link tries again by itself."),
        ),
        Message::Busy { concern, system } => Words::new(
            format!("{system} is busy and asks to wait a moment; {} goes on later.", activity(*concern)),
            format!("{NO_ACTION} The link goes on by itself."),
        ),
        Message::AccessRefused { concern, system, fault } => Words::new(
            format!(
                "{system} does not let the link in: {}. Until this is put right, {} stands still.",
                lock(*fault),
                activity(*concern)
            ),
            key_to(*fault, *system),
        ),
        Message::RequestRefused { concern, system, code, reason } => Words::new(
            format!(
                "{system} refuses a request of the link{}{}. As long as it does, {} stands still.",
                in_brackets(code.as_deref()),
                because(reason),
                activity(*concern)
            ),
            "Pass this message on to the operator of Koppel.",
        ),
        Message::ColumnRefused { table, column } => Words::new(
            format!(
                "Bookkeeping does not release the field “{column}” of {}; it does not come across.",
                many(*table)
            ),
            format!("{NO_ACTION} If you miss this field, tell the operator of Koppel."),
        ),
        Message::Mended { table: Table::Link, .. } => Words::new("The link works again.", NO_ACTION),
        Message::Mended { table, number, name } => {
            Words::new(format!("{} is in order again.", subject(*table, number, name)), NO_ACTION)
        }
        Message::Done { by, deed } => deeds::done(Language::English, by, deed),
        Message::WipeEmptied { emptied, deleted } => deeds::emptied(Language::English, *emptied, *deleted),
        Message::WipeDone { deleted } => deeds::wiped(Language::English, *deleted),
        Message::WipeStuck { emptied, number, reason } => {
            deeds::stuck(Language::English, *emptied, number, reason)
        }
    }
}

/// A work order that cannot be sent until someone has done something.
fn not_sent(what: String, action: impl AsRef<str>) -> Words {
    Words::new(format!("{what} No sales order was made."), format!("{} {BY_ITSELF}", action.as_ref()))
}

fn row_unusable(table: Table, number: &str, name: &str, fault: &RowFault) -> Words {
    let subject = subject(table, number, name);
    let one = one(table);
    let called = if table == Table::Article { "description" } else { "name" };
    let (what, action) = match fault {
        RowFault::WithoutKey => {
            (format!("{subject} has no number"), format!("Give this {one} a number in bookkeeping."))
        }
        RowFault::WithoutName => (
            format!("{subject} has no {called}"),
            format!("Fill in the {called} of this {one} in bookkeeping."),
        ),
        RowFault::Unreadable { field, value } => (
            format!("{subject} has something impossible at “{field}”, “{value}”"),
            format!("Correct “{field}” of this {one} in bookkeeping."),
        ),
        RowFault::KeyTooLong { limit } => (
            format!("{subject} has a number of more than {limit} characters"),
            format!("Give this {one} a number of at most {limit} characters in bookkeeping."),
        ),
    };
    Words::new(format!("{what}; it does not come across to Simple-Simon."), action)
}
