//! Rows of an answer, read tolerantly: any casing of a name, a number in quotes or without, and whatever else comes along.
//!
//! Guarantees: a decimal is never a float on its way; a field of another kind than expected is a field that is not filled
//! in, or says that it cannot be read; it never spoils the row.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{Unreadable, formats};

const EMPTY: Unreadable = Unreadable("empty answer");
const HTML: Unreadable = Unreadable("html instead of json");
const NO_LIST: Unreadable = Unreadable("answer that is no whole list");
const NO_OBJECT: Unreadable = Unreadable("answer that is no whole object");

/// An object of an answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row(BTreeMap<String, Box<RawValue>>);

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let cells = BTreeMap::<String, Box<RawValue>>::deserialize(deserializer)?;
        Ok(Self(cells.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect()))
    }
}

/// The rows of a list (SnelStart fact sheet §5: a bare array).
pub(crate) fn rows(body: &[u8]) -> Result<Vec<Row>, Unreadable> {
    serde_json::from_str(text(body)?).map_err(|_| NO_LIST)
}

/// The one object of an answer.
pub(crate) fn object(body: &[u8]) -> Result<Row, Unreadable> {
    serde_json::from_str(text(body)?).map_err(|_| NO_OBJECT)
}

/// The text of a body that may be JSON.
pub(crate) fn text(body: &[u8]) -> Result<&str, Unreadable> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii();
    match body.first() {
        None => Err(EMPTY),
        Some(b'<') => Err(HTML),
        Some(_) => std::str::from_utf8(body).map_err(|_| Unreadable("answer that is no utf-8")),
    }
}

impl Row {
    fn raw(&self, name: &str) -> Option<&str> {
        let raw = self.0.get(&name.to_ascii_lowercase())?.get();
        (raw != "null").then_some(raw)
    }

    /// It has this property, filled in or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(&name.to_ascii_lowercase())
    }

    /// A text, a number or a yes or no as it is written, without white space around it; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> String {
        let Some(raw) = self.raw(name) else { return String::new() };
        if raw.starts_with('"') {
            serde_json::from_str::<String>(raw).unwrap_or_default().trim().to_owned()
        } else if raw.starts_with(['{', '[']) {
            String::new()
        } else {
            raw.to_owned()
        }
    }

    /// A whole number, if it is one.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        formats::integer(&self.text(name))
    }

    /// A decimal; an error where something else stands there.
    pub(crate) fn decimal(&self, name: &str) -> Result<Option<Decimal>, String> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        formats::decimal(&text).map(Some).ok_or(text)
    }

    /// A moment of SnelStart's wall clock; an error where something else stands there.
    pub(crate) fn moment(&self, name: &str) -> Result<Option<DateTime>, String> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        formats::moment(&text).map(Some).ok_or(text)
    }

    /// A yes or no; no where nothing is said.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.said(name) == Some(true)
    }

    /// A yes or no, where one is said.
    pub(crate) fn said(&self, name: &str) -> Option<bool> {
        match self.text(name).to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// The row's own id.
    pub(crate) fn id(&self) -> Option<String> {
        formats::guid(&self.text("id"))
    }

    /// The id in a reference to another record (§6).
    pub(crate) fn reference(&self, name: &str) -> Option<String> {
        self.row(name)?.id()
    }

    /// An object within.
    pub(crate) fn row(&self, name: &str) -> Option<Self> {
        serde_json::from_str(self.raw(name)?).ok()
    }

    /// The objects of a list within; empty where there is none, nothing where it cannot be read.
    pub(crate) fn rows(&self, name: &str) -> Option<Vec<Self>> {
        self.raw(name).map_or(Some(Vec::new()), |raw| serde_json::from_str(raw).ok())
    }

    /// The texts of a list within, or the one text that stands there instead.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let Some(raw) = self.raw(name) else { return Vec::new() };
        serde_json::from_str(raw).unwrap_or_else(|_| vec![self.text(name)])
    }

    /// Every name and what stands there.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, raw)| (name.as_str(), raw.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(json: &str) -> Row {
        object(json.as_bytes()).unwrap()
    }

    #[test]
    fn a_field_is_read_whatever_it_is_written_as() {
        let row = row(
            r#"{"Naam": " Jansen ", "relatiecode": "1042", "prijs": 62.50, "som": "121.00", "leeg": null,
                "nonactief": true, "relatie": {"id": "AAAAAAAA-0000-4000-8000-000000001042"}, "soort": ["Klant"]}"#,
        );
        assert_eq!(row.text("naam"), "Jansen");
        assert_eq!(row.integer("relatiecode"), Some(1042));
        assert_eq!(row.decimal("prijs").unwrap().unwrap().to_string(), "62.50");
        assert_eq!(row.decimal("som").unwrap().unwrap().to_string(), "121.00");
        assert_eq!(row.decimal("naam"), Err("Jansen".to_owned()));
        assert_eq!((row.text("leeg"), row.decimal("leeg")), (String::new(), Ok(None)));
        assert!(row.flag("nonActief") && row.has("leeg") && !row.has("fax"));
        assert_eq!(row.reference("relatie").unwrap(), "aaaaaaaa-0000-4000-8000-000000001042");
        assert_eq!(row.texts("soort"), ["Klant"]);
        assert_eq!(row.texts("naam"), ["Jansen"]);
        assert_eq!((row.rows("leeg").unwrap().len(), row.rows("naam").is_none()), (0, true));
    }

    #[test]
    fn what_is_no_list_says_why() {
        for (body, why) in [
            ("", EMPTY),
            (" \n", EMPTY),
            ("<html>", HTML),
            ("[{\"id\": 1}, {\"na", NO_LIST),
            ("{}", NO_LIST),
            ("[1]", NO_LIST),
        ] {
            assert_eq!(rows(body.as_bytes()).unwrap_err(), why, "{body}");
        }
        assert_eq!(rows(b"\xEF\xBB\xBF[]").unwrap().len(), 0);
        assert_eq!(rows(b"[\"\xFF\"]").unwrap_err(), Unreadable("answer that is no utf-8"));
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_bytes_are_read_or_refused(body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = rows(&body);
            let _ = object(&body);
        }
    }
}
