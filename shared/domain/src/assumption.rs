//! What Koppel takes for granted about a package, and what a look at the real one says of it.
//!
//! The vendors publish little, so much of a connector rests on assumptions. Each stands in a table of its connector with
//! its id, in one sentence, with what to change where it does not hold, and with a pure rule that judges it by what was
//! seen. Guarantees: a rule that has nothing to go by says so; silence is never taken for a yes.
//!
//! Leaves out: looking (the connectors), and telling (whoever asked).

use std::fmt;

/// What an assumption is about, in the order in which it matters: who cannot sign in need not ask for the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Addresses, sign-in, sessions and tokens, refusals, limits.
    SignIn,
    /// Lists, pages, conditions and counts.
    Lists,
    /// Names of tables and columns, and how values are written.
    Columns,
    /// What changed since when.
    Changes,
    /// Work orders and sales orders.
    Orders,
    /// Quotes.
    Quotes,
    /// What is written.
    Writes,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 7] =
        [Self::SignIn, Self::Lists, Self::Columns, Self::Changes, Self::Orders, Self::Quotes, Self::Writes];
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SignIn => "Sign-in",
            Self::Lists => "Lists",
            Self::Columns => "Columns",
            Self::Changes => "Changes",
            Self::Orders => "Orders",
            Self::Quotes => "Quotes",
            Self::Writes => "Writing",
        })
    }
}

/// Something that is taken for granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// Its id, for instance `SIM-A12`.
    pub id: &'static str,
    /// What it is about.
    pub topic: Topic,
    /// What is assumed, in one sentence.
    pub assumed: &'static str,
    /// The setting or the place in the code to change where it does not hold.
    pub change: &'static str,
}

/// Why an assumption is not confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It does not hold; this was seen instead.
    Refuted(String),
    /// It cannot be told, for this reason.
    Unknown(String),
}

impl Doubt {
    /// It does not hold.
    pub fn refuted(seen: impl Into<String>) -> Self {
        Self::Refuted(seen.into())
    }

    /// It cannot be told.
    pub fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown(why.into())
    }
}

/// What is said of an assumption: what confirms it, or the doubt. Counts, names of columns and shapes only, never what a
/// record holds (P9).
pub type Verdict = Result<String, Doubt>;

/// An assumption, and the rule that judges it by the evidence `E`.
#[derive(Clone, Copy, Debug)]
pub struct Check<E> {
    /// What is assumed.
    pub assumption: Assumption,
    /// The rule.
    pub judge: fn(&E) -> Verdict,
}

impl<E> Check<E> {
    /// A row of a table of checks.
    #[must_use]
    pub const fn new(
        topic: Topic,
        id: &'static str,
        assumed: &'static str,
        change: &'static str,
        judge: fn(&E) -> Verdict,
    ) -> Self {
        Self { assumption: Assumption { id, topic, assumed, change }, judge }
    }

    /// What the evidence says of it.
    pub fn finding(&self, evidence: &E) -> Finding {
        Finding { assumption: self.assumption, verdict: (self.judge)(evidence) }
    }
}

/// An assumption with what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is assumed.
    pub assumption: Assumption,
    /// What is said of it.
    pub verdict: Verdict,
}

impl Finding {
    /// It does not hold.
    #[must_use]
    pub const fn is_refuted(&self) -> bool {
        matches!(self.verdict, Err(Doubt::Refuted(_)))
    }
}

/// What a whole look at a package found.
#[derive(Clone, Debug)]
pub struct Probed {
    /// Every assumption.
    pub findings: Vec<Finding>,
    /// Why it could not even be signed in; then nothing was looked at.
    pub closed: Option<crate::failure::Failure>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_seen_not_to_hold_is_refuted() {
        let check = |judge| Check::<()>::new(Topic::Lists, "SIM-A12", "a filter is heeded", "SIM-A12", judge);
        let is_refuted = |judge| check(judge).finding(&()).is_refuted();
        assert!(is_refuted(|()| Err(Doubt::refuted("another record came"))));
        assert!(!is_refuted(|()| Err(Doubt::unknown("there is no record"))));
        assert!(!is_refuted(|()| Ok("two of two".to_owned())));
    }

    #[test]
    fn every_topic_has_a_heading_of_its_own() {
        let headings = Topic::ALL.map(|topic| topic.to_string());
        assert_eq!(
            headings,
            ["Sign-in", "Lists", "Columns", "Changes", "Orders", "Quotes", "Writing"].map(str::to_owned)
        );
    }
}
