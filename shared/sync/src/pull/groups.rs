//! What a pull must know about article groups: which an article's group is in Simple-Simon, and which groups the
//! filter lets through (R9).

use std::collections::HashMap;

use koppel_bookkeeping::Row;
use koppel_domain::group_filter::GroupFilter;
use koppel_domain::message::Message;
use koppel_domain::records::{Record, RecordKey, Stream};
use koppel_domain::work_order::SimonId;

use super::{PullCursor, Shift};
use crate::context::Stop;

/// Most pages of groups read at once; no company has this many groups.
const MOST_PAGES: usize = 50;

/// Group knowledge of one run, read when it is first needed.
#[derive(Debug, Default)]
pub(super) struct Groups {
    names: Option<HashMap<RecordKey, String>>,
    simon: HashMap<RecordKey, SimonId>,
}

/// What an article's group means for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Membership {
    /// It has no group.
    None,
    /// Its group in Simple-Simon.
    In(SimonId),
    /// Bookkeeping names a group that is not (or no longer) in Simple-Simon.
    Missing,
    /// The filter does not let its group through.
    FilteredOut,
}

impl Shift<'_> {
    pub(super) fn filter(&self) -> GroupFilter {
        GroupFilter::new(&self.desk.opened.profile.settings.article_groups)
    }

    /// Makes [`Shift::membership`] able to answer for articles of these groups.
    pub(super) async fn learn_groups(
        &mut self,
        cursor: &mut PullCursor,
        groups: &[RecordKey],
    ) -> Result<(), Stop> {
        let filter = self.filter();
        if !filter.is_open() && self.groups.names.is_none() {
            let names = self.read_group_names().await?;
            let unknown: Vec<String> = filter
                .unknown(names.values().map(String::as_str))
                .into_iter()
                .map(|unknown| unknown.name)
                .collect();
            let now = self.desk.now();
            for group in unknown.iter().filter(|group| !cursor.unknown_groups.contains(group)) {
                self.notebook.tell(now, Message::FilterGroupUnknown { group: group.clone() });
            }
            cursor.unknown_groups = unknown;
            self.groups.names = Some(names);
        }
        let mut wanted: Vec<RecordKey> =
            groups.iter().filter(|key| !self.groups.simon.contains_key(*key)).cloned().collect();
        wanted.sort();
        wanted.dedup();
        if !wanted.is_empty() {
            let links = self.desk.tenant.links(Stream::ArticleGroups, &wanted).await?;
            self.groups.simon.extend(links.into_iter().map(|(key, link)| (key, link.simon)));
        }
        Ok(())
    }

    async fn read_group_names(&self) -> Result<HashMap<RecordKey, String>, Stop> {
        let mut names = HashMap::new();
        let mut after = None;
        for _ in 0..MOST_PAGES {
            let page =
                self.desk.connected.bookkeeping.page(Stream::ArticleGroups, None, after.as_ref()).await?;
            for row in page.rows {
                if let Row::Record(Record::ArticleGroup(group)) = row {
                    names.insert(group.key, group.name);
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(names)
    }

    /// What a record's group means for it; for anything but an article, [`Membership::None`], or whether the filter
    /// lets the group itself through.
    pub(super) fn membership(&self, record: &Record) -> Membership {
        let filter = self.filter();
        match record {
            Record::Customer(_) => Membership::None,
            Record::ArticleGroup(group) if filter.passes(Some(&group.name)) => Membership::None,
            Record::ArticleGroup(_) => Membership::FilteredOut,
            Record::Article(article) => {
                let name = article
                    .group
                    .as_ref()
                    .and_then(|key| self.groups.names.as_ref()?.get(key))
                    .map(String::as_str);
                if !filter.passes(name) {
                    return Membership::FilteredOut;
                }
                match &article.group {
                    None => Membership::None,
                    Some(key) => {
                        self.groups.simon.get(key).map_or(Membership::Missing, |id| Membership::In(*id))
                    }
                }
            }
        }
    }
}
