//! The names by which people know tables, kinds, stages, runs and connectors; from the names on the wire.
//!
//! Guarantees: a name that this file does not know is shown as it is, so a new one is never hidden.

use std::collections::BTreeMap;

use koppel_domain::message::Kind;
use maud::{Markup, html};

use super::show::number;
use super::text::Text;
use super::texts::{status, words};

/// A table by its name.
pub(crate) fn table(name: &'static str) -> &'static str {
    match name {
        "work_order" => words::WORK_ORDER,
        "customer" => words::CUSTOMER,
        "work_address" => words::WORK_ADDRESS,
        "article" => words::ARTICLE,
        "article_group" => words::ARTICLE_GROUP,
        "quote" => words::QUOTE,
        "link" => words::LINK,
        other => return other,
    }
    .said()
}

/// A concern by its name.
pub(crate) fn concern(name: &'static str) -> &'static str {
    match name {
        "pull" => words::PULL,
        "push" => words::PUSH,
        "quotes" => words::QUOTES,
        "cleanup" => words::CLEANUP,
        "wipe" => words::WIPE,
        other => return other,
    }
    .said()
}

/// A stage by its name.
pub(crate) fn stage(name: &'static str) -> &'static str {
    match name {
        "never_activated" => words::NEVER_ACTIVATED,
        "wiping" => words::WIPING,
        "wiped" => words::WIPED,
        "connected" => words::CONNECTED,
        "set_up" => words::SET_UP,
        "active" => words::ACTIVE,
        "deactivated" => words::DEACTIVATED,
        other => return other,
    }
    .said()
}

/// A connector by its name.
pub(crate) fn connector(name: &'static str) -> &'static str {
    match name {
        "imuis" => words::IMUIS.said(),
        other => other,
    }
}

/// A kind of message: by colour, sign and word.
pub(crate) fn kind(kind: Kind) -> Markup {
    let (class, sign, text) = match kind {
        Kind::Info => ("info", "i", words::INFO),
        Kind::Warning => ("warning", "!", words::WARNING),
        Kind::Error => ("error", "×", words::ERROR),
    };
    badge(class, sign, text)
}

/// A state: by colour, sign and word.
pub(crate) fn badge(class: &str, sign: &str, text: Text) -> Markup {
    html! {
        span class={ "badge " (class) } { span.sign aria-hidden="true" { (sign) } " " (text) }
    }
}

/// How a run ended, by its word.
pub(crate) fn outcome(word: &str) -> &str {
    match word {
        "done" => status::DONE,
        "more" => status::MORE,
        "failed" => status::FAILED,
        "paused" => status::PAUSED,
        "held" => status::HELD,
        "no connection" => status::NO_CONNECTION,
        "not active" => status::NOT_ACTIVE,
        "wiped" => status::WIPED,
        "called off" => status::CALLED_OFF_RUN,
        other => return other,
    }
    .said()
}

/// What a run did, in figures and words.
pub(crate) fn counts(counts: &BTreeMap<String, u64>) -> String {
    if counts.is_empty() {
        return status::NOTHING.said().to_owned();
    }
    let one = |(name, n): (&String, &u64)| format!("{} {}", number(*n), count(name));
    counts.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn count(name: &str) -> &str {
    match name {
        "read" => status::COUNT_READ,
        "made" | "created" => status::COUNT_MADE,
        "changed" => status::COUNT_CHANGED,
        "sent" => status::COUNT_SENT,
        "refused" => status::COUNT_REFUSED,
        "skipped" => status::COUNT_SKIPPED,
        "unclear" => status::COUNT_UNCLEAR,
        "unchanged" => status::COUNT_UNCHANGED,
        "gone" => status::COUNT_GONE,
        "withheld" => status::COUNT_WITHHELD,
        "compared" => status::COUNT_COMPARED,
        "differences" => status::COUNT_DIFFERENCES,
        "filtered out" => status::COUNT_FILTERED,
        "tried again" => status::COUNT_AGAIN,
        "waiting" => status::COUNT_WAITING,
        "found" => status::COUNT_FOUND,
        "known" => status::COUNT_KNOWN,
        "used articles" => status::COUNT_LINES,
        "staying" => status::COUNT_STAYING,
        other => return other,
    }
    .said()
}
