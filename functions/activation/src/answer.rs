//! A page or an answer of the API, as Lambda takes it.
//!
//! Guarantees: what is UTF-8 goes as text and everything else as bytes; nothing is translated from one character set into
//! another, since this function writes none but UTF-8. So the tables of all the others, which `lambda_http` would bring for
//! that, are no part of the function.

use std::pin::Pin;

use axum::body::Body as Streamed;
use http_body_util::BodyExt as _;
use lambda_http::{Body, IntoResponse, Response};

/// What the router answered.
pub(crate) struct Answer(pub(crate) Response<Streamed>);

impl IntoResponse for Answer {
    fn into_response(self) -> Pin<Box<dyn Future<Output = Response<Body>> + Send>> {
        Box::pin(async move {
            let (parts, body) = self.0.into_parts();
            // It is all in memory already, so reading it does not fail; a body that did would arrive empty.
            let bytes = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
            let body = match String::from_utf8(bytes.into()) {
                Ok(text) => Body::Text(text),
                Err(bytes) => Body::Binary(bytes.into_bytes()),
            };
            Response::from_parts(parts, body)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn body_of(bytes: &'static [u8]) -> Body {
        let answer =
            Response::builder().status(201).header("x-said", "x").body(Streamed::from(bytes)).unwrap();
        let answer = Answer(answer).into_response().await;
        assert_eq!((answer.status().as_u16(), answer.headers().len()), (201, 1));
        answer.into_body()
    }

    #[tokio::test]
    async fn text_is_text_and_anything_else_is_bytes() {
        assert_eq!(body_of("Geïnstalleerd".as_bytes()).await, Body::Text("Geïnstalleerd".to_owned()));
        assert_eq!(body_of(&[0xff, 0xd8]).await, Body::Binary(vec![0xff, 0xd8]));
        assert_eq!(body_of(b"").await, Body::Text(String::new()));
    }
}
