//! How a record of bookkeeping stands: does it belong in Simple-Simon?

use std::collections::HashMap;

use koppel_bookkeeping::Row;
use koppel_domain::cleanup::Standing;
use koppel_domain::group_filter::GroupFilter;
use koppel_domain::listing::Doubt;
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
    /// The names come from a complete list. If not, a group that is missing from them says nothing about its articles.
    are_whole: bool,
    simon: HashMap<RecordKey, SimonId>,
}

impl Groups {
    pub(super) fn membership(&self, record: &Record) -> Membership {
        membership::of(record, &self.filter, self.names.as_ref(), &self.simon)
    }

    /// What a record's group means can be told at all.
    pub(super) fn can_tell(&self, stream: Stream) -> bool {
        self.are_whole || stream != Stream::Articles
    }

    /// The group lets its records through, by its own row.
    pub(super) fn lets_through(&self, group: &Record) -> bool {
        self.filter.passes(Some(group.name()))
    }

    /// How a row stands, and its number. One that is no usable record is there all the same.
    pub(super) fn standing(&self, row: Row) -> (Option<RecordKey>, Standing) {
        match checked(row) {
            Row::Faulty { key, .. } => (key, Standing::Wanted),
            Row::Record(record) => {
                let standing = if !self.can_tell(record.stream()) {
                    Standing::Wanted
                } else if self.membership(&record) == Membership::FilteredOut {
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
    /// Reads what is to be known of groups. Their names are believed only where two lists agree with each other and with
    /// their own counts: a group that got lost would take all its articles along.
    pub(super) async fn learn_groups(&self) -> Result<Groups, Stop> {
        let filter = GroupFilter::new(&self.desk.opened.profile.settings.article_groups);
        let simon = self.linked(Stream::ArticleGroups).await?;
        if filter.is_open() {
            return Ok(Groups { filter, names: None, are_whole: true, simon });
        }
        let bookkeeping = &*self.desk.connected.bookkeeping;
        let (names, tally) = membership::group_names(bookkeeping).await?;
        let (again, _) = membership::group_names(bookkeeping).await?;
        let counts = tally.complete(names.len() as u64, simon.len() as u64);
        let are_whole = names == again && matches!(counts, Ok(()) | Err(Doubt::Untold));
        Ok(Groups { filter, names: Some(names), are_whole, simon })
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
