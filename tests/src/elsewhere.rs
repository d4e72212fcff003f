//! The same company from another machine: its clock may be ahead, and its key may be refused.

use std::sync::Arc;

use jiff::SignedDuration;
use koppel_outside::clock::Clock;
use koppel_outside::http::Http;
use koppel_platform::connections::{Paces, Reach};
use koppel_platform::packages::Packages;
use koppel_platform::vault::{KEY_BYTES, Vault};
use koppel_sync::Context;

use crate::line::SharedClock;
use crate::world::World;

impl World {
    /// Koppel serves these packages from now on.
    pub fn serve(&mut self, packages: Packages) {
        let Reach { http, clock, vault, pacing, .. } = &*self.reach;
        let (http, clock, vault) = (Arc::clone(http), Arc::clone(clock), Arc::clone(vault));
        let (pacing, paces) = (*pacing, Paces::default());
        self.reach = Arc::new(Reach { http, clock, vault, packages, pacing, paces });
        self.context.connections = self.reach.clone();
    }

    pub(crate) fn reach(&self, http: Arc<dyn Http>, clock: Arc<dyn Clock>, vault: Arc<Vault>) -> Arc<Reach> {
        let before = &self.reach;
        Arc::new(Reach {
            http,
            clock,
            vault,
            packages: before.packages.clone(),
            pacing: before.pacing,
            paces: Paces::default(),
        })
    }

    /// What runs work with on another machine, whose clock is so far ahead; with another key than the secrets were sealed
    /// with, where it is refused the right one.
    #[must_use]
    pub fn elsewhere(&self, ahead: SignedDuration, is_locked: bool) -> Context {
        let clock = Arc::new(SharedClock { clock: self.clock.clone(), ahead });
        let vault = if is_locked {
            Arc::new(Vault::new(vec![("other".to_owned(), vec![9; KEY_BYTES])]).unwrap())
        } else {
            Arc::clone(&self.vault)
        };
        let connections = self.reach(Arc::clone(&self.reach.http), clock.clone(), vault);
        Context { clock, connections, quiet: Arc::default(), ..self.context.clone() }
    }
}
