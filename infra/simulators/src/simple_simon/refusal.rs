//! Why a request is refused, with the status the fact sheet gives it (§10).

use std::fmt;

use http::StatusCode;

/// A request that Simple-Simon does not carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status that is answered.
    pub status: StatusCode,
    /// What Simple-Simon says, in Dutch.
    pub message: String,
}

impl Refusal {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    /// 400: something in the request cannot be.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 401: not, or no longer, signed in.
    pub(super) fn unauthorized(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    /// 403: the licence or the release.
    pub(super) fn forbidden(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// 404: no such table, action or record.
    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 405: the action exists, not for this verb.
    pub(super) fn verb() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Deze methode is hier niet toegestaan.")
    }

    /// 409: the key is taken.
    pub(super) fn taken(ext_key: &str) -> Self {
        Self::new(StatusCode::CONFLICT, format!("ExtKey '{ext_key}' is al in gebruik."))
    }

    /// 429: too many calls.
    pub(super) fn too_many() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "Te veel aanroepen, probeer het later opnieuw.")
    }

    /// 500: the change could not be kept.
    pub(super) fn broken(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, message)
    }

    /// Whether it is about the request itself, not about who may call and how often.
    pub(super) fn is_about_content(&self) -> bool {
        matches!(
            self.status,
            StatusCode::BAD_REQUEST
                | StatusCode::NOT_FOUND
                | StatusCode::CONFLICT
                | StatusCode::INTERNAL_SERVER_ERROR
        )
    }

    /// The code that the OData dialect puts beside the message.
    pub(super) const fn code(&self) -> &'static str {
        match self.status {
            StatusCode::UNAUTHORIZED => "Unauthorized",
            StatusCode::FORBIDDEN => "Forbidden",
            StatusCode::NOT_FOUND => "NotFound",
            StatusCode::METHOD_NOT_ALLOWED => "MethodNotAllowed",
            StatusCode::CONFLICT => "Conflict",
            StatusCode::TOO_MANY_REQUESTS => "TooManyRequests",
            StatusCode::INTERNAL_SERVER_ERROR => "ServerError",
            _ => "Validation",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status.as_u16(), self.message)
    }
}

impl std::error::Error for Refusal {}
