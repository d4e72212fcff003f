//! Everything about iMUIS that is not known for certain, or differs between administrations, as settings with the
//! fact sheet's own defaults (iMUIS fact sheet §9).
//!
//! Leaves out: credentials, and what an admin decides about the link (`koppel_domain::settings`).

use std::time::Duration;

use koppel_domain::failure::AccessFault;
use koppel_domain::records::Stream;
use koppel_outside::http::Limits;
use koppel_outside::pace::Pace;
use serde::{Deserialize, Serialize};

mod lists;

pub use lists::{AccessRule, BlockedFlags, Columns, Incremental, QuoteFields};

/// How a call travels (iMUIS fact sheet §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// The form POST of `ws1_api.aspx` (§1.2).
    Form,
    /// SOAP 1.1 of `ws1_xml.asmx` (§1.3).
    Soap11,
    /// SOAP 1.2 of `ws1_xml.asmx` (§1.3).
    Soap12,
}

/// How a long answer is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paging {
    /// Each page asks for the keys after the last one seen.
    Keyset,
    /// Each page asks for the next page number, as the documentation shows it.
    Pages,
}

/// The field of a sales order that carries our reference (§3.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceField {
    /// `EXTORDNR` where the reference fits a 32-bit integer, else `KENM`.
    Extordnr,
    /// `KENM` always; the customer's own reference then finds no place on the order.
    Kenm,
}

/// How a date is written (§6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateFormat {
    /// `05-03-2026`
    #[serde(rename = "dd-MM-yyyy")]
    Dashes,
    /// `05/03/2026`
    #[serde(rename = "dd/MM/yyyy")]
    Slashes,
    /// `2026-03-05`
    #[serde(rename = "yyyy-MM-dd")]
    Iso,
}

/// How a decimal is written (§6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// `1.5`
    Point,
    /// `1,5`
    Comma,
}

/// The settings of the connector. Texts to look for are compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address of the form transport (§1.1).
    pub form_url: String,
    /// Address of the SOAP transport (§1.1).
    pub soap_url: String,
    /// Transport of reads. SOAP by default, since both transports then are on one host and surely share a session;
    /// whether hosts share sessions is not documented (§1.4).
    pub read: Transport,
    /// Transport of creates. SOAP by default, since only its answer is known (§3.7).
    pub write: Transport,
    /// The session ends after so many minutes without a call (§1.4).
    pub session_idle_minutes: u32,
    /// A session is not used again in the last so many minutes of that (§1.4).
    pub session_margin_minutes: u32,
    /// A refusal with one of these texts means that the session is gone (§1.4).
    pub session_expired_texts: Vec<String>,
    /// What a refused sign-in means; the first rule that fits counts, none means that it is unknown (§10.1).
    pub access_rules: Vec<AccessRule>,
    /// Calls for one administration at the same time; 1 = one after the other (§1.4).
    pub max_concurrency_per_administration: usize,
    /// Least time between the starts of two calls, in milliseconds (§1.4).
    pub min_request_interval_ms: u64,
    /// Most time for one call, in seconds (§1.4).
    pub request_timeout_seconds: u64,
    /// Most bytes of one answer.
    pub answer_limit_bytes: usize,
    /// How long answers are gone through (§2).
    pub paging: Paging,
    /// Rows asked for at once, 1 to 20,000 (§2).
    pub page_size: u32,
    /// The first page of a table with a numeric key carries `key > 0`, which other clients do since an empty
    /// condition may be refused; `false` leaves the condition empty (§2).
    pub always_true_where: bool,
    /// A page that promises rows and has none is asked for again so many times (§2, §7).
    pub empty_page_retries: u32,
    /// Wait before that, in milliseconds; the second wait is twice as long, and so on.
    pub empty_page_wait_ms: u64,
    /// How the date in `MUTDATE_VA` is written (§2).
    pub mutdate_format: DateFormat,
    /// So many days earlier than asked, since `MUTDATE_VA` knows only whole days (§2).
    pub mutdate_overlap_days: u32,
    /// Which tables support `MUTDATE_VA` (§2).
    pub incremental: Incremental,
    /// Columns to ask for; one that is refused is dropped and remembered (§4).
    pub columns: Columns,
    /// Where in a quote each field stands (§3.11).
    pub quote_fields: QuoteFields,
    /// Columns whose `J` makes a record blocked (§5.1–§5.3).
    pub blocked_flags: BlockedFlags,
    /// Carrier of our reference (§3.8). An order that is unclear when this changes is looked up in the new field,
    /// and not found: change it only while none is.
    pub order_reference_field: ReferenceField,
    /// Order type (ordersoort) of every sales order, its search key; `None` = the debtor's own (§3.7).
    pub order_type: Option<String>,
    /// How the order date is written (§6).
    pub date_format: DateFormat,
    /// How quantities are written (§6).
    pub decimal_mark: DecimalMark,
}

