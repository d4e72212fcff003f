//! The books of a company, whichever package they are kept in: what people put in, take out and read off, past the wire.
//!
//! Guarantees: what is put in is in the books at once; what is read off is what anybody would see in the package itself.
//! Numbers are those that people know: of a customer, an article, a group, a quote, an order.
//!
//! Leaves out: everything that only one package has. For that, each package is here by itself ([`Books::imuis`],
//! [`Books::snelstart`]).

mod imuis;
mod records;
mod snelstart;

use std::fmt;
use std::io;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::clock::SimClock;
use crate::faults::Fault;
use crate::imuis::{ImuisSimulator, Options as ImuisOptions};
use crate::lies::Lie;
use crate::server::{Running, Simulated, serve};
use crate::snelstart::{Options as SnelStartOptions, SnelStartSimulator};

pub use records::{Article, ArticleGroup, Debtor, Order, OrderLine, Quote, QuoteLine};

/// The id that SnelStart gives another administration.
const ANOTHER: &str = "9b1e2c44-0f5d-4a3b-8c6e-6f2a9d7b1e05";

/// A bookkeeping package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Package {
    /// iMUIS Online.
    #[default]
    Imuis,
    /// SnelStart.
    Snelstart,
}

impl Package {
    /// Every package.
    pub const ALL: [Self; 2] = [Self::Imuis, Self::Snelstart];

    /// Its name in a command line and in a file's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Imuis => "imuis",
            Self::Snelstart => "snelstart",
        }
    }
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A call to a package, whatever it calls it: for a fault, or to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Signing in.
    SignIn,
    /// The name of the administration.
    Administration,
    /// A list of article groups.
    Groups,
    /// A list of articles.
    Articles,
    /// A list of customers.
    Customers,
    /// A list of quotes.
    Quotes,
    /// A list of sales orders.
    Orders,
    /// The making of a sales order.
    Create,
}

/// A list of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Article groups.
    Groups,
    /// Articles.
    Articles,
    /// Customers.
    Customers,
    /// Sales orders.
    Orders,
}

/// What people do with books, and what the maker of the package does.
pub trait Keeper: Send + Sync {
    /// The simulator itself: its faults, its journal, its answers.
    fn simulated(&self) -> &dyn Simulated;

    /// What the journal and the faults call this call; more calls may begin with the same words.
    fn operation(&self, call: Call) -> &'static str;

    /// The administration's name.
    fn administration(&self) -> String;

    /// The administration gets another name.
    fn rename(&self, name: &str);

    /// What the company was given to open this administration.
    fn company_key(&self) -> String;

    /// The company's key is this one from now on.
    fn set_company_key(&self, key: &str);

    /// Koppel's own key with the maker of the package.
    fn own_key(&self) -> String;

    /// Koppel's own key is this one from now on.
    fn set_own_key(&self, key: &str);

    /// Ends every session; its next use is refused.
    fn end_sessions(&self);

    /// An order shows in lists so long after it was made.
    fn show_orders_after(&self, wait: SignedDuration);

    /// Orders for blocked debtors are taken from now on.
    fn take_orders_for_blocked(&self);

    /// Remembers every change in a file, after making those that it remembers; how many those were.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or holds something else.
    fn persist(&self, path: &Path) -> io::Result<u64>;

    /// A list lies from now on.
    fn lie(&self, list: List, lie: Lie);

    /// Takes all lies back, and answers from here again.
    fn tell_truth(&self);

    /// Adds or replaces a debtor, changed on that day or now.
    fn put_debtor_at(&self, debtor: Debtor, changed: Option<Date>);

    /// Adds or replaces an article, changed on that day or now.
    fn put_article_at(&self, article: Article, changed: Option<Date>);

    /// Adds or replaces an article group, changed on that day or now.
    fn put_group_at(&self, group: ArticleGroup, changed: Option<Date>);

    /// Adds or replaces a quote, changed on that day or now.
    fn put_quote_at(&self, quote: Quote, changed: Option<Date>);

    /// Adds or replaces a sales order by hand; one without a number gets one.
    fn put_order(&self, order: Order);

    /// A person gives the order of this number another reference than the one by which it is known.
    fn edit_reference(&self, nr: u32);

    /// Takes a debtor out.
    fn remove_debtor(&self, nr: u32);

    /// Takes an article out.
    fn remove_article(&self, nr: &str);

    /// Takes an article group out.
    fn remove_group(&self, nr: u32);

    /// Takes a quote out.
    fn remove_quote(&self, nr: u32);

    /// Takes a sales order out.
    fn remove_order(&self, nr: u32);

    /// All debtors, blocked ones included, by number.
    fn debtors(&self) -> Vec<Debtor>;

