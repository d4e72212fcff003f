//! Tolerant reading of JSON records (SIM-A08, SIM-A41, SIM-A43, SIM-A50).
//!
//! Field names in any casing; numbers as numbers or as text with a point or a comma; null, missing and "" alike.
//! Nothing here fails but on a value that cannot be what its field is, and then it says which field and what stands
//! there.

use std::str::FromStr as _;

use koppel_domain::text;
use koppel_domain::work_order::SimonId;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Map, Value};

use super::time::{Moment, moment};
use crate::records::Key;

/// Most characters of a value that is quoted to the admin.
const QUOTED: usize = 40;

/// A field that holds what cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    /// The field's name on the wire.
    pub(crate) field: &'static str,
    /// What stands there, at most 40 characters.
    pub(crate) value: String,
}

/// The fields of a record.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(pub(crate) &'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// The value of a field, in whatever casing its name came; `None` for null, missing and blank.
    pub(crate) fn value(self, name: &str) -> Option<&'a Value> {
        let exact = self.0.get(name);
        exact
            .or_else(|| self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
            .filter(|value| match value {
                Value::Null => false,
                Value::String(text) => !text.trim().is_empty(),
                _ => true,
            })
    }

    /// A text without the white space around it; empty where there is none.
    pub(crate) fn text(self, name: &str) -> String {
        self.value(name).map(plain).unwrap_or_default()
    }

    /// The record's own key.
    pub(crate) fn ext_key(self) -> Option<String> {
        let key = self.text("ExtKey");
        (!key.is_empty()).then_some(key)
    }

    /// An id. 0 is what .NET writes where no record is meant.
    pub(crate) fn id(self, name: &'static str) -> Result<Option<SimonId>, Unread> {
        match self.value(name) {
            None => Ok(None),
            Some(value) => whole(value)
                .map(|id| (id != 0).then_some(SimonId(id)))
                .ok_or_else(|| Unread { field: name, value: quoted(value) }),
        }
    }

    /// A decimal number.
    pub(crate) fn decimal(self, name: &'static str) -> Result<Option<Decimal>, Unread> {
        match self.value(name) {
            None => Ok(None),
            Some(value) => {
                decimal(value).map(Some).ok_or_else(|| Unread { field: name, value: quoted(value) })
            }
        }
    }

    /// A moment.
    pub(crate) fn moment(self, name: &'static str) -> Result<Option<Moment>, Unread> {
        match self.value(name) {
            None => Ok(None),
            Some(value) => moment(&plain(value)).map_err(|()| Unread { field: name, value: quoted(value) }),
        }
    }
}

/// A value as text.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// A value as it is quoted to the admin.
pub(crate) fn quoted(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    text::cut(&text, QUOTED).into_owned()
}

/// A decimal from a JSON number or a text with a point or a comma; where both stand, the last is the decimal mark.
///
/// The number's shortest text is what is read: up to 15 digits it is what the server wrote, digit by digit.
pub(crate) fn decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let text = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) if comma < point => text.replace(',', ""),
        (Some(_), Some(_)) => text.replace('.', "").replace(',', "."),
        (Some(_), None) => text.replace(',', "."),
        (None, _) => text,
    };
    // `from_str` would take digits with underscores between them for a number.
    let shaped = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if !shaped {
        return None;
    }
    Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

/// A whole number, also where it is written with decimals that are zero.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    if let Some(number) = value.as_i64() {
        return Some(number);
    }
    decimal(value).filter(|number| number.fract().is_zero()).and_then(|number| number.to_i64())
}

/// The rows of a list: a bare array, or an OData page (SIM-A23). Anything else is no list, an empty answer neither:
/// taking it for an empty list could take a whole table for deleted.
pub(crate) fn rows(answer: &Value) -> Option<&Vec<Value>> {
    match answer {
        Value::Array(rows) => Some(rows),
        Value::Object(page) => Fields(page).value("value").and_then(Value::as_array),
        _ => None,
    }
}

/// A row of a key list: a record with at least an id, or an id alone (SIM-A15).
pub(crate) fn key(row: &Value) -> Result<Key, Unread> {
    let without = || Unread { field: "Id", value: String::new() };
    match row {
        Value::Object(record) => {
            let fields = Fields(record);
            Ok(Key { id: fields.id("Id")?.ok_or_else(without)?, ext_key: fields.ext_key() })
        }
        other => match whole(other) {
            Some(id) if id != 0 => Ok(Key { id: SimonId(id), ext_key: None }),
            _ => Err(Unread { field: "Id", value: quoted(other) }),
        },
    }
}

#[cfg(test)]
mod tests;
