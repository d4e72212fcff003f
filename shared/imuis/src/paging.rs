//! Going through a long answer page by page.
//!
//! Pages are taken by key: each asks for the rows whose key comes after the last one seen, and is always page 1 of its
//! own question. By page number, a record that is deleted between two pages moves every later one up, and the first of
//! the next page is never seen; one that is added moves them down, which only shows a record twice. By key neither can
//! happen, and a mark stays good for days. Page numbers, as the documentation shows them, are a setting.
//!
//! Guarantees: every page brings the mark forward or is a failure, so an answer that repeats itself cannot keep a run
//! going for ever; a mark of the other way of paging starts from the beginning, which is safe.

use koppel_bookkeeping::PageMark;

use crate::config::Paging;
use crate::reading::Found;
use crate::tables::Table;
use crate::wire::dataset::Row;
use crate::wire::{Unreadable, formats, selection};

const BY_KEY: &str = "key:";
const BY_PAGE: &str = "page:";

const NO_PROGRESS: Unreadable = Unreadable("page that does not go on from the last");

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// At the rows after this key; `None` = at the first.
    After(Option<String>),
    /// At this page, from 1.
    Page(u64),
}

impl Place {
    pub(crate) fn of(paging: Paging, mark: Option<&PageMark>) -> Self {
        let mark = mark.map_or("", |mark| mark.0.as_str());
        match paging {
            Paging::Keyset => Self::After(mark.strip_prefix(BY_KEY).map(str::to_owned)),
            Paging::Pages => {
                let page = mark.strip_prefix(BY_PAGE).and_then(|page| page.parse().ok());
                Self::Page(page.unwrap_or(1).max(1))
            }
        }
    }

    /// The mark of the page after this one; `None` where this was the last.
    pub(crate) fn next(
        &self,
        table: &Table,
        found: &Found,
        size: u32,
    ) -> Result<Option<PageMark>, Unreadable> {
        let rows = &found.rows;
        let is_full = rows.len() >= usize::try_from(size).unwrap_or(usize::MAX);
        match self {
            Self::Page(page) => {
                let more = *page < found.pages || (is_full && found.count.is_none());
                Ok(more.then(|| PageMark(format!("{BY_PAGE}{}", page.saturating_add(1)))))
            }
            Self::After(last) => {
                let last = last.as_deref();
                let new_last = if table.numeric_key {
                    last_number(table, rows, last)?
                } else {
                    last_text(table, rows, last)?
                };
                let more = found.pages > 1 || is_full;
                match new_last {
                    Some(key) => Ok(more.then(|| PageMark(format!("{BY_KEY}{key}")))),
                    None if more => Err(NO_PROGRESS),
                    None => Ok(None),
                }
            }
        }
    }

    /// Rows from this page on, where the server's count tells.
    pub(crate) fn remaining(&self, found: &Found, size: u32) -> Option<u64> {
        let count = found.count?;
        let before = match self {
            Self::After(_) => 0,
            Self::Page(page) => page.saturating_sub(1).saturating_mul(u64::from(size)),
        };
        // With more pages than this, a count of this page's rows is the page's own (§2).
        let is_whole = found.pages == 1 || count > found.rows.len() as u64;
        is_whole.then(|| count.saturating_sub(before))
    }
}

/// The last number. The rows must come in order: the last is the highest only then, and a row out of order would be
/// skipped by the next page.
fn last_number(table: &Table, rows: &[Row], last: Option<&str>) -> Result<Option<String>, Unreadable> {
    let mut highest = last.and_then(formats::integer);
    let mut is_first = true;
    for key in rows.iter().filter_map(|row| formats::integer(row.get(table.key))) {
        let goes_on = match highest {
            None => true,
            // Twice the same number in one answer is the caller's to report, but never the mark's own.
            Some(highest) if is_first => key > highest,
            Some(highest) => key >= highest,
        };
        if !goes_on {
            return Err(NO_PROGRESS);
        }
        (highest, is_first) = (Some(key), false);
    }
    Ok(highest.filter(|_| !is_first).map(|key| key.to_string()))
}

