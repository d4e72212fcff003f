//! What Lambda brings: a request of an HTTP API (version 2.0), or the tick of the stack's own schedule.
//!
//! Guarantees: anything else is refused, and a request that is handed on can be made into one. The crate that does so
//! panics where it cannot: at an address with a character that has no place there, which anybody may send, and at a
//! host, a stage or a body that API Gateway does not send and whoever invokes the function by hand may.
//!
//! Leaves out: carrying it out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lambda_http::request::LambdaRequest;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::round::Tick;

/// What may not stand in the query of an address as it is.
const OUT_OF_PLACE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');
/// Longest address, each part counted as it is when all of it is escaped; API Gateway takes 10,240 bytes with the headers.
const ADDRESS_MAX: usize = 60_000;
/// How much longer a text is when all of it is escaped.
const ESCAPED: usize = 3;

/// An event of ours.
pub enum Asked {
    /// The round is to be made.
    Tick(Tick),
    /// A request is to be answered.
    Request(Box<LambdaRequest>),
}

/// An event that is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event is neither a request of an HTTP API (version 2.0) nor {{\"act\": \"round\"}}")]
pub struct NotOurs;

/// Reads an event.
///
/// # Errors
/// [`NotOurs`].
pub fn asked(event: &str) -> Result<Asked, NotOurs> {
    if let Ok(tick) = serde_json::from_str(event) {
        return Ok(Asked::Tick(tick));
    }
    let LambdaRequest::ApiGatewayV2(mut request) = serde_json::from_str(event).map_err(|_| NotOurs)? else {
        return Err(NotOurs);
    };
    // Nothing here asks for the host, and without one it is not taken for a part of the address.
    request.headers.remove(http::header::HOST);
    request.request_context.domain_name = None;
    let query = request.raw_query_string.unwrap_or_default();
    let query = utf8_percent_encode(&query, OUT_OF_PLACE).to_string();
    let path = request.raw_path.as_deref().unwrap_or_default();
    let stage = request.request_context.stage.as_deref().unwrap_or_default();
    let length = (path.len() + stage.len()) * ESCAPED + query.len();
    let is_body = !request.is_base64_encoded
        || request.body.as_deref().is_none_or(|body| STANDARD.decode(body).is_ok());
    if !path.starts_with('/') || length > ADDRESS_MAX || !is_body {
        return Err(NotOurs);
    }
    request.raw_query_string = Some(query);
    Ok(Asked::Request(Box::new(LambdaRequest::ApiGatewayV2(request))))
}

#[cfg(test)]
mod tests {
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

    /// The address that the function sees.
    fn address(event: &str) -> Option<String> {
        match asked(event) {
            Ok(Asked::Request(request)) => Some(http::Request::from(*request).uri().to_string()),
            _ => None,
        }
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

    #[test]
    fn a_character_that_has_no_place_in_an_address_is_escaped() {
        for (query, seen) in [
            ("text=<b>", "/log?text=%3Cb%3E"),
            ("text=a b#é", "/log?text=a%20b%23%C3%A9"),
            ("text=%zz|\\^`{}\u{7f}", "/log?text=%zz|\\^`{}%7F"),
        ] {
            assert_eq!(address(&event(json!({ "rawQueryString": query }))).as_deref(), Some(seen));
        }
    }

    #[test]
    fn whatever_host_is_named_the_address_is_a_path() {
        for host in ["a b", "koppel.example:port", "", "[", "é"] {
            let event = event(json!({ "headers": { "host": host, "x-forwarded-proto": ":" } }));
            assert_eq!(address(&event).as_deref(), Some("/log"), "{host}");
        }
    }

    #[test]
    fn what_cannot_be_made_a_request_is_refused() {
        for changes in [
            json!({ "isBase64Encoded": true, "body": "*" }),
            json!({ "rawPath": ":log" }),
            json!({ "rawPath": null }),
            json!({ "rawPath": format!("/{}", "a".repeat(20_000)) }),
            json!({ "rawQueryString": "é".repeat(10_000) }),
        ] {
            assert!(
                asked(&event(changes.clone())).is_err(),
                "{}",
                changes.to_string().get(..60).unwrap_or_default()
            );
        }
        let right = event(json!({ "isBase64Encoded": true, "body": "YQ==" }));
        assert_eq!(address(&right).as_deref(), Some("/log"));
    }
}
