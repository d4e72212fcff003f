//! What a test or the demo world does to the administration: the work of the people who keep the books.
//!
//! None of this is journaled: the journal holds what came over the wire. Nothing of it is checked either, so that a
//! client meets records that no API would have taken.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use jiff::Timestamp;

use super::books::{Change, Row, Shelf};
use super::json::{Json, Object};
use super::memory::Memory;
use super::options::Options;
use super::records::{Agreement, Article, Group, Relation};
use super::relations::FIRST_CODE;
use super::{SnelStartSimulator, State};

impl SnelStartSimulator {
    /// Changes the switches; from the next request on.
    pub fn change_options(&self, change: impl FnOnce(&mut Options)) {
        change(&mut self.state().options);
    }

    /// The switches as they are.
    #[must_use]
    pub fn options(&self) -> Options {
        self.state().options.clone()
    }

    /// Withdraws every token that is out (SnelStart fact sheet §2.4).
    pub fn withdraw_tokens(&self) {
        self.state().tokens.withdraw_all();
    }

    /// Forgets the calls of the present minute and hour.
    pub fn clear_limits(&self) {
        self.state().counters.clear();
    }

    /// Remembers every change in a file from now on, after making those that the file remembers. Call it before
    /// anything is put in. Gives the number of changes that were remembered: 0 means a new world. Tokens and counted
    /// calls are not kept.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or holds something else.
    pub fn persist(&self, path: impl AsRef<Path>) -> io::Result<u64> {
        let mut guard = self.state();
        let State { books, memory, .. } = &mut *guard;
        let mut remembered = 0;
        *memory = Some(Memory::open(path.as_ref(), |change| {
            books.apply(change);
            remembered += 1;
        })?);
        Ok(remembered)
    }

    /// Adds or replaces a relation, modified now; gives its id.
    pub fn put_relation(&self, record: Relation) -> String {
        self.put_relation_at(record, self.now())
    }

    /// Adds or replaces a relation, modified at that moment; gives its id.
    pub fn put_relation_at(&self, record: Relation, modified: Timestamp) -> String {
        let mut state = self.state();
        let code = record.code.unwrap_or_else(|| state.books.next_number(Shelf::Relations, FIRST_CODE));
        state.put_by_hand(Shelf::Relations, &record.id, record.document(code), modified)
    }

    /// Adds or replaces an article, modified now; gives its id.
    pub fn put_article(&self, record: Article) -> String {
        self.put_article_at(record, self.now())
    }

    /// Adds or replaces an article, modified at that moment; gives its id.
    pub fn put_article_at(&self, record: Article, modified: Timestamp) -> String {
        self.state().put_by_hand(Shelf::Articles, &record.id, record.document(), modified)
    }

    /// Adds or replaces a group of articles; gives its id.
    pub fn put_group(&self, record: Group) -> String {
        let now = self.now();
        self.state().put_by_hand(Shelf::Groups, &record.id, record.document(), now)
    }

    /// Adds a price agreement.
    pub fn put_agreement(&self, record: Agreement) {
        let now = self.now();
        self.state().put_by_hand(Shelf::Agreements, "", record.document(), now);
    }

    /// Makes a relation inactive, as deleting one does (§10). `false` where there is none.
    pub fn deactivate_relation(&self, id: &str) -> bool {
        self.alter(Shelf::Relations, id, |row| drop(row.insert("nonactief".to_owned(), true.into())))
    }

    /// Makes an article inactive, as deleting one does (§10). `false` where there is none.
    pub fn deactivate_article(&self, id: &str) -> bool {
        self.alter(Shelf::Articles, id, |row| drop(row.insert("isNonActief".to_owned(), true.into())))
    }

    /// Gives a relation another name. `false` where there is none.
    pub fn rename_relation(&self, id: &str, name: &str) -> bool {
        self.alter(Shelf::Relations, id, |row| drop(row.insert("naam".to_owned(), name.into())))
    }

    /// Gives an article another description. `false` where there is none.
    pub fn rename_article(&self, id: &str, description: &str) -> bool {
        self.alter(Shelf::Articles, id, |row| drop(row.insert("omschrijving".to_owned(), description.into())))
    }

    /// Takes a relation out altogether, so that no list tells of it (SNEL-A10). `false` where there is none.
    pub fn remove_relation(&self, id: &str) -> bool {
        self.take(Shelf::Relations, id)
    }

    /// Takes an article out altogether. `false` where there is none.
    pub fn remove_article(&self, id: &str) -> bool {
        self.take(Shelf::Articles, id)
    }

    /// Takes a group out. `false` where there is none.
    pub fn remove_group(&self, id: &str) -> bool {
        self.take(Shelf::Groups, id)
    }

    /// All relations, as they were made: those that every administration has, and inactive ones, included.
    #[must_use]
    pub fn relations(&self) -> Vec<Relation> {
        self.state().books.rows(Shelf::Relations).map(Relation::read).collect()
    }

    /// All articles, as they were made, inactive ones included.
    #[must_use]
    pub fn articles(&self) -> Vec<Article> {
        self.state().books.rows(Shelf::Articles).map(Article::read).collect()
    }

    /// All groups of articles, as they were made.
    #[must_use]
    pub fn groups(&self) -> Vec<Group> {
        self.state().books.rows(Shelf::Groups).map(Group::read).collect()
    }

    /// How often the API was asked to write, by resource, refused and broken calls included.
    #[must_use]
    pub fn writes(&self) -> BTreeMap<String, u64> {
        let mut writes = BTreeMap::new();
        for (operation, times) in self.0.journal.counts() {
            if let Some((resource, "create" | "replace" | "delete" | "status")) = operation.rsplit_once('/') {
                *writes.entry(resource.to_owned()).or_default() += times;
            }
        }
        writes
    }

    pub(super) fn take(&self, shelf: Shelf, id: &str) -> bool {
        let mut state = self.state();
        let id = id.to_ascii_lowercase();
        let there = state.books.row(shelf, &id).is_some();
        if there {
            state.make_by_hand(Change::Gone(shelf, id));
        }
        there
    }

    /// Changes a record, modified now. `false` where there is none.
    pub(super) fn alter(&self, shelf: Shelf, id: &str, change: impl FnOnce(&mut Object)) -> bool {
        let now = self.now();
        let mut state = self.state();
        let Some(mut row) = state.books.row(shelf, id).cloned() else { return false };
        change(&mut row.document);
        row.modified = now;
        state.make_by_hand(Change::Put(shelf, Box::new(row)));
        true
    }
}

impl State {
    /// Adds or replaces a record; the moment it was made and its history stay. Gives its id.
    pub(super) fn put_by_hand(
        &mut self,
        shelf: Shelf,
        id: &str,
        document: Object,
        modified: Timestamp,
    ) -> String {
        let id = if id.is_empty() { self.books.next_id(shelf) } else { id.to_ascii_lowercase() };
        let old = self.books.row(shelf, &id);
        let is_quote = document.get("procesStatus").and_then(Json::text) == Some(super::view::QUOTE_STATUS);
        let row = Row {
            id: id.clone(),
            document,
            created: old.map_or(modified, |old| old.created),
            modified,
            was_quote: is_quote || old.is_some_and(|old| old.was_quote),
        };
        self.make_by_hand(Change::Put(shelf, Box::new(row)));
        id
    }

    /// Work by hand has nobody to refuse it; a full disk is told to the log.
    pub(super) fn make_by_hand(&mut self, change: Change) {
        if let Err(error) = self.make(change) {
            tracing::error!(%error, "the simulated bookkeeping could not remember a change");
        }
    }
}
