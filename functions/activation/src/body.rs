//! Reading a body: JSON of the form that the route asks for, and nothing beside it.

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::wrong::Wrong;

/// A body as JSON.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Wrong;

    async fn from_request(request: Request, app: &App) -> Result<Self, Wrong> {
        match axum::Json::<T>::from_request(request, app).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Wrong::MediaType),
            Err(JsonRejection::BytesRejection(rejection)) if rejection.status() == 413 => {
                Err(Wrong::TooLarge)
            }
            // serde's words may quote a value; the place is enough.
            Err(JsonRejection::JsonDataError(error)) => Err(Wrong::Malformed(place(&error.body_text()))),
            Err(_) => Err(Wrong::Malformed("$".to_owned())),
        }
    }
}

/// Where a body is not as it should be, without what stands there.
fn place(words: &str) -> String {
    for known in ["unknown field `", "missing field `"] {
        if let Some((_, rest)) = words.split_once(known)
            && let Some((field, _)) = rest.split_once('`')
        {
            let field: String = field.chars().filter(|c| !c.is_control()).take(60).collect();
            return format!("{}{field}", known.replace('`', ""));
        }
    }
    let line = words.rsplit_once(" at line ").map_or("", |(_, place)| place);
    if line.is_empty() { "$".to_owned() } else { format!("line {line}") }
}

/// A text of a body: not empty, without control characters, at most `most` characters.
pub(crate) fn text(name: &str, value: &str, most: usize) -> Result<String, Wrong> {
    let trimmed = value.trim();
    let wrong = || Wrong::Malformed(name.to_owned());
    if trimmed.is_empty() || trimmed.chars().any(char::is_control) || trimmed.chars().count() > most {
        return Err(wrong());
    }
    Ok(trimmed.to_owned())
}
