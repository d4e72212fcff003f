//! The lists of the configuration: columns, blocked flags, and what the words of a refusal mean.

use koppel_domain::failure::AccessFault;
use serde::{Deserialize, Serialize};

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|&text| text.to_owned()).collect()
}

/// Columns to ask for per table. The key, the name and the blocked flags are asked for in any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Columns {
    /// Of `ARTGRP` (§5.3).
    pub article_groups: Vec<String>,
    /// Of `ART` (§5.2).
    pub articles: Vec<String>,
    /// Of `DEB` (§5.1).
    pub customers: Vec<String>,
    /// Of `OFFKOP` (§3.11); `*` takes what comes.
    pub quotes: Vec<String>,
    /// Of `OFFRG` (§3.11); `*` takes what comes.
    pub quote_lines: Vec<String>,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            article_groups: owned(&["NR", "OMSCHR"]),
            articles: owned(&["NR", "ZKSL", "OMSCHR", "ARTGRP", "EENHVERK"]),
            customers: owned(&[
                "NR",
                "NAAM",
                "ADRES",
                "STRAAT",
                "HNR",
                "HNRTV",
                "POSTCD",
                "PLAATS",
                "LAND",
                "TEL",
                "MOBIEL",
                "EMAIL",
                "BTWNR",
                "KVKNR",
                "DATKLANTAF",
            ]),
            quotes: owned(&["*"]),
            quote_lines: owned(&["*"]),
        }
    }
}

/// Where in a quote each field stands. No column of quotes but their numbers, articles and quantities is documented
/// (§3.11), so each is a list: the first column that holds something counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuoteFields {
    /// Of `OFFKOP`: the debtor.
    pub debtor: Vec<String>,
    /// Of `OFFKOP`: the quote's own date.
    pub date: Vec<String>,
    /// Of `OFFKOP`: the customer's reference.
    pub reference: Vec<String>,
    /// Of `OFFKOP`: the memo; what several columns hold is put together.
    pub memo: Vec<String>,
    /// Of `OFFRG`: the number of the quote; only the first is asked by.
    pub quote: Vec<String>,
    /// Of `OFFRG`: the article.
    pub article: Vec<String>,
    /// Of `OFFRG`: the text.
    pub text: Vec<String>,
    /// Of `OFFRG`: the quantity.
    pub quantity: Vec<String>,
    /// Of `OFFRG`: the unit.
    pub unit: Vec<String>,
}

impl Default for QuoteFields {
    fn default() -> Self {
        Self {
            debtor: owned(&["DEB"]),
            date: owned(&["DAT"]),
            reference: owned(&["KENM"]),
            memo: owned(&["OPM"]),
            quote: owned(&["OFFNR"]),
            article: owned(&["ART"]),
            text: owned(&["OMSCHR"]),
            quantity: owned(&["AANT"]),
            unit: owned(&["EENH"]),
        }
    }
}

/// Columns whose `J` makes a record blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlockedFlags {
    /// Of `ARTGRP` (§5.3).
    pub article_groups: Vec<String>,
    /// Of `ART` (§5.2).
    pub articles: Vec<String>,
    /// Of `DEB` (§5.1); `DATKLANTAF` counts besides.
    pub customers: Vec<String>,
}

impl Default for BlockedFlags {
    fn default() -> Self {
        Self {
            article_groups: owned(&["BLOK"]),
            articles: owned(&["BLOK", "BLOKVRK", "EOL"]),
            customers: owned(&["BLOK"]),
        }
    }
}

/// Which tables can be asked for changes only; the others are always read whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Incremental {
    /// `ARTGRP`
    pub article_groups: bool,
    /// `ART`
    pub articles: bool,
    /// `DEB`
    pub customers: bool,
    /// `OFFKOP`
    pub quotes: bool,
    /// `OFFRG`; where not, or where its quote is not called `OFFNR`, changed lines are not asked for at all, and a quote
    /// that was left out is looked at again when its header changes.
    pub quote_lines: bool,
}

impl Default for Incremental {
    fn default() -> Self {
        Self { article_groups: true, articles: true, customers: true, quotes: true, quote_lines: true }
    }
}

/// What a refused sign-in means. The vendor documents no texts (§10.1), so the words are settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRule {
    /// Every one of these stands in the refusal, in upper or lower case.
    pub all_of: Vec<String>,
    /// Then this is wrong.
    pub fault: AccessFault,
}

impl AccessRule {
    pub(super) fn defaults() -> Vec<Self> {
        [
            (&["geactiveerd"][..], AccessFault::EnvironmentCode),
            (&["abonnement"], AccessFault::Licence),
            (&["licentie"], AccessFault::Licence),
            // A partner key may be bound to addresses (§1.1): ours to mend.
            (&["ip-adres"], AccessFault::PartnerKey),
            // Words that name both blame neither.
            (&["partner", "omgeving"], AccessFault::Unknown),
            (&["partner"], AccessFault::PartnerKey),
            (&["omgeving"], AccessFault::EnvironmentCode),
        ]
        .map(|(all_of, fault)| Self { all_of: owned(all_of), fault })
        .into()
    }

    /// `words` in lower case.
    pub(super) fn fits(&self, words: &str) -> bool {
        !self.all_of.is_empty() && self.all_of.iter().all(|text| words.contains(&text.to_lowercase()))
    }
}
