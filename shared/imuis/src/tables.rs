//! The tables of iMUIS that are read (iMUIS fact sheet §4, §5).

use koppel_domain::records::Stream;

/// A table, with what every question about it needs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The stream its records flow in; `None` for one that is only looked up in.
    pub(crate) stream: Option<Stream>,
    /// The unique column that rows are ordered and gone through by.
    pub(crate) key: &'static str,
    /// The key is a number; else a text, which the server compares as text.
    pub(crate) numeric_key: bool,
    /// The column with what people call a record.
    pub(crate) name_column: &'static str,
}

pub(crate) const GROUPS: Table = Table {
    name: "ARTGRP",
    stream: Some(Stream::ArticleGroups),
    key: "NR",
    numeric_key: true,
    name_column: "OMSCHR",
};
pub(crate) const ARTICLES: Table = Table {
    name: "ART",
    stream: Some(Stream::Articles),
    key: "NR",
    numeric_key: false,
    name_column: "OMSCHR",
};
pub(crate) const CUSTOMERS: Table =
    Table { name: "DEB", stream: Some(Stream::Customers), key: "NR", numeric_key: true, name_column: "NAAM" };
pub(crate) const ORDERS: Table =
    Table { name: "ORDKOP", stream: None, key: "NR", numeric_key: true, name_column: "NR" };

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
