//! What an admin decides about the link (R9, R11–R20).
//!
//! Guarantees: a run works with one [`Settings`] from start to end; `version` tells which.

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::records::RecordKey;

/// The settings of one company.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Goes up by one at every save.
    pub version: u32,
    /// Names of the article groups to bring across, case-sensitive; empty = all (R9).
    pub article_groups: Vec<String>,
    /// The article that travel time is booked on; `None` = travel time is not booked (R11).
    pub travel_article: Option<RecordKey>,
    /// The article that work time is booked on; `None` = work time is not booked (R12).
    pub work_article: Option<RecordKey>,
    /// The article that stands once on every sales order; `None` = off (R14).
    pub standard_article: Option<RecordKey>,
    /// A work order whose description contains this is not sent; upper and lower case are the same (R15).
    pub filter_word: Option<String>,
    /// What the sales order's remarks hold (R16).
    pub memo: MemoContent,
    /// Quotes become work orders under these rules; `None` = they do not (R17).
    pub quotes: Option<QuoteSettings>,
}

/// What the remarks (Opmerkingen) of a sales order hold (R16).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemoContent {
    /// The work address.
    WorkAddress,
    /// The work address and the work description.
    #[default]
    WorkAddressAndDescription,
    /// The work description.
    Description,
    /// Nothing.
    Nothing,
}

/// How quotes become work orders (R18–R20).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuoteSettings {
    /// Only quotes whose description contains this come across; `None` = all (R18).
    pub filter_word: Option<String>,
    /// Quote lines come along as used articles (R19).
    pub lines: bool,
    /// What the work order's description is made of (R20).
    pub description: QuoteDescription,
}

/// What the description of a work order from a quote is made of (R20).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteDescription {
    /// The first quote line.
    #[default]
    FirstLine,
    /// The quote's memo.
    Memo,
    /// Both.
    Both,
}

/// A setting that has a check of its own (Controleer, R24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingName {
    /// The group filter (R9).
    ArticleGroups,
    /// reistijd (R11)
    TravelArticle,
    /// werktijd (R12)
    WorkArticle,
    /// standaardartikel (R14)
    StandardArticle,
    /// filterwoord (R15)
    FilterWord,
    /// Opmerkingen (R16)
    Memo,
    /// offertes (R17–R20)
    Quotes,
}

impl SettingName {
    /// Every setting.
    pub const ALL: [Self; 7] = [
        Self::ArticleGroups,
        Self::TravelArticle,
        Self::WorkArticle,
        Self::StandardArticle,
        Self::FilterWord,
        Self::Memo,
        Self::Quotes,
    ];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ArticleGroups => "article_groups",
            Self::TravelArticle => "travel_article",
            Self::WorkArticle => "work_article",
            Self::StandardArticle => "standard_article",
            Self::FilterWord => "filter_word",
            Self::Memo => "memo",
            Self::Quotes => "quotes",
        }
    }
}

impl Settings {
    /// A fingerprint of the values, whatever their version.
    #[must_use]
    pub fn values(&self) -> Digest {
        Digest::of(&Self { version: 0, ..self.clone() })
    }
}
