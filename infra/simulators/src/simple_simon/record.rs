//! A record: one value for each column of its table, and the ways in which it is shown.

use std::borrow::Cow;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::field::Field;
use super::options::{Numbers, PropertyNames};
use super::tables::{EXT_KEY, ID, Kind, Table};
use crate::lies::Told;

/// One value for each column, in the order of the columns.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record(Box<[Field]>);

impl Record {
    /// A record with nothing but its id.
    pub(super) fn empty(table: Table, id: i64) -> Self {
        let mut fields = vec![Field::Empty; table.columns().len()];
        if let Some(first) = fields.get_mut(ID) {
            *first = Field::Whole(id);
        }
        Self(fields.into())
    }

    /// Simon's own id.
    pub(super) fn id(&self) -> i64 {
        self.whole(ID).unwrap_or_default()
    }

    /// The other side's key; `None` where it is empty.
    pub(super) fn ext_key(&self) -> Option<&str> {
        self.text(EXT_KEY)
    }

    /// The value at a place; empty where there is no such place.
    pub(super) fn get(&self, place: usize) -> &Field {
        self.0.get(place).unwrap_or(&Field::Empty)
    }

    /// The text at a place.
    pub(super) fn text(&self, place: usize) -> Option<&str> {
        match self.get(place) {
            Field::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number or id at a place.
    pub(super) fn whole(&self, place: usize) -> Option<i64> {
        match self.get(place) {
            Field::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// Puts a value at a place.
    pub(super) fn set(&mut self, place: usize, field: Field) {
        if let Some(old) = self.0.get_mut(place) {
            *old = field;
        }
    }

    /// The record for a test: PascalCase names, JSON numbers, whatever the switches say.
    pub(super) fn map(&self, table: Table) -> Map<String, Value> {
        table
            .columns()
            .iter()
            .zip(&self.0)
            .map(|(column, field)| (column.name.to_owned(), field.json()))
            .collect()
    }
}

/// How answers are written today.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub(super) names: PropertyNames,
    pub(super) numbers: Numbers,
}

impl Look {
    /// How the name of the property at a place is written.
    pub(super) fn name(self, name: &str, place: usize) -> Cow<'_, str> {
        match (self.names, place % 3) {
            (PropertyNames::Mixed, 0) => Cow::Owned(name.to_ascii_lowercase()),
            (PropertyNames::Mixed, 1) => {
                let (first, rest) = name.split_at(1);
                Cow::Owned(first.to_ascii_lowercase() + rest)
            }
            _ => Cow::Borrowed(name),
        }
    }

    fn value(self, kind: Kind, field: &Field) -> Value {
        match (self.numbers, kind, field) {
            (Numbers::TextWithComma, Kind::Whole, Field::Whole(number)) => Value::from(number.to_string()),
            (Numbers::TextWithComma, Kind::Decimal, Field::Decimal(number)) => {
                Value::from(number.normalize().to_string().replace('.', ","))
            }
            (_, _, field) => field.json(),
        }
    }
}

/// Which properties of a record are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of them.
    Whole,
    /// All but `Id`.
    WithoutId,
    /// `Id` and `ExtKey`.
    KeyPair,
    /// `ExtKey` alone.
    ExtKeyAlone,
}

impl Part {
    const fn shows(self, place: usize) -> bool {
        match self {
            Self::Whole => true,
            Self::WithoutId => place != ID,
            Self::KeyPair => place == ID || place == EXT_KEY,
            Self::ExtKeyAlone => place == EXT_KEY,
        }
    }
}

/// A record as an answer shows it, its properties in the order of the fact sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    pub(super) table: Table,
    pub(super) record: &'a Record,
    pub(super) part: Part,
    pub(super) look: Look,
    /// Whose `ExtKey` is shown, where it is not the record's own.
    pub(super) beside: Option<&'a Record>,
}

impl<'a> Shown<'a> {
    /// A record as it is.
    pub(super) const fn truth(table: Table, record: &'a Record, part: Part, look: Look) -> Self {
        Self { table, record, part, look, beside: None }
    }

    /// A record as a list tells it.
    pub(super) const fn told(table: Table, told: &Told<&'a Record>, part: Part, look: Look) -> Self {
        Self { table, record: told.shown, part, look, beside: told.beside }
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (place, (column, field)) in self.table.columns().iter().zip(&self.record.0).enumerate() {
            let field = self.beside.filter(|_| place == EXT_KEY).map_or(field, |beside| beside.get(EXT_KEY));
            if self.part.shows(place) {
                map.serialize_entry(
                    &self.look.name(column.name, place),
                    &self.look.value(column.kind, field),
                )?;
            }
        }
        map.end()
    }
}
