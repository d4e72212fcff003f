//! What a pull must know about article groups: which an article's group is in Simple-Simon, and which groups the
//! filter lets through (R9).

use std::collections::HashMap;

use koppel_domain::group_filter::GroupFilter;
use koppel_domain::message::Message;
use koppel_domain::records::{Record, RecordKey, Stream};
use koppel_domain::work_order::SimonId;

use super::{PullCursor, Shift};
use crate::context::Stop;
use crate::membership::{self, Membership};

/// Group knowledge of one run, read when it is first needed.
#[derive(Debug, Default)]
pub(super) struct Groups {
    names: Option<HashMap<RecordKey, String>>,
    simon: HashMap<RecordKey, SimonId>,
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
            let (names, _) = membership::group_names(&*self.desk.connected.bookkeeping).await?;
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

    /// What a record's group means for it.
    pub(super) fn membership(&self, record: &Record) -> Membership {
        membership::of(record, &self.filter(), self.groups.names.as_ref(), &self.groups.simon)
    }
}
