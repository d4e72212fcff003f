//! What Lambda brings: a request of an HTTP API (payload version 2.0), or the tick of the stack's own schedule.
//!
//! Guarantees: anything else is refused, and no event makes the function panic. What anybody may send through API Gateway is
//! never an error of the function, whatever characters stand in the address. The host that was asked for is no part of
//! the address.
//!
//! Its own few fields, as AWS documents them, and not `lambda_http`: that crate brings every kind of event and every
//! character set into the function, and panics at the very events this file refuses.
//!
//! Leaves out: carrying it out.

use std::collections::HashMap;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Request, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Deserialize;

use crate::round::Tick;

/// What may not stand in an address as it is.
const OUT_OF_PLACE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');
/// In its path besides: the mark of the query; the backtick, which the type of an address refuses; and the sign of an
/// escape, since API Gateway hands over a path that it has unescaped, and it must not be unescaped twice.
const OUT_OF_PATH: &AsciiSet = &OUT_OF_PLACE.add(b'?').add(b'`').add(b'%');
/// Longest address, escaped; API Gateway takes 10,240 bytes with the headers.
const ADDRESS_MAX: usize = 60_000;
/// The one version of an event.
const VERSION: &str = "2.0";

/// An event of ours.
pub enum Asked {
    /// The round is to be made.
    Tick(Tick),
    /// A request is to be answered.
    Request(Box<Request<Body>>),
    /// An event of API Gateway of which no request can be made: its sender is told so, and nobody is alarmed.
    Unreadable,
}

/// An event that is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event is neither a request of an HTTP API (version 2.0) nor {{\"act\": \"round\"}}")]
pub struct NotOurs;

/// A request as API Gateway tells of it; what it tells besides is not asked for here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    version: String,
    raw_path: String,
    #[serde(default)]
    raw_query_string: String,
    #[serde(default)]
    headers: HashMap<String, String>,
    #[serde(default)]
    cookies: Vec<String>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
    request_context: Context,
}

#[derive(Deserialize)]
struct Context {
    http: Method,
}

#[derive(Deserialize)]
struct Method {
    method: String,
}

/// Reads an event.
///
/// # Errors
/// [`NotOurs`].
pub fn asked(event: &str) -> Result<Asked, NotOurs> {
    if let Ok(tick) = serde_json::from_str(event) {
        return Ok(Asked::Tick(tick));
    }
    let event: Event = serde_json::from_str(event).map_err(|_| NotOurs)?;
    if event.version != VERSION {
        return Err(NotOurs);
    }
    Ok(request(event).map_or(Asked::Unreadable, |request| Asked::Request(Box::new(request))))
}

