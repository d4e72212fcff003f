//! What a refusal says, in any of its shapes (SnelStart fact sheet §4).

use koppel_domain::text::{cut, one_line};
use serde_json::Value;

use super::json::{self, Row};

/// Most characters of a refusal that are kept (SNEL-A11).
const WORDS: usize = 400;
/// Code of a condition that a list does not understand (§4.1).
const BAD_FILTER: &str = "ALG-0104";
/// Code of a failure that SnelStart itself does not understand: it says nothing of what was done (§4.1).
const UNKNOWN_ERROR: &str = "ALG-0102";

/// Codes of a record that is not there (§4.1).
const MISSING: [&str; 4] = ["ALG-0103", "ART-0001", "REL-0005", "VOR-0001"];

/// Which of the shapes it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An array with codes: SnelStart understood, and says no.
    Business,
    /// A request that has not the form it must have.
    Model,
    /// A condition that is not understood.
    OData,
    /// The gateway before SnelStart.
    Gateway,
    /// Bare text.
    Text,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) shape: Shape,
    pub(crate) code: Option<String>,
    pub(crate) words: String,
}

impl Refusal {
    /// Words that are short enough to be kept. Secrets are taken out of the whole of them before.
    pub(crate) fn shortened(words: &str) -> String {
        cut(words, WORDS).into_owned()
    }

    /// The list does not know what it was asked for.
    pub(crate) fn is_about_filter(&self) -> bool {
        self.shape == Shape::OData || self.code.as_deref() == Some(BAD_FILTER)
    }

    /// There is no such record.
    pub(crate) fn is_about_missing(&self) -> bool {
        self.code.as_deref().is_some_and(|code| MISSING.contains(&code))
    }

    /// It says no more than that something went wrong.
    pub(crate) fn is_unknown(&self) -> bool {
        self.code.as_deref() == Some(UNKNOWN_ERROR)
    }
}

/// The refusal in a body; nothing where it says nothing that can be read.
pub(crate) fn read(body: &[u8]) -> Option<Refusal> {
    let text = json::text(body).ok()?;
    let (shape, words) = shape_and_words(text);
    let words = one_line(&words);
    Some(Refusal { shape, code: code(text), words })
}

fn shape_and_words(text: &str) -> (Shape, String) {
    if let Ok(rows) = serde_json::from_str::<Vec<Row>>(text) {
        let words: Vec<String> = rows.iter().map(|row| row.text("message")).collect();
        return (Shape::Business, words.join(" "));
    }
    if let Ok(row) = serde_json::from_str::<Row>(text) {
        let message = row.text("message");
        if let Some(state) = row.row("modelState") {
            let faults = state.entries().map(|(field, said)| format!("{field}: {}", texts(said)));
            return (Shape::Model, faults.fold(message, |words, fault| format!("{words} {fault}")));
        }
        if row.has("statusCode") {
            return (Shape::Gateway, message);
        }
        if row.has("errorCode") {
            return (Shape::Business, message);
        }
        if row.has("message") {
            return (Shape::OData, message);
        }
        return (Shape::Text, row.text("error"));
    }
    // Bare text may come as a JSON string.
    let bare = serde_json::from_str::<String>(text);
    (Shape::Text, bare.unwrap_or_else(|_| text.to_owned()))
}

fn texts(json: &str) -> String {
    match serde_json::from_str(json) {
        Ok(Value::String(text)) => text,
        Ok(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}

/// The first three capitals, dash and four digits, wherever they stand.
fn code(text: &str) -> Option<String> {
    const LENGTH: usize = 8;
    let is_code = |bytes: &[u8]| {
        matches!(bytes, [a, b, c, b'-', digits @ ..]
            if [a, b, c].iter().all(|it| it.is_ascii_uppercase()) && digits.iter().all(u8::is_ascii_digit))
    };
    let found = text.as_bytes().windows(LENGTH).find(|window| is_code(window))?;
    std::str::from_utf8(found).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_told_apart() {
        for (body, shape, code, words) in [
            (
                r#"[{"errorCode": "REL-0008", "message": "Relatiecode reeds in gebruik", "details": null}]"#,
                Shape::Business,
                Some("REL-0008"),
                "Relatiecode reeds in gebruik",
            ),
            (
                r#"{"message": "The request is invalid.", "modelState": {"order.Omschrijving": ["Too long."]}}"#,
                Shape::Model,
                None,
                "The request is invalid. order.omschrijving: Too long.",
            ),
            (
                r#"{"Message": "Could not find a property named 'X' on type 'Y'"}"#,
                Shape::OData,
                None,
                "Could not find a property named 'X' on type 'Y'",
            ),
            (
                r#"{"statusCode": 404, "message": "Resource not found"}"#,
                Shape::Gateway,
                None,
                "Resource not found",
            ),
            (
                "Het ingelogde account\r\nmag dit niet",
                Shape::Text,
                None,
                "Het ingelogde account mag dit niet",
            ),
            (r#""Fout VOR-0002""#, Shape::Text, Some("VOR-0002"), "Fout VOR-0002"),
            (r#"{"error": "no valid value"}"#, Shape::Text, None, "no valid value"),
        ] {
            let expected = Refusal { shape, code: code.map(str::to_owned), words: words.to_owned() };
            assert_eq!(read(body.as_bytes()), Some(expected), "{body}");
        }
        assert_eq!(read(b"<html>"), None);
        assert_eq!(read(b""), None);
    }

    #[test]
    fn words_are_kept_within_bounds() {
        assert_eq!(Refusal::shortened(&"é".repeat(900)).chars().count(), WORDS);
    }
}
