//! How to reach one company's Simple-Simon: what the fact sheet assumes about the transport, as settings with defaults.
//!
//! Every setting carries its knob id of the Simple-Simon fact sheet §12. Field names, formats and paths are constants
//! in the `wire` module instead: a company never differs in them.

use std::collections::BTreeMap;

use koppel_domain::work_order::{TimeKind, WorkOrderStatus};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// SIM-A06: the header that carries the token.
const TOKEN_HEADER: &str = "Token";
/// SIM-A07: a token is renewed when it is older than this; its true life is not published.
const TOKEN_LIFE_S: u32 = 20 * 60;
/// SIM-A21: the header that carries the API key.
const API_KEY_HEADER: &str = "X-Api-Key";
/// Fact sheet §10: a read is tried again up to three times. A work order with hundreds of used articles takes hundreds
/// of reads; without this, a server that fails now and then would never let it through whole.
const READ_TRIES: u32 = 4;
const READ_WAIT_MS: u32 = 250;
/// SIM-A24: records on a page of the OData dialect.
const PAGE_SIZE: u32 = 100;
/// SIM-A13, SIM-A71: records read by id at the same time.
const READS_AT_ONCE: u8 = 4;
/// How long one call may take (Simple-Simon fact sheet §10).
const TIMEOUT_S: u32 = 30;

/// Which generation of the API (Simple-Simon fact sheet §1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// The "Simon Rest-server": GET and POST.
    #[default]
    Classic,
    /// The new API: OData v4 with an API key.
    #[serde(rename = "odata")]
    OData,
}

/// How the classic login is sent (SIM-A04).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginVerb {
    /// As a form, which keeps the secrets out of addresses.
    #[default]
    Post,
    /// In the query.
    Get,
}

/// How a user is known in the OData dialect (SIM-A22).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ODataSignIn {
    /// The login step of the classic dialect, and its token.
    #[default]
    Token,
    /// The API key alone.
    ApiKeyOnly,
    /// HTTP Basic with user and password.
    Basic,
}

/// How a record's id stands in an OData address (SIM-A20).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdStyle {
    /// `WorkOrder(48211)`
    #[default]
    Parentheses,
    /// `WorkOrder/48211`
    Segment,
}

/// How to reach one company's Simple-Simon. Everything but `base_url` has a default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// SIM-A01: mailed by Simon Support; with or without a slash at its end.
    pub base_url: String,
    /// Which generation of the API is behind it.
    #[serde(default)]
    pub dialect: Dialect,
    /// SIM-A04: how the login is sent.
    #[serde(default)]
    pub login: LoginVerb,
    /// SIM-A06: the header that carries the token.
    #[serde(default = "token_header")]
    pub token_header: String,
    /// SIM-A06: what stands before the token in that header, for instance `Bearer `.
    #[serde(default)]
    pub token_prefix: String,
    /// SIM-A07: a token is renewed when it is older than this, in seconds.
    #[serde(default = "token_life_s")]
    pub token_life_s: u32,
    /// SIM-A20: how a record's id stands in an OData address.
    #[serde(default)]
    pub odata_id: IdStyle,
    /// SIM-A21: the header that carries the API key.
    #[serde(default = "api_key_header")]
    pub api_key_header: String,
    /// SIM-A22: how a user is known in the OData dialect.
    #[serde(default)]
    pub odata_sign_in: ODataSignIn,
    /// SIM-A24: records on a page of the OData dialect; at least 1.
    #[serde(default = "page_size")]
    pub page_size: u32,
    /// SIM-A13: records read by id at the same time; at least 1. The pace bounds it further.
    #[serde(default = "reads_at_once")]
    pub reads_at_once: u8,
    /// How long one call may take, in seconds.
    #[serde(default = "timeout_s")]
    pub timeout_s: u32,
    /// How often a read is tried within one call (fact sheet §10); a write is never tried twice. At least 1.
    #[serde(default = "read_tries")]
    pub read_tries: u32,
    /// How long a read waits before its second try, in milliseconds; twice as long before each further one.
    #[serde(default = "read_wait_ms")]
    pub read_wait_ms: u32,
    /// SIM-A60: what a status on the wire means, text or number; before the built-in names.
    #[serde(default)]
    pub statuses: BTreeMap<String, WorkOrderStatus>,
    /// SIM-A60: what a time sheet's kind on the wire means, text or number; before the built-in names.
    #[serde(default)]
    pub time_kinds: BTreeMap<String, TimeKind>,
}

