//! JSON whose numbers are decimals, exact in both directions.
//!
//! Guarantees: a number is read from its own digits and written as digits, never by way of a float; a document that was
//! written reads back the same.
//!
//! Leaves out: the order of properties, which carries no meaning, and numbers that a decimal cannot hold.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use rust_decimal::Decimal;
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

/// Properties by name.
pub(super) type Object = BTreeMap<String, Json>;

/// How deep a document may nest; the deepest of the fact sheet is 4.
const DEPTH_MAX: u8 = 16;

/// A JSON value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Json {
    #[default]
    Null,
    Flag(bool),
    Number(Decimal),
    Text(String),
    List(Vec<Json>),
    Object(Object),
}

/// What is there where a property is not.
static NULL: Json = Json::Null;

impl Json {
    /// Reads a document; `None` where it is none, or holds a number that no decimal can hold.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        read(serde_json::from_slice(bytes).ok()?, DEPTH_MAX)
    }

    /// An object of these properties.
    pub(super) fn object<const N: usize>(properties: [(&str, Self); N]) -> Self {
        Self::Object(properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The document as bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// A property; null where there is none, or this is no object.
    pub(super) fn get(&self, name: &str) -> &Self {
        self.properties().and_then(|properties| properties.get(name)).unwrap_or(&NULL)
    }

    pub(super) const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Text that says something.
    pub(super) fn filled(&self) -> Option<&str> {
        self.text().filter(|text| !text.trim().is_empty())
    }

    pub(super) const fn number(&self) -> Option<Decimal> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(super) fn whole<T: TryFrom<i64>>(&self) -> Option<T> {
        let number = self.number().filter(|number| number.is_integer())?;
        i64::try_from(number).ok().and_then(|number| T::try_from(number).ok())
    }

    pub(super) const fn flag(&self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(*flag) } else { None }
    }

    pub(super) fn list(&self) -> &[Self] {
        if let Self::List(list) = self { list } else { &[] }
    }

    pub(super) const fn properties(&self) -> Option<&Object> {
        if let Self::Object(properties) = self { Some(properties) } else { None }
    }

    /// The id of a reference.
    pub(super) fn id(&self) -> Option<&str> {
        self.get("id").filled()
    }
}

/// A property of an object; null where there is none.
pub(super) fn property<'a>(object: &'a Object, name: &str) -> &'a Json {
    object.get(name).unwrap_or(&NULL)
}

/// Reads a decimal, also one with an exponent.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

fn read(raw: &RawValue, depth: u8) -> Option<Json> {
    let (text, deeper) = (raw.get(), depth.checked_sub(1)?);
    Some(match text.bytes().next()? {
        b'n' => Json::Null,
        b't' => Json::Flag(true),
        b'f' => Json::Flag(false),
        b'"' => Json::Text(serde_json::from_str(text).ok()?),
        b'[' => {
            let list: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            Json::List(list.into_iter().map(|raw| read(raw, deeper)).collect::<Option<_>>()?)
        }
        b'{' => {
            let object: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            let properties = object.into_iter().map(|(name, raw)| Some((name, read(raw, deeper)?)));
            Json::Object(properties.collect::<Option<_>>()?)
        }
        _ => Json::Number(decimal(text)?),
    })
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => RawValue::from_string(number.normalize().to_string())
                .map_err(S::Error::custom)?
                .serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
            Self::Object(properties) => serializer.collect_map(properties),
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<i32> for Json {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<Decimal> for Json {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<&serde_json::Value> for Json {
    fn from(value: &serde_json::Value) -> Self {
        Self::parse(value.to_string().as_bytes()).unwrap_or_default()
    }
}

impl<T: Into<Self>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Json {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}
