//! What a form sends: its fields, and the stamp that makes a second press of the button harmless.
//!
//! Guarantees: a form that was sent twice (a double click, a reload) is carried out once, since its stamp is the
//! idempotency key of the act; one that was filled in on an older state is refused with what changed.

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::{StatusCode, header};
use maud::{Markup, html};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::change::Asked;
use crate::wrong::Wrong;

/// A form's fields, and its stamp.
pub(crate) struct Form<T> {
    pub(crate) fields: T,
    pub(crate) asked: Asked,
}

/// The hidden fields of every form that changes something.
#[derive(Deserialize)]
struct Stamp {
    once: String,
    revision: Option<u64>,
}

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Wrong;

    async fn from_request(request: Request, app: &App) -> Result<Self, Wrong> {
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if !is_form {
            return Err(Wrong::MediaType);
        }
        let path = format!("{} {}", request.method(), request.uri().path());
        let body = Bytes::from_request(request, app).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { Wrong::TooLarge } else { unread() }
        })?;
        let Stamp { once, revision } = serde_html_form::from_bytes(&body).map_err(|_| unread())?;
        let fields = serde_html_form::from_bytes(&body).map_err(|_| unread())?;
        Ok(Self { fields, asked: Asked::of_form(&once, revision, path)? })
    }
}

fn unread() -> Wrong {
    Wrong::Malformed("form".to_owned())
}

/// The stamp of a form; with the revision that its page shows, where acting on an older one would be wrong.
pub(crate) fn stamp(revision: Option<u64>) -> Markup {
    html! {
        input type="hidden" name="once" value=(ulid::Ulid::generate());
        @if let Some(revision) = revision { input type="hidden" name="revision" value=(revision); }
    }
}