impl Default for Config {
    fn default() -> Self {
        let texts = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
        Self {
            form_url: "https://cloudswitch.imuisonline.com/ws1_api.aspx".to_owned(),
            soap_url: "https://api.kingfinance.nl/v1/ws1_xml.asmx".to_owned(),
            read: Transport::Soap11,
            write: Transport::Soap11,
            session_idle_minutes: 30,
            session_margin_minutes: 10,
            session_expired_texts: texts(&["sessie", "session", "niet ingelogd", "aangemeld"]),
            access_rules: AccessRule::defaults(),
            max_concurrency_per_administration: 1,
            min_request_interval_ms: 200,
            request_timeout_seconds: 60,
            answer_limit_bytes: 32 * 1024 * 1024,
            paging: Paging::Keyset,
            page_size: 1000,
            always_true_where: true,
            empty_page_retries: 3,
            empty_page_wait_ms: 500,
            mutdate_format: DateFormat::Dashes,
            mutdate_overlap_days: 1,
            incremental: Incremental::default(),
            columns: Columns::default(),
            quote_fields: QuoteFields::default(),
            blocked_flags: BlockedFlags::default(),
            order_reference_field: ReferenceField::Extordnr,
            order_type: None,
            date_format: DateFormat::Dashes,
            decimal_mark: DecimalMark::Point,
        }
    }
}

impl Config {
    /// A pace that keeps to this configuration; one for each administration, shared by its connectors.
    #[must_use]
    pub fn pace(&self) -> Pace {
        Pace::new(
            self.max_concurrency_per_administration,
            Duration::from_millis(self.min_request_interval_ms),
        )
    }

    pub(crate) fn limits(&self) -> Limits {
        Limits {
            timeout: Duration::from_secs(self.request_timeout_seconds),
            answer_bytes: self.answer_limit_bytes,
        }
    }

    pub(crate) fn url(&self, transport: Transport) -> &str {
        match transport {
            Transport::Form => &self.form_url,
            Transport::Soap11 | Transport::Soap12 => &self.soap_url,
        }
    }

    /// How long after its last use a session may still live, and is asked to be kept.
    pub(crate) fn session_idle(&self) -> jiff::SignedDuration {
        jiff::SignedDuration::from_mins(i64::from(self.session_idle_minutes))
    }

    /// How long after its last use a session is used again.
    pub(crate) fn session_use(&self) -> jiff::SignedDuration {
        let minutes = self.session_idle_minutes.saturating_sub(self.session_margin_minutes);
        jiff::SignedDuration::from_mins(i64::from(minutes))
    }

    pub(crate) fn is_incremental(&self, stream: Stream) -> bool {
        match stream {
            Stream::ArticleGroups => self.incremental.article_groups,
            Stream::Articles => self.incremental.articles,
            Stream::Customers => self.incremental.customers,
        }
    }

    pub(crate) fn columns(&self, stream: Stream) -> &[String] {
        match stream {
            Stream::ArticleGroups => &self.columns.article_groups,
            Stream::Articles => &self.columns.articles,
            Stream::Customers => &self.columns.customers,
        }
    }

    pub(crate) fn blocked_flags(&self, stream: Stream) -> &[String] {
        match stream {
            Stream::ArticleGroups => &self.blocked_flags.article_groups,
            Stream::Articles => &self.blocked_flags.articles,
            Stream::Customers => &self.blocked_flags.customers,
        }
    }

    /// What a sign-in that was refused with these words means.
    pub(crate) fn access_fault(&self, words: &str) -> Option<AccessFault> {
        let words = words.to_lowercase();
        self.access_rules.iter().find(|rule| rule.fits(&words)).map(|rule| rule.fault)
    }

    /// The words say that the session is gone.
    pub(crate) fn names_session(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        self.session_expired_texts.iter().any(|text| words.contains(&text.to_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_configuration_keeps_every_other_default() {
        let config: Config = serde_json::from_str(
            r#"{"read": "form", "date_format": "dd/MM/yyyy", "blocked_flags": {"articles": ["BLOK"]}}"#,
        )
        .unwrap();
        assert_eq!(config.read, Transport::Form);
        assert_eq!(config.date_format, DateFormat::Slashes);
        assert_eq!(config.blocked_flags.articles, ["BLOK"]);
        assert_eq!(config.blocked_flags.customers, BlockedFlags::default().customers);
        assert_eq!(config.page_size, 1000);
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(serde_json::from_str::<Config>(r#"{"page_sise": 10}"#).is_err());
        assert!(serde_json::from_str::<Config>(r#"{"columns": {"customer": []}}"#).is_err());
    }

    #[test]
    fn a_refused_sign_in_is_told_apart() {
        let config = Config::default();
        for (words, fault) in [
            ("Partnerkey is onbekend", Some(AccessFault::PartnerKey)),
            ("De OMGEVINGSCODE bestaat niet", Some(AccessFault::EnvironmentCode)),
            ("Deze app is niet geactiveerd voor de omgeving", Some(AccessFault::EnvironmentCode)),
            ("Geen abonnement op Cloudswitch", Some(AccessFault::Licence)),
            ("IP-adres niet toegestaan", Some(AccessFault::PartnerKey)),
            ("Partnerkey of omgevingscode onjuist", Some(AccessFault::Unknown)),
            ("Er ging iets mis", None),
        ] {
            assert_eq!(config.access_fault(words), fault, "{words}");
        }
    }
}
