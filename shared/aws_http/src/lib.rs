//! The HTTP client of the AWS SDK: the one that the connectors use already.
//!
//! Guarantees: one HTTP stack in a function, where the SDK's own client would be a second and make the binary larger; a
//! limit on the wait for a connection and on the length of an answer; a failure is named so that the SDK tries again
//! what may be tried again. How long a whole answer may take is the SDK's to say, with its own time limits.
//!
//! Leaves out: bodies that stream. What Koppel asks of AWS is text that fits in memory.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http::Request;
use koppel_outside::ReqwestHttp;
use koppel_outside::http::{Http, HttpError, Limits};

/// Longest wait for an answer, should a caller set no limit of its own.
const LONGEST: Duration = Duration::from_mins(1);
/// Longest answer. DynamoDB's longest is 16 MB, of a batch; a page ends at 1 MB.
const ANSWER_BYTES: usize = 20 << 20;

/// A client that waits `connect_timeout` for a connection. Where TLS cannot be set up on this machine, every request
/// fails and says so.
#[must_use]
pub fn client(connect_timeout: Duration) -> SharedHttpClient {
    match ReqwestHttp::connecting_within(connect_timeout) {
        Ok(http) => client_over(Arc::new(http)),
        Err(error) => always(SharedHttpConnector::new(NoTls(error.to_string()))),
    }
}

/// A client that sends over `http`.
#[must_use]
pub fn client_over(http: Arc<dyn Http>) -> SharedHttpClient {
    always(SharedHttpConnector::new(Connector(http)))
}

/// One connector, whatever is asked: its limits were set when it was made.
fn always(connector: SharedHttpConnector) -> SharedHttpClient {
    http_client_fn(move |_, _| connector.clone())
}

#[derive(Debug)]
struct NoTls(String);

impl HttpConnector for NoTls {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(Err(ConnectorError::user(self.0.clone().into())))
    }
}

struct Connector(Arc<dyn Http>);

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let http = Arc::clone(&self.0);
        HttpConnectorFuture::new(async move {
            let request = whole(request)?;
            let limits = Limits { timeout: LONGEST, answer_bytes: ANSWER_BYTES };
            let answer = http.send(request, limits).await.map_err(named)?;
            HttpResponse::try_from(answer.map(SdkBody::from))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// The request as the port takes it.
fn whole(request: HttpRequest) -> Result<Request<Bytes>, ConnectorError> {
    let (parts, body) =
        request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?.into_parts();
    let body = body.bytes().ok_or_else(|| ConnectorError::user("a body that streams".into()))?;
    Ok(Request::from_parts(parts, Bytes::copy_from_slice(body)))
}

/// The failure in the SDK's terms: it tries again after a timeout and after a broken connection, and after no other.
fn named(error: HttpError) -> ConnectorError {
    match error {
        HttpError::Unclear("timeout") => ConnectorError::timeout(error.into()),
        HttpError::NotSent("malformed request") => ConnectorError::user(error.into()),
        HttpError::NotSent(_) | HttpError::Unclear(_) => ConnectorError::io(error.into()),
        HttpError::TooLong(_) => ConnectorError::other(error.into(), None),
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use http::Response;

    use super::*;

    /// Answers with what it was sent, or not at all.
    struct Echo(Option<HttpError>);

    #[async_trait]
    impl Http for Echo {
        async fn send(&self, request: Request<Bytes>, _: Limits) -> Result<Response<Bytes>, HttpError> {
            if let Some(error) = &self.0 {
                return Err(error.clone());
            }
            let said = request.headers().get("x-said").cloned().unwrap();
            let answer = Response::builder().status(400).header("x-said", said);
            Ok(answer.body(request.into_body()).unwrap())
        }
    }

    fn request(body: SdkBody) -> HttpRequest {
        Request::post("http://a.example/").header("x-said", "x").body(body).unwrap().try_into().unwrap()
    }

    #[tokio::test]
    async fn a_request_arrives_whole_and_its_answer_of_any_status_too() {
        let answer = Connector(Arc::new(Echo(None))).call(request(SdkBody::from("asked"))).await.unwrap();
        assert_eq!(answer.status().as_u16(), 400);
        assert_eq!(answer.headers().get("x-said"), Some("x"));
        assert_eq!(answer.body().bytes(), Some(b"asked".as_slice()));
    }

    #[tokio::test]
    async fn a_failure_keeps_its_kind() {
        let failed = async |error| {
            let connector = Connector(Arc::new(Echo(Some(error))));
            connector.call(request(SdkBody::empty())).await.unwrap_err()
        };
        assert!(failed(HttpError::Unclear("timeout")).await.is_timeout());
        assert!(failed(HttpError::Unclear("connection cut")).await.is_io());
        assert!(failed(HttpError::NotSent("no connection")).await.is_io());
        assert!(failed(HttpError::NotSent("malformed request")).await.is_user());
        assert!(failed(HttpError::TooLong(1)).await.is_other());
    }
}
