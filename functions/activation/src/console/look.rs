//! Forms that only look: choices, and addresses that say what is looked for.
//!
//! Guarantees: what is left empty stands in no address, and asks for nothing.

use maud::{Markup, html};
use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};

use super::show::number;
use super::text::Text;
use super::texts::words;
use crate::wrong::Wrong;

/// What was chosen under a name; nothing where it was left empty.
pub(crate) fn chosen<T: DeserializeOwned>(name: &str, value: &str) -> Result<Option<T>, Wrong> {
    if value.is_empty() {
        return Ok(None);
    }
    let read = T::deserialize(StrDeserializer::<Error>::new(value));
    read.map(Some).map_err(|_| Wrong::Malformed(name.to_owned()))
}

/// What was typed; nothing where it was left empty.
pub(crate) fn typed(value: &str) -> Option<String> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// An address with those of its parts that say something.
pub(crate) fn address(path: &str, parts: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in parts.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// A choice of one, or all.
pub(crate) fn select(name: &str, label: Text, all: Text, choices: &[(&str, &str)], now: &str) -> Markup {
    html! {
        p.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                option value="" { (all) }
                @for (value, words) in choices {
                    option value=(value) selected[*value == now] { (words) }
                }
            }
        }
    }
}

/// The button that looks.
pub(crate) fn search() -> Markup {
    html! { p.field { button type="submit" { (words::SEARCH) } } }
}

/// Above what was found: how much of it is here, what else can be done with it, and the way back to everything.
pub(crate) fn found(
    path: &str,
    (one, many): (Text, Text),
    count: usize,
    is_narrow: bool,
    more: &Markup,
) -> Markup {
    html! {
        div.acts {
            p.small role="status" {
                @if count == 1 { (one) } @else { (many.with(&[&number(count as u64)])) }
            }
            (more)
            @if is_narrow { a href=(path) { (words::EVERYTHING) } }
        }
    }
}

/// Below it: the way to older ones, and back to the newest. `before` is where this page begins, empty at the newest; a page
/// that `is_short` was looked through in part.
pub(crate) fn pages(
    path: &str,
    parts: &[(&str, &str)],
    before: &str,
    next: Option<&str>,
    is_short: bool,
) -> Markup {
    html! {
        @if next.is_some() || !before.is_empty() {
            nav.pages aria-label=(words::PAGES) {
                @if !before.is_empty() { a href=(address(path, parts)) { (words::NEWEST) } }
                @if let Some(next) = next {
                    a href=(address(path, &[parts, &[("before", next)]].concat())) rel="next" {
                        (if is_short { words::FURTHER } else { words::OLDER })
                    }
                }
            }
        }
    }
}

/// A field to type in.
pub(crate) fn field(name: &str, kind: &str, label: Text, now: &str) -> Markup {
    html! {
        p.field {
            label for=(name) { (label) }
            input id=(name) name=(name) type=(kind) value=(now) maxlength="100" autocomplete="off";
        }
    }
}

#[cfg(test)]
mod tests {
    use koppel_domain::message::Kind;

    use super::*;

    #[test]
    fn an_address_says_what_is_looked_for_and_nothing_else() {
        assert_eq!(address("/log", &[("kind", ""), ("text", "")]), "/log");
        assert_eq!(
            address("/log", &[("kind", "error"), ("text", "a&b é")]),
            "/log?kind=error&text=a%26b+%C3%A9"
        );
    }

    #[test]
    fn a_choice_that_is_none_is_refused_by_its_name() {
        assert!(matches!(chosen::<Kind>("kind", ""), Ok(None)));
        assert!(matches!(chosen("kind", "error"), Ok(Some(Kind::Error))));
        assert!(matches!(chosen::<Kind>("kind", "red"), Err(Wrong::Malformed(name)) if name == "kind"));
    }
}
