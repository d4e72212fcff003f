//! What goes across for a record of bookkeeping, and its digest.
//!
//! Guarantees: whoever writes a record and whoever compares it means the same content.

use koppel_domain::digest::Digest;
use koppel_domain::records::{Customer, Record};
use koppel_domain::work_order::SimonId;
use koppel_simple_simon::Draft;
use koppel_simple_simon::mapping::{self, Cut, Mapped};

use crate::membership::Membership;

/// Goes up when a draft holds something new of the same record: every record is then written once more.
const SHAPE: u32 = 1;

/// The digest of what goes across for a record.
pub(crate) fn digest(record: &Record, membership: Membership) -> Digest {
    let group = match membership {
        Membership::In(id) => Some(id),
        Membership::None | Membership::Missing | Membership::FilteredOut => None,
    };
    Digest::of(&(SHAPE, record, group))
}

/// What goes across for a record itself.
pub(crate) fn of(record: &Record, membership: Membership, cuts: &mut Vec<Cut>) -> Draft {
    match record {
        Record::ArticleGroup(group) => Draft::ItemGroup(keep_cuts(mapping::item_group(group), cuts)),
        Record::Article(article) => {
            let group = if let Membership::In(id) = membership { Some(id) } else { None };
            Draft::Item(keep_cuts(mapping::item(article, group), cuts))
        }
        Record::Customer(customer) => Draft::Customer(keep_cuts(mapping::customer(customer), cuts)),
    }
}

/// What goes across for the first work address of a customer (R8).
pub(crate) fn first_work_address(customer: &Customer, id: SimonId, cuts: &mut Vec<Cut>) -> Draft {
    let before = cuts.len();
    let draft = Draft::Location(keep_cuts(mapping::location(customer, id), cuts));
    // The same text, cut at the same length, is told once.
    let (told, new) = cuts.split_at(before);
    let new: Vec<Cut> = new.iter().filter(|cut| !told.contains(cut)).cloned().collect();
    cuts.truncate(before);
    cuts.extend(new);
    draft
}

fn keep_cuts<T>(mapped: Mapped<T>, cuts: &mut Vec<Cut>) -> T {
    cuts.extend(mapped.cut);
    mapped.draft
}
