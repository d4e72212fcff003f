//! What stands in the file of `--live`, as `koppel.example.toml` explains it.
//!
//! Guarantees: what is wrong is told with its line, and without what stands there, which may be a password.

use koppel_domain::settings::Settings;
use serde::Deserialize;

/// The file, as `koppel.example.toml` explains it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) company: String,
    pub(crate) imuis: Imuis,
    pub(crate) simple_simon: SimpleSimon,
    #[serde(default)]
    pub(crate) settings: Settings,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Imuis {
    pub(crate) partner_key: String,
    pub(crate) environment_code: String,
    #[serde(default)]
    pub(crate) config: koppel_imuis::Config,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SimpleSimon {
    pub(crate) licence: String,
    pub(crate) user: String,
    pub(crate) password: String,
    #[serde(default)]
    pub(crate) api_key: Option<String>,
    pub(crate) config: koppel_simple_simon::Config,
}

/// The content of the file, or what is wrong with it and where.
pub(crate) fn parse(text: &str) -> Result<File, String> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        // The parser's own message quotes the line, which may hold a password.
        let place =
            error.span().map(|span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
        let line = place.map(|line| format!(" (line {line})")).unwrap_or_default();
        let message = error.message();
        // Such a message quotes the value.
        let quotes = message.starts_with("invalid type") || message.starts_with("invalid value");
        let reason =
            if quotes { "a value of the wrong kind: a text must stand between quotes" } else { message };
        format!("{reason}{line}")
    })
}
