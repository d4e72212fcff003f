//! What stands in the file of `--live`, as `koppel.example.toml` explains it.
//!
//! Guarantees: what is wrong is told with its line, and without what stands there, which may be a password.

use koppel_domain::settings::Settings;
use serde::Deserialize;

/// The file, as `koppel.example.toml` explains it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    company: String,
    /// The bookkeeping package: this one,
    imuis: Option<Imuis>,
    /// or this one.
    snelstart: Option<SnelStart>,
    simple_simon: SimpleSimon,
    #[serde(default)]
    settings: Settings,
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
pub(crate) struct SnelStart {
    pub(crate) subscription_key: String,
    pub(crate) link_key: String,
    #[serde(default)]
    pub(crate) config: koppel_snelstart::Config,
}

/// The company's bookkeeping package.
pub(crate) enum Books {
    Imuis(Box<Imuis>),
    SnelStart(SnelStart),
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

/// A company, as the file has it.
pub(crate) struct Company {
    pub(crate) name: String,
    pub(crate) books: Books,
    pub(crate) simple_simon: SimpleSimon,
    pub(crate) settings: Settings,
}

/// The company of the file, or what is wrong with it and where.
pub(crate) fn parse(text: &str) -> Result<Company, String> {
    let File { company: name, imuis, snelstart, simple_simon, settings } = read(text)?;
    let books = match (imuis, snelstart) {
        (Some(imuis), None) => Books::Imuis(Box::new(imuis)),
        (None, Some(snelstart)) => Books::SnelStart(snelstart),
        _ => {
            return Err("a company keeps its books in one package: fill in [imuis] or [snelstart]".to_owned());
        }
    };
    Ok(Company { name, books, simple_simon, settings })
}

fn read(text: &str) -> Result<File, String> {
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
