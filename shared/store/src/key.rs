//! The keys of both tables: the names of their attributes, the partition and the sort key of every kind of item.
//!
//! A company has three partitions in the state table, for a role can be held to partitions, and to nothing within one:
//! its sealed secrets, which only the activation may write; its links, which only the cleanup and the wipe may delete;
//! and everything else.
//!
//! Guarantees: two different things never share a key (the parts before the last hold no `#`, and neither does a tenant
//! id), and a key that DynamoDB cannot hold is refused before it is sent.

use koppel_domain::message::{Concern, Table};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::tenant::TenantId;
use koppel_domain::work_order::SimonId;

use crate::TenantStore;
use crate::error::{ItemKind, StoreError};
use crate::item::{Attributes, text};

/// Partition key of both tables.
pub(crate) const TENANT: &str = "tenant";
/// Sort key of the state table.
pub(crate) const ITEM: &str = "item";
/// Sort key of the log table and of its index.
pub(crate) const ID: &str = "id";
/// Partition key of the index on warnings and errors; only their rows have it.
pub(crate) const PROBLEM_TENANT: &str = "problem_tenant";

/// What follows a company's id in the partition of its sealed secrets; `template.yaml` knows it too.
const SECRETS_PARTITION: &str = "#secrets";
/// What follows a company's id in the partition of its links; `template.yaml` knows it too.
const LINKS_PARTITION: &str = "#links";
/// What the key of every sealed secret begins with.
pub(crate) const SECRETS: &str = "secret#";
/// What the key of every link begins with.
pub(crate) const LINKS: &str = "link#";

/// The one profile of a company.
pub(crate) const PROFILE: &str = "profile";
/// What the key of every work order in the ledger begins with.
pub(crate) const ORDERS: &str = "order#";
/// What the key of every quote in the ledger begins with.
pub(crate) const QUOTES: &str = "quote#";
/// What the key of every open problem begins with.
pub(crate) const PROBLEMS: &str = "problem#";

/// What the key of every run in a ring begins with.
pub(crate) const RUNS: &str = "run#";
/// What the key of every work order's number begins with.
pub(crate) const ORDER_NUMBERS: &str = "order-number#";

/// Partition of the state table that holds what belongs to no single company.
pub(crate) const REGISTER: &str = "_register";
/// What the key of every company in the register begins with.
pub(crate) const COMPANIES: &str = "company#";
/// Which connectors are paused, in the register. It is named after the first one that there was: an item for each would be
/// asked for, and paid, at every read of every company.
pub(crate) const PAUSES: &str = "connector#imuis";
/// How far the round over all companies is, in the register.
pub(crate) const ROUND: &str = "round";

/// Most characters of a work order's number in a key.
const NUMBER_MAX: usize = 100;
/// Most bytes in a sort key of DynamoDB.
const KEY_MAX_BYTES: usize = 1024;

impl TenantStore {
    /// The whole key of an item in the state table.
    pub(crate) fn key(&self, item: &str) -> Attributes {
        Attributes::from([
            (TENANT.to_owned(), text(partition(&self.tenant, item))),
            (ITEM.to_owned(), text(item)),
        ])
    }
}

/// The partition of the state table in which a company keeps every item whose sort key begins like this one.
pub(crate) fn partition(tenant: &TenantId, item: &str) -> String {
    let part = if item.starts_with(SECRETS) {
        SECRETS_PARTITION
    } else if item.starts_with(LINKS) {
        LINKS_PARTITION
    } else {
        ""
    };
    format!("{tenant}{part}")
}

/// The whole key of an item of the register. No tenant id begins with `_`, so no company reaches it.
pub(crate) fn registered(item: &str) -> Attributes {
    Attributes::from([(TENANT.to_owned(), text(REGISTER)), (ITEM.to_owned(), text(item))])
}

/// A company in the register.
pub(crate) fn company(tenant: &TenantId) -> String {
    format!("{COMPANIES}{tenant}")
}

/// A secret by its name.
pub(crate) fn secret(name: &str) -> Result<String, StoreError> {
    checked(ItemKind::Secret, format!("{SECRETS}{name}"))
}

