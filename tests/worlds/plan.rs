//! What happens in a world, drawn from its seed before anything runs: a company, and the steps of everybody in it.
//!
//! Guarantees: a plan is data. The same seed gives the same plan on any machine, and a plan with steps left out is a plan,
//! so that a failing one can be made smaller.

use jiff::Timestamp;
use koppel_domain::message::Concern;
use koppel_domain::settings::Settings;
use koppel_simulators::books::{List, Package};
use koppel_simulators::lies::Lie;
use koppel_tests::Dialect;

/// A description with this word is not sent, where the settings say so.
pub(crate) const WORD: &str = "Garantie";
/// Debtors, articles and groups have small numbers of their own here.
pub(crate) const DEBTORS: u32 = 7;
pub(crate) const ARTICLES: u32 = 8;
pub(crate) const GROUPS: u32 = 3;

/// A world.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) company: Company,
    pub(crate) steps: Vec<Step>,
}

/// The company, as it begins.
#[derive(Clone, Debug)]
pub(crate) struct Company {
    /// Where it keeps its books, and where the company beside it does.
    pub(crate) packages: (Package, Package),
    pub(crate) dialect: Dialect,
    pub(crate) begins: Timestamp,
    pub(crate) page_size: u32,
    /// Simple-Simon refuses a key that is taken; where it does not, doubles can show.
    pub(crate) unique_keys: bool,
    /// Every run is a process of its own, which remembers nothing.
    pub(crate) forgetful: bool,
    pub(crate) settings: Settings,
    pub(crate) debtors: u32,
    pub(crate) articles: u32,
}

/// Something that happens.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Time passes.
    Pass(i64),
    /// A run comes.
    Run(Run),
    /// A run comes to a stop halfway, other things happen, and it goes on, if it may still live by then.
    Overlap {
        run: Run,
        polls: usize,
        meanwhile: Vec<Step>,
    },
    Books(Books),
    Office(Office),
    Admin(Admin),
    Trouble(Trouble),
}

/// A run, and by which clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) concern: Concern,
    pub(crate) way: Way,
    /// Seconds by which its clock is ahead.
    pub(crate) skew: i64,
}

/// How a run goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    /// To its end.
    Whole,
    /// Its machine dies after so many polls.
    Cut(usize),
    /// Its function has so many seconds.
    Seconds(i64),
    /// Its schedule fires twice at once.
    Twice,
    /// The key that unwraps its secrets is refused.
    Locked,
}

/// What the bookkeeper does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Books {
    Debtor(u32),
    BlockDebtor(u32),
    RemoveDebtor(u32),
    Article(u32),
    BlockArticle(u32),
    RemoveArticle(u32),
    Group(u32),
    Quote { nr: u32, debtor: u32 },
    ChangeQuote(u32),
}

/// What the office and the field workers do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Office {
    /// A work order is made, worked on and, where it says so, archived.
    Order { debtor: u32, work: i64, travel: i64, article: Option<u32>, kind: Kind, archived: bool },
    /// The work order made at this place among all is archived.
    Archive(usize),
    /// It is changed, archived or not.
    Change(usize),
    /// It is taken out of the archive.
    Reopen(usize),
    /// Customers are added by hand.
    ByHand(u32),
    /// A customer that came across is renamed by hand.
    Rename(u32),
    /// A customer that came across is deleted by hand, where no work order needs it.
    Delete(u32),
}

/// What is special about a work order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sound,
    WithoutCustomer,
    AddressOfOther,
    FreeText,
    Filtered,
    BeforeActivation,
    Empty,
}

/// What the admin does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Admin {
    Standard,
    WorkArticle,
    Memo,
    Quotes,
    Filter,
    Deactivate,
    Activate,
    Offer,
}

/// What goes wrong, and right again.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// The packages break so many of a thousand requests.
    Packages(u32),
    /// The database does.
    Database(u32),
    /// The next order's request arrives so many seconds after its sender gave up.
    Late(i64),
    /// An order shows so many seconds late.
    Stale(i64),
    /// A list of bookkeeping lies.
    Lie(List, Lie),
    /// A list of Simple-Simon lies.
    SimonLies(&'static str, Lie),
    /// Simple-Simon lets nobody in.
    Refused,
    /// The next requests do not leave.
    Unplugged(u32),
    /// All of it is over.
    Over,
}
