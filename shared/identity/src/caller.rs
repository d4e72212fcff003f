//! Who a token is, once it was found right.
//!
//! Guarantees: an admin's company comes from the token and is well formed (P6); whoever has no role is refused; a name
//! is short and on one line, so it can stand in a log row.

use koppel_domain::tenant::TenantId;
use koppel_domain::text::{cut, one_line};
use serde::Deserialize as _;

use crate::claims::{Claims, OneOrMany};
use crate::config::Config;
use crate::refused::Refused;

/// Most UTF-16 units of a name.
const NAME_LEN: usize = 100;

/// Who is calling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The issuer's own id of the caller; never reused for another.
    pub subject: String,
    /// An e-mail address or a name, for "who did it". Not an identity: people change theirs.
    pub name: String,
    /// What the caller is here.
    pub role: Role,
}

/// What a caller is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Admin of this one company.
    Admin(TenantId),
    /// Runs Koppel for every company. Whoever is both is an operator: that role was given on purpose.
    Operator,
}

impl Caller {
    /// Who the token's claims say it is.
    pub(crate) fn of(claims: &Claims, config: &Config) -> Result<Self, Refused> {
        Ok(Self { subject: claims.subject().to_owned(), name: name(claims), role: role(claims, config)? })
    }
}

fn role(claims: &Claims, config: &Config) -> Result<Role, Refused> {
    // A company that cannot be is refused even of an operator: something is wrong with the issuer's settings.
    let tenant = claims
        .get(&config.tenant_claim)
        .map(|claim| claim.as_str().and_then(|text| text.parse().ok()).ok_or(Refused::NoRole))
        .transpose()?;
    let is_operator = claims
        .get(&config.roles_claim)
        .map(|claim| OneOrMany::deserialize(claim).map_err(|_| Refused::NoRole))
        .transpose()?
        .is_some_and(|roles| roles.has(&config.operator_role));
    match tenant {
        _ if is_operator => Ok(Role::Operator),
        Some(tenant) => Ok(Role::Admin(tenant)),
        None => Err(Refused::NoRole),
    }
}

/// The first of these that says something; an e-mail address only where the issuer does not doubt it.
fn name(claims: &Claims) -> String {
    let is_doubted = claims.get("email_verified").is_some_and(|is| is == false || is == "false");
    let email = if is_doubted { None } else { claims.get("email") };
    [email, claims.get("name"), claims.get("preferred_username")]
        .into_iter()
        .flatten()
        .filter_map(|claim| claim.as_str())
        .chain([claims.subject()])
        .map(presentable)
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}

/// On one line, without what a reader cannot see, and short.
fn presentable(text: &str) -> String {
    let seen: String = text.chars().filter(|c| c.is_whitespace() || !is_unseen(*c)).collect();
    cut(&one_line(&seen), NAME_LEN).into_owned()
}

/// Control characters, and those that turn the direction of what follows.
fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
