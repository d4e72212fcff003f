//! Lists of what a cleanup would delete: the one that waits for the admin's word, and the one that was only asked for.
//!
//! A list is written page by page before the head that names it, and a head names its pages by the list's own id: who
//! reads a head finds its pages, whatever becomes of the list meanwhile, or is told that they are gone. The lease of the
//! cleanup lets one writer at a time write.

use jiff::Timestamp;
use koppel_domain::cleanup::Removal;
use koppel_domain::records::Stream;
use serde::{Deserialize, Serialize};

use crate::TenantStore;
use crate::error::{ItemKind, StoreError};
use crate::item::{decode, encode, text_of};
use crate::key::{self, ITEM};
use crate::write::{Writes, delete_request, put_request};

/// Removals on one page of a list: some 160 KB at most, as whoever makes a list keeps names and numbers short.
pub const REMOVALS_PER_PAGE: usize = 200;
/// Pages that are looked at in one go.
const PAGES: u32 = 20;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// It waits for the admin's word.
    Withheld,
    /// It was only asked for.
    DryRun,
}

impl Listed {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Withheld => "withheld",
            Self::DryRun => "dry_run",
        }
    }
}

/// What a list is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalList {
    /// Its id: the same for the same removals.
    pub id: String,
    /// When it was made first with this id.
    pub made_at: Timestamp,
    /// Of each table: how many go, of how many, and whether that is too many to go without the admin's word.
    pub tables: Vec<TableCount>,
    /// Pages of removals.
    pub pages: u32,
}

/// How much of one table is on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCount {
    /// The table.
    pub stream: Stream,
    /// Records that go.
    pub count: u64,
    /// Records in Simple-Simon.
    pub total: u64,
    /// They wait for the admin's word.
    pub withheld: bool,
}

impl RemovalList {
    /// Removals on the list.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.tables.iter().map(|table| table.count).sum()
    }
}

#[derive(Serialize, Deserialize)]
struct Page {
    removals: Vec<Removal>,
}

impl TenantStore {
    /// The list of a kind, without its pages; `None` where there is none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`], [`StoreError::Malformed`].
    pub async fn removal_list(&self, kind: Listed) -> Result<Option<RemovalList>, StoreError> {
        let found = self.get(ItemKind::Removals, &key::removals(kind.as_str())).await?;
        found.map(|item| decode(ItemKind::Removals, item)).transpose()
    }

    /// The list that waits and the one that was asked for, each without its pages: one request.
    ///
    /// # Errors
    /// As [`TenantStore::removal_list`].
    pub async fn removal_lists(&self) -> Result<[Option<RemovalList>; 2], StoreError> {
        let names = [Listed::Withheld, Listed::DryRun].map(|kind| key::removals(kind.as_str()));
        let found = self.get_many(ItemKind::Removals, names.to_vec()).await?;
        let mut lists = [None, None];
        for item in found {
            let place = names.iter().position(|name| text_of(&item, ITEM) == Some(name.as_str()));
            if let Some(list) = place.and_then(|place| lists.get_mut(place)) {
                *list = Some(decode(ItemKind::Removals, item)?);
            }
        }
        Ok(lists)
    }

    /// One page of a list, from 0; `None` where the list is another one by now, or has no such page.
    ///
    /// # Errors
    /// As [`TenantStore::removal_list`].
    pub async fn removal_page(
        &self,
        kind: Listed,
        id: &str,
        page: u32,
    ) -> Result<Option<Vec<Removal>>, StoreError> {
        let found = self.get(ItemKind::Removals, &key::removal_page(kind.as_str(), id, page)).await?;
        let page = found.map(|item| decode::<Page>(ItemKind::Removals, item)).transpose()?;
        Ok(page.map(|page| page.removals))
    }

    /// Stores a list in place of the one before.
    ///
    /// # Errors
    /// As [`TenantStore::removal_list`]; the one before may be gone then, or still stand.
    pub async fn put_removals(
        &self,
        kind: Listed,
        head: &RemovalList,
        removals: &[Removal],
    ) -> Result<(), StoreError> {
        let table = &self.inner.tables.state;
        let mut writes = Writes::new();
        for (page, removals) in removals.chunks(REMOVALS_PER_PAGE).enumerate() {
            let item = key::removal_page(kind.as_str(), &head.id, u32::try_from(page).unwrap_or(u32::MAX));
            let mut attributes = encode(ItemKind::Removals, &Page { removals: removals.to_vec() })?;
            attributes.extend(self.key(&item));
            writes.insert(item, put_request(ItemKind::Removals, attributes)?);
        }
        self.write_many(ItemKind::Removals, table, writes).await?;
        let item = key::removals(kind.as_str());
        let mut attributes = encode(ItemKind::Removals, head)?;
        attributes.extend(self.key(&item));
        let head_alone = Writes::from([(item, put_request(ItemKind::Removals, attributes)?)]);
        self.write_many(ItemKind::Removals, table, head_alone).await?;
        self.drop_pages(kind, Some(&head.id)).await
    }

    /// Takes the list of a kind away; harmless where there is none.
    ///
    /// # Errors
    /// As [`TenantStore::removal_list`].
    pub async fn drop_removals(&self, kind: Listed) -> Result<(), StoreError> {
        let item = key::removals(kind.as_str());
        let delete = delete_request(ItemKind::Removals, self.key(&item))?;
        let writes = Writes::from([(item, delete)]);
        self.write_many(ItemKind::Removals, &self.inner.tables.state, writes).await?;
        self.drop_pages(kind, None).await
    }

    /// Takes the pages of every list away but of the one with this id.
    async fn drop_pages(&self, kind: Listed, but: Option<&str>) -> Result<(), StoreError> {
        let prefix = key::removal_pages(kind.as_str());
        let kept = but.map(|id| format!("{prefix}{id}#"));
        let mut after = None;
        loop {
            let (items, next) = self.list(ItemKind::Removals, &prefix, after, PAGES).await?;
            let mut writes = Writes::new();
            for item in items.iter().filter_map(|item| text_of(item, ITEM)) {
                if kept.as_ref().is_none_or(|kept| !item.starts_with(kept)) {
                    writes.insert(item.to_owned(), delete_request(ItemKind::Removals, self.key(item))?);
                }
            }
            self.write_many(ItemKind::Removals, &self.inner.tables.state, writes).await?;
            after = next;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}
