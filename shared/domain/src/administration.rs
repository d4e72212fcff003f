//! Whose books a key to a bookkeeping package opens.
//!
//! Guarantees: where the package tells an id, books are the same by their id, whatever they are called; where it tells none,
//! by their name.

/// An administration, as its package tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administration {
    /// The company's name in bookkeeping.
    pub name: String,
    /// The id that the package gives it, where it gives one.
    pub id: Option<String>,
}

impl Administration {
    /// These are the same books.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        match (&self.id, &other.id) {
            (Some(id), Some(other)) => id.eq_ignore_ascii_case(other),
            _ => self.name.trim() == other.name.trim(),
        }
    }

    /// What to call them beside `other`, from which they must be told apart.
    #[must_use]
    pub fn beside(&self, other: &Self) -> String {
        match &self.id {
            Some(id) if self.name.trim() == other.name.trim() => format!("{} ({id})", self.name),
            _ => self.name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn books(name: &str, id: Option<&str>) -> Administration {
        Administration { name: name.to_owned(), id: id.map(str::to_owned) }
    }

    #[test]
    fn books_are_the_same_by_their_id_and_without_one_by_their_name() {
        let before = books("Demo BV", Some("a1"));
        assert!(before.is(&books("Demo Installatie BV", Some("A1"))), "renamed");
        assert!(!before.is(&books("Demo BV", Some("a2"))), "others of the same name");
        // An older release kept no id, and a package may tell none.
        assert!(books("Demo BV", None).is(&before) && before.is(&books(" Demo BV", None)));
        assert!(!books("Demo BV", None).is(&books("Demo", None)));
    }

    #[test]
    fn books_of_one_name_are_told_apart_by_their_id() {
        let (one, other) = (books("Demo BV", Some("a1")), books("Demo BV", Some("a2")));
        assert_eq!((one.beside(&other), other.beside(&one)), ("Demo BV (a1)".into(), "Demo BV (a2)".into()));
        assert_eq!(one.beside(&books("Bakker", Some("a2"))), "Demo BV");
    }
}
