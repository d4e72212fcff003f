//! The tables of iMUIS that are read (iMUIS fact sheet §4, §5).

use koppel_domain::message::Table as Told;
use koppel_domain::records::Stream;

/// A table, with what every question about it needs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// What the log calls its records; `None` for one whose columns cannot be missed.
    pub(crate) told_as: Option<Told>,
    /// The unique column that rows are ordered and gone through by.
    pub(crate) key: &'static str,
    /// The key is a number; else a text, which the server compares as text.
    pub(crate) numeric_key: bool,
    /// The column with what people call a record.
    pub(crate) name_column: &'static str,
}

pub(crate) const GROUPS: Table = Table {
    name: "ARTGRP",
    told_as: Some(Told::ArticleGroup),
    key: "NR",
    numeric_key: true,
    name_column: "OMSCHR",
};
pub(crate) const ARTICLES: Table =
    Table { name: "ART", told_as: Some(Told::Article), key: "NR", numeric_key: false, name_column: "OMSCHR" };
pub(crate) const CUSTOMERS: Table =
    Table { name: "DEB", told_as: Some(Told::Customer), key: "NR", numeric_key: true, name_column: "NAAM" };
pub(crate) const ORDERS: Table =
    Table { name: "ORDKOP", told_as: None, key: "NR", numeric_key: true, name_column: "NR" };

/// Lines of orders, gone through order by order (§3.10): the key is unique for its order, not for a line.
pub(crate) const LINES_BY_ORDER: Table =
    Table { name: "ORDRG", told_as: None, key: "ORDNR", numeric_key: true, name_column: "RG" };

/// Order types (§4); only a probe reads them.
pub(crate) const ORDER_TYPES: Table =
    Table { name: "ORDSRT", told_as: None, key: "ZKSL", numeric_key: false, name_column: "ZKSL" };

/// Quotes (§3.11).
pub(crate) const QUOTES: Table =
    Table { name: "OFFKOP", told_as: Some(Told::Quote), key: "NR", numeric_key: true, name_column: "DEB" };
/// Lines of quotes (§3.11); `RG` is unique within its quote only.
pub(crate) const QUOTE_LINES: Table =
    Table { name: "OFFRG", told_as: Some(Told::Quote), key: "RG", numeric_key: true, name_column: "OFFNR" };

/// The same lines, gone through quote by quote: the key is unique for its quote, not for a line.
pub(crate) const LINES_BY_QUOTE: Table =
    Table { name: "OFFRG", told_as: Some(Told::Quote), key: "OFFNR", numeric_key: true, name_column: "RG" };

/// The table of a stream.
pub(crate) const fn of(stream: Stream) -> &'static Table {
    match stream {
        Stream::ArticleGroups => &GROUPS,
        Stream::Articles => &ARTICLES,
        Stream::Customers => &CUSTOMERS,
    }
}

impl Table {
    /// A column that records cannot be made without.
    pub(crate) fn needs(&self, column: &str) -> bool {
        column.eq_ignore_ascii_case(self.key) || column.eq_ignore_ascii_case(self.name_column)
    }
}
