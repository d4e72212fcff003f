//! One call that was let in: the company it works on, the switches of the moment, its body.

use bytes::Bytes;
use jiff::civil::DateTime;
use serde_json::Value;

use super::company::{Body, Company, Manner, body_id};
use super::field::Writer;
use super::lying;
use super::options::{Numbers, Options};
use super::record::{Look, Record};
use super::refusal::Refusal;
use super::selection::{Condition, select};
use super::tables::Table;
use crate::lies::{Lie, Told};

/// A call on its way through one of the dialects.
pub(super) struct Call<'a> {
    pub(super) company: &'a mut Company,
    pub(super) options: &'a Options,
    pub(super) body: &'a Bytes,
    /// Dutch wall clock.
    pub(super) now: DateTime,
    /// What is told of a list instead of the truth.
    pub(super) lie: Option<Lie>,
    /// Lists answer nothing although there is something.
    pub(super) empty_page: bool,
}

impl Call<'_> {
    /// How answers are written.
    pub(super) const fn look(&self) -> Look {
        Look { names: self.options.property_names, numbers: self.options.numbers }
    }

    /// The rows of a list that was read in pages of this many: records beyond `after` that meet every condition.
    pub(super) fn rows<'c>(
        &'c self,
        table: Table,
        conditions: &'c [Condition],
        after: i64,
        page: usize,
    ) -> Box<dyn Iterator<Item = Told<&'c Record>> + 'c> {
        let shelf = self.company.shelf(table);
        match &self.lie {
            Some(lie) => Box::new(lying::tell(shelf, lie, conditions, after, page)),
            None => Box::new(select(shelf, table, conditions, after).map(Told::truth)),
        }
    }

    /// The id in the body.
    ///
    /// # Errors
    /// 400 where the body is no JSON object or has none.
    pub(super) fn body_id(&self) -> Result<i64, Refusal> {
        body_id(&self.body()?).ok_or_else(|| Refusal::invalid("Id is verplicht."))
    }

    /// Inserts the body and answers its id.
    ///
    /// # Errors
    /// What the contract refuses.
    pub(super) fn insert(&mut self, table: Table) -> Result<i64, Refusal> {
        let (body, manner) = (self.body()?, self.manner(false));
        self.company.insert(table, &body, manner)
    }

    /// Puts the body over the record of this id.
    ///
    /// # Errors
    /// What the contract refuses; 400 where the body names another id.
    pub(super) fn update(&mut self, table: Table, id: i64, full_replace: bool) -> Result<(), Refusal> {
        let (body, manner) = (self.body()?, self.manner(full_replace));
        if body_id(&body).is_some_and(|other| other != id) {
            return Err(Refusal::invalid("Id in de inhoud is een ander dan in het adres."));
        }
        self.company.update(table, id, &body, manner)
    }

    fn body(&self) -> Result<Body, Refusal> {
        match serde_json::from_slice(self.body) {
            Ok(Value::Object(body)) => Ok(body),
            _ => Err(Refusal::invalid("De inhoud is geen JSON-object.")),
        }
    }

    const fn manner(&self, full_replace: bool) -> Manner {
        let numbers_as_text = matches!(self.options.numbers, Numbers::TextWithComma);
        Manner {
            writer: Writer::Api { numbers_as_text },
            now: self.now,
            unique: self.options.require_unique_ext_key,
            full_replace,
        }
    }
}
