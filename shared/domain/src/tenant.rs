//! The company a thing belongs to.
//!
//! Guarantees: a [`TenantId`] is well formed wherever one exists, so a key built from it cannot reach the keys of
//! another company (P6).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Fewest characters in a tenant id.
const MIN_LEN: usize = 3;
/// Most characters in a tenant id; with a concern's name it still fits a schedule's name of 64.
const MAX_LEN: usize = 40;

/// One company on Koppel: 3 to 40 lower-case letters, digits and inner hyphens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantId(String);

/// Why a text is no tenant id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tenant id has {MIN_LEN} to {MAX_LEN} lower-case letters, digits and inner hyphens")]
pub struct MalformedTenantId;

impl TenantId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TenantId {
    type Err = MalformedTenantId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shaped = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let hyphen_outside = text.starts_with('-') || text.ends_with('-');
        if shaped && !hyphen_outside && (MIN_LEN..=MAX_LEN).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(MalformedTenantId)
        }
    }
}

impl TryFrom<String> for TenantId {
    type Error = MalformedTenantId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TenantId> for String {
    fn from(id: TenantId) -> Self {
        id.0
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_well_formed_id_is_taken_over_as_it_is() {
        for text in ["abc", "jansen-installatie", "a-1", "123", &"x".repeat(MAX_LEN)] {
            assert_eq!(text.parse::<TenantId>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let too_long = "x".repeat(MAX_LEN + 1);
        for text in [
            "",
            "ab",
            "-abc",
            "abc-",
            "Abc",
            "a b",
            "a#b",
            "abc#problem",
            "één",
            "abc\n",
            "a/b",
            "a_b",
            &too_long,
        ] {
            assert_eq!(text.parse::<TenantId>(), Err(MalformedTenantId), "{text:?}");
        }
    }

    #[test]
    fn a_stored_id_is_checked_when_it_is_read() {
        assert_eq!(serde_json::from_str::<TenantId>("\"abc\"").unwrap().to_string(), "abc");
        let refused = serde_json::from_str::<TenantId>("\"a#b\"").unwrap_err().to_string();
        assert!(refused.starts_with("a tenant id has 3 to 40 lower-case letters"), "{refused}");
    }

    proptest! {
        #[test]
        fn an_id_holds_nothing_that_could_part_a_key(text in ".{0,50}|[a-z0-9#/-]{1,45}") {
            if let Ok(id) = text.parse::<TenantId>() {
                prop_assert_eq!(id.as_str(), text.as_str());
                prop_assert!((MIN_LEN..=MAX_LEN).contains(&text.chars().count()));
                prop_assert!(text.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-')));
                prop_assert!(!text.starts_with('-') && !text.ends_with('-'));
            }
        }

        #[test]
        fn every_word_of_letters_and_digits_is_an_id(text in "[a-z0-9]([a-z0-9-]{1,38})[a-z0-9]") {
            prop_assert!(text.parse::<TenantId>().is_ok());
        }
    }
}
