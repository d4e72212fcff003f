//! Sessions: opened by a login, ended by a logout, by idleness, or by the next login where that is set (§1.4).

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

/// The domain number that the seen session ids carry (iMUIS fact sheet §1.2).
const DOMAIN: &str = "d1095";

/// The sessions that live, with the moment of their last call.
#[derive(Debug)]
pub(super) struct Sessions {
    last_calls: BTreeMap<String, Timestamp>,
    next: i64,
}

impl Sessions {
    /// No sessions. Ids start from the moment, so that a server started anew does not hand out an id that a client
    /// still holds from before.
    pub(super) fn new(now: Timestamp) -> Self {
        Self { last_calls: BTreeMap::new(), next: now.as_second().rem_euclid(1_000_000) }
    }

    /// Opens a session: an id of the form `65914/205@d1095;CSW`.
    pub(super) fn open(&mut self, now: Timestamp) -> String {
        self.next += 1;
        let id = format!("{}/{}@{DOMAIN};CSW", 60_000 + self.next, 200 + self.next % 700);
        self.last_calls.insert(id.clone(), now);
        id
    }

    /// Whether a session lives; if so, this call keeps it alive.
    pub(super) fn touch(&mut self, id: &str, now: Timestamp, idle: SignedDuration) -> bool {
        match self.last_calls.get_mut(id) {
            Some(last) if now.duration_since(*last) <= idle => {
                *last = now;
                true
            }
            Some(_) => {
                self.last_calls.remove(id);
                false
            }
            None => false,
        }
    }

    /// Ends a session.
    pub(super) fn end(&mut self, id: &str) {
        self.last_calls.remove(id);
    }

    /// Ends them all.
    pub(super) fn end_all(&mut self) {
        self.last_calls.clear();
    }
}
