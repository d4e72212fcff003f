//! One question to Simple-Simon, before it is an HTTP request.

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::records::Parent;

/// Everything but RFC 3986's unreserved characters is escaped, so that no value can end its own parameter.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a request carries.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Body {
    /// Nothing.
    None,
    /// JSON.
    Json(Vec<u8>),
    /// `application/x-www-form-urlencoded`; the login only.
    Form(String),
}

/// Whether a call changes something, which decides what an unclear outcome means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    /// Trying again is safe.
    Read,
    /// Trying again may do it twice.
    Write,
}

/// One question. No `Debug`: a body and a query hold what people are called and, at the login, secrets.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) intent: Intent,
    pub(crate) method: Method,
    /// Path below the base address, without a slash before it, and the query.
    pub(crate) target: String,
    pub(crate) body: Body,
}

impl Ask {
    /// A question that changes nothing.
    pub(crate) const fn get(target: String) -> Self {
        Self { intent: Intent::Read, method: Method::GET, target, body: Body::None }
    }

    /// An act.
    pub(crate) fn write(method: Method, target: String, fields: Option<&Map<String, Value>>) -> Self {
        let body = fields.map_or(Body::None, |fields| {
            // A map with text keys always has a JSON form.
            Body::Json(serde_json::to_vec(fields).unwrap_or_default())
        });
        Self { intent: Intent::Write, method, target, body }
    }
}

/// Which records a list is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    /// All of them.
    All,
    /// Those with this own key: one, or none.
    ExtKey(String),
    /// Those that refer to this record.
    Under(Parent),
    /// Those changed since.
    Changed(super::time::Since),
}

/// A value as it may stand in a query.
pub(crate) fn escaped(value: &str) -> String {
    utf8_percent_encode(value, ESCAPED).to_string()
}