/// The request that an event tells of; `None` where it makes none.
fn request(event: Event) -> Option<Request<Body>> {
    let mut address = utf8_percent_encode(&event.raw_path, OUT_OF_PATH).to_string();
    if !event.raw_query_string.is_empty() {
        address.push('?');
        address.extend(utf8_percent_encode(&event.raw_query_string, OUT_OF_PLACE));
    }
    if !address.starts_with('/') || address.len() > ADDRESS_MAX {
        return None;
    }
    let mut request = Request::builder().method(event.request_context.http.method.as_str()).uri(address);
    for (name, value) in &event.headers {
        request = request.header(name, value);
    }
    if !event.cookies.is_empty() {
        request = request.header(header::COOKIE, event.cookies.join("; "));
    }
    let body = event.body.unwrap_or_default();
    let body = if event.is_base64_encoded { STANDARD.decode(body).ok()? } else { body.into_bytes() };
    request.body(Body::from(body)).ok()
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;
    use serde_json::{Value, json};

    use super::*;

    fn event(changes: Value) -> String {
        let mut event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": "/log", "rawQueryString": "",
            "headers": { "host": "koppel.example" }, "isBase64Encoded": false,
            "requestContext": { "stage": "$default", "timeEpoch": 0, "http": { "method": "GET" } },
        });
        let changes = changes.as_object().unwrap().clone();
        event.as_object_mut().unwrap().extend(changes);
        event.to_string()
    }

    fn seen(event: &str) -> Option<Request<Body>> {
        match asked(event) {
            Ok(Asked::Request(request)) => Some(*request),
            _ => None,
        }
    }

    /// The address that the function sees.
    fn address(event: &str) -> Option<String> {
        seen(event).map(|request| request.uri().to_string())
    }

    #[test]
    fn the_clock_and_a_request_are_told_apart() {
        assert!(matches!(asked(r#"{"act":"round"}"#), Ok(Asked::Tick(_))));
        assert_eq!(
            address(&event(json!({ "rawQueryString": "kind=error" }))).as_deref(),
            Some("/log?kind=error")
        );
        for other in ["{}", "null", "", r#"{"tenant":"korenaar"}"#, r#"{"act":"round","twice":true}"#] {
            assert!(asked(other).is_err(), "{other}");
        }
    }

    #[tokio::test]
    async fn method_headers_cookies_and_body_come_along() {
        let asked = event(json!({
            "headers": { "idempotency-key": "k1", "content-type": "application/json" },
            "cookies": ["session=a", "flow=b"], "isBase64Encoded": true, "body": "eyJ4IjoxfQ==",
            "requestContext": { "http": { "method": "PUT" } },
        }));
        let (head, body) = seen(&asked).unwrap().into_parts();
        assert_eq!(head.method, http::Method::PUT);
        assert_eq!(head.headers["idempotency-key"], "k1");
        assert_eq!(head.headers["cookie"], "session=a; flow=b");
        assert_eq!(body.collect().await.unwrap().to_bytes().as_ref(), br#"{"x":1}"#);
    }

    #[test]
    fn a_character_that_has_no_place_in_an_address_is_escaped() {
        for (query, as_seen) in [
            ("text=<b>", "/log?text=%3Cb%3E"),
            ("text=a b#é", "/log?text=a%20b%23%C3%A9"),
            ("text=%zz|\\^`{}\u{7f}", "/log?text=%zz|\\^`{}%7F"),
        ] {
            assert_eq!(address(&event(json!({ "rawQueryString": query }))).as_deref(), Some(as_seen));
        }
        let path = event(json!({ "rawPath": "/wörk orders?#`%31" }));
        assert_eq!(address(&path).as_deref(), Some("/w%C3%B6rk%20orders%3F%23%60%2531"));
    }

    #[test]
    fn whatever_host_is_named_the_address_is_a_path() {
        for host in ["a b", "koppel.example:port", "", "[", "é"] {
            let event = event(json!({ "headers": { "host": host, "x-forwarded-proto": ":" } }));
            assert_eq!(address(&event).as_deref(), Some("/log"), "{host}");
        }
    }

    #[test]
    fn an_event_of_another_form_is_none_of_ours() {
        for changes in [json!({ "rawPath": null }), json!({ "version": "1.0" }), json!({ "headers": [] })] {
            assert!(asked(&event(changes.clone())).is_err(), "{changes}");
        }
    }

    #[test]
    fn what_cannot_be_made_a_request_is_the_senders_fault() {
        for changes in [
            json!({ "isBase64Encoded": true, "body": "*" }),
            json!({ "rawPath": ":log" }),
            json!({ "rawPath": format!("/{}", "ä".repeat(20_000)) }),
            json!({ "rawQueryString": "é".repeat(10_000) }),
            json!({ "requestContext": { "http": { "method": "a b" } } }),
            json!({ "headers": { "a b": "c" } }),
        ] {
            let begins = changes.to_string().get(..20).unwrap_or_default().to_owned();
            assert!(matches!(asked(&event(changes)), Ok(Asked::Unreadable)), "{begins}");
        }
        let right = event(json!({ "isBase64Encoded": true, "body": "YQ==" }));
        assert_eq!(address(&right).as_deref(), Some("/log"));
    }
}
