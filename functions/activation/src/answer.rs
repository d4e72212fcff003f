//! A page or an answer of the API, as API Gateway takes it from a function (payload version 2.0).
//!
//! Guarantees: what is UTF-8 goes as text and everything else as bytes; a header that stands twice goes as one, a cookie
//! by itself.

use std::collections::BTreeMap;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Response, header};
use http_body_util::BodyExt as _;
use serde::Serialize;

/// What the router answered.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    status_code: u16,
    headers: BTreeMap<String, String>,
    cookies: Vec<String>,
    body: String,
    is_base64_encoded: bool,
}

impl Answer {
    /// To a request that cannot be read as one.
    pub(crate) fn bad_request() -> Self {
        let headers = [("content-type".to_owned(), "text/plain; charset=utf-8".to_owned())];
        Self {
            status_code: 400,
            headers: BTreeMap::from(headers),
            cookies: Vec::new(),
            body: "This is not a request that can be read: check its address, its headers and its body."
                .to_owned(),
            is_base64_encoded: false,
        }
    }

    /// Takes an answer that is all in memory: a body that failed would arrive empty.
    pub(crate) async fn of(answer: Response<Body>) -> Self {
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let (body, is_base64_encoded) = match String::from_utf8(bytes.into()) {
            Ok(text) => (text, false),
            Err(bytes) => (STANDARD.encode(bytes.into_bytes()), true),
        };
        let mut headers = BTreeMap::<String, String>::new();
        let mut cookies = Vec::new();
        for (name, value) in &parts.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            if name == header::SET_COOKIE {
                cookies.push(value.into_owned());
                continue;
            }
            let joined = headers.entry(name.as_str().to_owned()).or_default();
            if !joined.is_empty() {
                joined.push_str(", ");
            }
            joined.push_str(&value);
        }
        Self { status_code: parts.status.as_u16(), headers, cookies, body, is_base64_encoded }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    async fn of(bytes: &'static [u8]) -> Answer {
        Answer::of(Response::new(Body::from(bytes))).await
    }

    #[tokio::test]
    async fn text_is_text_and_anything_else_is_bytes() {
        let text = of("Geïnstalleerd".as_bytes()).await;
        assert_eq!((text.body.as_str(), text.is_base64_encoded), ("Geïnstalleerd", false));
        let bytes = of(&[0xff, 0xd8]).await;
        assert_eq!((bytes.body.as_str(), bytes.is_base64_encoded), ("/9g=", true));
        assert_eq!(of(b"").await.body, "");
    }

    #[tokio::test]
    async fn headers_are_joined_and_cookies_stand_apart() {
        let answer = Response::builder()
            .status(303)
            .header("set-cookie", "session=a; Secure")
            .header("set-cookie", "flow=b")
            .header("vary", "cookie")
            .header("vary", "accept-language")
            .body(Body::empty())
            .unwrap();
        assert_eq!(
            serde_json::to_value(Answer::of(answer).await).unwrap(),
            json!({
                "statusCode": 303, "headers": { "vary": "cookie, accept-language" },
                "cookies": ["session=a; Secure", "flow=b"], "body": "", "isBase64Encoded": false,
            })
        );
    }
}
