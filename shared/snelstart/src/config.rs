//! Everything about SnelStart that differs between products, or that we may have to change once we meet the real one, as
//! settings with the fact sheet's own defaults (SnelStart fact sheet §14). What is assumed about names and formats stands
//! as constants in `wire`.
//!
//! Leaves out: credentials, and what an admin decides about the link (`koppel_domain::settings`).

use std::time::Duration;

use koppel_outside::http::Limits;
use koppel_outside::pace::Pace;
use serde::{Deserialize, Serialize};

/// Fewest rows of a page, with which a list that moves can still be gone on with.
const PAGE_LEAST: u32 = 3;
/// Most rows that SnelStart gives at once (§5).
const PAGE_MOST: u32 = 500;
/// A minute, and an hour: the stretches of time that SnelStart counts calls in (§3).
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// The settings of the connector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address of the API, version included, without a slash at its end (§1).
    pub base_url: String,
    /// Address that a token is asked of; another host than the API's (§2.2).
    pub token_url: String,
    /// A token is not used any more in the last so many seconds of its life (§2.4).
    pub token_margin_seconds: u32,
    /// Rows asked for at once, 1 to 500 (§5, SNEL-A02).
    pub page_size: u32,
    /// Changes are asked for from so many hours earlier, since the zone of SnelStart's clock is not told (§6, SNEL-A06).
    pub overlap_hours: u32,
    /// Calls at the same time for one administration; SnelStart bears 5 of a test product and 50 of others (§3).
    pub at_once: usize,
    /// Calls in a minute for one administration; SnelStart bears 100 of a test product and 500 of others (§3).
    pub calls_per_minute: u32,
    /// Calls in an hour for one administration; SnelStart bears 1,000 of a test product and 5,000 of others (§3).
    pub calls_per_hour: u32,
    /// Longest wait for the next minute to begin, in seconds; a run that would wait longer ends instead (§3).
    pub patience_seconds: u64,
    /// Most time for one call, in seconds; an order of a hundred lines takes its time (§1).
    pub request_timeout_seconds: u64,
    /// Most bytes of one answer.
    pub answer_limit_bytes: usize,
    /// A line has the price that was agreed with the customer for this quantity; `false` takes the article's own (§8.6,
    /// SNEL-A09).
    pub agreed_prices: bool,
    /// Most of an order's memo, our marker included, in UTF-16 units; SnelStart's own limit is not told (§8.5).
    pub memo_length: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            base_url: "https://b2bapi.snelstart.nl/v2".to_owned(),
            token_url: "https://auth.snelstart.nl/b2b/token".to_owned(),
            token_margin_seconds: 60,
            page_size: PAGE_MOST,
            overlap_hours: 3,
            at_once: 4,
            calls_per_minute: 400,
            calls_per_hour: 4_000,
            patience_seconds: 60,
            request_timeout_seconds: 60,
            answer_limit_bytes: 32 * 1024 * 1024,
            agreed_prices: true,
            memo_length: 1_000,
        }
    }
}

impl Config {
    /// A pace that keeps to this configuration; one for each administration, shared by its connectors.
    #[must_use]
    pub fn pace(&self) -> Pace {
        Pace::new(self.at_once, Duration::ZERO)
            .with_budgets(&[(self.calls_per_minute, MINUTE), (self.calls_per_hour, HOUR)])
    }

    pub(crate) const fn patience(&self) -> Duration {
        Duration::from_secs(self.patience_seconds)
    }

    pub(crate) const fn limits(&self) -> Limits {
        Limits {
            timeout: Duration::from_secs(self.request_timeout_seconds),
            answer_bytes: self.answer_limit_bytes,
        }
    }

    pub(crate) fn rows_at_once(&self) -> u32 {
        self.page_size.clamp(PAGE_LEAST, PAGE_MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_configuration_keeps_every_other_default() {
        let config: Config = serde_json::from_str(r#"{"calls_per_minute": 80, "page_size": 9000}"#).unwrap();
        assert_eq!((config.calls_per_minute, config.rows_at_once()), (80, 500));
        assert_eq!(Config { page_size: 0, ..Config::default() }.rows_at_once(), 3);
        assert_eq!(config.token_url, Config::default().token_url);
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(serde_json::from_str::<Config>(r#"{"page_sise": 10}"#).is_err());
    }
}
