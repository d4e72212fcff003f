//! The client: one method for one act. Reading is in `client/reads.rs`, comparing in `client/compare.rs`, writing in
//! `client/writes.rs`, the last archived work order in `client/archived.rs`.

mod archived;
mod compare;
mod overview;
mod reads;
mod writes;

pub use overview::Overview;

use std::sync::Arc;

use koppel_domain::failure::Failure;
use koppel_outside::clock::Clock;
use koppel_outside::http::Http;
use koppel_outside::pace::Pace;

use crate::config::{Config, Credentials, Dialect};
use crate::exchange::Exchange;
use crate::table::Table;
use crate::token::{Desk, Token};
use crate::wire::ask::Filter;
use crate::wire::odata;

/// One company's Simple-Simon. Share it by reference or in an `Arc`; calls may be made at the same time.
pub struct SimpleSimon {
    pub(crate) exchange: Exchange,
}

impl std::fmt::Debug for SimpleSimon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimpleSimon").field("dialect", &self.exchange.config.dialect).finish_non_exhaustive()
    }
}

impl SimpleSimon {
    /// A client for one company. `pace` is the licence's (SIM-A71: at most 4 calls in flight and 5 per second);
    /// `token` is what [`SimpleSimon::token`] of an earlier run gave.
    #[must_use]
    pub fn new(
        http: Arc<dyn Http>,
        clock: Arc<dyn Clock>,
        pace: Arc<Pace>,
        config: Config,
        credentials: Credentials,
        token: Option<Token>,
    ) -> Self {
        Self { exchange: Exchange { http, clock, pace, config, credentials, desk: Desk::new(token) } }
    }

    /// What to hand to the next run's client, so that it need not sign in again; secret.
    pub async fn token(&self) -> Option<Token> {
        self.exchange.desk.token().await
    }

    /// This client signed in: [`SimpleSimon::token`] gives another token than it was made with.
    #[must_use]
    pub fn is_renewed(&self) -> bool {
        self.exchange.desk.has_logged_in()
    }

    /// Proves that the credentials work (R23): signs in anew whatever token is held and, where the login step does not
    /// prove the API key, reads one row.
    ///
    /// # Errors
    /// [`Failure::Access`] says which of the credentials is refused, as far as Simple-Simon tells.
    pub async fn check(&self) -> Result<(), Failure> {
        self.exchange.sign_in().await?;
        if self.exchange.config.dialect == Dialect::OData {
            let one = odata::page(Table::ItemGroup, &Filter::All, None, 1);
            self.exchange.call(&one).await.map_err(crate::exchange::Fault::failure)?;
        }
        Ok(())
    }
}
