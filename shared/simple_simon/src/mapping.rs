//! From bookkeeping's records to drafts for Simple-Simon (R6, R7, R8, R17, R19, R20).
//!
//! Guarantees: every text fits (SIM-A42), is never cut inside a character, and every cut is told; a key is never cut,
//! since two keys that were cut could become one.
//!
//! Leaves out: whether a record is to come across at all (`koppel-domain`).

use koppel_domain::quote::{PlannedItem, PlannedWorkOrder};
use koppel_domain::records::{Address, Article, ArticleGroup, Customer, RecordKey, RowFault};
use koppel_domain::text;
use koppel_domain::work_order::SimonId;

use crate::country;
use crate::drafts::{CustomerDraft, ItemDraft, ItemGroupDraft, LocationDraft, UsedItemDraft, WorkOrderDraft};

/// SIM-A42: most characters of a key, in UTF-16 units.
const EXT_KEY: u32 = 50;
/// SIM-A42: most characters of a name, in UTF-16 units.
const NAME: u32 = 100;
/// SIM-A42: most characters of a code, in UTF-16 units.
const CODE: u32 = 30;
/// SIM-A42: most characters of a description, in UTF-16 units.
const DESCRIPTION: u32 = 250;
/// What stands behind a customer's key in the key of its first work address (Simple-Simon fact sheet §9).
const FIRST_ADDRESS: &str = "-0";
/// Most characters of a bookkeeping number: the first work address has the customer's with two more behind it.
const KEY: u32 = EXT_KEY - FIRST_ADDRESS.len() as u32;

/// SIM-A42 knows no length of a reference; it is taken for as long as a name.
const REFERENCE: u32 = NAME;
/// What stands before a quote's number in the key of its work order.
const QUOTE: &str = "quote-";
/// Most characters of a quote's number: the key of a used article has the line's number behind it, ten digits at most.
const QUOTE_NUMBER: u32 = EXT_KEY - QUOTE.len() as u32 - "-4294967295".len() as u32;
/// Significant digits of a quantity; a JSON number holds no more without noise (SIM-A41).
const QUANTITY_DIGITS: u32 = 15;

/// A draft, and what had to be cut to make it fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped<T> {
    /// What is to be written.
    pub draft: T,
    /// Every text that was cut.
    pub cut: Vec<Cut>,
}

/// A text that was too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The field by its name on Simple-Simon's screen.
    pub field: &'static str,
    /// Most characters it holds.
    pub limit: u32,
}

/// Whether a bookkeeping number fits Simple-Simon's own key, with the first work address's suffix.
///
/// # Errors
/// [`RowFault::KeyTooLong`]: the record cannot come across.
pub fn ext_key_fits(key: &RecordKey) -> Result<(), RowFault> {
    if text::utf16_len(key.as_str()) <= KEY as usize {
        Ok(())
    } else {
        Err(RowFault::KeyTooLong { limit: KEY })
    }
}

/// The key of a customer's first work address.
#[must_use]
pub fn first_address_key(customer: &RecordKey) -> String {
    format!("{customer}{FIRST_ADDRESS}")
}

/// Whether a quote's number fits Simple-Simon's own keys, of the work order and of its used articles.
///
/// # Errors
/// [`RowFault::KeyTooLong`]: the quote cannot come across.
pub fn quote_key_fits(quote: &RecordKey) -> Result<(), RowFault> {
    if text::utf16_len(quote.as_str()) <= QUOTE_NUMBER as usize {
        Ok(())
    } else {
        Err(RowFault::KeyTooLong { limit: QUOTE_NUMBER })
    }
}

/// The key of the work order that a quote became.
#[must_use]
pub fn work_order_key(quote: &RecordKey) -> String {
    format!("{QUOTE}{quote}")
}

/// The key of the used article that a quote's line became.
#[must_use]
pub fn used_item_key(quote: &RecordKey, line: u32) -> String {
    format!("{QUOTE}{quote}-{line}")
}

