//! A look at the real SnelStart: which of the assumptions of this connector hold there.
//!
//! `evidence` asks, and only asks; the table of `checks` judges, purely, what came back. Their ids are those of the SnelStart
//! fact sheet: its open points (§14), and its paragraphs.
//!
//! Guarantees: nothing is written; [`only_reads`] is the rule by which a caller can make sure of it. The requests are few
//! and bounded, one after the other; what is told are counts, names and shapes (P9). A check that has nothing to go by says so.

mod checks;
mod evidence;

use bytes::Bytes;
use koppel_domain::assumption::{Assumption, Probed};
use koppel_outside::http::{Method, Request};

use crate::connector::SnelStart;
use checks::CHECKS;
use evidence::Evidence;

/// Most requests of one look; a caller may hold the connection to it.
pub const REQUESTS_MAX: u64 = 30;

/// Every assumption that a look judges.
pub fn assumptions() -> impl Iterator<Item = Assumption> {
    CHECKS.iter().map(|check| check.assumption)
}

impl SnelStart {
    /// Looks, and judges every assumption.
    pub async fn probe(&self) -> Probed {
        let (evidence, closed) = match self.evidence().await {
            Ok(evidence) => (evidence, None),
            Err(failure) => (Evidence::default(), Some(failure)),
        };
        Probed { findings: CHECKS.iter().map(|check| check.finding(&evidence)).collect(), closed }
    }
}

/// Whether a request can only read: it asks for something, or for a token at `token_url`.
#[must_use]
pub fn only_reads(token_url: &str, request: &Request<Bytes>) -> bool {
    match *request.method() {
        Method::GET => true,
        Method::POST => *request.uri() == *token_url,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use koppel_domain::assumption::Doubt;

    use super::*;

    #[test]
    fn only_what_asks_goes_through() {
        let token = "https://auth.snelstart.nl/b2b/token";
        for (method, uri, reads) in [
            ("GET", "https://b2bapi.snelstart.nl/v2/relaties?$top=5", true),
            ("POST", token, true),
            ("POST", "https://b2bapi.snelstart.nl/v2/verkooporders", false),
            ("POST", "https://auth.snelstart.nl/b2b/token/", false),
            ("PUT", token, false),
            ("DELETE", "https://b2bapi.snelstart.nl/v2/relaties/1", false),
        ] {
            let request = Request::builder().method(method).uri(uri).body(Bytes::new()).unwrap();
            assert_eq!(only_reads(token, &request), reads, "{method} {uri}");
        }
    }

    #[test]
    fn ids_are_unique_and_every_sentence_ends() {
        let ids: std::collections::BTreeSet<_> = assumptions().map(|it| it.id).collect();
        assert_eq!(ids.len(), assumptions().count());
        for it in assumptions() {
            assert!(
                it.id.starts_with("SNEL-") && it.assumed.ends_with('.') && it.change.ends_with('.'),
                "{it:?}"
            );
        }
    }

    #[test]
    fn without_evidence_nothing_is_confirmed_or_refuted() {
        for check in CHECKS {
            let finding = check.finding(&Evidence::default());
            assert!(matches!(finding.verdict, Err(Doubt::Unknown(_))), "{finding:?}");
        }
    }
}
