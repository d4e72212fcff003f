//! What is asked of a list: conditions in OData v3, and the rest of an address (SnelStart fact sheet §5).
//!
//! Names of properties begin with a capital here, and only here. `$orderby` is not used (SNEL-A03).

use std::fmt;

use jiff::civil::DateTime;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::formats;

/// What stands in an address as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The moment of the last change; of orders and quotes assumed to be there too (§5, §10).
pub(crate) const MODIFIED: &str = "ModifiedOn";
/// A customer's number.
pub(crate) const CUSTOMER_NUMBER: &str = "Relatiecode";
/// An article's number, in the two ways of writing that clients use (SNEL-A04).
pub(crate) const ARTICLE_NUMBERS: [&str; 2] = ["Artikelcode", "ArtikelCode"];
/// The reference of an order (SNEL-A05).
pub(crate) const REFERENCE: &str = "Orderreferentie";
/// The number of a quote; that it can be asked for is not documented, hence the fallbacks of `quotes`.
pub(crate) const QUOTE_NUMBER: &str = "Nummer";

/// A condition on the rows of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition<'a> {
    /// Changed after a moment of SnelStart's wall clock.
    ChangedAfter(DateTime),
    /// A property is this text.
    Text(&'static str, &'a str),
    /// A property is this number.
    Number(&'static str, i64),
    /// SnelStart's own id is this one; that a list can be asked for it is not documented, hence the fallback of `lookup`.
    Id(&'a str),
}

impl fmt::Display for Condition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChangedAfter(moment) => {
                write!(f, "{MODIFIED} gt datetime'{}'", formats::write_moment(*moment))
            }
            Self::Text(property, value) => write!(f, "{property} eq '{}'", value.replace('\'', "''")),
            Self::Number(property, value) => write!(f, "{property} eq {value}"),
            Self::Id(id) => write!(f, "Id eq guid'{}'", id.replace('\'', "''")),
        }
    }
}

/// What stands behind the question mark of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query(String);

impl Query {
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        let separator = if self.0.is_empty() { '?' } else { '&' };
        self.0.push(separator);
        self.0.push_str(name);
        self.0.push('=');
        self.0.extend(utf8_percent_encode(value, ENCODED));
        self
    }

    /// With the mark in front; empty where nothing is asked.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text as a value of a form.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    #[test]
    fn conditions_are_written_as_the_documentation_shows_them() {
        for (condition, written) in [
            (
                Condition::ChangedAfter(datetime(2026, 7, 16, 23, 59, 59, 0)),
                "ModifiedOn gt datetime'2026-07-16T23:59:59'",
            ),
            (Condition::Number(CUSTOMER_NUMBER, 1001), "Relatiecode eq 1001"),
            (Condition::Text(ARTICLE_NUMBERS[0], "308"), "Artikelcode eq '308'"),
            (Condition::Id("75b4fe7b-1d2e"), "Id eq guid'75b4fe7b-1d2e'"),
            (Condition::Text(REFERENCE, "O'Brien"), "Orderreferentie eq 'O''Brien'"),
        ] {
            assert_eq!(condition.to_string(), written);
        }
    }

    #[test]
    fn an_address_holds_nothing_that_could_part_it() {
        let query = Query::default().with("$filter", "Artikelcode eq 'B 2/3 & meer'").with("$top", "500");
        assert_eq!(query.as_str(), "?$filter=Artikelcode%20eq%20%27B%202%2F3%20%26%20meer%27&$top=500");
        assert_eq!(Query::default().as_str(), "");
    }
}
