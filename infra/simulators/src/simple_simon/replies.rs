//! Answers as bytes: JSON, refusals in each dialect's words, and the PDF.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde::Serialize;
use serde_json::{Value, json};

use super::options::Options;
use super::record::Look;
use super::refusal::Refusal;
use super::route::Dialect;

/// An answer with a JSON body.
///
/// # Errors
/// 500 where the body could not be written.
pub(super) fn json<T: Serialize + ?Sized>(status: StatusCode, body: &T) -> Result<Response<Bytes>, Refusal> {
    let body = serde_json::to_vec(body).map_err(|error| Refusal::broken(error.to_string()))?;
    Ok(with(status, "application/json; charset=utf-8", body))
}

/// An answer without a body.
pub(super) fn nothing() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// A refusal as its dialect words it: `{"Message":…}`, or OData's `{"error":{"code":…,"message":…}}` (SIM-A30).
pub(super) fn refused(refusal: &Refusal, dialect: Dialect, options: &Options) -> Response<Bytes> {
    let message = Value::from(refusal.message.as_str());
    let body = match dialect {
        Dialect::Classic => {
            let look = Look { names: options.property_names, numbers: options.numbers };
            json!({ look.name("Message", 1): message })
        }
        Dialect::OData => json!({ "error": { "code": refusal.code(), "message": message } }),
    };
    let in_200 = options.error_in_200 && refusal.is_about_content();
    let status = if in_200 { StatusCode::OK } else { refusal.status };
    let mut response = with(status, "application/json; charset=utf-8", body.to_string().into_bytes());
    if refusal.status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(1_u64));
    }
    response
}

/// Puts the simulator's moment on an answer, as a server does.
pub(super) fn dated(mut response: Response<Bytes>, now: Timestamp) -> Response<Bytes> {
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok();
    if let Some(date) = date.and_then(|date| HeaderValue::from_str(&date).ok()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// One page with one line on it, a whole and valid PDF 1.4.
pub(super) fn pdf(line: &str) -> Response<Bytes> {
    let line: String = line.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ' || *c == '-').collect();
    let text = format!("BT /F1 18 Tf 72 770 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (number, object) in (1..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let start = file.len();
    let size = objects.len() + 1;
    file.push_str(&format!(
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ));
    with(StatusCode::OK, "application/pdf", file.into_bytes())
}

/// An answer of this kind.
pub(super) fn with(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