impl Config {
    /// The defaults of the fact sheet for this address and dialect.
    #[must_use]
    pub fn new(base_url: &str, dialect: Dialect) -> Self {
        Self {
            base_url: base_url.to_owned(),
            dialect,
            login: LoginVerb::default(),
            token_header: token_header(),
            token_prefix: String::new(),
            token_life_s: TOKEN_LIFE_S,
            odata_id: IdStyle::default(),
            api_key_header: api_key_header(),
            odata_sign_in: ODataSignIn::default(),
            page_size: PAGE_SIZE,
            reads_at_once: READS_AT_ONCE,
            timeout_s: TIMEOUT_S,
            read_tries: READ_TRIES,
            read_wait_ms: READ_WAIT_MS,
            statuses: BTreeMap::new(),
            time_kinds: BTreeMap::new(),
        }
    }

    /// Whether a login step gives a token in this dialect.
    pub(crate) fn has_login(&self) -> bool {
        self.dialect == Dialect::Classic || self.odata_sign_in == ODataSignIn::Token
    }
}

fn token_header() -> String {
    TOKEN_HEADER.to_owned()
}

const fn token_life_s() -> u32 {
    TOKEN_LIFE_S
}

fn api_key_header() -> String {
    API_KEY_HEADER.to_owned()
}

const fn page_size() -> u32 {
    PAGE_SIZE
}

const fn reads_at_once() -> u8 {
    READS_AT_ONCE
}

const fn timeout_s() -> u32 {
    TIMEOUT_S
}

const fn read_tries() -> u32 {
    READ_TRIES
}

const fn read_wait_ms() -> u32 {
    READ_WAIT_MS
}

/// What a company signs in with (Simple-Simon fact sheet §1). `Debug` shows nothing.
#[derive(Clone)]
pub struct Credentials {
    /// The 16-digit licence code (`Key`).
    pub licence: SecretString,
    /// The office user's name (`Usr`), often an e-mail address.
    pub user: String,
    /// The password (`Pwd`).
    pub password: SecretString,
    /// The API key, which the OData dialect asks for.
    pub api_key: Option<SecretString>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_must_be_given() {
        let config: Config = serde_json::from_str(r#"{"base_url":"https://simon.example"}"#).unwrap();
        assert_eq!(config, Config::new("https://simon.example", Dialect::Classic));
        assert!(serde_json::from_str::<Config>("{}").is_err());
    }

    #[test]
    fn a_setting_no_one_knows_is_refused() {
        assert!(serde_json::from_str::<Config>(r#"{"base_url":"x","tokenheader":"y"}"#).is_err());
    }

    #[test]
    fn numbers_on_the_wire_can_be_given_a_meaning() {
        let config: Config = serde_json::from_str(
            r#"{"base_url":"x","dialect":"odata","statuses":{"5":"archived"},"time_kinds":{"1":"travel"}}"#,
        )
        .unwrap();
        assert_eq!(config.dialect, Dialect::OData);
        assert_eq!(config.statuses.get("5"), Some(&WorkOrderStatus::Archived));
        assert_eq!(config.time_kinds.get("1"), Some(&TimeKind::Travel));
    }

    #[test]
    fn credentials_show_nothing() {
        let credentials = Credentials {
            licence: "1234567890123456".into(),
            user: "kantoor@voorbeeld.example".to_owned(),
            password: "geheim".into(),
            api_key: Some("sleutel".into()),
        };
        assert_eq!(format!("{credentials:?}"), "Credentials(…)");
    }
}
