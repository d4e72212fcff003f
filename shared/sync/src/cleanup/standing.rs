//! How a record of bookkeeping stands: does it belong in Simple-Simon?

use std::collections::HashMap;

use koppel_bookkeeping::Row;
use koppel_domain::cleanup::Standing;
use koppel_domain::group_filter::GroupFilter;
use koppel_domain::records::{Record, RecordKey, Stream};
use koppel_domain::work_order::SimonId;

use super::Shift;
use crate::context::Stop;
use crate::membership::{self, Membership};
use crate::pull::page::checked;

/// Links in one request.
const LINKS_PAGE: u32 = 1000;

/// What it takes to say what a record's group means.
pub(super) struct Groups {
    filter: GroupFilter,
    /// Needed only where the filter names any.
    names: Option<HashMap<RecordKey, String>>,
    simon: HashMap<RecordKey, SimonId>,
}

impl Groups {
    pub(super) fn membership(&self, record: &Record) -> Membership {
        membership::of(record, &self.filter, self.names.as_ref(), &self.simon)
    }

    /// How a row stands, and its number. One that is no usable record is there all the same.
    pub(super) fn standing(&self, row: Row) -> (Option<RecordKey>, Standing) {
        match checked(row) {
            Row::Faulty { key, .. } => (key, Standing::Wanted),
            Row::Record(record) => {
                let standing = if self.membership(&record) == Membership::FilteredOut {
                    Standing::FilteredOut
                } else if record.blocked() && record.stream() != Stream::ArticleGroups {
                    Standing::Blocked
                } else {
                    Standing::Wanted
                };
                (Some(record.key().clone()), standing)
            }
        }
    }
}

impl Shift<'_> {
    /// Reads what is to be known of groups.
    pub(super) async fn learn_groups(&self) -> Result<Groups, Stop> {
        let filter = GroupFilter::new(&self.desk.opened.profile.settings.article_groups);
        let names = if filter.is_open() {
            None
        } else {
            Some(membership::group_names(&*self.desk.connected.bookkeeping).await?)
        };
        let simon = self.linked(Stream::ArticleGroups).await?;
        Ok(Groups { filter, names, simon })
    }

    /// Everything of a stream that came from bookkeeping, with its counterpart.
    pub(super) async fn linked(&self, stream: Stream) -> Result<HashMap<RecordKey, SimonId>, Stop> {
        let mut linked = HashMap::new();
        let mut after = None;
        loop {
            let (links, next) = self.desk.tenant.all_links(stream, after.as_ref(), LINKS_PAGE).await?;
            linked.extend(links.into_iter().map(|(key, link)| (key, link.simon)));
            after = next;
            if after.is_none() {
                return Ok(linked);
            }
        }
    }
}
