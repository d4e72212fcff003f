//! Whether a record of bookkeeping can be used in Simple-Simon.
//!
//! Leaves out: what only a wire can tell (a row without a number, a date that cannot be), which the connectors
//! report, and the length of a key, which Simple-Simon's client knows.

use crate::records::{Record, RowFault};

impl Record {
    /// Why this record cannot come across; `None` where it can. Without a name nobody could choose it in
    /// Simple-Simon, nor name its group in the filter (R9).
    #[must_use]
    pub fn fault(&self) -> Option<RowFault> {
        let nothing_to_see = self.name().chars().all(|c| c.is_whitespace() || c.is_control());
        nothing_to_see.then_some(RowFault::WithoutName)
    }
}

#[cfg(test)]
mod tests {
    use crate::records::{Address, Article, ArticleGroup, Customer, Record, RecordKey, RowFault, Stream};

    fn named(name: &str) -> [Record; 3] {
        let key = RecordKey::new("1").unwrap();
        let name = name.to_owned();
        let none = String::new;
        [
            Record::ArticleGroup(ArticleGroup {
                key: key.clone(),
                name: name.clone(),
                blocked: false,
                native_id: None,
            }),
            Record::Article(Article {
                key: key.clone(),
                search_key: "KRAAN".into(),
                description: name.clone(),
                unit: none(),
                group: None,
                blocked: false,
            }),
            Record::Customer(Customer {
                key,
                name,
                address: Address::default(),
                phone: none(),
                mobile: none(),
                email: none(),
                vat_number: none(),
                coc_number: none(),
                blocked: false,
            }),
        ]
    }

    #[test]
    fn a_record_tells_its_stream_its_number_its_name_and_whether_it_is_blocked() {
        let streams = named("Jansen").map(|record| record.stream());
        assert_eq!(streams, Stream::ALL);
        for mut record in named("Jansen") {
            assert_eq!((record.key().as_str(), record.name(), record.blocked()), ("1", "Jansen", false));
            match &mut record {
                Record::ArticleGroup(group) => group.blocked = true,
                Record::Article(article) => article.blocked = true,
                Record::Customer(customer) => customer.blocked = true,
            }
            assert!(record.blocked(), "{record:?}");
        }
    }

    #[test]
    fn a_record_with_a_name_is_usable() {
        for name in ["Jansen", " x ", "é", "👍"] {
            for record in named(name) {
                assert_eq!(record.fault(), None, "{record:?}");
            }
        }
    }

    #[test]
    fn a_record_without_anything_to_see_as_a_name_is_not() {
        for name in ["", "  ", "\n\t", "\u{A0}", "\0"] {
            for record in named(name) {
                assert_eq!(record.fault(), Some(RowFault::WithoutName), "{record:?}");
            }
        }
    }
}
