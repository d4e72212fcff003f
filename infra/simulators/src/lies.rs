//! Lists that lie, for every package: a whole list is told otherwise than it is, again and again, until it is taken back.
//!
//! Guarantees: the same list and the same lie give the same tale, page after page; only lists lie, so whoever asks for
//! one record, or with a filter, hears the truth.
//!
//! Leaves out: a fault of one exchange ([`crate::faults`]), and the list of another administration or company, which
//! each simulator has a method of its own for.

use std::collections::BTreeMap;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;

/// The lies of a simulator, by the name of the table.
pub(crate) type Lies = BTreeMap<&'static str, Lie>;

/// One way to lie about a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lie {
    /// There is nothing, and the count is 0.
    Empty,
    /// Only the first rows.
    Truncated {
        /// So many rows are told.
        keep: usize,
        /// The count says so too; if not, it counts them all.
        counted: bool,
    },
    /// All rows, in an order out of this seed, whatever order was asked.
    Shuffled(u64),
    /// Each row carries the key of the row beside it (Simple-Simon: its `ExtKey`); all keys are there.
    Shifted,
    /// The rows of this page, from 1, are left out; the count promises them.
    LosesPage(usize),
    /// A page opens with the last row of the page before, in the place of its own first row, which is lost; the count
    /// agrees. In a list of one page, the last row is the one before it again.
    Doubles,
    /// All rows, but nothing says how many.
    NoCount,
}

/// A row of a list as it is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<T> {
    /// The row whose place this is: it decides about order, conditions and pages.
    pub(crate) at: T,
    /// The row that is shown in its place.
    pub(crate) shown: T,
    /// The row beside it, where keys are shifted.
    pub(crate) beside: Option<T>,
    /// Counted, but not shown.
    pub(crate) lost: bool,
}

impl<T: Copy> Told<T> {
    /// A row as it is.
    pub(crate) const fn truth(row: T) -> Self {
        Self { at: row, shown: row, beside: None, lost: false }
    }
}

impl Lie {
    /// Tells all rows of a list, in pages of this many rows; 0 means all on one.
    pub(crate) fn tell<T: Copy>(&self, rows: &[T], page: usize) -> Vec<Told<T>> {
        let page = if page == 0 { usize::MAX } else { page };
        let mut told: Vec<Told<T>> = rows.iter().copied().map(Told::truth).collect();
        match *self {
            Self::Empty => told.clear(),
            Self::Truncated { keep, counted: true } => told.truncate(keep),
            Self::Truncated { keep, counted: false } => {
                told.iter_mut().skip(keep).for_each(|row| row.lost = true);
            }
            Self::Shuffled(seed) => {
                let mut shuffled = rows.to_vec();
                shuffled.shuffle(&mut StdRng::seed_from_u64(seed));
                told.iter_mut().zip(shuffled).for_each(|(row, other)| row.shown = other);
            }
            Self::Shifted => {
                let beside = rows.iter().cycle().skip(1);
                told.iter_mut().zip(beside).for_each(|(row, beside)| row.beside = Some(*beside));
            }
            Self::LosesPage(number) => {
                let before = number.saturating_sub(1).saturating_mul(page);
                let lost = if number == 0 { 0 } else { page };
                told.iter_mut().skip(before).take(lost).for_each(|row| row.lost = true);
            }
            Self::Doubles => {
                let last = rows.len().saturating_sub(1);
                let is_double = |place: usize| {
                    if rows.len() > page { place.is_multiple_of(page) } else { place == last }
                };
                let after = told.iter_mut().enumerate().skip(1).zip(rows);
                for ((place, row), before) in after {
                    if is_double(place) {
                        row.shown = *before;
                    }
                }
            }
            Self::NoCount => {}
        }
        told
    }
}