/// The cursor and lease of a concern.
pub(crate) fn cursor(concern: Concern) -> String {
    format!("cursor#{}", concern.as_str())
}

/// What the key of every link of a stream begins with.
pub(crate) fn links(stream: Stream) -> String {
    format!("{LINKS}{}#", stream.as_str())
}

/// The link of a record.
pub(crate) fn link(stream: Stream, key: &RecordKey) -> Result<String, StoreError> {
    checked(ItemKind::Link, links(stream) + key.as_str())
}

/// A work order in the ledger; padded, so that the order of keys is the order of ids.
pub(crate) fn order(work_order: SimonId) -> String {
    format!("{ORDERS}{:020}", work_order.0)
}

/// The work order of an entry's key.
pub(crate) fn order_of(item: &str) -> Option<SimonId> {
    item.strip_prefix(ORDERS)?.parse().ok().map(SimonId)
}

/// A work order's number as it stands in keys: what people type finds it, whatever its case; what would part a key, or
/// make one too long, is left out.
pub(crate) fn number(number: &str) -> String {
    let kept = number.trim().to_lowercase().replace('#', "_");
    kept.chars().take(NUMBER_MAX).collect()
}

/// A pointer from a work order's number, as [`number`] gives it, to its entry in the ledger.
pub(crate) fn order_number(number: &str, work_order: SimonId) -> String {
    format!("{ORDER_NUMBERS}{number}#{:020}", work_order.0)
}

/// The place of a run in the ring of its concern.
pub(crate) fn run(concern: Concern, slot: u32) -> String {
    format!("{RUNS}{}#{slot:02}", concern.as_str())
}

/// A quote in the ledger.
pub(crate) fn quote(number: &RecordKey) -> Result<String, StoreError> {
    checked(ItemKind::Quote, format!("{QUOTES}{number}"))
}

/// A list of removals of its kind.
pub(crate) fn removals(kind: &str) -> String {
    format!("removals#{kind}")
}

/// What the key of every page of such a list begins with.
pub(crate) fn removal_pages(kind: &str) -> String {
    format!("removals#{kind}#")
}

/// A page of such a list; padded, so that the order of keys is the order of pages.
pub(crate) fn removal_page(kind: &str, id: &str, page: u32) -> String {
    format!("removals#{kind}#{id}#{page:06}")
}

/// What the key of every open problem of a table begins with.
pub(crate) fn problems(table: Table) -> String {
    format!("{PROBLEMS}{}#", table.as_str())
}

/// An open problem.
pub(crate) fn problem(table: Table, key: &str) -> Result<String, StoreError> {
    checked(ItemKind::Problem, problems(table) + key)
}

/// An open problem by what its key holds after [`PROBLEMS`].
pub(crate) fn problem_after(mark: &str) -> Result<String, StoreError> {
    checked(ItemKind::Problem, format!("{PROBLEMS}{mark}"))
}

fn checked(kind: ItemKind, key: String) -> Result<String, StoreError> {
    if key.len() > KEY_MAX_BYTES {
        return Err(StoreError::KeyRefused { item: kind, limit_bytes: KEY_MAX_BYTES });
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_partition_is_another_companys_or_another_kinds() {
        let record = RecordKey::new("7").unwrap();
        let kinds = [
            PROFILE.to_owned(),
            secret("imuis").unwrap(),
            link(Stream::Customers, &record).unwrap(),
            order(SimonId(7)),
            problem(Table::Customer, "link#secret#").unwrap(),
        ];
        let mut partitions = BTreeSet::from([REGISTER.to_owned()]);
        for tenant in ["ours", "ours-links", "links", "secrets"] {
            let tenant: TenantId = tenant.parse().unwrap();
            let own: BTreeSet<_> = kinds.iter().map(|item| partition(&tenant, item)).collect();
            assert_eq!(
                own,
                [tenant.to_string(), format!("{tenant}#links"), format!("{tenant}#secrets")].into()
            );
            for name in own {
                assert!(name == tenant.as_str() || name.parse::<TenantId>().is_err(), "{name}");
                assert!(partitions.insert(name));
            }
        }
        assert!(REGISTER.parse::<TenantId>().is_err());
    }
}
