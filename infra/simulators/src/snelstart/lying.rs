//! Lists that lie, and calls that come out at another administration.
//!
//! Guarantees: a list is a read of all records, or of all of a kind (`IsNonActief`, `Nonactief`, `Relatiesoort`); every
//! read with another condition tells the truth, and so does a read by id. Nothing counts rows here, so a lie about the
//! count has no effect.

use super::SnelStartSimulator;
use super::options::Options;
use super::route::Resource;
use super::view::model;
use crate::lies::Lie;

/// Where calls come out instead of here.
#[derive(Clone)]
pub(super) struct Elsewhere {
    pub(super) other: SnelStartSimulator,
    named_the_same: bool,
}

impl Elsewhere {
    /// The switches for a call that comes out there: those from here, with the name and the id from there.
    pub(super) fn seen_with(&self, mut options: Options) -> Options {
        let there = self.other.options();
        options.administration_id = there.administration_id;
        if !self.named_the_same {
            options.administration = there.administration;
        }
        options
    }
}

impl SnelStartSimulator {
    /// Lists of a resource (`relaties`, `artikelen`, `artikelomzetgroepen`, `verkooporders`, `offertes` …) lie from now
    /// on. `false` where there is no such list.
    pub fn lie(&self, resource: &str, lie: Lie) -> bool {
        let resource = Resource::named(resource).filter(|resource| model(*resource).is_some());
        resource.is_some_and(|resource| {
            self.state().lies.insert(resource.name(), lie);
            true
        })
    }

    /// Every call but those for a token comes out at the other administration from now on, as with a koppelsleutel of
    /// another customer: its rows, its lies. `companyInfo` tells its id, and its name unless both are named the same.
    /// An administration that is this one changes nothing.
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
