//! A look at the real Simple-Simon: which of the assumptions of this client hold there, in the dialect that is spoken.
//!
//! `evidence` asks, and only asks: the login, lists and single records. The tables of checks beside it judge, purely, what
//! came back. Their ids are the knobs of the Simple-Simon fact sheet.
//!
//! Guarantees: nothing is written; [`only_reads`] is the rule by which a caller can make sure of it. The requests and the
//! records read are few and bounded; what is told are counts, names and shapes (P9). A check that has nothing to go by says
//! so.

mod changes;
mod evidence;
mod fields;
mod lists;
mod looking;
mod orders;
mod sign_in;

use bytes::Bytes;
use http::{Method, Request};
use koppel_domain::assumption::{Assumption, Check, Probed};

use crate::client::SimpleSimon;
use crate::config::Dialect;
use evidence::Evidence;

/// Most requests of one look; a caller may hold the connection to it.
pub const REQUESTS_MAX: u64 = 90;

/// The checks of a dialect: those of both, and its own.
fn checks(dialect: Dialect) -> impl Iterator<Item = &'static Check<Evidence>> {
    let own = match dialect {
        Dialect::Classic => [sign_in::CLASSIC, lists::CLASSIC, orders::CLASSIC],
        Dialect::OData => [sign_in::ODATA, lists::ODATA, orders::ODATA],
    };
    [sign_in::BOTH, lists::BOTH, fields::BOTH, changes::BOTH, orders::BOTH].into_iter().chain(own).flatten()
}

/// Every assumption that a look judges in this dialect.
pub fn assumptions(dialect: Dialect) -> impl Iterator<Item = Assumption> {
    checks(dialect).map(|check| check.assumption)
}

impl SimpleSimon {
    /// Looks, and judges every assumption of the dialect.
    pub async fn probe(&self) -> Probed {
        let (evidence, closed) = match self.exchange.evidence().await {
            Ok(evidence) => (evidence, None),
            Err(failure) => (Evidence::default(), Some(failure)),
        };
        let checks = checks(self.exchange.config.dialect);
        Probed { findings: checks.map(|check| check.finding(&evidence)).collect(), closed }
    }
}

/// Whether a request to the server at `base` can only read: a login, and besides that only GET; in the classic dialect, only
/// GET of a list or a record. What is not below `base` is taken for a write.
#[must_use]
pub fn only_reads(base: &str, dialect: Dialect, request: &Request<Bytes>) -> bool {
    let uri = request.uri();
    let address = format!(
        "{}://{}{}",
        uri.scheme_str().unwrap_or_default(),
        uri.authority().map(http::uri::Authority::as_str).unwrap_or_default(),
        uri.path()
    );
    let base = format!("{}/", base.trim_end_matches('/'));
    let Some(target) = address.strip_prefix(&base) else { return false };
    let parts: Vec<&str> = target.split('/').collect();
    if parts == ["login"] {
        return matches!(*request.method(), Method::GET | Method::POST);
    }
    *request.method() == Method::GET
        && match dialect {
            Dialect::OData => true,
            Dialect::Classic => match parts.as_slice() {
                [_, action] => matches!(*action, "read" | "readsync"),
                [_, "read", id] => id.bytes().all(|byte| byte.is_ascii_digit()),
                _ => false,
            },
        }
}

#[cfg(test)]
mod tests;
