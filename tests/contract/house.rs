//! [`House`]: simulated books of any package, with a connector to them.
//!
//! Guarantees asked of a house: what is put in is in the books at once, changed at the moment of [`House::clock`]; what is
//! read off the books ([`House::orders`]) is read past the wire. Numbers are those that people know.
//!
//! Leaves out: everything that only one package has. If a clause needs more, it is added here in words of the port.

use jiff::Timestamp;
use koppel_bookkeeping::{Bookkeeping, Session};
use koppel_domain::failure::Failure;
use koppel_domain::records::RecordKey;
use koppel_domain::sales_order::{OrderLine, OrderReference, SalesOrder};
use koppel_domain::work_order::SimonId;
use koppel_simulators::clock::SimClock;
use koppel_simulators::faults::Fault;
use rust_decimal::Decimal;

/// Rows on a page: fewer than there are of what is listed here, and no fewer than a quote has lines.
pub(crate) const PAGE: u32 = 4;

/// What every article costs, in whole euros.
pub(crate) const PRICE: u32 = 10;

/// The numbers of all customers of [`furnished`].
pub(crate) const CUSTOMERS: [&str; 5] = ["10001", "10002", "10003", "10004", "10005"];

/// With which keys a connector knocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    /// Both are right.
    Right,
    /// The company's own is wrong.
    WrongCompany,
    /// Koppel's own is wrong.
    WrongPartner,
}

/// Which call is to break.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Call {
    /// The reading of customers.
    Customers,
    /// The making of a sales order.
    Create,
    /// The reading of sales orders.
    Orders,
}

/// A customer with everything filled in: Molenweg 12a, 5611 AB Eindhoven, NL, and ways to be reached.
pub(crate) struct Customer {
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) blocked: bool,
}

/// An article with the unit `Stuk`, and the price [`PRICE`].
pub(crate) struct Article {
    pub(crate) number: String,
    pub(crate) description: String,
    pub(crate) group: u32,
    pub(crate) blocked: bool,
}

/// A quote of 20 November 2026.
#[derive(Clone)]
pub(crate) struct Quote {
    pub(crate) number: u32,
    pub(crate) customer: u32,
    pub(crate) reference: String,
    pub(crate) memo: String,
    /// Article where it is one, quantity, text.
    pub(crate) lines: Vec<(Option<String>, Decimal, String)>,
}

/// A sales order as it stands in the books.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Booked {
    pub(crate) number: String,
    pub(crate) customer: String,
    pub(crate) date: jiff::civil::Date,
    /// What stands in the order's remarks, marks of ours included.
    pub(crate) memo: String,
    /// Article, quantity and text.
    pub(crate) lines: Vec<(String, Decimal, String)>,
    /// What one of each line costs, in their order.
    pub(crate) prices: Vec<Decimal>,
}

/// Simulated books of a package.
pub(crate) trait House: Send + Sync {
    /// Empty books, whose clock stands at [`monday`]; a page of a list has so many rows, where the package pages it.
    fn with_page(rows: u32) -> Self
    where
        Self: Sized;

    /// The time, for the books and for Koppel.
    fn clock(&self) -> &SimClock;

    /// The administration's name in the books.
    fn administration(&self) -> String;

    /// A connector as a new run makes it.
    fn connector(&self, keys: Keys, session: Option<Session>) -> Box<dyn Bookkeeping>;

    /// Everything that nobody may read: the right keys.
    fn secrets(&self) -> Vec<String>;

    /// Adds or replaces an article group.
    fn put_group(&self, number: u32, name: &str);

    /// Adds or replaces an article.
    fn put_article(&self, article: Article);

    /// Adds or replaces a customer.
    fn put_customer(&self, customer: Customer);

    /// Adds or replaces a quote.
    fn put_quote(&self, quote: Quote);

    /// A bookkeeper makes an order by hand, which carries no reference of ours.
    fn put_order_by_hand(&self, customer: u32);

    /// A person gives the order of this number another reference than ours.
    fn edit_reference(&self, number: &str);

    /// Every sales order, oldest first.
    fn orders(&self) -> Vec<Booked>;

    /// How often somebody signed in.
    fn sign_ins(&self) -> u64;

    /// Ends every session; its next use is refused.
    fn end_sessions(&self);

    /// The next call of this kind breaks so.
    fn break_next(&self, call: Call, fault: Fault);

    /// The next requests, so many, never leave.
    fn unplug(&self, requests: u32);
}

/// Monday 23 November 2026, nine o'clock in the Netherlands.
pub(crate) fn monday() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

/// A house with two groups, four articles, five customers, and its connector.
pub(crate) fn furnished<H: House>() -> (H, Box<dyn Bookkeeping>) {
    let house = H::with_page(PAGE);
    house.put_group(1, "Kranen");
    house.put_group(2, "Uren & kosten");
    for (number, group) in [("UUR", 2), ("KRAAN", 1), ("B 2/3 & meer", 1), ("0308", 1)] {
        house.put_article(article(number, group));
    }
    (10_001..=10_005).for_each(|number| house.put_customer(customer(number)));
    let connector = house.connector(Keys::Right, None);
    (house, connector)
}

pub(crate) fn customer(number: u32) -> Customer {
    Customer { number, name: format!("Bakkerij {number} B.V."), blocked: false }
}

pub(crate) fn article(number: &str, group: u32) -> Article {
    Article { number: number.to_owned(), description: format!("Artikel {number}"), group, blocked: false }
}

pub(crate) fn key(text: &str) -> RecordKey {
    RecordKey::new(text).unwrap()
}

pub(crate) const fn reference(work_order: i64) -> OrderReference {
    OrderReference::of(SimonId(work_order))
}

/// An order for customer 10002: an hour and three quarters, and two taps taken back.
pub(crate) fn order(work_order: i64) -> SalesOrder {
    let line = |article: &str, quantity: &str, description: &str| OrderLine {
        article: key(article),
        quantity: quantity.parse().unwrap(),
        description: description.to_owned(),
    };
    SalesOrder {
        reference: reference(work_order),
        debtor: key("10002"),
        date: jiff::civil::date(2026, 11, 20),
        customer_reference: "PO-77".to_owned(),
        memo: "Havenstraat 3\nStoring \"oven\" < & één 😀".to_owned(),
        lines: vec![line("UUR", "1.75", ""), line("B 2/3 & meer", "-2", "Terug: <kraan>")],
    }
}

/// The kind of a failure.
pub(crate) fn kind(failure: &Failure) -> String {
    match failure {
        Failure::Unreachable { .. } => "unreachable".to_owned(),
        Failure::Busy { retry_after, .. } => format!("busy {:?}", retry_after.map(|wait| wait.as_secs())),
        Failure::Unreadable { .. } => "unreadable".to_owned(),
        Failure::Refused { .. } => "refused".to_owned(),
        Failure::Access { .. } => "access".to_owned(),
        Failure::Unclear { .. } => "unclear".to_owned(),
    }
}