/// A debtor as a customer.
#[must_use]
pub fn customer(customer: &Customer) -> Mapped<CustomerDraft> {
    let mut fit = Fit::default();
    let draft = CustomerDraft {
        ext_key: customer.key.as_str().to_owned(),
        debtor_number: customer.key.as_str().to_owned(),
        name: fit.text("Naam", &customer.name, NAME),
        address: address(&customer.address),
        phone: customer.phone.clone(),
        mobile: customer.mobile.clone(),
        email: customer.email.clone(),
        vat_number: customer.vat_number.clone(),
        coc_number: customer.coc_number.clone(),
        blocked: customer.blocked,
    };
    fit.mapped(draft)
}

/// A debtor's standard address as the first work address of the customer (R8), whose id in Simple-Simon is `id`.
#[must_use]
pub fn location(customer: &Customer, id: SimonId) -> Mapped<LocationDraft> {
    let mut fit = Fit::default();
    let draft = LocationDraft {
        ext_key: first_address_key(&customer.key),
        customer: id,
        name: fit.text("Naam", &customer.name, NAME),
        address: address(&customer.address),
        phone: customer.phone.clone(),
        email: customer.email.clone(),
    };
    fit.mapped(draft)
}

/// An article, in the group whose id in Simple-Simon is `group`.
#[must_use]
pub fn item(article: &Article, group: Option<SimonId>) -> Mapped<ItemDraft> {
    let mut fit = Fit::default();
    let draft = ItemDraft {
        ext_key: article.key.as_str().to_owned(),
        code: fit.text("Code", article.key.as_str(), CODE),
        description: fit.text("Omschrijving", &article.description, DESCRIPTION),
        unit: article.unit.clone(),
        group,
        blocked: article.blocked,
    };
    fit.mapped(draft)
}

/// An article group.
#[must_use]
pub fn item_group(group: &ArticleGroup) -> Mapped<ItemGroupDraft> {
    let mut fit = Fit::default();
    let draft = ItemGroupDraft {
        ext_key: group.key.as_str().to_owned(),
        code: fit.text("Code", group.key.as_str(), CODE),
        description: fit.text("Omschrijving", &group.name, DESCRIPTION),
    };
    fit.mapped(draft)
}

/// A quote as a work order (R17, R20) for the customer and at the work address with these ids in Simple-Simon.
#[must_use]
pub fn work_order(
    planned: &PlannedWorkOrder,
    customer: SimonId,
    location: SimonId,
) -> Mapped<WorkOrderDraft> {
    let mut fit = Fit::default();
    let draft = WorkOrderDraft {
        ext_key: work_order_key(&planned.quote),
        customer,
        location,
        description: fit.text("Omschrijving", &planned.description, DESCRIPTION),
        customer_reference: fit.text("Kenmerk", &planned.reference, REFERENCE),
    };
    fit.mapped(draft)
}

/// A quote's line as a used article (R19), on the work order and of the article with these ids in Simple-Simon.
#[must_use]
pub fn used_item(
    quote: &RecordKey,
    item: &PlannedItem,
    work_order: SimonId,
    article: SimonId,
) -> Mapped<UsedItemDraft> {
    let mut fit = Fit::default();
    let quantity = item.quantity.round_sf(QUANTITY_DIGITS).unwrap_or(item.quantity);
    let draft = UsedItemDraft {
        ext_key: used_item_key(quote, item.line),
        work_order,
        item: article,
        description: fit.text("Omschrijving", &item.text, DESCRIPTION),
        quantity: quantity.normalize(),
        unit: item.unit.clone(),
    };
    fit.mapped(draft)
}

#[derive(Default)]
struct Fit(Vec<Cut>);

impl Fit {
    fn text(&mut self, field: &'static str, text: &str, limit: u32) -> String {
        let fitting = text::cut(text.trim(), limit as usize);
        if fitting.len() < text.trim().len() {
            self.0.push(Cut { field, limit });
        }
        fitting.into_owned()
    }

    fn mapped<T>(self, draft: T) -> Mapped<T> {
        Mapped { draft, cut: self.0 }
    }
}

fn address(address: &Address) -> Address {
    Address { country: country::code(&address.country), ..address.clone() }
}

#[cfg(test)]
mod tests;
