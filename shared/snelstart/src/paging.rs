//! Going through a list that has no order of its own, no count and no mark but a number of rows (SnelStart fact sheet §5).
//!
//! Each page but the first begins one row early, with the last row of the page before: where that row is not at its place,
//! the list moved in between, and a few rows more are asked for, so that none is passed over. A page is full, and another
//! follows, where it has as many rows as were asked for, or 25, since one list may give no more at once (SNEL-A02).
//!
//! Guarantees: every page goes on from the last or is a failure, so a list that does not heed where it is to begin cannot
//! keep a run going for ever, and one that moved can be gone on with. A list that moves by more than [`STEP_BACK`] rows between
//! two pages may pass a row over: the next full listing has it, and no deletion rests on one listing alone (P5).

use koppel_bookkeeping::PageMark;

use crate::connector::SnelStart;
use crate::errors::Trouble;
use crate::reading::Question;
use crate::wire::Unreadable;
use crate::wire::json::Row;

/// Rows of a page of a list that gives fewer than it is asked for (SNEL-A02).
const SMALL_PAGE: usize = 25;
/// So many rows earlier a page begins where the list moved; fewer on a page that would not go on then.
const STEP_BACK: u64 = 20;
/// Most pages of a list that is gone through to its end.
const PAGES_MOST: usize = 2_000;

const NO_PROGRESS: Unreadable = Unreadable("page that does not go on from the last");
const ENDLESS: Unreadable = Unreadable("list without an end");

/// Where a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Rows before it.
    skip: u64,
    /// The id of the last of them.
    last: Option<String>,
}

impl Place {
    /// A mark that cannot be read begins at the beginning, which is safe.
    pub(crate) fn of(mark: Option<&PageMark>) -> Self {
        let read = |mark: &PageMark| {
            let (skip, last) = mark.0.strip_prefix("skip:")?.split_once(':')?;
            let last = (!last.is_empty()).then(|| last.to_owned());
            Some(Self { skip: skip.parse().ok()?, last })
        };
        mark.and_then(read).unwrap_or_default()
    }

    pub(crate) fn mark(&self) -> PageMark {
        PageMark(format!("skip:{}:{}", self.skip, self.last.as_deref().unwrap_or_default()))
    }
}

impl SnelStart {
    /// One page of the rows of a list, each once, and where the next one begins.
    pub(crate) async fn page_of(
        &self,
        question: &Question<'_>,
        place: &Place,
    ) -> Result<(Vec<Row>, Option<Place>), Trouble> {
        let (mut rows, skip) = match (&place.last, place.skip) {
            (Some(_), skip @ 1..) => (self.list(question, skip - 1).await?, skip - 1),
            (_, skip) => (self.list(question, skip).await?, skip),
        };
        let (mut received, mut skip) = (rows.len(), skip);
        if let Some(last) = place.last.as_ref().filter(|_| place.skip > 0) {
            let is_last = |row: &Row| row.id().as_ref() == Some(last);
            let mut at = rows.iter().position(is_last);
            if at.is_none() {
                skip = skip.saturating_sub(self.step_back());
                rows = self.list(question, skip).await?;
                received = rows.len();
                at = rows.iter().position(is_last);
            }
            if let Some(at) = at {
                rows.drain(..=at);
            }
            // Nothing but what was there before, and yet more to come.
            if rows.is_empty() && self.is_full(received) {
                return Err(NO_PROGRESS.into());
            }
        }
        let next = self.is_full(received).then(|| Place {
            skip: skip.saturating_add(received as u64),
            last: rows.last().and_then(Row::id).or_else(|| place.last.clone()),
        });
        if next.as_ref().is_some_and(|next| next.skip <= place.skip) {
            return Err(NO_PROGRESS.into());
        }
        let mut seen = std::collections::HashSet::new();
        rows.retain(|row| row.id().is_none_or(|id| seen.insert(id)) && !question.is_too_old(row));
        Ok((rows, next))
    }

    /// Goes through a whole list, or until `visit` says that it has enough.
    pub(crate) async fn scan(
        &self,
        question: &Question<'_>,
        mut visit: impl FnMut(Row) -> bool + Send,
    ) -> Result<(), Trouble> {
        let mut place = Place::default();
        for _ in 0..PAGES_MOST {
            let (rows, next) = self.page_of(question, &place).await?;
            for row in rows {
                if !visit(row) {
                    return Ok(());
                }
            }
            let Some(next) = next else { return Ok(()) };
            place = next;
        }
        Err(ENDLESS.into())
    }

    /// With the row that a page begins early with, there is still one on it that is new.
    fn step_back(&self) -> u64 {
        let others = self.exchange.config.rows_at_once().saturating_sub(2);
        STEP_BACK.min(others.into())
    }

    fn is_full(&self, received: usize) -> bool {
        let asked = usize::try_from(self.exchange.config.rows_at_once()).unwrap_or(usize::MAX);
        received >= asked || received == SMALL_PAGE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        for place in [
            Place { skip: 500, last: Some("aaaaaaaa-0000-4000-8000-000000001042".to_owned()) },
            Place { skip: 25, last: None },
        ] {
            assert_eq!(Place::of(Some(&place.mark())), place);
        }
        for mark in ["", "key:9", "skip:x:y", "skip:9"] {
            assert_eq!(Place::of(Some(&PageMark(mark.to_owned()))), Place::default(), "{mark}");
        }
    }
}
