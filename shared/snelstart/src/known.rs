//! What a connector has learned in its life, a run long: SnelStart's own ids beside the numbers that people know, and which
//! questions its lists understand.
//!
//! Guarantees: bounded, and forgotten with the connector: what is remembered is minutes old at most.

use std::collections::HashMap;
use std::sync::Arc;

use koppel_domain::records::RecordKey;
use rust_decimal::Decimal;

use crate::wire::order::PriceBasis;

/// Most entries of each list; a fuller one is begun anew, which costs requests and nothing else.
const MOST: usize = 10_000;

/// An article as lines name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedArticle {
    pub(crate) key: RecordKey,
    pub(crate) description: String,
    pub(crate) unit: String,
}

/// An article as an order needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SoldArticle {
    pub(crate) id: String,
    /// Its own price, where it has one.
    pub(crate) price: Option<Decimal>,
}

/// Everything that is known.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Numbers of article groups by id.
    pub(crate) groups: Option<Arc<HashMap<String, RecordKey>>>,
    /// Two-letter codes of countries by id.
    pub(crate) countries: Option<Arc<HashMap<String, String>>>,
    /// Numbers of customers by id; nothing for one that cannot be found.
    pub(crate) customers: Remembered<String, Option<RecordKey>>,
    /// Ids of customers by number.
    pub(crate) customer_ids: Remembered<RecordKey, String>,
    /// Articles by id; nothing for one that cannot be found.
    pub(crate) articles: Remembered<String, Option<NamedArticle>>,
    /// Articles by number.
    pub(crate) sold: Remembered<RecordKey, SoldArticle>,
    /// What an article costs a customer, by its id, the customer's and the quantity; nothing where none was agreed.
    pub(crate) agreed: Remembered<(String, String, Decimal), Option<Decimal>>,
    /// Ids of quotes by number.
    pub(crate) quote_ids: Remembered<RecordKey, String>,
    /// Whether articles' prices hold VAT.
    pub(crate) price_basis: Option<PriceBasis>,
    /// Which way of writing an article's number the list of articles knows (SNEL-A04).
    pub(crate) article_number: usize,
    /// The list of orders cannot be asked for a reference (SNEL-A05).
    pub(crate) no_reference_filter: bool,
    /// Lists cannot be asked for an id.
    pub(crate) no_id_filter: bool,
    /// The list of orders cannot be asked for changes.
    pub(crate) no_order_changes: bool,
}

/// A list of what is known, within bounds.
#[derive(Debug)]
pub(crate) struct Remembered<K, V>(HashMap<K, V>);

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: std::hash::Hash + Eq, V: Clone> Remembered<K, V> {
    pub(crate) fn get(&self, key: &K) -> Option<V> {
        self.0.get(key).cloned()
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_list_is_begun_anew() {
        let mut list = Remembered::default();
        (0..=MOST).for_each(|key| list.insert(key, ()));
        assert_eq!((list.get(&0), list.get(&MOST)), (None, Some(())));
    }
}
