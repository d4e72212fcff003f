//! Columns that an administration refuses: dropped, remembered between runs, and reported once (§4).
//!
//! Guarantees: a column that records cannot be made without is never dropped; a refusal that names one, or none of the
//! columns asked for, is about something else.

use std::collections::{BTreeMap, BTreeSet};

use koppel_domain::message::Table as Told;

use crate::tables::Table;

/// Refused columns by table.
#[derive(Debug, Default)]
pub(crate) struct RefusedColumns {
    by_table: BTreeMap<String, BTreeSet<String>>,
    new: Vec<(Told, String)>,
}

impl RefusedColumns {
    /// What an earlier connector remembered.
    pub(crate) const fn remembered(by_table: BTreeMap<String, BTreeSet<String>>) -> Self {
        Self { by_table, new: Vec::new() }
    }

    /// What the next connector should remember.
    pub(crate) const fn by_table(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.by_table
    }

    /// Refused since this connector was made.
    pub(crate) fn new_ones(&self) -> &[(Told, String)] {
        &self.new
    }

    pub(crate) fn contains(&self, table: &Table, column: &str) -> bool {
        self.by_table.get(table.name).is_some_and(|columns| columns.contains(column))
    }

    /// Drops the columns that `words` names out of those that were `asked` for. False where it names none that
    /// can be dropped.
    pub(crate) fn drop_named(&mut self, table: &Table, asked: &[String], words: &str) -> bool {
        let named: Vec<&String> = asked.iter().filter(|column| names(words, column)).collect();
        // Words that name the key too repeat the question rather than blame a column.
        if named.is_empty() || named.iter().any(|column| table.needs(column)) {
            return false;
        }
        let Some(told_as) = table.told_as else { return false };
        for column in named {
            tracing::warn!(
                imuis.table = table.name,
                imuis.column = column,
                "column refused, not asked for again"
            );
            self.by_table.entry(table.name.to_owned()).or_default().insert(column.clone());
            self.new.push((told_as, column.clone()));
        }
        true
    }
}

/// `words` holds the column's name as a word of its own, in capitals as columns are written: `LAND` is a column,
/// `land` is Dutch.
fn names(words: &str, column: &str) -> bool {
    words.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::CUSTOMERS;

    fn dropped(words: &str) -> Vec<String> {
        let asked = ["NR", "NAAM", "LAND", "TEL", "BLOK"].map(str::to_owned);
        let mut refused = RefusedColumns::default();
        let any = refused.drop_named(&CUSTOMERS, &asked, words);
        assert_eq!(any, !refused.new_ones().is_empty());
        refused.new_ones().iter().map(|(_, column)| column.clone()).collect()
    }

    #[test]
    fn only_a_named_column_that_can_be_missed_is_dropped() {
        assert_eq!(dropped("Kolom TEL is onbekend"), ["TEL"]);
        assert_eq!(dropped("Ongeldige kolom 'DEB.TEL' (CS12)"), ["TEL"]);
        assert_eq!(dropped("Onbekend: LAND;TEL"), ["LAND", "TEL"]);
        for words in ["Onbekend land", "Kolom TELPRIVE", "Kolom NAAM", "Fout in NR NAAM LAND TEL", "Fout", ""]
        {
            assert!(dropped(words).is_empty(), "{words}");
        }
    }
}
