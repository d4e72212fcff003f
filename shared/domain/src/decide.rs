//! What becomes of a work order: not yet, skipped, refused with a reason, or the sales order (R3, R4, R8, R11–R16).
//!
//! Guarantees: pure, so the same work order under the same settings always becomes the same; every text of an order
//! fits into bookkeeping; an order has at least one line and never more than the limit. What a person must look at
//! without it stopping the order comes along as a remark.
//!
//! Leaves out: whether the work order was archived after the activation and is not in the ledger yet (`koppel-sync`).

use crate::filter_word;
use crate::gathered::{Gathered, LinkedCustomer, SettingArticles};
use crate::memo::{address_name, memo};
use crate::message::Message;
use crate::order_lines::order_lines;
use crate::remarks::Remarks;
use crate::sales_order::{OrderReference, SalesOrder};
use crate::settings::Settings;
use crate::text::one_line;
use crate::work_order::WorkOrderStatus;

/// Most lines of one sales order: some three times the longest work order there should be (P10).
pub const LINES_MAX: usize = 1000;

/// The moment of archiving, in the words of Simple-Simon's screen.
const FIELD_ARCHIVED: &str = "Gearchiveerd op";
/// The order's remarks and the customer's own reference, in the words of bookkeeping's screen.
const FIELD_MEMO: &str = "Opmerkingen";
const FIELD_REFERENCE: &str = "Kenmerk";

/// What one sales order holds at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderLimits {
    /// The order's remarks, in UTF-16 units.
    pub memo: usize,
    /// A line's text, in UTF-16 units.
    pub line: usize,
    /// The customer's own reference, in UTF-16 units.
    pub customer_reference: usize,
    /// Lines, usually [`LINES_MAX`].
    pub lines: usize,
}

/// What becomes of a work order, and what is worth a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What becomes of it.
    pub outcome: Outcome,
    /// Warnings that stop nothing: a text that was cut, a time that cannot be. At most 21.
    pub remarks: Vec<Message>,
}

impl Decision {
    /// The same, of a work order whose lines a wipe may have deleted: nobody can tell whether what is left is all, or
    /// whether nothing is. What else stands against it is told first.
    #[must_use]
    pub fn with_lines_in_doubt(self, work_order: &str) -> Self {
        match self.outcome {
            Outcome::Send(_) | Outcome::Refuse(Message::OrderEmpty { .. }) => {
                let message = Message::OrderLinesWiped { work_order: work_order.to_owned() };
                Self { outcome: message.into(), remarks: Vec::new() }
            }
            _ => self,
        }
    }
}

/// What becomes of a work order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is not archived (R3): nothing happens, nothing is kept.
    NotYet,
    /// It is not to be sent (R15).
    Skip(Message),
    /// It cannot be sent until someone has done what the message says.
    Refuse(Message),
    /// It is to be sent.
    Send(SalesOrder),
}

/// Decides. The first reason against an order is the one that is told; they are looked at in the order in which an
/// admin would mend them.
///
/// Remarks come with an order, with an empty one, and with a status that is not known.
#[must_use]
pub fn decide(
    gathered: &Gathered,
    settings: &Settings,
    articles: &SettingArticles,
    limits: &OrderLimits,
) -> Decision {
    let mut remarks = Remarks::about(&gathered.work_order.number);
    let outcome = match order(gathered, settings, articles, limits, &mut remarks) {
        Ok(order) => Outcome::Send(order),
        Err(instead) => instead,
    };
    let remarks = if speaks_for_itself(&outcome) { Vec::new() } else { remarks.into_messages() };
    Decision { outcome, remarks }
}

/// A refusal is decided anew once it is mended, and the remarks come with the order then. Only of an empty order
/// they are the explanation.
fn speaks_for_itself(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Refuse(reason) => !matches!(reason, Message::OrderEmpty { .. }),
        Outcome::NotYet | Outcome::Skip(_) | Outcome::Send(_) => false,
    }
}

/// The sales order, or what becomes of the work order instead.
fn order(
    gathered: &Gathered,
    settings: &Settings,
    articles: &SettingArticles,
    limits: &OrderLimits,
    remarks: &mut Remarks<'_>,
) -> Result<SalesOrder, Outcome> {
    let work_order = &gathered.work_order;
    let number = || work_order.number.clone();
    if work_order.status != WorkOrderStatus::Archived {
        return Err(Outcome::NotYet);
    }
    let unreadable = |field: &str, value: &str| {
        let (field, value) = (field.to_owned(), value.to_owned());
        Outcome::Refuse(Message::OrderUnreadable { work_order: number(), field, value })
    };
    let archived_at = work_order.archived_at.ok_or_else(|| unreadable(FIELD_ARCHIVED, ""))?;
    if let Some((field, value)) = gathered.faulty_children.first() {
        return Err(unreadable(field, value));
    }
    if let Some(word) = filter_word::found(settings.filter_word.as_deref(), &work_order.description) {
        return Err(Outcome::Skip(Message::OrderSkipped { work_order: number(), word: word.to_owned() }));
    }

    let customer =
        gathered.customer.as_ref().ok_or_else(|| Message::OrderWithoutCustomer { work_order: number() })?;
    let debtor = customer.debtor.clone().ok_or_else(|| Message::OrderCustomerUnknown {
        work_order: number(),
        customer: customer_name(customer),
    })?;
    let location =
        gathered.location.as_ref().ok_or_else(|| Message::OrderWithoutAddress { work_order: number() })?;
    if location.customer != Some(customer.simon) {
        let address = address_name(location);
        return Err(Message::OrderAddressOfOther { work_order: number(), address }.into());
    }

    let lines = order_lines(gathered, articles, limits, remarks)?;
    if lines.is_empty() {
        return Err(Message::OrderEmpty { work_order: number() }.into());
    }
    if lines.len() > limits.lines {
        let lines = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        let limit = u32::try_from(limits.lines).unwrap_or(u32::MAX);
        return Err(Message::OrderTooLong { work_order: number(), lines, limit }.into());
    }

    let memo = memo(settings.memo, location, &work_order.description);
    let reference = one_line(&work_order.customer_reference);
    Ok(SalesOrder {
        reference: OrderReference::of(work_order.id),
        debtor,
        date: archived_at.date(),
        customer_reference: remarks.cut(&reference, limits.customer_reference, FIELD_REFERENCE, ""),
        memo: remarks.cut(&memo, limits.memo, FIELD_MEMO, ""),
        lines,
    })
}

impl From<Message> for Outcome {
    fn from(reason: Message) -> Self {
        Self::Refuse(reason)
    }
}

fn customer_name(customer: &LinkedCustomer) -> String {
    let name = one_line(&customer.name);
    if name.is_empty() { customer.simon.to_string() } else { name }
}

#[cfg(test)]
mod tests;