/// The last text, as it came: white space at its ends counts where the server compares. Its order is the server's own
/// business (upper and lower case, accents), so only a repetition shows that the condition was not heeded. A key that
/// cannot stand in a condition is no mark; the rows after the one before it are then read again.
fn last_text(table: &Table, rows: &[Row], last: Option<&str>) -> Result<Option<String>, Unreadable> {
    let is_mark = |row: &Row| last.is_some_and(|last| row.get(table.key) == last.trim());
    if rows.iter().any(is_mark) {
        return Err(NO_PROGRESS);
    }
    let keys = rows.iter().rev().map(|row| row.raw(table.key));
    let mut usable = keys.filter(|key| !key.trim().is_empty() && selection::can_be_asked_for(key));
    Ok(usable.next().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{ARTICLES, CUSTOMERS};
    use crate::wire::dataset::row;

    fn found(keys: &[&str], count: Option<u64>, pages: u64) -> Found {
        Found { rows: keys.iter().map(|&key| row(&[("NR", key)])).collect(), count, pages }
    }

    fn after(key: &str) -> Place {
        Place::of(Paging::Keyset, Some(&PageMark(format!("key:{key}"))))
    }

    fn mark(text: &str) -> Option<PageMark> {
        Some(PageMark(text.to_owned()))
    }

    #[test]
    fn a_numeric_page_goes_on_after_its_last_number() {
        let first = Place::of(Paging::Keyset, None);
        assert_eq!(first, Place::After(None));
        assert_eq!(first.next(&CUSTOMERS, &found(&["1", "2"], Some(5), 3), 2), Ok(mark("key:2")));
        assert_eq!(after("2").next(&CUSTOMERS, &found(&["10,0"], Some(1), 1), 2), Ok(None));
        assert_eq!(after("2").next(&CUSTOMERS, &found(&["3", "10,0"], None, 1), 2), Ok(mark("key:10")));
        // Numbers that are none, and a number twice, do not stop it.
        assert_eq!(first.next(&CUSTOMERS, &found(&["7", "7", "x", ""], None, 2), 4), Ok(mark("key:7")));
    }

    #[test]
    fn a_page_that_does_not_go_on_is_a_failure() {
        for keys in [&["1", "2"][..], &["2", "3"], &["4", "3"], &["x", ""]] {
            assert_eq!(
                after("2").next(&CUSTOMERS, &found(keys, Some(9), 5), 2),
                Err(NO_PROGRESS),
                "{keys:?}"
            );
        }
        assert_eq!(after("B").next(&ARTICLES, &found(&["A", "B"], Some(9), 5), 2), Err(NO_PROGRESS));
        assert_eq!(after("B").next(&ARTICLES, &found(&["", "\t"], Some(9), 5), 2), Err(NO_PROGRESS));
    }

    #[test]
    fn a_text_mark_keeps_its_white_space_and_holds_no_tab() {
        let first = Place::of(Paging::Keyset, None);
        assert_eq!(first.next(&ARTICLES, &found(&["A", " b"], None, 2), 2), Ok(mark("key: b")));
        assert_eq!(first.next(&ARTICLES, &found(&["A", "B\tC"], None, 2), 2), Ok(mark("key:A")));
        // Whatever order the server keeps.
        assert_eq!(after("b").next(&ARTICLES, &found(&["C", "D"], None, 2), 2), Ok(mark("key:D")));
    }

    #[test]
    fn page_numbers_go_on_to_the_last() {
        let place = Place::of(Paging::Pages, Some(&PageMark("page:2".to_owned())));
        assert_eq!(place.next(&CUSTOMERS, &found(&["3", "4"], Some(5), 3), 2), Ok(mark("page:3")));
        assert_eq!(place.remaining(&found(&["3", "4"], Some(5), 3), 2), Some(3));
        assert_eq!(Place::Page(3).next(&CUSTOMERS, &found(&["5"], Some(5), 3), 2), Ok(None));
    }

    #[test]
    fn a_mark_of_the_other_way_starts_anew() {
        assert_eq!(Place::of(Paging::Pages, Some(&PageMark("key:9".to_owned()))), Place::Page(1));
        assert_eq!(Place::of(Paging::Keyset, Some(&PageMark("page:9".to_owned()))), Place::After(None));
    }

    #[test]
    fn what_remains_is_told_where_the_count_is_the_whole() {
        let first = Place::After(None);
        assert_eq!(first.remaining(&found(&["1", "2"], Some(5), 3), 2), Some(5));
        assert_eq!(first.remaining(&found(&["1", "2"], Some(2), 3), 2), None);
        assert_eq!(first.remaining(&found(&["1", "2"], Some(2), 1), 2), Some(2));
        assert_eq!(first.remaining(&found(&[], None, 1), 2), None);
    }
}
