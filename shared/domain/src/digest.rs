//! A short fingerprint of a value: the same value gives the same digest on every machine and in every release.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// 128 bits of SHA-256 over the value's JSON, as 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of a value. Field order is part of it; a field that is added changes it, which makes the next
    /// reading write the record once more.
    #[must_use]
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        let mut hasher = Sha256::new();
        // Our own values always have a JSON form; one without would share the digest of nothing.
        let json = serde_json::to_vec(value).unwrap_or_default();
        hasher.update(&json);
        let hash = hasher.finalize();
        Self(hash.iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
            text.push_str(&format!("{byte:02x}"));
            text
        }))
    }

    /// The digest as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Draft<'a> {
        code: &'a str,
        name: &'a str,
    }

    #[test]
    fn the_digest_of_a_value_is_the_same_in_every_release() {
        assert_eq!(
            Digest::of(&Draft { code: "A1", name: "Kraan" }).as_str(),
            "401a4cc417ff7661c8f45007051244ce"
        );
        assert_eq!(Digest::of("").to_string(), "12ae32cb1ec02d01eda3581b127c1fee");
    }

    #[test]
    fn another_value_has_another_digest() {
        let kraan = Digest::of(&Draft { code: "A1", name: "Kraan" });
        assert_ne!(kraan, Digest::of(&Draft { code: "A1", name: "kraan" }));
        assert_ne!(kraan, Digest::of(&Draft { code: "A", name: "1Kraan" }));
    }

    #[test]
    fn a_stored_digest_comes_back_as_it_was() {
        let digest = Digest::of(&1);
        let stored = serde_json::to_string(&digest).unwrap();
        assert_eq!(stored, format!("\"{digest}\""));
        assert_eq!(serde_json::from_str::<Digest>(&stored).unwrap(), digest);
    }
}
