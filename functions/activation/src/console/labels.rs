//! The names by which people know tables, kinds, stages, runs and connectors; from the names on the wire.
//!
//! Guarantees: a name that this file does not know is shown as it is, so a new one is never hidden.

use std::collections::BTreeMap;

use koppel_domain::settings::SettingName;
use maud::{Markup, html};

use super::show::number;
use super::text::Text;
use super::texts::{operator, settings, status, words, work_orders};
use crate::log::KindView;

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
pub(crate) fn stage(name: &str) -> &str {
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
pub(crate) fn connector(name: &str) -> &str {
    match name {
        "imuis" => words::IMUIS.said(),
        "snelstart" => words::SNELSTART.said(),
        other => other,
    }
}

/// The name of a setting.
pub(crate) const fn setting(name: SettingName) -> Text {
    match name {
        SettingName::ArticleGroups => settings::ARTICLE_GROUPS,
        SettingName::TravelArticle => settings::TRAVEL_ARTICLE,
        SettingName::WorkArticle => settings::WORK_ARTICLE,
        SettingName::StandardArticle => settings::STANDARD_ARTICLE,
        SettingName::FilterWord => settings::FILTER_WORD,
        SettingName::Memo => settings::MEMO,
        SettingName::Quotes => settings::QUOTES,
    }
}

/// A kind of message: by colour, sign and word.
pub(crate) fn kind(kind: KindView) -> Markup {
    let sign = match kind {
        KindView::Info => "i",
        KindView::Warning => "!",
        KindView::Error => "×",
    };
    badge(class(kind), sign, kind_word(kind))
}

/// A kind of message by its word.
pub(crate) const fn kind_word(kind: KindView) -> Text {
    match kind {
        KindView::Info => words::INFO,
        KindView::Warning => words::WARNING,
        KindView::Error => words::ERROR,
    }
}

/// A kind of message by its colour, which is its name on the wire.
pub(crate) const fn class(kind: KindView) -> &'static str {
    match kind {
        KindView::Info => "info",
        KindView::Warning => "warning",
        KindView::Error => "error",
    }
}

/// Where a work order stands: by colour, sign and word.
pub(crate) fn order_state(name: &str) -> Markup {
    let (class, sign) = match name {
        "ready" => ("info", "→"),
        "sending" => ("info", "…"),
        "unclear" => ("warning", "?"),
        "sent" => ("well", "✓"),
        "refused" => ("error", "×"),
        _ => ("off", "–"),
    };
    badge(class, sign, order_state_word(name))
}

/// Where a work order stands, by its word.
pub(crate) fn order_state_word(name: &str) -> Text {
    match name {
        "ready" => work_orders::READY,
        "sending" => work_orders::SENDING,
        "unclear" => work_orders::UNCLEAR,
        "sent" => work_orders::SENT,
        "refused" => work_orders::REFUSED,
        _ => work_orders::SKIPPED,
    }
}

/// What it means that a work order stands there.
pub(crate) fn order_state_means(name: &str) -> Text {
    match name {
        "ready" => work_orders::READY_WHAT,
        "sending" => work_orders::SENDING_WHAT,
        "unclear" => work_orders::UNCLEAR_WHAT,
        "sent" => work_orders::SENT_WHAT,
        "refused" => work_orders::REFUSED_WHAT,
        _ => work_orders::SKIPPED_WHAT,
    }
}

/// How a company is: by colour, sign and word.
pub(crate) fn health(name: &str) -> Markup {
    let (class, sign, text) = match name {
        "well" => ("well", "✓", operator::WELL),
        "late" => ("warning", "…", operator::LATE),
        "troubled" => ("error", "!", operator::TROUBLED),
        "off" => ("off", "○", operator::OFF),
        _ => ("error", "?", operator::UNREADABLE),
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

/// A package did not let Koppel in.
pub(crate) fn is_refused(outcome: &str) -> bool {
    matches!(outcome, "paused" | "no connection")
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
        "added" | "made" => status::COUNT_MADE,
        "changed" => status::COUNT_CHANGED,
        "sent" => status::COUNT_SENT,
        "refused" => status::COUNT_REFUSED,
        "skipped" => status::COUNT_SKIPPED,
        "unclear" => status::COUNT_UNCLEAR,
        "unchanged" => status::COUNT_UNCHANGED,
        "gone" | "deleted" | "removed" => status::COUNT_GONE,
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
        "not to be sent" => status::COUNT_NOT_SENT,
        "changed after sent" => status::COUNT_LATE,
        "from before" => status::COUNT_BEFORE,
        "lists doubted" => status::COUNT_DOUBTED,
        "not compared" => status::COUNT_NOT_COMPARED,
        "not read" => status::COUNT_NOT_READ,
        "orders wrong" => status::COUNT_ORDERS,
        "unusable" => status::COUNT_UNUSABLE,
        "not as listed" => status::COUNT_OTHERWISE,
        "blocked" => status::COUNT_BLOCKED,
        "failed" => status::COUNT_FAILED,
        other => return other,
    }
    .said()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::count;

    /// Names that runs count under, as their source writes them.
    fn counted(folder: &Path, names: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                counted(&path, names);
            } else if let Ok(source) = std::fs::read_to_string(&path) {
                // A name, or the two of which a condition chooses one.
                for after in source.split("counts.add(").skip(1) {
                    let line = after.lines().next().unwrap_or_default();
                    names.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
                }
            }
        }
    }

    #[test]
    fn whatever_a_run_counts_has_words() {
        let mut names = Vec::new();
        counted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/sync/src"), &mut names);
        assert!(names.len() > 20, "the runs are elsewhere");
        for name in names {
            assert!(!std::ptr::eq(count(&name), name.as_str()), "“{name}” has no words");
        }
    }
}
