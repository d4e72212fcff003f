//! What no longer belongs in Simple-Simon, and how much of it may go without anyone's word (R5, P5).
//!
//! Guarantees:
//! - A record goes for one of four reasons, each seen in a complete listing: added by hand, no longer in bookkeeping,
//!   blocked there, or outside the group filter. A record that bookkeeping lists as usable never goes.
//! - A plan for the same listings is the same plan, with the same id, whenever it is made.
//! - Above the guard's limit nothing goes without an approval of this very plan, and an approval lets go only what it names.
//!
//! Leaves out: whether the listings are complete ([`crate::listing`]); looking once more before each deletion (the run).

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::records::{RecordKey, Stream};
use crate::safeguard::{self, Safeguard};
use crate::work_order::SimonId;

/// Up to this many deletions of one table need nobody's word.
const FREE: u64 = 10;
/// Nor do so many of a hundred records of the table.
const FREE_PERCENT: u64 = 10;

/// Why a record goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Somebody added it by hand in Simple-Simon: bookkeeping never had it.
    ByHand,
    /// It came from bookkeeping, which does not have it any more.
    Vanished,
    /// Bookkeeping has it, blocked.
    Blocked,
    /// Its article group is outside the filter (R9).
    FilteredOut,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::ByHand, Self::Vanished, Self::Blocked, Self::FilteredOut];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Vanished => "vanished",
            Self::Blocked => "blocked",
            Self::FilteredOut => "filtered_out",
        }
    }
}

/// How a record stands in bookkeeping's listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It belongs in Simple-Simon; so does one that cannot be read, as long as it is listed.
    Wanted,
    /// Blocked.
    Blocked,
    /// Outside the group filter.
    FilteredOut,
}

/// A record as Simple-Simon lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its id.
    pub simon: SimonId,
    /// Its own key; `None` where it has none.
    pub ext_key: Option<RecordKey>,
}

/// A record that goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// Of which stream.
    pub stream: Stream,
    /// Its id in Simple-Simon.
    pub simon: SimonId,
    /// Its number in bookkeeping: the one it came from, or else its own key; empty where it has neither.
    pub number: String,
    /// The own key that Simple-Simon listed it with, or empty.
    #[serde(default)]
    pub listed_as: String,
    /// Its name, where it is known.
    pub name: String,
    /// Why it goes.
    pub why: Why,
}

impl Removal {
    /// Its number, where it has one.
    #[must_use]
    pub fn key(&self) -> Option<RecordKey> {
        RecordKey::new(&self.number)
    }
}

/// What of one table goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablePlan {
    /// The table.
    pub stream: Stream,
    /// The records that go, by rising id.
    pub removals: Vec<Removal>,
    /// Records in Simple-Simon before.
    pub total: u64,
    /// Of these, the ones that came from bookkeeping.
    pub linked: u64,
}

/// What of a table goes. `links` are the records that came from bookkeeping: one of them is known by its link, whatever
/// somebody made of its own key since.
#[must_use]
pub fn plan(
    stream: Stream,
    held: &[Held],
    listed: &HashMap<RecordKey, Standing>,
    links: &HashMap<RecordKey, SimonId>,
) -> TablePlan {
    let by_id: HashMap<SimonId, &RecordKey> = links.iter().map(|(key, simon)| (*simon, key)).collect();
    let mut removals = Vec::new();
    let mut linked = 0;
    for record in held {
        let own = record.ext_key.as_ref();
        let key = by_id.get(&record.simon).copied().or(own);
        let came = key.is_some_and(|key| links.contains_key(key));
        linked += u64::from(came);
        let why = match key.and_then(|key| listed.get(key)) {
            Some(Standing::Wanted) => continue,
            Some(Standing::Blocked) => Why::Blocked,
            Some(Standing::FilteredOut) => Why::FilteredOut,
            None if came => Why::Vanished,
            None => Why::ByHand,
        };
        let text = |key: Option<&RecordKey>| key.map(ToString::to_string).unwrap_or_default();
        let (number, listed_as) = (text(key), text(own));
        removals.push(Removal { stream, simon: record.simon, number, listed_as, name: String::new(), why });
    }
    removals.sort_by_key(|removal| removal.simon);
    TablePlan { stream, removals, total: held.len() as u64, linked }
}

impl TablePlan {
    /// It is too much to go without the admin's word: more than 10 records and more than 10 % of the table; or, so that
    /// small tables are guarded too, more than half of what came from bookkeeping is no longer there.
    #[must_use]
    pub fn is_withheld(&self) -> bool {
        let count = self.removals.len() as u64;
        let vanished = self.removals.iter().filter(|removal| removal.why == Why::Vanished).count() as u64;
        let is_much = count > FREE && count * 100 > self.total * FREE_PERCENT;
        let is_most = vanished > 1 && vanished * 2 > self.linked;
        (is_much || is_most) && safeguard::stands(Safeguard::Guard)
    }

    /// What an approval lets go, and the rest.
    #[must_use]
    pub fn split(self, approved: &BTreeSet<(Stream, SimonId)>) -> (Self, Self) {
        let is_approved = |removal: &Removal| approved.contains(&(removal.stream, removal.simon));
        let (goes, rest) = self.removals.into_iter().partition(is_approved);
        let of = |removals| Self { stream: self.stream, removals, total: self.total, linked: self.linked };
        (of(goes), of(rest))
    }
}

