//! The front door of this crate: one issuer, asked who is calling.
//!
//! Guarantees: signature first, then issuer, audience and times, then the role; the first that is wrong is told.

use std::sync::Arc;

use koppel_outside::clock::Clock;
use koppel_outside::http::Http;

use crate::caller::Caller;
use crate::claims::Claims;
use crate::config::{Config, Misconfigured};
use crate::issuer::Issuer;
use crate::refused::Refused;
use crate::token::Token;

/// Tells who is calling, by the tokens of one issuer. One per process, since it keeps the issuer's keys.
pub struct Identity {
    pub(crate) config: Config,
    pub(crate) issuer: Issuer,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Identity {
    /// Asks nobody yet.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub fn new(config: Config, http: Arc<dyn Http>, clock: Arc<dyn Clock>) -> Result<Self, Misconfigured> {
        let config = config.check()?;
        Ok(Self { issuer: Issuer::new(&config, http, Arc::clone(&clock)), config, clock })
    }

    /// Who sent this token: that of a person's sign-in or a machine's own, without `Bearer`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub async fn caller(&self, token: &str) -> Result<Caller, Refused> {
        Caller::of(&self.claims(token).await?, &self.config)
    }

    /// The claims of a token that is right in everything but, perhaps, its role.
    pub(crate) async fn claims(&self, token: &str) -> Result<Claims, Refused> {
        let token = Token::parse(token)?;
        self.issuer.verify(&token).await?;
        let claims = Claims::parse(&token.claims)?;
        claims.check(&self.config.issuer, &self.config.audiences, self.clock.now())?;
        Ok(claims)
    }
}
