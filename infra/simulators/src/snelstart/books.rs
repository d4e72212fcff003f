//! The administration's records in the order they were made, and the changes that make them.
//!
//! Guarantees: the same changes give the same books, ids and numbers included; a number that was given is not given
//! again, not even after its order was deleted.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::json::{Json, Object, property};
use super::records::{Group, Relation};

/// Where a record is kept. Orders and quotes are of one kind: a status tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shelf {
    Relations,
    Articles,
    Groups,
    Orders,
    Invoices,
    Agreements,
}

impl Shelf {
    const NAMES: [(Self, &'static str); 6] = [
        (Self::Relations, "relaties"),
        (Self::Articles, "artikelen"),
        (Self::Groups, "artikelomzetgroepen"),
        (Self::Orders, "verkooporders"),
        (Self::Invoices, "verkoopfacturen"),
        (Self::Agreements, "prijsafspraken"),
    ];

    pub(super) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(shelf, _)| *shelf == self).map_or("", |(_, name)| name)
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, of)| *of == name).map(|(shelf, _)| *shelf)
    }

    /// The property whose whole numbers are handed out.
    const fn numbered(self) -> Option<&'static str> {
        match self {
            Self::Relations => Some("relatiecode"),
            Self::Orders => Some("nummer"),
            _ => None,
        }
    }
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: String,
    /// Its properties without `id`, `uri` and `modifiedOn`.
    pub(super) document: Object,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    /// It was made as a quote.
    pub(super) was_quote: bool,
}

impl Row {
    pub(super) fn get(&self, name: &str) -> &Json {
        property(&self.document, name)
    }
}

/// One change: what is remembered, one to a line.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// Adds a record, or puts it in the place of the one with its id.
    Put(Shelf, Box<Row>),
    Gone(Shelf, String),
}

#[derive(Debug, Default)]
struct Kept {
    rows: BTreeMap<u64, Row>,
    places: HashMap<String, u64>,
    last_number: Option<i64>,
}

/// The books.
#[derive(Debug, Default)]
pub(super) struct Books {
    shelves: BTreeMap<Shelf, Kept>,
    last_place: u64,
}

impl Books {
    /// The rows that every administration has (SnelStart fact sheet §7.1). They are made anew each time, so no file
    /// remembers them.
    pub(super) fn first() -> Self {
        let mut books = Self::default();
        for (code, kind, name) in [
            (0, "Eigen", "Eigen relatie"),
            (-1, "Leverancier", "Leverancier onbekend"),
            (-2, "Klant", "Klant onbekend"),
        ] {
            let kinds = vec![kind.to_owned()];
            let relation = Relation { kinds, name: name.to_owned(), ..Relation::default() };
            books.place_first(Shelf::Relations, &format!("relaties/{code}"), relation.document(code));
        }
        for (number, vat, description) in [
            (1, "Hoog", "Hoog btw (goederen)"),
            (2, "Laag", "Laag btw (goederen)"),
            (5, "Hoog", "Hoog btw (diensten)"),
        ] {
            let (description, vat) = (description.to_owned(), vat.to_owned());
            let group = Group { number, description, vat, ..Group::default() };
            books.place_first(Shelf::Groups, &format!("artikelomzetgroepen/vast/{number}"), group.document());
        }
        books
    }

    fn place_first(&mut self, shelf: Shelf, name: &str, document: Object) {
        let (created, modified) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
        let row = Row { id: guid(name), document, created, modified, was_quote: false };
        self.apply(Change::Put(shelf, Box::new(row)));
    }

    /// Makes a change.
    pub(super) fn apply(&mut self, change: Change) {
        match change {
            Change::Put(shelf, row) => {
                let kept = self.shelves.entry(shelf).or_default();
                if let Some(number) = shelf.numbered().and_then(|name| row.get(name).whole::<i64>()) {
                    kept.last_number = Some(kept.last_number.map_or(number, |last| last.max(number)));
                }
                let place = kept.places.get(&row.id).copied().unwrap_or_else(|| {
                    self.last_place += 1;
                    self.last_place
                });
                kept.places.insert(row.id.clone(), place);
                kept.rows.insert(place, *row);
            }
            Change::Gone(shelf, id) => {
                if let Some(kept) = self.shelves.get_mut(&shelf)
                    && let Some(place) = kept.places.remove(&id)
                {
                    kept.rows.remove(&place);
                }
            }
        }
    }

    /// The records of a shelf, oldest first.
    pub(super) fn rows(&self, shelf: Shelf) -> impl Iterator<Item = &Row> {
        self.shelves.get(&shelf).into_iter().flat_map(|kept| kept.rows.values())
    }

    /// A record by its id, whatever the case of its letters.
    pub(super) fn row(&self, shelf: Shelf, id: &str) -> Option<&Row> {
        let kept = self.shelves.get(&shelf)?;
        kept.rows.get(kept.places.get(&id.to_ascii_lowercase())?)
    }

    /// The next number of a shelf: the highest that was ever used plus one, but at least `first`.
    pub(super) fn next_number(&self, shelf: Shelf, first: i64) -> i64 {
        let last = self.shelves.get(&shelf).and_then(|kept| kept.last_number);
        last.map_or(first, |last| last.saturating_add(1).max(first))
    }

    /// An id that no record has: 128 bits out of a count, in the form of a GUID.
    pub(super) fn next_id(&self, shelf: Shelf) -> String {
        let mut number = self.last_place;
        loop {
            number += 1;
            let id = guid(&format!("{}/{number}", shelf.name()));
            if self.row(shelf, &id).is_none() {
                return id;
            }
        }
    }
}

/// A GUID out of a name: the same name gives the same one, and two names do not sort as they were made.
#[must_use]
pub fn guid(name: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, name.as_bytes());
    let hex: String = digest.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

/// Whether a text is a GUID.
pub(super) fn is_guid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
