//! The article-group filter (R9): which groups, and so which articles, come across.
//!
//! Guarantees: names are compared exactly, case included, as the settings promise. An empty list lets everything
//! pass; a list with a name that nobody has lets nothing more pass for it.
//!
//! Leaves out: which group an article belongs to (the caller looks its name up), and saying so on a screen.

use std::collections::BTreeSet;

/// Most letters in which a name may differ from the one that was probably meant.
const SLIPS: usize = 2;

/// The groups that come across.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupFilter {
    names: BTreeSet<String>,
}

/// A name of the filter that bookkeeping does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownGroup {
    /// The name, as it stands in the settings.
    pub name: String,
    /// A name that bookkeeping does have and that was probably meant: it differs in case, or in a letter or two.
    pub meant: Option<String>,
}

impl GroupFilter {
    /// The filter of [`crate::settings::Settings::article_groups`]. Blank entries count for nothing.
    #[must_use]
    pub fn new(names: &[String]) -> Self {
        Self { names: names.iter().filter(|name| !name.trim().is_empty()).cloned().collect() }
    }

    /// Everything passes.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether a group of this name passes, and an article of that group with it. `None` is an article without a
    /// group: it passes only where everything does.
    #[must_use]
    pub fn passes(&self, group: Option<&str>) -> bool {
        self.is_open() || group.is_some_and(|group| self.names.contains(group))
    }

    /// The names of the filter that are not among `known`, in alphabetical order.
    #[must_use]
    pub fn unknown<'a>(&self, known: impl IntoIterator<Item = &'a str>) -> Vec<UnknownGroup> {
        let known: BTreeSet<&str> = known.into_iter().collect();
        let missing = self.names.iter().filter(|name| !known.contains(name.as_str()));
        missing.map(|name| UnknownGroup { name: name.clone(), meant: meant(name, &known) }).collect()
    }
}

/// The nearest of `known`, if it is near enough: first without regard to case and outer blanks, then by letters.
/// At most a third of the letters may differ, so that short names are not taken for one another.
fn meant(name: &str, known: &BTreeSet<&str>) -> Option<String> {
    let plain = |text: &str| text.trim().to_lowercase().chars().collect::<Vec<_>>();
    let name = plain(name);
    let near = known.iter().filter_map(|candidate| {
        let other = plain(candidate);
        let far = other.len().abs_diff(name.len()) > SLIPS;
        let slips = if far { usize::MAX } else { distance(&name, &other) };
        (slips <= SLIPS.min(name.len() / 3)).then_some((slips, *candidate))
    });
    near.min().map(|(_, candidate)| candidate.to_owned())
}

/// Letters to add, drop or replace to make one word of the other.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut left = index + 1;
        let mut next = vec![left];
        for ((above_left, above), counterpart) in row.iter().zip(row.iter().skip(1)).zip(other) {
            left = (above_left + usize::from(letter != counterpart)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(names: &[&str]) -> GroupFilter {
        GroupFilter::new(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn an_empty_list_lets_everything_pass() {
        for open in [filter(&[]), filter(&["", "  "])] {
            assert!(
                open.is_open() && open.passes(Some("Kranen")) && open.passes(Some("")) && open.passes(None)
            );
        }
    }

    #[test]
    fn names_are_compared_exactly() {
        let filter = filter(&["Kranen", "CV-ketels"]);
        for (group, passes) in [
            (Some("Kranen"), true),
            (Some("CV-ketels"), true),
            (Some("kranen"), false),
            (Some("Kranen "), false),
            (Some("Kran"), false),
            (Some(""), false),
            (None, false),
        ] {
            assert_eq!(filter.passes(group), passes, "{group:?}");
        }
    }

    #[test]
    fn a_name_that_nobody_has_is_told_with_what_was_probably_meant() {
        let known = ["Kranen", "CV-ketels", "Sanitair", "PVC", "Buis 15", "Buis 22"];
        for (name, meant) in [
            ("kranen", Some("Kranen")),
            ("SANITAIR", Some("Sanitair")),
            (" Kranen", Some("Kranen")),
            ("Sannitair", Some("Sanitair")),
            ("Sanitairen", Some("Sanitair")),
            ("CV ketel", Some("CV-ketels")),
            ("Buis 16", Some("Buis 15")),
            ("pvc", Some("PVC")),
            ("PV", None),
            ("ABS", None),
            ("Ventilatie", None),
        ] {
            let expected = vec![UnknownGroup { name: name.to_owned(), meant: meant.map(str::to_owned) }];
            assert_eq!(filter(&[name, "Kranen"]).unknown(known), expected);
        }
        assert_eq!(filter(&["Kranen", "PVC"]).unknown(known), []);
        assert_eq!(filter(&[]).unknown(known), []);
    }

    #[test]
    fn the_distance_counts_single_letters() {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        for (one, other, slips) in [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "", 3),
            ("", "ab", 2),
            ("kitten", "sitting", 3),
            ("ab", "ba", 2),
        ] {
            assert_eq!(distance(&letters(one), &letters(other)), slips, "{one} {other}");
        }
    }
}
