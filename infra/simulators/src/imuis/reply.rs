//! Bodies and statuses, the same for both transports.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};

/// A document with status 200.
pub(super) fn xml(body: String) -> Response<Bytes> {
    with(StatusCode::OK, "text/xml; charset=utf-8", body)
}

/// A body of a kind, with a status.
pub(super) fn with(status: StatusCode, kind: &'static str, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// An HTML page that names the status, as IIS gives for what it does not serve.
pub(super) fn page(status: StatusCode) -> Response<Bytes> {
    let body = format!(
        "<!DOCTYPE html><html><head><title>{status}</title></head><body><h2>{status}</h2></body></html>"
    );
    with(status, "text/html; charset=utf-8", body)
}
