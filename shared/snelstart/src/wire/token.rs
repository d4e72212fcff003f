//! Asking for a token (SnelStart fact sheet §2.2).

use super::{Unreadable, filter, json};

/// Content type of the question.
pub(crate) const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";
/// How long a token lives where the answer does not say, in seconds.
const LIFE_SECONDS: i64 = 3_599;
/// Longest life that is believed, in seconds.
const LIFE_MOST_SECONDS: i64 = 24 * 3_600;

/// A token as it was given.
pub(crate) struct Token {
    pub(crate) token: String,
    pub(crate) lives_seconds: i64,
}

/// The question.
pub(crate) fn body(link_key: &str) -> String {
    format!("grant_type=clientkey&clientkey={}", filter::encoded(link_key))
}

/// The answer.
pub(crate) fn read(body: &[u8]) -> Result<Token, Unreadable> {
    let row = json::object(body)?;
    let token = row.text("access_token");
    if token.is_empty() {
        return Err(Unreadable("sign-in without a token"));
    }
    let lives_seconds = row.integer("expires_in").unwrap_or(LIFE_SECONDS).min(LIFE_MOST_SECONDS);
    Ok(Token { token, lives_seconds })
}

/// A refusal that is about the link key, in whatever words.
pub(crate) fn is_about_key(words: &str) -> bool {
    words.to_ascii_lowercase().contains("clientkey")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_with_its_life() {
        let life = |json: &str| read(json.as_bytes()).map(|token| token.lives_seconds);
        assert_eq!(life(r#"{"access_token": "a.b.c", "expires_in": 120}"#), Ok(120));
        assert_eq!(life(r#"{"access_token": "a.b.c", "expires_in": "120"}"#), Ok(120));
        assert_eq!(life(r#"{"access_token": "a.b.c"}"#), Ok(LIFE_SECONDS));
        assert_eq!(life(r#"{"access_token": "a", "expires_in": 99999999}"#), Ok(LIFE_MOST_SECONDS));
        assert_eq!(life("{}"), Err(Unreadable("sign-in without a token")));
        assert_eq!(body("a+b/c="), "grant_type=clientkey&clientkey=a%2Bb%2Fc%3D");
    }
}
