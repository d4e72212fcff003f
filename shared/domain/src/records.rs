//! What bookkeeping holds and Simple-Simon follows: customers, articles, article groups (R1, R6, R7).
//!
//! Leaves out: Simple-Simon's own ids (they are links, kept by the store) and what either wire calls these things.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The kinds of record that flow from bookkeeping to Simple-Simon, in the order in which they must flow: an
/// article names its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Article groups (artikelgroepen).
    ArticleGroups,
    /// Articles (artikelen).
    Articles,
    /// Customers (debiteuren), each with its first work address.
    Customers,
}

impl Stream {
    /// All streams in the order in which a pull goes through them.
    pub const ALL: [Self; 3] = [Self::ArticleGroups, Self::Articles, Self::Customers];

    /// The stream's name in keys and log fields.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ArticleGroups => "article_groups",
            Self::Articles => "articles",
            Self::Customers => "customers",
        }
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A record's own number in bookkeeping, as bookkeeping writes it: a debtor number, an article number, a group
/// number. It is Simple-Simon's `ExtKey` as well.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordKey(String);

impl RecordKey {
    /// Takes the number over, without the white space around it. `None` where nothing is left.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A postal address in parts; empty text means "not filled in".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// Street without the house number.
    pub street: String,
    /// House number with its addition, for instance `12a`.
    pub house_number: String,
    /// Postcode as bookkeeping writes it.
    pub postcode: String,
    /// Town.
    pub town: String,
    /// Country, a two-letter code where bookkeeping has one.
    pub country: String,
}

/// A debtor in bookkeeping, a customer in Simple-Simon.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Customer {
    /// Debtor number.
    pub key: RecordKey,
    /// Name; may be empty in bookkeeping, which [`Record::fault`] names.
    pub name: String,
    /// The standard address: the customer's address and its first work address (R8).
    pub address: Address,
    /// Telephone.
    pub phone: String,
    /// Mobile telephone.
    pub mobile: String,
    /// E-mail address.
    pub email: String,
    /// VAT number.
    pub vat_number: String,
    /// Chamber of Commerce number.
    pub coc_number: String,
    /// Blocked or no longer a customer: the cleanup takes it out of Simple-Simon (R5).
    pub blocked: bool,
}

/// An article in bookkeeping and in Simple-Simon. Prices stay in bookkeeping.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Article {
    /// Article number.
    pub key: RecordKey,
    /// Search key (zoeksleutel).
    pub search_key: String,
    /// Description.
    pub description: String,
    /// Sales unit, for instance `Stuk`.
    pub unit: String,
    /// Number of the group it belongs to.
    pub group: Option<RecordKey>,
    /// Blocked or at its end of life: the cleanup takes it out of Simple-Simon (R5).
    pub blocked: bool,
}

/// An article group.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ArticleGroup {
    /// Group number.
    pub key: RecordKey,
    /// The name that the group filter of the settings names, case-sensitive (R9).
    pub name: String,
    /// Blocked in bookkeeping.
    pub blocked: bool,
    /// The id that the package itself gives it, where only that can be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native_id: Option<String>,
}

/// One record of any stream.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "stream", rename_all = "snake_case")]
pub enum Record {
    /// Of [`Stream::ArticleGroups`].
    ArticleGroup(ArticleGroup),
    /// Of [`Stream::Articles`].
    Article(Article),
    /// Of [`Stream::Customers`].
    Customer(Customer),
}

impl Record {
    /// The stream this record flows in.
    #[must_use]
    pub const fn stream(&self) -> Stream {
        match self {
            Self::ArticleGroup(_) => Stream::ArticleGroups,
            Self::Article(_) => Stream::Articles,
            Self::Customer(_) => Stream::Customers,
        }
    }

    /// Its number in bookkeeping.
    #[must_use]
    pub const fn key(&self) -> &RecordKey {
        match self {
            Self::ArticleGroup(group) => &group.key,
            Self::Article(article) => &article.key,
            Self::Customer(customer) => &customer.key,
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::ArticleGroup(group) => &group.name,
            Self::Article(article) => &article.description,
            Self::Customer(customer) => &customer.name,
        }
    }

    /// Blocked or inactive in bookkeeping.
    #[must_use]
    pub const fn blocked(&self) -> bool {
        match self {
            Self::ArticleGroup(group) => group.blocked,
            Self::Article(article) => article.blocked,
            Self::Customer(customer) => customer.blocked,
        }
    }
}

/// Why a row of bookkeeping is no usable record. The run goes on with the next row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum RowFault {
    /// The row has no number.
    WithoutKey,
    /// The record has no name or description.
    WithoutName,
    /// A field holds something that cannot be, for instance 31 February; the field by its name on bookkeeping's screen.
    Unreadable {
        /// The field.
        field: String,
        /// What stands there, at most 40 characters.
        value: String,
    },
    /// The number is longer than Simple-Simon's own key can hold.
    KeyTooLong {
        /// Most characters that fit.
        limit: u32,
    },
}
