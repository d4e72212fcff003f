//! Lists that lie, and calls that come out at another administration.
//!
//! Guarantees: a list is a read of a whole table, at once or on from a key or row id; all other reads tell the truth, and
//! so does every read by mutation date.

use super::ImuisSimulator;
use super::columns::Table;
use super::options::Options;
use crate::lies::Lie;

/// Where calls come out instead of here.
#[derive(Clone)]
pub(super) struct Elsewhere {
    pub(super) other: ImuisSimulator,
    named_the_same: bool,
}

impl Elsewhere {
    /// The switches for a call that comes out there: those from here, with the name from there.
    pub(super) fn seen_with(&self, mut options: Options) -> Options {
        if !self.named_the_same {
            options.administration = self.other.options().administration;
        }
        options
    }
}

impl ImuisSimulator {
    /// Lists of a table lie from now on. `false` where there is no such table.
    pub fn lie(&self, table: &str, lie: Lie) -> bool {
        let table = Table::named(table);
        table.is_some_and(|table| {
            self.state().lies.insert(table.name(), lie);
            true
        })
    }

    /// Every read, and every order, comes out at the other administration from now on, as with a wrong environment
    /// code: its rows, its lies. `BASALG.NAAM` tells its name, unless both are named the same. Sessions and switches
    /// stay those from here. An administration that is this one changes nothing.
    pub fn answer_from(&self, other: &Self, named_the_same: bool) {
        if !std::sync::Arc::ptr_eq(&self.0, &other.0) {
            self.state().elsewhere = Some(Elsewhere { other: other.clone(), named_the_same });
        }
    }

    /// Takes all lies back, and answers from here again.
    pub fn tell_truth(&self) {
        let mut state = self.state();
        state.lies.clear();
        state.elsewhere = None;
    }
}
