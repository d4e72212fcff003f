//! One record, on both sides: is what stands in Simple-Simon what bookkeeping says?

use koppel_domain::failure::Failure;
use koppel_domain::records::Record;
use koppel_simple_simon::SimpleSimon;
use koppel_store::Link;

use super::standing::Groups;
use crate::drafts;

/// What a look at one record found.
pub(super) enum Look {
    /// Every field is as it is to be.
    Same,
    /// Somebody changed these fields in Simple-Simon.
    ByHand(Vec<&'static str>),
    /// Somebody deleted it there.
    Deleted,
    /// It is not across as bookkeeping has it now.
    NotAcross,
    /// Nothing can be said about it now.
    NotRead,
}

/// Looks at one record, and at its first work address where it is a customer.
pub(super) async fn look(
    simon: &SimpleSimon,
    groups: &Groups,
    record: &Record,
    link: Option<&Link>,
) -> Result<Look, Failure> {
    if !groups.can_tell(record.stream()) {
        return Ok(Look::NotRead);
    }
    let membership = groups.membership(record);
    let Some(link) = link else { return Ok(Look::NotAcross) };
    if link.digest.as_ref() != Some(&drafts::digest(record, membership)) {
        return Ok(Look::NotAcross);
    }
    let mut cuts = Vec::new();
    let draft = drafts::of(record, membership, &mut cuts);
    let Some(mut fields) = simon.differs(link.simon, &draft).await? else { return Ok(Look::Deleted) };
    if let Record::Customer(customer) = record {
        let Some(location) = link.location else { return Ok(Look::NotAcross) };
        let draft = drafts::first_work_address(customer, link.simon, &mut cuts);
        let Some(others) = simon.differs(location, &draft).await? else { return Ok(Look::Deleted) };
        let new: Vec<_> = others.into_iter().filter(|field| !fields.contains(field)).collect();
        fields.extend(new);
    }
    Ok(if fields.is_empty() { Look::Same } else { Look::ByHand(fields) })
}
