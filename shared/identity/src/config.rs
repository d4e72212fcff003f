//! Which issuer, and which of its claims mean what.
//!
//! Guarantees: a [`Config`] that passed [`Config::check`] names an issuer and a way back that may be called, and every
//! name that is looked for in a token is there.

use secrecy::SecretString;
use serde::Deserialize;

use crate::origin::{Scheme, scheme};

/// One issuer and what its tokens say, by configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The issuer, exactly as its tokens name it.
    pub issuer: String,
    /// Koppel's own id with the issuer.
    pub client_id: String,
    /// For a confidential client; one with PKCE alone has none.
    #[serde(default)]
    pub client_secret: Option<SecretString>,
    /// For whom a token may be meant, any one of these; empty means the client id alone. A machine's tokens often
    /// carry an audience of their own.
    #[serde(default)]
    pub audiences: Vec<String>,
    /// The claim with an admin's company (Cognito: `custom:tenant`). One that starts with `/` is a JSON pointer. The
    /// issuer must not let people write it themselves.
    #[serde(default = "tenant")]
    pub tenant_claim: String,
    /// The claim with groups or roles, one text or a list (Cognito: `cognito:groups`; Keycloak:
    /// `/realm_access/roles`).
    #[serde(default = "groups")]
    pub roles_claim: String,
    /// The role that makes an operator.
    #[serde(default = "operator")]
    pub operator_role: String,
    /// What is asked for at sign-in; `openid` must be among it.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// Where the issuer sends the browser back to, as registered with it.
    pub redirect_uri: String,
    /// In place of discovery, where the issuer has none or is seen from here at other addresses than by a browser.
    #[serde(default)]
    pub endpoints: Option<Endpoints>,
}

/// The issuer's addresses, as its discovery document has them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoints {
    /// Where the browser goes to sign in.
    pub authorization: String,
    /// Where a code becomes a token.
    pub token: String,
    /// Where the key set is (`jwks_uri`).
    pub keys: String,
}

/// What is wrong with a [`Config`]. The operator must act.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misconfigured {
    /// An address that may not be called.
    #[error("{0} must be an absolute https address (plain http on a loopback address only): correct it")]
    Address(&'static str),
    /// A name that is needed is empty.
    #[error("{0} is empty: fill it in")]
    Empty(&'static str),
    /// Without this scope there is no sign-in of OpenID Connect.
    #[error("scopes lack `openid`: add it")]
    NoOpenId,
}

fn tenant() -> String {
    "tenant".to_owned()
}

fn groups() -> String {
    "groups".to_owned()
}

fn operator() -> String {
    "operator".to_owned()
}

fn scopes() -> Vec<String> {
    ["openid", "email", "profile"].map(str::to_owned).to_vec()
}

impl Config {
    /// Checks everything, and puts the client id in as audience where there is none.
    pub(crate) fn check(mut self) -> Result<Self, Misconfigured> {
        for (name, value) in [
            ("client_id", &self.client_id),
            ("tenant_claim", &self.tenant_claim),
            ("roles_claim", &self.roles_claim),
            ("operator_role", &self.operator_role),
        ] {
            if value.is_empty() {
                return Err(Misconfigured::Empty(name));
            }
        }
        let own = scheme(&self.issuer).ok_or(Misconfigured::Address("issuer"))?;
        scheme(&self.redirect_uri).ok_or(Misconfigured::Address("redirect_uri"))?;
        if let Some(endpoints) = &self.endpoints {
            endpoints.check(own).map_err(Misconfigured::Address)?;
        }
        if !self.scopes.iter().any(|scope| scope == "openid") {
            return Err(Misconfigured::NoOpenId);
        }
        if self.audiences.iter().any(String::is_empty) {
            return Err(Misconfigured::Empty("audiences"));
        }
        if self.audiences.is_empty() {
            self.audiences.push(self.client_id.clone());
        }
        Ok(self)
    }
}

impl Endpoints {
    /// Every address must have the issuer's own scheme; else the name of the first that has not.
    pub(crate) fn check(&self, own: Scheme) -> Result<(), &'static str> {
        for (name, address) in [
            ("the authorization endpoint", &self.authorization),
            ("the token endpoint", &self.token),
            ("the address of the keys", &self.keys),
        ] {
            if scheme(address) != Some(own) {
                return Err(name);
            }
        }
        Ok(())
    }
}
