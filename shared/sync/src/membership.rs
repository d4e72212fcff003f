//! What an article's group means for it: where it is in Simple-Simon, and whether the filter lets it through (R9).

use std::collections::HashMap;

use koppel_bookkeeping::{Bookkeeping, Row};
use koppel_domain::failure::Failure;
use koppel_domain::group_filter::GroupFilter;
use koppel_domain::listing::Tally;
use koppel_domain::records::{Record, RecordKey, Stream};
use koppel_domain::work_order::SimonId;

/// Most pages of groups read at once; no company has this many groups.
const MOST_PAGES: usize = 500;

/// What an article's group means for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Membership {
    /// It has no group.
    None,
    /// Its group in Simple-Simon.
    In(SimonId),
    /// Bookkeeping names a group that is not (or no longer) in Simple-Simon.
    Missing,
    /// The filter does not let its group through.
    FilteredOut,
}

/// What a record's group means for it; for anything but an article, [`Membership::None`], or whether the filter lets the
/// group itself through. `names` are needed only where the filter names any.
pub(crate) fn of(
    record: &Record,
    filter: &GroupFilter,
    names: Option<&HashMap<RecordKey, String>>,
    simon: &HashMap<RecordKey, SimonId>,
) -> Membership {
    match record {
        Record::Customer(_) => Membership::None,
        Record::ArticleGroup(group) if filter.passes(Some(&group.name)) => Membership::None,
        Record::ArticleGroup(_) => Membership::FilteredOut,
        Record::Article(article) => {
            let name = article.group.as_ref().and_then(|key| names?.get(key)).map(String::as_str);
            if !filter.passes(name) {
                return Membership::FilteredOut;
            }
            match &article.group {
                None => Membership::None,
                Some(key) => simon.get(key).map_or(Membership::Missing, |id| Membership::In(*id)),
            }
        }
    }
}

/// The names of all groups of bookkeeping, and how the list of them counts. A group that is no usable record has its name
/// all the same.
pub(crate) async fn group_names(
    bookkeeping: &dyn Bookkeeping,
) -> Result<(HashMap<RecordKey, String>, Tally), Failure> {
    let mut names = HashMap::new();
    let mut tally = Tally::new();
    let mut after = None;
    for _ in 0..MOST_PAGES {
        let page = bookkeeping.page(Stream::ArticleGroups, None, after.as_ref()).await?;
        tally.page(page.rows.len() as u64, 0, page.remaining);
        for row in page.rows {
            match row {
                Row::Record(group) => drop(names.insert(group.key().clone(), group.name().to_owned())),
                Row::Faulty { key: Some(key), name, .. } => drop(names.insert(key, name)),
                Row::Faulty { key: None, .. } => {}
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok((names, tally))
}