    /// All articles, blocked ones included, by number.
    fn articles(&self) -> Vec<Article>;

    /// All article groups, by number.
    fn groups(&self) -> Vec<ArticleGroup>;

    /// All quotes, by number.
    fn quotes(&self) -> Vec<Quote>;

    /// All sales orders, by number.
    fn orders(&self) -> Vec<Order>;
}

impl dyn Keeper {
    /// Adds or replaces a debtor, changed now.
    pub fn put_debtor(&self, debtor: Debtor) {
        self.put_debtor_at(debtor, None);
    }

    /// Adds or replaces an article, changed now.
    pub fn put_article(&self, article: Article) {
        self.put_article_at(article, None);
    }

    /// Adds or replaces an article group, changed now.
    pub fn put_group(&self, group: ArticleGroup) {
        self.put_group_at(group, None);
    }

    /// Adds or replaces a quote, changed now.
    pub fn put_quote(&self, quote: Quote) {
        self.put_quote_at(quote, None);
    }

    /// The debtor of this number.
    #[must_use]
    pub fn debtor(&self, nr: u32) -> Option<Debtor> {
        self.debtors().into_iter().find(|debtor| debtor.nr == nr)
    }

    /// The sales orders that say they are of this work order, by the id that Simple-Simon gave it.
    #[must_use]
    pub fn orders_of(&self, work_order: i64) -> Vec<Order> {
        self.orders().into_iter().filter(|order| order.work_order == Some(work_order)).collect()
    }

    /// So many calls of this kind break so, after `skip` of them.
    pub fn break_call(&self, call: Call, skip: u64, times: u64, fault: Fault) {
        self.simulated().faults().script(self.operation(call), skip, times, fault);
    }

    /// How often this call was made.
    #[must_use]
    pub fn calls(&self, call: Call) -> u64 {
        self.simulated().journal().count(self.operation(call))
    }
}

/// The books of a company. Clones are the same ones.
#[derive(Clone, Debug)]
pub enum Books {
    /// In iMUIS.
    Imuis(ImuisSimulator),
    /// In SnelStart.
    Snelstart(SnelStartSimulator),
}

impl Books {
    /// Empty books. Calls are not limited: whoever wants that says so to the package itself.
    #[must_use]
    pub fn empty(package: Package, clock: SimClock, latency: Duration) -> Self {
        match package {
            Package::Imuis => {
                let options = ImuisOptions { latency, ..ImuisOptions::default() };
                Self::Imuis(ImuisSimulator::new(clock, options))
            }
            Package::Snelstart => {
                let options = SnelStartOptions { latency, limits: None, ..SnelStartOptions::default() };
                let books = SnelStartSimulator::new(clock, options);
                // Those that every administration has are groups like any other.
                for group in books.groups() {
                    books.remove_group(&group.id);
                }
                Self::Snelstart(books)
            }
        }
    }

    /// Which package they are in.
    #[must_use]
    pub const fn package(&self) -> Package {
        match self {
            Self::Imuis(_) => Package::Imuis,
            Self::Snelstart(_) => Package::Snelstart,
        }
    }

    /// The simulated iMUIS; `None` where they are in another package.
    #[must_use]
    pub const fn imuis(&self) -> Option<&ImuisSimulator> {
        if let Self::Imuis(books) = self { Some(books) } else { None }
    }

    /// The simulated SnelStart; `None` where they are in another package.
    #[must_use]
    pub const fn snelstart(&self) -> Option<&SnelStartSimulator> {
        if let Self::Snelstart(books) = self { Some(books) } else { None }
    }

    /// Listens on a free port of loopback.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn serve(&self) -> io::Result<Running> {
        match self {
            Self::Imuis(books) => serve(Arc::new(books.clone()), 0).await,
            Self::Snelstart(books) => serve(Arc::new(books.clone()), 0).await,
        }
    }

    /// It is another administration from now on, of this name.
    pub fn become_another(&self, name: &str) {
        self.rename(name);
        if let Self::Snelstart(books) = self {
            books.change_options(|options| ANOTHER.clone_into(&mut options.administration_id));
        }
    }

    /// Every call comes out at the other administration from now on, under its own name or this one's. Books of another
    /// package change nothing.
    pub fn answer_from(&self, other: &Self, named_the_same: bool) {
        match (self, other) {
            (Self::Imuis(here), Self::Imuis(there)) => here.answer_from(there, named_the_same),
            (Self::Snelstart(here), Self::Snelstart(there)) => here.answer_from(there, named_the_same),
            _ => {}
        }
    }
}

impl Deref for Books {
    type Target = dyn Keeper;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Imuis(books) => books,
            Self::Snelstart(books) => books,
        }
    }
}
