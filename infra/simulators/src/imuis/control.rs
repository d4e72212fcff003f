//! What a test or the demo world does to the administration: the work of the people who keep the books.
//!
//! None of this is journaled: the journal holds what came over the wire.

use std::io;
use std::path::Path;

use jiff::civil::Date;

use super::books::Change;
use super::memory::Memory;
use super::options::Options;
use super::records::{Article, ArticleGroup, Debtor, Extra, Order, PlainTable};
use super::{ImuisSimulator, State};

impl ImuisSimulator {
    /// Changes the switches; from the next request on.
    pub fn change_options(&self, change: impl FnOnce(&mut Options)) {
        change(&mut self.state().options);
    }

    /// The switches as they are.
    #[must_use]
    pub fn options(&self) -> Options {
        self.state().options.clone()
    }

    /// Ends every session, as a restart of the service would.
    pub fn end_sessions(&self) {
        self.state().sessions.end_all();
    }

    /// Remembers every change in a file from now on, after making those that the file remembers. Call it before
    /// anything is put in. Gives the number of changes that were remembered: 0 means a new world.
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

    /// Adds or replaces a debtor, mutated today.
    pub fn put_debtor(&self, record: Debtor) {
        self.put_debtor_at(record, self.today());
    }

    /// Adds or replaces a debtor, mutated on that day.
    pub fn put_debtor_at(&self, record: Debtor, mutated: Date) {
        self.make(Change::Debtor { record, mutated });
    }

    /// Adds or replaces an article, mutated today.
    pub fn put_article(&self, record: Article) {
        self.put_article_at(record, self.today());
    }

    /// Adds or replaces an article, mutated on that day.
    pub fn put_article_at(&self, record: Article, mutated: Date) {
        self.make(Change::Article { record, mutated });
    }

    /// Adds or replaces an article group, mutated today.
    pub fn put_group(&self, record: ArticleGroup) {
        self.put_group_at(record, self.today());
    }

    /// Adds or replaces an article group, mutated on that day.
    pub fn put_group_at(&self, record: ArticleGroup, mutated: Date) {
        self.make(Change::Group { record, mutated });
    }

    /// Adds or replaces a sales order by hand, with the number it carries.
    pub fn put_order(&self, record: Order) {
        let (mutated, created) = (self.today(), self.now());
        self.make(Change::Order { record, mutated, created });
    }

    /// Adds or replaces a row of a table that is kept as raw columns; its key columns must be filled.
    pub fn put_row(&self, table: PlainTable, columns: Extra) {
        let mutated = self.today();
        self.make(Change::Row { table, columns, mutated });
    }

    /// Removes a debtor. No read by mutation date tells of it (iMUIS fact sheet §2).
    pub fn remove_debtor(&self, nr: u32) {
        self.make(Change::DebtorGone { nr });
    }

    /// Removes an article.
    pub fn remove_article(&self, nr: &str) {
        self.make(Change::ArticleGone { nr: nr.to_owned() });
    }

    /// Removes an article group.
    pub fn remove_group(&self, nr: u32) {
        self.make(Change::GroupGone { nr });
    }

    /// Removes a sales order with its lines. `false` where there is none. Its number is not given again (§3.9).
    pub fn remove_order(&self, nr: u32) -> bool {
        let there = self.state().books.order(nr).is_some();
        if there {
            self.make(Change::OrderGone { nr });
        }
        there
    }

    /// Gives a sales order another number, mutated today. `false` where there is none, or that number is taken.
    pub fn renumber_order(&self, from: u32, to: u32) -> bool {
        let mutated = self.today();
        let can = {
            let state = self.state();
            state.books.order(from).is_some() && state.books.order(to).is_none()
        };
        if can {
            self.make(Change::OrderRenumbered { from, to, mutated });
        }
        can
    }

    /// Removes the row with these key columns.
    pub fn remove_row(&self, table: PlainTable, columns: Extra) {
        self.make(Change::RowGone { table, columns });
    }

    /// All debtors, by number.
    #[must_use]
    pub fn debtors(&self) -> Vec<Debtor> {
        self.state().books.debtors().cloned().collect()
    }

    /// All articles, by number as text.
    #[must_use]
    pub fn articles(&self) -> Vec<Article> {
        self.state().books.articles().cloned().collect()
    }

    /// All article groups, by number.
    #[must_use]
    pub fn groups(&self) -> Vec<ArticleGroup> {
        self.state().books.groups().cloned().collect()
    }

    /// All sales orders, by number, those included that reads do not show yet.
    #[must_use]
    pub fn orders(&self) -> Vec<Order> {
        self.state().books.orders().cloned().collect()
    }

    /// The sales orders whose `EXTORDNR` or `KENM` is this text.
    #[must_use]
    pub fn orders_by_reference(&self, ext: &str) -> Vec<Order> {
        let number = ext.parse::<i32>().ok();
        let carries = |order: &&Order| order.kenm == ext || (number.is_some() && order.extordnr == number);
        self.state().books.orders().filter(carries).cloned().collect()
    }

    fn make(&self, change: Change) {
        self.state().make_by_hand(change);
    }
}

impl State {
    /// Work by hand has nobody to refuse it; a full disk is told to the log.
    pub(super) fn make_by_hand(&mut self, change: Change) {
        if let Err(error) = self.make(change) {
            tracing::error!(%error, "the simulated bookkeeping could not remember a change");
        }
    }
}
