//! What messages are made of beside texts and numbers: kinds, tables, languages, runs.

use serde::{Deserialize, Serialize};

use crate::records::Stream;

/// Kind of message (soort bericht).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// White or blue: nothing is wrong.
    Info,
    /// Yellow: look at it when you have time.
    Warning,
    /// Red: something does not come across until someone acts.
    Error,
}

/// The table (tabel) a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// werkbon
    WorkOrder,
    /// klant
    Customer,
    /// werkadres
    WorkAddress,
    /// artikel
    Article,
    /// artikelgroep
    ArticleGroup,
    /// offerte
    Quote,
    /// the link itself, not one record
    Link,
}

/// Why a record in Simple-Simon was not what bookkeeping says, when both sides were compared in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Missed {
    /// Somebody changed it in Simple-Simon after it came across.
    ByHand,
    /// Somebody deleted it in Simple-Simon after it came across.
    Deleted,
    /// The pull that last went through everything, at that moment, did not bring it.
    Pull {
        /// That moment, as RFC 3339.
        at: String,
    },
}

impl From<Stream> for Table {
    fn from(stream: Stream) -> Self {
        match stream {
            Stream::ArticleGroups => Self::ArticleGroup,
            Stream::Articles => Self::Article,
            Stream::Customers => Self::Customer,
        }
    }
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 7] = [
        Self::WorkOrder,
        Self::Customer,
        Self::WorkAddress,
        Self::Article,
        Self::ArticleGroup,
        Self::Quote,
        Self::Link,
    ];

    /// The table's name in keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WorkOrder => "work_order",
            Self::Customer => "customer",
            Self::WorkAddress => "work_address",
            Self::Article => "article",
            Self::ArticleGroup => "article_group",
            Self::Quote => "quote",
            Self::Link => "link",
        }
    }
}

/// The language a message is read in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Nederlands
    #[default]
    Dutch,
    /// English
    English,
}

/// A setting that names an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleSetting {
    /// reistijd (R11)
    Travel,
    /// werktijd (R12)
    Work,
    /// standaardartikel (R14)
    Standard,
}

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Customers, articles and groups to Simple-Simon.
    Pull,
    /// Archived work orders to bookkeeping.
    Push,
    /// Quotes to Simple-Simon, as work orders.
    Quotes,
    /// Taking out of Simple-Simon what no longer belongs there, and comparing both sides in full.
    Cleanup,
    /// Emptying Simple-Simon before a company is connected.
    Wipe,
}

impl Concern {
    /// Every concern.
    pub const ALL: [Self; 5] = [Self::Pull, Self::Push, Self::Quotes, Self::Cleanup, Self::Wipe];

    /// The concerns that run for as long as a company is active.
    pub const RECURRING: [Self; 4] = [Self::Pull, Self::Push, Self::Quotes, Self::Cleanup];

    /// The concern's name in keys, schedules and log fields.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pull => "pull",
            Self::Push => "push",
            Self::Quotes => "quotes",
            Self::Cleanup => "cleanup",
            Self::Wipe => "wipe",
        }
    }
}
