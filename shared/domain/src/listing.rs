//! Whether a full listing of a table can be believed (P5): only what a complete listing does not hold may be deleted.
//!
//! Guarantees: a listing is complete only if what came agrees with what every page promised, page after page; an empty
//! one never is where records are known to be there.
//!
//! Leaves out: a listing that agrees with itself and is wrong all the same. Against that stand the guard, and the look at
//! the record itself before each deletion.

use serde::{Deserialize, Serialize};

use crate::safeguard::{self, Safeguard};

/// Counts the pages of one listing as they come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    rows: u64,
    told: Option<u64>,
    fault: Option<Doubt>,
}

/// Why a listing is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// A page promised another number of records than came, or than an earlier page promised.
    Counts,
    /// It is empty, and records are known to be there.
    Empty,
    /// A row has no number, so it could be any record.
    Nameless,
    /// The package never told how many records there are, and said another thing when it was asked twice.
    Untold,
}

impl Tally {
    /// Nothing came yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { rows: 0, told: None, fault: None }
    }

    /// A page came, with `rows` records of which `nameless` have no number; from it on there were to be `remaining`.
    pub fn page(&mut self, rows: u64, nameless: u64, remaining: Option<u64>) {
        if nameless > 0 {
            self.fault.get_or_insert(Doubt::Nameless);
        }
        if let Some(remaining) = remaining {
            let total = self.rows + remaining;
            if *self.told.get_or_insert(total) != total {
                self.fault.get_or_insert(Doubt::Counts);
            }
        }
        self.rows += rows;
    }

    /// Records so far.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Records that were promised.
    #[must_use]
    pub const fn told(&self) -> Option<u64> {
        self.told
    }

    /// The last page came. `distinct` numbers were seen; `known` records of this table are linked.
    ///
    /// # Errors
    /// Why it is not complete.
    pub fn complete(&self, distinct: u64, known: u64) -> Result<(), Doubt> {
        if !safeguard::stands(Safeguard::CompleteListing) {
            return Ok(());
        }
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if self.rows == 0 && known > 0 {
            return Err(Doubt::Empty);
        }
        match self.told {
            None => Err(Doubt::Untold),
            Some(told) if told == self.rows && told == distinct => Ok(()),
            Some(_) => Err(Doubt::Counts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(pages: &[(u64, Option<u64>)]) -> Tally {
        let mut tally = Tally::default();
        pages.iter().for_each(|(rows, remaining)| tally.page(*rows, 0, *remaining));
        tally
    }

    #[test]
    fn a_listing_is_complete_if_every_page_kept_its_promise() {
        for (pages, distinct, complete) in [
            (&[(3, Some(3))][..], 3, Ok(())),
            (&[(2, Some(5)), (2, Some(3)), (1, Some(1))], 5, Ok(())),
            (&[(2, Some(5)), (1, Some(3))], 3, Err(Doubt::Counts)),
            (&[(2, Some(5)), (1, Some(1))], 3, Err(Doubt::Counts)),
            // A record that came twice hides one that did not come.
            (&[(2, Some(5)), (2, Some(3)), (1, Some(1))], 4, Err(Doubt::Counts)),
            (&[(2, None)], 2, Err(Doubt::Untold)),
            (&[(0, Some(0))], 0, Err(Doubt::Empty)),
        ] {
            assert_eq!(tally(pages).complete(distinct, 4), complete, "{pages:?}");
        }
    }

    #[test]
    fn it_tells_what_came_and_what_was_promised() {
        assert_eq!((tally(&[]).rows(), tally(&[]).told()), (0, None));
        let half = tally(&[(2, Some(5)), (2, Some(3))]);
        assert_eq!((half.rows(), half.told()), (4, Some(5)));
    }

    #[test]
    fn an_empty_table_is_believed_where_nothing_is_known() {
        assert_eq!(tally(&[(0, Some(0))]).complete(0, 0), Ok(()));
    }

    #[test]
    fn a_row_without_a_number_could_be_any_record() {
        let mut tally = Tally::default();
        tally.page(3, 1, Some(3));
        assert_eq!(tally.complete(3, 0), Err(Doubt::Nameless));
    }
}