/// A plan's id: the same for the same records and reasons.
#[must_use]
pub fn id_of(removals: &[Removal]) -> Digest {
    let named: BTreeSet<(Stream, SimonId, Why)> =
        removals.iter().map(|removal| (removal.stream, removal.simon, removal.why)).collect();
    Digest::of(&named)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(number: u64) -> RecordKey {
        RecordKey::new(&number.to_string()).unwrap()
    }

    fn held(simon: i64, ext_key: Option<u64>) -> Held {
        Held { simon: SimonId(simon), ext_key: ext_key.map(key) }
    }

    fn of(count: usize, why: Why, total: u64, linked: u64) -> TablePlan {
        let removal = |number| Removal {
            stream: Stream::Customers,
            simon: SimonId(number),
            number: String::new(),
            listed_as: String::new(),
            name: String::new(),
            why,
        };
        let removals = (0..count).map(|number| removal(number as i64)).collect();
        TablePlan { stream: Stream::Customers, removals, total, linked }
    }

    #[test]
    fn each_record_goes_for_its_own_reason() {
        let records = [
            held(1, Some(10)),
            held(2, Some(11)),
            held(3, Some(12)),
            held(4, Some(13)),
            held(5, Some(99)),
            held(6, None),
        ];
        let listed = HashMap::from([
            (key(10), Standing::Wanted),
            (key(11), Standing::Blocked),
            (key(12), Standing::FilteredOut),
        ]);
        let links = (10..=13).map(|number| (key(number), SimonId(number as i64 - 9))).collect();
        let plan = plan(Stream::Customers, &records, &listed, &links);
        let why: Vec<(i64, Why)> =
            plan.removals.iter().map(|removal| (removal.simon.0, removal.why)).collect();
        let expected = [
            (2, Why::Blocked),
            (3, Why::FilteredOut),
            (4, Why::Vanished),
            (5, Why::ByHand),
            (6, Why::ByHand),
        ];
        assert_eq!(why, expected);
        assert_eq!((plan.total, plan.linked), (6, 4));
    }

    #[test]
    fn a_removal_is_known_by_its_number_where_it_has_one() {
        let mut removal = of(1, Why::Vanished, 1, 1).removals.remove(0);
        removal.number = "10042".to_owned();
        assert_eq!(removal.key(), Some(key(10042)));
        removal.number = String::new();
        assert_eq!(removal.key(), None);
    }

    #[test]
    fn the_guard_withholds_what_is_much_or_most() {
        for (count, why, total, linked, withheld) in [
            (10, Why::Blocked, 12, 12, false),
            (11, Why::Blocked, 110, 110, false),
            (11, Why::Blocked, 109, 109, true),
            (9, Why::Blocked, 100_000, 100_000, false),
            (30_000, Why::Vanished, 100_000, 100_000, true),
            (1, Why::Vanished, 1, 1, false),
            (2, Why::Vanished, 3, 3, true),
            (4, Why::Vanished, 8, 8, false),
            (5, Why::Vanished, 8, 8, true),
            (8, Why::ByHand, 9, 1, false),
        ] {
            let plan = of(count, why, total, linked);
            assert_eq!(plan.is_withheld(), withheld, "{count} {why:?} of {total}, {linked} linked");
        }
    }

    #[test]
    fn an_approval_lets_go_only_what_it_names() {
        let plan = of(5, Why::Vanished, 5, 5);
        let approved = BTreeSet::from([(Stream::Customers, SimonId(3)), (Stream::Articles, SimonId(4))]);
        let (goes, rest) = plan.split(&approved);
        assert_eq!(goes.removals.iter().map(|removal| removal.simon.0).collect::<Vec<_>>(), [3]);
        assert_eq!(rest.removals.iter().map(|removal| removal.simon.0).collect::<Vec<_>>(), [0, 1, 2, 4]);
    }

    #[test]
    fn a_record_that_came_from_bookkeeping_is_known_by_its_link_whatever_its_own_key_says() {
        let records = [held(1, None), held(2, Some(77)), held(3, None)];
        let listed = HashMap::from([(key(10), Standing::Wanted), (key(11), Standing::Blocked)]);
        let links = HashMap::from([(key(10), SimonId(1)), (key(11), SimonId(2))]);
        let plan = plan(Stream::Customers, &records, &listed, &links);
        let goes: Vec<_> = plan
            .removals
            .iter()
            .map(|removal| {
                (removal.simon.0, removal.number.as_str(), removal.listed_as.as_str(), removal.why)
            })
            .collect();
        assert_eq!(goes, [(2, "11", "77", Why::Blocked), (3, "", "", Why::ByHand)]);
    }

    #[test]
    fn a_plan_is_known_by_what_it_names_and_not_by_names() {
        let plan = of(3, Why::Vanished, 5, 5);
        let mut again = plan.removals.clone();
        again.reverse();
        again.iter_mut().for_each(|removal| removal.name = "Jansen".to_owned());
        assert_eq!(id_of(&plan.removals), id_of(&again));
        again.pop();
        assert_ne!(id_of(&plan.removals), id_of(&again));
    }

    proptest! {
        #[test]
        fn what_is_listed_as_wanted_never_goes(
            records in proptest::collection::vec((1_i64..500, proptest::option::of(0_u64..200)), 0..200),
            wanted in proptest::collection::hash_set(0_u64..200, 0..200),
        ) {
            let records: Vec<Held> = records.iter().map(|(simon, number)| held(*simon, *number)).collect();
            let listed = wanted.iter().map(|number| (key(*number), Standing::Wanted)).collect();
            let plan = plan(Stream::Customers, &records, &listed, &HashMap::new());
            for removal in &plan.removals {
                let number = removal.number.parse::<u64>().ok();
                prop_assert!(number.is_none_or(|number| !wanted.contains(&number)));
            }
        }
    }
}
