//! Why a call is refused, in each of the shapes that errors come in (SnelStart fact sheet §4).
//!
//! Codes, and the texts of the gateway and the token host, are the sheet's; all other Dutch and English texts are
//! invented.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};

use super::json::Json;
use super::options::Options;
use super::switches::{BearerBody, TooManyBody};
use crate::server::reply;

/// The media type of every answer that is JSON.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// A call that is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The koppelsleutel, or what came in its place.
    Token(u16, &'static str),
    /// 401: the subscription key is missing, or is none of ours.
    SubscriptionKey { missing: bool },
    /// 401: the bearer is missing, has expired or was withdrawn.
    Bearer,
    /// 403: the scope or the package.
    Forbidden,
    /// 429, with the seconds to wait.
    TooMany(u64),
    /// 404: no such path.
    NoPath,
    /// 405: the path has no such action.
    NoAction,
    /// 415: the body is no JSON by its own word.
    MediaType,
    /// 400: codes with their messages, all at once.
    Codes(Vec<(&'static str, String)>),
    /// 404, or 400 where the administration is so: what an id names is not there.
    Missing(&'static str, &'static str),
    /// 400: property paths with what is wrong.
    ModelState(Vec<(String, String)>),
    /// 400: what a query asks cannot be asked.
    OData(String),
    /// 500: the change could not be remembered.
    NotStored,
}

impl Refusal {
    /// One code.
    pub(super) fn code(code: &'static str, message: impl Into<String>) -> Self {
        Self::Codes(vec![(code, message.into())])
    }

    /// The answer.
    pub(super) fn response(&self, options: &Options) -> Response<Bytes> {
        match self {
            Self::Token(status, message) => json(*status, &Json::object([("error", (*message).into())])),
            Self::SubscriptionKey { missing: false } => gateway(
                401,
                "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.",
            ),
            Self::SubscriptionKey { missing: true } => gateway(
                401,
                "Access denied due to missing subscription key. Make sure to include subscription key when making \
                 requests to an API.",
            ),
            Self::Bearer if options.bearer_body == BearerBody::Empty => empty(401),
            Self::Bearer => message(401, "Authorization has been denied for this request."),
            Self::Forbidden => {
                reply(StatusCode::FORBIDDEN, "text/plain; charset=utf-8", options.forbidden_text.clone())
            }
            Self::TooMany(wait) => too_many(Some(*wait).filter(|_| options.retry_after), *wait, options),
            Self::NoPath => gateway(404, "Resource not found"),
            Self::NoAction => message(405, "The requested resource does not support this http method."),
            Self::MediaType => {
                message(415, "The request entity's media type is not supported for this resource.")
            }
            Self::Codes(codes) => json(400, &coded(codes)),
            Self::Missing(code, message) => {
                let status = if options.missing_is_400 { 400 } else { 404 };
                json(status, &coded(&[(*code, (*message).to_owned())]))
            }
            Self::ModelState(wrong) => json(400, &model_state(wrong)),
            Self::OData(text) => json(400, &Json::object([("Message", text.as_str().into())])),
            Self::NotStored => message(500, "An error has occurred."),
        }
    }
}

/// An answer with a JSON body.
pub(super) fn json(status: u16, body: &Json) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.bytes()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    response
}

/// An answer without a body.
pub(super) fn empty(status: u16) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

/// A 429 in the shape of the moment (SNEL-A01).
pub(super) fn too_many(retry_after: Option<u64>, wait: u64, options: &Options) -> Response<Bytes> {
    let mut response = match options.too_many_body {
        TooManyBody::Gateway => {
            gateway(429, &format!("Rate limit is exceeded. Try again in {wait} seconds."))
        }
        TooManyBody::Html => {
            let page = "<!DOCTYPE html><html><body><h1>Too Many Requests</h1></body></html>".to_owned();
            reply(StatusCode::TOO_MANY_REQUESTS, "text/html; charset=utf-8", page)
        }
        TooManyBody::Empty => empty(429),
    };
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn gateway(status: u16, text: &str) -> Response<Bytes> {
    json(status, &Json::object([("statusCode", i64::from(status).into()), ("message", text.into())]))
}

fn message(status: u16, text: &str) -> Response<Bytes> {
    json(status, &Json::object([("message", text.into())]))
}

fn coded(codes: &[(&'static str, String)]) -> Json {
    let one = |(code, message): &(&'static str, String)| {
        Json::object([
            ("errorCode", (*code).into()),
            ("message", message.as_str().into()),
            ("details", Json::Null),
        ])
    };
    Json::List(codes.iter().map(one).collect())
}

fn model_state(wrong: &[(String, String)]) -> Json {
    let mut state = super::json::Object::new();
    for (path, text) in wrong {
        if let Json::List(texts) = state.entry(path.clone()).or_insert_with(|| Json::List(Vec::new())) {
            texts.push(text.as_str().into());
        }
    }
    Json::object([("message", "The request is invalid.".into()), ("modelState", state.into())])
}
